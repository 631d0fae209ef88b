package ledger

import (
	"testing"
	"time"
)

func (b bench) qualify(when time.Time, points int64) *PointLot {
	return b.Grant(b.on(Earn, when), Grant{Lot: LotEarned, Points: points, ExpiryDays: Never, Qualifying: true})
}

func (b bench) wantTier(what string, level int, until time.Time) {
	b.t.Helper()
	if b.Tier != level || !b.TierUntil.Equal(until) {
		b.t.Errorf("%s: tier %d until %s, want %d until %s", what, b.Tier, b.TierUntil, level, until)
	}
}

func TestTierRisesAndIsRenewedByQualifyingPoints(t *testing.T) {
	b := newBench(t, nil)
	b.qualify(days(0), 399)
	b.wantTier("one point short", 0, time.Time{})
	b.qualify(days(1), 1)
	b.wantTier("reached", 1, days(121))
	b.qualify(days(50), 5)
	b.wantTier("renewed", 1, days(170))
	b.qualify(days(51), 800)
	b.wantTier("two levels", 2, days(171))
	b.earn(days(100), 5000, Never)
	b.wantTier("points that do not qualify", 2, days(171))
}

func TestTierIsReviewedWhenItsTimeIsOver(t *testing.T) {
	b := newBench(t, func(terms *Terms) { terms.TierWindow, terms.TierRetention = 90, 60 })
	b.qualify(days(0), 1300)
	b.wantTier("gold", 2, days(60))
	b.Settle(days(60))
	b.wantTier("the points still count", 2, days(120))
	b.Settle(days(120).Add(-time.Millisecond))
	b.wantTier("not before its time", 2, days(120))
	b.Settle(days(120))
	b.wantTier("the window has passed them", 0, time.Time{})
}

func TestTierWindowIsOpenAtItsStartAndClosedAtItsEnd(t *testing.T) {
	b := newBench(t, nil)
	b.qualify(days(0), 100)
	if q := b.Qualifying(days(365).Add(-time.Millisecond)); q != 100 {
		t.Errorf("an instant before the window leaves them: %d", q)
	}
	if q := b.Qualifying(days(365)); q != 0 {
		t.Errorf("at 365 days: %d, want 0", q)
	}
}

func TestTierFallsAtOnceWithTheOrderThatCarriedIt(t *testing.T) {
	b := newBench(t, nil)
	lot := b.qualify(days(0), 1000)
	b.qualify(days(0), 300)
	b.wantTier("gold", 2, days(120))
	if _, err := b.Clawback(b.on(Reverse, days(10)), lot, 100); err != nil {
		t.Fatal(err)
	}
	b.wantTier("1200 is still gold", 2, days(120))
	if _, err := b.Clawback(b.on(Reverse, days(10)), lot, 1); err != nil {
		t.Fatal(err)
	}
	b.wantTier("one less is silver", 1, days(130))
	if _, err := b.Clawback(b.on(Reverse, days(11)), lot, 899); err != nil {
		t.Fatal(err)
	}
	b.wantTier("nothing left", 0, time.Time{})
}

func TestRefundOfPendingPointsLeavesTheTier(t *testing.T) {
	b := newBench(t, nil)
	b.qualify(days(0), 400)
	lot := b.Grant(b.on(Earn, days(0)), Grant{Lot: LotEarned, Points: 50, PendingDays: 30, ExpiryDays: Never, Qualifying: true})
	if _, err := b.Clawback(b.on(Reverse, days(1)), lot, 50); err != nil {
		t.Fatal(err)
	}
	b.wantTier("silver", 1, days(120))
}

func TestEventsOfOneMomentKeepTheirOrder(t *testing.T) {
	// At one midnight: a hold on an ending lot times out, pending points become available,
	// the other lot ends. What is released ends at once, what was activated does not.
	b := newBench(t, nil)
	b.earn(days(0), 10, 10)
	end := b.Lots[0].ExpiresAt
	if _, err := b.Hold(b.on(HoldPoints, days(1)), 4, end.Sub(days(1))); err != nil {
		t.Fatal(err)
	}
	b.Grant(b.Begin(Earn, end.Add(-5*day)), Grant{Lot: LotEarned, Points: 20, PendingDays: 5, ExpiryDays: 30})
	b.Entries = nil
	b.Settle(end)
	var kinds []Kind
	for _, e := range b.Entries {
		if !e.At.Equal(end) {
			t.Errorf("%s happened at %s, not %s", e.Kind, e.At, end)
		}
		kinds = append(kinds, e.Kind)
	}
	if len(kinds) != 3 || kinds[0] != HoldTimeout || kinds[1] != Activation || kinds[2] != Expiry {
		t.Errorf("events %v, want hold_timeout, activation, expiry", kinds)
	}
	b.want("after", Balances{Available: 20})
}
