// Package beacon knows the drand chains from which draws take their randomness: which
// ones are real, when a round is due, and whether a signature is the round's. It never
// asks for "the latest" round: a draw names its round before the round exists.
//
// It computes only; the relays that hand rounds out are asked by package relay.
package beacon

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

// Scheme is how the rounds of a chain are signed.
type Scheme string

// The schemes of the chains that Kermesse knows.
const (
	// Chained signs SHA-256(previous signature ‖ round); keys in G1, signatures in G2.
	Chained Scheme = "pedersen-bls-chained"
	// Unchained signs SHA-256(round); keys in G2, signatures in G1 as in RFC 9380.
	Unchained Scheme = "bls-unchained-g1-rfc9380"
)

// Facts is what a chain is made of, and what its hash commits to except for the scheme,
// which shows in the length of the key.
type Facts struct {
	Scheme      Scheme
	BeaconID    string
	PublicKey   []byte
	PeriodS     uint32 // seconds from one round to the next, at least 1
	GenesisUnix int64  // time of round 1
	GenesisSeed []byte
}

// Chain is a drand chain whose key is a valid one. Its zero value verifies nothing.
type Chain struct {
	facts Facts
	key   publicKey
	hash  [32]byte
}

// ErrChain refuses facts that make no chain.
var ErrChain = errors.New("these are not the facts of a drand chain")

// NewChain makes a chain of its facts. A chain that anybody can make up is a valid one
// too: whether it is real is told by Pinned.
func NewChain(f Facts) (Chain, error) {
	if f.PeriodS < 1 || f.GenesisUnix < 0 || f.GenesisUnix > lastUnix {
		return Chain{}, fmt.Errorf("%w: a round each %d s from %d", ErrChain, f.PeriodS, f.GenesisUnix)
	}
	key, err := parseKey(f.Scheme, f.PublicKey)
	if err != nil {
		return Chain{}, err
	}
	return Chain{facts: f.clone(), key: key, hash: f.hash()}, nil
}

// hash is drand's chain hash. The beacon's name was added later and is left out for the
// default chain.
func (f Facts) hash() [32]byte {
	b := binary.BigEndian.AppendUint32(nil, f.PeriodS)
	b = binary.BigEndian.AppendUint64(b, uint64(f.GenesisUnix))
	b = append(b, f.PublicKey...)
	b = append(b, f.GenesisSeed...)
	if f.BeaconID != "default" {
		b = append(b, f.BeaconID...)
	}
	return sha256.Sum256(b)
}

// Hash identifies the chain.
func (c Chain) Hash() [32]byte { return c.hash }

// Facts returns what the chain is made of.
func (c Chain) Facts() Facts { return c.facts.clone() }

func (f Facts) clone() Facts {
	f.PublicKey, f.GenesisSeed = bytes.Clone(f.PublicKey), bytes.Clone(f.GenesisSeed)
	return f
}

// Name is the beacon's name, such as "quicknet".
func (c Chain) Name() string { return c.facts.BeaconID }

// lastUnix is the end of the year 9999: no record can hold a later time.
const lastUnix = 253402300799

// maxRound is the last round that is due by then.
func (c Chain) maxRound() uint64 {
	return uint64(lastUnix-c.facts.GenesisUnix)/uint64(c.facts.PeriodS) + 1
}

// TimeOf is when a round is due. Round 0 and rounds after the year 9999 do not exist.
func (c Chain) TimeOf(round uint64) (time.Time, error) {
	if round < 1 || c.facts.PeriodS < 1 || round > c.maxRound() {
		return time.Time{}, fmt.Errorf("%w: %d", ErrRound, round)
	}
	return time.Unix(c.facts.GenesisUnix+int64(round-1)*int64(c.facts.PeriodS), 0).UTC(), nil
}

// RoundAt is the last round that is due at t, or 0 before the first.
func (c Chain) RoundAt(t time.Time) uint64 {
	if c.facts.PeriodS < 1 || t.Unix() < c.facts.GenesisUnix {
		return 0
	}
	return min(uint64(t.Unix()-c.facts.GenesisUnix)/uint64(c.facts.PeriodS)+1, c.maxRound())
}

// FirstRoundAt is the first round that is due at t or later: the one that a draw names
// for the time of its closing and its margin.
func (c Chain) FirstRoundAt(t time.Time) uint64 {
	round := c.RoundAt(t)
	if due, err := c.TimeOf(round); err == nil && !due.Before(t) {
		return round
	}
	return round + 1
}
