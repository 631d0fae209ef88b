package secretword_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kermesse/contests/secretword"
	"kermesse/internal/text"
)

func TestPairsAreTwoDifferentWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var bits [8]byte
		binary.BigEndian.PutUint64(bits[:], rapid.Uint64().Draw(t, "bits"))
		for _, lang := range []string{"fr", "en"} {
			word := secretword.From(lang, bits[:])
			first, second, two := strings.Cut(word, " ")
			if !two || first == second || text.Fold(first) == "" || strings.Contains(second, " ") {
				t.Fatalf("%s: %q", lang, word)
			}
			if again := secretword.From(lang, bits[:]); again != word {
				t.Fatalf("%q, then %q", word, again)
			}
		}
	})
}

// A word that somebody guesses must be worth nothing: there are many pairs, none favoured.
func TestPairsAreMany(t *testing.T) {
	seen := map[string]int{}
	var bits [8]byte
	for n := range uint64(200_000) {
		binary.BigEndian.PutUint64(bits[:], n*0x9e3779b97f4a7c15)
		seen[secretword.From("fr", bits[:])]++
	}
	if len(seen) < 40_000 {
		t.Errorf("%d pairs", len(seen))
	}
	for word, n := range seen {
		if n > 40 {
			t.Errorf("%q came %d times in 200000", word, n)
		}
	}
}
