package loyalty

import "kermesse/internal/account"

// Social is what a brand settles for members among themselves, and what its tiers give beside
// points.
type Social struct {
	ReferralAct string     // the friend's act that a referral waits for: an event; empty: the brand has no referrals
	Gifts       Gifts      // points that members give each other
	Benefits    [][]string // by level, in the words of the brand
}

// Desk is what a brand settles for those who run the programme.
type Desk struct {
	FourEyes  int64 // points above which a second person has to agree to a correction, see act.alone; 0: none has to
	PointCost int64 // what a hundred points cost the brand, minor units, for reports; 0: not said
}

// looserIn reports whether another desk lets one person move more by hand.
func (d Desk) looserIn(other Desk) bool {
	return d.FourEyes > 0 && (other.FourEyes == 0 || other.FourEyes > d.FourEyes)
}

// Gifts are off where PerMonth is 0: whoever takes over a mailbox could empty its points.
type Gifts struct {
	PerMonth int64 // points that one member may give in a calendar month
	Days     int   // how long a gift waits to be claimed
}

// actOf is who the house acts as for a brand by itself.
func actOf(brand account.BrandID) account.Actor { return account.SystemActor(brand) }
