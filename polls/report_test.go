package polls_test

import (
	"fmt"
	"testing"
	"time"

	"kermesse/polls"
	"kermesse/polls/stats"
)

func TestReportByDay(t *testing.T) {
	h := newHouse(t)
	p := h.open(t, func(terms *polls.Terms) { terms.ClosesAt = noon.Add(96 * time.Hour) })
	cast := func(day, from, to int, choice polls.Cast) {
		h.clock.Set(noon.Add(time.Duration(day) * 24 * time.Hour))
		for i := from; i < to; i++ {
			h.vote(t, "gout", device(fmt.Sprint(i)), choice)
		}
	}
	cast(0, 0, 30, one("coco"))
	cast(1, 30, 60, one("mangue"))
	cast(2, 60, 64, one("coco"))
	h.results(t, "gout")
	h.run(t, h.polls.Analyse)
	report, err := h.polls.Report(t.Context(), h.cm, p)
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Snapshot.Analysis.Periods) != 3 || report.Attendance.Today() != 4 || report.Statistics.Lead == nil {
		t.Fatalf("%+v", report)
	}
	// Four people alone are hidden, and a second day too: the total would give the four away.
	hidden := 0
	for _, d := range report.Snapshot.Analysis.Periods {
		if d.Display == stats.Hide {
			hidden++
			if d.People != 0 || d.Chosen != nil {
				t.Errorf("hidden and told: %+v", d)
			}
		}
	}
	if hidden != 2 || report.Snapshot.Analysis.Periods[2].Display != stats.Hide {
		t.Errorf("days %+v", report.Snapshot.Analysis.Periods)
	}
	_, err = h.polls.Report(t.Context(), h.other, p)
	wants(t, "another brand", err, polls.ErrNotFound)
}

func TestNoReportOfASealedPoll(t *testing.T) {
	h := newHouse(t)
	p := h.open(t, func(terms *polls.Terms) { terms.Visibility = polls.Sealed })
	_, err := h.polls.Report(t.Context(), h.cm, p)
	wants(t, "sealed", err, polls.ErrHidden)
}
