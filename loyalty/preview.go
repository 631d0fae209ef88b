package loyalty

import (
	"context"
	"errors"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/loyalty/earning"
	"kermesse/loyalty/ledger"
)

// Preview asks what an event would earn.
type Preview struct {
	Member string // member number; empty: somebody new, of the tier Level
	Level  int    // counts without a member only
	Event  string // purchase if empty
	Source string // business id, to be told whether it has earned before; may be empty
	Rule   *Rule  // a rule that is not saved, which is then asked about alone
	Order  earning.Event
}

// Preview says what an event would earn now by every rule that is about it, and why, and
// changes nothing.
func (s *Service) Preview(ctx context.Context, actor account.Actor, brand account.BrandID, ask Preview) (all Earned, err error) {
	if err := actor.Require(account.UseTill, brand); err != nil {
		return Earned{}, err
	}
	if ask.Rule != nil {
		var c checker
		c.rule(*ask.Rule, "")
		if err := c.err(); err != nil {
			return Earned{}, err
		}
	}
	err = s.db.Snapshot(ctx, func(view *db.DB) error {
		b := books{tx: view, brand: brand}
		p, w, err := s.previewed(ctx, b, ask)
		if err != nil {
			return err
		}
		rules := p.on(ask.event())
		if ask.Rule != nil {
			rules = []Rule{*ask.Rule}
		}
		for _, rule := range rules {
			outcome, err := s.previewRule(ctx, b, p, w, rule, ask)
			if err != nil {
				return err
			}
			all.add(outcome)
		}
		return nil
	})
	return all, err
}

func (ask Preview) event() string {
	if ask.Event == "" {
		return EventPurchase
	}
	return ask.Event
}

// previewed is whom is asked about: a member as they stand now, or somebody new.
func (s *Service) previewed(ctx context.Context, b books, ask Preview) (*Programme, *wallet, error) {
	if ask.Member != "" {
		w, p, err := s.peek(ctx, b, byRef, ask.Member)
		return p, w, err
	}
	p, err := b.programme(ctx)
	if errors.Is(err, ErrNoProgramme) && ask.Rule != nil {
		var found account.Brand
		if found, err = account.FindBrand(ctx, b.tx, b.brand); err == nil {
			first := firstProgramme(found.Location())
			p = &first
		}
	}
	return p, &wallet{Wallet: &ledger.Wallet{Tier: ask.Level}}, err
}

func (s *Service) previewRule(ctx context.Context, b books, p *Programme, w *wallet, rule Rule, ask Preview) (Outcome, error) {
	now := s.clock.Now()
	if ask.Order.At.IsZero() {
		ask.Order.At = now
	}
	outcome := Outcome{Rule: rule.ID, Pending: rule.PendingDays > 0}
	standing, err := b.standing(ctx, p, w.id, w.Tier, rule, ask.Source, now)
	if err != nil {
		return outcome, err
	}
	if ask.Source != "" && rule.Dedupe != ledger.NoDedupe {
		taken, err := b.sourceTaken(ctx, sourceOf(rule, w.id, ask.Source))
		if err != nil {
			return outcome, err
		}
		if taken {
			outcome.Refused = ErrDuplicateSource
			return outcome, nil
		}
	}
	decision, err := earning.Decide(rule.whole(), ask.Order, standing, p.Campaigns, p.groupCap(rule.Group))
	outcome.Points, outcome.Trace = decision.Points, decision.Trace
	outcome.Refused, _ = refused(err)
	outcome.Pending = outcome.Pending && err == nil
	return outcome, nil
}
