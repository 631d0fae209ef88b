package audit

import (
	"crypto/sha256"

	"golang.org/x/mod/sumdb/tlog"
)

// Tree grows leaf by leaf and knows its root. It keeps the roots of its complete
// subtrees, one for each bit of its size, and no leaf (RFC 6962).
type Tree struct {
	size   int64
	levels []int // of the complete subtrees, from the largest
	roots  []tlog.Hash
}

// Node is a subtree that became complete: of 2^Level leaves, the Index-th of that level.
type Node struct {
	Level int
	Index int64
	Hash  tlog.Hash
}

// Add appends a leaf and returns the subtrees that it completes, the leaf itself first:
// the hashes that golang.org/x/mod/sumdb/tlog stores for it, in their order.
func (t *Tree) Add(leaf []byte) []Node {
	n := Node{Index: t.size, Hash: tlog.RecordHash(leaf)}
	done := []Node{n}
	for last := len(t.levels) - 1; last >= 0 && t.levels[last] == n.Level; last-- {
		n = Node{Level: n.Level + 1, Index: n.Index >> 1, Hash: tlog.NodeHash(t.roots[last], n.Hash)}
		t.levels, t.roots = t.levels[:last], t.roots[:last]
		done = append(done, n)
	}
	t.levels, t.roots = append(t.levels, n.Level), append(t.roots, n.Hash)
	t.size++
	return done
}

// Size is how many leaves there are.
func (t *Tree) Size() int64 { return t.size }

// Root is the hash over all leaves.
func (t *Tree) Root() tlog.Hash {
	if t.size == 0 {
		return sha256.Sum256(nil)
	}
	root := t.roots[len(t.roots)-1]
	for i := len(t.roots) - 2; i >= 0; i-- {
		root = tlog.NodeHash(t.roots[i], root)
	}
	return root
}
