package evlog

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"kermesse/internal/c2sp"
	"kermesse/internal/clock"
	"kermesse/internal/db"
)

// tiles reads a log as a monitor does.
type tiles struct {
	t   *testing.T
	log *Log
}

func (r tiles) Height() int                     { return c2sp.TileHeight }
func (r tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (r tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range wanted {
		d, err := r.log.Tile(r.t.Context(), tile)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c2sp.TilePath(tile), err)
		}
		data = append(data, d)
	}
	return data, nil
}

func TestTiles(t *testing.T) {
	l := newLog(t)
	var records []string
	for i := range 600 {
		records = append(records, fmt.Sprintf("record %d\n", i))
	}
	for _, size := range []int{1, 255, 256, 257, 600} {
		head, err := l.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		add(t, l, records[head.Size:size]...)
		if head, err = l.Head(t.Context()); err != nil {
			t.Fatal(err)
		}
		tree := tlog.Tree{N: head.Size, Hash: head.Root}
		// It fails where a tile does not lead to the root.
		hashes := tlog.TileHashReader(tree, tiles{t, l})
		indexes := make([]int64, size)
		for i := range indexes {
			indexes[i] = tlog.StoredHashIndex(0, int64(i))
		}
		got, err := hashes.ReadHashes(indexes)
		if err != nil {
			t.Fatal(err)
		}
		for i, h := range got {
			if h != tlog.RecordHash([]byte(records[i])) {
				t.Errorf("record %d of %d has another hash", i, size)
			}
		}
	}
	bundle, err := l.Tile(t.Context(), c2sp.EntryTile(1, 256))
	if err != nil {
		t.Fatal(err)
	}
	entries, err := c2sp.ParseBundle(bundle, 256)
	if err != nil || string(entries[1]) != records[257] {
		t.Errorf("%q, %v", entries[1], err)
	}
	older, err := l.Tile(t.Context(), tlog.Tile{H: 8, L: 0, N: 2, W: 10})
	if err != nil {
		t.Fatal(err)
	}
	now, err := l.Tile(t.Context(), tlog.Tile{H: 8, L: 0, N: 2, W: 600 - 512})
	if err != nil || !bytes.HasPrefix(now, older) {
		t.Errorf("a partial tile changed: %v", err)
	}
	for _, tile := range []tlog.Tile{
		{H: 8, L: 0, N: 2, W: 89},
		{H: 8, L: 0, N: 2, W: 256},
		{H: 8, L: 0, N: 3, W: 1},
		{H: 8, L: 0, N: 1 << 60, W: 1},
		{H: 8, L: 1, N: 0, W: 3},
		{H: 8, L: 7, N: 0, W: 1},
		{H: 8, L: 63, N: 0, W: 1},
		c2sp.EntryTile(2, 89), c2sp.EntryTile(9, 1),
	} {
		if _, err := l.Tile(t.Context(), tile); !errors.Is(err, ErrNoTile) {
			t.Errorf("%s: %v", c2sp.TilePath(tile), err)
		}
	}
}

func TestList(t *testing.T) {
	l := newLog(t)
	add(t, l, "0\n", "1\n", "2\n")
	lines, err := l.List(t.Context(), 1, 5)
	if err != nil || len(lines) != 2 || lines[0].Index != 1 || string(lines[1].Head) != "2\n" || !lines[0].At.Equal(noon) {
		t.Errorf("%+v, %v", lines, err)
	}
}

func TestCovering(t *testing.T) {
	l := newLog(t)
	first, _ := serveWitness(t, l, "a.example", clock.NewSettable(noon))
	second, _ := serveWitness(t, l, "b.example", clock.NewSettable(noon))
	add(t, l, "0\n")
	wantSize := func(index, size int64) {
		t.Helper()
		if head, err := l.Covering(t.Context(), index); err != nil || head.Size != size {
			t.Errorf("record %d: size %d, want %d, %v", index, head.Size, size, err)
		}
	}
	wantSize(0, 1)
	add(t, l, "1\n")
	wantSize(0, 2) // nobody cosigned: the latest
	l.witnesses = []Endpoint{first}
	if err := l.Collect(t.Context()); err != nil {
		t.Fatal(err)
	}
	add(t, l, "2\n")
	wantSize(0, 2)
	l.witnesses = []Endpoint{first, second}
	if err := l.Collect(t.Context()); err != nil {
		t.Fatal(err)
	}
	add(t, l, "3\n")
	wantSize(0, 3) // both cosigned it
	wantSize(3, 4)
	if _, err := l.Covering(t.Context(), 4); !errors.Is(err, ErrNoRecord) {
		t.Errorf("%v", err)
	}
	last, err := l.LastCosigned(t.Context())
	if err != nil || len(last) != 2 || last[0].Size != 3 || last[1].Witness != "b.example" {
		t.Errorf("%+v, %v", last, err)
	}
	err = l.db.InTx(t.Context(), func(tx *db.DB) error {
		_, err := l.CosignedByIn(t.Context(), tx, 0)
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
