package tally

import "slices"

// answer is a pick with options by number; worst is -1 in a duel.
type answer struct {
	shown       []int
	best, worst int
	weight      int64
}

// duelSize and the sizes of best-worst sets.
const (
	duelSize    = 2
	smallestSet = 3
)

// answers reads the picks of all the ballots.
func (c *count) answers(ballots []Ballot, inDuels bool) ([]answer, error) {
	var all []answer
	reader := c.newReader()
	for i, b := range ballots {
		if b.Blank() {
			continue
		}
		picks, fault := reader.picks(b, inDuels)
		if fault != nil {
			fault.Ballot = i
			return nil, fault
		}
		for _, pick := range picks {
			pick.weight = c.weightOf(b)
			all = append(all, pick)
		}
	}
	return all, nil
}

func castDuels(c *count, b Ballot) *BallotError {
	_, fault := c.newReader().picks(b, true)
	return fault
}

func castSets(c *count, b Ballot) *BallotError {
	_, fault := c.newReader().picks(b, false)
	return fault
}

// picks checks the answers of a ballot: known options, none twice in a set, the best and in
// a best-worst set the worst among those shown, and no set twice.
func (r *reader) picks(b Ballot, inDuels bool) ([]answer, *BallotError) {
	if !b.only(Picks) {
		return nil, &BallotError{Reason: WrongForm}
	}
	var answers []answer
	for _, pick := range b.Picks {
		a, fault := r.pick(pick)
		if fault != nil {
			return nil, fault
		}
		if inDuels != (len(a.shown) == duelSize) || inDuels != (a.worst < 0) || len(a.shown) < duelSize {
			return nil, &BallotError{Reason: BadPick}
		}
		if slices.ContainsFunc(answers, func(other answer) bool { return slices.Equal(other.shown, a.shown) }) {
			return nil, &BallotError{Reason: RepeatedPick}
		}
		answers = append(answers, a)
	}
	return answers, nil
}

func (r *reader) pick(pick Pick) (answer, *BallotError) {
	r.next()
	a := answer{best: -1, worst: -1}
	for _, id := range pick.Shown {
		o, fault := r.option(id)
		if fault != nil {
			return a, fault
		}
		a.shown = append(a.shown, o)
		if id == pick.Best {
			a.best = o
		}
		if id == pick.Worst {
			a.worst = o
		}
	}
	slices.Sort(a.shown)
	if a.best < 0 || a.best == a.worst || a.worst < 0 && pick.Worst != "" {
		return a, &BallotError{Reason: BadPick}
	}
	return a, nil
}

// wins returns for each pair how often the first was picked over the second.
func wins(options int, duels []answer) [][]int64 {
	wins := square(options)
	for _, d := range duels {
		loser := d.shown[0] + d.shown[1] - d.best
		wins[d.best][loser] += d.weight
	}
	return wins
}
