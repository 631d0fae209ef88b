package beacon

import (
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/cloudflare/circl/sign/bls"
)

// TestChainID is the beacon's name of every test chain.
const TestChainID = "kermesse-test"

// TestChain is a chain of one key, for demonstrations, sandboxes and tests: whoever holds
// its secret knows every round in advance. It is verified like a real chain and never
// taken for one, since its hash is not pinned.
type TestChain struct {
	Chain
	key *bls.PrivateKey[bls.KeyG2SigG1]
}

// NewTestChain derives a chain from a secret; the same arguments always give the same
// chain. genesis is the time of round 1, period at least a second; both are cut to whole
// seconds.
func NewTestChain(secret [32]byte, genesis time.Time, period time.Duration) (TestChain, error) {
	key, err := bls.KeyGen[bls.KeyG2SigG1](secret[:], []byte("kermesse test chain"), nil)
	if err != nil {
		return TestChain{}, fmt.Errorf("deriving the key of a test chain: %w", err)
	}
	public, err := key.PublicKey().MarshalBinary()
	if err != nil {
		return TestChain{}, fmt.Errorf("deriving the key of a test chain: %w", err)
	}
	seed := sha256.Sum256(append([]byte("kermesse test chain\n"), public...))
	chain, err := NewChain(Facts{
		Scheme: Unchained, BeaconID: TestChainID, PublicKey: public,
		PeriodS: uint32(period / time.Second), GenesisUnix: genesis.Unix(), GenesisSeed: seed[:],
	})
	if err != nil {
		return TestChain{}, err
	}
	return TestChain{Chain: chain, key: key}, nil
}

// Sign makes a round. Callers hand out no round before its time.
func (t TestChain) Sign(number uint64) (Round, error) {
	if _, err := t.TimeOf(number); err != nil {
		return Round{}, err
	}
	message, err := t.message(number, nil)
	if err != nil {
		return Round{}, err
	}
	return Round{Number: number, Signature: bls.Sign(t.key, message), Chain: &t.Chain}, nil
}
