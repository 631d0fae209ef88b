package draw

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
)

// The purposes for which numbers are taken from a seed.
const (
	tagPick  = "vdraw1/pick\n"
	tagAudit = "vdraw1/audit\n"
)

// numbers is the number source of a seed. Numbers are addressed by prize and slot, not
// streamed, so that each pick can be checked alone.
type numbers struct {
	mac hash.Hash
	msg []byte
	sum []byte
}

func newNumbers(seed Hash, tag string) *numbers {
	return &numbers{
		mac: hmac.New(sha256.New, seed[:]),
		msg: append(make([]byte, 0, len(tag)+12), tag...),
		sum: make([]byte, 0, sha256.Size),
	}
}

// at is x(prize, slot, attempt) of the specification.
func (n *numbers) at(prize, slot, attempt uint32) uint64 {
	msg := binary.BigEndian.AppendUint32(n.msg, prize)
	msg = binary.BigEndian.AppendUint32(msg, slot)
	msg = binary.BigEndian.AppendUint32(msg, attempt)
	n.mac.Reset()
	n.mac.Write(msg)
	return binary.BigEndian.Uint64(n.mac.Sum(n.sum))
}

// below returns a uniform number r < total, total ≥ 1, and how many values were rejected
// before it. Values below 2^64 mod total are rejected, since what is left is a multiple
// of total: there is no bias.
func (n *numbers) below(prize, slot uint32, total uint64) (r uint64, rejected uint32) {
	threshold := -total % total
	for ; ; rejected++ {
		if x := n.at(prize, slot, rejected); x >= threshold {
			return x % total, rejected
		}
	}
}
