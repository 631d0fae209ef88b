package evlog

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"kermesse/internal/c2sp"
	"kermesse/internal/db"
	"kermesse/internal/evlog/witness"
	"kermesse/internal/jobs"
)

const (
	// collectEvery is how soon after a record its cosignatures are asked for, at most.
	collectEvery = 2 * time.Second
	// askLease keeps other nodes from asking the same witness meanwhile; it outlasts the
	// two questions that one look may ask.
	askLease = 30 * time.Second
	// A witness that failed is asked again after 2, 4, 8 … seconds, up to maxBackoff.
	firstBackoff = 2 * time.Second
	maxBackoff   = 5 * time.Minute
)

// Task collects cosignatures on the latest checkpoint.
func (l *Log) Task() jobs.Task {
	return jobs.Task{Name: "log.cosign", Every: collectEvery, Run: l.Collect}
}

// Collect asks each witness that has not cosigned the latest checkpoint to do so, and
// stores what it answers. A witness that is slow, silent or wrong holds up no other and
// is asked less and less often; its fault is part of the returned error.
func (l *Log) Collect(ctx context.Context) error {
	if len(l.witnesses) == 0 {
		return nil
	}
	head, err := l.Head(ctx)
	if err != nil || head.Size == 0 {
		return err
	}
	faults := make([]error, len(l.witnesses))
	var wg sync.WaitGroup
	for i, w := range l.witnesses {
		wg.Go(func() {
			if err := l.collectFrom(ctx, w, head); err != nil {
				faults[i] = fmt.Errorf("witness %s: %w", w.Witness.Name(), err)
			}
		})
	}
	wg.Wait()
	return errors.Join(faults...)
}

func (l *Log) collectFrom(ctx context.Context, w Endpoint, head Head) error {
	standing, claimed, err := l.claim(ctx, w, head.Size)
	if err != nil || !claimed {
		return err
	}
	got, err := l.ask(ctx, w, head, standing.Size)
	// What was asked is written down even where a stop has ended the asking.
	ctx = context.WithoutCancel(ctx)
	if err != nil {
		wait := min(firstBackoff<<min(standing.Failures, 16), maxBackoff)
		failed := updateFailure(ctx, l.db, w.Witness.String(), err.Error(), l.clock.Now().Add(wait))
		return errors.Join(err, failed)
	}
	return l.db.InTx(ctx, func(tx *db.DB) error {
		if err := insertCosignature(ctx, tx, head.Size, w.Witness.String(), got); err != nil {
			return err
		}
		return updateStanding(ctx, tx, w.Witness.String(), head.Size)
	})
}

// claim makes this node the one that asks the witness, if it is to be asked at all.
func (l *Log) claim(ctx context.Context, w Endpoint, size int64) (standing standing, claimed bool, err error) {
	now := l.clock.Now()
	if standing, err = selectStanding(ctx, l.db, w.Witness.String()); err != nil {
		return standing, false, err
	}
	if standing.Size >= size || standing.NextAt > db.Millis(now) {
		return standing, false, nil
	}
	err = l.db.InTx(ctx, func(tx *db.DB) error {
		claimed, err = claimWitness(ctx, tx, w.Witness.String(), standing, now.Add(askLease))
		return err
	})
	return standing, claimed, err
}

// cosigned is a witness's line and the time in it.
type cosigned struct {
	line string
	at   time.Time
}

// ask asks once, and once more from the size that the witness says it has.
func (l *Log) ask(ctx context.Context, w Endpoint, head Head, old int64) (cosigned, error) {
	lines, err := l.submit(ctx, w, head, old)
	var stale *witness.StaleError
	if errors.As(err, &stale) {
		if stale.Size > head.Size {
			// Another node may have got further meanwhile. If it did not, this database is
			// older than what the witness saw.
			return cosigned{}, fmt.Errorf("it cosigned %d records of this log, which has %d here", stale.Size, head.Size)
		}
		lines, err = l.submit(ctx, w, head, stale.Size)
	}
	if err != nil {
		return cosigned{}, err
	}
	c := c2sp.Checkpoint{Origin: l.origin, Size: head.Size, Root: head.Root}
	line, at, err := c2sp.FindCosignature(c, lines, w.Witness)
	return cosigned{line, at}, err
}

func (l *Log) submit(ctx context.Context, w Endpoint, head Head, old int64) ([]byte, error) {
	proof, err := l.Consistency(ctx, old, head.Size)
	if err != nil {
		return nil, err
	}
	return witness.Ask(ctx, w.URL, c2sp.Submission{Old: old, Proof: proof, Checkpoint: head.Note})
}
