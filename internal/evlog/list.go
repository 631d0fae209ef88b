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

// Event is a record and when this house appended it.
type Event struct {
	Index  int64
	Record []byte
	At     time.Time
}

// maxListed bounds what List returns.
const maxListed = c2sp.TileWidth

// List returns up to count records from an index on, in their order; at most 256.
func (l *Log) List(ctx context.Context, first int64, count int) ([]Event, error) {
	events, err := selectEvents(ctx, l.db, first, min(count, maxListed))
	if err != nil {
		return nil, fmt.Errorf("evlog: %w", err)
	}
	return events, nil
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
	events, err := l.List(ctx, t.N<<c2sp.TileHeight, t.W)
	if err != nil {
		return nil, err
	}
	leaves := make([][]byte, len(events))
	for i, e := range events {
		leaves[i] = leaf.Of(e.Record)
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
