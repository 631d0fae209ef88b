package loyalty

import (
	"context"
	"errors"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/loyalty/ledger"
)

// Offer is a reward as one member sees it.
type Offer struct {
	Reward
	Refused *fault.Error // why they cannot take it now; nil: they can
	Missing int64        // points they lack
	Tier    string       // name of the tier it is for, where it is for a higher one
	Soon    bool         // not on offer yet
}

// ListOwnOffers returns the rewards that a fan can take or may one day take, cheapest
// first: those that are over, or taken out, are left out. Somebody who is no member yet
// has no points.
func (s *Service) ListOwnOffers(ctx context.Context, brand account.BrandID, id fan.ID) ([]Offer, error) {
	var offers []Offer
	err := s.db.Snapshot(ctx, func(view *db.DB) error {
		b := books{tx: view, brand: brand}
		w, p, err := s.peek(ctx, b, byFan, string(id))
		if errors.Is(err, ErrUnknownMember) {
			w = &wallet{Wallet: &ledger.Wallet{}}
			p, err = b.programme(ctx)
		}
		if err != nil {
			return err
		}
		offers, err = s.offers(ctx, b, w, p)
		return err
	})
	return offers, err
}

// offers are the rewards that are or will be on offer, as the member of a wallet sees them.
func (s *Service) offers(ctx context.Context, b books, w *wallet, p *Programme) (offers []Offer, err error) {
	rewards, err := b.rewards(ctx)
	if err != nil {
		return nil, err
	}
	now := s.clock.Now()
	for _, r := range rewards {
		if !r.Active || r.Ended(now) {
			continue
		}
		taken, err := b.countRedemptions(ctx, w.id, r.ID)
		if err != nil {
			return nil, err
		}
		offers = append(offers, offerOf(r, w.Wallet, p, taken, now))
	}
	return offers, nil
}

func offerOf(r Reward, w *ledger.Wallet, p *Programme, taken int64, now time.Time) Offer {
	o := Offer{Reward: r, Missing: max(0, r.Cost-w.Available), Soon: now.Before(r.From)}
	if r.MinTier > w.Tier {
		o.Tier = p.Tier(r.MinTier).Name
	}
	err := r.refuse(w, taken, now)
	if err == nil && o.Missing > 0 {
		err = ErrInsufficientPoints
	}
	o.Refused, _ = refused(err)
	return o
}
