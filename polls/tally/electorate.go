package tally

// Electorate is a set of ballots that is counted again and again with other numbers of
// voters behind each: it reads what the ballots say once.
type Electorate struct {
	method   Method
	options  []OptionID
	rules    Rules
	ballots  []Ballot
	rankings []ranked // of each ballot, for the methods that count rankings
}

// NewElectorate reads distinct ballots, as Aggregate returns them, and refuses what Count
// refuses.
func NewElectorate(method Method, options []OptionID, distinct []Ballot, rules Rules) (*Electorate, error) {
	if _, err := Count(method, options, distinct, rules); err != nil {
		return nil, err
	}
	e := &Electorate{method: method, options: options, rules: rules, ballots: distinct, rankings: make([]ranked, len(distinct))}
	c, err := newCount(method, options, rules)
	if err != nil {
		return nil, err
	}
	reader := c.newReader()
	for i, b := range distinct {
		e.rankings[i].groups = reader.groups(b.Ranking)
	}
	return e, nil
}

// Recount counts with so many voters behind each ballot, none included.
func (e *Electorate) Recount(voters []int64) (Result, error) {
	c, err := newCount(e.method, e.options, e.rules)
	if err != nil {
		return Result{}, err
	}
	ballots := make([]Ballot, 0, len(e.ballots))
	c.read = make([]ranked, 0, len(e.ballots))
	for i, b := range e.ballots {
		if voters[i] == 0 {
			continue
		}
		b.Count = voters[i]
		ballots = append(ballots, b)
		c.read = append(c.read, e.rankings[i])
	}
	return c.count(ballots)
}

// weighed returns the rankings read before with the weights of the ballots now.
func (c *count) weighed(ballots []Ballot) []ranked {
	profile := c.read[:0]
	for i, b := range ballots {
		if ranking := c.read[i]; !b.Blank() {
			ranking.weight, ranking.voters = c.weightOf(b), b.Count
			profile = append(profile, ranking)
		}
	}
	return profile
}
