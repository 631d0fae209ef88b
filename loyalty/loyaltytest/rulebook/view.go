package rulebook

import (
	"fmt"

	"kermesse/loyalty/loyaltytest"
)

// View tells what a member has.
func (b *Books) View(brandName, name string) (loyaltytest.View, error) {
	br := b.brands[brandName]
	m, ok := br.members[name]
	if !ok {
		return loyaltytest.View{}, fmt.Errorf("rulebook: no member %s", name)
	}
	v := loyaltytest.View{
		Debt: m.debt, Earned: m.earned, Spent: m.spent, Restored: m.restored, Expired: m.expired, ClawedBack: m.clawedBack,
		Erased: m.erased,
	}
	if len(br.config.Tiers) > 0 {
		v.Tier = br.config.Tiers[m.tier].Name
	}
	if !m.erased {
		v.Qualifying = br.qualifying(m, b.now)
	}
	if m.tierUntil != 0 {
		v.TierUntil = &m.tierUntil
	}
	for _, l := range m.lots {
		v.Available += l.available
		v.Pending += l.pending
		v.Held += l.held
		if l.available == 0 || l.expiresAt == never {
			continue
		}
		switch next := v.NextExpiry; {
		case next == nil || l.expiresAt < next.At:
			v.NextExpiry = &loyaltytest.Expiry{At: l.expiresAt, Points: l.available}
		case l.expiresAt == next.At:
			next.Points += l.available
		}
	}
	return v, nil
}

// Lots lists all lots of a member, in the order they were made.
func (b *Books) Lots(brandName, name string) (lots []loyaltytest.Lot, err error) {
	for _, l := range b.brands[brandName].members[name].lots {
		shown := loyaltytest.Lot{
			Kind: l.kind, Points: l.points, Pending: l.pending, Available: l.available, Held: l.held,
			Expired: l.expired, Reversed: l.reversed,
		}
		if l.expiresAt != never {
			shown.ExpiresAt = &l.expiresAt
		}
		lots = append(lots, shown)
	}
	return lots, nil
}

// Stock tells what is left of a reward; nil: it is unlimited.
func (b *Books) Stock(brandName, reward string) (*int64, error) {
	if n, limited := b.brands[brandName].stock[reward]; limited {
		return &n, nil
	}
	return nil, nil
}

// CodeUsed tells how often a code was used.
func (b *Books) CodeUsed(brandName, code string) (int64, error) {
	return b.brands[brandName].uses[code], nil
}

// Totals are the sums of all accounts.
func (b *Books) Totals(brandName string) (map[string]int64, error) {
	br := b.brands[brandName]
	totals := map[string]int64{"available": 0, "pending": 0, "held": 0, "debt": 0}
	for _, account := range []string{"issuance", "adjust", "burned", "expired", "writeoff"} {
		totals[account] = br.system[account]
	}
	for _, m := range br.members {
		totals["debt"] -= m.debt
		for _, l := range m.lots {
			totals["available"] += l.available
			totals["pending"] += l.pending
			totals["held"] += l.held
		}
	}
	return totals, nil
}

var _ loyaltytest.House = (*Books)(nil)
