package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"kermesse/polls/ballotfile"
	"kermesse/polls/tally"
)

// pollOutput is the JSON of a verified poll. Outcome is valid, invalid or unchecked.
type pollOutput struct {
	Outcome string           `json:"outcome"`
	Valid   bool             `json:"valid"`
	Check   ballotfile.Check `json:"check,omitempty"` // the one that failed
	Field   string           `json:"field,omitempty"` // of the file, with what it says and what comes out
	Said    string           `json:"said,omitempty"`
	Got     string           `json:"got,omitempty"`
	Reason  string           `json:"reason,omitempty"` // why it could not be checked
	*pollCounted
}

type pollCounted struct {
	Title     string           `json:"title"`
	Method    tally.Method     `json:"method"`
	Counted   int64            `json:"counted"`
	Blank     int64            `json:"blank"`
	Winners   []tally.OptionID `json:"winners"`
	NoWinner  tally.NoWinner   `json:"no_winner,omitempty"`
	ByLot     bool             `json:"decided_by_lot"`
	Committed bool             `json:"lot_committed"` // the seed was fixed beforehand, by what the file says
	Logged    bool             `json:"logged"`        // the public log froze what the file holds
}

func printPollJSON(w io.Writer, e ballotfile.Election, result tally.Result, logged bool, failed error) error {
	out := pollOutput{Outcome: "valid", Valid: failed == nil}
	var mismatch *ballotfile.Mismatch
	switch {
	case errors.As(failed, &mismatch):
		out.Outcome, out.Check, out.Field, out.Said, out.Got = "invalid", mismatch.Check, mismatch.What, mismatch.Said, mismatch.Got
	case failed != nil:
		out.Outcome, out.Reason = "unchecked", failed.Error()
	default:
		out.pollCounted = &pollCounted{
			Title: e.Title, Method: result.Method, Counted: result.Counted, Blank: result.Blank, Winners: orEmpty(result.Winners),
			NoWinner: result.NoWinner, ByLot: result.LotDecided, Committed: e.LotSource.Commitment != "",
			Logged: logged,
		}
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(out)
}

// ballotText writes what a ballot says on one line: "a > b = c", "a, b", "a: 5, b: 3".
func ballotText(b tally.Ballot) string {
	var parts []string
	for _, group := range b.Ranking {
		parts = append(parts, strings.ReplaceAll(names(group), ", ", " = "))
	}
	if len(parts) > 0 {
		return strings.Join(parts, " > ")
	}
	for _, id := range slices.Sorted(maps.Keys(b.Scores)) {
		parts = append(parts, fmt.Sprintf("%s: %d", printable(string(id)), b.Scores[id]))
	}
	for _, pick := range b.Picks {
		parts = append(parts, fmt.Sprintf("%s ← %s", printable(string(pick.Best)), names(pick.Shown)))
	}
	return strings.Join(append(parts, strings.Split(names(b.Choices), ", ")...), ", ")
}
