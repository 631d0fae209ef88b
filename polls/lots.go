package polls

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"time"

	"kermesse/polls/tally"
)

// LotSource is where the seed of the tie-break order comes from. A source that derives the
// seed from a public beacon is one more value: what follows from the seed stays the same.
type LotSource string

// LotCommitted is a seed drawn when the poll is published. Its SHA-256 is published at
// once and the seed when the poll opens, after which it is never drawn again: nobody
// could choose it to suit an option.
const LotCommitted LotSource = "committed"

// Lots are what fixes the order in which options win ties.
type Lots struct {
	Source     LotSource
	Commitment string // hex SHA-256 of the seed; published with the poll
	seed       string // hex of 32 bytes; told from the opening on
}

const lotSeedBytes = 32

// commitLots draws a seed and commits to it.
func commitLots(random io.Reader) (Lots, error) {
	var seed [lotSeedBytes]byte
	if _, err := io.ReadFull(random, seed[:]); err != nil {
		return Lots{}, fmt.Errorf("polls: no random numbers: %w", err)
	}
	text := hex.EncodeToString(seed[:])
	sum := sha256.Sum256([]byte(text))
	return Lots{Source: LotCommitted, Commitment: hex.EncodeToString(sum[:]), seed: text}, nil
}

// LotSeed is the seed of the tie-break order, or empty before the poll opens.
func (p Poll) LotSeed(now time.Time) string {
	if status := p.Status(now); status == Open || status.Over() {
		return p.Lots.seed
	}
	return ""
}

// LotOrder is the tie-break order, strongest first, or nil before the poll opens.
func (p Poll) LotOrder(now time.Time) []tally.OptionID {
	if p.LotSeed(now) == "" {
		return nil
	}
	return p.lotOrder()
}

func (p Poll) lotOrder() []tally.OptionID {
	return tally.LotOrder(p.Lots.seed, p.optionIDs())
}
