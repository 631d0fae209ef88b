package polls

import (
	"cmp"
	"context"
	"slices"

	"kermesse/polls/tally"
)

// Box is the content of a closed poll's ballot box as anybody may read it: what the ballots
// say, the receipts of the votes that were counted, and what froze both. Nothing leads from one list to the
// other, nor to when a vote was cast or by whom.
type Box struct {
	Ballots  []PublishedBallot // in the order of their trackers
	Receipts []string          // in alphabetical order; as many as ballots
	Records  []Logged          // of the poll in the public log, the oldest first
	Notices  []Notice          // that the records hold hashes of
}

// PublishedBallot is one ballot of a box. Its voter alone is told its tracker.
type PublishedBallot struct {
	Tracker string
	Ballot  tally.Ballot
}

// OpenBox returns the counted ballots of a poll that is over.
// Faults: ErrBallotsNotYet, ErrHidden, ErrLotsAwaited.
func (s *Service) OpenBox(ctx context.Context, p Poll, reader Reader) (Box, error) {
	if err := s.mayRead(ctx, p, reader); err != nil {
		return Box{}, err
	}
	if !p.Status(s.clock.Now()).Over() {
		return Box{}, ErrBallotsNotYet
	}
	p, err := s.withLots(ctx, p)
	if err == nil {
		err = s.bringUpToDate(ctx, p)
	}
	if err != nil {
		return Box{}, err
	}
	ideas, err := writtenIn(ctx, s.db, p)
	if err != nil {
		return Box{}, err
	}
	var box Box
	form := FormOf(p.Method)
	err = eachCounted(ctx, s.db, p.ID, func(id, content string) error {
		b, err := decodeBallot(form, content)
		b, _ = ideas.resolve(b) // what nobody has looked at is not published either
		box.Ballots = append(box.Ballots, PublishedBallot{Tracker: s.trackerOf(p.ID, id), Ballot: b})
		box.Receipts = append(box.Receipts, receiptOf(id))
		return err
	})
	if err != nil {
		return Box{}, err
	}
	slices.SortFunc(box.Ballots, func(a, b PublishedBallot) int { return cmp.Compare(a.Tracker, b.Tracker) })
	slices.Sort(box.Receipts)
	if box.Records, err = selectRecords(ctx, s.db, p.ID); err != nil {
		return Box{}, err
	}
	box.Notices, err = selectNotices(ctx, s.db, p.ID)
	return box, err
}
