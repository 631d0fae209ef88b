package polls

import (
	"io"

	"kermesse/internal/codes"
)

// A code is eleven letters drawn at random and one that follows from them, in groups of
// four: 7KQA-2MNB-XR3T. Its alphabet leaves out what is read or heard for something else.
const (
	codeLetters = 12
	codeGroup   = 4
)

// readCode takes a code as people type it: small letters, spaces and hyphens anywhere. It
// reports false for what cannot be a code.
func readCode(typed string) (string, bool) {
	letters, ok := codes.Letters31.Fold(typed)
	if !ok || len(letters) != codeLetters || !codes.Letters31.Valid(letters) {
		return "", false
	}
	return letters, true
}

// drawCodes draws different codes.
func drawCodes(random io.Reader, n int) ([]string, error) {
	return codes.Letters31.Draw(random, n, codeLetters)
}

// showCode writes a code in its groups.
func showCode(code string) string { return codes.Group(code, codeGroup) }
