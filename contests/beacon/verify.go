package beacon

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/cloudflare/circl/sign/bls"
)

// Refusals of a round.
var (
	// ErrRound refuses a round that cannot exist.
	ErrRound = errors.New("no such round")
	// ErrSignature refuses a signature that is not the chain's for the round.
	ErrSignature = errors.New("the signature is not the chain's for this round")
)

// Sizes of compressed points on BLS12-381.
const (
	bytesG1 = 48
	bytesG2 = 96
)

// publicKey is a chain's key in the group that its scheme puts keys in.
type publicKey interface {
	verify(message, signature []byte) bool
}

type keyG1 struct{ bls.PublicKey[bls.KeyG1SigG2] }

type keyG2 struct{ bls.PublicKey[bls.KeyG2SigG1] }

func (k *keyG1) verify(message, signature []byte) bool {
	return bls.Verify(&k.PublicKey, message, signature)
}

func (k *keyG2) verify(message, signature []byte) bool {
	return bls.Verify(&k.PublicKey, message, signature)
}

func parseKey(scheme Scheme, encoded []byte) (publicKey, error) {
	var (
		key   publicKey
		again []byte
		err   error
	)
	switch {
	case scheme == Chained && len(encoded) == bytesG1:
		k := new(keyG1)
		if err = k.UnmarshalBinary(encoded); err == nil && k.Validate() {
			key = k
			again, err = k.MarshalBinary()
		}
	case scheme == Unchained && len(encoded) == bytesG2:
		k := new(keyG2)
		if err = k.UnmarshalBinary(encoded); err == nil && k.Validate() {
			key = k
			again, err = k.MarshalBinary()
		}
	}
	if key == nil || err != nil || !bytes.Equal(again, encoded) {
		return nil, fmt.Errorf("%w: not a public key of scheme %q", ErrChain, scheme)
	}
	return key, nil
}

// Verify returns the randomness of a round whose signature is the chain's. previous is
// the signature of the round before on a chained scheme, the genesis seed for round 1,
// and empty on an unchained one. A signature is unique, down to its bytes: no second one
// passes, so nobody can choose among several.
func (c Chain) Verify(round uint64, signature, previous []byte) (randomness [32]byte, err error) {
	if _, err := c.TimeOf(round); err != nil {
		return [32]byte{}, err
	}
	message, err := c.message(round, previous)
	if err != nil {
		return [32]byte{}, err
	}
	if len(signature) != c.signatureBytes() || !c.key.verify(message, signature) {
		return [32]byte{}, fmt.Errorf("%w: round %d of %s", ErrSignature, round, c.Name())
	}
	return sha256.Sum256(signature), nil
}

// signatureBytes leaves one length: the library reads uncompressed points as well, which
// would be a second spelling with another randomness.
func (c Chain) signatureBytes() int {
	if c.facts.Scheme == Chained {
		return bytesG2
	}
	return bytesG1
}

// message is what the chain signs for a round.
func (c Chain) message(round uint64, previous []byte) ([]byte, error) {
	want := 0
	if c.facts.Scheme == Chained {
		want = bytesG2
		if round == 1 {
			want = len(c.facts.GenesisSeed)
		}
	}
	if len(previous) != want {
		return nil, fmt.Errorf("%w: the previous signature of round %d has %d bytes, not %d", ErrSignature, round, len(previous), want)
	}
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(bytes.Clone(previous), round))
	return sum[:], nil
}
