package tally

import "slices"

// Pairwise is the table of all comparisons between two options.
type Pairwise struct {
	Options []OptionID // the order of rows and columns
	// Votes[a][b] is the weight of the ballots that put a above b.
	Votes [][]Number
	// Paths[a][b] is the strength of the strongest path from a to b, for Schulze; else nil.
	Paths [][]Number

	Agreement Number // for Kemeny, the comparisons on the ballots that the ranking agrees with

	Locks []Lock // for ranked pairs, the victories in the order in which they were looked at

	Winner   OptionID   // the option that beats all others, or empty
	Loser    OptionID   // the option that all others beat, or empty
	SmithSet []OptionID // smallest set whose members all beat every option outside it
}

// comparisons holds the methods that need no more of the ballots than the table of duels.
var comparisons = map[Method]func(c *count, votes [][]int64){
	Condorcet:   (*count).condorcet,
	Schulze:     (*count).schulze,
	RankedPairs: (*count).rankedPairs,
	Copeland:    (*count).copeland,
	Minimax:     (*count).minimax,
	Kemeny:      (*count).kemeny,
}

// compared counts ballots by one of them.
func (c *count) compared(ballots []Ballot) error {
	profile, err := c.profile(ballots)
	if err != nil {
		return err
	}
	comparisons[c.method](c, c.duels(profile))
	return nil
}

// checkDuels checks a table that somebody else made, and takes its weight.
func (c *count) checkDuels(votes [][]int64) error {
	n := len(c.options)
	wrong := func(row []int64) bool {
		return len(row) != n || slices.ContainsFunc(row, func(v int64) bool { return v < 0 || v > maxBallots })
	}
	if len(votes) != n || slices.ContainsFunc(votes, wrong) {
		return &RulesError{"duels", "there must be one row and one column per option, of numbers of ballots"}
	}
	for a := range votes {
		for b := range a {
			c.weight = max(c.weight, votes[a][b]+votes[b][a])
		}
	}
	return nil
}

// duels returns for each pair the weight of the ballots that put a above b.
func (c *count) duels(profile []ranked) [][]int64 {
	votes := square(len(c.options))
	ranks := make([]int, len(c.options))
	for _, ballot := range profile {
		last := ballot.ranks(ranks)
		if c.rules.Variant.SilentUnlisted {
			last--
		}
		for _, group := range ballot.groups {
			for _, a := range group {
				row, rank := votes[a], ranks[a]
				for b, other := range ranks {
					if rank < other && other <= last {
						row[b] += ballot.weight
					}
				}
			}
		}
	}
	return votes
}

func square(n int) [][]int64 {
	cells := make([]int64, n*n)
	rows := make([][]int64, n)
	for i := range rows {
		rows[i] = cells[i*n : (i+1)*n]
	}
	return rows
}

// compare publishes the table of comparisons and sets what the validity rules look at:
// the share of the ballots that prefer an option to its strongest rival, and duels.
func (c *count) compare(votes [][]int64) {
	c.res.Pairwise = &Pairwise{
		Options:  c.options,
		Votes:    c.table(votes),
		SmithSet: c.ids(smithSet(votes)),
	}
	if o, ok := sweeps(votes, func(a, b int) bool { return votes[a][b] > votes[b][a] }); ok {
		c.res.Pairwise.Winner = c.options[o]
	}
	if o, ok := sweeps(votes, func(a, b int) bool { return votes[a][b] < votes[b][a] }); ok {
		c.res.Pairwise.Loser = c.options[o]
	}
	c.pairwiseValidity(votes)
}

func (c *count) pairwiseValidity(votes [][]int64) {
	c.beats = func(a, b int) bool { return votes[a][b] > votes[b][a] }
	c.support = make([]Number, len(votes))
	for a := range votes {
		least := c.weight
		for b := range votes {
			if a != b {
				least = min(least, votes[a][b])
			}
		}
		if c.weight > 0 {
			c.support[a] = Ratio(least, c.weight)
		}
	}
}

func (c *count) table(weights [][]int64) [][]Number {
	table := make([][]Number, len(weights))
	for a, row := range weights {
		table[a] = c.numbers(row)
	}
	return table
}

func (c *count) numbers(weights []int64) []Number {
	numbers := make([]Number, len(weights))
	for i, w := range weights {
		numbers[i] = c.votes(w)
	}
	return numbers
}

// sweeps returns the option that has the better of all others.
func sweeps(votes [][]int64, better func(a, b int) bool) (int, bool) {
	for a := range votes {
		won := 0
		for b := range votes {
			if a != b && better(a, b) {
				won++
			}
		}
		if won == len(votes)-1 && won > 0 {
			return a, true
		}
	}
	return 0, false
}

// smithSet returns the smallest set whose members all beat every option outside it.
// It grows from the options with most victories: who is not beaten by a member belongs too.
func smithSet(votes [][]int64) []int {
	wins := make([]int, len(votes))
	most := 0
	for a := range votes {
		for b := range votes {
			if votes[a][b] > votes[b][a] {
				wins[a]++
			}
		}
		most = max(most, wins[a])
	}
	var set []int
	in := make([]bool, len(votes))
	for a := range votes {
		if wins[a] == most {
			set, in[a] = append(set, a), true
		}
	}
	for i := 0; i < len(set); i++ {
		for b := range votes {
			if !in[b] && votes[set[i]][b] <= votes[b][set[i]] {
				set, in[b] = append(set, b), true
			}
		}
	}
	return set
}
