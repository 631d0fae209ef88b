// Package text reads what people type: it takes out what nobody means (spaces at the
// ends, two ways of writing the same letter) and refuses what could deceive a reader or
// break a file (control characters, marks that turn the direction of what follows). It
// also makes a cell safe for a spreadsheet and an address out of a name.
//
// It does not escape anything for HTML: templates do.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"kermesse/internal/fault"
)

// Faults of one input.
var (
	ErrRequired = fault.New(fault.Invalid, "required",
		"Ce champ ne peut pas rester vide.", "This cannot be left empty.")
	ErrTooLong = fault.New(fault.Invalid, "too_long",
		"Ce texte est trop long : %d caractères au plus.", "This text is too long: %d characters at most.")
	ErrEncoding = fault.New(fault.Invalid, "bad_encoding",
		"Ce texte n’est pas en UTF-8.", "This text is not UTF-8.")
	ErrControl = fault.New(fault.Invalid, "control_character",
		"Ce texte contient un caractère de commande (U+%04X). Retirez-le, ou retapez le texte.",
		"This text holds a control character (U+%04X). Remove it, or type the text again.")
	ErrDirection = fault.New(fault.Invalid, "direction_mark",
		"Ce texte contient une marque invisible qui change le sens de lecture (U+%04X). Retapez-le sans elle.",
		"This text holds an invisible mark that changes the reading direction (U+%04X). Type it again without it.")
)

// Line reads a text of one line: composed (NFC), without spaces at its ends, and runs of
// spaces and line ends made one space. It returns a fault if what is left is longer than
// maxChars characters or holds what no person types.
func Line(s string, maxChars int) (string, *fault.Error) {
	return read(s, maxChars, func(s string) string {
		return strings.TrimSpace(strings.Join(strings.FieldsFunc(s, isGap), " "))
	})
}

// isGap tells what becomes one space; a no-break space was typed on purpose and stays.
func isGap(r rune) bool {
	return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f'
}

// Lines reads a text of several lines, whose line ends become LF and which keeps its
// empty lines, but not those at its ends.
func Lines(s string, maxChars int) (string, *fault.Error) {
	return read(s, maxChars, func(s string) string {
		lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
		for i, line := range lines {
			lines[i] = strings.TrimRightFunc(line, unicode.IsSpace)
		}
		return strings.Trim(strings.Join(lines, "\n"), "\n")
	})
}

// Require is nil, or ErrRequired where s is empty.
func Require(s string) *fault.Error {
	if s == "" {
		return ErrRequired
	}
	return nil
}

func read(s string, maxChars int, tidy func(string) string) (string, *fault.Error) {
	// Normalising a text that is far too long would be work done for an attacker.
	const maxBytesPerChar = 16
	if len(s) > maxChars*maxBytesPerChar+1024 {
		return "", ErrTooLong.With(maxChars)
	}
	if !utf8.ValidString(s) {
		return "", ErrEncoding
	}
	s = tidy(norm.NFC.String(s))
	const byteOrderMark = '\ufeff'
	for _, r := range s {
		switch {
		case r == '\n':
		case unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp) || r == byteOrderMark || unicode.Is(unicode.Noncharacter_Code_Point, r):
			return "", ErrControl.With(r)
		case unicode.Is(unicode.Bidi_Control, r):
			return "", ErrDirection.With(r)
		}
	}
	if utf8.RuneCountInString(s) > maxChars {
		return "", ErrTooLong.With(maxChars)
	}
	return s, nil
}
