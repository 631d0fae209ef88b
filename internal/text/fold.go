package text

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold leaves of a text what its readers hear: letters and digits, small, without accents.
// Two texts that fold to the same say the same but for case, accents, spaces and signs.
func Fold(s string) string {
	var folded strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if r >= '\u0300' && r <= '\u036f' { // accents of Latin, Greek and Cyrillic; other scripts' marks are letters
			continue
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			folded.WriteRune(unicode.ToLower(r))
		}
	}
	return folded.String()
}
