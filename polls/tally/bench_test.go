package tally_test

import (
	"fmt"
	"testing"
	"time"

	"kermesse/polls/tally"
)

// BenchmarkSanFrancisco counts the 254,016 ballots of the mayor's election of 2018 one by
// one, as a poll stores them. "reads" is the time as a multiple of going once through the
// ballots and looking up every option listed.
func BenchmarkSanFrancisco(b *testing.B) {
	options, ballots := sanFrancisco(b)
	index := map[tally.OptionID]int{}
	for i, id := range options {
		index[id] = i
	}
	listed := make([]int, len(options))
	start := time.Now()
	for _, ballot := range ballots {
		for _, group := range ballot.Ranking {
			for _, id := range group {
				listed[index[id]]++
			}
		}
	}
	once := time.Since(start)
	for _, method := range []tally.Method{tally.Plurality, tally.Borda, tally.IRV, tally.Schulze, tally.RankedPairs, tally.STV} {
		b.Run(string(method), func(b *testing.B) {
			for b.Loop() {
				if _, err := tally.Count(method, options, ballots, tally.Rules{Lot: options}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(once), "reads")
		})
	}
}

func sanFrancisco(b *testing.B) (options []tally.OptionID, ballots []tally.Ballot) {
	for _, c := range readCases(b) {
		if c.ID != "san-francisco-mayor-2018" {
			continue
		}
		for _, alike := range c.ballots() {
			for range alike.Count {
				one := alike
				one.Count = 1
				ballots = append(ballots, one)
			}
		}
		options = c.Candidates
	}
	if len(ballots) != 254_016 {
		b.Fatalf("%d ballots", len(ballots))
	}
	return options, ballots
}

// BenchmarkDuels finds the worths of a hundred options that all met.
func BenchmarkDuels(b *testing.B) {
	var options []tally.OptionID
	var ballots []tally.Ballot
	for i := range 100 {
		options = append(options, tally.OptionID(fmt.Sprint(i)))
		for j := range i {
			ballots = append(ballots, duel(options[i], options[j], int64(1+i*j%7)), duel(options[j], options[i], int64(1+(i+j)%5)))
		}
	}
	for b.Loop() {
		if _, err := tally.Count(tally.Duels, options, ballots, tally.Rules{Lot: options}); err != nil {
			b.Fatal(err)
		}
	}
}
