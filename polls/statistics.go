package polls

import (
	"slices"

	"kermesse/polls/stats"
	"kermesse/polls/tally"
)

// Statistics says how much the figures of a snapshot are worth.
type Statistics struct {
	// Intervals of 95 % around the shares: together for single choice, each alone where a
	// ballot may name or rank several. Nil where options are scored.
	Intervals map[tally.OptionID]stats.Interval
	// Lead tests the first against the second, from enoughBallots on, because the tests are for
	// large samples: by their shares in a single choice, by the ballots that prefer one to the
	// other where both can stand on a ballot. Nil where rounds or points decide: there Crowds
	// tell.
	Lead          *stats.Lead
	First, Second tally.OptionID
	// Verdict is that of the Lead, or else of the recounts with similar crowds; empty while
	// neither is there.
	Verdict stats.Verdict
	Flags   []stats.Flag
}

const enoughBallots = 30

// Statistics computes what can be told from a snapshot of the poll alone.
func (p Poll) Statistics(snap Snapshot) Statistics {
	s := p.figures(snap)
	switch {
	case s.Lead != nil:
		s.Verdict = s.Lead.Verdict
	case snap.Analysis.Crowds.Times > 0 && snap.Result.Counted >= enoughBallots:
		s.First, s.Second, s.Verdict = verdictOf(snap)
	}
	return s
}

// verdictOf judges by recounts with similar crowds: a lead is clear where the winner wins 99 %
// of them, likely from 95 % on, as the tests have it. Of several winners it is about the one
// that wins least often.
func verdictOf(snap Snapshot) (first, second tally.OptionID, verdict stats.Verdict) {
	crowds := snap.Analysis.Crowds
	for _, id := range snap.Result.Winners {
		if first == "" || crowds.Share(id) < crowds.Share(first) {
			first = id
		}
	}
	for _, id := range slices.Concat(snap.Result.Ranking...) {
		if !slices.Contains(snap.Result.Winners, id) {
			second = id
			break
		}
	}
	if first == "" || second == "" {
		return "", "", ""
	}
	switch share := crowds.Share(first); {
	case share >= 0.99:
		verdict = stats.ClearLead
	case share >= 0.95:
		verdict = stats.Likely
	default:
		verdict = stats.TooClose
	}
	return first, second, verdict
}

func (p Poll) figures(snap Snapshot) Statistics {
	s := Statistics{Flags: stats.Flags(p.origin(snap))}
	if first, second, ok := p.firstTwo(snap.Result); ok && snap.Result.Counted >= enoughBallots {
		lead := stats.LeadOfPreferred(snap.Above, snap.Below, snap.Result.Counted, len(p.Options))
		s.Lead, s.First, s.Second = &lead, first, second
	}
	if form := FormOf(p.Method); form == Scores || form == Picks {
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

// origin is what is known of where and how the votes came in. Networks are not: they are
// hashed by the day, and forgotten.
func (p Poll) origin(snap Snapshot) stats.Origin {
	o := stats.Origin{Votes: snap.Result.Counted, FixedOrder: !p.Shuffle && !p.InSets(), Quorum: p.Quorum, LeaderChanged: snap.Changes()}
	if snap.Result.Counted >= enoughBallots { // fewer come at once without any meaning
		o.Hours = map[string]int64{"busiest": snap.Analysis.Busiest}
	}
	if len(snap.Sources) > 1 {
		o.Channels = make(map[string]int64, len(snap.Sources))
		for source, n := range snap.Sources {
			o.Channels[string(source)] = n
		}
	}
	return o
}

// preferred are the methods that prefer what more ballots prefer, or name, or score higher: a
// test of such ballots says how sure the first place is.
var preferred = []tally.Method{tally.Approval, tally.Score, tally.STAR, tally.Condorcet, tally.Schulze, tally.RankedPairs}

// firstTwo are the two best options of a count whose lead is tested by preferences; false
// where there is no such test, or no first.
func (p Poll) firstTwo(r tally.Result) (first, second tally.OptionID, ok bool) {
	order := slices.Concat(r.Ranking...)
	if !slices.Contains(preferred, p.Method) || len(order) < 2 || r.Counted == 0 {
		return "", "", false
	}
	return order[0], order[1], true
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
