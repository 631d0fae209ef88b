package polls

import (
	"context"
	"errors"
	"time"

	"kermesse/internal/altcha"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/secret"
)

const (
	puzzleLife = 20 * time.Minute // from opening the page to voting
	puzzleMax  = 300_000          // numbers to try at most: a second or two on a cheap phone
)

// Puzzle makes a proof of work for a vote in a poll. Asking for one costs nothing and
// stores nothing.
func (s *Service) Puzzle(p Poll) (altcha.Puzzle, error) {
	return altcha.New(s.keys.work, s.random, string(p.ID), s.clock.Now().Add(puzzleLife), puzzleMax)
}

// checkWork reads a proof of work that came with a ballot.
// Faults, at the field work: ErrWorkMissing, ErrWorkExpired, ErrWorkWrong.
func (s *Service) checkWork(p Poll, work string) (altcha.Solution, error) {
	if work == "" {
		return altcha.Solution{}, fault.Invalids(ErrWorkMissing.At("work"))
	}
	solution, err := altcha.Check(s.keys.work, work, string(p.ID), s.clock.Now())
	switch {
	case errors.Is(err, altcha.ErrExpired):
		return solution, fault.Invalids(ErrWorkExpired.At("work"))
	case err != nil:
		return solution, fault.Invalids(ErrWorkWrong.At("work"))
	}
	return solution, nil
}

// useWork spends a proof, in the transaction that takes the ballot: if that fails, the proof
// is as good as before. One that was spent on the very same ballot and reason is a double tap, of
// which again is true. Fault: ErrWorkUsed.
func (s *Service) useWork(ctx context.Context, tx *db.DB, p Poll, solution altcha.Solution, b ballotRow, said *string) (again bool, err error) {
	fresh, err := spend(ctx, tx, solution.Digest[:], solution.ExpiresAt)
	if err != nil || fresh {
		return false, err
	}
	former, err := lockBallot(ctx, tx, b.PollID, b.VoterKey)
	if err != nil {
		return false, err
	}
	if former == nil || former.State == ballotWithdrawn {
		return false, fault.Invalids(ErrWorkUsed.At("work"))
	}
	same, err := p.holds(former.Content, b.Content)
	if err != nil {
		return false, err
	}
	sameReason, err := sameComment(ctx, tx, b, said)
	if err == nil && !(same && sameReason) {
		err = fault.Invalids(ErrWorkUsed.At("work"))
	}
	return err == nil, err
}

// useMailbox lets a mailbox stand for a proof of work, once in a poll and for one browser.
// Fault: ErrMailboxUsed.
func (s *Service) useMailbox(ctx context.Context, tx *db.DB, p Poll, voter fan.ID, key []byte) error {
	digest := secret.MAC(s.keys.work, "mailbox", string(p.ID), string(voter))
	fresh, err := spend(ctx, tx, digest, p.ClosesAt.Add(networkKept))
	if err != nil || fresh {
		return err
	}
	former, err := lockBallot(ctx, tx, string(p.ID), key)
	if err == nil && former == nil {
		err = ErrMailboxUsed // a browser that has its ballot only changes it
	}
	return err
}
