package record

import (
	"crypto/sha256"
	"maps"
	"slices"

	"kermesse/polls/tally"
)

// Tree computes the root of a Merkle tree (RFC 6962, section 2.1) over leaves that come one
// after the other. The zero value is the empty tree.
type Tree struct {
	whole []subtree // the perfect subtrees so far, the largest first
}

type subtree struct {
	leaves int64
	hash   Hash
}

// Add adds the next leaf.
func (t *Tree) Add(data []byte) {
	t.whole = append(t.whole, subtree{1, sha256.Sum256(append([]byte{0}, data...))})
	for n := len(t.whole); n > 1 && t.whole[n-1].leaves == t.whole[n-2].leaves; n-- {
		t.whole[n-2] = subtree{2 * t.whole[n-2].leaves, node(t.whole[n-2].hash, t.whole[n-1].hash)}
		t.whole = t.whole[:n-1]
	}
}

// Root is the root over the leaves so far.
func (t *Tree) Root() Hash {
	if len(t.whole) == 0 {
		return sha256.Sum256(nil)
	}
	root := t.whole[len(t.whole)-1].hash
	for _, s := range slices.Backward(t.whole[:len(t.whole)-1]) {
		root = node(s.hash, root)
	}
	return root
}

func node(left, right Hash) Hash {
	return sha256.Sum256(slices.Concat([]byte{1}, left[:], right[:]))
}

func sortedIDs(ids []tally.OptionID) []tally.OptionID {
	sorted := append([]tally.OptionID{}, ids...) // never nil: JSON would say null
	slices.Sort(sorted)
	return sorted
}

func sortedKeys(scores map[tally.OptionID]tally.Number) []tally.OptionID {
	return slices.Sorted(maps.Keys(scores))
}
