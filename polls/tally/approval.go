package tally

// approval counts the ballots that name each option; a voter may name several, so that the
// shares add up to more than a whole. Ties by lot.
func (c *count) approval(ballots []Ballot) error {
	votes := make([]int64, len(c.options))
	err := c.eachChoices(ballots, func(named []int, weight int64) {
		for _, o := range named {
			votes[o] += weight
		}
	})
	if err != nil {
		return err
	}
	c.scores(votes, 1)
	c.share(votes, 1)
	c.seat(c.place(c.numbers(votes)))
	return nil
}

// eachChoices visits the ballots that are not blank, with the options they name. The slice is
// overwritten by the next visit.
func (c *count) eachChoices(ballots []Ballot, visit func(named []int, weight int64)) error {
	reader := c.newReader()
	for i, b := range ballots {
		if b.Blank() {
			continue
		}
		named, fault := reader.choices(b, c.rules.MaxChoices)
		if fault != nil {
			fault.Ballot = i
			return fault
		}
		visit(named, c.weightOf(b))
	}
	return nil
}

func castChoices(c *count, b Ballot) *BallotError {
	_, fault := c.newReader().choices(b, c.rules.MaxChoices)
	return fault
}

// choices returns the options a ballot names, at most the given number (0: any). The
// slice is overwritten by the next call.
func (r *reader) choices(b Ballot, most int) ([]int, *BallotError) {
	if !b.only(Choices) {
		return nil, &BallotError{Reason: WrongForm}
	}
	if most > 0 && len(b.Choices) > most {
		return nil, &BallotError{Reason: TooManyChoices, Most: int64(most)}
	}
	r.next()
	r.named = r.named[:0]
	for _, id := range b.Choices {
		o, fault := r.option(id)
		if fault != nil {
			return nil, fault
		}
		r.named = append(r.named, o)
	}
	return r.named, nil
}
