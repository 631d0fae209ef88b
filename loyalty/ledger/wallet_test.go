package ledger

import (
	"errors"
	"testing"
	"time"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// days is a moment some days after the start.
func days(n int) time.Time { return start.Add(time.Duration(n) * day) }

// bench is a wallet whose operations a test writes in short.
type bench struct {
	t *testing.T
	*Wallet
}

func newBench(t *testing.T, change func(*Terms)) bench {
	terms := &Terms{
		Clawback: ToDebt, GraceDays: 7, TierWindow: 365, TierRetention: 120, Zone: time.UTC,
		Tiers: []Tier{{"base", 0, One}, {"silver", 400, 11_000}, {"gold", 1200, 12_500}},
	}
	if change != nil {
		change(terms)
	}
	return bench{t, &Wallet{Member: "m", Terms: terms}}
}

// on opens an entry at a moment, all that time did before having happened.
func (b bench) on(kind Kind, when time.Time) *Entry {
	b.Settle(when)
	return b.Begin(kind, when)
}

// earn grants points that end after some days.
func (b bench) earn(when time.Time, points int64, expiryDays int) *PointLot {
	return b.Grant(b.on(Earn, when), Grant{Lot: LotEarned, Points: points, ExpiryDays: expiryDays})
}

func (b bench) spend(when time.Time, points int64) *Entry {
	b.t.Helper()
	e := b.on(Spend, when)
	if err := b.Spend(e, points, Burned); err != nil {
		b.t.Fatal(err)
	}
	return e
}

func (b bench) want(what string, want Balances) {
	b.t.Helper()
	if b.Balances != want {
		b.t.Errorf("%s: %+v, want %+v", what, b.Balances, want)
	}
	if err := b.Check(); err != nil {
		b.t.Error(err)
	}
}

func parts(slices []*Slice) (lots []int64) {
	for _, s := range slices {
		lots = append(lots, s.Lot.No, s.Points)
	}
	return lots
}

func same(a, b []int64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestDebitsTakeWhatEndsSoonest(t *testing.T) {
	b := newBench(t, nil)
	b.earn(days(0), 10, Never) // lot 1
	b.earn(days(0), 20, 30)    // lot 2
	b.earn(days(0), 30, 10)    // lot 3
	b.earn(days(0), 40, 10)    // lot 4: the same end, made later
	e := b.spend(days(1), 85)
	if got, want := parts(e.Slices), []int64{3, 30, 4, 40, 2, 15}; !same(got, want) {
		t.Errorf("took %v (lot, points), want %v", got, want)
	}
	b.want("after the spend", Balances{Available: 15})
}

func TestPointsAreGoneAtTheSecondOfTheirEnd(t *testing.T) {
	b := newBench(t, nil)
	b.earn(days(0), 10, 30)
	end := b.Lots[0].ExpiresAt
	b.Settle(end.Add(-time.Millisecond))
	b.want("an instant before", Balances{Available: 10})
	b.Settle(end)
	b.want("at the end", Balances{})
	if b.Expired != 10 {
		t.Errorf("expired %d, want 10", b.Expired)
	}
	if err := b.Spend(b.Begin(Spend, end), 1, Burned); !errors.Is(err, ErrInsufficient) {
		t.Errorf("spending an ended point: %v", err)
	}
}

func TestPendingPointsBecomeAvailableAndCountTheirLifeFromThen(t *testing.T) {
	b := newBench(t, nil)
	lot := b.Grant(b.Begin(Earn, start), Grant{Lot: LotEarned, Points: 10, PendingDays: 14, ExpiryDays: 30})
	b.want("granted", Balances{Pending: 10})
	b.Settle(days(14).Add(-time.Millisecond))
	b.want("before", Balances{Pending: 10})
	b.Settle(days(14))
	b.want("after 14 days", Balances{Available: 10})
	if want := b.Terms.EndOfDay(days(44)); !lot.ExpiresAt.Equal(want) {
		t.Errorf("ends %s, want %s", lot.ExpiresAt, want)
	}
}

func TestConfirmationCountsTheLifeAnew(t *testing.T) {
	b := newBench(t, nil)
	lot := b.Grant(b.Begin(Earn, start), Grant{Lot: LotEarned, Points: 10, PendingDays: 14, ExpiryDays: 30})
	if n, err := b.Confirm(b.on(Confirm, days(2)), lot); err != nil || n != 10 {
		t.Fatalf("Confirm = %d, %v", n, err)
	}
	b.want("confirmed", Balances{Available: 10})
	if want := b.Terms.EndOfDay(days(32)); !lot.ExpiresAt.Equal(want) {
		t.Errorf("ends %s, want %s", lot.ExpiresAt, want)
	}
	if _, err := b.Confirm(b.on(Confirm, days(3)), lot); !errors.Is(err, ErrNotPending) {
		t.Errorf("confirmed twice: %v", err)
	}
}

func TestHeldPointsOutliveTheirLotUntilReleased(t *testing.T) {
	b := newBench(t, nil)
	b.earn(days(0), 50, 10)
	b.earn(days(0), 50, 100)
	hold, err := b.Hold(b.on(HoldPoints, days(1)), 70, 20*day)
	if err != nil {
		t.Fatal(err)
	}
	b.Settle(days(15))
	b.want("the first lot has ended", Balances{Available: 30, Held: 70})
	if err := b.Capture(b.on(Capture, days(16)), hold, 20); err != nil {
		t.Fatal(err)
	}
	// 20 of the first lot are spent, its other 30 end at once, 20 of the second come back.
	b.want("captured 20", Balances{Available: 50})
	if b.Spent != 20 || b.Expired != 30 {
		t.Errorf("spent %d and expired %d, want 20 and 30", b.Spent, b.Expired)
	}
	if err := b.Capture(b.on(Capture, days(17)), hold, 1); !errors.Is(err, ErrHoldNotOpen) {
		t.Errorf("captured twice: %v", err)
	}
}

func TestHoldTimesOutByItself(t *testing.T) {
	b := newBench(t, nil)
	b.earn(days(0), 50, 100)
	if _, err := b.Hold(b.on(HoldPoints, days(1)), 50, time.Hour); err != nil {
		t.Fatal(err)
	}
	b.Settle(days(1).Add(time.Hour - time.Millisecond))
	b.want("before", Balances{Held: 50})
	b.Settle(days(1).Add(time.Hour))
	b.want("after", Balances{Available: 50})
}

func TestHoldRefusals(t *testing.T) {
	b := newBench(t, nil)
	b.earn(days(0), 50, 100)
	hold, err := b.Hold(b.on(HoldPoints, days(1)), 50, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	e := b.on(Capture, days(1))
	for n, want := range map[int64]error{0: ErrInvalidAmount, -1: ErrInvalidAmount, 51: ErrExceedsHold} {
		if err := b.Capture(e, hold, n); !errors.Is(err, want) {
			t.Errorf("Capture(%d) = %v, want %v", n, err, want)
		}
	}
	b.want("nothing changed", Balances{Held: 50})
}

func TestTransferKeepsTheEnds(t *testing.T) {
	from, to := newBench(t, nil), newBench(t, nil)
	from.earn(days(0), 10, 10)
	from.earn(days(0), 10, Never)
	e := from.on(Transfer, days(1))
	if err := Send(e, from.Wallet, to.Wallet, 15); err != nil {
		t.Fatal(err)
	}
	from.want("the giver", Balances{Available: 5})
	to.want("the receiver", Balances{Available: 15})
	for i, want := range []PointLot{{Points: 10, ExpiresAt: from.Lots[0].ExpiresAt}, {Points: 5}} {
		if got := to.Lots[i]; got.Points != want.Points || !got.ExpiresAt.Equal(want.ExpiresAt) || got.Qualifying {
			t.Errorf("lot %d: %+v, want %d points that end %s", i, got, want.Points, want.ExpiresAt)
		}
	}
	if err := Send(e, from.Wallet, from.Wallet, 1); !errors.Is(err, ErrSameWallet) {
		t.Errorf("to oneself: %v", err)
	}
}

func TestEraseEndsEverything(t *testing.T) {
	b := newBench(t, nil)
	b.earn(days(0), 50, 100)
	b.Grant(b.on(Earn, days(0)), Grant{Lot: LotEarned, Points: 20, PendingDays: 30, ExpiryDays: 30})
	if _, err := b.Hold(b.on(HoldPoints, days(1)), 30, 20*day); err != nil {
		t.Fatal(err)
	}
	if end := b.Erase(b.on(Erase, days(2))); end != (Erased{Points: 70}) {
		t.Errorf("Erase = %+v, want 70 points", end)
	}
	b.want("erased", Balances{})
	if !b.NextDue().IsZero() {
		t.Errorf("something is still due at %s", b.NextDue())
	}
}
