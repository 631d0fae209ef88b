package polls

import (
	"context"
	"slices"

	"kermesse/internal/db"
	"kermesse/polls/tally"
)

// written knows what became of the ideas that stand on ballots. The zero value is for polls
// without.
type written map[tally.OptionID]Proposal

// writtenIn reads what became of the ideas on a poll's ballots.
func writtenIn(ctx context.Context, d *db.DB, p Poll) (written, error) {
	if !p.WriteIns {
		return nil, nil
	}
	list, err := selectProposals(ctx, d, p.ID)
	if err != nil {
		return nil, err
	}
	w := make(written, len(list))
	for _, idea := range list {
		w[idea.ID] = idea
	}
	return w, nil
}

// resolve is a ballot as it is counted: accepted ideas are options, merged ones are those
// they were merged into, the others count for nothing. held tells that one still waits.
func (w written) resolve(b tally.Ballot) (resolved tally.Ballot, held bool) {
	if !slices.ContainsFunc(b.Choices, isProposal) {
		return b, false
	}
	choices := make([]tally.OptionID, 0, len(b.Choices))
	for _, id := range b.Choices {
		if idea, written := w[id]; written {
			held = held || idea.State == ProposalHeld
			switch idea.State {
			case ProposalMerged:
				id = idea.Into
			case ProposalAccepted:
			default:
				continue
			}
		}
		if !slices.Contains(choices, id) {
			choices = append(choices, id)
		}
	}
	b.Choices = choices
	return b, held
}

// named puts the idea that a voter has written beside their vote, to read it back.
func (s *Service) named(ctx context.Context, d *db.DB, p Poll, vote Vote) (Vote, error) {
	for _, id := range vote.Ballot.Choices {
		if _, option := p.Option(id); option || !isProposal(id) {
			continue
		}
		idea, err := selectProposal(ctx, d, p.ID, id)
		if err != nil {
			return vote, err
		}
		vote.WriteIn, vote.WriteInState = idea.Label, idea.State
	}
	return vote, nil
}
