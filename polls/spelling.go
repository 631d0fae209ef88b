package polls

import (
	"strings"
	"unicode"

	"kermesse/internal/fault"
	"kermesse/internal/text"
)

// Rewording is one text of a poll that was corrected after its publication.
type Rewording struct {
	Field  string // title, intro, or options[2].label, .note, .alt
	Option string // id of the option; empty: of the poll itself
	Lang   string // "fr" or "en"
	Before string
	After  string
}

// rewordings lists the texts in which two versions of a poll's terms differ. The options
// are the same in both.
func rewordings(before, after Terms) []Rewording {
	var found []Rewording
	add := func(field, option string, was, is Text) {
		for _, r := range []Rewording{
			{Field: field, Option: option, Lang: "fr", Before: was.FR, After: is.FR},
			{Field: field, Option: option, Lang: "en", Before: was.EN, After: is.EN},
		} {
			if r.Before != r.After {
				found = append(found, r)
			}
		}
	}
	add("title", "", before.Title, after.Title)
	add("intro", "", before.Intro, after.Intro)
	for i, was := range before.Options {
		is, at := after.Options[i], place("options", i)
		add(at+".label", string(was.ID), was.Label, is.Label)
		add(at+".note", string(was.ID), was.Note, is.Note)
		if was.Picture != nil && is.Picture != nil {
			add(at+".image.alt", string(was.ID), was.Picture.Alt, is.Picture.Alt)
		}
	}
	return found
}

// misspelled lists the rewordings that say something else than what voters have read: a
// question or a name in more than a few letters or in a figure. told are earlier
// corrections: what counts is how far a text is from the first one that stood there, or a
// name could walk to another one letter by letter.
func misspelled(changes, told []Rewording) []fault.Field {
	var wrong complaints
	for _, change := range changes {
		if change.Field != "title" && !strings.HasSuffix(change.Field, ".label") {
			continue
		}
		first := change.Before
		for _, earlier := range told {
			if earlier.Option == change.Option && earlier.Field == change.Field && earlier.Lang == change.Lang {
				first = earlier.Before
				break
			}
		}
		if !sameButSpelling(first, change.After) {
			wrong.add(change.Field, ErrNotSpelling.With(first))
		}
	}
	return wrong
}

// sameButSpelling reports whether one text is the other with a slip of the pen: the same
// figures, and about one letter in six, but at least one, added, left out, replaced or
// exchanged with its neighbour. Case, accents, spaces and signs are free.
func sameButSpelling(a, b string) bool {
	x, y := []rune(text.Fold(a)), []rune(text.Fold(b))
	if len(x) == 0 || len(y) == 0 {
		return len(x) == len(y)
	}
	return digits(a) == digits(b) && distance(x, y) <= max(1, (len(x)+4)/6)
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// distance is the number of letters to add, leave out, replace or exchange with their
// neighbour to get from one text to the other (Damerau 1964, optimal string alignment).
func distance(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			replaced := rows[i-1][j-1]
			if a[i-1] != b[j-1] {
				replaced++
			}
			best := min(rows[i-1][j]+1, rows[i][j-1]+1, replaced)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				best = min(best, rows[i-2][j-2]+1)
			}
			rows[i][j] = best
		}
	}
	return rows[len(a)][len(b)]
}
