package main

import (
	"bytes"
	"fmt"
	"math"
	"slices"

	"kermesse/contests/draw/proof"
	"kermesse/polls/stats"
	"kermesse/polls/tally"
)

// countStats says how sure a count is. What does not fit the method is nil.
type countStats struct {
	intervals     map[tally.OptionID]stats.Interval
	lead          *stats.Lead
	first, second tally.OptionID
	need          int64 // ballots that such a lead takes to be significant, where it is not
	recounts      stats.Recounts
	standing      stats.Text
}

// howSure works the figures out from the ballots. Recounts are drawn from the election's title,
// the same for everybody.
func (r countReport) howSure() (*countStats, error) {
	s := &countStats{standing: stats.Standing(r.result.Counted)}
	if r.result.Counted == 0 {
		return s, nil
	}
	s.shares(r)
	s.compare(r)
	var err error
	s.recounts, err = stats.Recount(r.election.Title, stats.DefaultRecounts, r.result.Method, r.election.Options, r.election.Ballots, r.rules)
	return s, err
}

// shares sets the intervals of methods that count ballots: together for single choice, each
// alone where a ballot may name several.
func (s *countStats) shares(r countReport) {
	if m := r.result.Method; m != tally.Plurality && m != tally.Approval {
		return
	}
	chosen := make([]int64, len(r.election.Options))
	for i, id := range r.election.Options {
		chosen[i] = r.result.Scores[id].Int()
	}
	s.intervals = make(map[tally.OptionID]stats.Interval, len(chosen))
	together := stats.Simultaneous(chosen)
	for i, id := range r.election.Options {
		s.intervals[id] = stats.Wilson(chosen[i], r.result.Counted)
		if r.result.Method == tally.Plurality {
			s.intervals[id] = together[i]
		}
	}
}

// compare tests the first of the ranking against the second.
func (s *countStats) compare(r countReport) {
	order := slices.Concat(r.result.Ranking...)
	if len(order) < 2 || tally.FormOf(r.result.Method) == tally.Picks {
		return
	}
	s.first, s.second = order[0], order[1]
	var lead stats.Lead
	var forFirst, forSecond int64
	if r.result.Method == tally.Plurality {
		forFirst, forSecond = r.result.Scores[s.first].Int(), r.result.Scores[s.second].Int()
		lead = stats.LeadOf(forFirst, forSecond, r.result.Counted, len(order))
	} else {
		forFirst, forSecond = stats.Preferring(r.election.Ballots, s.first, s.second)
		lead = stats.LeadOfPreferred(forFirst, forSecond, r.result.Counted, len(order))
	}
	s.lead = &lead
	if lead.Verdict == stats.TooClose && lead.Lead > 0 {
		n := float64(r.result.Counted)
		s.need = stats.BallotsForLead(float64(forFirst)/n, float64(forSecond)/n)
	}
}

var verdictTexts = map[stats.Verdict]proof.Text{
	stats.ClearLead: {FR: "%s est nettement préférée à %s.", EN: "%s is clearly preferred to %s."},
	stats.Likely:    {FR: "%s est probablement préférée à %s, sans certitude.", EN: "%s is likely preferred to %s, but it is not certain."},
	stats.TooClose:  {FR: "%s et %s sont trop proches pour les départager.", EN: "%s and %s are too close to call."},
	stats.NoVerdict: {FR: "Rien ne permet de comparer %s et %s.", EN: "There is nothing to compare %s and %s by."},
}

func (r countReport) sure(page *bytes.Buffer) {
	s := r.stats
	if s == nil {
		return
	}
	r.say(page, "\nQuelle certitude\u00a0?\n", "\nHow sure is it?\n")
	table := newTable(page)
	for _, id := range slices.Concat(r.result.Ranking...) {
		if i, ok := s.intervals[id]; ok {
			fmt.Fprintf(table, "\t%s\t%s – %s\n", printable(string(id)), r.percent(i.Low), r.percent(i.High))
		}
	}
	_ = table.Flush()
	if s.lead != nil {
		fmt.Fprintf(page, "  "+r.in(verdictTexts[s.lead.Verdict])+"\n", printable(string(s.first)), printable(string(s.second)))
	}
	if s.need > 0 {
		r.say(page, "  Il faudrait environ %d bulletins pour qu’une telle avance soit significative.\n",
			"  It would take about %d ballots for such a lead to be significant.\n", s.need)
	}
	for _, id := range r.result.Winners {
		r.say(page, "  %s gagne dans %s de %d recomptages avec un public semblable.\n",
			"  %s wins in %s of %d recounts with a similar crowd.\n", printable(string(id)), r.percent(s.recounts.Share(id)), s.recounts.Times)
	}
	fmt.Fprintf(page, "  %s\n", r.in(proof.Text{FR: s.standing.FR, EN: s.standing.EN}))
}

// percent writes a share for people.
func (r countReport) percent(share float64) string {
	format := "%.0f%%"
	if r.french() {
		format = "%.0f\u00a0%%"
	}
	return fmt.Sprintf(format, math.Floor(100*share+0.5))
}
