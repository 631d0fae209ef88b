package codes

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"fmt"
	"iter"
	"slices"
)

// Series is all codes of a pattern in an order that only the key tells. Two numbers never
// have the same code: a Feistel network is a permutation whatever its round function is.
// The same key and pattern always give the same series, so codes need not be kept.
// A Series is for one goroutine.
type Series struct {
	pattern Pattern
	block   cipher.Block
	low     int // bits of the lower half
	in, out [aes.BlockSize]byte
}

// NewSeries returns the series of a key of 32 bytes, which nothing else may use.
func NewSeries(key []byte, p Pattern) (*Series, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("codes: %w", err)
	}
	return &Series{pattern: p, block: block, low: p.bits() / 2}, nil
}

// At returns the code of a number below the pattern's capacity: as it is shown, and folded,
// as Letters32.Fold reads it back.
func (s *Series) At(number uint64) (shown, folded string) {
	code := s.pattern.write(s.permute(number))
	return s.pattern.show(code), string(code)
}

// Shown yields count codes of the series from a number on, as they are shown.
func (s *Series) Shown(first, count int64) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range count {
			if shown, _ := s.At(uint64(first + i)); !yield(shown) {
				return
			}
		}
	}
}

// Hashes yields what a hash makes of count codes of the series from a number on, so many
// at once. Each chunk is in the order of its hashes: an index is cheaper to fill so.
func (s *Series) Hashes(first, count, atOnce int64, hash func(folded string) []byte) iter.Seq[[][]byte] {
	return func(yield func([][]byte) bool) {
		for from := int64(0); from < count; from += atOnce {
			hashes := make([][]byte, 0, min(atOnce, count-from))
			for i := from; i < min(from+atOnce, count); i++ {
				_, folded := s.At(uint64(first + i))
				hashes = append(hashes, hash(folded))
			}
			slices.SortFunc(hashes, bytes.Compare)
			if !yield(hashes) {
				return
			}
		}
	}
}

// rounds of the network: with ten, nothing is known that tells it from chance on halves as
// small as these (Patarin 2010 needs six for what an adversary with all codes could do).
const rounds = 10

func (s *Series) permute(number uint64) uint64 {
	high := s.pattern.bits() - s.low
	lowMask, highMask := uint64(1)<<s.low-1, uint64(1)<<high-1
	lower, upper := number&lowMask, number>>s.low
	for round := range rounds {
		if round%2 == 0 {
			upper ^= s.round(round, lower) & highMask
		} else {
			lower ^= s.round(round, upper) & lowMask
		}
	}
	return upper<<s.low | lower
}

func (s *Series) round(round int, half uint64) uint64 {
	binary.BigEndian.PutUint64(s.in[:8], uint64(round))
	binary.BigEndian.PutUint64(s.in[8:], half)
	s.block.Encrypt(s.out[:], s.in[:])
	return binary.BigEndian.Uint64(s.out[:8])
}
