package account

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"kermesse/internal/fault"
)

// checkLine accepts min to max characters on one line. Control and bidirectional
// characters are refused: they let a name pretend to be another one on a page.
func checkLine(s string, min, max int) *fault.Error {
	n := utf8.RuneCountInString(s)
	if !utf8.ValidString(s) || n < min || n > max || strings.ContainsFunc(s, hidden) {
		return ErrText.With(min, max)
	}
	return nil
}

func hidden(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' || r == '\ufeff'
}

// checkEmail accepts a bare address with a dot in its domain, of a length that mail
// systems bear.
func checkEmail(s string) *fault.Error {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Name != "" || a.Address != s || len(s) > 254 {
		return ErrEmail
	}
	_, domain, _ := strings.Cut(s, "@")
	if !strings.Contains(domain, ".") || strings.ContainsFunc(s, hidden) || strings.ContainsAny(s, " \"<>") {
		return ErrEmail
	}
	return nil
}
