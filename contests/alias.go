package contests

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxName      = 80 // characters of a name as typed
	maxAliasWord = 20 // characters of it that are published
	maskMark     = "•••"
)

// Mask is the name that is published if somebody wins: enough for them and their friends
// to recognise, too little to find a stranger. The first name and the initial of the
// last: "Priya Sharma" is "Priya S.". A single word stands as it is. What looks like an
// address or a telephone number is not published at all but for its first character.
func Mask(name string) string {
	words := strings.Fields(name)
	switch {
	case len(words) == 0:
		return ""
	case looksLikeContact(name):
		return firstRunes(words[0], 1) + maskMark
	}
	masked := firstRunes(words[0], maxAliasWord)
	for i := len(words) - 1; i > 0; i-- {
		if r, _ := utf8.DecodeRuneInString(words[i]); unicode.IsLetter(r) {
			return masked + " " + string(unicode.ToUpper(r)) + "."
		}
	}
	return masked
}

// MaskHandle masks the name of an account on a network, by which anybody finds the
// person: a single word keeps its first three characters.
func MaskHandle(handle string) string {
	handle = strings.TrimPrefix(strings.TrimSpace(handle), "@")
	if looksLikeContact(handle) || len(strings.Fields(handle)) != 1 {
		return Mask(handle)
	}
	return firstRunes(handle, 3) + maskMark
}

func looksLikeContact(s string) bool {
	digits := 0
	for _, r := range s {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return strings.Contains(strings.TrimPrefix(s, "@"), "@") || digits >= 6
}

func firstRunes(s string, n int) string {
	runes := []rune(s)
	return string(runes[:min(n, len(runes))])
}
