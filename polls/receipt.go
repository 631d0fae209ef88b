package polls

import (
	"bytes"
	"context"
	"encoding/hex"
	"strings"

	"kermesse/internal/db"
)

// Withdraw takes the voter's ballot out of the box and the reason with it, as long as the poll lets ballots be
// changed. Faults: ErrNoBallot, ErrNoWithdrawal, and those of a poll that is
// not open.
func (s *Service) Withdraw(ctx context.Context, p Poll, voter Voter) error {
	key := s.ownKey(p, voter)
	switch {
	case key == nil:
		return ErrNoBallot
	case !p.Changes:
		return ErrNoWithdrawal
	}
	p, err := s.upToRound(ctx, p)
	if err != nil {
		return err
	}
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		former, err := lockBallot(ctx, tx, string(p.ID), key)
		if err != nil {
			return err
		}
		if former == nil || former.State == ballotWithdrawn {
			return ErrNoBallot
		}
		p, err := s.emptied(ctx, tx, p, former)
		if err != nil {
			return err
		}
		now := s.clock.Now()
		former.Revision, former.ChangedAt = former.Revision+1, quarterOf(now)
		done, err := updateBallot(ctx, tx, p, *former, now)
		if err == nil && !done {
			err = s.whyNot(ctx, tx, p)
		}
		if err == nil {
			err = s.dropComment(ctx, tx, p, *former)
		}
		if err != nil {
			return err
		}
		return s.clearSitting(ctx, tx, p, voter)
	})
	_, err = s.counted(p, Vote{}, err)
	return err
}

// emptied takes a ballot out of the box, but for what it said in rounds of a bracket that
// are over. It returns the poll as it stands.
func (s *Service) emptied(ctx context.Context, tx *db.DB, p Poll, b *ballotRow) (Poll, error) {
	kept := ""
	if p.Rounds() > 0 {
		var err error
		if p, err = selectPollByID(ctx, tx, p.ID); err != nil {
			return p, err
		}
		round, err := roundOf(ctx, tx, p)
		if err != nil {
			return p, err
		}
		if kept, err = round.onlyPlayed(b.Content); err != nil {
			return p, err
		}
	}
	if b.Content = kept; kept == "" {
		b.State, b.Shown = ballotWithdrawn, ""
	}
	return p, nil
}

// FindVote returns the voter's ballot in a poll, or ErrNoBallot.
func (s *Service) FindVote(ctx context.Context, p Poll, voter Voter) (Vote, error) {
	return s.findVote(ctx, p, s.ownKey(p, voter))
}

// FindReceipt returns the vote whose receipt has that key, or ErrNoBallot. What it says is
// told to its voter alone (own); the address may be passed on, and must not show to whoever
// pays or threatens how somebody voted.
func (s *Service) FindReceipt(ctx context.Context, p Poll, key string, reader Voter) (vote Vote, own bool, err error) {
	raw, err := hex.DecodeString(strings.ToLower(key))
	if err != nil || len(raw) != voterKeySize {
		return Vote{}, false, ErrNoBallot
	}
	if vote, err = s.findVote(ctx, p, raw); err != nil {
		return Vote{}, false, err
	}
	if own = bytes.Equal(raw, s.ownKey(p, reader)); !own {
		vote = Vote{Outcome: Repeated, Receipt: vote.Receipt, Key: vote.Key, At: vote.At, Aside: vote.Aside}
	}
	return vote, own, nil
}

func (s *Service) findVote(ctx context.Context, p Poll, key []byte) (Vote, error) {
	if key == nil {
		return Vote{}, ErrNoBallot
	}
	b, err := selectBallot(ctx, s.db, string(p.ID), key)
	if err != nil {
		return Vote{}, err
	}
	if b == nil || b.State == ballotWithdrawn {
		return Vote{}, ErrNoBallot
	}
	vote, err := s.voteOf(p, *b, Repeated)
	if err != nil {
		return Vote{}, err
	}
	if vote, err = s.named(ctx, s.db, p, vote); err != nil {
		return Vote{}, err
	}
	return withComment(ctx, s.db, p, key, vote)
}
