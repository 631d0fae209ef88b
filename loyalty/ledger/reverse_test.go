package ledger

import (
	"errors"
	"testing"
)

func TestClawbackTakesFromTheLotFirstThenElsewhereThenDebt(t *testing.T) {
	tests := []struct {
		name   string
		policy Policy
		set    func(b bench) (lot *PointLot)
		n      int64
		want   Clawback
		after  Balances
	}{
		{
			"pending", ToDebt,
			func(b bench) *PointLot {
				return b.Grant(b.on(Earn, days(0)), Grant{Lot: LotEarned, Points: 10, PendingDays: 14, ExpiryDays: 30})
			},
			10,
			Clawback{Points: 10, FromPending: 10},
			Balances{},
		},
		{
			"still there", ToDebt,
			func(b bench) *PointLot { return b.earn(days(0), 10, 30) },
			4,
			Clawback{Points: 4, FromLot: 4},
			Balances{Available: 6},
		},
		{
			"partly spent: the rest from other lots", ToDebt,
			func(b bench) *PointLot {
				lot := b.earn(days(0), 10, 30)
				b.earn(days(0), 50, 60)
				b.spend(days(1), 6)
				return lot
			},
			10,
			Clawback{Points: 10, FromLot: 4, FromOtherLots: 6},
			Balances{Available: 44},
		},
		{
			"spent: owed", ToDebt,
			func(b bench) *PointLot {
				lot := b.earn(days(0), 10, 30)
				b.spend(days(1), 7)
				return lot
			},
			10,
			Clawback{Points: 10, FromLot: 3, ToDebt: 7},
			Balances{Debt: 7},
		},
		{
			"spent: written off", Clamp,
			func(b bench) *PointLot {
				lot := b.earn(days(0), 10, 30)
				b.spend(days(1), 7)
				return lot
			},
			10,
			Clawback{Points: 10, FromLot: 3, WrittenOff: 7},
			Balances{},
		},
		{
			"expired: taken before, not taken twice", ToDebt,
			func(b bench) *PointLot { return b.earn(days(-60), 10, 10) },
			10,
			Clawback{Points: 10, FromExpired: 10},
			Balances{},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t, func(terms *Terms) { terms.Clawback = test.policy })
			lot := test.set(b)
			got, err := b.Clawback(b.on(Reverse, days(2)), lot, test.n)
			if err != nil || got != test.want {
				t.Errorf("Clawback = %+v, %v; want %+v", got, err, test.want)
			}
			b.want("after", test.after)
			if b.Expired != 0 {
				t.Errorf("expired %d, want none left", b.Expired)
			}
		})
	}
}

func TestClawbackIsBoundedByWhatIsLeft(t *testing.T) {
	b := newBench(t, nil)
	lot := b.earn(days(0), 10, 30)
	e := b.on(Reverse, days(1))
	for n, want := range map[int64]error{0: ErrInvalidAmount, 11: ErrExceedsRemaining} {
		if _, err := b.Clawback(e, lot, n); !errors.Is(err, want) {
			t.Errorf("Clawback(%d) = %v, want %v", n, err, want)
		}
	}
	if _, err := b.Clawback(e, lot, 10); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Clawback(e, lot, 1); !errors.Is(err, ErrAlreadyReversed) {
		t.Errorf("again: %v, want ErrAlreadyReversed", err)
	}
}

func TestDebtIsPaidFromWhateverBecomesAvailable(t *testing.T) {
	b := newBench(t, nil)
	lot := b.earn(days(0), 100, 30)
	b.spend(days(1), 100)
	if _, err := b.Clawback(b.on(Reverse, days(1)), lot, 100); err != nil {
		t.Fatal(err)
	}
	b.earn(days(2), 30, 30)
	b.want("earned 30", Balances{Debt: 70})
	b.Grant(b.on(Earn, days(2)), Grant{Lot: LotEarned, Points: 90, PendingDays: 5, ExpiryDays: 30})
	b.want("90 pending", Balances{Pending: 90, Debt: 70})
	b.Settle(days(7))
	b.want("90 available", Balances{Available: 20})
}

func TestRestoreGoesBackTheWayItCame(t *testing.T) {
	b := newBench(t, nil)
	b.earn(days(0), 10, 10)  // lot 1, ends first
	b.earn(days(0), 10, 100) // lot 2
	spent := b.spend(days(1), 15)
	got, err := b.Restore(b.on(Reverse, days(2)), spent.Slices, 7, Burned)
	if err != nil || got != (Restored{Points: 7, ToLots: 7}) {
		t.Fatalf("Restore = %+v, %v", got, err)
	}
	if b.Lots[0].Available != 2 || b.Lots[1].Available != 10 {
		t.Errorf("lots hold %d and %d, want 2 and 10: last taken, first given back", b.Lots[0].Available, b.Lots[1].Available)
	}
	if _, err := b.Restore(b.on(Reverse, days(2)), spent.Slices, 9, Burned); !errors.Is(err, ErrExceedsRemaining) {
		t.Errorf("9 of 8: %v", err)
	}
}

func TestRestoreToALotThatHasEnded(t *testing.T) {
	tests := []struct {
		grace int
		want  Restored
		after Balances
	}{
		{7, Restored{Points: 15, ToLots: 5, ToGraceLot: 10}, Balances{Available: 20}},
		{0, Restored{Points: 15, ToLots: 5, ExpiredAtOnce: 10}, Balances{Available: 10}},
	}
	for _, test := range tests {
		b := newBench(t, func(terms *Terms) { terms.GraceDays = test.grace })
		b.earn(days(0), 10, 10)
		b.earn(days(0), 10, 100)
		spent := b.spend(days(1), 15)
		got, err := b.Restore(b.on(Reverse, days(20)), spent.Slices, 15, Burned)
		if err != nil || got != test.want {
			t.Errorf("grace %d: Restore = %+v, %v; want %+v", test.grace, got, err, test.want)
		}
		b.want("after", test.after)
	}
}
