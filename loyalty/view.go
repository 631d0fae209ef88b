package loyalty

import (
	"context"
	"slices"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/loyalty/ledger"
)

// View is what a member has at a moment, to the second, whether or not any job has run.
type View struct {
	Member
	At time.Time
	ledger.Balances
	ledger.Lifetime
	Tier        string // empty in a programme without tiers
	Level       int
	TierUntil   time.Time // when the tier is reviewed; zero: never
	Qualifying  int64
	NextTier    string // empty at the top
	NextTierMin int64
	Erased      bool
	Lots        []ledger.PointLot // those with points left, in the order they are consumed
}

// NextExpiry is the earliest end among available points, and how many end then.
func (v View) NextExpiry() (at time.Time, points int64) {
	for _, lot := range v.Lots {
		if lot.Available > 0 && !lot.ExpiresAt.IsZero() && (at.IsZero() || lot.ExpiresAt.Equal(at)) {
			at, points = lot.ExpiresAt, points+lot.Available
		}
	}
	return at, points
}

// FindMember returns what a member of the brand has now, by member number, or
// ErrUnknownMember.
func (s *Service) FindMember(ctx context.Context, actor account.Actor, brand account.BrandID, ref string) (View, error) {
	if err := mayRead(actor, brand); err != nil {
		return View{}, err
	}
	return s.view(ctx, brand, byRef, ref)
}

// mayRead lets those see a member's points who see people, and the till.
func mayRead(actor account.Actor, brand account.BrandID) error {
	if actor.Require(account.ViewPeople, brand) == nil {
		return nil
	}
	return actor.Require(account.UseTill, brand)
}

// FindOwn is FindMember for the fan who asks about themselves.
func (s *Service) FindOwn(ctx context.Context, brand account.BrandID, id fan.ID) (View, error) {
	return s.view(ctx, brand, byFan, string(id))
}

func (s *Service) view(ctx context.Context, brand account.BrandID, by, member string) (View, error) {
	var v View
	err := s.db.Snapshot(ctx, func(view *db.DB) error {
		b := books{tx: view, brand: brand}
		w, p, err := s.peek(ctx, b, by, member)
		if err != nil {
			return err
		}
		v = viewOf(w.Wallet, p, s.clock.Now())
		v.Member, err = b.member(ctx, w.id)
		return err
	})
	return v, err
}

// peek returns a member's wallet as it stands now, without writing down what time has
// done to it since it was last touched.
func (s *Service) peek(ctx context.Context, b books, by, member string) (*wallet, *Programme, error) {
	w, err := b.findWallet(ctx, by, member)
	if err != nil {
		return nil, nil, err
	}
	p, err := s.programmeAt(ctx, b, w.programme)
	if err != nil {
		return nil, nil, err
	}
	w.Terms = &p.Terms
	if err := b.loadAll(ctx, w); err != nil {
		return nil, nil, err
	}
	w.Settle(s.clock.Now())
	return w, p, nil
}

func viewOf(w *ledger.Wallet, p *Programme, now time.Time) View {
	v := View{
		At: now, Balances: w.Balances, Lifetime: w.Lifetime, Erased: w.Erased,
		Tier: p.Tier(w.Tier).Name, Level: w.Tier, TierUntil: w.TierUntil, Qualifying: w.Qualifying(now),
	}
	if next := w.Tier + 1; next < len(p.Terms.Tiers) {
		v.NextTier, v.NextTierMin = p.Terms.Tiers[next].Name, p.Terms.Tiers[next].Min
	}
	for _, lot := range w.LotsLeft() {
		v.Lots = append(v.Lots, *lot)
	}
	return v
}

// ListLots returns all lots a member was ever granted, in the order they were made.
func (s *Service) ListLots(ctx context.Context, actor account.Actor, brand account.BrandID, ref string) ([]ledger.PointLot, error) {
	if err := actor.Require(account.ViewPeople, brand); err != nil {
		return nil, err
	}
	var lots []ledger.PointLot
	err := s.db.Snapshot(ctx, func(view *db.DB) error {
		b := books{tx: view, brand: brand}
		w, _, err := s.peek(ctx, b, byRef, ref)
		if err != nil {
			return err
		}
		lots, err = b.allLots(ctx, w)
		return err
	})
	slices.SortFunc(lots, func(a, b ledger.PointLot) int { return int(a.No - b.No) })
	return lots, err
}
