package contests

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// foldText makes texts that differ by case or accents the same.
func foldText(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
}

// containsWord reports whether a text has a word, or a phrase, as a whole: #fete is not in
// #fete2026, nor "art" in "partie". Case and accents make no difference.
func containsWord(text, word string) bool {
	text, word = foldText(text), foldText(strings.TrimSpace(word))
	for from := 0; word != ""; {
		at := strings.Index(text[from:], word)
		if at < 0 {
			return false
		}
		begin := from + at
		end := begin + len(word)
		before, _ := utf8.DecodeLastRuneInString(text[:begin])
		after, _ := utf8.DecodeRuneInString(text[end:])
		if (begin == 0 || !isWordRune(before)) && (end == len(text) || !isWordRune(after)) {
			return true
		}
		_, size := utf8.DecodeRuneInString(text[begin:])
		from = begin + size
	}
	return true
}

func isWordRune(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// handle is @name where it does not continue a word, as the @ of an e-mail address does.
var handle = regexp.MustCompile(`(?:^|[^\pL\pN._@])@([\pL\pN_][\pL\pN._-]*)`)

// mentions counts the different people that a text names as @somebody, its author aside.
func mentions(text, author string) int {
	seen := map[string]bool{}
	// A space after each @name lets the next one begin: "@awa@zoe", "@awa,@zoe".
	for _, found := range handle.FindAllStringSubmatch(strings.ReplaceAll(text, ",", " "), -1) {
		seen[strings.ToLower(strings.TrimRight(found[1], ".-"))] = true
	}
	delete(seen, strings.ToLower(strings.TrimPrefix(author, "@")))
	return len(seen)
}

// dateLayouts are how exports write dates. A day comes before its month where both are
// numbers: the house is French first.
var dateLayouts = []string{
	time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 -0700 MST",
	"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02",
	"02/01/2006 15:04:05", "02/01/2006 15:04", "02/01/2006", "2/1/2006 15:04", "2/1/2006", "02.01.2006 15:04", "02.01.2006",
	time.RFC1123Z, time.RFC1123,
}

// readDate reads the date of a row, in zone where it names none, or as seconds or
// milliseconds since 1970.
func readDate(value string, zone *time.Location) (time.Time, bool) {
	value = strings.TrimSpace(plain(value))
	if zone == nil {
		zone = time.UTC
	}
	for _, layout := range dateLayouts {
		if at, err := time.ParseInLocation(layout, value, zone); err == nil {
			return at, true
		}
	}
	n, err := strconv.ParseInt(value, 10, 64)
	switch {
	case err != nil || len(value) < 9 || len(value) > 13:
		return time.Time{}, false
	case len(value) > 11:
		return time.UnixMilli(n), true
	}
	return time.Unix(n, 0), true
}

func decimal(n int) string { return strconv.Itoa(n) }
