package contests

import (
	"context"
	"io"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/db"
)

// Publish freezes a draft: its rules are written and hashed, and the source of its
// random number is named before anybody has entered. version is the one that the person
// saw, or 0 for whichever is stored. Afterwards nothing of it changes any more; it can
// only be cancelled.
// Faults: ErrAlreadyPublished, ErrEditedElsewhere, ErrNoBeacon, invalid fields.
func (s *Service) Publish(ctx context.Context, actor account.Actor, slug string, version int64) (Contest, error) {
	var c Contest
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		var err error
		if c, err = lockBySlug(ctx, tx, slug); err != nil {
			return err
		}
		if err := actor.RequireOr(account.EditCampaigns, c.Brand, ErrNotFound); err != nil {
			return err
		}
		if err := c.publishable(version, s.clock.Now()); err != nil {
			return err
		}
		return s.publish(ctx, tx, actor, &c)
	})
	if err != nil {
		return Contest{}, err
	}
	return c, nil
}

func (c Contest) publishable(version int64, now time.Time) error {
	if !c.PublishedAt.IsZero() {
		return ErrAlreadyPublished
	}
	if c.List != nil {
		return ErrListOnly // its list is still being written, and publishes it
	}
	if version != 0 && version != c.Version {
		return ErrEditedElsewhere
	}
	var wrong problems
	if !c.ClosesAt.After(now) {
		wrong.add("closes_at", ErrClosesInPast)
	}
	return wrong.err()
}

func (s *Service) publish(ctx context.Context, tx *db.DB, actor account.Actor, c *Contest) error {
	brand, err := account.FindBrand(ctx, tx, c.Brand)
	if err != nil {
		return err
	}
	c.PublishedAt = s.clock.Now().Truncate(time.Second)
	source, seed, err := s.nameSource(c)
	if err != nil {
		return err
	}
	rules, err := freeze(*c, brand, source)
	if err != nil {
		return err
	}
	c.RulesHash = rules.Hash
	frozen, err := updatePublished(ctx, tx, *c, seed)
	if err != nil {
		return err
	}
	if !frozen {
		return ErrAlreadyPublished
	}
	if err := insertRules(ctx, tx, c.ID, rules); err != nil {
		return err
	}
	return account.Record(ctx, tx, actor, account.Change{
		Action: "contest.published", Subject: c.subject(), At: c.PublishedAt,
		After: map[string]any{"rules": rules.Hash.String(), "source": source.String(), "draw_at": c.DrawAt},
	})
}

// nameSource fixes where the random number will come from: the first round that is due
// a margin after closing, or the hash of a seed of our own, which is returned sealed.
func (s *Service) nameSource(c *Contest) (draw.Source, []byte, error) {
	due := c.ClosesAt.Add(c.Margin)
	if c.Source == SourceOperator {
		var seed draw.Hash
		if _, err := io.ReadFull(s.random, seed[:]); err != nil {
			return draw.Source{}, nil, err
		}
		c.DrawAt = due
		sealed, err := s.vault.seal(seed[:], c.seedRow())
		return draw.Operator(draw.OperatorDigest(seed)), sealed, err
	}
	source, known := s.beacons[c.Source]
	if !known {
		return draw.Source{}, nil, ErrNoBeacon.With(c.Source)
	}
	c.Chain, c.Round = source.Chain.Hash(), source.Chain.FirstRoundAt(due)
	var err error
	if c.DrawAt, err = source.Chain.TimeOf(c.Round); err != nil {
		return draw.Source{}, nil, err
	}
	return draw.Drand(c.Chain, c.Round), nil, nil
}

// seedRow is what a sealed seed is bound to.
func (c Contest) seedRow() string { return "seed of " + string(c.ID) }
