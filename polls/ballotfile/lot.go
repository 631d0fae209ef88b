package ballotfile

import (
	"fmt"
	"strings"

	"kermesse/polls/tally"
)

// ParseLot reads an order of lots as people type it: the names of the options, first the
// strongest, with commas between them. Names may hold commas themselves. Whether every
// option is there, and once, is for tally to say.
func ParseLot(text string, options []tally.OptionID) ([]tally.OptionID, error) {
	lot, rest := longestLot(text, options)
	if rest != "" {
		return nil, fmt.Errorf("%q is not one of the options", firstName(rest))
	}
	return lot, nil
}

// longestLot takes names off the front; where one option's name begins another's, it goes
// back and tries the other. rest is what no reading gets past.
func longestLot(text string, options []tally.OptionID) (lot []tally.OptionID, rest string) {
	text = strings.TrimLeft(text, " ")
	if text == "" {
		return nil, ""
	}
	rest = text
	for _, id := range options {
		after, ok := strings.CutPrefix(text, string(id))
		if !ok {
			continue
		}
		after = strings.TrimLeft(after, " ")
		next, more := strings.CutPrefix(after, ",")
		if after != "" && !more {
			continue
		}
		tail, left := longestLot(next, options)
		if left == "" {
			return append([]tally.OptionID{id}, tail...), ""
		}
		if len(left) < len(rest) {
			rest = left
		}
	}
	return nil, rest
}

func firstName(text string) string {
	name, _, _ := strings.Cut(text, ",")
	return strings.TrimSpace(name)
}
