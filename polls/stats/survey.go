package stats

import "math"

// Score is a figure of a survey with its interval of 95 %.
type Score struct {
	Value float64
	Interval
	Responses int64
}

// NPS is the net promoter score: the per cent of 9 and 10 less the per cent of 0 to 6, to one
// decimal, from -100 to 100. counts[i] people answered i. The interval comes from the
// variance (p + d - (p-d)²)/n of a difference of shares in one sample.
func NPS(counts [11]int64) Score {
	var promoters, detractors, n int64
	for answer, people := range counts {
		n += people
		switch {
		case answer >= 9:
			promoters += people
		case answer <= 6:
			detractors += people
		}
	}
	if n == 0 {
		return Score{Interval: Interval{-100, 100}}
	}
	p, d := float64(promoters)/float64(n), float64(detractors)/float64(n)
	half := 100 * Z95 * math.Sqrt((p+d-(p-d)*(p-d))/float64(n))
	value := 100 * (p - d)
	return Score{
		Value:     math.Round(value*10) / 10,
		Interval:  Interval{max(-100, value-half), min(100, value+half)},
		Responses: n,
	}
}

// CSAT is the share of people who gave one of the two best answers of a scale, with Wilson's
// interval. counts is by answer, the best last.
func CSAT(counts []int64) Score {
	var top, n int64
	for i, people := range counts {
		n += people
		if i >= len(counts)-2 {
			top += people
		}
	}
	s := Score{Interval: Wilson(top, n), Responses: n}
	if n > 0 {
		s.Value = float64(top) / float64(n)
	}
	return s
}

// CES is the mean answer on a scale that begins at 1; counts is by answer. The interval is
// the normal one of a mean, inside the scale.
func CES(counts []int64) Score {
	var n int64
	var sum, squares float64
	for i, people := range counts {
		answer := float64(i + 1)
		n += people
		sum += answer * float64(people)
		squares += answer * answer * float64(people)
	}
	scale := Interval{1, float64(max(len(counts), 1))}
	if n == 0 {
		return Score{Interval: scale}
	}
	mean := sum / float64(n)
	s := Score{Value: mean, Interval: scale, Responses: n}
	if n > 1 {
		variance := max(0, squares-float64(n)*mean*mean) / float64(n-1)
		half := Z95 * math.Sqrt(variance/float64(n))
		s.Interval = Interval{max(scale.Low, mean-half), min(scale.High, mean+half)}
	}
	return s
}
