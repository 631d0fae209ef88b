package draw

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Tree keeps the interior hashes of a list, for proving many inclusions quickly.
// It holds about 64 bytes per entry.
type Tree struct {
	list   *List
	starts []uint64
	hashes []tlog.Hash
}

// NewTree computes the interior hashes of a frozen list.
func NewTree(list *List) (*Tree, error) {
	t := &Tree{list: list, starts: make([]uint64, 0, list.Len()), hashes: make([]tlog.Hash, 0, 2*list.Len())}
	var start uint64
	for i, e := range list.entries {
		h := leafHash(leaf(e.Commitment, start, e.Tickets))
		stored, err := tlog.StoredHashesForRecordHash(int64(i), tlog.Hash(h), tlog.HashReaderFunc(t.read))
		if err != nil {
			return nil, fmt.Errorf("hashing the list: %w", err)
		}
		t.hashes = append(t.hashes, stored...)
		t.starts = append(t.starts, start)
		start += e.Tickets
	}
	return t, nil
}

func (t *Tree) read(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = t.hashes[x]
	}
	return out, nil
}

// Prove returns the proof that the entry with that index is in the list.
func (t *Tree) Prove(index int) (Inclusion, error) {
	if index < 0 || index >= t.list.Len() {
		return Inclusion{}, fmt.Errorf("no entry %d in a list of %d", index, t.list.Len())
	}
	path, err := tlog.ProveRecord(int64(t.list.Len()), int64(index), tlog.HashReaderFunc(t.read))
	if err != nil {
		return Inclusion{}, fmt.Errorf("proving entry %d: %w", index, err)
	}
	p := Inclusion{Entry: t.list.At(index), Index: index, Start: t.starts[index], Size: t.list.Len()}
	for _, h := range path {
		p.Path = append(p.Path, Hash(h))
	}
	return p, nil
}

// Inclusion proves that an entry stands in a list of Size entries at Index and holds the
// tickets Start … Start+Tickets−1, counted from 0.
type Inclusion struct {
	Entry Entry
	Index int
	Start uint64
	Size  int
	Path  []Hash
}

// LeafData is the 48 bytes that the tree commits to for this entry.
func (p Inclusion) LeafData() []byte {
	b := leaf(p.Entry.Commitment, p.Start, p.Entry.Tickets)
	return b[:]
}

// Check compares the proof with the root of the close record.
func (p Inclusion) Check(root Hash) error {
	path := make(tlog.RecordProof, len(p.Path))
	for i, h := range p.Path {
		path[i] = tlog.Hash(h)
	}
	return tlog.CheckRecord(path, int64(p.Size), tlog.Hash(root), int64(p.Index), tlog.RecordHash(p.LeafData()))
}
