package contests

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fault"
	spans "kermesse/internal/trace"
)

// A crowd that enters in the same minute is entered together, many in one transaction: what a
// commit costs is shared, and nobody waits for the disk alone.

const (
	enteredTogether = 64   // entries in one transaction, of some ten statements each
	enteredBeside   = 8    // such transactions at once, on PostgreSQL
	enteredWaiting  = 4096 // that may wait: a few seconds' worth on a small machine
)

// arrival is somebody on their way in.
type arrival struct {
	contest ID
	read    entryRead
	in      Entered
	refused error // by the rules; nothing of theirs is stored
	cause   spans.Cause
}

// plain reports whether a form touches nothing but its entrant's own rows. The others have
// codes to spend, friends to thank or pictures to keep, each in a transaction of its own.
func (r entryRead) plain() bool {
	return r.code.hash == nil && r.form.Code.Typed == "" && r.form.Friend == "" && len(r.form.Pictures) == 0 && r.photo == nil
}

// enterTogether enters together with whoever comes at the same moment. Faults: those of
// Enter, and ErrCrowded.
func (s *Service) enterTogether(ctx context.Context, id ID, read entryRead) (Entered, error) {
	a := &arrival{contest: id, read: read, cause: spans.CauseOf(ctx)}
	err := s.door.Commit(ctx, a)
	switch {
	case errors.Is(err, db.ErrFull):
		return Entered{}, ErrCrowded.After(time.Second)
	case err != nil:
		return Entered{}, err
	}
	return a.in, a.refused
}

// enterBatch enters a batch. Whoever is refused is refused alone. Two servers that get the
// same people in another order would wait for each other in a ring, so the order is that of
// their contacts; of one person's forms the first to come stays first.
func (s *Service) enterBatch(ctx context.Context, tx *db.DB, batch []*arrival) error {
	batch = slices.Clone(batch)
	slices.SortStableFunc(batch, func(a, b *arrival) int {
		return cmp.Or(cmp.Compare(a.contest, b.contest), cmp.Compare(a.read.contact.Value, b.read.contact.Value))
	})
	var c Contest
	for _, a := range batch {
		a.in, a.refused = Entered{}, nil
		if c.ID != a.contest {
			held, err := holdByID(ctx, tx, a.contest)
			if err != nil {
				return err
			}
			c = held
		}
		ctx := spans.For(ctx, a.cause)
		err := tx.Apart(ctx, func() (err error) {
			a.in, err = s.enterHeld(ctx, tx, c, a.read)
			return err
		})
		if err != nil && fault.KindOf(err) == fault.Internal {
			return err
		}
		a.refused = err
	}
	return nil
}

// Figures tell how entries were stored since the start.
func (s *Service) Figures() db.GroupFigures { return s.door.Figures() }
