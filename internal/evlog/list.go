package evlog

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"kermesse/internal/c2sp"
	"kermesse/internal/evlog/leaf"
	"kermesse/internal/fault"
)

// ErrNoTile says that the log has not grown far enough for a tile.
var ErrNoTile = fault.New(fault.NotFound, "log_tile_unknown",
	"Le journal public n’a pas encore cette tuile.", "The public log does not have this tile yet.")

// Line is a record in a list: when this house appended it, and how it begins.
type Line struct {
	Index int64
	Head  []byte // up to 512 bytes, which tell what the record is
	At    time.Time
}

const (
	maxLines  = 256
	headBytes = 512
)

// List returns up to count records from an index on, in their order; at most 256.
func (l *Log) List(ctx context.Context, first int64, count int) ([]Line, error) {
	lines, err := selectLines(ctx, l.db, first, min(count, maxLines))
	if err != nil {
		return nil, fmt.Errorf("evlog: %w", err)
	}
	return lines, nil
}

// Tile returns a tile of the log (c2sp.org/tlog-tiles), of hashes or of entries. It never
// changes. A tile that is not filled that far is ErrNoTile.
func (l *Log) Tile(ctx context.Context, t tlog.Tile) ([]byte, error) {
	head, err := l.Head(ctx)
	if err != nil {
		return nil, err
	}
	level := max(t.L, 0) // entries lie beside the hashes of level 0
	if wide := head.Size >> (c2sp.TileHeight * level); t.N > wide || t.N<<c2sp.TileHeight+int64(t.W) > wide {
		return nil, ErrNoTile
	}
	if !c2sp.IsEntryTile(t) {
		return tlog.ReadTileData(t, newTree(ctx, l.db))
	}
	// Record by record: those that are long must not fill the memory together.
	leaves := make([][]byte, 0, t.W)
	err = eachRecord(ctx, l.db, t.N<<c2sp.TileHeight, t.W, func(_ int64, record []byte) error {
		leaves = append(leaves, leaf.Of(record))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("evlog: %w", err)
	}
	return c2sp.EncodeBundle(leaves)
}

// Covering returns the checkpoint that proves the record at index best: one that the most
// witnesses cosigned, the smallest of these; where nobody did, the latest. A record beyond
// the end is ErrNoRecord.
func (l *Log) Covering(ctx context.Context, index int64) (Head, error) {
	head, err := l.Head(ctx)
	if err != nil {
		return Head{}, err
	}
	if index < 0 || index >= head.Size {
		return Head{}, ErrNoRecord
	}
	earliest, err := l.CosignedBy(ctx, index)
	if err != nil || len(earliest) == 0 {
		return head, err
	}
	sizes := make([]int64, len(earliest))
	for i, c := range earliest {
		sizes[i] = c.Size
	}
	size, err := selectMostCosigned(ctx, l.db, sizes)
	if err != nil {
		return Head{}, fmt.Errorf("evlog: %w", err)
	}
	return l.HeadAt(ctx, size)
}

// LastCosigned returns the latest cosignature of each configured witness, in the order of
// the settings; one that has not cosigned yet has size 0.
func (l *Log) LastCosigned(ctx context.Context) ([]Cosignature, error) {
	last := make([]Cosignature, len(l.witnesses))
	for i, w := range l.witnesses {
		c, err := selectLastCosignature(ctx, l.db, w.Witness.String())
		if err != nil {
			return nil, fmt.Errorf("evlog: %w", err)
		}
		c.Witness = w.Witness.Name()
		last[i] = c
	}
	return last, nil
}
