package loyalty

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/loyalty/ledger"
)

// SetProgramme replaces a brand's programme, or begins it. What was granted before keeps
// the terms it was granted under. Faults: fault.ErrInvalid with the wrong fields.
func (s *Service) SetProgramme(ctx context.Context, actor account.Actor, brand account.BrandID, p Programme) error {
	return s.changeProgramme(ctx, actor, brand, "loyalty.programme_set", func(*Programme) (Programme, error) { return p, nil })
}

// SaveRule adds a rule to the brand's programme, or changes the one of that id. A brand
// without a programme begins one by it, on terms that it can change later.
func (s *Service) SaveRule(ctx context.Context, actor account.Actor, brand account.BrandID, rule Rule) error {
	found, err := account.FindBrand(ctx, s.db, brand)
	if err != nil {
		return err
	}
	zone := found.Location()
	return s.changeProgramme(ctx, actor, brand, "loyalty.rule_saved", func(now *Programme) (Programme, error) {
		p := firstProgramme(zone)
		if now != nil {
			p = *now
			p.Rules = slices.Clone(now.Rules)
		}
		if i := slices.IndexFunc(p.Rules, func(r Rule) bool { return r.ID == rule.ID }); i >= 0 {
			p.Rules[i] = rule
		} else {
			p.Rules = append(p.Rules, rule)
		}
		return p, nil
	})
}

// firstProgramme is what a brand begins with: points taken back are owed, and points given
// back live a week where their own life was over.
func firstProgramme(zone *time.Location) Programme {
	return Programme{Terms: ledger.Terms{Clawback: ledger.ToDebt, GraceDays: 7, TierWindow: 365, TierRetention: 365, Zone: zone}}
}

// changeProgramme changes what is there (nil: nothing) and journals the difference.
func (s *Service) changeProgramme(
	ctx context.Context, actor account.Actor, brand account.BrandID, action string,
	change func(now *Programme) (Programme, error),
) error {
	if err := actor.Require(account.EditLoyalty, brand); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		b := books{tx: tx, brand: brand}
		before, err := b.lockProgramme(ctx)
		if err != nil && !errors.Is(err, ErrNoProgramme) {
			return err
		}
		after, err := change(before)
		if err != nil {
			return err
		}
		if err := after.check(); err != nil {
			return err
		}
		if before != nil && before.Desk.looserIn(after.Desk) {
			if err := actor.Require(account.LiftLimits, brand); err != nil {
				return err
			}
		}
		if err := b.saveProgramme(ctx, &after); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: action, Subject: "loyalty:programme", Before: before.journal(), After: after.journal(), At: s.clock.Now(),
		})
	})
}

// journal is the programme as the brand's journal shows it: one field per rule, so that
// a change of one shows that one.
func (p *Programme) journal() any {
	if p == nil {
		return nil
	}
	t := p.Terms
	fields := map[string]any{
		"time_zone": t.Zone.String(), "clawback": t.Clawback, "grace_days": t.GraceDays, "tier_window_days": t.TierWindow,
		"tier_retention_days": t.TierRetention, "tiers": t.Tiers, "groups": p.Groups, "campaigns": p.Campaigns, "social": p.Social, "desk": p.Desk,
	}
	for _, rule := range p.Rules {
		fields["rule "+rule.ID] = rule
	}
	return fields
}

// SaveReward adds a reward to the brand's catalogue, or changes the one of that id, whose
// stock stays: SetStock changes that.
func (s *Service) SaveReward(ctx context.Context, actor account.Actor, brand account.BrandID, r Reward) error {
	return s.save(ctx, actor, brand, &saved{
		action: "loyalty.reward_saved", subject: "reward:" + r.ID, after: r, check: r.check,
		before: func(ctx context.Context, b books) (any, error) { return orNothing(b.reward(ctx, r.ID)) },
		write:  func(ctx context.Context, b books) error { return s.writeReward(ctx, b, r) },
	})
}

// writeReward saves a reward, and the promo code that its codes are of where it gives such.
func (s *Service) writeReward(ctx context.Context, b books, r Reward) error {
	if r.Gives.Kind == RewardPool {
		if _, found, err := b.countPooled(ctx, r.Gives.Pool); err != nil || !found {
			return cmp.Or(err, error(fault.Invalids(ErrUnknownPool.At("pool"))))
		}
	}
	if err := b.saveReward(ctx, r); err != nil || r.Gives.Kind != RewardCode {
		return err
	}
	c := r.Gives.asCode()
	c.ID, c.Label, c.Total, c.PerMember = rewardCode(b.brand, r.ID), r.Name, new(int64(1)), 0
	if _, err := b.codeByID(ctx, c.ID); !errors.Is(err, ErrUnknownCode) {
		return cmp.Or(err, b.updateCode(ctx, c))
	}
	now := s.clock.Now()
	c.Size, c.CreatedAt, c.ReadyAt = 1, now, now
	return b.insertCode(ctx, c, nil)
}

// ErrStockMoved refuses a new stock that was decided on an old figure.
var ErrStockMoved = fault.New(fault.Conflict, "stock_moved",
	"Le stock a changé depuis que vous l’avez lu. Relisez-le, puis corrigez-le.",
	"The stock has changed since you read it. Read it again, then correct it.")

// SetStock replaces the stock of a reward by another, nil meaning unlimited. Seen is what
// the decision was taken on: where something was redeemed meanwhile, ErrStockMoved.
func (s *Service) SetStock(ctx context.Context, actor account.Actor, brand account.BrandID, reward string, seen, stock *int64) error {
	return s.save(ctx, actor, brand, &saved{
		action: "loyalty.stock_set", subject: "reward:" + reward, after: map[string]any{"stock": stock},
		check: Reward{StockLeft: stock}.checkStock,
		before: func(ctx context.Context, b books) (any, error) {
			r, err := b.reward(ctx, reward)
			return map[string]any{"stock": r.StockLeft}, err
		},
		write: func(ctx context.Context, b books) error {
			done, err := b.setStock(ctx, reward, seen, stock)
			if err == nil && !done {
				return ErrStockMoved
			}
			return err
		},
	})
}

// SaveCode adds a promo code with a name, or changes the one of that name; how often it was
// used stays.
func (s *Service) SaveCode(ctx context.Context, actor account.Actor, brand account.BrandID, c Code) (Code, error) {
	c.Code, c.Batch = NormaliseCode(c.Code), Batch{}
	hash := s.vault.codeHash(brand, namedCode, c.Code)
	isNew := false
	what := &saved{action: "loyalty.code_saved", after: c.journal(), check: c.check}
	what.before = func(ctx context.Context, b books) (any, error) {
		known, err := b.heldCode(ctx, s.vault, c.Code, s.clock.Now())
		if isNew = errors.Is(err, ErrUnknownCode) || err == nil && !bytes.Equal(known.hash, hash); isNew {
			c.ID, c.Size, c.CreatedAt, c.ReadyAt = CodeID(db.NewID()), 1, s.clock.Now(), s.clock.Now()
			what.subject = "code:" + string(c.ID)
			return nil, nil
		}
		c.ID, c.Used, what.subject = known.ID, known.Code.Used, "code:"+string(known.ID)
		return known.journal(), err
	}
	what.write = func(ctx context.Context, b books) error {
		if err := c.check(); err != nil || !isNew {
			return cmp.Or(err, b.updateCode(ctx, c))
		}
		return s.addCode(ctx, b, c, hash)
	}
	return c, s.save(ctx, actor, brand, what)
}

func (s *Service) addCode(ctx context.Context, b books, c Code, hash []byte) error {
	sealed, err := s.vault.seal(s.random, c.Code, string(c.ID))
	if err != nil {
		return err
	}
	if err := b.insertCode(ctx, c, sealed); err != nil {
		return err
	}
	return b.insertKeys(ctx, c, [][]byte{hash})
}

// orNothing turns a thing that is not there yet into nothing.
func orNothing[T any](v T, err error) (any, error) {
	if _, no := refused(err); no {
		return nil, nil
	}
	return v, err
}

// saved is one thing of the catalogue on its way into the tables and the journal.
type saved struct {
	action, subject string
	after           any
	check           func() error
	before          func(context.Context, books) (any, error)
	write           func(context.Context, books) error
}

func (s *Service) save(ctx context.Context, actor account.Actor, brand account.BrandID, what *saved) error {
	if err := actor.Require(account.EditLoyalty, brand); err != nil {
		return err
	}
	if err := what.check(); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		b := books{tx: tx, brand: brand}
		if err := b.lockCatalogue(ctx); err != nil {
			return err
		}
		before, err := what.before(ctx, b)
		if err != nil {
			return err
		}
		if err := what.write(ctx, b); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: what.action, Subject: what.subject, Before: before, After: what.after, At: s.clock.Now(),
		})
	})
}

// lockCatalogue locks the programme's row, which stands for all of the catalogue: two
// changes come one after the other, and each sees in the journal what it changed. A brand
// without a programme begins one.
func (b books) lockCatalogue(ctx context.Context) error {
	_, err := b.lockProgramme(ctx)
	if !errors.Is(err, ErrNoProgramme) {
		return err
	}
	found, err := account.FindBrand(ctx, b.tx, b.brand)
	if err != nil {
		return err
	}
	p := firstProgramme(found.Location())
	return b.saveProgramme(ctx, &p)
}

// ListRewards returns the brand's catalogue, cheapest first.
func (s *Service) ListRewards(ctx context.Context, brand account.BrandID) ([]Reward, error) {
	return books{tx: s.db, brand: brand}.rewards(ctx)
}

// FindReward returns one of the brand's rewards, or ErrUnknownReward.
func (s *Service) FindReward(ctx context.Context, brand account.BrandID, id string) (Reward, error) {
	return books{tx: s.db, brand: brand}.reward(ctx, id)
}

// ListCodes returns the brand's promo codes and batches of codes, the oldest first.
func (s *Service) ListCodes(ctx context.Context, brand account.BrandID) ([]Code, error) {
	return books{tx: s.db, brand: brand}.codes(ctx, s.vault)
}

// ListCodeNames returns how people tell the brand's promo codes and batches apart.
func (s *Service) ListCodeNames(ctx context.Context, brand account.BrandID) (map[CodeID]string, error) {
	return books{tx: s.db, brand: brand}.codeNames(ctx, s.vault)
}
