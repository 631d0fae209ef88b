package tally

// plurality counts single choices: one vote each, most votes win, ties by lot.
// A ballot that is a ranking counts for the option it ranks first, and for nobody if
// several are first.
func (c *count) plurality(ballots []Ballot) error {
	votes := make([]int64, len(c.options))
	reader := c.newReader()
	for i, b := range ballots {
		if b.Blank() {
			continue
		}
		o, named, fault := reader.single(b)
		if fault != nil {
			fault.Ballot = i
			return fault
		}
		if named {
			votes[o] += c.weightOf(b)
		} else {
			c.res.Exhausted += b.Count
		}
	}
	c.scores(votes, 1)
	c.share(votes, 1)
	c.seat(c.place(c.numbers(votes)))
	return nil
}

// single returns the one option a ballot names.
func (r *reader) single(b Ballot) (option int, named bool, fault *BallotError) {
	switch {
	case !b.only(Choices) && !b.only(Rankings):
		return 0, false, &BallotError{Reason: WrongForm}
	case b.only(Rankings):
		if _, fault := r.ranking(b.Ranking); fault != nil {
			return 0, false, fault
		}
		return r.index[b.Ranking[0][0]], len(b.Ranking[0]) == 1, nil
	case len(b.Choices) > 1:
		return 0, false, &BallotError{Reason: TooManyChoices, Most: 1}
	}
	r.next()
	option, fault = r.option(b.Choices[0])
	return option, true, fault
}
