package agenda

import (
	"slices"
	"time"
)

// Span is a stretch of time that something takes, from one instant on and before another.
type Span struct{ From, To time.Time }

// Overlap is a stretch in which several spans run at once.
type Overlap struct {
	Span
	Of []int // positions of the spans in the list that was asked about, in its order
}

// Overlaps lists the stretches in which two or more spans run at once, in order of time;
// each is as long as the same spans run. Spans without length do not run.
func Overlaps(spans []Span) []Overlap {
	var edges []time.Time
	for _, s := range spans {
		if s.From.Before(s.To) {
			edges = append(edges, s.From, s.To)
		}
	}
	slices.SortFunc(edges, time.Time.Compare)
	edges = slices.CompactFunc(edges, time.Time.Equal)
	var found []Overlap
	for i := 0; i+1 < len(edges); i++ {
		var of []int
		for n, s := range spans {
			if !s.From.After(edges[i]) && s.To.After(edges[i]) {
				of = append(of, n)
			}
		}
		if len(of) > 1 {
			found = append(found, Overlap{Span: Span{From: edges[i], To: edges[i+1]}, Of: of})
		}
	}
	return found
}
