package codes_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kermesse/internal/codes"
)

var key = bytes.Repeat([]byte("k"), 32)

func series(t *testing.T, pattern string) *codes.Series {
	t.Helper()
	p, err := codes.ParsePattern(pattern)
	if err != nil {
		t.Fatal(err)
	}
	s, err := codes.NewSeries(key, p)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Every code of a small pattern comes exactly once: the series is a permutation.
func TestSeriesHasEveryCodeOnce(t *testing.T) {
	for _, pattern := range []string{"ICE-####", "####", "###-X#"} {
		p, _ := codes.ParsePattern(pattern)
		s, seen := series(t, pattern), map[string]bool{}
		for i := range p.Capacity() {
			shown, folded := s.At(i)
			if back, ok := codes.Letters32.Fold(shown); !ok || back != folded || !codes.Letters32.Valid(folded) {
				t.Fatalf("%s is read as %s, want %s", shown, back, folded)
			}
			seen[folded] = true
		}
		if uint64(len(seen)) != p.Capacity() {
			t.Errorf("%s: %d codes of %d", pattern, len(seen), p.Capacity())
		}
	}
}

func TestMillionCodesDiffer(t *testing.T) {
	s, seen := series(t, "NOEL-####-####-###"), make(map[string]struct{}, 1_000_000)
	for i := range uint64(1_000_000) {
		_, folded := s.At(i)
		seen[folded] = struct{}{}
	}
	if len(seen) != 1_000_000 {
		t.Errorf("%d different codes", len(seen))
	}
}

func TestAnotherKeyIsAnotherSeries(t *testing.T) {
	p, _ := codes.ParsePattern("####-####-###")
	other, _ := codes.NewSeries(bytes.Repeat([]byte("j"), 32), p)
	same := 0
	mine := series(t, "####-####-###")
	for i := range uint64(1000) {
		a, _ := mine.At(i)
		b, _ := other.At(i)
		if a == b {
			same++
		}
	}
	if same > 0 {
		t.Errorf("%d of 1000 codes are those of another key", same)
	}
	again, _ := series(t, "####-####-###").At(7)
	if first, _ := mine.At(7); first != again {
		t.Errorf("the seventh code is %s, then %s", first, again)
	}
}

// However it is typed, it is read as the same code.
func TestFoldIsTolerant(t *testing.T) {
	shown, folded := series(t, "SOLEIL-####-####-###").At(42)
	for _, typed := range []string{
		strings.ToLower(shown), strings.ReplaceAll(shown, "-", " "), strings.ReplaceAll(shown, "-", ""),
		" " + strings.ReplaceAll(shown, "-", "–") + "\u202f", strings.NewReplacer("0", "o", "1", "l").Replace(shown),
	} {
		if got, ok := codes.Letters32.Fold(typed); !ok || got != folded {
			t.Errorf("%q is read as %q, %v; want %s", typed, got, ok, folded)
		}
	}
	for _, typed := range []string{"", " - ", "é", strings.Repeat("A", 32), "A\x00B"} {
		if got, ok := codes.Letters32.Fold(typed); ok {
			t.Errorf("%.20q is read as %q", typed, got)
		}
	}
}

func TestPatternsThatAreNone(t *testing.T) {
	for pattern, want := range map[string]error{
		"": codes.ErrSlots, "ICE": codes.ErrSlots, "ICE-###": codes.ErrSlots, strings.Repeat("#", 14): codes.ErrSlots,
		"été-####": codes.ErrPattern, "ICE_####": codes.ErrPattern, strings.Repeat("A", 28) + "####": codes.ErrPattern,
		strings.Repeat("-", 41): codes.ErrPattern,
	} {
		if _, err := codes.ParsePattern(pattern); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", pattern, err, want)
		}
	}
	if p, err := codes.ParsePattern(" ice-####-#### "); err != nil || p.String() != "ICE-####-####" || p.Capacity() != 1<<35 {
		t.Errorf("%v %v, %v", p, p.Capacity(), err)
	}
}

// One letter mistyped, or two letters exchanged wherever they stand, are always found.
func TestSlipsAreFound(t *testing.T) {
	for name, alphabet := range map[string]*codes.Alphabet{"31": codes.Letters31, "32": codes.Letters32} {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			drawn, err := alphabet.Draw(rand.Reader, 1, rapid.IntRange(2, 20).Draw(t, "letters"))
			if err != nil {
				t.Fatal(err)
			}
			code := []byte(drawn[0])
			i, j := rapid.IntRange(0, len(code)-1).Draw(t, "i"), rapid.IntRange(0, len(code)-1).Draw(t, "j")
			if code[i] != code[j] {
				code[i], code[j] = code[j], code[i]
				if alphabet.Valid(string(code)) {
					t.Fatalf("%s for %s", code, drawn[0])
				}
				code[i], code[j] = code[j], code[i]
			}
			other, _ := alphabet.Draw(rand.Reader, 1, 2)
			code[i] = other[0][0]
			if alphabet.Valid(string(code)) != (string(code) == drawn[0]) {
				t.Fatalf("%s for %s", code, drawn[0])
			}
		}))
	}
}

func TestDrawNeedsChance(t *testing.T) {
	if _, err := codes.Letters32.Draw(bytes.NewReader(make([]byte, 5)), 1, 12); err == nil {
		t.Error("a code out of too little chance")
	}
	if got := codes.Group("ABCDEFGHJKM", 4); got != "ABCD-EFGH-JKM" {
		t.Errorf("grouped %s", got)
	}
}

func BenchmarkSeries(b *testing.B) {
	p, _ := codes.ParsePattern("####-####-###")
	s, _ := codes.NewSeries(key, p)
	for i := range b.N {
		s.At(uint64(i))
	}
}

func TestStretchesOfASeries(t *testing.T) {
	s, first := series(t, "####-##"), []string{}
	for shown := range s.Shown(100, 10) {
		first = append(first, shown)
	}
	if at, _ := s.At(109); len(first) != 10 || first[9] != at {
		t.Errorf("%v, want the last to be %s", first, at)
	}
	chunks, seen := 0, map[string]bool{}
	for hashes := range s.Hashes(100, 10, 4, func(folded string) []byte { return []byte(folded) }) {
		chunks++
		for i, hash := range hashes {
			seen[string(hash)] = true
			if i > 0 && bytes.Compare(hashes[i-1], hash) >= 0 {
				t.Errorf("%s before %s", hashes[i-1], hash)
			}
		}
	}
	if chunks != 3 || len(seen) != 10 {
		t.Errorf("%d chunks, %d codes", chunks, len(seen))
	}
}

func TestFoldForeign(t *testing.T) {
	for typed, want := range map[string]string{
		" ab-c 0O1i\u00a0l ": "ABC00111", "U2": "U2", "é1": "", "": "", " - ": "", strings.Repeat("A", 41): "", "a_b.c/d": "ABCD", "A+B": "",
	} {
		if got, ok := codes.FoldForeign(typed); got != want || ok != (want != "") {
			t.Errorf("%q is read as %q, %v; want %q", typed, got, ok, want)
		}
	}
}
