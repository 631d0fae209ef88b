package polls

import "kermesse/polls/tally"

// Form is what a voter fills in, by the method.
type Form string

// The forms of ballot.
const (
	Choices Form = "choices" // options named, one or several
	Ranking Form = "ranking" // options in order, best first
	Scores  Form = "scores"  // a number for each option
)

// forms holds the ballot of every method that a poll may have, in the order in which
// methods are offered.
var forms = []struct {
	method tally.Method
	form   Form
}{
	{"plurality", Choices},
	{"approval", Choices},
	{"score", Scores},
	{"star", Scores},
	{"borda", Ranking},
	{"irv", Ranking},
	{"condorcet", Ranking},
	{"schulze", Ranking},
	{"ranked_pairs", Ranking},
	{"stv", Ranking},
	{"dots", Scores},
}

// FormOf returns the form of ballot of a method, or "" for a method that polls do not have.
func FormOf(method tally.Method) Form {
	for _, f := range forms {
		if f.method == method && tally.Known(method) {
			return f.form
		}
	}
	return ""
}

// Methods lists the methods that a poll may have.
func Methods() []tally.Method {
	var methods []tally.Method
	for _, f := range forms {
		if tally.Known(f.method) {
			methods = append(methods, f.method)
		}
	}
	return methods
}

// rules are the terms as a count needs them.
func (p Poll) rules() tally.Rules {
	rules := tally.Rules{
		Seats: p.Seats, Lot: p.lotOrder(), MaxChoices: p.MaxChoices, ToLastTwo: true,
		Quorum: p.Quorum, MinShareMilli: int64(p.MinShareMilli), NoneOption: p.NoneOption,
	}
	if p.Tie == TieDeclare {
		rules.Tie = tally.Declare
	}
	return rules
}
