package questionnaire

import (
	"cmp"
	"slices"

	"kermesse/polls/stats"
)

// Summary is what all answers to one question add up to. Which fields count is told by
// the kind of the question.
type Summary struct {
	Question Question
	Asked    int64         // people whose path led here
	Answered int64         // of these, who answered
	Bars     []Bar         // choice: options in their order; scale: answers from the lowest to the highest
	Rows     []RowBars     // matrix
	Score    *stats.Score  // NPS, CSAT (share of the two best), CES and scale (mean)
	Spread   *Distribution // number
	Said     []string      // text and "something else": every distinct answer, the most frequent first
}

// Bar is one answer: how many people gave it, of those who answered, and how sure the
// share is. The intervals of the bars of one question hold together, with 95 %; where
// several options may be chosen each holds alone.
type Bar struct {
	ID       string
	Label    Text // empty for a number
	Number   int  // scale
	People   int64
	Share    float64
	Interval stats.Interval
}

// RowBars is one row of a matrix.
type RowBars struct {
	Row  Option
	Bars []Bar
}

// Distribution is what numbers are like, in thousandths.
type Distribution struct {
	Low, Median, High int64
	Mean              float64
}

// Summarise makes the figures of every question of a form, of complete responses.
func Summarise(f Form, responses []Answers) []Summary {
	summaries := make([]Summary, len(f))
	given := make([][]Answer, len(f))
	for i, q := range f {
		summaries[i].Question = q
	}
	for _, answers := range responses {
		path := f.Path(answers)
		for i, at := 0, 0; i < len(f) && at < len(path); i++ {
			if f[i].ID != path[at].ID {
				continue
			}
			at++
			summaries[i].Asked++
			if a := answers[f[i].ID]; !a.Empty() {
				given[i] = append(given[i], a)
			}
		}
	}
	for i := range summaries {
		summaries[i].Answered = int64(len(given[i]))
		summaries[i].fill(given[i])
	}
	return summaries
}

func (s *Summary) fill(given []Answer) {
	q := s.Question
	switch q.Kind {
	case Choice:
		s.Bars = choiceBars(q, given)
		s.Said = frequent(given, func(a Answer) string { return a.Other })
	case Matrix:
		s.Rows = matrixBars(q, given)
	case Number:
		s.Spread = distribution(given)
	case Date, Words:
		s.Said = frequent(given, func(a Answer) string { return a.Words })
	default:
		s.Bars, s.Score = scaleBars(q, given)
	}
}

func choiceBars(q Question, given []Answer) []Bar {
	options := q.Options
	if q.Other {
		options = append(slices.Clone(options), Option{ID: OtherID})
	}
	return bars(options, int64(len(given)), !q.Several, func(id string) (n int64) {
		for _, a := range given {
			if slices.Contains(a.Options, id) {
				n++
			}
		}
		return n
	})
}

func matrixBars(q Question, given []Answer) []RowBars {
	rows := make([]RowBars, len(q.Rows))
	for i, row := range q.Rows {
		var answered int64
		counts := map[string]int64{}
		for _, a := range given {
			if option := a.Rows[row.ID]; option != "" {
				answered++
				counts[option]++
			}
		}
		rows[i] = RowBars{row, bars(q.Options, answered, true, func(id string) int64 { return counts[id] })}
	}
	return rows
}

// bars counts options. together: each person is in one bar only, so that the intervals
// can hold together.
func bars(options []Option, answered int64, together bool, count func(id string) int64) []Bar {
	out := make([]Bar, len(options))
	people := make([]int64, len(options))
	for i, o := range options {
		people[i] = count(o.ID)
		out[i] = Bar{ID: o.ID, Label: o.Label, People: people[i], Interval: stats.Wilson(people[i], answered)}
		if answered > 0 {
			out[i].Share = float64(people[i]) / float64(answered)
		}
	}
	if together {
		for i, interval := range stats.Simultaneous(people) {
			out[i].Interval = interval
		}
	}
	return out
}

func scaleBars(q Question, given []Answer) ([]Bar, *stats.Score) {
	low, high, _ := q.Range()
	counts := make([]int64, high-low+1)
	for _, a := range given {
		if at := int(*a.Milli/1000) - low; at >= 0 && at < len(counts) {
			counts[at]++
		}
	}
	steps := make([]Option, len(counts))
	for i := range steps {
		steps[i].ID = FormatMilli(int64(low+i) * 1000)
	}
	out := bars(steps, int64(len(given)), true, func(id string) int64 {
		return counts[slices.IndexFunc(steps, func(o Option) bool { return o.ID == id })]
	})
	for i := range out {
		out[i].Number = low + i
	}
	return out, score(q, counts)
}

func score(q Question, counts []int64) *stats.Score {
	var s stats.Score
	switch q.Kind {
	case NPS:
		s = stats.NPS([11]int64(counts))
	case CSAT:
		s = stats.CSAT(counts)
	default:
		s = stats.CES(counts)
		shift := float64(q.Least - 1) // CES counts from 1
		if q.Kind == CES {
			shift = 0
		}
		s.Value, s.Low, s.High = s.Value+shift, s.Low+shift, s.High+shift
	}
	return &s
}

func distribution(given []Answer) *Distribution {
	if len(given) == 0 {
		return nil
	}
	numbers := make([]int64, len(given))
	var sum float64
	for i, a := range given {
		numbers[i] = *a.Milli
		sum += float64(*a.Milli)
	}
	slices.Sort(numbers)
	middle := len(numbers) / 2
	d := &Distribution{Low: numbers[0], High: numbers[len(numbers)-1], Median: numbers[middle], Mean: sum / float64(len(numbers))}
	if len(numbers)%2 == 0 {
		d.Median = (numbers[middle-1] + numbers[middle]) / 2
	}
	return d
}

// frequent lists distinct texts, the most frequent first, then by their letters.
func frequent(given []Answer, text func(Answer) string) []string {
	times := map[string]int{}
	for _, a := range given {
		if said := text(a); said != "" {
			times[said]++
		}
	}
	said := make([]string, 0, len(times))
	for text := range times {
		said = append(said, text)
	}
	slices.SortFunc(said, func(a, b string) int { return cmp.Or(cmp.Compare(times[b], times[a]), cmp.Compare(a, b)) })
	return said
}
