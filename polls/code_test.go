package polls

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"
)

func TestCodesAreReadAsPeopleTypeThem(t *testing.T) {
	codes, err := drawCodes(rand.Reader, 1)
	if err != nil {
		t.Fatal(err)
	}
	code := codes[0]
	shown := showCode(code)
	for _, typed := range []string{
		code, shown, strings.ToLower(shown), " " + strings.ToLower(code) + "\u00a0", strings.ReplaceAll(shown, "-", " "),
		strings.ReplaceAll(shown, "-", "–"), strings.Join(strings.Split(code, ""), " "),
	} {
		if got, ok := readCode(typed); !ok || got != code {
			t.Errorf("%q is read as %q, %v; want %s", typed, got, ok, code)
		}
	}
	for _, typed := range []string{"", code[:11], code + "2", "0" + code[1:], "O" + code[1:], code[:11] + "é", strings.Repeat("2", 4000)} {
		if got, ok := readCode(typed); ok {
			t.Errorf("%.20q is read as %q", typed, got)
		}
	}
}

// alphabet is that of the codes that are already in people’s hands.
const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// A code that was printed before stays one.
func TestCodesInPeoplesHandsStayGood(t *testing.T) {
	for _, code := range []string{"2222-2222-2222", "7KQA-2MNB-XR32"} {
		if _, ok := readCode(code); !ok {
			t.Errorf("%s is no code any more", code)
		}
	}
}

// The last letter finds every letter that is mistyped and all neighbours that are exchanged.
func TestCheckLetter(t *testing.T) {
	codes, err := drawCodes(rand.Reader, 50)
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range codes {
		for i := range codeLetters {
			for _, r := range []byte(alphabet) {
				wrong := []byte(code)
				wrong[i] = r
				if _, ok := readCode(string(wrong)); ok != (r == code[i]) {
					t.Fatalf("%s for %s: %v", wrong, code, ok)
				}
			}
			if i > 0 && code[i] != code[i-1] {
				wrong := []byte(code)
				wrong[i], wrong[i-1] = wrong[i-1], wrong[i]
				if _, ok := readCode(string(wrong)); ok {
					t.Fatalf("%s for %s", wrong, code)
				}
			}
		}
	}
}

func TestCodesAreFair(t *testing.T) {
	codes, err := drawCodes(rand.Reader, 20_000)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[byte]int{}
	for _, code := range codes {
		for i := range codeLetters - 1 {
			counts[code[i]]++
		}
	}
	const mean = 20_000 * 11 / 31
	for _, r := range []byte(alphabet) {
		if n := counts[r]; n < mean*9/10 || n > mean*11/10 {
			t.Errorf("%c comes %d times, want about %d", r, n, mean)
		}
	}
	if _, err := drawCodes(bytes.NewReader(make([]byte, 5)), 1); err == nil {
		t.Error("a code out of too little chance")
	}
}

func FuzzReadCode(f *testing.F) {
	f.Add("7kqa-2mnb-xr3t")
	f.Fuzz(func(t *testing.T, typed string) {
		code, ok := readCode(typed)
		if !ok {
			return
		}
		if again, ok := readCode(strings.ToLower(showCode(code))); !ok || again != code {
			t.Errorf("%q is %q, and %q after showing it", typed, code, again)
		}
	})
}
