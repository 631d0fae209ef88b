package stats

import "math"

// Strength is an option's place in Bradley and Terry's model of duels.
type Strength struct {
	Worth   float64 // chance of a over b = worth(a)/(worth(a)+worth(b)); the average has 1
	Logit   float64 // ln(worth)
	Chance  float64 // to be picked over the average option
	WinRate float64 // duels won of those it was in
	Duels   int64
}

// Iteration of the model.
const (
	mmPrecision = 1e-10
	mmMaxSteps  = 100_000
)

// BradleyTerry fits the model to wins[a][b], the duels in which a was picked over b, by the
// MM iteration (Hunter 2004). Half a win and half a defeat against an average opponent of
// worth 1 keep options finite that nobody beat or nobody met. The ranking of a poll is
// package tally's, in integers; these are figures for display.
func BradleyTerry(wins [][]int64) []Strength {
	return strengths(wins, fitWorths(wins, 0.5))
}

// fitWorths iterates with so many wins and defeats against the average; without any, worths
// are only relative to each other, and every option needs a win and a defeat.
func fitWorths(wins [][]int64, prior float64) []float64 {
	worth := make([]float64, len(wins))
	for a := range worth {
		worth[a] = 1
	}
	for range mmMaxSteps {
		next := make([]float64, len(worth))
		moved := 0.0
		for a := range worth {
			won, load := prior, 2*prior/(worth[a]+1)
			for b := range worth {
				if a != b {
					won += float64(wins[a][b])
					load += float64(wins[a][b]+wins[b][a]) / (worth[a] + worth[b])
				}
			}
			next[a] = won / load
			moved = max(moved, math.Abs(next[a]-worth[a])/next[a])
		}
		worth = next
		if moved < mmPrecision {
			break
		}
	}
	return worth
}

func strengths(wins [][]int64, worth []float64) []Strength {
	strengths := make([]Strength, len(worth))
	for a, w := range worth {
		s := Strength{Worth: w, Logit: math.Log(w), Chance: w / (w + 1)}
		var won int64
		for b := range worth {
			if a != b {
				won += wins[a][b]
				s.Duels += wins[a][b] + wins[b][a]
			}
		}
		if s.Duels > 0 {
			s.WinRate = float64(won) / float64(s.Duels)
		}
		strengths[a] = s
	}
	return strengths
}
