package contests

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"kermesse/internal/account"
	printed "kermesse/internal/codes"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/secret"
)

// CodeBatch is codes of a contest that were made, or came, together.
type CodeBatch struct {
	Contest    ID
	No         int    // from 1
	Label      string // for people
	Pattern    string // empty: imported
	Size       int64  // how many codes
	Used       int64
	CreatedAt  time.Time
	ReadyAt    time.Time // zero: they are being written
	ExportedAt time.Time // when they were handed out, once; zero: not yet
	RevokedAt  time.Time // from then on unused ones are worth nothing; zero: they are good

	series string
	first  int64 // number of the first code in the series
}

// Imported reports whether others made the codes.
func (b CodeBatch) Imported() bool { return b.Pattern == "" }

// Left is how many codes can still be used.
func (b CodeBatch) Left() int64 {
	if b.RevokedAt.IsZero() {
		return b.Size - b.Used
	}
	return 0
}

// DefaultCodePattern has ten letters that differ and one that follows from them: among a
// million codes of it, one guess in a thousand million finds one.
const DefaultCodePattern = "####-####-###"

// Bounds of batches.
const (
	MaxCodes     = 1_000_000
	minCodeOdds  = 1_000_000 // guesses for one code
	maxCodeLabel = 80
	codesAtOnce  = 20_000 // that one transaction writes: others write in between
)

// Faults of batches.
var (
	ErrBatchNotFound = fault.New(fault.NotFound, "code_batch_not_found",
		"Cette série de codes n’existe pas.", "There is no such batch of codes.")
	ErrBatchPattern = fault.New(fault.Invalid, "code_batch_pattern",
		"Un modèle a des lettres sans accent, des chiffres et des tirets, et un # pour chaque lettre qui change\u00a0: 4 à 13, par exemple ETE-####-####-###.",
		"A pattern has unaccented letters, digits and hyphens, and one # for each letter that changes: 4 to 13, for example SUN-####-####-###.")
	ErrBatchShort = fault.New(fault.Invalid, "code_batch_short",
		"Ce modèle a trop peu de lettres qui changent pour autant de codes\u00a0: on en trouverait un en les essayant. Ajoutez des #.",
		"This pattern has too few changing letters for so many codes: one could be found by trying. Add some #.")
	ErrBatchSize = fault.New(fault.Invalid, "code_batch_size",
		"Une série a de 1 à 1 000 000 de codes.", "A batch has 1 to 1,000,000 codes.")
	ErrBatchExported = fault.New(fault.Gone, "code_batch_exported",
		"Ces codes ont déjà été remis, et ne sont gardés nulle part. Si le fichier est perdu, annulez cette série et faites-en une autre.",
		"These codes were handed out before, and are kept nowhere. If the file is lost, revoke this batch and make another.")
	ErrBatchImported = fault.New(fault.Conflict, "code_batch_imported",
		"Ces codes viennent de votre fichier\u00a0: seules leurs empreintes sont gardées ici.",
		"These codes come from your file: only their fingerprints are kept here.")
	ErrBatchNotReady = fault.New(fault.Conflict, "code_batch_not_ready",
		"Ces codes sont encore en préparation.", "These codes are still being made.")
	ErrBatchRevoked = fault.New(fault.Conflict, "code_batch_revoked",
		"Cette série est déjà annulée.", "This batch was revoked before.")
)

// IssueCodes makes a batch of codes for a contest by a pattern, good as soon as it returns;
// an empty pattern is the usual one. They are handed out by ExportCodes, once: only keyed
// hashes are kept. Batches of one pattern never share a code.
// Faults: ErrNotFound, ErrNoCodes, ErrClosed, invalid fields.
func (s *Service) IssueCodes(ctx context.Context, actor account.Actor, slug, label, pattern string, size int) (CodeBatch, error) {
	b, shape, err := newCodeBatch(label, pattern, size)
	if err != nil {
		return CodeBatch{}, err
	}
	err = s.beginCodeBatch(ctx, actor, slug, &b, func() error {
		if shape.Odds(uint64(b.first+b.Size)) < minCodeOdds {
			return fault.Invalids(ErrBatchShort.At("pattern"))
		}
		return nil
	})
	if err != nil {
		return CodeBatch{}, err
	}
	return b, s.writeCodes(ctx, &b)
}

func newCodeBatch(label, pattern string, size int) (CodeBatch, printed.Pattern, error) {
	var wrong problems
	if pattern == "" {
		pattern = DefaultCodePattern
	}
	shape, err := printed.ParsePattern(pattern)
	if err != nil {
		wrong.add("pattern", ErrBatchPattern)
	}
	switch {
	case size < 1 || size > MaxCodes:
		wrong.add("size", ErrBatchSize)
	case err == nil && shape.Odds(uint64(size)) < minCodeOdds:
		wrong.add("pattern", ErrBatchShort)
	}
	b := CodeBatch{Label: wrong.line("label", label, maxCodeLabel), Pattern: shape.String(), Size: int64(size)}
	b.series = strings.ReplaceAll(b.Pattern, "-", "")
	return b, shape, wrong.err()
}

// beginCodeBatch stores a batch whose codes are still to be written. check sees it with its
// numbers.
func (s *Service) beginCodeBatch(ctx context.Context, actor account.Actor, slug string, b *CodeBatch, check func() error) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := lockBySlug(ctx, tx, slug)
		if err != nil {
			return err
		}
		if err := actor.RequireOr(account.EditCampaigns, c.Brand, ErrNotFound); err != nil {
			return err
		}
		now := s.clock.Now()
		switch {
		case c.Entry.Codes == nil:
			return ErrNoCodes
		case !c.PublishedAt.IsZero() && c.Sealed(now):
			return ErrSealed
		}
		b.Contest, b.CreatedAt = c.ID, now
		if err := insertCodeBatch(ctx, tx, b); err != nil {
			return err
		}
		if err := check(); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "contest.codes_issued", Subject: c.subject(), At: now,
			After: map[string]any{"batch": b.No, "label": b.Label, "pattern": b.Pattern, "size": b.Size},
		})
	})
}

func (s *Service) codeSeries(b CodeBatch) (*printed.Series, error) {
	pattern, err := printed.ParsePattern(b.Pattern)
	if err != nil {
		return nil, fmt.Errorf("contests: batch %d of %s: %w", b.No, b.Contest, err)
	}
	return printed.NewSeries(secret.MAC(s.series, string(b.Contest), b.series), pattern)
}

// writeCodes writes the hashes of a batch and says that it is ready. Begun again after a
// crash it ends what is missing, for the codes follow from the key.
func (s *Service) writeCodes(ctx context.Context, b *CodeBatch) error {
	series, err := s.codeSeries(*b)
	if err != nil {
		return err
	}
	hash := func(folded string) []byte { return s.codeHash(b.Contest, madeHere, folded) }
	for hashes := range series.Hashes(b.first, b.Size, codesAtOnce, hash) {
		err := s.db.InTx(ctx, func(tx *db.DB) error {
			_, err := insertCodes(ctx, tx, *b, hashes)
			return err
		})
		if err != nil {
			return err
		}
	}
	n, err := countBatchCodes(ctx, s.db, *b)
	if err == nil && n != b.Size {
		err = fmt.Errorf("contests: batch %d of %s has %d codes of %d", b.No, b.Contest, n, b.Size)
	}
	if err != nil {
		return err
	}
	return s.codesReady(ctx, b)
}

func (s *Service) codesReady(ctx context.Context, b *CodeBatch) error {
	b.ReadyAt = s.clock.Now()
	return s.db.InTx(ctx, func(tx *db.DB) error { return updateCodeBatchReady(ctx, tx, *b) })
}

// After how long a batch that is not ready was left by a crash. A file may take long to
// arrive.
const (
	unfinishedAfter = 10 * time.Minute
	unsentAfter     = 3 * time.Hour
)

// FinishCodes ends batches that a crash has left half written. It is a job. What is left of
// an import goes: its file is sent again.
func (s *Service) FinishCodes(ctx context.Context) error {
	now := s.clock.Now()
	unready, err := selectCodeBatches(ctx, s.db, "WHERE b.ready_at = 0 AND b.created_at < ?", db.Millis(now.Add(-unfinishedAfter)))
	for _, b := range unready {
		switch {
		case !b.Imported():
			err = errors.Join(err, s.writeCodes(ctx, &b))
		case b.CreatedAt.Before(now.Add(-unsentAfter)):
			err = errors.Join(err, s.dropCodes(ctx, b))
		}
	}
	return err
}

func (s *Service) dropCodes(ctx context.Context, b CodeBatch) error {
	return s.db.InTx(ctx, func(tx *db.DB) error { return deleteCodeBatch(ctx, tx, b) })
}

// ListCodes returns the batches of a contest with what was used of each, in their order.
// It needs ViewPeople. Faults: ErrNotFound.
func (s *Service) ListCodes(ctx context.Context, actor account.Actor, slug string) ([]CodeBatch, error) {
	c, err := s.find(ctx, s.db, actor, account.ViewPeople, slug)
	if err != nil {
		return nil, err
	}
	return selectCodeBatches(ctx, s.db, "WHERE b.contest_id = ? ORDER BY b.no", string(c.ID))
}

// ExportCodes marks a batch as handed out, once, and returns its codes as they are shown,
// made one by one as they are read: whoever has them has what they give.
// Faults: ErrNotFound, ErrBatchNotFound, ErrBatchNotReady, ErrBatchImported,
// ErrBatchExported, ErrBatchRevoked.
func (s *Service) ExportCodes(ctx context.Context, actor account.Actor, slug string, no int) (CodeBatch, iter.Seq[string], error) {
	b, err := s.atCodeBatch(ctx, actor, slug, no, "contest.codes_exported", func(tx *db.DB, _ Contest, b CodeBatch) error {
		switch {
		case b.Imported():
			return ErrBatchImported
		case b.ReadyAt.IsZero():
			return ErrBatchNotReady
		case !b.RevokedAt.IsZero():
			return ErrBatchRevoked
		}
		done, err := stampCodeBatch(ctx, tx, b, "exported_at", s.clock.Now())
		if err == nil && !done {
			return ErrBatchExported
		}
		return err
	})
	if err != nil {
		return CodeBatch{}, nil, err
	}
	series, err := s.codeSeries(b)
	if err != nil {
		return CodeBatch{}, nil, err
	}
	return b, series.Shown(b.first, b.Size), nil
}

// RevokeCodes makes the unused codes of a batch worthless: the file was lost, or has gone
// round. What was used stays. While people can enter it is public, with its reason, which may
// be left out at other times.
// Faults: ErrNotFound, ErrBatchNotFound, ErrBatchRevoked, invalid field reason.
func (s *Service) RevokeCodes(ctx context.Context, actor account.Actor, slug string, no int, reason string) error {
	_, err := s.atCodeBatch(ctx, actor, slug, no, "contest.codes_revoked", func(tx *db.DB, c Contest, b CodeBatch) error {
		done, err := stampCodeBatch(ctx, tx, b, "revoked_at", s.clock.Now())
		if err == nil && !done {
			return ErrBatchRevoked
		}
		if err != nil {
			return err
		}
		return s.onRecord(ctx, tx, actor, c, revocation(b), reason)
	})
	return err
}

func revocation(b CodeBatch) whileOpen {
	left := plural(int(b.Left()), "code", "codes", "code", "codes")
	return whileOpen{AmendCodes, fault.Text{
		FR: fmt.Sprintf("La série de codes n°\u00a0%d est annulée, soit %s qui n’avaient pas servi. Ceux qui ont servi comptent.", b.No, left.FR),
		EN: fmt.Sprintf("Batch no. %d of codes is revoked: %s that nobody had used. Those that were used count.", b.No, left.EN),
	}}
}

func (s *Service) atCodeBatch(
	ctx context.Context, actor account.Actor, slug string, no int, action string, fn func(*db.DB, Contest, CodeBatch) error,
) (b CodeBatch, err error) {
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := lockBySlug(ctx, tx, slug)
		if err != nil {
			return err
		}
		if err := actor.RequireOr(account.EditCampaigns, c.Brand, ErrNotFound); err != nil {
			return err
		}
		if b, err = selectCodeBatch(ctx, tx, c.ID, no); err != nil {
			return err
		}
		if err := fn(tx, c, b); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: action, Subject: c.subject(), At: s.clock.Now(),
			After: map[string]any{"batch": b.No, "label": b.Label, "size": b.Size, "used": b.Used},
		})
	})
	return b, err
}
