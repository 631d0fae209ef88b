package handlers

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// coldReads is how often the database is asked for a page that nobody has asked for yet: in a
// house that has just started, and in one that has shown another page of the brand within the
// last second. Who makes it more has a reason, and says so here.
var coldReads = map[string]struct{ start, warm int }{
	"/fr/c/ete":          {start: 4, warm: 2}, // the contest with its prizes; how many have entered
	"/fr/p/gout":         {start: 3, warm: 1}, // the poll with its options
	"/fr/p/gout/results": {start: 7, warm: 3},
	"/fr/c/tire":         {start: 16, warm: 14}, // the draw with all that proves it
	"/fr/c/tire/draw":    {start: 18, warm: 16},
}

// A page that is not kept costs few reads, whatever is in the database.
func TestAColdPageCostsFewReads(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.drawnContest(staff, "tire", 3, nil)
	w.clock.Set(townNoon)
	w.openContest(staff, "ete", nil)
	w.openPoll(staff, "gout", nil)
	w.app.Config.PageAge = time.Hour
	asked := w.reads()
	cost := func(path string) []string {
		w.app.pages = newShelf()
		statements, _ := asked.during(t, w.db, func() { w.visitor().get(path).wants(200) })
		return slices.DeleteFunc(statements, func(s string) bool { return !strings.HasPrefix(strings.TrimSpace(s), "SELECT") }) // a first count is kept
	}
	for path, most := range coldReads {
		w.app.stalls = newStalls()
		start := cost(path)
		warm := cost(path)
		again, _ := asked.during(t, w.db, func() { w.visitor().get(path).wants(200) })
		t.Logf("%s: %d reads at the start, %d cold, %d kept", path, len(start), len(warm), len(again))
		if len(start) > most.start || len(warm) > most.warm || len(again) > 0 {
			t.Errorf("%s: %d reads at the start, want %d; %d cold, want %d; %d kept:\n%s", path, len(start), most.start, len(warm), most.warm, len(again), strings.Join(start, "\n"))
		}
	}
}
