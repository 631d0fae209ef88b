package polls

import (
	"kermesse/internal/fault"
	"kermesse/polls/design"
	"kermesse/polls/tally"
)

const (
	duelsPerVoter   = 10 // where the poll does not say: two minutes
	setsPerVoter    = 20 // of best–worst sets at most, where the poll does not say
	leastSetOptions = 3
)

// InSets reports whether voters are shown a few options at a time, one set after the other.
func (t Terms) InSets() bool { return t.Method == tally.Duels || t.Method == tally.MaxDiff }

// SetsPerVoter is how many sets a voter is shown, where there are as many different ones; 0
// for polls that show all options at once.
func (t Terms) SetsPerVoter() int {
	n := len(t.Options)
	switch {
	case t.Method == tally.Duels && t.Sets == 0:
		return min(duelsPerVoter, n*(n-1)/2)
	case t.Method == tally.Duels:
		return min(t.Sets, n*(n-1)/2)
	case t.Method == tally.MaxDiff && t.Sets == 0:
		return min(setsPerVoter, design.SetsFor(n, t.optionsPerSet()))
	case t.Method == tally.MaxDiff:
		return t.Sets
	}
	return 0
}

// optionsPerSet is the size of a best–worst set.
func (t Terms) optionsPerSet() int {
	if t.SetSize > 0 {
		return min(t.SetSize, len(t.Options))
	}
	return design.SetSize(len(t.Options))
}

// wrongSets puts what the methods of a few options at a time need into its normal form.
func (t *Terms) wrongSets() []fault.Field {
	var wrong complaints
	wrong.add("points_cap", checkRange(t.PointsCap, 0, max(t.Points, 0)))
	wrong.add("sets", checkRange(t.Sets, 0, maxSets))
	if t.SetSize != 0 {
		wrong.add("set_size", checkRange(t.SetSize, leastSetOptions, maxSetSize))
	}
	if t.Method != tally.Dots {
		t.PointsCap = 0
	}
	if !t.InSets() {
		t.Sets = 0
	}
	if t.Method != tally.MaxDiff {
		t.SetSize = 0
	}
	return append(wrong, t.wrongRounds()...)
}

// missingSets tells what such a poll still needs to be published.
func (p Poll) missingSets() []fault.Field {
	var missing complaints
	if p.Method == tally.MaxDiff && len(p.Options) >= 2 && len(p.Options) < leastSetOptions {
		missing.add("options", ErrTooFewForSets.With(leastSetOptions))
	}
	return append(missing, p.missingRounds()...)
}
