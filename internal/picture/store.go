package picture

import (
	"context"
	"fmt"
	"io"

	"kermesse/internal/db"
)

// Album keeps pictures in the database. It is safe for concurrent use.
type Album struct {
	db   *db.DB
	turn chan struct{} // held while a picture is decoded
}

// NewAlbum returns the album of a database.
func NewAlbum(d *db.DB) *Album {
	return &Album{db: d, turn: make(chan struct{}, 1)}
}

type fileRow struct {
	Height int
	JPEG   []byte `gorm:"column:jpeg"`
}

// Add reads a picture that was sent and keeps it. It has the faults of Read.
func (a *Album) Add(ctx context.Context, r io.Reader) (Picture, error) {
	p, err := a.Read(ctx, r)
	if err != nil {
		return Picture{}, err
	}
	return p, a.db.InTx(ctx, func(tx *db.DB) error { return a.Keep(ctx, tx, p) })
}

// Keep stores a picture in the caller's transaction. Keeping the same one again does nothing.
func (a *Album) Keep(ctx context.Context, tx *db.DB, p Picture) error {
	if err := tx.RequireTx(); err != nil {
		return err
	}
	for _, f := range p.Files {
		err := tx.Gorm(ctx).Exec(
			"INSERT INTO pictures (hash, width, height, jpeg) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
			p.Hash, f.Width, f.Height, f.JPEG).Error
		if err != nil {
			return fmt.Errorf("picture: keep: %w", err)
		}
	}
	return nil
}

// FindSize is Measure outside a transaction, for the edge.
func (a *Album) FindSize(ctx context.Context, hash string) (width, height int, err error) {
	return a.Measure(ctx, a.db, hash)
}

// Measure returns the size of a picture's widest file in pixels, or ErrNotFound. d may be a
// transaction.
func (a *Album) Measure(ctx context.Context, d *db.DB, hash string) (width, height int, err error) {
	var rows []struct{ Width, Height int }
	err = d.Gorm(ctx).Raw("SELECT width, height FROM pictures WHERE hash = ? ORDER BY width DESC LIMIT 1", hash).Scan(&rows).Error
	if err != nil {
		return 0, 0, fmt.Errorf("picture: measure: %w", err)
	}
	if len(rows) == 0 {
		return 0, 0, ErrNotFound
	}
	return rows[0].Width, rows[0].Height, nil
}

// Find returns one file of a picture, or ErrNotFound.
func (a *Album) Find(ctx context.Context, hash string, width int) (File, error) {
	var rows []fileRow
	err := a.db.Gorm(ctx).Raw("SELECT height, jpeg FROM pictures WHERE hash = ? AND width = ?", hash, width).Scan(&rows).Error
	if err != nil {
		return File{}, fmt.Errorf("picture: find: %w", err)
	}
	if len(rows) == 0 {
		return File{}, ErrNotFound
	}
	return File{Width: width, Height: rows[0].Height, JPEG: rows[0].JPEG}, nil
}
