package polls

import (
	"context"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/google/uuid"

	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/polls/tally"
)

// Cast is a ballot as it is handed in.
type Cast struct {
	Ballot   tally.Ballot
	Contact  fan.Contact   // where the poll asks for an address and nobody is signed in
	Locale   string        // "fr" or "en": of the page, and of the mail that may follow
	Network  string        // where from, as the edge groups addresses; counted where a mail follows, never stored
	Consents []fan.Consent // what the voter agreed to on the same page, beside the vote
}

// Outcome is what became of a ballot that was handed in.
type Outcome string

// The outcomes.
const (
	Counted  Outcome = "counted"
	Changed  Outcome = "changed"  // in place of the voter's former ballot
	Repeated Outcome = "repeated" // the same again: a double tap, a resend
	Pending  Outcome = "pending"  // until the address is proved
)

// Vote is a ballot as its voter is told about it.
type Vote struct {
	ID        string
	Outcome   Outcome
	Ballot    tally.Ballot
	Receipt   string        // number in the list of votes that were counted; empty while pending
	Tracker   string        // line of the ballot in the published list; empty before the poll is closed
	Key       string        // unguessable last part of the receipt's address; empty while pending
	Stub      string        // for the voter's browser to keep, and to show as Voter.Stub; empty while pending
	At        time.Time     // while pending exact, else to the quarter of an hour
	Points    int64         // earned by this vote just now
	Challenge fan.Challenge // while pending: what the code goes with
}

// Vote takes a ballot in a poll that was found before. The same ballot handed in again is success, also just after closing:
// its first answer may have been lost. Another one replaces it where the poll lets it.
//
// Faults: ErrNotOpenYet, ErrClosed, ErrCancelled, ErrOutdated, ErrAlreadyVoted, ErrInvalid
// with what is wrong in the ballot or the contact, ErrDeviceMissing, ErrSignIn.
func (s *Service) Vote(ctx context.Context, p Poll, voter Voter, cast Cast) (Vote, error) {
	content, err := p.readBallot(cast.Ballot)
	if err != nil {
		return Vote{}, err
	}
	key := s.keyOf(p, voter)
	switch {
	case key != nil:
	case p.Access == AccessEmail:
		return s.ask(ctx, p, voter, content, cast)
	case p.Access == AccessMember:
		return Vote{}, ErrSignIn
	default:
		return Vote{}, ErrDeviceMissing
	}
	var vote Vote
	err = s.db.InTx(ctx, func(tx *db.DB) (err error) {
		who := voter.fanOf(p)
		if err := s.agree(ctx, tx, who, cast.Consents); err != nil {
			return err
		}
		vote, err = s.take(ctx, tx, p, ballotRow{VoterKey: key, Content: content, Shown: s.shownTo(p, voter)}, who)
		return err
	})
	return s.counted(p, vote, err)
}

// agree records what a fan agreed to; where nobody is known, nobody agrees.
func (s *Service) agree(ctx context.Context, tx *db.DB, who fan.ID, consents []fan.Consent) error {
	if who == "" {
		return nil
	}
	for _, c := range consents {
		if err := s.fans.RecordConsent(ctx, tx, who, c); err != nil {
			return err
		}
	}
	return nil
}

// counted tells those who watch that a ballot has been committed.
func (s *Service) counted(p Poll, vote Vote, err error) (Vote, error) {
	if err != nil {
		return Vote{}, err
	}
	s.live.touch(p.ID)
	return vote, nil
}

// take puts a ballot into the box, in the caller's transaction. That the poll is open is
// looked at by the statement that stores the ballot, under a lock that closing waits for:
// a ballot that waited for its turn past the closing time does not slip in.
func (s *Service) take(ctx context.Context, tx *db.DB, p Poll, b ballotRow, voter fan.ID) (Vote, error) {
	now := s.clock.Now()
	var err error
	if b.ID, err = s.ballotID(); err != nil {
		return Vote{}, err
	}
	b.PollID, b.State, b.Revision = string(p.ID), ballotCounted, 1
	b.CastAt, b.ChangedAt = quarterOf(now), quarterOf(now)
	first, err := insertBallot(ctx, tx, p, b, now)
	if err != nil {
		return Vote{}, err
	}
	if first {
		vote, err := s.voteOf(p, b, Counted)
		if err == nil && voter != "" && s.reward != nil {
			vote.Points, err = s.reward.RewardVote(ctx, tx, p.Brand, voter, p.ID)
		}
		return vote, err
	}
	return s.takeAgain(ctx, tx, p, b, now)
}

// ballotID is an id without a time in it, and quarterOf a time that many ballots share:
// the moment at which a fan earned points for voting must not lead to their ballot.
func (s *Service) ballotID() (string, error) {
	id, err := uuid.NewRandomFromReader(s.random)
	if err != nil {
		return "", fmt.Errorf("polls: no random numbers: %w", err)
	}
	return id.String(), nil
}

func quarterOf(t time.Time) int64 { return db.Millis(t.Truncate(15 * time.Minute)) }

// takeAgain handles a ballot that could not just be added: there is one, or it is too late.
func (s *Service) takeAgain(ctx context.Context, tx *db.DB, p Poll, b ballotRow, now time.Time) (Vote, error) {
	former, err := lockBallot(ctx, tx, b.PollID, b.VoterKey)
	if err != nil {
		return Vote{}, err
	}
	switch {
	case former == nil:
		return Vote{}, s.whyNot(ctx, tx, p.ID)
	case former.State == ballotCounted && former.Content == b.Content:
		return s.voteOf(p, *former, Repeated)
	case !p.Changes:
		if err := s.notOpen(ctx, tx, p.ID); err != nil {
			return Vote{}, err
		}
		return Vote{}, ErrAlreadyVoted
	}
	b.ID, b.CastAt, b.Revision = former.ID, former.CastAt, former.Revision+1
	changed, err := updateBallot(ctx, tx, p, b, now)
	if err != nil {
		return Vote{}, err
	}
	if !changed {
		return Vote{}, s.whyNot(ctx, tx, p.ID)
	}
	return s.voteOf(p, b, Changed)
}

// whyNot tells why a ballot was not taken. It is never nil.
func (s *Service) whyNot(ctx context.Context, tx *db.DB, id ID) error {
	if err := s.notOpen(ctx, tx, id); err != nil {
		return err
	}
	return ErrOutdated
}

// notOpen tells why a poll takes no ballot now; nil if it does.
func (s *Service) notOpen(ctx context.Context, tx *db.DB, id ID) error {
	p, err := selectPollByID(ctx, tx, id)
	if err != nil {
		return err
	}
	switch p.Status(s.clock.Now()) {
	case Open:
		return nil
	case Published:
		return ErrNotOpenYet
	case Cancelled:
		return ErrCancelled
	case Draft:
		return ErrNotFound
	}
	return ErrClosed
}

func (s *Service) voteOf(p Poll, b ballotRow, outcome Outcome) (Vote, error) {
	ballot, err := decodeBallot(FormOf(p.Method), b.Content)
	vote := Vote{
		ID: b.ID, Outcome: outcome, Ballot: ballot, Receipt: receiptOf(b.ID),
		Key: hex.EncodeToString(b.VoterKey), Stub: s.stubOf(p.ID, b.VoterKey), At: db.Time(b.ChangedAt),
	}
	if p.Status(s.clock.Now()).Over() {
		vote.Tracker = s.trackerOf(p.ID, b.ID)
	}
	return vote, err
}
