package contests

import (
	"context"
	"errors"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/db"
)

// firstAttempt is the only attempt of a draw: nothing here starts another.
const firstAttempt = 1

// Seal is the frozen list of a contest and the record that commits to it.
type Seal struct {
	Record   []byte // vdraw1/close
	Commit   draw.Hash
	Root     draw.Hash
	Entries  uint64
	Tickets  uint64
	SealedAt time.Time // when the job ran; the list is that of the closing time
}

// SealDue freezes the lists of all contests that have closed. It is a job: whichever
// server comes first freezes a list, once, and a crash before the commit leaves
// everything as it was.
func (s *Service) SealDue(ctx context.Context) error {
	due, err := selectContests(ctx, s.db,
		"WHERE published_at > 0 AND cancelled_at = 0 AND sealed_at = 0 AND closes_at <= ? ORDER BY closes_at, id", db.Millis(s.clock.Now()))
	if err != nil {
		return err
	}
	var failed error
	for _, c := range due {
		// One broken contest must not keep the others open.
		if err := s.seal(ctx, c); err != nil {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

// seal freezes one list. Taking the contest's row waits for the entries that are being
// written and keeps out those that come later, also those that another server, whose
// clock is behind, would still let in.
func (s *Service) seal(ctx context.Context, c Contest) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		now := s.clock.Now()
		taken, err := updateSealed(ctx, tx, c.ID, now)
		if err != nil || !taken {
			return err
		}
		list, err := listed(ctx, tx, c.ID).Hash()
		if err != nil {
			return err
		}
		record, err := s.closeRecord(ctx, tx, c, list)
		if err != nil {
			return err
		}
		text, err := record.Encode()
		if err != nil {
			return err
		}
		seal := Seal{
			Record: text, Commit: draw.CommitOf(text), Root: record.Root, Entries: record.Entries, Tickets: record.Tickets, SealedAt: now,
		}
		if err := insertSeal(ctx, tx, c.ID, seal); err != nil {
			return err
		}
		return account.Record(ctx, tx, account.SystemActor(c.Brand), account.Change{
			Action: "contest.sealed", Subject: c.subject(), At: now,
			After: map[string]any{"commit": seal.Commit.String(), "root": seal.Root.String(), "entries": seal.Entries, "tickets": seal.Tickets},
		})
	})
}

// closeRecord is a function of the frozen rules and of the list: sealed late, it is the
// same to the byte. Its time is that of the closing.
func (s *Service) closeRecord(ctx context.Context, tx *db.DB, c Contest, list *draw.ListHasher) (draw.Close, error) {
	frozen, err := selectRules(ctx, tx, c.ID)
	if err != nil {
		return draw.Close{}, err
	}
	rules, err := draw.ParseRules(frozen.JSON)
	if err != nil {
		return draw.Close{}, err
	}
	return draw.Close{
		Draw: rules.Draw, Attempt: firstAttempt, Rules: frozen.Hash, Mode: rules.Mode, Prizes: rules.Counts(),
		Entries: list.Entries(), Tickets: list.Tickets(), Root: list.Root(), Source: rules.Source, ClosedAt: rules.ClosesAt,
	}, nil
}

// FindSeal returns the seal of a contest, or false while its list is not frozen.
func (s *Service) FindSeal(ctx context.Context, id ID) (Seal, bool, error) {
	return selectSeal(ctx, s.db, id)
}
