// Package tally counts votes. Every method takes the options, the ballots and the
// rules, the order of lots among them, and gives the same result to whoever counts
// again: no clock, no randomness, no floats.
//
// It guarantees that the order of the ballots, and the order and names of the options,
// never change a result; that identical ballots may be given one by one or as one
// ballot with a count; and that every tie that was broken is listed with its rule.
//
// It leaves to others who may vote, which ballot of a voter is the latest, and how sure
// a result is (package stats).
package tally

import "fmt"

// OptionID names one option of a poll. It is opaque to a count, which never compares
// names: ties are decided by the rules of the method and then by lot.
type OptionID string

// Count counts the ballots by the method and returns the result.
//
// It refuses options or rules that make no sense (*RulesError) and ballots that list an
// option twice or one that is not in the poll, that hold scores where rankings are
// counted, or scores out of range (*BallotError); nothing is then counted. Equal ranks,
// which ValidateBallot refuses in IRV and STV, are counted here as imports need it:
// such a ballot counts for nobody while two options that are still in are equal on it.
func Count(method Method, options []OptionID, ballots []Ballot, rules Rules) (Result, error) {
	c, err := newCount(method, options, rules)
	if err != nil {
		return Result{}, err
	}
	return c.count(ballots)
}

func (c *count) count(ballots []Ballot) (Result, error) {
	if err := c.weigh(ballots); err != nil {
		return Result{}, err
	}
	if err := procedures[c.method].run(c, ballots); err != nil {
		return Result{}, err
	}
	c.judgeValidity()
	return c.res, nil
}

// CountDuels counts from a published table of comparisons, where votes[a][b] is the number
// of ballots that put option a above option b, for the methods that need no more than
// that: Condorcet, Schulze, RankedPairs and Copeland. The number of ballots is not known;
// Counted is the most that one comparison tells of.
func CountDuels(method Method, options []OptionID, votes [][]int64, rules Rules) (Result, error) {
	run, ok := comparisons[method]
	if !ok {
		return Result{}, &RulesError{"method", fmt.Sprintf("%q needs the ballots, not a table of comparisons", method)}
	}
	c, err := newCount(method, options, rules)
	if err != nil {
		return Result{}, err
	}
	if err := c.checkDuels(votes); err != nil {
		return Result{}, err
	}
	c.res.Counted = c.weight
	run(c, votes)
	c.judgeValidity()
	return c.res, nil
}
