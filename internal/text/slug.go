package text

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"kermesse/internal/fault"
)

// MaxSlug is how long the last part of a public address may be.
const MaxSlug = 60

// ErrSlug refuses an address that is not made of words joined by hyphens.
var ErrSlug = fault.New(fault.Invalid, "bad_slug",
	"Une adresse s’écrit avec des lettres minuscules sans accent, des chiffres et des traits d’union, comme « gout-de-l-ete » ; %d caractères au plus.",
	"An address is made of lower-case letters, digits and hyphens, like “summer-flavour”; %d characters at most.")

// CheckSlug is nil for words of lower-case ASCII letters and digits joined by single
// hyphens, at most MaxSlug long; otherwise ErrSlug.
func CheckSlug(s string) *fault.Error {
	if len(s) > MaxSlug || s == "" || Slug(s) != s {
		return ErrSlug.With(MaxSlug)
	}
	return nil
}

// Slug makes an address out of a name: "Goût de l’été 2026" becomes "gout-de-l-ete-2026".
// It is empty where no letter or digit is left.
func Slug(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(strings.NewReplacer("œ", "oe", "Œ", "oe", "æ", "ae", "Æ", "ae", "ß", "ss").Replace(name)) {
		r = unicode.ToLower(r)
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			b.WriteRune(r)
			gap = false
		case unicode.Is(unicode.Mn, r): // the accent of the letter before it
		default:
			gap = true
		}
		if b.Len() >= MaxSlug {
			break
		}
	}
	return strings.Trim(b.String()[:min(b.Len(), MaxSlug)], "-")
}
