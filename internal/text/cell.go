package text

import "strings"

// Cell makes a text safe to open in a spreadsheet, which takes a cell that begins with
// one of a few signs for a formula: such a cell gets an apostrophe in front. Line ends and
// quotes are left to encoding/csv.
//
// The same goes for what follows a semicolon, a tab or the end of a line: where cells are parted by
// semicolons, as in French, a spreadsheet opens a file of ours by cutting it there, quotes or
// not, and what was the middle of a name begins a cell.
func Cell(s string) string {
	if begins(s, formulaSigns+"\t\r\n") {
		s = "'" + s
	}
	var safe strings.Builder
	for {
		cut := strings.IndexAny(s, ";\t\r\n")
		if cut < 0 {
			break
		}
		safe.WriteString(s[:cut+1])
		if s = s[cut+1:]; begins(s, formulaSigns) && !strings.HasPrefix(s, "-)") { // ;-)
			safe.WriteByte('\'')
		}
	}
	return safe.String() + s
}

// formulaSigns are those by which a spreadsheet takes a cell for more than a text.
const formulaSigns = "=+-@＝＋－＠"

func begins(s, signs string) bool {
	s = strings.TrimLeft(s, " \u00a0\"")
	return s != "" && strings.ContainsAny(s[:firstLen(s)], signs)
}

// firstLen is the length in bytes of the first character.
func firstLen(s string) int {
	for i := range s {
		if i > 0 {
			return i
		}
	}
	return len(s)
}
