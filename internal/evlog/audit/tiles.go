package audit

import (
	"bytes"
	"errors"

	"golang.org/x/mod/sumdb/tlog"

	"kermesse/internal/c2sp"
)

// ErrNoFile is returned by a Source for a file that is not there.
var ErrNoFile = errors.New("the log does not have this file")

// row holds the hashes of one level of tiles that are not in a full tile yet.
type row struct {
	first  int64 // number of the tile that they will be
	hashes []byte
}

// readAll reads all records, bundle by bundle, and compares the tiles of hashes that
// monitors rely on with what the records give.
func (a *auditor) readAll() error {
	if err := a.compareSince(); err != nil {
		return err
	}
	var rows []row
	for number := int64(0); a.tree.Size() < a.claimed.Size; number++ {
		width := int(min(c2sp.TileWidth, a.claimed.Size-a.tree.Size()))
		entries, err := a.readBundle(number, width)
		if err != nil {
			return err
		}
		for _, e := range entries {
			nodes, err := a.add(e)
			if err != nil {
				return err
			}
			if rows, err = a.fillRows(rows, nodes); err != nil {
				return err
			}
		}
		if a.Progress != nil {
			a.Progress(a.tree.Size(), a.claimed.Size)
		}
	}
	for level, r := range rows {
		if err := a.compareTile(level, r); err != nil {
			return err
		}
	}
	return nil
}

func (a *auditor) readBundle(number int64, width int) ([][]byte, error) {
	data, err := a.readTile(c2sp.EntryTile(number, width), c2sp.MaxBundleBytes)
	if err != nil {
		return nil, err
	}
	entries, err := c2sp.ParseBundle(data, width)
	if err != nil && width < c2sp.TileWidth { // it may have become a full one meanwhile
		if all, failed := c2sp.ParseBundle(data, c2sp.TileWidth); failed == nil {
			return all[:width], nil
		}
	}
	if err != nil {
		return nil, Refuse("Le paquet d’enregistrements %d est mal formé.", "The bundle of records %d is malformed.", number).because(err)
	}
	return entries, nil
}

// readTile reads a tile, or the full one where a log no longer keeps the partial one.
func (a *auditor) readTile(t tlog.Tile, maxBytes int64) ([]byte, error) {
	data, err := a.source.Read(a.ctx, c2sp.TilePath(t), maxBytes)
	if errors.Is(err, ErrNoFile) && t.W < c2sp.TileWidth {
		t.W = c2sp.TileWidth
		data, err = a.source.Read(a.ctx, c2sp.TilePath(t), maxBytes)
	}
	return data, err
}

// fillRows puts new hashes where the tiles have them, and compares those that are full.
func (a *auditor) fillRows(rows []row, nodes []Node) ([]row, error) {
	for _, n := range nodes {
		if n.Level%c2sp.TileHeight != 0 {
			continue
		}
		level := n.Level / c2sp.TileHeight
		if level == len(rows) {
			rows = append(rows, row{})
		}
		r := &rows[level]
		r.hashes = append(r.hashes, n.Hash[:]...)
		if len(r.hashes) < c2sp.TileWidth*tlog.HashSize {
			continue
		}
		if err := a.compareTile(level, *r); err != nil {
			return nil, err
		}
		*r = row{first: r.first + 1, hashes: r.hashes[:0]}
	}
	return rows, nil
}

func (a *auditor) compareTile(level int, r row) error {
	width := len(r.hashes) / tlog.HashSize
	if width == 0 {
		return nil
	}
	tile := tlog.Tile{H: c2sp.TileHeight, L: level, N: r.first, W: width}
	data, err := a.readTile(tile, c2sp.TileWidth*tlog.HashSize)
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(data, r.hashes) {
		return Refuse("La tuile %s n’est pas celle des enregistrements.", "The tile %s is not that of the records.", c2sp.TilePath(tile))
	}
	return nil
}
