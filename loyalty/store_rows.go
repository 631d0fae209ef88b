package loyalty

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"
)

// storable reports whether both databases take a text: PostgreSQL refuses NUL and what is
// not UTF-8. Nothing is stored under any other text, so looking for one finds nothing.
func storable(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// insertion is one INSERT of several rows.
type insertion struct {
	into string // table and columns
	then string // ON CONFLICT …
	rows int
	args []any
}

func (i *insertion) add(values ...any) {
	i.rows++
	i.args = append(i.args, values...)
}

// maxValues keeps a statement below SQLite's 32,766 parameters.
const maxValues = 16_000

// run inserts the rows and forgets them; none is nothing to do.
func (i *insertion) run(ctx context.Context, b books) error {
	_, err := i.count(ctx, b)
	return err
}

// count is run, and tells how many rows are new.
func (i *insertion) count(ctx context.Context, b books) (made int, err error) {
	if i.rows == 0 {
		return 0, nil
	}
	width := len(i.args) / i.rows
	for part := range slices.Chunk(i.args, maxValues/width*width) {
		n, err := b.execAhead(ctx, i.query(len(part)/width, width), part...)
		if err != nil {
			return made, err
		}
		made += int(n)
	}
	i.rows, i.args = 0, nil
	return made, nil
}

// returning is run for an insertion that ends with RETURNING, whose rows are scanned into a slice.
func (i *insertion) returning(ctx context.Context, b books, into *[]cohortRow) error {
	if i.rows == 0 {
		return nil
	}
	width := len(i.args) / i.rows
	for part := range slices.Chunk(i.args, maxValues/width*width) {
		var rows []cohortRow
		if err := b.readAhead(ctx, &rows, i.query(len(part)/width, width), part...); err != nil {
			return err
		}
		*into = append(*into, rows...)
	}
	i.rows, i.args = 0, nil
	return nil
}

func (i *insertion) query(rows, width int) string {
	row := "(" + strings.Repeat("?, ", width-1) + "?)"
	return "INSERT INTO " + i.into + " VALUES " + strings.Repeat(row+", ", rows-1) + row + " " + i.then
}
