package polls

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// A code is eleven letters drawn at random and one that follows from them, in groups of
// four: 7KQA-2MNB-XR3T. Its alphabet leaves out what is read or heard for something else
// (0 O, 1 I L). It has 31 letters, a prime number: so the last letter finds every single
// letter that is mistyped and every two neighbours that are exchanged.
const (
	codeAlphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
	codeLetters  = 12
	codeGroup    = 4
)

// readCode takes a code as people type it: small letters, spaces and hyphens anywhere. It
// reports false for what cannot be a code.
func readCode(typed string) (string, bool) {
	var code strings.Builder
	for _, r := range strings.ToUpper(typed) {
		switch {
		case strings.ContainsRune(" -–—.\u00a0\u202f", r):
			continue
		case !strings.ContainsRune(codeAlphabet, r) || code.Len() == codeLetters:
			return "", false
		}
		code.WriteRune(r)
	}
	letters := code.String()
	if len(letters) != codeLetters || letters[codeLetters-1] != checkLetter(letters[:codeLetters-1]) {
		return "", false
	}
	return letters, true
}

// checkLetter makes the weighted sum of all letters a multiple of 31; the weights are
// 1 to 11, and 12 for the letter itself.
func checkLetter(letters string) byte {
	sum := 0
	for i := range len(letters) {
		sum += (i + 1) * strings.IndexByte(codeAlphabet, letters[i])
	}
	const n = len(codeAlphabet)
	const inverse = 13 // of 12: 12 × 13 = 156 = 5 × 31 + 1
	return codeAlphabet[(n-sum%n)*inverse%n]
}

// drawCodes draws different codes.
func drawCodes(random io.Reader, n int) ([]string, error) {
	// 248 is the largest multiple of 31 in a byte: what is above would favour some letters.
	const fair = 256 / len(codeAlphabet) * len(codeAlphabet)
	source := bufio.NewReaderSize(random, 1<<16)
	codes, taken := make([]string, 0, n), make(map[string]bool, n)
	for len(codes) < n {
		letters := make([]byte, 0, codeLetters)
		for len(letters) < codeLetters-1 {
			b, err := source.ReadByte()
			if err != nil {
				return nil, fmt.Errorf("polls: no random numbers: %w", err)
			}
			if int(b) < fair {
				letters = append(letters, codeAlphabet[int(b)%len(codeAlphabet)])
			}
		}
		code := string(append(letters, checkLetter(string(letters))))
		if !taken[code] {
			taken[code] = true
			codes = append(codes, code)
		}
	}
	return codes, nil
}

// showCode writes a code in its groups.
func showCode(code string) string {
	return code[:codeGroup] + "-" + code[codeGroup:2*codeGroup] + "-" + code[2*codeGroup:]
}
