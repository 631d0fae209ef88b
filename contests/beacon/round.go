package beacon

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"kermesse/contests/internal/exactjson"
)

// MaxRoundBytes bounds the JSON of a round.
const MaxRoundBytes = 16 << 10

// Round is one round as a relay, a proof or a person hands it over. Nothing of it is
// believed before Verify.
type Round struct {
	Number    uint64
	Signature []byte
	Previous  []byte // on a chained scheme

	// Chain is the chain that the JSON describes, if it does. It is not believed either.
	Chain *Chain
}

// ErrJSON refuses a text that is not the JSON of a round.
var ErrJSON = errors.New("not the JSON of a drand round")

// ParseRound reads the JSON of drand's HTTP API, version 1 or 2, and that of a proof's
// beacon.json, which has the facts of the chain beside it. A randomness that is given
// must be that of the signature.
func ParseRound(data []byte) (Round, error) {
	if len(data) > MaxRoundBytes {
		return Round{}, fmt.Errorf("%w: it has more than %d bytes", ErrJSON, MaxRoundBytes)
	}
	o, err := exactjson.ParseObject(data)
	if err != nil {
		return Round{}, fmt.Errorf("%w: %w", ErrJSON, err)
	}
	r := Round{Number: o.Uint("round", math.MaxUint64), Signature: hexField(o, "signature")}
	if o.Has("previous_signature") {
		r.Previous = hexField(o, "previous_signature")
	}
	if o.Has("randomness") && randomnessOf(r.Signature) != o.Text("randomness") {
		o.Fail("randomness", errors.New("it is not the hash of the signature"))
	}
	if o.Has("public_key") {
		r.Chain = chainOf(o)
	}
	if o.Err() != nil {
		return Round{}, fmt.Errorf("%w: %w", ErrJSON, o.Err())
	}
	return r, nil
}

// chainOf reads the facts of a chain beside a round; they must make the hash that is given.
func chainOf(o *exactjson.Object) *Chain {
	f := Facts{
		Scheme:      Scheme(o.Text("scheme")),
		BeaconID:    o.Text("beacon_id"),
		PublicKey:   hexField(o, "public_key"),
		PeriodS:     uint32(o.Uint("period", math.MaxUint32)),
		GenesisUnix: int64(o.Uint("genesis_time", math.MaxInt64)),
		GenesisSeed: hexField(o, "genesis_seed"),
	}
	given := hexField(o, "chain_hash")
	if o.Err() != nil {
		return nil
	}
	hash := f.hash()
	if string(hash[:]) != string(given) {
		o.Fail("chain_hash", fmt.Errorf("%w: they hash to %x", ErrChain, hash))
		return nil
	}
	if c, ok := Pinned(hash); ok && c.facts.Scheme == f.Scheme {
		return &c // its key was checked when the program started
	}
	c, err := NewChain(f)
	o.Fail("public_key", err)
	return &c
}

// hexField takes lowercase hex, the one spelling that drand uses.
func hexField(o *exactjson.Object, name string) []byte {
	text := o.Text(name)
	b, err := hex.DecodeString(text)
	if err == nil && hex.EncodeToString(b) != text {
		err = errors.New("it is not in lowercase")
	}
	o.Fail(name, err)
	return b
}

// Verify is Chain.Verify for a round that must be the numbered one.
func (r Round) Verify(c Chain, number uint64) (randomness [32]byte, err error) {
	if r.Number != number {
		return [32]byte{}, fmt.Errorf("%w: this is round %d, the draw named %d", ErrRound, r.Number, number)
	}
	if r.Chain != nil && r.Chain.hash != c.hash {
		return [32]byte{}, fmt.Errorf("%w: the round says it is of chain %x", ErrChain, r.Chain.hash)
	}
	return c.Verify(number, r.Signature, r.Previous)
}

// EncodeRound writes the beacon.json of a proof: the round with the facts of its chain.
func EncodeRound(c Chain, r Round) ([]byte, error) {
	fields := map[string]any{
		"beacon_id":    c.facts.BeaconID,
		"chain_hash":   hex.EncodeToString(c.hash[:]),
		"genesis_seed": hex.EncodeToString(c.facts.GenesisSeed),
		"genesis_time": c.facts.GenesisUnix,
		"period":       c.facts.PeriodS,
		"public_key":   hex.EncodeToString(c.facts.PublicKey),
		"randomness":   randomnessOf(r.Signature),
		"round":        r.Number,
		"scheme":       c.facts.Scheme,
		"signature":    hex.EncodeToString(r.Signature),
	}
	if len(r.Previous) > 0 {
		fields["previous_signature"] = hex.EncodeToString(r.Previous)
	}
	data, err := json.MarshalIndent(fields, "", " ")
	return append(data, '\n'), err
}

// randomnessOf writes the hash of a signature as drand does.
func randomnessOf(signature []byte) string {
	sum := sha256.Sum256(signature)
	return hex.EncodeToString(sum[:])
}
