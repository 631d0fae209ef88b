package codes

import (
	"errors"
	"strings"
)

// Pattern is the shape of codes: ICE-####-#### has the letters ICE in every code and eight
// that differ, the last of which follows from all others. Hyphens are for the eye alone.
type Pattern struct {
	text  string
	slots []int // places of the letters that differ, in the folded code
	fixed []byte
}

// Bounds of patterns.
const (
	slotMark  = '#'
	fewest    = 4
	most      = 13 // 12 free letters are 60 bits
	maxLength = 40
)

// Faults of a pattern.
var (
	ErrPattern = errors.New("codes: a pattern has letters without accents, digits and hyphens, and # for each letter that differs")
	ErrSlots   = errors.New("codes: a pattern has 4 to 13 letters that differ")
)

// ParsePattern reads a pattern. Faults: ErrPattern, ErrSlots.
func ParsePattern(text string) (Pattern, error) {
	p := Pattern{text: strings.ToUpper(strings.TrimSpace(text))}
	if len(p.text) > maxLength {
		return Pattern{}, ErrPattern
	}
	for i := range len(p.text) {
		c := p.text[i]
		switch {
		case c == '-':
			continue
		case c == slotMark:
			p.slots = append(p.slots, len(p.fixed))
			p.fixed = append(p.fixed, Letters32.letters[0])
		case c < 128 && Letters32.values[c] >= 0:
			p.fixed = append(p.fixed, Letters32.letters[Letters32.values[c]])
		default:
			return Pattern{}, ErrPattern
		}
	}
	if len(p.slots) < fewest || len(p.slots) > most {
		return Pattern{}, ErrSlots
	}
	if len(p.fixed) > Letters32.longest() {
		return Pattern{}, ErrPattern
	}
	return p, nil
}

// String is the pattern as it was written, in capitals.
func (p Pattern) String() string { return p.text }

// Capacity is how many codes there are of the pattern.
func (p Pattern) Capacity() uint64 { return 1 << p.bits() }

func (p Pattern) bits() int { return bitsPerLetter * (len(p.slots) - 1) }

const bitsPerLetter = 5

// Odds is of how many guesses one finds a code, where n codes of the pattern are good.
func (p Pattern) Odds(n uint64) uint64 { return p.Capacity() / max(n, 1) }

// write puts a number below Capacity into the free letters, and the letter that follows
// from all into the last.
func (p Pattern) write(number uint64) (folded []byte) {
	code := append([]byte(nil), p.fixed...)
	last := len(p.slots) - 1
	for i := last - 1; i >= 0; i-- {
		code[p.slots[i]] = Letters32.letters[number&31]
		number >>= bitsPerLetter
	}
	Letters32.settle(code, p.slots[last])
	return code
}

// show puts the free letters of a folded code into the pattern as it was written.
func (p Pattern) show(folded []byte) string {
	shown, next := []byte(p.text), 0
	for i, c := range shown {
		if c == slotMark {
			shown[i] = folded[p.slots[next]]
			next++
		}
	}
	return string(shown)
}
