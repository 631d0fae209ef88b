package contests

import (
	"context"
	"fmt"
	"io"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
)

// Publish freezes a draft: its rules are written and hashed, and the source of its
// random number is named before anybody has entered. version is the one that the person
// saw, or 0 for whichever is stored. Afterwards nothing of it changes any more; it can
// only be cancelled.
// Faults: ErrAlreadyPublished, ErrEditedElsewhere, ErrNoBeacon, ErrLawBlocks, invalid fields.
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
	s.illustrate(ctx, c)
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
	wrong := c.missing(now)
	return wrong.err()
}

// Missing tells what keeps a draft from being published now, field by field; nil for what
// is published already.
func (s *Service) Missing(c Contest) []fault.Field {
	if !c.PublishedAt.IsZero() {
		return nil
	}
	return c.missing(s.clock.Now()).fields
}

// missing is everything that a draft must have at its publication and, stored unfinished,
// may lack until then.
func (c Contest) missing(now time.Time) problems {
	var wrong problems
	if _, err := c.Form().contest(); err != nil {
		wrong.fields = fault.From(err).Fields
	}
	if !c.ClosesAt.IsZero() && !c.ClosesAt.After(now) {
		wrong.add("closes_at", ErrClosesInPast)
	}
	return wrong
}

func (s *Service) publish(ctx context.Context, tx *db.DB, actor account.Actor, c *Contest) error {
	brand, err := account.FindBrand(ctx, tx, c.Brand)
	if err != nil {
		return err
	}
	if err := s.lawful(ctx, tx, *c, brand); err != nil {
		return err
	}
	if c.Law != nil {
		c.Law.Organiser, c.Law.Retention = organiserOf(brand), c.Law.Kept(c.ClaimDays)
		if err := promisePermit(ctx, tx, c); err != nil {
			return err
		}
	}
	c.PublishedAt = s.clock.Now().Truncate(time.Second)
	seed, err := s.announce(c, Attempt{No: 1, AnnouncedAt: c.PublishedAt}, c.ClosesAt.Add(c.Margin))
	if err != nil {
		return err
	}
	rules, err := s.freeze(*c, brand)
	if err != nil {
		return err
	}
	c.RulesHash, c.inForce = rules.Hash, rules.Hash
	published, err := c.event(draw.Event{Kind: draw.EventPublish, Rules: rules.Hash, Source: c.Named, At: c.PublishedAt})
	if err != nil {
		return err
	}
	frozen, err := updatePublished(ctx, tx, *c)
	if err != nil {
		return err
	}
	if !frozen {
		return ErrAlreadyPublished
	}
	if err := insertRules(ctx, tx, c.ID, rules); err != nil {
		return err
	}
	if err := insertAttempt(ctx, tx, c.ID, c.Attempt, seed); err != nil {
		return err
	}
	err = account.Record(ctx, tx, actor, account.Change{
		Action: "contest.published", Subject: c.subject(), At: c.PublishedAt,
		After: map[string]any{"rules": rules.Hash.String(), "source": c.Named.String(), "draw_at": c.DrawAt},
	})
	if err != nil {
		return err
	}
	return s.publicise(ctx, tx, c.ID, published)
}

// announce makes an attempt the contest's present one and fixes where its number will
// come from: the first round that is due from a moment on, or the hash of a seed of our
// own, which is returned sealed.
func (s *Service) announce(c *Contest, a Attempt, due time.Time) (seedSealed []byte, err error) {
	c.Attempt = a
	if c.Source == SourceOperator {
		var seed draw.Hash
		if _, err := io.ReadFull(s.random, seed[:]); err != nil {
			return nil, err
		}
		c.Named, c.DrawAt = draw.Operator(draw.OperatorDigest(seed)), due
		return s.vault.Seal(seed[:], c.seedRow())
	}
	b, known := s.beacons[c.Source]
	if !known {
		return nil, ErrNoBeacon.With(c.Source)
	}
	if c.Named, c.DrawAt, err = b.roundFrom(due); err != nil {
		return nil, err
	}
	c.follow()
	return nil, nil
}

// seedRow is what the sealed seed of the present attempt is bound to.
func (c Contest) seedRow() string {
	if c.No == 1 {
		return "seed of " + string(c.ID)
	}
	return fmt.Sprintf("seed of %s/%d", c.ID, c.No)
}
