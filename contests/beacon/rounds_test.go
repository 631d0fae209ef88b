package beacon

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"testing"

	"kermesse/internal/shareddata"
)

type realRound struct {
	Why               string
	Chain             string
	ChainHash         string `json:"chain_hash"`
	Round             uint64
	ScheduledUnix     int64 `json:"scheduled_unix"`
	Randomness        string
	Signature         string
	PreviousSignature string `json:"previous_signature"`
}

func loadRounds(t *testing.T) (real, mustFail []realRound) {
	t.Helper()
	var file struct {
		Rounds   []realRound
		MustFail []realRound `json:"must_fail"`
	}
	if err := json.NewDecoder(shareddata.Open(t, "draws", "drand-rounds.json")).Decode(&file); err != nil {
		t.Fatal(err)
	}
	return file.Rounds, file.MustFail
}

func (r realRound) chain(t *testing.T) Chain {
	t.Helper()
	switch r.Chain {
	case "default":
		return Default()
	case "quicknet":
		return Quicknet()
	}
	t.Fatalf("no chain %q", r.Chain)
	return Chain{}
}

// json is what a relay would answer; version 2 leaves the randomness out.
func (r realRound) json(version int) []byte {
	text := fmt.Sprintf(`{"round":%d,"signature":%q`, r.Round, r.Signature)
	if r.PreviousSignature != "" {
		text += fmt.Sprintf(`,"previous_signature":%q`, r.PreviousSignature)
	}
	if version == 1 && r.Randomness != "" {
		text += fmt.Sprintf(`,"randomness":%q`, r.Randomness)
	}
	return []byte(text + "}")
}

func TestRealRounds(t *testing.T) {
	rounds, _ := loadRounds(t)
	for i, r := range rounds {
		c := r.chain(t)
		hash := c.Hash()
		if hex.EncodeToString(hash[:]) != r.ChainHash {
			t.Errorf("%s has hash %x", r.Chain, hash)
		}
		if due, err := c.TimeOf(r.Round); err != nil || due.Unix() != r.ScheduledUnix {
			t.Errorf("round %d of %s is due at %v (%v), not %d", r.Round, r.Chain, due, err, r.ScheduledUnix)
		}
		round, err := ParseRound(r.json(1 + i%2))
		if err != nil {
			t.Fatalf("round %d of %s: %v", r.Round, r.Chain, err)
		}
		randomness, err := round.Verify(c, r.Round)
		if err != nil || hex.EncodeToString(randomness[:]) != r.Randomness {
			t.Errorf("round %d of %s: %x, %v", r.Round, r.Chain, randomness, err)
		}
	}
}

func TestRoundsThatMustFail(t *testing.T) {
	_, mustFail := loadRounds(t)
	for _, r := range mustFail {
		round, err := ParseRound(r.json(2))
		if err == nil {
			_, err = round.Verify(r.chain(t), r.Round)
		}
		if err == nil {
			t.Errorf("accepted: %s", r.Why)
		}
	}
}

func TestARoundIsNotAnotherOne(t *testing.T) {
	rounds, _ := loadRounds(t)
	r := rounds[0]
	round, err := ParseRound(r.json(1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := round.Verify(r.chain(t), r.Round+1); err == nil {
		t.Error("accepted for the round after")
	}
	if _, err := round.Verify(Quicknet(), r.Round); err == nil {
		t.Error("accepted for another chain")
	}
}

// TestOneSpellingOfASignature: the randomness is the hash of the signature's bytes, so a
// second encoding of the same point would be a second randomness.
func TestOneSpellingOfASignature(t *testing.T) {
	// The order of the base field of BLS12-381.
	p, _ := new(big.Int).SetString("1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab", 16)
	rounds, _ := loadRounds(t)
	tried := 0
	for _, r := range rounds {
		if r.Chain != "quicknet" {
			continue
		}
		signature, _ := hex.DecodeString(r.Signature)
		flags := signature[0] & 0xe0
		signature[0] &= 0x1f
		x := new(big.Int).Add(new(big.Int).SetBytes(signature), p)
		if x.BitLen() > 381 {
			continue
		}
		tried++
		again := x.FillBytes(make([]byte, 48))
		again[0] |= flags
		if _, err := Quicknet().Verify(r.Round, again, nil); err == nil {
			t.Errorf("round %d: accepted with its coordinate spelled as x+p", r.Round)
		}
	}
	if tried == 0 {
		t.Error("no round has a coordinate small enough")
	}
}

func TestFlippedSignatures(t *testing.T) {
	rounds, _ := loadRounds(t)
	for _, name := range []string{"default", "quicknet"} {
		var r realRound
		for _, r = range rounds {
			if r.Chain == name {
				break
			}
		}
		previous, _ := hex.DecodeString(r.PreviousSignature)
		for bit := 0; bit < 4*len(r.Signature); bit += 7 {
			signature, _ := hex.DecodeString(r.Signature)
			signature[bit/8] ^= 1 << (bit % 8)
			if _, err := r.chain(t).Verify(r.Round, signature, previous); err == nil {
				t.Errorf("%s round %d: accepted with bit %d flipped", name, r.Round, bit)
			}
		}
	}
}
