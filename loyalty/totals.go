package loyalty

import (
	"context"
	"slices"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/loyalty/ledger"
)

// Totals are a brand's books: credits less debits of each account, every member settled
// to now. They always sum to zero. What the brand owes is available, pending and held;
// breakage is expired.
type Totals map[ledger.Account]int64

// Outstanding is what the brand owes its members.
func (t Totals) Outstanding() int64 {
	return t[ledger.Available] + t[ledger.Pending] + t[ledger.Held]
}

// FindTotals returns the brand's books as they stand now.
func (s *Service) FindTotals(ctx context.Context, actor account.Actor, brand account.BrandID) (Totals, error) {
	if err := actor.Require(account.ViewLoyalty, brand); err != nil {
		return nil, err
	}
	var totals Totals
	err := s.db.Snapshot(ctx, func(view *db.DB) error {
		b := books{tx: view, brand: brand}
		err := b.readRecent(ctx)
		if err != nil {
			return err
		}
		if totals, err = b.sumFolded(ctx); err != nil {
			return err
		}
		return s.eachDue(ctx, b, func(w *wallet) {
			for _, entry := range w.Entries {
				for _, p := range entry.Postings {
					totals[p.Debit.Account] -= p.Points
					totals[p.Credit.Account] += p.Points
				}
			}
		})
	})
	return totals, err
}

// eachDue calls fn with every wallet to which time has done something that is not
// written down yet, settled. While the sweeper runs they are few.
func (s *Service) eachDue(ctx context.Context, b books, fn func(*wallet)) error {
	members, err := b.dueMembers(ctx, s.clock.Now())
	if err != nil {
		return err
	}
	for _, member := range members {
		w, _, err := s.peek(ctx, b, byID, member)
		if err != nil {
			return err
		}
		fn(w)
	}
	return nil
}

// Liability is what a brand owes, by when it ends.
type Liability struct {
	Month  time.Time // first day of the month in which the points end; zero: they do not
	Points int64
}

// ListLiability returns what the brand owes now by the month in which it ends, soonest
// first, what never ends last. Points that are pending count: they will be owed.
func (s *Service) ListLiability(ctx context.Context, actor account.Actor, brand account.BrandID) ([]Liability, error) {
	if err := actor.Require(account.ViewLoyalty, brand); err != nil {
		return nil, err
	}
	months := map[time.Time]int64{}
	err := s.db.Snapshot(ctx, func(view *db.DB) error {
		b := books{tx: view, brand: brand}
		p, err := b.programme(ctx)
		if err != nil {
			return err
		}
		if err := b.readRecent(ctx); err != nil {
			return err
		}
		ends, err := b.openByExpiry(ctx)
		if err != nil {
			return err
		}
		add := func(expires time.Time, points int64) { months[monthOf(expires, p.Terms.Zone)] += points }
		for _, end := range ends {
			add(end.at, end.points)
		}
		return s.eachDue(ctx, b, func(w *wallet) {
			for _, moved := range outstandingMoved(w) {
				add(moved.at, moved.points)
			}
		})
	})
	return inOrder(months), err
}

// monthOf is the month in which points end that end at a moment: they can be used up to
// the instant before.
func monthOf(expires time.Time, zone *time.Location) time.Time {
	if expires.IsZero() {
		return time.Time{}
	}
	last := expires.Add(-time.Millisecond).In(zone)
	return time.Date(last.Year(), last.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// expiring is points that end at a moment; zero: never.
type expiring struct {
	at     time.Time
	points int64
}

// outstandingMoved is what entries that are not written down yet change of what is owed.
func outstandingMoved(w *wallet) []expiring {
	var moved []expiring
	for _, entry := range w.Entries {
		for _, p := range entry.Postings {
			if owed(p.Debit.Account) {
				moved = append(moved, expiring{p.Debit.Lot.ExpiresAt, -p.Points})
			}
			if owed(p.Credit.Account) {
				moved = append(moved, expiring{p.Credit.Lot.ExpiresAt, p.Points})
			}
		}
	}
	return moved
}

func owed(a ledger.Account) bool {
	return a == ledger.Available || a == ledger.Pending || a == ledger.Held
}

func inOrder(months map[time.Time]int64) []Liability {
	var list []Liability
	for month, points := range months {
		if points != 0 {
			list = append(list, Liability{month, points})
		}
	}
	slices.SortFunc(list, func(a, b Liability) int {
		if a.Month.IsZero() != b.Month.IsZero() {
			return b.Month.Compare(a.Month)
		}
		return a.Month.Compare(b.Month)
	})
	return list
}
