package proof

import (
	"bytes"
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
