package tally

import (
	"cmp"
	"slices"
)

// Lock is one victory in the order in which ranked pairs looks at them.
type Lock struct {
	Winner, Loser OptionID
	For, Against  Number
	Locked        bool // false: it would have closed a cycle with those locked before
}

// rankedPairs counts by Tideman's method: the victories, strongest first (more votes for,
// then fewer against), are locked one by one unless they close a cycle. Equal victories
// come in the order of lots, of the winner first, then of the loser (the weaker first).
// The ranking takes the options no locked victory beats, and again among the rest.
func (c *count) rankedPairs(votes [][]int64) {
	c.compare(votes)
	c.lockPairs(votes)
}

func (c *count) lockPairs(votes [][]int64) {
	victories := c.victories(votes)
	locked := c.lockVictories(victories, firstOf, c.recordLock)
	for _, v := range victories {
		c.res.Pairwise.Locks = append(c.res.Pairwise.Locks, Lock{
			Winner: c.options[v.winner], Loser: c.options[v.loser],
			For: c.votes(v.votes), Against: c.votes(v.against), Locked: locked.edge[v.winner][v.loser],
		})
	}
	ranking := locked.layers(c.all())
	c.seat(ranking)
	if !c.res.LotDecided && len(c.res.TieBreaks) > 0 {
		c.res.LotDecided = lotMatters(leading(ranking, c.rules.Seats), func(choose chooser) []int {
			return leading(c.lockVictories(victories, choose, nil).layers(c.all()), c.rules.Seats)
		})
	}
}

type victory struct {
	winner, loser  int
	votes, against int64
}

// victories lists the one-to-one victories in the order in which they are looked at.
func (c *count) victories(votes [][]int64) []victory {
	var victories []victory
	for a := range votes {
		for b := range votes {
			if votes[a][b] > votes[b][a] {
				victories = append(victories, victory{a, b, votes[a][b], votes[b][a]})
			}
		}
	}
	slices.SortFunc(victories, func(v, w victory) int {
		return cmp.Or(c.weaker(v, w), cmp.Compare(c.lot[v.winner], c.lot[w.winner]), cmp.Compare(c.lot[w.loser], c.lot[v.loser]))
	})
	return victories
}

// weaker is positive if v is a weaker victory than w: fewer votes for it, then more against it.
func (c *count) weaker(v, w victory) int {
	strength := c.rules.Variant.Strength
	if strength != WinningVotes {
		return strength.compare(w, v)
	}
	return cmp.Or(strength.compare(w, v), cmp.Compare(v.against, w.against))
}

// firstOf takes the first: victories are already in the order of lots.
func firstOf(tied []int) int { return tied[0] }

func (c *count) recordLock(contested []victory, chosen victory) {
	var tied []int
	for _, v := range contested {
		if !slices.Contains(tied, v.winner) {
			tied = append(tied, v.winner)
		}
	}
	c.tieBreak(AtLock, len(c.res.TieBreaks)+1, tied, Lot, chosen.winner)
}

// locks is the acyclic graph of locked victories.
type locks struct {
	edge [][]bool
	path [][]bool // whether locked victories lead from one option to another
}

// lockVictories locks the victories in turn. Among equal ones it first locks those that no
// order could refuse and drops those that no order could lock; only what is left is
// contested, and there choose takes the next.
func (c *count) lockVictories(victories []victory, choose chooser, drawn func(contested []victory, chosen victory)) locks {
	l := locks{edge: boolSquare(len(c.options)), path: boolSquare(len(c.options))}
	for len(victories) > 0 {
		n := 1
		for n < len(victories) && c.weaker(victories[n], victories[0]) == 0 {
			n++
		}
		equal := slices.Clone(victories[:n])
		victories = victories[n:]
		for len(equal) > 0 {
			if equal = l.settle(equal); len(equal) == 0 {
				break
			}
			indices := make([]int, len(equal))
			for i := range indices {
				indices[i] = i
			}
			i := choose(indices)
			if drawn != nil {
				drawn(equal, equal[i])
			}
			l.lock(equal[i])
			equal = slices.Delete(equal, i, i+1)
		}
	}
	return l
}

// settle locks and drops what is certain among equal victories, and returns the rest.
func (l locks) settle(equal []victory) []victory {
	equal = slices.DeleteFunc(equal, func(v victory) bool { return l.path[v.loser][v.winner] })
	all := l.clone()
	for _, v := range equal {
		all.lock(v)
	}
	return slices.DeleteFunc(equal, func(v victory) bool {
		certain := !all.path[v.loser][v.winner] // closes no cycle even with all the others
		if certain {
			l.lock(v)
		}
		return certain
	})
}

func (l locks) lock(v victory) {
	l.edge[v.winner][v.loser] = true
	for a := range l.path {
		if a != v.winner && !l.path[a][v.winner] || l.path[a][v.loser] {
			continue
		}
		l.path[a][v.loser] = true
		for b, reached := range l.path[v.loser] {
			l.path[a][b] = l.path[a][b] || reached
		}
	}
}

func (l locks) clone() locks {
	c := locks{edge: boolSquare(len(l.edge)), path: boolSquare(len(l.path))}
	for i := range l.edge {
		copy(c.edge[i], l.edge[i])
		copy(c.path[i], l.path[i])
	}
	return c
}

func (l locks) layers(options []int) [][]int {
	return layers(options, func(a, b int) bool { return l.edge[a][b] })
}

func boolSquare(n int) [][]bool {
	rows := make([][]bool, n)
	for i := range rows {
		rows[i] = make([]bool, n)
	}
	return rows
}
