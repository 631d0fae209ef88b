package draw

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
)

const leafSize = 48

// leaf is what the tree commits to for one entry: its commitment, the number of its
// first ticket and how many tickets follow.
func leaf(commitment Hash, start, tickets uint64) [leafSize]byte {
	var b [leafSize]byte
	copy(b[:], commitment[:])
	binary.BigEndian.PutUint64(b[32:], start)
	binary.BigEndian.PutUint64(b[40:], tickets)
	return b
}

// leafHash is the leaf hash of RFC 6962, section 2.1. It equals tlog.RecordHash and is
// written out because lists have millions of leaves and this form allocates nothing.
func leafHash(data [leafSize]byte) Hash {
	var b [1 + leafSize]byte
	copy(b[1:], data[:])
	return sha256.Sum256(b[:])
}

// nodeHash is the interior hash of RFC 6962, section 2.1.
func nodeHash(left, right Hash) Hash {
	var b [1 + 2*sha256.Size]byte
	b[0] = 1
	copy(b[1:], left[:])
	copy(b[1+sha256.Size:], right[:])
	return sha256.Sum256(b[:])
}

// treeHasher computes the RFC 6962 root of leaves as they come. peaks[k] is the hash of
// the complete subtree of 2^k leaves that stands for bit k of count.
type treeHasher struct {
	peaks [64]Hash
	count uint64
}

func (t *treeHasher) add(h Hash) {
	level := 0
	for ; t.count>>level&1 == 1; level++ {
		h = nodeHash(t.peaks[level], h)
	}
	t.peaks[level] = h
	t.count++
}

// root may be asked at any time; the root of no leaves is the hash of nothing.
func (t *treeHasher) root() Hash {
	if t.count == 0 {
		return sha256.Sum256(nil)
	}
	level := bits.TrailingZeros64(t.count)
	h := t.peaks[level]
	for level++; level < bits.Len64(t.count); level++ {
		if t.count>>level&1 == 1 {
			h = nodeHash(t.peaks[level], h)
		}
	}
	return h
}
