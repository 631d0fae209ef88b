package tally

import "slices"

// irv counts an instant run-off. Each ballot lies with the option it ranks highest among
// those still in; while nobody holds more than half of the ballots that lie somewhere, the
// option with the fewest goes out. Ties: who had fewer in the latest earlier round where
// they differ goes out, repeated on those still tied; then the last in the order of lots.
// A tie between the last two is decided likewise, or declared.
func (c *count) irv(ballots []Ballot) error {
	profile, err := c.profile(ballots)
	if err != nil {
		return err
	}
	run := c.runOff(profile, c.weakestLot)
	c.reportRunOff(run)
	c.res.LotDecided = drewLots(run.ties) && lotMatters(run.winners, func(choose chooser) []int {
		return c.runOff(profile, choose).winners
	})
	c.share(run.last().votes, 1)
	c.beatsOneToOne(profile)
	return nil
}

// runOff is a finished instant run-off.
type runOff struct {
	rounds  []runOffRound
	ties    []metTie
	winners []int // one, or two where their tie is declared
}

type runOffRound struct {
	out       int     // who went out before this round, or -1
	in        []int   // options still in, strongest lot first
	votes     []int64 // of every option, by its number
	exhausted int64
	voters    int64 // behind the exhausted weight
}

func (r runOff) last() runOffRound { return r.rounds[len(r.rounds)-1] }

// history returns the figures of the rounds so far.
func (r runOff) history() [][]int64 {
	history := make([][]int64, len(r.rounds))
	for i, round := range r.rounds {
		history[i] = round.votes
	}
	return history
}

// runOff counts the rounds; choose decides who goes out where votes cannot tell.
func (c *count) runOff(profile []ranked, choose chooser) runOff {
	var run runOff
	in, out := c.all(), -1
	for {
		round := lay(profile, in, len(c.options))
		round.out = out
		run.rounds = append(run.rounds, round)
		if winner, ok := round.majority(); ok && (len(in) <= 2 || !c.rules.ToLastTwo) {
			run.winners = []int{winner}
			return run
		}
		lowest := lowestOf(in, round.votes)
		if len(lowest) > 1 {
			tie := breakTie(AtExclusion, len(run.rounds), c.telling(run.history()), lowest, lowestOf)
			if tie.rule == Lot && len(in) == 2 && c.rules.Tie == Declare {
				run.winners = lowest
				return run
			}
			if tie.rule == Lot {
				tie.decision = choose(tie.tied)
			}
			run.ties = append(run.ties, tie)
			lowest = []int{tie.decision}
		}
		out = lowest[0]
		in = slices.DeleteFunc(slices.Clone(in), func(o int) bool { return o == out })
	}
}

// telling returns the rounds whose figures may break a tie.
func (c *count) telling(history [][]int64) [][]int64 {
	if c.rules.Variant.LotsAtOnce {
		return nil
	}
	return history
}

// lay puts each ballot with the option it ranks highest among those still in.
func lay(profile []ranked, in []int, options int) runOffRound {
	round := runOffRound{in: in, votes: make([]int64, options)}
	still := make([]bool, options)
	for _, o := range in {
		still[o] = true
	}
	for _, ballot := range profile {
		if o, ok := ballot.first(still); ok {
			round.votes[o] += ballot.weight
		} else {
			round.exhausted += ballot.weight
			round.voters += ballot.voters
		}
	}
	return round
}

// majority returns the option that holds more than half of the ballots that lie
// somewhere, or the only one left.
func (r runOffRound) majority() (int, bool) {
	var total int64
	for _, o := range r.in {
		total += r.votes[o]
	}
	for _, o := range r.in {
		if 2*r.votes[o] > total || len(r.in) == 1 {
			return o, true
		}
	}
	return 0, false
}

// reportRunOff publishes rounds, ties, winners, and the ranking: the winner, then those
// still in by their votes, then the others by how late they went out.
func (c *count) reportRunOff(run runOff) {
	for i, r := range run.rounds {
		round := Round{Number: i + 1, Action: FirstPreferences, Tallies: c.tallies(r.in, r.votes), Exhausted: c.votes(r.exhausted)}
		if i > 0 {
			round.Action, round.Option = Exclusion, c.options[r.out]
		}
		c.res.Rounds = append(c.res.Rounds, round)
	}
	c.reportTies(run.ties)
	last := run.last()
	c.res.Winners = c.ids(run.winners)
	c.res.CoWinners = len(run.winners) > c.rules.Seats
	c.res.Exhausted = last.voters
	for _, group := range splitDescending(last.in, func(o int) Number { return Whole(last.votes[o]) }) {
		c.res.Ranking = append(c.res.Ranking, c.ids(group))
	}
	for _, r := range slices.Backward(run.rounds[1:]) {
		c.res.Ranking = append(c.res.Ranking, []OptionID{c.options[r.out]})
	}
}
