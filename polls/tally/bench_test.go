package tally_test

import (
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
