package loyalty

import (
	"context"
	"errors"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/codes"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/jobs"
)

// ErrUnverified refuses somebody whose address is not proved.
var ErrUnverified = fault.New(fault.Forbidden, "address_unverified",
	"Confirmez d’abord votre adresse.", "Confirm your address first.")

// Join makes a fan whose address is proved a member, gives what signing up is worth, and
// notes by whose link they came. Who is a member already stays one, and nobody has sent them:
// a referral is for new members, and never for oneself by another spelling of one's address.
// Faults: ErrUnverified, ErrNoProgramme.
func (s *Service) Join(ctx context.Context, who fan.Fan, referral string) (ref string, err error) {
	if !who.Verified() {
		return "", ErrUnverified
	}
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		return s.write(ctx, tx, who.Brand, func(b books) error {
			if _, err := b.programme(ctx); err != nil {
				return err
			}
			known, found, err := b.refOfFan(ctx, who.ID)
			if err != nil || found {
				ref = known
				return err
			}
			if ref, err = s.ensureMember(ctx, b, who.ID); err != nil {
				return err
			}
			return s.refer(ctx, b, who, ref, referral)
		})
	})
	return ref, err
}

// welcome gives a new member what signing up is worth.
func (s *Service) welcome(ctx context.Context, b books, ref string) error {
	p, err := b.programme(ctx)
	if err != nil {
		return err
	}
	for _, rule := range p.on(SignUp) {
		earn := Earn{Member: ref, Rule: rule.ID, SourceID: sourceFor(rule, SignUp, ref)}
		if _, err := s.perform(ctx, b, actOf(b.brand), earn); err != nil {
			return err
		}
	}
	return nil
}

// refer notes by whose link a new member came. A link that is none is no fault of theirs.
func (s *Service) refer(ctx context.Context, b books, who fan.Fan, ref, referral string) error {
	p, err := b.programme(ctx)
	if err != nil || p.Social.ReferralAct == "" || referral == "" {
		return err
	}
	folded, _ := codes.Letters32.Fold(referral)
	referrer, found, err := b.memberByReferral(ctx, folded)
	if err != nil || !found || referrer.Ref == ref || !referrer.ErasedAt.IsZero() {
		return err
	}
	if same, err := s.samePerson(ctx, b, who, referrer.Fan); err != nil || same {
		return err
	}
	w, err := b.findWallet(ctx, byRef, ref)
	if err != nil {
		return err
	}
	if err := b.insertReferral(ctx, w.id, referrer.ID, s.clock.Now()); err != nil {
		return err
	}
	if p.Social.ReferralAct == SignUp { // the address is proved, which is the act
		return b.markActed(ctx, w.id, s.clock.Now())
	}
	return nil
}

// samePerson reports whether two fans are one mailbox under two spellings.
func (s *Service) samePerson(ctx context.Context, b books, who fan.Fan, other fan.ID) (bool, error) {
	if other == "" || s.fans == nil {
		return false, nil
	}
	referrer, err := s.fans.FindIn(ctx, b.tx, b.brand, other)
	if errors.Is(err, fan.ErrNotFound) {
		return false, nil
	}
	return err == nil && who.Contact.SameMailbox(referrer.Contact), err
}

// People finds the fan behind an address or an id, or makes one of an address.
type People interface {
	Ensure(ctx context.Context, tx *db.DB, brand account.BrandID, c fan.Contact, foldAliases bool) (fan.Fan, error)
	FindMany(ctx context.Context, brand account.BrandID, ids []fan.ID) (map[fan.ID]fan.Fan, error)
	FindIn(ctx context.Context, d *db.DB, brand account.BrandID, id fan.ID) (fan.Fan, error)
	FindByContact(ctx context.Context, d *db.DB, brand account.BrandID, c fan.Contact) (fan.Fan, error)
}

// referralLetters are enough that links of members do not fall together.
const referralLetters = 8

// ReferralCode returns what stands in a fan's referral link, and makes it where there is
// none. Faults: ErrUnknownMember for who is no member, ErrNoReferrals.
func (s *Service) ReferralCode(ctx context.Context, brand account.BrandID, id fan.ID) (code string, err error) {
	err = s.atMember(ctx, brand, byFan, string(id), func(b books, member MemberID) error {
		p, err := b.programme(ctx)
		if err != nil {
			return err
		}
		if p.Social.ReferralAct == "" {
			return ErrNoReferrals
		}
		if code, err = b.referralOf(ctx, member); err != nil || code != "" {
			return err
		}
		drawn, err := codes.Letters32.Draw(s.random, 1, referralLetters)
		if err != nil {
			return err
		}
		code = drawn[0]
		return b.updateReferral(ctx, member, code)
	})
	return code, err
}

// ErrNoReferrals says that the brand rewards nobody for sending friends.
var ErrNoReferrals = fault.New(fault.Conflict, "no_referrals",
	"Cette marque ne propose pas de parrainage.", "This brand has no referrals.")

// ReferredFriend is a friend who came by a member's link.
type ReferredFriend struct {
	At         time.Time
	ActedAt    time.Time // zero: the friend has still to act
	RewardedAt time.Time
}

// ListOwnReferrals returns the friends who came by a fan's link, the latest first, without
// saying who they are.
func (s *Service) ListOwnReferrals(ctx context.Context, brand account.BrandID, id fan.ID) (list []ReferredFriend, err error) {
	err = s.db.Snapshot(ctx, func(view *db.DB) error {
		b := books{tx: view, brand: brand}
		w, err := b.findWallet(ctx, byFan, string(id))
		if err == nil {
			list, err = b.referralsBy(ctx, w.id)
		}
		return err
	})
	return list, err
}

// referralActs notes that a member has done what their referral waits for. It is rewarded by
// ReferralTask, which locks both members in the order in which everybody does.
func (a *act) referralActs(ctx context.Context, member MemberID, event string) error {
	if a.programme.Social.ReferralAct != event {
		return nil
	}
	return a.markActed(ctx, member, a.entry.At)
}

// ReferralTask rewards referrals whose friend has acted.
func (s *Service) ReferralTask() jobs.Task {
	return jobs.Task{Name: "loyalty.referrals", Every: 15 * time.Second, Run: s.RewardReferrals}
}

// RewardReferrals gives both sides of every referral whose friend has acted what the rules
// about it say: once, however often it runs and on however many servers. What the rules
// refuse, a cap say, is not made up for later.
func (s *Service) RewardReferrals(ctx context.Context) error {
	const batch = 100
	for {
		due, err := dueReferrals(ctx, s.db, batch)
		if err != nil || len(due) == 0 {
			return err
		}
		for _, r := range due {
			err = errors.Join(err, s.db.InTx(ctx, func(tx *db.DB) error {
				return s.write(ctx, tx, r.Brand, func(b books) error { return s.reward(ctx, b, r) })
			}))
		}
		if err != nil {
			return err // what failed would come first again
		}
	}
}

func (s *Service) reward(ctx context.Context, b books, r dueReferral) error {
	if err := b.lockAll(ctx, []string{r.Referrer, r.Friend}); err != nil {
		return err
	}
	mine, err := b.claimReferral(ctx, r.ID, s.clock.Now())
	if err != nil || !mine {
		return err
	}
	p, err := b.programme(ctx)
	if err != nil {
		return err
	}
	for _, side := range []struct{ event, to, source string }{{Referral, r.Referrer, r.Friend}, {Referred, r.Friend, r.Referrer}} {
		for _, rule := range p.on(side.event) {
			earn := Earn{Member: side.to, Rule: rule.ID, SourceID: side.source}
			if side.event == Referred && rule.Dedupe == "brand" {
				earn.SourceID = side.to + " by " + side.source // one friend each, though one member may send many
			}
			if _, err := s.perform(ctx, b, actOf(b.brand), earn); err != nil {
				return err
			}
		}
	}
	return nil
}
