package tally

// ranked is a ranking that one or more ballots share.
type ranked struct {
	groups [][]int // option numbers, best first
	weight int64
	voters int64
}

// profile reads the ballots as rankings, and puts equal ones together so that a round
// costs what the distinct ballots cost. Blank ballots are left out.
func (c *count) profile(ballots []Ballot) ([]ranked, error) {
	if c.read != nil {
		return c.weighed(ballots), nil
	}
	var profile []ranked
	known := make(map[string]int)
	reader := c.newReader()
	for i, b := range ballots {
		if b.Blank() {
			continue
		}
		if !b.only(Rankings) {
			return nil, &BallotError{Ballot: i, Reason: WrongForm}
		}
		key, fault := reader.ranking(b.Ranking)
		if fault != nil {
			fault.Ballot = i
			return nil, fault
		}
		at, ok := known[string(key)]
		if !ok {
			at = len(profile)
			known[string(key)] = at
			profile = append(profile, ranked{groups: reader.groups(b.Ranking)})
		}
		profile[at].weight += c.weightOf(b)
		profile[at].voters += b.Count
	}
	return profile, nil
}

// reader checks the options of one ballot after another without allocating.
type reader struct {
	index map[OptionID]int
	seen  []int // the number of the last ballot that listed the option
	now   int
	key   []byte
	named []int
}

func (c *count) newReader() *reader {
	return &reader{index: c.index, seen: make([]int, len(c.options))}
}

// next starts another ballot.
func (r *reader) next() { r.now++ }

// option returns an option's number, refusing unknown and repeated ones.
func (r *reader) option(id OptionID) (int, *BallotError) {
	o, ok := r.index[id]
	if !ok {
		return 0, &BallotError{Reason: UnknownOption, Option: id}
	}
	if r.seen[o] == r.now {
		return 0, &BallotError{Reason: DuplicateOption, Option: id}
	}
	r.seen[o] = r.now
	return o, nil
}

// ranking checks a ranking and returns a key that equal rankings share. The key is
// overwritten by the next call. Rankings that list equal options in another order have
// different keys, which costs a little time and changes no count.
func (r *reader) ranking(groups [][]OptionID) ([]byte, *BallotError) {
	r.next()
	r.key = r.key[:0]
	for _, group := range groups {
		if len(group) == 0 {
			return nil, &BallotError{Reason: EmptyGroup}
		}
		for _, id := range group {
			o, fault := r.option(id)
			if fault != nil {
				return nil, fault
			}
			r.key = append(r.key, byte(o>>8), byte(o))
		}
		r.key = append(r.key, 0xff) // no option number starts so: there are at most 1,000
	}
	return r.key, nil
}

func (r *reader) groups(ranking [][]OptionID) [][]int {
	groups := make([][]int, len(ranking))
	for i, group := range ranking {
		groups[i] = make([]int, len(group))
		for j, id := range group {
			groups[i][j] = r.index[id]
		}
	}
	return groups
}

// ranks returns the place of every option on a ballot: the number of its group, and one
// more than the last group for all the unlisted ones, which it returns.
func (b ranked) ranks(ranks []int) (unlisted int) {
	for o := range ranks {
		ranks[o] = len(b.groups)
	}
	for place, group := range b.groups {
		for _, o := range group {
			ranks[o] = place
		}
	}
	return len(b.groups)
}

// first returns the option that the ballot puts above all others that are still in, or
// false where none is left or two of them are equal.
func (b ranked) first(in []bool) (int, bool) {
	for _, group := range b.groups {
		top, found := 0, 0
		for _, o := range group {
			if in[o] {
				top = o
				found++
			}
		}
		if found > 0 {
			return top, found == 1
		}
	}
	return 0, false
}
