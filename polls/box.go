package polls

import (
	"context"
	"errors"
	"time"

	"kermesse/internal/db"
)

// A crowd that votes in the same minute brings ballots that need nothing but to be stored:
// they go into the box together, many in one transaction.

const (
	postedTogether = 500  // ballots in one transaction
	postedWaiting  = 8192 // that may wait: more than a second’s worth on a small machine
)

// posting is a first ballot on its way into the box.
type posting struct {
	poll   Poll
	ballot ballotRow
	stored bool // false: its voter has one already, or the poll is not open
}

// plain reports whether a ballot asks for nothing but to be stored. The others have codes to
// spend, fans to thank, reasons to keep or networks to look at, each in a transaction of its own.
func (s *Service) plain(in handed) bool {
	return in.poll.Rounds() == 0 && !in.byMail && in.code == nil && in.work == nil && in.said == nil && in.idea == "" &&
		(in.fan == "" || s.reward == nil && len(in.cast.Consents) == 0) && !in.disposable && !in.blocked && !in.unkept && !s.watches(in)
}

func (s *Service) watches(in handed) bool {
	return in.poll.Access.watchesNetworks() && Source(in.ballot.Source) != AtKiosk && in.cast.Network != ""
}

// post stores a first ballot together with those of others. It reports false where it could
// not just be added; why, takeAgain finds out. Fault: ErrCrowded.
func (s *Service) post(ctx context.Context, p Poll, b ballotRow) (Vote, bool, error) {
	var err error
	if b.ID, err = s.ballotID(); err != nil {
		return Vote{}, false, err
	}
	b.State, b.Revision = ballotCounted, 1
	in := &posting{poll: p, ballot: b}
	err = s.box.Commit(ctx, in)
	switch {
	case errors.Is(err, db.ErrFull):
		return Vote{}, false, ErrCrowded.After(time.Second)
	case err != nil || !in.stored:
		return Vote{}, false, err
	}
	vote, err := s.voteOf(p, in.ballot, Counted)
	return vote, true, err
}

// store puts a batch of ballots into the box, in order of arrival: of two by one voter the
// first is taken. That each poll is open is looked at by the statement that stores.
func (s *Service) storeBatch(ctx context.Context, tx *db.DB, batch []*posting) error {
	now := s.clock.Now()
	for _, in := range batch {
		in.stored = false
		in.ballot.CastAt, in.ballot.ChangedAt = quarterOf(now), quarterOf(now)
	}
	if err := insertBallots(ctx, tx, batch, now); err != nil {
		return err
	}
	added := map[pile]int64{}
	for _, in := range batch {
		if in.stored && in.poll.tallied {
			added[pileOf(in.ballot)]++
		}
	}
	return addTallies(ctx, tx, added)
}

// Figures tell how ballots were stored since the start.
func (s *Service) Figures() db.GroupFigures { return s.box.Figures() }
