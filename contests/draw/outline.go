package draw

import (
	"errors"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// BlockSize is how many entries an Outline keeps one hash of. Being a power of two, a
// block is a whole subtree of the list's tree.
const BlockSize = 256

// ErrBlock says that entries are not those that an outline was made of.
var ErrBlock = errors.New("these entries are not the ones that were hashed")

// Outline is what must be kept of a list to prove inclusions from it, where the list
// itself stays on disk: half a byte for each entry. A proof needs the outline and one
// block of entries.
type Outline struct {
	hasher ListHasher
	heads  []blockHead
	above  hashTree // its leaves are the blocks
}

// blockHead is where a block begins.
type blockHead struct {
	commitment Hash
	ticket     uint64
}

// NewOutline reads a whole list.
func NewOutline(entries Entries) (*Outline, error) {
	o := &Outline{}
	var block treeHasher
	for e, err := range entries {
		if err != nil {
			return nil, err
		}
		start := o.hasher.Tickets()
		if err := o.hasher.Add(e); err != nil {
			return nil, err
		}
		if block.count == 0 {
			o.heads = append(o.heads, blockHead{e.Commitment, start})
		}
		block.add(leafHash(leaf(e.Commitment, start, e.Tickets)))
		if block.count == BlockSize {
			o.above.add(block.root())
			block = treeHasher{}
		}
	}
	if block.count > 0 {
		o.above.add(block.root())
	}
	return o, nil
}

// Entries is the number of entries of the list.
func (o *Outline) Entries() uint64 { return o.hasher.Entries() }

// Tickets is their total.
func (o *Outline) Tickets() uint64 { return o.hasher.Tickets() }

// Root commits to the whole list.
func (o *Outline) Root() Hash { return o.hasher.Root() }

// Block returns the commitment at which the block begins that a commitment stands in or
// would stand in; false for one before the whole list.
func (o *Outline) Block(commitment Hash) (Hash, bool) {
	b := o.blockOf(commitment)
	if b < 0 {
		return Hash{}, false
	}
	return o.heads[b].commitment, true
}

func (o *Outline) blockOf(commitment Hash) int {
	after, found := slices.BinarySearchFunc(o.heads, commitment, func(h blockHead, c Hash) int { return compareHashes(h.commitment, c) })
	if found {
		return after
	}
	return after - 1
}

// Prove returns the proof that a commitment is in the list, or false if it is not. block
// holds the first BlockSize entries, or as many as there are, from where Block says.
// It is ErrBlock if they are not those of the list.
func (o *Outline) Prove(commitment Hash, block []Entry) (Inclusion, bool, error) {
	b := o.blockOf(commitment)
	if b < 0 {
		return Inclusion{}, false, nil
	}
	var below hashTree
	p, found := Inclusion{Size: int(o.Entries())}, false
	ticket := o.heads[b].ticket
	for i, e := range block {
		if e.Commitment == commitment {
			p.Entry, p.Index, p.Start, found = e, b*BlockSize+i, ticket, true
		}
		below.add(leafHash(leaf(e.Commitment, ticket, e.Tickets)))
		ticket += e.Tickets
	}
	if below.count == 0 || below.root() != o.above.leaf(b) {
		return Inclusion{}, false, fmt.Errorf("%w: block %d", ErrBlock, b)
	}
	if found {
		p.Path = append(below.path(p.Index%BlockSize), o.above.path(b)...)
	}
	return p, found, nil
}

// hashTree keeps the hashes of a tree, in the order of tlog, for proving its leaves.
type hashTree struct {
	hashes []tlog.Hash
	count  int
}

func (t *hashTree) add(leaf Hash) {
	// Its reader returns whatever it is asked for, so nothing here can fail.
	more, _ := tlog.StoredHashesForRecordHash(int64(t.count), tlog.Hash(leaf), t)
	t.hashes = append(t.hashes, more...)
	t.count++
}

// ReadHashes implements tlog.HashReader.
func (t *hashTree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = t.hashes[x]
	}
	return out, nil
}

func (t *hashTree) leaf(i int) Hash { return Hash(t.hashes[tlog.StoredHashIndex(0, int64(i))]) }

func (t *hashTree) root() Hash {
	root, _ := tlog.TreeHash(int64(t.count), t)
	return Hash(root)
}

// path is the proof of a leaf, the lowest hash first.
func (t *hashTree) path(i int) []Hash {
	proof, _ := tlog.ProveRecord(int64(t.count), int64(i), t)
	path := make([]Hash, len(proof))
	for k, h := range proof {
		path[k] = Hash(h)
	}
	return path
}
