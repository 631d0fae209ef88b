package draw

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// Refusals of a list of entries.
var (
	// ErrOrder refuses a list that is not strictly ascending by commitment; a
	// duplicate is the commonest cause.
	ErrOrder = errors.New("the list is not strictly ascending by commitment")
	// ErrTickets refuses an entry without tickets and a total above MaxTickets.
	ErrTickets = errors.New("tickets out of range")
)

// Entry is one line of the list: who stands in the draw, blinded, and with how many tickets.
type Entry struct {
	Commitment Hash
	Tickets    uint64
}

// List is the frozen list of a draw: strictly ascending by commitment, at least one
// ticket each. The order is canonical: it tells nothing of when people entered, and the
// absence of a commitment is shown by its two neighbours.
type List struct {
	entries []Entry
	hasher  ListHasher
}

// Freeze sorts entries in place, takes them over and commits to them. It refuses
// duplicates and tickets out of range; an empty list is allowed.
func Freeze(entries []Entry) (*List, error) {
	slices.SortFunc(entries, compareEntries)
	l := &List{entries: entries}
	for i, e := range entries {
		if err := l.hasher.Add(e); err != nil {
			return nil, fmt.Errorf("entry %d: %w", i, err)
		}
	}
	return l, nil
}

func compareEntries(a, b Entry) int { return compareHashes(a.Commitment, b.Commitment) }

// compareHashes looks at eight bytes first: between random commitments they decide.
func compareHashes(a, b Hash) int {
	first := cmp.Compare(binary.BigEndian.Uint64(a[:]), binary.BigEndian.Uint64(b[:]))
	if first != 0 {
		return first
	}
	return bytes.Compare(a[:], b[:])
}

// Len is the number of entries.
func (l *List) Len() int { return len(l.entries) }

// Tickets is the total over all entries.
func (l *List) Tickets() uint64 { return l.hasher.Tickets() }

// Root commits to the whole list.
func (l *List) Root() Hash { return l.hasher.Root() }

// At returns the entry with that index, 0 ≤ i < Len.
func (l *List) At(i int) Entry { return l.entries[i] }

// Find returns the index of a commitment, or the index where it would stand.
func (l *List) Find(commitment Hash) (int, bool) {
	return slices.BinarySearchFunc(l.entries, Entry{Commitment: commitment}, compareEntries)
}

// Weights returns the tickets of each entry in the committed order.
func (l *List) Weights() []uint64 {
	w := make([]uint64, len(l.entries))
	for i, e := range l.entries {
		w[i] = e.Tickets
	}
	return w
}

// ListHasher commits to a list that arrives in order, in memory of O(log N). The zero
// value is an empty list.
type ListHasher struct {
	tree    treeHasher
	last    Hash
	tickets uint64
}

// Add appends an entry. After an error the hasher must not be used further.
func (h *ListHasher) Add(e Entry) error {
	if h.tree.count > 0 && bytes.Compare(h.last[:], e.Commitment[:]) >= 0 {
		return fmt.Errorf("%w: %s does not come after %s", ErrOrder, e.Commitment, h.last)
	}
	if e.Tickets < 1 || e.Tickets > MaxTickets-h.tickets {
		return fmt.Errorf("%w: %d more tickets for %s after %d", ErrTickets, e.Tickets, e.Commitment, h.tickets)
	}
	h.tree.add(leafHash(leaf(e.Commitment, h.tickets, e.Tickets)))
	h.last, h.tickets = e.Commitment, h.tickets+e.Tickets
	return nil
}

// Entries is the number of entries added so far.
func (h *ListHasher) Entries() uint64 { return h.tree.count }

// Tickets is the total of the entries added so far.
func (h *ListHasher) Tickets() uint64 { return h.tickets }

// Root is the RFC 6962 tree hash over the entries added so far.
func (h *ListHasher) Root() Hash { return h.tree.root() }
