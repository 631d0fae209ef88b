package polls_test

import (
	"fmt"
	"slices"
	"testing"

	"kermesse/polls"
	"kermesse/polls/stats"
	"kermesse/polls/tally"
)

func TestStatistics(t *testing.T) {
	h := newHouse(t)
	p := h.open(t, func(terms *polls.Terms) { terms.Quorum, terms.Shuffle = 1000, false })
	for i := range 60 {
		h.vote(t, "gout", device(fmt.Sprint(i)), one([]tally.OptionID{"coco", "mangue", "coco"}[i%3]))
	}
	got := p.Statistics(h.results(t, "gout"))
	if got.First != "coco" || got.Second != "mangue" || got.Lead == nil || got.Lead.Verdict != stats.Likely {
		t.Errorf("lead %+v of %s over %s", got.Lead, got.First, got.Second)
	}
	if in := got.Intervals["coco"]; in.Low > 40./60 || in.High < 40./60 || in.Low < .4 {
		t.Errorf("interval %+v", in)
	}
	for _, flag := range []stats.Flag{stats.SelfSelected, stats.FixedOrder, stats.BelowQuorum} {
		if !slices.Contains(got.Flags, flag) {
			t.Errorf("%s is not said", flag)
		}
	}
}

func TestStatisticsOfAnEmptyPoll(t *testing.T) {
	h := newHouse(t)
	for _, method := range []tally.Method{tally.Plurality, tally.IRV, tally.Score} {
		p := h.open(t, func(terms *polls.Terms) { terms.Slug, terms.Method = string(method), method })
		got := p.Statistics(h.results(t, string(method)))
		if got.Lead != nil || len(got.Flags) == 0 {
			t.Errorf("%s: %+v", method, got)
		}
	}
}
