package proof

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"kermesse/contests/draw"
)

// listReader reads a list. It remembers a fault of reading, to tell it from a fault of
// what was read, and says how far it came.
type listReader struct {
	in         io.Reader
	fault      error
	read, size int64
	progress   func(read, size int64)
}

func (l *listReader) Read(p []byte) (int, error) {
	n, err := l.in.Read(p)
	if err != nil && err != io.EOF {
		l.fault = err
	}
	l.read += int64(n)
	if l.progress != nil {
		l.progress(l.read, l.size)
	}
	return n, err
}

// parseServerSeed reads server-seed.txt: 64 lowercase hex digits and LF.
func parseServerSeed(data []byte) (draw.Hash, error) {
	text, ok := bytes.CutSuffix(data, []byte("\n"))
	if !ok {
		return draw.Hash{}, fmt.Errorf("%w: it does not end in LF", draw.ErrGrammar)
	}
	return draw.ParseHash(string(text))
}

// A line of the list has 32 bytes of hash, which nothing packs, among at least 67. So a
// small file can ask for little memory, and one that is packed more tightly is no list.
const (
	hashBytes    = 32
	minEntryLine = 64 + 1 + 1 + 1
)

var errLonger = errors.New("the list is longer than was announced")

// upTo yields at most so many entries: one more is errLonger, and what comes after it is
// not read.
func upTo(most uint64, entries draw.Entries) draw.Entries {
	return func(yield func(draw.Entry, error) bool) {
		var count uint64
		for e, err := range entries {
			if count++; err == nil && count > most {
				err = errLonger
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}
