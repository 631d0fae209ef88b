package loyalty

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/secret"
	"kermesse/internal/text"
)

// Pool is codes of a partner, which are handed out one by one.
type Pool struct {
	ID   string
	Name string
	Size int64
	Left int64
}

// Bounds of a file of partner codes.
const (
	MaxPoolBytes = 16 << 20
	MaxPoolCodes = 1_000_000
	maxPoolCode  = 80
)

// Faults of pools.
var (
	ErrUnknownPool = fault.New(fault.NotFound, "unknown_pool",
		"Cette réserve de codes n’existe pas.", "There is no such pool of codes.")
	ErrPoolFile = fault.New(fault.Invalid, "pool_file_invalid",
		"Envoyez un texte en UTF-8 avec un code par ligne, de 1 à 80 caractères, au plus un million.",
		"Send a UTF-8 text with one code a line, of 1 to 80 characters, at most a million.")
)

// PoolReport is what a file of partner codes came to.
type PoolReport struct {
	DryRun   bool
	Added    int
	Repeated int   // in the pool before, or twice in the file
	Wrong    []int // lines that hold no code, the first 500
	Failed   int
}

// FillPool adds a partner's codes to a pool, one a line, and makes the pool where there is
// none. The same file twice adds its codes once. Codes are kept sealed.
// Faults: ErrPoolFile, fault.ErrInvalid with the wrong fields.
func (s *Service) FillPool(
	ctx context.Context, actor account.Actor, brand account.BrandID, pool Pool, file io.Reader, dryRun bool,
) (report PoolReport, err error) {
	if err := actor.Require(account.EditLoyalty, brand); err != nil {
		return report, err
	}
	var c checker
	c.refuse(!idShape.MatchString(pool.ID), "id", ErrBadID)
	c.line(pool.Name, 80, "name")
	if err := c.err(); err != nil {
		return report, err
	}
	lines, err := readPool(file, &report)
	if err != nil {
		return report, err
	}
	read := report
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		report = read
		b := books{tx: tx, brand: brand}
		err := b.lockCatalogue(ctx)
		if err == nil {
			err = b.savePool(ctx, pool, s.clock.Now())
		}
		if err == nil {
			report.Added, err = s.insertPooled(ctx, b, pool.ID, lines)
		}
		if err != nil {
			return err
		}
		report.Repeated += len(lines) - report.Added
		if report.DryRun = dryRun; dryRun {
			return errDryRun
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "loyalty.pool_filled", Subject: "pool:" + pool.ID, After: map[string]any{"added": report.Added}, At: s.clock.Now(),
		})
	})
	if errors.Is(err, errDryRun) {
		err = nil
	}
	return report, err
}

// readPool reads the codes of a file, each once.
func readPool(file io.Reader, report *PoolReport) ([]string, error) {
	raw, err := io.ReadAll(io.LimitReader(file, MaxPoolBytes+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > MaxPoolBytes || !storable(string(raw)) {
		return nil, ErrPoolFile
	}
	seen, list := map[string]bool{}, []string(nil)
	no := 0
	for line := range strings.Lines(strings.TrimPrefix(string(raw), "\ufeff")) {
		no++
		code, wrong := text.Line(strings.Trim(strings.TrimSpace(line), `"`), maxPoolCode)
		switch {
		case wrong != nil:
			report.Failed++
			if len(report.Wrong) < maxListed {
				report.Wrong = append(report.Wrong, no)
			}
		case code == "":
		case seen[code]:
			report.Repeated++
		default:
			seen[code] = true
			list = append(list, code)
		}
	}
	if len(list) == 0 || len(list) > MaxPoolCodes {
		return nil, ErrPoolFile
	}
	return list, nil
}

// insertPooled seals codes and adds those that are new.
func (s *Service) insertPooled(ctx context.Context, b books, pool string, list []string) (int, error) {
	rows := insertion{into: "ly_pool_code (brand, pool, hash, sealed)", then: "ON CONFLICT (brand, pool, hash) DO NOTHING"}
	for _, code := range list {
		hash := secret.MAC(s.vault.pooled, string(b.brand), pool, code)[:hashSize]
		sealed, err := s.vault.seal(s.random, code, pooledRow(b.brand, pool, hash))
		if err != nil {
			return 0, err
		}
		rows.add(b.brand, pool, hash, sealed)
	}
	return rows.count(ctx, b)
}

// pooledRow names a code's row, to which it is sealed.
func pooledRow(brand account.BrandID, pool string, hash []byte) string {
	return fmt.Sprintf("%s/%s/%s", brand, pool, base64.RawURLEncoding.EncodeToString(hash))
}

// ListPools returns the brand's pools with what is left of each.
func (s *Service) ListPools(ctx context.Context, actor account.Actor, brand account.BrandID) ([]Pool, error) {
	if err := actor.Require(account.ViewLoyalty, brand); err != nil {
		return nil, err
	}
	return books{tx: s.db, brand: brand}.pools(ctx)
}
