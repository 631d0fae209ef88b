package polls

import "kermesse/polls/tally"

// Form is what a voter fills in, by the method.
type Form string

// The forms of ballot.
const (
	Choices Form = "choices" // options named, one or several
	Ranking Form = "ranking" // options in order, best first
	Scores  Form = "scores"  // a number for each option
	Picks   Form = "picks"   // the best, or the best and the worst, of a few options at a time
)

// forms holds the ballot of every method that a poll may have, in the order in which
// methods are offered.
var forms = []struct {
	method tally.Method
	form   Form
}{
	{tally.Plurality, Choices},
	{tally.Approval, Choices},
	{tally.Score, Scores},
	{tally.STAR, Scores},
	{tally.Borda, Ranking},
	{tally.IRV, Ranking},
	{tally.Condorcet, Ranking},
	{tally.Schulze, Ranking},
	{tally.RankedPairs, Ranking},
	{tally.STV, Ranking},
	{tally.Dots, Scores},
	{tally.Duels, Picks},
	{tally.MaxDiff, Picks},
	{tally.Bracket, Picks},
}

// FormOf returns the form of ballot of a method, or "" for a method that polls do not have.
func FormOf(method tally.Method) Form {
	for _, f := range forms {
		if f.method == method {
			return f.form
		}
	}
	return ""
}

// Methods lists the methods that a poll may have.
func Methods() []tally.Method {
	methods := make([]tally.Method, len(forms))
	for i, f := range forms {
		methods[i] = f.method
	}
	return methods
}

// rules are the terms as a count needs them.
func (p Poll) rules() tally.Rules { return p.rulesWith(p.lotOrder()) }

// rulesWith are the terms with any order of the options for lots: whether a ballot is one does
// not depend on the right order, whose hashes cost more than all else about it.
func (p Poll) rulesWith(lot []tally.OptionID) tally.Rules {
	rules := tally.Rules{
		Seats: p.Seats, Lot: lot, MaxChoices: p.MaxChoices, MaxScore: int64(p.MaxScore), Points: int64(p.Points),
		PointsCap: int64(p.PointsCap), ToLastTwo: true, Quorum: p.Quorum, MinShareMilli: int64(p.MinShareMilli), NoneOption: p.NoneOption,
	}
	if p.Tie == TieDeclare {
		rules.Tie = tally.Declare
	}
	if p.Method == tally.Bracket && p.Seeds == SeedsByBrand {
		rules.Seeds = p.optionIDs()
	}
	return rules
}
