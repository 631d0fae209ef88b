package tally

import (
	"cmp"
	"slices"
)

// stvUnit is one vote in STV: figures have five decimals, the rest is dropped.
const stvUnit = 100_000

// stv counts a single transferable vote by the rules for Scottish local elections (Scottish
// Local Government Elections Order 2007, rules 45 to 52): quota floor(votes/(seats+1))+1;
// an elected option's surplus moves on with all its ballots, each at a fraction of its value
// (weighted inclusive); the largest surplus first, one at a time; with no surplus left the
// lowest option goes out and its ballots move on at the value they had.
//
// Ties: the latest earlier round where they differ, then lot: the strongest lot's surplus
// moves first, the weakest lot goes out. STVExact drops nothing: values are exact fractions.
func (c *count) stv(ballots []Ballot) error {
	profile, err := c.profile(ballots)
	if err != nil {
		return err
	}
	s := c.transferableVote(profile, c.strongestLot, c.weakestLot)
	if s.tooLong {
		return &RulesError{"method", "the fractions of this count are too long to stay exact; stv drops what is beyond five decimals"}
	}
	s.report(c)
	if drewLots(s.ties) {
		c.res.LotDecided = lotMatters(s.elected, func(choose chooser) []int {
			return c.transferableVote(profile, choose, choose).elected
		})
	}
	c.share(s.votes, 1)
	c.beatsOneToOne(profile)
	return nil
}

// transferable is an STV count on its way. Votes are in units of 1/(scale*unit).
type transferable struct {
	profile   []ranked
	exact     bool
	unit      int64
	tooLong   bool    // the count was given up: its unit does not fit
	value     []int64 // of one vote on each ballot, in 1/unit
	pile      [][]int // the ballots each option holds
	votes     []int64
	spent     int64 // votes on ballots that move no further
	lost      int64 // dropped by rounding
	exhausted int64 // voters whose ballot lies with nobody

	seats   int
	quota   int64
	hopeful []bool
	pending []bool // elected, and the surplus has not moved yet
	elected []int
	order   []int // all options, strongest lot first
	rounds  []stvRound
	ties    []metTie

	strongest, weakest chooser
}

// stvRound is the state after one action.
type stvRound struct {
	action      Action
	unit        int64
	option      int // whom it was about, or -1
	votes       []int64
	spent, lost int64
	in          []int // elected or still hopeful
	elected     []int // in this round
}

func (c *count) transferableVote(profile []ranked, strongest, weakest chooser) *transferable {
	n := len(c.options)
	s := &transferable{
		profile: profile, unit: stvUnit, value: make([]int64, len(profile)), pile: make([][]int, n), votes: make([]int64, n),
		seats: c.rules.Seats, hopeful: make([]bool, n), pending: make([]bool, n), order: c.all(),
		strongest: strongest, weakest: weakest,
	}
	if c.method == STVExact {
		s.exact, s.unit = true, 1
	}
	s.setQuota(s.firstPreferences(), c.scale, c.rules.Variant.Quota)
	s.close(FirstPreferences, -1)
	for len(s.elected) < s.seats && !s.tooLong {
		if left := s.left(); len(left) <= s.seats-len(s.elected) {
			s.byVotes(left)
			s.elect(left)
			s.record(LastPlaces, -1, left)
		} else if o, ok := s.largestSurplus(); ok {
			s.moveSurplus(o)
			s.close(Surplus, o)
		} else {
			o := s.lowest(left)
			s.exclude(o)
			s.close(Exclusion, o)
		}
	}
	return s
}

// setQuota sets the votes that elect, of the weight of all the ballots that lie somewhere.
func (s *transferable) setQuota(valid, scale int64, quota Quota) {
	seats := int64(s.seats)
	switch quota {
	case HagenbachBischoff:
		s.divideBy(seats + 1)
		s.quota = valid * s.unit / (seats + 1)
	case Hare:
		s.divideBy(seats)
		s.quota = valid * s.unit / seats
	default:
		s.quota = (valid/(scale*(seats+1)) + 1) * scale * s.unit
	}
}

// left lists the hopeful options, strongest lot first.
func (s *transferable) left() []int {
	return slices.DeleteFunc(slices.Clone(s.order), func(o int) bool { return !s.hopeful[o] })
}

// close elects whoever has reached the quota, most votes first, and records the round. More
// can reach a fractional quota than there are seats: then they all have just that.
func (s *transferable) close(action Action, option int) {
	reached := slices.DeleteFunc(s.left(), func(o int) bool { return s.votes[o] < s.quota })
	for len(reached) > s.seats-len(s.elected) {
		out := s.lowest(reached)
		reached = slices.DeleteFunc(reached, func(o int) bool { return o == out })
	}
	s.byVotes(reached)
	for _, o := range reached {
		s.pending[o] = s.votes[o] > s.quota
	}
	s.elect(reached)
	s.record(action, option, reached)
}

// byVotes sorts the most votes first.
func (s *transferable) byVotes(options []int) {
	slices.SortStableFunc(options, func(a, b int) int { return cmp.Compare(s.votes[b], s.votes[a]) })
}

func (s *transferable) elect(options []int) {
	for _, o := range options {
		s.hopeful[o] = false
	}
	s.elected = append(s.elected, options...)
}

func (s *transferable) record(action Action, option int, elected []int) {
	in := slices.DeleteFunc(slices.Clone(s.order), func(o int) bool { return !s.hopeful[o] && !slices.Contains(s.elected, o) })
	s.rounds = append(s.rounds, stvRound{
		action: action, unit: s.unit, option: option, votes: slices.Clone(s.votes), spent: s.spent, lost: s.lost, in: in, elected: elected,
	})
}

func (s *transferable) history() [][]int64 {
	history := make([][]int64, len(s.rounds))
	for i, round := range s.rounds {
		history[i] = round.votes
	}
	return history
}

// largestSurplus returns the elected option whose surplus moves next.
func (s *transferable) largestSurplus() (int, bool) {
	waiting := slices.DeleteFunc(slices.Clone(s.order), func(o int) bool { return !s.pending[o] })
	if len(waiting) == 0 {
		return 0, false
	}
	return s.only(AtSurplus, highestOf(waiting, s.votes), highestOf, s.strongest), true
}

// lowest returns the hopeful option that goes out.
func (s *transferable) lowest(left []int) int {
	return s.only(AtExclusion, lowestOf(left, s.votes), lowestOf, s.weakest)
}

// only returns the one option left of a tie.
func (s *transferable) only(stage Stage, tied []int, extreme func([]int, []int64) []int, choose chooser) int {
	if len(tied) == 1 {
		return tied[0]
	}
	tie := breakTie(stage, len(s.rounds), s.history(), tied, extreme)
	if tie.rule == Lot {
		tie.decision = choose(tie.tied)
	}
	s.ties = append(s.ties, tie)
	return tie.decision
}

// report publishes rounds, ties, quota, winners in the order of their election, and the
// ranking: winners, then those still hopeful by votes, then the others by how late they
// went out.
func (s *transferable) report(c *count) {
	c.res.Quota = Ratio(s.quota, c.scale*s.unit)
	c.res.Exhausted = s.exhausted
	for i, r := range s.rounds {
		unit := c.scale * r.unit
		round := Round{Number: i + 1, Action: r.action, Exhausted: Ratio(r.spent, unit), Lost: Ratio(r.lost, unit)}
		if r.option >= 0 {
			round.Option = c.options[r.option]
		}
		for _, t := range c.tallies(r.in, r.votes) {
			round.Tallies = append(round.Tallies, Tally{t.Option, Ratio(r.votes[c.index[t.Option]], unit)})
		}
		for _, o := range r.elected {
			round.Elected = append(round.Elected, c.options[o])
		}
		c.res.Rounds = append(c.res.Rounds, round)
	}
	c.reportTies(s.ties)
	s.rank(c)
}

func (s *transferable) rank(c *count) {
	for _, o := range s.elected {
		c.res.Winners = append(c.res.Winners, c.options[o])
		c.res.Ranking = append(c.res.Ranking, []OptionID{c.options[o]})
	}
	for _, group := range splitDescending(s.left(), func(o int) Number { return Whole(s.votes[o]) }) {
		c.res.Ranking = append(c.res.Ranking, c.ids(group))
	}
	for _, r := range slices.Backward(s.rounds) {
		if r.action == Exclusion {
			c.res.Ranking = append(c.res.Ranking, []OptionID{c.options[r.option]})
		}
	}
}
