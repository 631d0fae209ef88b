// Package rowguard bounds the rows of a table that a stranger sends. A row of nothing but
// commas has a hundred times the size in memory that it has in the file, so that a bound on the
// file is none on the memory.
package rowguard

import (
	"errors"
	"io"
)

// ErrRow is what reading ends with where a row is longer than it may be.
var ErrRow = errors.New("rowguard: a row is longer than its limit")

// Guard stands between a file and a reader of rows.
type Guard struct {
	in   io.Reader
	most int
	left int // of the present row, what is read ahead included
}

// New returns a guard that lets rows of up to so many bytes pass. A reader that reads ahead
// may be given as much more.
func New(in io.Reader, most int) *Guard { return &Guard{in: in, most: most} }

// Row begins the next row.
func (g *Guard) Row() { g.left = g.most }

// Read implements io.Reader. It gives no more than is left of the row.
func (g *Guard) Read(p []byte) (int, error) {
	if g.left <= 0 {
		return 0, ErrRow
	}
	n, err := g.in.Read(p[:min(len(p), g.left)])
	g.left -= n
	return n, err
}
