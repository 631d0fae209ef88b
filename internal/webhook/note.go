package webhook

import (
	"context"
	"net/http"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/mail"
)

// noteTimeout is how long a note waits for a database that is away: of a lease, what the attempts
// do not take.
const noteTimeout = time.Minute

// note writes down how an attempt ended, and what follows from it for the endpoint. It reads
// the endpoint anew, with its secrets: what staff have changed holds from the next attempt on.
func (s *Service) note(ctx context.Context, e *sealedEndpoint, d due, out outcome) error {
	next, err := s.next(d, out)
	if err != nil {
		return err
	}
	s.tally(next)
	after := *e
	// What was told must not be told again for want of a note.
	noting, cancel := context.WithTimeout(ctx, noteTimeout)
	defer cancel()
	err = s.db.InTxAtLast(noting, func(tx *db.DB) error {
		now, err := oneEndpoint(ctx, tx, e.Brand, e.ID, tx.ForUpdate())
		if notFound(err) {
			after.State = StatePaused // removed meanwhile
			return nil
		}
		if err != nil {
			return err
		}
		after = now
		taken, err := updateAttempted(ctx, tx, d, next, out)
		if err != nil || !taken {
			return err // another server had the lease
		}
		if err := insertAttempt(ctx, tx, d, out); err != nil {
			return err
		}
		return s.judge(ctx, tx, &after.Endpoint, out)
	})
	if after.State != e.State {
		s.forget(e.Brand)
	}
	*e = after
	return err
}

// judged is what becomes of a delivery.
type judged struct {
	state DeliveryState
	dueAt time.Time
}

func (s *Service) next(d due, out outcome) (judged, error) {
	if out.failure == "" {
		return judged{state: Delivered}, nil
	}
	pause, err := wait(d.delivery.Attempts+1, s.random)
	if err != nil {
		return judged{}, err
	}
	at := s.clock.Now().Add(max(pause, out.retryAfter))
	if until := db.Time(d.delivery.UntilAt); !at.Before(until) {
		if !s.clock.Now().Before(until) {
			return judged{state: GivenUp}, nil
		}
		at = until // one last time
	}
	return judged{state: Queued, dueAt: at}, nil
}

// Attempts is how the attempts of a service ended since the start.
type Attempts struct {
	Taken   int64 // the receiver answered with success
	Refused int64 // to be tried again
	GivenUp int64
}

// Attempts tells how the attempts of this process ended.
func (s *Service) Attempts() Attempts {
	return Attempts{Taken: s.taken.Load(), Refused: s.refused.Load(), GivenUp: s.givenUp.Load()}
}

func (s *Service) tally(j judged) {
	switch j.state {
	case Delivered:
		s.taken.Add(1)
	case GivenUp:
		s.givenUp.Add(1)
	default:
		s.refused.Add(1)
	}
}

// judge counts an endpoint's failures and switches it off where nothing else came of it
// for too long, or where it says that it is gone.
func (s *Service) judge(ctx context.Context, tx *db.DB, e *Endpoint, out outcome) error {
	now := s.clock.Now()
	if out.failure == "" {
		e.Failures, e.FailingFrom, e.DeliveredAt = 0, time.Time{}, now
		return updateEndpoint(ctx, tx, *e)
	}
	e.Failures++
	if e.FailingFrom.IsZero() {
		e.FailingFrom = now
	}
	before := e.journal()
	switch {
	case e.State != StateActive: // paused meanwhile
	case out.status == http.StatusGone:
		e.State, e.Reason = StateDisabled, ReasonGone
	case now.Sub(e.FailingFrom) >= DisableAfter:
		e.State, e.Reason = StateDisabled, ReasonFailing
	}
	if err := updateEndpoint(ctx, tx, *e); err != nil || e.State != StateDisabled {
		return err
	}
	err := account.Record(ctx, tx, account.SystemActor(e.Brand), account.Change{
		Action: "webhook.disabled", Subject: e.subject(), Before: before, After: e.journal(), At: now,
	})
	if err != nil {
		return err
	}
	return s.tellOwners(ctx, tx, *e)
}

// tellOwners mails the brand's owners that an endpoint was switched off.
func (s *Service) tellOwners(ctx context.Context, tx *db.DB, e Endpoint) error {
	brand, err := account.FindBrand(ctx, tx, e.Brand)
	if err != nil {
		return err
	}
	owners, err := account.Owners(ctx, tx, e.Brand)
	if err != nil {
		return err
	}
	for _, owner := range owners {
		lang := owner.Locale
		if lang == "" {
			lang = brand.Locale
		}
		m := mail.Compose(mail.WebhookDisabled{
			Brand: brand.Name, URL: e.URL, Gone: e.Reason == ReasonGone, Since: e.FailingFrom.In(brand.Location()),
			Link: s.base + "/" + lang + "/admin/b/" + brand.Slug + "/webhooks/" + string(e.ID),
		}, owner.Email, lang)
		m.Brand = string(e.Brand)
		if err := s.outbox.Enqueue(ctx, tx, m); err != nil {
			return err
		}
	}
	return nil
}

// Purge gives up what is overdue, also for endpoints that are switched off, and forgets
// what was told longer than KeepLog ago.
func (s *Service) Purge(ctx context.Context) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		now := s.clock.Now()
		if err := updateOverdue(ctx, tx, now); err != nil {
			return err
		}
		return deleteBefore(ctx, tx, now.Add(-KeepLog))
	})
}
