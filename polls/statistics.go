package polls

import (
	"kermesse/polls/stats"
	"kermesse/polls/tally"
)

// Statistics says how much the figures of a snapshot are worth.
type Statistics struct {
	// Intervals of 95 % around the shares: together for single choice, each alone where a
	// ballot may name or rank several. Nil where options are scored.
	Intervals map[tally.OptionID]stats.Interval
	// Lead tests the first against the second, in a single choice of enoughBallots at least,
	// because the test is one for large samples; nil elsewhere.
	Lead          *stats.Lead
	First, Second tally.OptionID
	Flags         []stats.Flag
}

const enoughBallots = 30

// Statistics computes what can be told from a snapshot of the poll alone.
func (p Poll) Statistics(snap Snapshot) Statistics {
	s := Statistics{Flags: stats.Flags(stats.Origin{Votes: snap.Result.Counted, FixedOrder: !p.Shuffle, Quorum: p.Quorum, LeaderChanged: snap.Changes()})}
	if FormOf(p.Method) == Scores {
		return s
	}
	chosen := make([]int64, len(p.Options))
	for i, o := range p.Options {
		chosen[i] = snap.Result.Scores[o.ID].Int()
		if snap.First != nil {
			chosen[i] = snap.First[o.ID]
		}
	}
	s.Intervals = p.intervals(chosen, snap.Result.Counted)
	if p.Method == tally.Plurality && snap.Result.Counted >= enoughBallots {
		first, second := leaders(chosen)
		lead := stats.LeadOf(chosen[first], chosen[second], snap.Result.Counted, len(chosen))
		s.Lead, s.First, s.Second = &lead, p.Options[first].ID, p.Options[second].ID
	}
	return s
}

func (p Poll) intervals(chosen []int64, ballots int64) map[tally.OptionID]stats.Interval {
	together := stats.Simultaneous(chosen)
	intervals := make(map[tally.OptionID]stats.Interval, len(chosen))
	for i, o := range p.Options {
		intervals[o.ID] = stats.Wilson(chosen[i], ballots)
		if p.Method == tally.Plurality {
			intervals[o.ID] = together[i]
		}
	}
	return intervals
}

// leaders returns the places of the largest figure and of the next one. There are at least
// two options.
func leaders(chosen []int64) (first, second int) {
	first, second = 0, 1
	if chosen[1] > chosen[0] {
		first, second = 1, 0
	}
	for i := 2; i < len(chosen); i++ {
		switch {
		case chosen[i] > chosen[first]:
			first, second = i, first
		case chosen[i] > chosen[second]:
			second = i
		}
	}
	return first, second
}
