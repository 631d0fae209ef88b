package c2sp

import (
	"encoding/binary"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// TileHeight is that of c2sp.org/tlog-tiles: a full tile has 256 hashes, a full bundle
// 256 entries.
const (
	TileHeight = 8
	TileWidth  = 1 << TileHeight
)

const maxLevel = 63

// entryLevel is how golang.org/x/mod/sumdb/tlog marks a tile of entries instead of hashes.
const entryLevel = -1

// EntryTile is the bundle of entries number n, of which width are there.
func EntryTile(n int64, width int) tlog.Tile {
	return tlog.Tile{H: TileHeight, L: entryLevel, N: n, W: width}
}

// IsEntryTile tells a bundle of entries from a tile of hashes.
func IsEntryTile(t tlog.Tile) bool { return t.L == entryLevel }

// TilePath is where a log serves a tile below its prefix: "tile/<L>/<N>" or
// "tile/entries/<N>", with ".p/<W>" for one that is not full.
func TilePath(t tlog.Tile) string {
	path := strings.TrimPrefix(t.Path(), fmt.Sprintf("tile/%d/", TileHeight))
	if rest, ok := strings.CutPrefix(path, "data/"); ok {
		path = "entries/" + rest
	}
	return "tile/" + path
}

// ParseTilePath accepts exactly what TilePath writes.
func ParseTilePath(path string) (tlog.Tile, error) {
	rest, ok := strings.CutPrefix(path, "tile/")
	if entries, found := strings.CutPrefix(rest, "entries/"); found {
		rest = "data/" + entries
	}
	t, err := tlog.ParseTilePath(fmt.Sprintf("tile/%d/%s", TileHeight, rest))
	if !ok || err != nil || t.L > maxLevel || TilePath(t) != path {
		return tlog.Tile{}, fmt.Errorf("%w: %q is not the path of a tile", ErrFormat, path)
	}
	return t, nil
}

// EncodeBundle writes entries, each of at most 65,535 bytes, as a bundle.
func EncodeBundle(entries [][]byte) ([]byte, error) {
	var b []byte
	for _, e := range entries {
		if len(e) >= 1<<16 {
			return nil, fmt.Errorf("%w: an entry of %d bytes", ErrFormat, len(e))
		}
		b = binary.BigEndian.AppendUint16(b, uint16(len(e)))
		b = append(b, e...)
	}
	return b, nil
}

// ParseBundle reads a bundle that has that many entries.
func ParseBundle(data []byte, width int) ([][]byte, error) {
	var entries [][]byte
	for len(data) >= 2 {
		n := int(binary.BigEndian.Uint16(data))
		if len(data) < 2+n {
			break
		}
		entries = append(entries, data[2:2+n])
		data = data[2+n:]
	}
	if len(data) > 0 || len(entries) != width {
		return nil, fmt.Errorf("%w: not a bundle of %d entries", ErrFormat, width)
	}
	return entries, nil
}

// MaxBundleBytes is the length of the largest bundle.
const MaxBundleBytes = TileWidth * (2 + 1<<16 - 1)
