package contests

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kermesse/contests/beacon"
	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/db"
)

// DrawDue holds the draws whose random number is due. It is a job: a number that is not
// to be had yet is asked for again, the same number for days; the result is a pure
// function of published bytes, so whichever server comes first stores it, once. What an
// attempt that was given up would have decided is computed as well, and kept.
func (s *Service) DrawDue(ctx context.Context) error {
	due, err := s.due(ctx)
	if err != nil {
		return err
	}
	var failed error
	for _, c := range due {
		if err := s.hold(ctx, c); err != nil {
			failed = errors.Join(failed, fmt.Errorf("contests: draw of %s, attempt %d: %w", c.Slug, c.No, err))
		}
	}
	return failed
}

// due returns the contests of attempts whose number is due, each with that attempt as its
// present one.
func (s *Service) due(ctx context.Context) ([]Contest, error) {
	now := s.clock.Now()
	waiting, err := selectAttempts(ctx, s.db, "AS a WHERE drawn_at = 0 AND sealed_at > 0 AND "+dueAt+" <= ? ORDER BY contest_id, attempt", db.Millis(now))
	if err != nil || len(waiting) == 0 {
		return nil, err
	}
	ids := make([]string, 0, len(waiting))
	for id := range waiting {
		ids = append(ids, string(id))
	}
	found, err := selectContests(ctx, s.db, "WHERE id IN ? ORDER BY draw_at, id", ids)
	if err != nil {
		return nil, err
	}
	var due []Contest
	for _, c := range found {
		for _, a := range waiting[c.ID] {
			if c.Attempt = a; s.patience.over(c, now) {
				due = append(due, c)
			}
		}
	}
	return due, nil
}

// number is the random number of a draw, verified, in the forms that the protocol needs.
type number struct {
	randomness draw.Hash
	extra      draw.Hash // the operator's seed; zero for a beacon
	beaconJSON []byte    // empty for an operator's number
}

// hold draws one attempt. The number is fetched outside the transaction, for relays may
// take their time.
func (s *Service) hold(ctx context.Context, c Contest) error {
	if c.Ranked() {
		return s.awardBest(ctx, c)
	}
	if stands, err := s.stands(ctx, c); err != nil || !stands {
		return err
	}
	n, err := s.number(ctx, c)
	if err == nil {
		return s.holdWith(ctx, c, n)
	}
	s.patience.lost(c, s.clock.Now())
	return errors.Join(err, s.fallBack(ctx, c))
}

// holdWith stores what an attempt decides with a number. It does nothing if another
// server was first, or if the attempt was given up or changed its source meanwhile.
func (s *Service) holdWith(ctx context.Context, c Contest, n number) error {
	result, err := s.decide(ctx, c, n)
	if err != nil {
		return err
	}
	text, err := result.Encode()
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		if _, err := lockByID(ctx, tx, c.ID); err != nil {
			return err
		}
		now := s.clock.Now()
		taken, err := updateDrawn(ctx, tx, c.ID, c.Attempt, now)
		if err != nil || !taken {
			return err
		}
		c.DrawnAt = now
		if err := insertDraw(ctx, tx, c.ID, result, text, n, now); err != nil {
			return err
		}
		if err := insertSlots(ctx, tx, c.ID, result); err != nil {
			return err
		}
		if err := s.announceResult(ctx, tx, c, result); err != nil {
			return err
		}
		return s.publicise(ctx, tx, c.ID, Record{Kind: recordResult, Attempt: c.No, Text: text})
	})
}

// announceResult writes the journal and tells the winners, unless the result counts for
// nothing.
func (s *Service) announceResult(ctx context.Context, tx *db.DB, c Contest, result draw.Result) error {
	action := "contest.drawn"
	if c.Shadow() {
		action = "contest.shadowed"
	}
	err := account.Record(ctx, tx, account.SystemActor(c.Brand), account.Change{
		Action: action, Subject: c.subject(), At: c.DrawnAt,
		After: map[string]any{
			"close": result.Close.String(), "seed": result.Seed.String(), "label": c.Label(), "attempt": c.No,
		},
	})
	if err != nil || c.Shadow() {
		return err
	}
	if err := s.informOfDraw(ctx, tx, c); err != nil {
		return err
	}
	return s.tellWinners(ctx, tx, c, c.Attempt)
}

// number returns the verified random number of an attempt that is due.
func (s *Service) number(ctx context.Context, c Contest) (number, error) {
	if c.source().Kind == draw.SourceOperator {
		sealed, err := selectSeed(ctx, s.db, c.ID, c.No)
		if err != nil {
			return number{}, err
		}
		seed, err := s.vault.Open(sealed, c.seedRow())
		if err != nil {
			return number{}, err
		}
		return number{extra: draw.Hash(seed)}, nil
	}
	b, err := s.beaconOf(c.Source, c.Chain)
	if err != nil {
		return number{}, err
	}
	round, err := b.Rounds.Fetch(ctx, b.Chain, c.Round)
	if err != nil {
		return number{}, err
	}
	return verified(b.Chain, c.Round, round)
}

// verified takes a round for what it is worth: that it is the named one, and signed by
// the chain. Who handed it over does not matter.
func verified(chain beacon.Chain, named uint64, round beacon.Round) (number, error) {
	randomness, err := round.Verify(chain, named)
	if err != nil {
		return number{}, err
	}
	text, err := beacon.EncodeRound(chain, round)
	return number{randomness: randomness, beaconJSON: text}, err
}

// decide computes the result from what was sealed. A list that is not the one of the
// close record any more is refused: somebody wrote to the database.
func (s *Service) decide(ctx context.Context, c Contest, n number) (draw.Result, error) {
	seal, sealed, err := selectSeal(ctx, s.db, c.ID, c.No)
	if err != nil {
		return draw.Result{}, err
	}
	if !sealed {
		return draw.Result{}, fmt.Errorf("contests: %s is to be drawn and was never sealed", c.ID)
	}
	record, err := draw.ParseClose(seal.Record)
	if err != nil {
		return draw.Result{}, err
	}
	sealedList, err := c.listOf(c.Attempt).entries(ctx, s.db).Gather(int(record.Entries))
	if err != nil {
		return draw.Result{}, err
	}
	result, _, err := draw.Decide(record, sealedList, n.randomness, n.extra)
	return result, err
}

// fallBack lets the next source of the rules take over from one that gave no number for
// as long as the rules say. Later attempts have none: they are announced anew instead.
func (s *Service) fallBack(ctx context.Context, c Contest) error {
	now := s.clock.Now().Truncate(time.Second)
	if c.No != 1 || !c.FallbackAt.IsZero() || !c.CancelledAt.IsZero() {
		return nil
	}
	frozen, err := selectRules(ctx, s.db, c.ID)
	if err != nil {
		return err
	}
	rules, err := draw.ParseRules(frozen.JSON)
	if err != nil || len(rules.Fallback) == 0 || now.Before(c.DrawAt.Add(rules.FallbackAfter)) {
		return err
	}
	from := c.Named
	c.Fallback, c.FallbackAt = rules.Fallback[0], now
	b, err := s.beaconOf(c.Source, c.Fallback.Chain)
	if err != nil {
		return err
	}
	if c.DrawAt, err = b.Chain.TimeOf(c.Fallback.Round); err != nil {
		return err
	}
	r, err := c.event(draw.Event{Kind: draw.EventFallback, Attempt: c.No, From: from, To: c.Fallback, At: now})
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		if _, err := lockByID(ctx, tx, c.ID); err != nil {
			return err
		}
		taken, err := updateFallback(ctx, tx, c.ID, c.Attempt)
		if err != nil || !taken {
			return err
		}
		err = account.Record(ctx, tx, account.SystemActor(c.Brand), account.Change{
			Action: "contest.rerouted", Subject: c.subject(), At: now,
			Before: map[string]any{"source": from.String()}, After: map[string]any{"source": c.Fallback.String(), "draw_at": c.DrawAt},
		})
		if err != nil {
			return err
		}
		return s.publicise(ctx, tx, c.ID, r)
	})
}
