package stats

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"

	"kermesse/polls/tally"
)

// Recounts tells how often each option won when the poll was counted again with crowds
// drawn from the ballots: the answer to "would a similar crowd have chosen the same?", for
// any method.
type Recounts struct {
	Times int
	Wins  map[tally.OptionID]int
}

// DefaultRecounts is how often a poll is recounted.
const DefaultRecounts = 1000

// Share returns in what share of the recounts an option won.
func (r Recounts) Share(id tally.OptionID) float64 {
	if r.Times == 0 {
		return 0
	}
	return float64(r.Wins[id]) / float64(r.Times)
}

// Recount draws as many ballots as were counted, with replacement, so many times, and
// counts each draw (bootstrap; Efron 1979). The draws follow from the poll's id and
// the ballots alone, so that everybody who repeats them gets the same. Its cost is that
// of counting the distinct ballots so many times.
func Recount(pollID string, times int, method tally.Method, options []tally.OptionID, ballots []tally.Ballot, rules tally.Rules) (Recounts, error) {
	var distinct []tally.Ballot
	var total int64
	for _, b := range tally.Aggregate(ballots) {
		if !b.Blank() {
			distinct = append(distinct, b)
			total += b.Count
		}
	}
	electorate, err := tally.NewElectorate(method, options, distinct, rules)
	if err != nil {
		return Recounts{}, err
	}
	r := Recounts{Times: times, Wins: make(map[tally.OptionID]int)}
	random := newRandom(pollID)
	voters := make([]int64, len(distinct))
	for range times {
		draw(random, voters, distinct, total)
		result, err := electorate.Recount(voters)
		if err != nil {
			return Recounts{}, err
		}
		for _, winner := range result.Winners {
			r.Wins[winner]++
		}
	}
	return r, nil
}

// draw draws a crowd of total voters: ballot by ballot, how many of those not drawn yet say
// the same as it.
func draw(random *rand.Rand, voters []int64, distinct []tally.Ballot, total int64) {
	left, people := total, total
	for i, b := range distinct {
		voters[i] = left
		if people > b.Count {
			voters[i] = binomial(random, left, float64(b.Count)/float64(people))
		}
		people -= b.Count
		left -= voters[i]
	}
}

// newRandom returns the generator of a poll, in its first state.
func newRandom(pollID string) *rand.Rand {
	hash := sha256.Sum256([]byte(pollID))
	return rand.New(rand.NewPCG(binary.BigEndian.Uint64(hash[:8]), binary.BigEndian.Uint64(hash[8:16])))
}
