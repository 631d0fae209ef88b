package draw

import "golang.org/x/mod/sumdb/tlog"

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
