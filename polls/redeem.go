package polls

import (
	"context"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/rate"
)

// Limits of attempts at codes, in an hour. With 10⁵ codes out of 31¹¹ one guess in 10¹¹ is
// good, so these keep noise out of the database rather than luck out of the poll.
const (
	guessesOfBrowser = 10  // right or wrong
	guessesOfNetwork = 100 // wrong ones, from which on a code comes with a proof of work
)

// redeem returns the key of the ballot that a code is good for. Every attempt is counted
// before it is looked at, by browser; wrong ones by network as well: from a network that
// guesses a lot a code comes with a proof of work, which slows down who guesses and stops
// nobody who has one.
// Faults: at the field code ErrCode; ErrTooManyGuesses; at the field work those of checkWork.
func (s *Service) redeem(ctx context.Context, p Poll, voter Voter, cast Cast) (hash []byte, err error) {
	code, ok := readCode(cast.Code)
	if !ok {
		return nil, fault.Invalids(ErrCode.At("code"))
	}
	hash = s.codeHash(p, code)
	var refusal error // told after the commit: what was counted stays counted
	err = s.db.InTx(ctx, func(tx *db.DB) (err error) {
		refusal, err = s.guess(ctx, tx, p, voter, cast, hash)
		return err
	})
	if err == nil {
		err = refusal
	}
	return hash, err
}

// guess counts one attempt and says why it is refused; nil for a good code.
func (s *Service) guess(ctx context.Context, tx *db.DB, p Poll, voter Voter, cast Cast, hash []byte) (refusal, err error) {
	network, err := s.networkOf(ctx, tx, p.ID, cast.Network)
	if err != nil {
		return nil, err
	}
	now := s.clock.Now()
	byBrowser := rate.NewName(s.keys.rate, "codes", string(p.ID), "browser", voter.Device)
	if voter.Device == "" {
		byBrowser = rate.NewName(s.keys.rate, "codes", string(p.ID), "no browser", network)
	}
	byNetwork := rate.NewName(s.keys.rate, "codes", string(p.ID), "network", network)
	tried, err := rate.Hit(ctx, tx, byBrowser, time.Hour, now)
	if err != nil {
		return nil, err
	}
	if tried > guessesOfBrowser {
		return ErrTooManyGuesses.After(rate.Remaining(time.Hour, now)), nil
	}
	found, err := selectCode(ctx, tx, p.ID, hash)
	if err != nil {
		return nil, err
	}
	wrong, err := rate.Seen(ctx, tx, byNetwork, time.Hour, now)
	if err != nil {
		return nil, err
	}
	if wrong >= guessesOfNetwork {
		if refusal, err = s.workForGuess(ctx, tx, p, cast, found); refusal != nil || err != nil {
			return refusal, err
		}
	}
	if found == nil {
		_, err := rate.Hit(ctx, tx, byNetwork, time.Hour, now)
		return fault.Invalids(ErrCode.At("code")), err
	}
	return nil, rate.Forget(ctx, tx, byBrowser, time.Hour)
}

// workForGuess spends the proof of work of an attempt. One that was spent before is let
// pass with a code that has voted: a double tap.
func (s *Service) workForGuess(ctx context.Context, tx *db.DB, p Poll, cast Cast, found *codeRow) (refusal, err error) {
	solution, refusal := s.checkWork(p, cast.Work)
	if refusal != nil {
		return refusal, nil
	}
	fresh, err := spend(ctx, tx, solution.Digest[:], solution.ExpiresAt)
	if err == nil && !fresh && (found == nil || !found.Used) {
		refusal = fault.Invalids(ErrWorkUsed.At("work"))
	}
	return refusal, err
}
