package tally

import "fmt"

// Ballot is what one voter said, or what several voters said alike. One of Choices,
// Ranking, Scores and Picks is used, by the method; an empty ballot is a blank one, which is
// reported and changes nothing else.
type Ballot struct {
	Choices []OptionID         // options named, none above another
	Ranking [][]OptionID       // best first; the options of a group are equal; unlisted ones are below, and equal
	Scores  map[OptionID]int64 // stars or points; an unlisted option is unrated
	Picks   []Pick             // answers to duels or to best-worst sets
	Count   int64              // voters who said this, at least 1
	// WeightMilli is the weight of each of these voters in thousandths; 0 means 1000, one vote.
	WeightMilli int64
}

// Pick is the answer to one small set of options that was shown.
type Pick struct {
	Shown []OptionID // in a duel two, in a best-worst set three or more
	Best  OptionID
	Worst OptionID // empty in a duel
}

// Blank reports whether the ballot says nothing at all.
func (b Ballot) Blank() bool {
	return len(b.Choices) == 0 && len(b.Ranking) == 0 && len(b.Scores) == 0 && len(b.Picks) == 0
}

// Reason tells why a ballot is refused; its text is a stable code.
type Reason string

// The reasons.
const (
	UnknownOption   Reason = "unknown_option"     // the poll has no such option
	DuplicateOption Reason = "duplicate_option"   // listed twice
	EmptyGroup      Reason = "empty_group"        // a rank that holds no option
	EqualRanks      Reason = "equal_ranks"        // two options on one rank, where ranks must be strict
	WrongForm       Reason = "wrong_form"         // scores where a ranking is counted, or the like
	TooManyChoices  Reason = "too_many_choices"   // more options than a voter may name
	ScoreOutOfRange Reason = "score_out_of_range" // below 0 or above the most one option may get
	TooManyPoints   Reason = "too_many_points"    // more points in all than a voter has
	BadPick         Reason = "bad_pick"           // a set too small or too large, or a best or worst that it does not hold
	RepeatedPick    Reason = "repeated_pick"      // the same set answered twice
	BadCount        Reason = "bad_count"          // a count below 1, a negative weight, or more ballots than can be counted
)

// BallotError says which ballot was refused, and why.
type BallotError struct {
	Ballot int      // its index among the ballots given
	Reason Reason   //
	Option OptionID // the option it is about, if it is about one
	Most   int64    // the limit that was passed, if one was
}

func (e *BallotError) Error() string {
	return fmt.Sprintf("ballot %d: %s", e.Ballot+1, e.text())
}

func (e *BallotError) text() string {
	switch e.Reason {
	case UnknownOption:
		return fmt.Sprintf("option %q is not one of the options", e.Option)
	case DuplicateOption:
		return fmt.Sprintf("option %q is listed twice", e.Option)
	case EmptyGroup:
		return "a rank holds no option"
	case EqualRanks:
		return fmt.Sprintf("option %q is ranked equal to another, and ranks must be strict here", e.Option)
	case WrongForm:
		return "it does not have the form this method counts"
	case TooManyChoices:
		return fmt.Sprintf("it names more than %d options", e.Most)
	case ScoreOutOfRange:
		return fmt.Sprintf("option %q must get a whole number between 0 and %d", e.Option, e.Most)
	case TooManyPoints:
		return fmt.Sprintf("it gives more than %d points in all", e.Most)
	case BadPick:
		return "the best and the worst of a set must be two of the options it shows"
	case RepeatedPick:
		return "it answers the same set twice"
	case BadCount:
		return "its count or weight is out of range"
	}
	return string(e.Reason)
}

// ValidateBallot checks a ballot as it is cast, before it is stored: what Count refuses,
// and equal ranks where the method's form does not offer them. It returns nil or a
// *BallotError (index 0), or a *RulesError where the poll itself makes no sense.
// A blank ballot is valid.
func ValidateBallot(method Method, options []OptionID, ballot Ballot, rules Rules) error {
	c, err := newCount(method, options, rules)
	if err != nil {
		return err
	}
	if err := c.weigh([]Ballot{ballot}); err != nil {
		return err
	}
	if ballot.Blank() {
		return nil
	}
	if fault := procedures[method].cast(c, ballot); fault != nil {
		return fault
	}
	return nil
}

func castChoice(c *count, b Ballot) *BallotError {
	if len(b.Ranking) > 0 {
		return &BallotError{Reason: WrongForm}
	}
	_, _, fault := c.newReader().single(b)
	return fault
}

func castRanking(c *count, b Ballot) *BallotError {
	if !b.only(Rankings) {
		return &BallotError{Reason: WrongForm}
	}
	_, fault := c.newReader().ranking(b.Ranking)
	return fault
}

func castStrictRanking(c *count, b Ballot) *BallotError {
	if fault := castRanking(c, b); fault != nil {
		return fault
	}
	for _, group := range b.Ranking {
		if len(group) > 1 {
			return &BallotError{Reason: EqualRanks, Option: group[1]}
		}
	}
	return nil
}

// Form is one of the four ways of filling a ballot.
type Form int

// The forms.
const (
	Rankings Form = iota
	Choices
	Scores
	Picks
)

// FormOf returns the form of ballot that method m counts. Plurality counts the first choices of
// rankings as well.
func FormOf(m Method) Form { return procedures[m].form }

// only reports whether a ballot that is not blank is filled in one way and no other.
func (b Ballot) only(f Form) bool {
	filled := [...]bool{
		Rankings: len(b.Ranking) > 0, Choices: len(b.Choices) > 0, Scores: len(b.Scores) > 0, Picks: len(b.Picks) > 0,
	}
	for other, is := range filled {
		if is != (Form(other) == f) {
			return false
		}
	}
	return true
}
