package contests

import (
	"math"
	"math/bits"

	printed "kermesse/internal/codes"
	"kermesse/internal/fault"
)

// ErrCodesWeak says that codes of others could be found by trying.
var ErrCodesWeak = fault.New(fault.Invalid, "codes_weak",
	"Ces codes se devinent\u00a0: parmi ceux de %[2]d caractères, environ un essai sur %[3]d en trouve un, et il en faut au moins %[1]d. Demandez des codes plus longs, tirés au hasard, avec des lettres et des chiffres.",
	"These codes can be guessed: among those of %[2]d characters about one guess in %[3]d finds one, and it has to take %[1]d at least. Ask for longer codes, drawn at random, of letters and digits.")

// strength measures how hard it is to find codes of others by trying, from the codes alone: how
// many there could be of each length, by the characters at each place, for each that is good.
// Where all begin alike, or count up, the places that do not change add nothing.
type strength struct {
	lengths [printed.MaxForeign + 1]sameLength
}

// sameLength is the codes of one length: how many, and which characters each place had. Bits 0
// to 9 are digits, those from 10 on letters.
type sameLength struct {
	count  uint64
	places [printed.MaxForeign]uint64
}

// add counts a folded code, which is 0-9 and A-Z.
func (s *strength) add(folded string) {
	l := &s.lengths[len(folded)]
	l.count++
	for i := range len(folded) {
		if c := folded[i]; c <= '9' {
			l.places[i] |= 1 << (c - '0')
		} else {
			l.places[i] |= 1 << (c - 'A' + 10)
		}
	}
}

// How many codes it takes to tell from them which places never change, and which characters a
// place has.
const (
	tellsConstants = 10
	tellsAlphabet  = 1000
)

// The characters that folding leaves: O is 0, I and L are 1.
const (
	foldedDigits  = 10
	foldedLetters = 23
	digitBits     = 1<<foldedDigits - 1
)

// odds is of how many guesses one finds a code of this length.
func (l sameLength) odds(length int) float64 {
	var all uint64
	for _, seen := range l.places[:length] {
		all |= seen
	}
	space := 0.0 // as a power of two
	for _, seen := range l.places[:length] {
		if l.count < tellsConstants {
			seen = all
		}
		space += math.Log2(float64(l.alphabet(seen)))
	}
	return math.Exp2(space) / float64(l.count)
}

// alphabet is how many characters a place could have where some were seen.
func (l sameLength) alphabet(seen uint64) int {
	n := bits.OnesCount64(seen)
	if l.count >= tellsAlphabet || l.count >= tellsConstants && n == 1 {
		return n
	}
	size := 0
	if seen&digitBits != 0 {
		size += foldedDigits
	}
	if seen&^digitBits != 0 {
		size += foldedLetters
	}
	return size
}

// check is nil where no length of codes can be guessed. Fault: ErrCodesWeak on the field file.
func (s *strength) check() error {
	for length, l := range s.lengths {
		if l.count == 0 {
			continue
		}
		if odds := l.odds(length); odds < minCodeOdds {
			return fault.Invalids(ErrCodesWeak.With(minCodeOdds, length, max(int64(odds), 1)).At("file"))
		}
	}
	return nil
}
