package contests

import (
	"context"
	"errors"
	"fmt"

	"kermesse/contests/beacon"
	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/db"
)

// DrawDue holds the draws whose random number is due. It is a job: a number that is not
// to be had yet is asked for again at the next run, the same number for ever; the result
// is a pure function of published bytes, so whichever server comes first stores it, once.
func (s *Service) DrawDue(ctx context.Context) error {
	due, err := selectContests(ctx, s.db,
		"WHERE sealed_at > 0 AND cancelled_at = 0 AND drawn_at = 0 AND draw_at <= ? ORDER BY draw_at, id", db.Millis(s.clock.Now()))
	if err != nil {
		return err
	}
	var failed error
	for _, c := range due {
		if err := s.hold(ctx, c); err != nil {
			failed = errors.Join(failed, fmt.Errorf("contests: draw of %s: %w", c.Slug, err))
		}
	}
	return failed
}

// number is the random number of a draw, verified, in the forms that the protocol needs.
type number struct {
	randomness draw.Hash
	extra      draw.Hash // the operator's seed; zero for a beacon
	beaconJSON []byte    // empty for an operator's number
}

// hold draws one contest. The number is fetched outside the transaction, for relays
// may take their time.
func (s *Service) hold(ctx context.Context, c Contest) error {
	n, err := s.number(ctx, c)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		now := s.clock.Now()
		taken, err := updateDrawn(ctx, tx, c.ID, now)
		if err != nil || !taken {
			return err
		}
		result, err := decide(ctx, tx, c.ID, n)
		if err != nil {
			return err
		}
		text, err := result.Encode()
		if err != nil {
			return err
		}
		if err := insertDraw(ctx, tx, c.ID, result, text, n, now); err != nil {
			return err
		}
		if err := insertSlots(ctx, tx, c.ID, result.Slots); err != nil {
			return err
		}
		err = account.Record(ctx, tx, account.SystemActor(c.Brand), account.Change{
			Action: "contest.drawn", Subject: c.subject(), At: now,
			After: map[string]any{"close": result.Close.String(), "seed": result.Seed.String(), "label": labelOf(c.Source)},
		})
		if err != nil {
			return err
		}
		c.DrawnAt = now
		return s.tellWinners(ctx, tx, c)
	})
}

// number returns the verified random number of a contest that is due.
func (s *Service) number(ctx context.Context, c Contest) (number, error) {
	if c.Source == SourceOperator {
		sealed, err := selectSeed(ctx, s.db, c.ID)
		if err != nil {
			return number{}, err
		}
		seed, err := s.vault.open(sealed, c.seedRow())
		if err != nil {
			return number{}, err
		}
		return number{extra: draw.Hash(seed)}, nil
	}
	source, known := s.beacons[c.Source]
	if !known || source.Chain.Hash() != c.Chain {
		return number{}, ErrNoBeacon.With(c.Source)
	}
	round, err := source.Rounds.Fetch(ctx, source.Chain, c.Round)
	if err != nil {
		return number{}, err
	}
	randomness, err := round.Verify(source.Chain, c.Round)
	if err != nil {
		return number{}, err
	}
	text, err := beacon.EncodeRound(source.Chain, round)
	return number{randomness: randomness, beaconJSON: text}, err
}

// decide computes the result from what was sealed. A list that is not the one of the
// close record any more is refused: somebody wrote to the database.
func decide(ctx context.Context, d *db.DB, id ID, n number) (draw.Result, error) {
	seal, sealed, err := selectSeal(ctx, d, id)
	if err != nil {
		return draw.Result{}, err
	}
	if !sealed {
		return draw.Result{}, fmt.Errorf("contests: %s is to be drawn and was never sealed", id)
	}
	record, err := draw.ParseClose(seal.Record)
	if err != nil {
		return draw.Result{}, err
	}
	list, err := listed(ctx, d, id).Gather(int(record.Entries))
	if err != nil {
		return draw.Result{}, err
	}
	result, _, err := draw.Decide(record, list, n.randomness, n.extra)
	return result, err
}
