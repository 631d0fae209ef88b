package contests

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
)

// whileOpen is what staff do to a contest that people are entering, and that touches who may
// enter or with what: it is no less public than a change of the rules.
type whileOpen struct {
	code AmendCode
	said fault.Text // what was done, a sentence
}

// onRecord makes an amendment of what staff did, with its reason, if people can enter at this
// moment; before the opening the journal is enough, and after the closing it changes nothing.
// It is told on the page of the rules and in the public log; nobody is written to. c is
// locked. Faults: invalid field reason.
func (s *Service) onRecord(ctx context.Context, tx *db.DB, actor account.Actor, c Contest, act whileOpen, reason string) error {
	now := s.clock.Now()
	at := now.Truncate(time.Second).Add(time.Second)
	if !c.entering(now) {
		return nil
	}
	var wrong problems
	reason = wrong.line("reason", reason, maxReason)
	if err := wrong.err(); err != nil {
		return err
	}
	_, err := s.amendBy(ctx, tx, actor, c, amended{
		law: c.Law.clone(), claimDays: c.ClaimDays, code: act.code, reason: reason, clauses: []fault.Text{act.said}, public: true,
	}, at)
	return err
}

// entering reports whether people can enter, and its rules can be amended.
func (c Contest) entering(now time.Time) bool {
	return c.amendable(now.Truncate(time.Second).Add(time.Second)) == nil && !now.Before(c.OpensAt)
}

// NeedsReason reports whether what staff do to codes and lists of a contest is public now, and
// asks for a reason.
func (s *Service) NeedsReason(c Contest) bool { return c.entering(s.clock.Now()) }
