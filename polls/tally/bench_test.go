package tally_test

import (
	"fmt"
	"testing"

	"kermesse/polls/tally"
)

// BenchmarkSanFrancisco counts the 254,016 ballots of the mayor's election of 2018 one by
// one, as a poll stores them. Plurality stands for reading them once.
func BenchmarkSanFrancisco(b *testing.B) {
	var election caseFile
	for _, c := range readCases(b) {
		if c.ID == "san-francisco-mayor-2018" {
			election = c
		}
	}
	var ballots []tally.Ballot
	for _, alike := range election.ballots() {
		for range alike.Count {
			one := alike
			one.Count = 1
			ballots = append(ballots, one)
		}
	}
	if len(ballots) != 254_016 {
		b.Fatalf("%d ballots", len(ballots))
	}
	for _, method := range []tally.Method{tally.Plurality, tally.Borda, tally.IRV, tally.Schulze, tally.RankedPairs} {
		b.Run(string(method), func(b *testing.B) {
			for b.Loop() {
				if _, err := tally.Count(method, election.Candidates, ballots, tally.Rules{Lot: election.Candidates}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
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
