package tally

// defaultMaxScore is the highest score of STAR as it is defined, and of a poll that says nothing.
const defaultMaxScore = 5

// unrated marks an option that a ballot gives no score; it counts as 0 in every sum.
const unrated = -1

// rated is a set of scores that one or more ballots share.
type rated struct {
	scores []int64 // by option number, or unrated
	weight int64
}

// score counts stars. The total decides, an unrated option having 0; or, with Rules.Mean,
// the mean over those who rated the option, for options rated by at least half of the
// ballots: the others come after all of these. Ties: more ballots that prefer the option
// to the others in the tie, more highest scores, lot.
func (c *count) score(ballots []Ballot) error {
	profile, err := c.ratings(ballots)
	if err != nil {
		return err
	}
	totals := c.totals(profile)
	c.share(totals, c.rules.MaxScore)
	points := c.numbers(totals)
	if c.rules.Mean {
		points = c.means(profile, totals)
	}
	c.res.Scores = make(map[OptionID]Number, len(points))
	for o, p := range points {
		if p.Cmp(Whole(0)) < 0 { // too few ratings for a mean
			continue
		}
		c.res.Scores[c.options[o]] = p
	}
	c.seat(c.place(points, c.preferred(profile), c.topScores(profile)))
	return nil
}

// means returns the mean rating of each option, or -1 where less than half of the ballots
// rate it.
func (c *count) means(profile []rated, totals []int64) []Number {
	raters := make([]int64, len(totals))
	for _, ballot := range profile {
		for o, score := range ballot.scores {
			if score != unrated {
				raters[o] += ballot.weight
			}
		}
	}
	means := make([]Number, len(totals))
	for o, total := range totals {
		means[o] = Whole(-1)
		if 2*raters[o] >= c.weight && raters[o] > 0 {
			means[o] = Ratio(total, raters[o])
		}
	}
	c.beats = func(a, b int) bool { return means[a].Cmp(means[b]) > 0 }
	return means
}

func (c *count) totals(profile []rated) []int64 {
	totals := make([]int64, len(c.options))
	for _, ballot := range profile {
		for o, score := range ballot.scores {
			totals[o] += max(score, 0) * ballot.weight
		}
	}
	return totals
}

// preferred prefers the option that more ballots score above others in the tie.
func (c *count) preferred(profile []rated) criterion {
	return criterion{HeadToHead, func(tied []int) []int64 {
		sums := make([]int64, len(tied))
		for _, ballot := range profile {
			for i, a := range tied {
				for _, b := range tied {
					if max(ballot.scores[a], 0) > max(ballot.scores[b], 0) {
						sums[i] += ballot.weight
					}
				}
			}
		}
		return sums
	}}
}

// topScores prefers the option that more ballots give the highest score.
func (c *count) topScores(profile []rated) criterion {
	return criterion{TopScores, func(tied []int) []int64 {
		sums := make([]int64, len(tied))
		for _, ballot := range profile {
			for i, o := range tied {
				if ballot.scores[o] == c.rules.MaxScore {
					sums[i] += ballot.weight
				}
			}
		}
		return sums
	}}
}

// ratings reads the ballots as scores and puts equal ones together.
func (c *count) ratings(ballots []Ballot) ([]rated, error) {
	var profile []rated
	known := make(map[string]int)
	var key []byte
	for i, b := range ballots {
		if b.Blank() {
			continue
		}
		scores, fault := c.readScores(b)
		if fault != nil {
			fault.Ballot = i
			return nil, fault
		}
		key = key[:0]
		for _, s := range scores {
			key = append(key, byte(s>>8), byte(s))
		}
		at, ok := known[string(key)]
		if !ok {
			at = len(profile)
			known[string(key)] = at
			profile = append(profile, rated{scores: scores})
		}
		profile[at].weight += c.weightOf(b)
	}
	return profile, nil
}

// readScores checks scores: stars within their range, dots within their budget.
func (c *count) readScores(b Ballot) ([]int64, *BallotError) {
	if !b.only(Scores) {
		return nil, &BallotError{Reason: WrongForm}
	}
	most := c.rules.MaxScore
	if c.method == Dots {
		most = c.rules.PointsCap
	}
	scores := make([]int64, len(c.options))
	for o := range scores {
		scores[o] = unrated
	}
	var sum int64
	for id, score := range b.Scores {
		o, ok := c.index[id]
		if !ok {
			return nil, &BallotError{Reason: UnknownOption, Option: id}
		}
		if score < 0 || score > most {
			return nil, &BallotError{Reason: ScoreOutOfRange, Option: id, Most: most}
		}
		scores[o] = score
		sum += score
	}
	if c.method == Dots && sum > c.rules.Points {
		return nil, &BallotError{Reason: TooManyPoints, Most: c.rules.Points}
	}
	return scores, nil
}

func castScores(c *count, b Ballot) *BallotError {
	_, fault := c.readScores(b)
	return fault
}
