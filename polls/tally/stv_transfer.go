package tally

import (
	"math"
	"math/bits"
)

// firstPreferences lays the ballots and returns the weight of those that have one.
func (s *transferable) firstPreferences() (valid int64) {
	for o := range s.hopeful {
		s.hopeful[o] = true
	}
	for i, ballot := range s.profile {
		s.value[i] = s.unit
		if o, ok := ballot.first(s.hopeful); ok {
			s.pile[o] = append(s.pile[o], i)
			s.votes[o] += ballot.weight * s.unit
			valid += ballot.weight
		} else {
			s.exhausted += ballot.voters
		}
	}
	return valid
}

// moveSurplus moves all the ballots of an elected option, each at its value times the
// surplus over the option's votes, to five decimals; the option keeps the quota. In exact
// fractions the unit is divided first, so that nothing is left over.
func (s *transferable) moveSurplus(o int) {
	if s.exact {
		s.divideBy(s.votes[o] / divisor(s.votes[o], s.quota))
	}
	surplus, total := s.votes[o]-s.quota, s.votes[o]
	s.pending[o] = false
	s.votes[o] = s.quota
	s.lost += surplus
	for _, i := range s.take(o) {
		s.value[i] = mulDiv(surplus, s.value[i], total)
		s.lost -= s.profile[i].weight * s.value[i]
		s.move(i)
	}
}

// divideBy makes the unit of all the figures so many times smaller, if they still fit.
func (s *transferable) divideBy(n int64) {
	var all int64
	for _, ballot := range s.profile {
		all += ballot.weight
	}
	if hi, lo := bits.Mul64(uint64(all*s.unit), uint64(n)); hi > 0 || lo > math.MaxInt64 {
		s.tooLong = true
		return
	}
	s.unit *= n
	s.quota *= n
	s.spent *= n
	for o := range s.votes {
		s.votes[o] *= n
	}
	for i := range s.value {
		s.value[i] *= n
	}
}

// exclude moves all the ballots of an option at the value they have.
func (s *transferable) exclude(o int) {
	s.hopeful[o] = false
	s.votes[o] = 0
	for _, i := range s.take(o) {
		if !s.move(i) {
			s.exhausted += s.profile[i].voters
		}
	}
}

func (s *transferable) take(o int) []int {
	pile := s.pile[o]
	s.pile[o] = nil
	return pile
}

// move lays a ballot with its next hopeful option, if it has one.
func (s *transferable) move(i int) bool {
	worth := s.profile[i].weight * s.value[i]
	next, ok := s.profile[i].first(s.hopeful)
	if !ok {
		s.spent += worth
		return false
	}
	s.pile[next] = append(s.pile[next], i)
	s.votes[next] += worth
	return true
}

// mulDiv returns a*b/c rounded down, where a < c.
func mulDiv(a, b, c int64) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	quotient, _ := bits.Div64(hi, lo, uint64(c))
	return int64(quotient)
}
