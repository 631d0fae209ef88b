package polls

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"kermesse/internal/secret"
	"kermesse/polls/tally"
)

// Offered returns the options in the order in which this voter sees them: the brand's, or
// one that is theirs alone and stays the same from page to page. "None of these" is last
// in any case.
func (s *Service) Offered(p Poll, v Voter) []Option {
	options := slices.Clone(p.Options)
	if p.Shuffle {
		keys := make(map[tally.OptionID][]byte, len(options))
		for _, o := range options {
			keys[o.ID] = secret.MAC(s.keys.order, string(p.ID), v.seat(), string(o.ID))
		}
		slices.SortFunc(options, func(a, b Option) int { return bytes.Compare(keys[a.ID], keys[b.ID]) })
	}
	slices.SortStableFunc(options, func(a, b Option) int {
		return last(a.ID == p.NoneOption) - last(b.ID == p.NoneOption)
	})
	return options
}

func last(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// seat is what the order of options follows. The browser comes first: signing in must not
// turn the ballot that lies on the table.
func (v Voter) seat() string {
	if v.Device != "" {
		return v.Device
	}
	return string(v.Fan.ID)
}

// shownTo writes the order in which options were offered, as places in the brand's order:
// "2,0,1".
func (s *Service) shownTo(p Poll, v Voter) string {
	place := make(map[tally.OptionID]int, len(p.Options))
	for i, o := range p.Options {
		place[o.ID] = i
	}
	offered := s.Offered(p, v)
	places := make([]string, len(offered))
	for i, o := range offered {
		places[i] = strconv.Itoa(place[o.ID])
	}
	return strings.Join(places, ",")
}
