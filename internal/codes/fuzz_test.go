package codes_test

import (
	"testing"

	"kermesse/internal/codes"
)

// A code as it is understood is understood the same when it is written down and typed again.
func FuzzFold(f *testing.F) {
	for _, seed := range []string{"7KQ2-M9XW-4B", "o0iIlL", " a b ", "é", "\xff", "ſ", "--"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		folded, ok := codes.Letters32.Fold(typed)
		if !ok {
			return
		}
		if again, ok := codes.Letters32.Fold(codes.Group(folded, 4)); !ok || again != folded {
			t.Errorf("%q is %q, and written down %q", typed, folded, again)
		}
	})
}

func FuzzParsePattern(f *testing.F) {
	for _, seed := range []string{"ICE-####-####", "####", "#############", "é####", "\xff####", "ſ####"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		p, err := codes.ParsePattern(typed)
		if err != nil {
			return
		}
		again, err := codes.ParsePattern(p.String())
		if err != nil || again.String() != p.String() || again.Capacity() != p.Capacity() || p.Capacity() < 1<<15 {
			t.Errorf("%q: %q, of which there are %d; again %q, %v", typed, p, p.Capacity(), again, err)
		}
	})
}
