package loyalty

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/codes"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/jobs"
	"kermesse/loyalty/ledger"
)

// DefaultPattern has ten letters that differ and one that follows from them: among a million
// codes of it, one guess in a thousand million finds one.
const DefaultPattern = "####-####-###"

// Bounds of a batch.
const (
	MaxBatch = 1_000_000
	minOdds  = 1_000_000 // guesses for one code
)

// Faults of batches.
var (
	ErrCodePattern = fault.New(fault.Invalid, "code_pattern_invalid",
		"Un modèle a des lettres sans accent, des chiffres et des tirets, et un # pour chaque lettre qui change : 4 à 13, par exemple ETE-####-####-###.",
		"A pattern has unaccented letters, digits and hyphens, and one # for each letter that changes: 4 to 13, for example SUN-####-####-###.")
	ErrPatternShort = fault.New(fault.Invalid, "code_pattern_short",
		"Ce modèle a trop peu de lettres qui changent pour autant de codes : on en trouverait un en les essayant. Ajoutez des #.",
		"This pattern has too few changing letters for so many codes: one could be found by trying. Add some #.")
	ErrExportedOnce = fault.New(fault.Gone, "codes_exported",
		"Ces codes ont déjà été remis, et ne sont gardés nulle part. Si le fichier est perdu, annulez ce lot et faites-en un autre.",
		"These codes were handed out before, and are kept nowhere. If the file is lost, void this batch and make another.")
	ErrCodesNotReady = fault.New(fault.Conflict, "codes_not_ready",
		"Ces codes sont encore en préparation.", "These codes are still being made.")
)

// IssueCodes makes a batch of codes by a pattern, good as soon as it returns. They are
// handed out by ExportCodes, once; only keyed hashes are kept. Batches of one pattern never
// share a code. Faults: fault.ErrInvalid with the wrong fields.
func (s *Service) IssueCodes(ctx context.Context, actor account.Actor, brand account.BrandID, c Code, size int) (Code, error) {
	pattern, err := s.newBatch(&c, size)
	if err != nil {
		return Code{}, err
	}
	err = s.save(ctx, actor, brand, &saved{
		action: "loyalty.codes_issued", subject: "codes:" + string(c.ID), after: c.journal(), check: func() error { return nil },
		before: func(context.Context, books) (any, error) { return nil, nil },
		write: func(ctx context.Context, b books) error {
			if c.first, err = b.nextInSeries(ctx, c.series); err != nil {
				return err
			}
			if pattern.Odds(uint64(c.first+c.Size)) < minOdds {
				return fault.Invalids(ErrPatternShort.At("pattern"))
			}
			return b.insertCode(ctx, c, nil)
		},
	})
	if err != nil {
		return Code{}, err
	}
	return c, s.writeKeys(ctx, brand, &c)
}

func (s *Service) newBatch(c *Code, size int) (codes.Pattern, error) {
	var check checker
	if c.Pattern == "" {
		c.Pattern = DefaultPattern
	}
	pattern, err := codes.ParsePattern(c.Pattern)
	check.refuse(err != nil, "pattern", ErrCodePattern)
	check.refuse(err == nil && pattern.Odds(uint64(max(size, 1))) < minOdds, "pattern", ErrPatternShort)
	check.between(int64(size), 1, MaxBatch, "size")
	check.line(c.Label, maxLabel, "label")
	c.terms(&check)
	c.Code, c.Pattern, c.series = "", pattern.String(), strings.ReplaceAll(pattern.String(), "-", "")
	c.ID, c.Size, c.CreatedAt, c.ReadyAt = CodeID(db.NewID()), int64(size), s.clock.Now(), time.Time{}
	return pattern, check.err()
}

const maxLabel = 80

// journal is a code as the brand's journal shows it: without the code.
func (c Code) journal() any {
	fields := map[string]any{
		"label": c.Label, "kind": c.Kind, "value": c.Value, "max_discount": c.MaxDiscount, "total": c.Total,
		"per_member": c.PerMember, "min_amount": c.MinAmount, "expiry_days": c.ExpiryDays, "from": clock.OrNil(c.From), "to": clock.OrNil(c.To),
	}
	if c.IsBatch() {
		fields["pattern"], fields["size"] = c.Pattern, c.Size
	}
	return fields
}

// keysAtOnce is how many codes one transaction writes: others write in between.
const keysAtOnce = 20_000

// writeKeys writes the hashes of a batch and says that it is ready. Begun again after a
// crash it ends what is missing, for the codes follow from the key.
func (s *Service) writeKeys(ctx context.Context, brand account.BrandID, c *Code) error {
	series, err := s.seriesOf(brand, *c)
	if err != nil {
		return err
	}
	hash := func(folded string) []byte { return s.vault.codeHash(brand, generatedCode, folded) }
	for hashes := range series.Hashes(c.first, c.Size, keysAtOnce, hash) {
		err := s.db.InTx(ctx, func(tx *db.DB) error { return books{tx: tx, brand: brand}.insertKeys(ctx, *c, hashes) })
		if err != nil {
			return err
		}
	}
	c.ReadyAt = s.clock.Now()
	return s.db.InTx(ctx, func(tx *db.DB) error {
		b := books{tx: tx, brand: brand}
		n, err := b.countKeys(ctx, c.ID)
		if err == nil && n != c.Size {
			return fmt.Errorf("loyalty: batch %s has %d codes of %d", c.ID, n, c.Size)
		}
		if err == nil {
			_, err = b.stampCode(ctx, c.ID, "ready_at", c.ReadyAt)
		}
		return err
	})
}

func (s *Service) seriesOf(brand account.BrandID, c Code) (*codes.Series, error) {
	pattern, err := codes.ParsePattern(c.Pattern)
	if err != nil {
		return nil, fmt.Errorf("loyalty: batch %s: %w", c.ID, err)
	}
	return s.vault.seriesOf(brand, pattern, c.series)
}

// BatchTask ends batches that a crash has left half written.
func (s *Service) BatchTask() jobs.Task {
	return jobs.Task{Name: "loyalty.codes", Every: 5 * time.Minute, Run: func(ctx context.Context) error {
		unready, err := unreadyBatches(ctx, s.db, s.clock.Now().Add(-10*time.Minute))
		for brand, batches := range unready {
			for _, c := range batches {
				err = errors.Join(err, s.writeKeys(ctx, brand, &c))
			}
		}
		return err
	}}
}

// ExportCodes hands the codes of a batch to write, one after the other, as they are shown.
// It does so once: whoever has the codes has what they give.
// Faults: ErrUnknownCode, ErrCodesNotReady, ErrExportedOnce.
func (s *Service) ExportCodes(
	ctx context.Context, actor account.Actor, brand account.BrandID, id CodeID, write func(Code, func(yield func(string) bool)) error,
) error {
	var c Code
	err := s.atBatch(ctx, actor, brand, id, "loyalty.codes_exported", func(b books, found Code) error {
		c = found
		if c.ReadyAt.IsZero() {
			return ErrCodesNotReady
		}
		done, err := b.stampCode(ctx, id, "exported_at", s.clock.Now())
		if err == nil && !done {
			return ErrExportedOnce
		}
		return err
	})
	if err != nil {
		return err
	}
	series, err := s.seriesOf(brand, c)
	if err != nil {
		return err
	}
	return write(c, series.Shown(c.first, c.Size))
}

// VoidCodes makes a code, or the unused codes of a batch, worthless: the file was lost, or has
// gone round. Faults: ErrUnknownCode, ErrCodeVoid.
func (s *Service) VoidCodes(ctx context.Context, actor account.Actor, brand account.BrandID, id CodeID) error {
	return s.atCode(ctx, actor, brand, id, "loyalty.codes_voided", func(b books, _ Code) error {
		done, err := b.stampCode(ctx, id, "voided_at", s.clock.Now())
		if err == nil && !done {
			return ErrCodeVoid
		}
		return err
	})
}

func (s *Service) atBatch(
	ctx context.Context, actor account.Actor, brand account.BrandID, id CodeID, action string, fn func(b books, c Code) error,
) error {
	return s.atCode(ctx, actor, brand, id, action, func(b books, c Code) error {
		if !c.IsBatch() {
			return ErrUnknownCode
		}
		return fn(b, c)
	})
}

func (s *Service) atCode(
	ctx context.Context, actor account.Actor, brand account.BrandID, id CodeID, action string, fn func(b books, c Code) error,
) error {
	if err := actor.Require(account.EditLoyalty, brand); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		b := books{tx: tx, brand: brand}
		c, err := b.codeByID(ctx, id)
		if err != nil {
			return err
		}
		if err := fn(b, c); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: action, Subject: "codes:" + string(id), After: map[string]any{"label": c.Label, "size": c.Size}, At: s.clock.Now(),
		})
	})
}

// PatternPreview is what codes of a pattern would look like.
type PatternPreview struct {
	Pattern string
	Samples []string // none of them will ever be good
	Odds    float64  // guesses for one code
}

// PreviewPattern shows what a batch of a size would look like, under a key that nobody keeps.
// Faults: fault.ErrInvalid on pattern or size.
func (s *Service) PreviewPattern(pattern string, size int) (PatternPreview, error) {
	c := Code{Label: "preview", Kind: CodePoints, Value: 1, ExpiryDays: ledger.Never}
	c.Pattern = pattern
	parsed, err := s.newBatch(&c, size)
	if err != nil {
		return PatternPreview{}, err
	}
	key := make([]byte, 32)
	if _, err := io.ReadFull(s.random, key); err != nil {
		return PatternPreview{}, err
	}
	series, err := codes.NewSeries(key, parsed)
	if err != nil {
		return PatternPreview{}, err
	}
	out := PatternPreview{Pattern: c.Pattern, Odds: float64(parsed.Odds(uint64(max(size, 1))))}
	for i := range uint64(3) {
		shown, _ := series.At(i)
		out.Samples = append(out.Samples, shown)
	}
	return out, nil
}

// FindCode returns one of the brand's codes or batches by its id, or ErrUnknownCode.
func (s *Service) FindCode(ctx context.Context, actor account.Actor, brand account.BrandID, id CodeID) (Code, error) {
	if err := actor.Require(account.ViewLoyalty, brand); err != nil {
		return Code{}, err
	}
	return books{tx: s.db, brand: brand}.codeByID(ctx, id)
}
