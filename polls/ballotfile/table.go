package ballotfile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"kermesse/polls/tally"
)

// readTable reads a table with the options in its first row and a row per person: the number
// under an option is its place, 1 the best; equal numbers are equal ranks, an empty cell is
// an option not listed. Cells are separated by commas, semicolons or tabs.
func readTable(text []byte) (Election, error) {
	rows := csv.NewReader(bytes.NewReader(text))
	rows.Comma = separator(text)
	rows.TrimLeadingSpace = true
	header, err := rows.Read()
	if err != nil {
		return Election{}, tableFault(err)
	}
	if len(header) < 2 {
		return Election{}, errors.New("line 1: neither JSON nor a table with one column per option")
	}
	var e Election
	for _, name := range header {
		e.Options = append(e.Options, tally.OptionID(strings.TrimSpace(name)))
	}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return e, nil
		}
		if err != nil {
			return Election{}, tableFault(err)
		}
		ranking, err := e.ranking(row)
		if err != nil {
			line, _ := rows.FieldPos(0)
			return Election{}, fmt.Errorf("line %d: %w", line, err)
		}
		e.Ballots = append(e.Ballots, tally.Ballot{Ranking: ranking, Count: 1})
	}
}

// ranking turns the places of a row into groups.
func (e *Election) ranking(row []string) ([][]tally.OptionID, error) {
	type placed struct {
		option tally.OptionID
		place  int
	}
	var listed []placed
	for i, cell := range row {
		if cell = strings.TrimSpace(cell); cell == "" {
			continue
		}
		place, err := strconv.Atoi(cell)
		if err != nil || place < 1 {
			return nil, fmt.Errorf("the place of %q must be a whole number from 1 up, not %q", e.Options[i], cell)
		}
		listed = append(listed, placed{e.Options[i], place})
	}
	slices.SortStableFunc(listed, func(a, b placed) int { return a.place - b.place })
	var groups [][]tally.OptionID
	for i, p := range listed {
		if i > 0 && p.place == listed[i-1].place {
			groups[len(groups)-1] = append(groups[len(groups)-1], p.option)
		} else {
			groups = append(groups, []tally.OptionID{p.option})
		}
	}
	return groups, nil
}

// separator is the character that is most frequent in the first line.
func separator(text []byte) rune {
	first, _, _ := bytes.Cut(text, []byte("\n"))
	best := ','
	for _, c := range ";\t" {
		if bytes.Count(first, []byte(string(c))) > bytes.Count(first, []byte(string(best))) {
			best = c
		}
	}
	return best
}

func tableFault(err error) error {
	var fault *csv.ParseError
	if errors.As(err, &fault) {
		return fmt.Errorf("line %d: %w", fault.Line, fault.Err)
	}
	return err
}
