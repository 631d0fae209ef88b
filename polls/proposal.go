package polls

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/text"
	"kermesse/polls/tally"
)

// ProposalState is what staff have made of an idea.
type ProposalState string

// The states. But for an accepted one, which voters may have chosen since, a decision can be
// replaced by another.
const (
	ProposalHeld     ProposalState = "held"     // nobody but staff sees it
	ProposalAccepted ProposalState = "accepted" // it is an option
	ProposalMerged   ProposalState = "merged"   // it says what an option says
	ProposalDeclined ProposalState = "declined" // it counts for nothing
)

// Proposal is what fans have written beside the options of a ballot, or proposed before
// there were any.
type Proposal struct {
	ID        tally.OptionID // of the option it becomes
	Label     string         // as it was first typed
	State     ProposalState
	Into      tally.OptionID // where it is merged
	Reason    string         // of declining
	Voters    int64          // who proposed it before the vote, or wrote it on a ballot; -1: not to be told yet
	CreatedAt time.Time
}

// Limits of proposals.
const (
	MaxProposal      = 80   // characters
	maxProposals     = 5000 // of one poll
	proposalsByVoter = 3    // before a vote
)

const proposalPrefix = "idea-"

// proposalID follows from what an idea says, however it is spelled.
func proposalID(p ID, label string) tally.OptionID {
	sum := sha256.Sum256([]byte(string(p) + "\n" + text.Fold(label)))
	return tally.OptionID(proposalPrefix + hex.EncodeToString(sum[:8]))
}

// isProposal reports whether an id on a ballot is that of an idea.
func isProposal(id tally.OptionID) bool { return strings.HasPrefix(string(id), proposalPrefix) }

// readProposal reads an idea, and finds the option that says the same.
func (p Poll) readProposal(typed string) (label string, id tally.OptionID, wrong *fault.Error) {
	label, wrong = text.Line(typed, MaxProposal)
	if wrong != nil {
		return "", "", wrong
	}
	folded := text.Fold(label)
	if folded == "" {
		return "", "", text.ErrRequired
	}
	for _, o := range p.Options {
		if text.Fold(o.Label.FR) == folded || text.Fold(o.Label.EN) == folded {
			return label, o.ID, nil
		}
	}
	return label, proposalID(p.ID, label), nil
}

// writeIn puts what a voter has written beside the options into their ballot, and returns
// the idea to keep; empty where an option says the same.
func (p Poll) writeIn(cast *Cast) (label string, err error) {
	if strings.TrimSpace(cast.WriteIn) == "" {
		return "", nil
	}
	if !p.WriteIns {
		return "", fault.Invalids(ErrNoWriteIns.At("write_in"))
	}
	label, id, wrong := p.readProposal(cast.WriteIn)
	if wrong != nil {
		return "", fault.Invalids(wrong.At("write_in"))
	}
	if !slices.Contains(cast.Ballot.Choices, id) {
		cast.Ballot.Choices = append(slices.Clone(cast.Ballot.Choices), id)
	}
	if !isProposal(id) {
		return "", nil
	}
	return label, nil
}

// keep stores an idea that a voter has written, once.
func (s *Service) keep(ctx context.Context, tx *db.DB, p Poll, label string) error {
	if label == "" {
		return nil
	}
	return insertProposal(ctx, tx, p.ID, Proposal{
		ID: proposalID(p.ID, label), Label: label, State: ProposalHeld, CreatedAt: s.clock.Now(),
	})
}

// Propose keeps an idea for a vote to come. A voter has three.
// Faults: ErrNoProposals, those of a text at proposal, ErrTooManyIdeas, ErrDeviceMissing.
func (s *Service) Propose(ctx context.Context, p Poll, voter Voter, typed string) (Proposal, error) {
	label, wrong := text.Line(typed, MaxProposal)
	if wrong == nil && text.Fold(label) == "" {
		wrong = text.ErrRequired
	}
	if wrong != nil {
		return Proposal{}, fault.Invalids(wrong.At("proposal"))
	}
	key := s.proposerKey(p, voter)
	if key == nil {
		return Proposal{}, ErrDeviceMissing
	}
	proposal := Proposal{ID: proposalID(p.ID, label), Label: label, State: ProposalHeld, Voters: 1, CreatedAt: s.clock.Now()}
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		now, err := lockPollByID(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		if now.Status(s.clock.Now()) != Calling {
			return ErrNoProposals
		}
		if err := insertProposal(ctx, tx, p.ID, proposal); err != nil {
			return err
		}
		mine, err := insertProposer(ctx, tx, p.ID, key, proposal.ID)
		if err == nil && mine > proposalsByVoter {
			err = ErrTooManyIdeas.With(proposalsByVoter)
		}
		return err
	})
	return proposal, err
}

// proposerKey counts who proposes as it counts who votes, by browser where it would take
// more to know the voter.
func (s *Service) proposerKey(p Poll, v Voter) []byte {
	if key := s.keyOf(p, v); key != nil || v.Device == "" {
		return key
	}
	return s.deviceKey(p.ID, v.Device)
}

// ListOwn lists what a voter has proposed for a vote to come.
func (s *Service) ListOwn(ctx context.Context, p Poll, voter Voter) ([]Proposal, error) {
	key := s.proposerKey(p, voter)
	if key == nil || p.CalledAt.IsZero() {
		return nil, nil
	}
	return selectOwnProposals(ctx, s.db, p.ID, key)
}

// ListProposals lists the ideas of fans to staff: those that wait first, in the order of
// the alphabet, which tells nothing of who is ahead. How many have written each is told only
// to who may see figures.
func (s *Service) ListProposals(ctx context.Context, actor account.Actor, p Poll) ([]Proposal, error) {
	if err := actor.RequireOr(account.ViewCampaigns, p.Brand, ErrNotFound); err != nil {
		return nil, err
	}
	list, err := selectProposals(ctx, s.db, p.ID)
	if err != nil {
		return nil, err
	}
	if err := s.countWriters(ctx, p, Reader{Staff: actor}, list); err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, func(a, b Proposal) int {
		return cmp.Or(last(a.State != ProposalHeld)-last(b.State != ProposalHeld), cmp.Compare(text.Fold(a.Label), text.Fold(b.Label)))
	})
	return list, nil
}

// countWriters adds the ballots that name each idea to those who proposed it.
func (s *Service) countWriters(ctx context.Context, p Poll, reader Reader, list []Proposal) error {
	visible, err := s.Visible(ctx, p, reader)
	if err != nil || !p.WriteIns {
		return err
	}
	place := make(map[tally.OptionID]int, len(list))
	for i := range list {
		place[list[i].ID] = i
		if !visible {
			list[i].Voters = -1
		}
	}
	if !visible {
		return nil
	}
	piles, err := pilesNow(ctx, s.db, p)
	if err != nil {
		return err
	}
	same, _ := sameOf(piles)
	for _, ballot := range same {
		b, err := decodeBallot(Choices, ballot.Content)
		if err != nil {
			return err
		}
		for _, id := range b.Choices {
			if i, ok := place[id]; ok {
				list[i].Voters += ballot.N
			}
		}
	}
	return nil
}
