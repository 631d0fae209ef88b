// Package codes makes the codes that people read off a pack, a mail or a voucher and type
// elsewhere, and reads them as people type them. It computes from its arguments alone.
//
// Every code carries a letter that follows from the others, so that a slip of the hand is
// found without looking anything up. A Series numbers codes through a permutation under a
// key: a million codes differ by construction, and none tells the next.
package codes

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Alphabet is the letters of codes. Its letters are the elements of a field, of as many
// elements as there are letters: so a weighted sum with different weights finds every single
// letter that is mistyped and every two letters that are exchanged.
type Alphabet struct {
	letters string
	values  [128]int8 // of a typed character; -1: none
	add     func(a, b int) int
	times   func(a, b int) int
}

// The alphabets.
var (
	// Letters31 leaves out what is read or heard for something else: 0 and O, 1, I and L.
	Letters31 = newAlphabet("23456789ABCDEFGHJKMNPQRSTUVWXYZ", "",
		func(a, b int) int { return (a + b) % 31 }, func(a, b int) int { return a * b % 31 })
	// Letters32 leaves out I, L, O and U, and reads them as 1, 1, 0 and V.
	Letters32 = newAlphabet("0123456789ABCDEFGHJKMNPQRSTVWXYZ", "I1L1O0UV",
		func(a, b int) int { return a ^ b }, timesIn32)
)

func newAlphabet(letters, lookalikes string, add, times func(a, b int) int) *Alphabet {
	a := &Alphabet{letters: letters, add: add, times: times}
	for i := range a.values {
		a.values[i] = int8(strings.IndexByte(letters, byte(i)))
	}
	for i := 0; i < len(lookalikes); i += 2 {
		a.values[lookalikes[i]] = a.values[lookalikes[i+1]]
	}
	return a
}

// timesIn32 multiplies in the field of 32 elements: polynomials over bits, modulo x⁵+x²+1.
func timesIn32(a, b int) int {
	product := 0
	for ; b > 0; b >>= 1 {
		if b&1 == 1 {
			product ^= a
		}
		if a <<= 1; a > 31 {
			a ^= 0b100101
		}
	}
	return product
}

// separators are what people type between the letters of a code.
const separators = " \t-–—._/\u00a0\u202f"

// Fold takes a code as people type it: small letters, blanks and hyphens anywhere, letters
// that look like others. It reports false for what has other characters, and for nothing.
func (a *Alphabet) Fold(typed string) (string, bool) {
	var code strings.Builder
	for _, r := range strings.ToUpper(typed) {
		switch {
		case strings.ContainsRune(separators, r):
			continue
		case r >= 128 || a.values[r] < 0 || code.Len() == a.longest():
			return "", false
		}
		code.WriteByte(a.letters[a.values[r]])
	}
	return code.String(), code.Len() > 0
}

// MaxForeign is how many characters a code that others made may have.
const MaxForeign = 40

// FoldForeign takes a code that others made, or that people type it: capitals and small
// letters, blanks and hyphens do not count, and O is read as 0, I and L as 1. It reports
// false for what has other characters than unaccented letters and digits, for nothing, and
// for more than forty.
func FoldForeign(typed string) (string, bool) {
	var code strings.Builder
	for _, r := range strings.ToUpper(typed) {
		switch {
		case strings.ContainsRune(separators, r):
			continue
		case code.Len() == MaxForeign:
			return "", false
		case r == 'O':
			r = '0'
		case r == 'I' || r == 'L':
			r = '1'
		case (r < '0' || r > '9') && (r < 'A' || r > 'Z'):
			return "", false
		}
		code.WriteRune(r)
	}
	return code.String(), code.Len() > 0
}

// longest is how many letters a code may have: one for each weight above zero.
func (a *Alphabet) longest() int { return len(a.letters) - 1 }

// Valid reports whether the letters of a folded code agree.
func (a *Alphabet) Valid(code string) bool {
	return len(code) > 1 && len(code) <= a.longest() && a.sum(code) == 0
}

// sum weighs the letters by their places, from 1.
func (a *Alphabet) sum(code string) int {
	sum := 0
	for i := range len(code) {
		sum = a.add(sum, a.times(i+1, int(a.values[code[i]])))
	}
	return sum
}

// settle sets the letter at a place so that all letters agree.
func (a *Alphabet) settle(code []byte, place int) {
	code[place] = a.letters[0]
	rest := a.sum(string(code))
	for value := range len(a.letters) {
		if a.add(rest, a.times(place+1, value)) == 0 {
			code[place] = a.letters[value]
		}
	}
}

// Draw draws n different codes of some letters each, the last of which follows from the
// others. There must be far more such codes than n.
func (a *Alphabet) Draw(random io.Reader, n, letters int) ([]string, error) {
	source := bufio.NewReaderSize(random, min(n*letters+16, 1<<16))
	drawn, taken := make([]string, 0, n), make(map[string]bool, n)
	for len(drawn) < n {
		code := make([]byte, letters)
		for i := range letters - 1 {
			var err error
			if code[i], err = a.letter(source); err != nil {
				return nil, err
			}
		}
		a.settle(code, letters-1)
		if !taken[string(code)] {
			taken[string(code)] = true
			drawn = append(drawn, string(code))
		}
	}
	return drawn, nil
}

// letter draws one letter, each as likely as any other.
func (a *Alphabet) letter(random io.ByteReader) (byte, error) {
	fair := 256 / len(a.letters) * len(a.letters) // what is above would favour some letters
	for {
		b, err := random.ReadByte()
		if err != nil {
			return 0, fmt.Errorf("codes: no random numbers: %w", err)
		}
		if int(b) < fair {
			return a.letters[int(b)%len(a.letters)], nil
		}
	}
}

// Group writes a code in groups of letters: 7KQA-2MNB-XR3T.
func Group(code string, letters int) string {
	var groups []string
	for len(code) > letters {
		groups, code = append(groups, code[:letters]), code[letters:]
	}
	return strings.Join(append(groups, code), "-")
}
