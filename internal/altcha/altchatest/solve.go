// Package altchatest solves puzzles as a browser does, for tests.
package altchatest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"testing"

	"kermesse/internal/altcha"
)

// Solve finds the number of a puzzle and writes it as clients send it.
func Solve(t testing.TB, p altcha.Puzzle) string {
	t.Helper()
	for n := range p.MaxNumber + 1 {
		sum := sha256.Sum256([]byte(p.Salt + strconv.FormatInt(n, 10)))
		if hex.EncodeToString(sum[:]) != p.Challenge {
			continue
		}
		raw, err := json.Marshal(map[string]any{
			"algorithm": p.Algorithm, "challenge": p.Challenge, "number": n, "salt": p.Salt, "signature": p.Signature, "took": 12,
		})
		if err != nil {
			t.Fatal(err)
		}
		return base64.StdEncoding.EncodeToString(raw)
	}
	t.Fatal("the puzzle has no solution")
	return ""
}
