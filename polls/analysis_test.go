package polls_test

import (
	"fmt"
	"testing"
	"time"

	"kermesse/polls"
	"kermesse/polls/stats"
	"kermesse/polls/tally"
)

func TestCrowdsOfAClosedPoll(t *testing.T) {
	h := newHouse(t)
	p := h.open(t, func(terms *polls.Terms) { terms.Method = tally.IRV })
	for i := range 30 {
		h.vote(t, "gout", device(fmt.Sprint(i)), [...]polls.Cast{ranked("coco", "mangue"), ranked("mangue"), ranked("letchi", "coco")}[i%3])
	}
	h.vote(t, "gout", device("x"), ranked("coco"))
	h.results(t, "gout")
	h.run(t, h.polls.Analyse)
	live := h.results(t, "gout").Analysis.Crowds
	if live.Times == 0 {
		t.Error("a small open poll was not recounted")
	}
	h.clock.Set(p.ClosesAt)
	h.run(t, h.polls.CloseDue)
	if early := h.results(t, "gout").Analysis.Crowds; early.Times != 0 {
		t.Errorf("final figures with the recounts of others: %+v", early)
	}
	h.run(t, h.polls.Analyse)
	final := h.results(t, "gout").Analysis.Crowds
	if final.Times != stats.DefaultRecounts || final.Share("coco") < .5 || final.Share("coco") == 1 {
		t.Errorf("coco wins in %.3f of %d recounts", final.Share("coco"), final.Times)
	}
	h.run(t, h.polls.Analyse)
	if again := h.results(t, "gout").Analysis.Crowds; fmt.Sprint(again) != fmt.Sprint(final) {
		t.Errorf("recounted again: %+v", again)
	}
}

// While it is sealed there is nothing to recount.
func TestNoCrowdsOfASealedPoll(t *testing.T) {
	h := newHouse(t)
	h.open(t, func(terms *polls.Terms) { terms.Visibility = polls.Sealed })
	h.vote(t, "gout", device("a"), one("coco"))
	h.run(t, h.polls.Analyse)
	var rows int
	if err := h.db.Gorm(t.Context()).Raw("SELECT COUNT(*) FROM poll_snapshots").Scan(&rows).Error; err != nil || rows != 0 {
		t.Errorf("%d snapshots, %v", rows, err)
	}
}

// Where two options can stand on a ballot, those that prefer one of them are compared.
func TestLeadByPreferences(t *testing.T) {
	h := newHouse(t)
	p := h.open(t, func(terms *polls.Terms) { terms.Method = tally.Approval })
	for i := range 40 {
		cast := one("coco")
		switch {
		case i < 20:
			cast.Ballot.Choices = []tally.OptionID{"coco", "mangue"}
		case i < 24:
			cast = one("mangue")
		}
		h.vote(t, "gout", device(fmt.Sprint(i)), cast)
	}
	snap := h.results(t, "gout")
	got := p.Statistics(snap)
	if snap.Above != 16 || snap.Below != 4 || got.First != "coco" || got.Lead == nil || got.Lead.Verdict != stats.Likely {
		t.Errorf("%d against %d: %s, %+v", snap.Above, snap.Below, got.First, got.Lead)
	}
}

// A sealed poll that was reopened has figures of its first end; what came since is not looked at.
func TestNoAnalysisOfAReopenedSealedPoll(t *testing.T) {
	h := newHouse(t)
	p := h.open(t, func(terms *polls.Terms) { terms.Visibility = polls.Sealed })
	h.vote(t, "gout", device("a"), one("coco"))
	h.clock.Set(p.ClosesAt)
	h.run(t, h.polls.CloseDue)
	h.run(t, h.polls.Analyse)
	p, err := h.polls.Reopen(t.Context(), h.cm, "gout", "Panne le dernier soir.", p.ClosesAt.Add(24*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	h.vote(t, "gout", device("b"), one("mangue"))
	h.run(t, h.polls.Analyse)
	var looked bool
	if err := h.db.Gorm(t.Context()).Raw("SELECT analysis_version = version FROM poll_snapshots").Scan(&looked).Error; err != nil || looked {
		t.Errorf("its ballots were read before its end: %v, %v", looked, err)
	}
	h.clock.Set(p.ClosesAt)
	h.run(t, h.polls.CloseDue)
	h.run(t, h.polls.Analyse)
	if times := h.results(t, "gout").Analysis.Crowds.Times; times != stats.DefaultRecounts {
		t.Errorf("%d recounts at its second end", times)
	}
}

// Rounds have no test of a lead: recounts tell whether it is one.
func TestVerdictOfARunOff(t *testing.T) {
	for verdict, ahead := range map[stats.Verdict]int{stats.TooClose: 21, stats.ClearLead: 39} {
		h := newHouse(t)
		p := h.open(t, func(terms *polls.Terms) { terms.Method = tally.IRV })
		for i := range 40 {
			cast := ranked("coco")
			if i >= ahead {
				cast = ranked("mangue")
			}
			h.vote(t, "gout", device(fmt.Sprint(i)), cast)
		}
		h.clock.Set(p.ClosesAt)
		h.run(t, h.polls.CloseDue)
		h.run(t, h.polls.Analyse)
		got := p.Statistics(h.results(t, "gout"))
		if got.Verdict != verdict || got.First != "coco" || got.Second != "mangue" || got.Lead != nil {
			t.Errorf("%d of 40: %+v", ahead, got)
		}
	}
}

// Weeks, where days would be too many to read.
func TestPeriodsOfALongPoll(t *testing.T) {
	h := newHouse(t) // on a Saturday
	h.open(t, func(terms *polls.Terms) { terms.ClosesAt = noon.Add(20 * 24 * time.Hour) })
	for day := range 14 {
		h.clock.Set(noon.Add(time.Duration(day) * 24 * time.Hour))
		for i := range 10 {
			h.vote(t, "gout", device(fmt.Sprint(day, ".", i)), one("coco"))
		}
	}
	h.results(t, "gout")
	h.run(t, h.polls.Analyse)
	found := h.results(t, "gout").Analysis.Periods
	if len(found) != 3 || found[1].From.Weekday() != time.Monday || found[1].To.Weekday() != time.Sunday || found[1].People != 70 {
		t.Errorf("%+v", found)
	}
}
