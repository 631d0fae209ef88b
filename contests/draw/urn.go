package draw

import (
	"fmt"
	"math/bits"
)

// urn holds the tickets that are left. It is a Fenwick tree: built in O(N), a pick and a
// return each in O(log N). Indexes are those of the committed list, from 0.
type urn struct {
	weights []uint64
	sums    []uint64 // sums[i] covers the weights below i, as far as the lowest set bit of i reaches
	left    uint64
}

// newUrn refuses a weight of 0 and a total above MaxTickets.
func newUrn(weights []uint64) (*urn, error) {
	u := &urn{weights: weights, sums: make([]uint64, len(weights)+1)}
	for i, w := range weights {
		if w < 1 || w > MaxTickets-u.left {
			return nil, fmt.Errorf("%w: entry %d with %d tickets after %d", ErrTickets, i, w, u.left)
		}
		u.left += w
		u.sums[i+1] = w
	}
	for i := 1; i < len(u.sums); i++ {
		if parent := i + i&-i; parent < len(u.sums) {
			u.sums[parent] += u.sums[i]
		}
	}
	return u, nil
}

// find returns the smallest index whose tickets, with those of all entries before it
// that are left, exceed ticket. ticket must be less than u.left.
func (u *urn) find(ticket uint64) int {
	at := 0
	for step := 1 << (bits.Len(uint(len(u.weights))) - 1); step > 0; step >>= 1 {
		if next := at + step; next < len(u.sums) && u.sums[next] <= ticket {
			at = next
			ticket -= u.sums[next]
		}
	}
	return at
}

// remove takes all tickets of an entry out; restore puts them back.
func (u *urn) remove(index int) {
	u.left -= u.weights[index]
	for i := index + 1; i < len(u.sums); i += i & -i {
		u.sums[i] -= u.weights[index]
	}
}

func (u *urn) restore(index int) {
	u.left += u.weights[index]
	for i := index + 1; i < len(u.sums); i += i & -i {
		u.sums[i] += u.weights[index]
	}
}
