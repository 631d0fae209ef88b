package proof

import (
	"bytes"
	"fmt"
	"io"

	"kermesse/contests/draw"
)

// faultReader remembers a fault of reading, to tell it from a fault of what was read.
type faultReader struct {
	io.Reader
	fault error
}

func (f *faultReader) Read(p []byte) (int, error) {
	n, err := f.Reader.Read(p)
	if err != nil && err != io.EOF {
		f.fault = err
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
