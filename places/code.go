package places

import (
	"fmt"
	"io"
	"strings"
)

// codeLetters are those that nobody mistakes for another one, read from a poster or typed
// on a telephone: no 0, O, 1, I or L. They are all in the set that a QR code packs best.
const codeLetters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// codeLength gives 31⁶, nine hundred million codes.
const codeLength = 6

// drawCode returns a code that nobody could foresee. Bytes that would favour some letters
// are drawn again.
func drawCode(random io.Reader) (string, error) {
	const fair = 256 - 256%len(codeLetters)
	code := make([]byte, 0, codeLength)
	for len(code) < codeLength {
		var b [1]byte
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return "", fmt.Errorf("places: no random numbers: %w", err)
		}
		if int(b[0]) < fair {
			code = append(code, codeLetters[int(b[0])%len(codeLetters)])
		}
	}
	return string(code), nil
}

// readCode accepts a code as people type it; empty for what can be none.
func readCode(typed string) string {
	code := strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(strings.ToUpper(typed))
	if len(code) != codeLength || strings.Trim(code, codeLetters) != "" {
		return ""
	}
	return code
}
