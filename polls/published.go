package polls

import (
	"cmp"
	"context"
	"slices"

	"kermesse/polls/tally"
)

// PublishedBallot is one ballot of a closed poll as anybody may read it. It does not tell
// when it was cast, nor by whom; its voter finds it by the receipt.
type PublishedBallot struct {
	Receipt string
	Ballot  tally.Ballot
}

// Ballots returns the counted ballots of a poll that is closed, in the order of their
// receipts, which are hashes: the order of voting cannot be read from it.
// Faults: ErrBallotsNotYet, ErrHidden.
func (s *Service) Ballots(ctx context.Context, p Poll, reader Reader) ([]PublishedBallot, error) {
	if err := s.mayRead(ctx, p, reader); err != nil {
		return nil, err
	}
	if p.Status(s.clock.Now()) != Closed {
		return nil, ErrBallotsNotYet
	}
	if err := s.bringUpToDate(ctx, p); err != nil {
		return nil, err
	}
	var ballots []PublishedBallot
	form := FormOf(p.Method)
	err := eachCounted(ctx, s.db, p.ID, func(id, content string) error {
		b, err := decodeBallot(form, content)
		ballots = append(ballots, PublishedBallot{Receipt: receiptOf(id, content), Ballot: b})
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(ballots, func(a, b PublishedBallot) int { return cmp.Compare(a.Receipt, b.Receipt) })
	return ballots, nil
}
