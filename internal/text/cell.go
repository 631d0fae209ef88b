package text

import "strings"

// Cell makes a text safe to open in a spreadsheet, which takes a cell that begins with
// one of a few signs for a formula: such a cell gets an apostrophe in front. Line ends and
// quotes are left to encoding/csv.
func Cell(s string) string {
	trimmed := strings.TrimLeft(s, " \u00a0")
	if trimmed != "" && strings.ContainsAny(trimmed[:firstLen(trimmed)], "=+-@\t\r\n＝＋－＠") {
		return "'" + s
	}
	return s
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
