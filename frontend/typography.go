package frontend

import (
	"regexp"
	"strconv"
	"strings"
)

const (
	nbsp  = "\u00a0" // no-break space
	nnbsp = "\u202f" // narrow no-break space
)

// The patterns of French spacing. A digit may come from a placeholder: "{{.Count}} votes".
var (
	frHighMarks   = regexp.MustCompile(`([^\s\x{00a0}\x{202f}:;!?«(\[/])[ \x{00a0}\x{202f}]*([;!?]+)(\s|$|[)»\]"])`)
	frColon       = regexp.MustCompile(`([^\s\d:/\x{00a0}\x{202f}])[ \x{00a0}\x{202f}]*:(\s|$)`)
	frColonNumber = regexp.MustCompile(`(\d)[ \x{00a0}\x{202f}]+:(\s|$)`)
	frOpenQuote   = regexp.MustCompile(`«[ \x{00a0}\x{202f}]*`)
	frCloseQuote  = regexp.MustCompile(`[ \x{00a0}\x{202f}]*»`)
	frUnit        = regexp.MustCompile(`(\d|\}\})[ \x{00a0}\x{202f}]+(%|€|Rs\b|h\b|min\b|s\b|km\b|kg\b|g\b|cl\b|ml\b|[kM]?o\b|F\x{202f}CFA|points?\b|participations?\b|votes?\b|tickets?\b|jours?\b|mois\b|ans\b|caractères?\b|personnes?\b|bulletins?\b)`)
	apostrophe    = regexp.MustCompile(`([\pL\d}])'([\pL\d{])`)
	keptAsIs      = regexp.MustCompile(`https?://\S+|\S+@\S+\.\S+|\{\{[^}]*\}\}`)
)

// French puts the spaces and apostrophes of French typography into running text without markup. Addresses and
// placeholders stay as they are; doing it twice changes nothing more.
func French(s string) string {
	s = strings.ReplaceAll(s, "...", "…")
	s = apostrophe.ReplaceAllString(s, "$1’$2")
	s, kept := setAside(s)
	s = frHighMarks.ReplaceAllString(s, "$1"+nnbsp+"$2$3")
	s = frColon.ReplaceAllString(s, "$1"+nbsp+":$2")
	s = frColonNumber.ReplaceAllString(s, "$1"+nbsp+":$2")
	s = frOpenQuote.ReplaceAllString(s, "«"+nbsp)
	s = frCloseQuote.ReplaceAllString(s, nbsp+"»")
	s = restore(s, kept)
	return frUnit.ReplaceAllString(s, "$1"+nbsp+"$2")
}

// English sets typographic apostrophes.
func English(s string) string {
	return apostrophe.ReplaceAllString(strings.ReplaceAll(s, "...", "…"), "$1’$2")
}

var looseMarks = regexp.MustCompile(` ([:;!?»])|« `)

// Tidy keeps French punctuation on the line of its word in what people typed: it turns spaces before « : ; ! ? » into
// no-break ones and adds none, so that a text in another language stays as it is.
func Tidy(s string) string {
	return looseMarks.ReplaceAllStringFunc(s, func(m string) string {
		switch m {
		case "« ":
			return "«" + nbsp
		case " :", " »":
			return nbsp + m[1:]
		default:
			return nnbsp + m[1:]
		}
	})
}

// setAside replaces addresses and placeholders by marks that no rule touches.
func setAside(s string) (string, []string) {
	var kept []string
	s = keptAsIs.ReplaceAllStringFunc(s, func(m string) string {
		kept = append(kept, m)
		return "\x00" + strconv.Itoa(len(kept)-1) + "\x01"
	})
	return s, kept
}

func restore(s string, kept []string) string {
	for i, k := range kept {
		s = strings.Replace(s, "\x00"+strconv.Itoa(i)+"\x01", k, 1)
	}
	return s
}
