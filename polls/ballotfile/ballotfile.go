// Package ballotfile reads elections from files, to be counted without a server: the JSON
// of published test cases and of the ballots export (candidates, ballots), and tables with a
// row per person. It checks whether what an export says of itself is true.
//
// It guarantees that a file is read whole or refused with one sentence that says where;
// it leaves to package tally whether the ballots make sense for a method.
package ballotfile

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"

	"kermesse/polls/tally"
)

// Election is what a file holds.
type Election struct {
	Title   string
	Method  string           // as the file calls it; "" where it does not say
	Rules   tally.Rules      // what the file says of them; seats 0 and lot nil where it does not
	Options []tally.OptionID // in the order of the file
	Ballots []tally.Ballot
	// Trackers name the ballots, "" for one without; nil where the file has none. Nothing
	// leads from one to the voter's receipt.
	Trackers  []string
	Receipts  []string   // of the votes that were counted; nil where the file has none
	LotSeed   string     // what the order of lots follows from
	LotSource LotSource  // where the seed is from
	Aside     int64      // ballots that were set aside and not counted
	Frozen    Frozen     // what the file shows of the public log
	Result    *Published // what was published of the count, nil where the file does not say
	// Duels[a][b] is the number of ballots that put option a above option b, in a file that
	// holds this table instead of ballots.
	Duels [][]int64
}

// maxBytes bounds a file: ten million ballots written one by one.
const maxBytes = 1 << 30

// LotSource is what was published of the seed of the lots before it was known.
type LotSource struct {
	Kind       string // "committed", "beacon", or "" where the file does not say
	Commitment string // hex SHA-256 of the seed; of the publish record, where a beacon gave the seed
}

// FromBeacon is the kind of a seed that a beacon gave.
const FromBeacon = "beacon"

// Read reads an election. What begins with a brace is JSON, anything else is a table, whose
// numbers are read in the given form.
func Read(r io.Reader, form tally.Form) (Election, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err != nil {
		return Election{}, err
	}
	if len(text) > maxBytes {
		return Election{}, fmt.Errorf("larger than %d MB", maxBytes>>20)
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if at := invalidUTF8(text); at >= 0 {
		return Election{}, fmt.Errorf("line %d: not UTF-8 text", lineOf(text, at))
	}
	trimmed := bytes.TrimLeft(text, " \t\r\n")
	switch {
	case len(trimmed) == 0:
		return Election{}, fmt.Errorf("the file is empty")
	case trimmed[0] == '{':
		return readJSON(text)
	}
	return readTable(text, form)
}

// invalidUTF8 returns where text stops being UTF-8, or -1.
func invalidUTF8(text []byte) int {
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}

func lineOf(text []byte, at int) int { return 1 + bytes.Count(text[:min(at, len(text))], []byte("\n")) }
