package loyalty

import (
	"context"
	"strings"
)

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

// run inserts the rows; none is nothing to do.
func (i *insertion) run(ctx context.Context, b books) error {
	_, err := i.count(ctx, b)
	return err
}

// count is run, and tells how many rows are new.
func (i *insertion) count(ctx context.Context, b books) (int, error) {
	if i.rows == 0 {
		return 0, nil
	}
	row := "(" + strings.Repeat("?, ", len(i.args)/i.rows-1) + "?)"
	query := "INSERT INTO " + i.into + " VALUES " + strings.Repeat(row+", ", i.rows-1) + row + " " + i.then
	n, err := b.exec(ctx, query, i.args...)
	return int(n), err
}
