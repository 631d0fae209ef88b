package tally

import "fmt"

// Tie says what becomes of a tie for a winning place that the votes cannot break.
type Tie string

// The ways of ending a tie.
const (
	ByLot   Tie = ""        // the order of lots, published before the vote, decides
	Declare Tie = "declare" // all the tied options win together
)

// Rules are the published rules of a count.
type Rules struct {
	Seats int // winners sought; 0 means 1
	// Lot is the order of lots, the first one strongest: every option exactly once.
	// Methods that put options out one by one need it even where ties are declared.
	Lot []OptionID
	Tie Tie

	// ToLastTwo makes an instant run-off go on, for its round table, after somebody holds a
	// majority. The winner is the same.
	ToLastTwo bool

	MaxScore  int64 // highest score of score and STAR; 0 means 5
	Mean      bool  // score: the mean over raters decides, not the total
	Points    int64 // dots: points a voter may hand out; 0: no limit
	PointsCap int64 // dots: points one option may get from a voter; 0: no limit but Points

	Completion Method // condorcet: Schulze (also when empty) or RankedPairs

	Seeds []OptionID // bracket: the organiser's published seeds, best first; empty: the order of lots

	Variant Variant // rules of an election held elsewhere; no poll of ours has any

	MaxChoices int // most options a voter may name; 0: no limit (single choice is always 1)

	// Validity: without it there is no winner.
	Quorum        int64    // least number of ballots that are not blank; 0: none
	MinShareMilli int64    // least share of the counted ballots behind a winner, in thousandths; 0: none
	NoneOption    OptionID // the option "none of these", which a winner must beat; "": none
}

// RulesError says which rule of a count makes no sense.
type RulesError struct {
	Field   string // options, method, seats, lot …
	Problem string
}

func (e *RulesError) Error() string { return e.Field + ": " + e.Problem }

// maxOptions bounds the work of pairwise methods, which grows with the cube.
const maxOptions = 1000

// maxScore bounds scores and points, so that sums fit in 64 bits.
const maxScore = 1000

// withDefaults spells out what zero values mean.
func (r Rules) withDefaults() Rules {
	r.Seats = max(r.Seats, 1)
	if r.MaxScore == 0 {
		r.MaxScore = defaultMaxScore
	}
	if r.Points == 0 {
		r.Points = maxScore * maxOptions
	}
	if r.PointsCap == 0 {
		r.PointsCap = min(r.Points, maxScore)
	}
	return r
}

func (r Rules) check(options []OptionID, index map[OptionID]int) error {
	switch {
	case r.Seats < 0 || r.Seats > len(options):
		return &RulesError{"seats", fmt.Sprintf("must be between 1 and the number of options (%d)", len(options))}
	case r.Tie != ByLot && r.Tie != Declare:
		return &RulesError{"tie", fmt.Sprintf("%q is neither empty (by lot) nor %q", r.Tie, Declare)}
	case r.MaxChoices < 0:
		return &RulesError{"max_choices", "must not be negative"}
	case r.MaxScore < 0 || r.MaxScore > maxScore:
		return &RulesError{"max_score", fmt.Sprintf("must be between 1 and %d", maxScore)}
	case r.Points < 0 || r.Points > maxScore*maxOptions:
		return &RulesError{"points", fmt.Sprintf("must be between 1 and %d", maxScore*maxOptions)}
	case r.PointsCap < 0 || r.PointsCap > maxScore:
		return &RulesError{"points_cap", fmt.Sprintf("must be between 1 and %d", maxScore)}
	case r.Completion != "" && r.Completion != Schulze && r.Completion != RankedPairs:
		return &RulesError{"completion", fmt.Sprintf("%q is neither %q nor %q", r.Completion, Schulze, RankedPairs)}
	case r.Quorum < 0:
		return &RulesError{"quorum", "must not be negative"}
	case r.MinShareMilli < 0 || r.MinShareMilli > 1000:
		return &RulesError{"minimum_share", "must be between 0 and 1000 thousandths"}
	}
	if _, ok := index[r.NoneOption]; !ok && r.NoneOption != "" {
		return &RulesError{"none_option", fmt.Sprintf("%q is not one of the options", r.NoneOption)}
	}
	return nil
}

// indexOptions numbers the options, which must be distinct and named.
func indexOptions(options []OptionID) (map[OptionID]int, error) {
	if len(options) == 0 || len(options) > maxOptions {
		return nil, &RulesError{"options", fmt.Sprintf("there must be between 1 and %d", maxOptions)}
	}
	index := make(map[OptionID]int, len(options))
	for i, id := range options {
		if id == "" {
			return nil, &RulesError{"options", "an option has no name"}
		}
		if _, dup := index[id]; dup {
			return nil, &RulesError{"options", fmt.Sprintf("%q is there twice", id)}
		}
		index[id] = i
	}
	return index, nil
}
