package ballotfile

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"kermesse/polls/tally"
)

// readTable reads a table with the options in its first row and a row per person. The number
// under an option is its place, 1 the best, equal numbers equal ranks; or the score it gets; or
// anything where it is chosen. An empty cell is an option not listed. Cells are separated by
// commas, semicolons or tabs.
func readTable(text []byte, form tally.Form) (Election, error) {
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
		ballot, err := e.ballot(row, form)
		if err != nil {
			line, _ := rows.FieldPos(0)
			return Election{}, fmt.Errorf("line %d: %w", line, err)
		}
		e.Ballots = append(e.Ballots, ballot)
	}
}

// ballot reads a row.
func (e *Election) ballot(row []string, form tally.Form) (tally.Ballot, error) {
	ballot := tally.Ballot{Count: 1}
	listed, err := e.listed(row, form)
	switch {
	case err != nil:
		return ballot, err
	case form == tally.Picks:
		return ballot, errors.New("duels and best-worst sets do not fit in a table: they are read from JSON")
	case form == tally.Choices:
		for _, l := range listed {
			ballot.Choices = append(ballot.Choices, l.option)
		}
	case form == tally.Scores:
		for _, l := range listed {
			if ballot.Scores == nil {
				ballot.Scores = make(map[tally.OptionID]int64, len(listed))
			}
			ballot.Scores[l.option] = l.number
		}
	default:
		ballot.Ranking = groups(listed)
	}
	return ballot, nil
}

// listed is an option that has a number.
type listed struct {
	option tally.OptionID
	number int64
}

func (e *Election) listed(row []string, form tally.Form) (all []listed, err error) {
	for i, cell := range row {
		if cell = strings.TrimSpace(cell); cell == "" || form == tally.Choices && cell == "0" {
			continue
		}
		number, err := strconv.ParseInt(cell, 10, 64)
		switch {
		case form == tally.Choices: // whatever the mark
		case form == tally.Scores && (err != nil || number < 0):
			return nil, fmt.Errorf("the score of %q must be a whole number from 0 up, not %q", e.Options[i], cell)
		case form == tally.Rankings && (err != nil || number < 1):
			return nil, fmt.Errorf("the place of %q must be a whole number from 1 up, not %q", e.Options[i], cell)
		}
		all = append(all, listed{e.Options[i], number})
	}
	return all, nil
}

// groups turns places into groups, best first.
func groups(all []listed) [][]tally.OptionID {
	slices.SortStableFunc(all, func(a, b listed) int { return cmp.Compare(a.number, b.number) })
	var groups [][]tally.OptionID
	for i, l := range all {
		if i > 0 && l.number == all[i-1].number {
			groups[len(groups)-1] = append(groups[len(groups)-1], l.option)
		} else {
			groups = append(groups, []tally.OptionID{l.option})
		}
	}
	return groups
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
