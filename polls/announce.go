package polls

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

// Announcer tells a brand's own systems what becomes of its polls, in the transaction in
// which it does. Nobody's choice is told: a ballot is the voter's business.
type Announcer interface {
	// Listening reports whether anybody is told anything of a brand; where nobody is,
	// nothing is put together.
	Listening(ctx context.Context, tx *db.DB, brand account.BrandID) (bool, error)
	AnnouncePoll(ctx context.Context, tx *db.DB, e Event) error
}

// EventKind is what an event tells.
type EventKind string

// The kinds of events.
const (
	EventClosed    EventKind = "closed"    // and counted
	EventPublished EventKind = "published" // anybody may read the result
)

// Event is one thing that happened to a poll.
type Event struct {
	Kind    EventKind
	Poll    Poll
	At      time.Time
	Ballots int64
	Winners []Text // of EventPublished
}

// announceClose tells that a poll was counted and, where anybody may read it, the result.
func (s *Service) announceClose(ctx context.Context, tx *db.DB, p Poll, final Snapshot) error {
	if some, err := s.listening(ctx, tx, p.Brand); err != nil || !some {
		return err
	}
	err := s.announcer.AnnouncePoll(ctx, tx, Event{Kind: EventClosed, Poll: p, At: p.ClosedAt, Ballots: final.Ballots()})
	if err != nil {
		return err
	}
	return s.announceResult(ctx, tx, p, final)
}

// announceResult tells a result that anybody may read, also where it was counted anew.
func (s *Service) announceResult(ctx context.Context, tx *db.DB, p Poll, final Snapshot) error {
	some, err := s.listening(ctx, tx, p.Brand)
	if err != nil || !some || p.Visibility == StaffOnly || !p.VoidedAt.IsZero() {
		return err
	}
	e := Event{Kind: EventPublished, Poll: p, At: final.ComputedAt, Ballots: final.Ballots()}
	for _, id := range final.Result.Winners {
		if o, ok := p.Option(id); ok {
			e.Winners = append(e.Winners, o.Label)
		}
	}
	return s.announcer.AnnouncePoll(ctx, tx, e)
}

func (s *Service) listening(ctx context.Context, tx *db.DB, brand account.BrandID) (bool, error) {
	if s.announcer == nil {
		return false, nil
	}
	return s.announcer.Listening(ctx, tx, brand)
}
