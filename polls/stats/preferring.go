package stats

import "kermesse/polls/tally"

// Preferring counts the voters whose ballots put a above b, and b above a, whatever the form of
// the ballots: what LeadOfPreferred tests. An option that a ballot does not name, rate or list
// is below those that it does.
func Preferring(ballots []tally.Ballot, a, b tally.OptionID) (forA, forB int64) {
	for _, ballot := range ballots {
		switch va, vb := standing(ballot, a), standing(ballot, b); {
		case va > vb:
			forA += ballot.Count
		case va < vb:
			forB += ballot.Count
		}
	}
	return forA, forB
}

// standing returns where a ballot puts an option: the higher the better.
func standing(b tally.Ballot, id tally.OptionID) int64 {
	for _, named := range b.Choices {
		if named == id {
			return 1
		}
	}
	for place, group := range b.Ranking {
		for _, listed := range group {
			if listed == id {
				return int64(len(b.Ranking) - place)
			}
		}
	}
	return b.Scores[id]
}
