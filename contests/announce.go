package contests

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
)

// Announcer tells a brand's own systems what happens in its contests, in the transaction
// in which it does.
type Announcer interface {
	// Listening reports whether anybody is told anything of a brand; where nobody is,
	// nothing is put together.
	Listening(ctx context.Context, tx *db.DB, brand account.BrandID) (bool, error)
	AnnounceContest(ctx context.Context, tx *db.DB, e Event) error
}

// EventKind is what an event tells.
type EventKind string

// The kinds of events.
const (
	EventConfirmed EventKind = "confirmed" // an entry counts
	EventClosed    EventKind = "closed"
	EventDrawn     EventKind = "drawn"
	EventPromoted  EventKind = "promoted" // an alternate has a prize
	EventAccepted  EventKind = "accepted" // a winner wants their prize
	EventDeclined  EventKind = "declined" // a winner does not want it
	EventExpired   EventKind = "expired"  // a winner gave no answer in time
	EventReceived  EventKind = "received" // a winner has their prize

	EventPhotoSubmitted EventKind = "photo-submitted" // a photo waits for staff
	EventPhotoPublished EventKind = "photo-published"
	EventPhotoRefused   EventKind = "photo-refused"
)

// Event is one thing that happened in a contest. It names no person.
type Event struct {
	Kind    EventKind
	Contest Contest
	At      time.Time
	Entry   Entry  // of EventConfirmed, and of what tells of a winner: its number alone
	Fan     fan.ID // whose entry it is; empty: nobody's any more
	Attempt int
	Prize   string // its name
	Place   int    // in the order of the draw for this prize, from 1
	Label   string // what was proven about a draw
	Winners int    // prizes that found somebody
	Entries uint64 // of the sealed list
	Tickets uint64
	Photo   string // its id, of what tells of a photo
	Reason  string // of a refusal
}

// inform tells what happened, where anybody is told.
func (s *Service) inform(ctx context.Context, tx *db.DB, e Event) error {
	if some, err := s.listening(ctx, tx, e.Contest.Brand); err != nil || !some {
		return err
	}
	return s.announcer.AnnounceContest(ctx, tx, e)
}

func (s *Service) listening(ctx context.Context, tx *db.DB, brand account.BrandID) (bool, error) {
	if s.announcer == nil {
		return false, nil
	}
	return s.announcer.Listening(ctx, tx, brand)
}

// informOfDraw tells that an attempt whose result counts was drawn.
func (s *Service) informOfDraw(ctx context.Context, tx *db.DB, c Contest) error {
	some, err := s.listening(ctx, tx, c.Brand)
	if err != nil || !some {
		return err
	}
	e := Event{Kind: EventDrawn, Contest: c, At: c.DrawnAt, Attempt: c.No, Label: string(c.Label())}
	seal, _, err := selectSeal(ctx, tx, c.ID, c.No)
	if err != nil {
		return err
	}
	e.Entries, e.Tickets = seal.Entries, seal.Tickets
	slots, err := slotsOf(ctx, tx, c, c.Attempt)
	if err != nil {
		return err
	}
	for _, slot := range slots {
		if slot.Holds() {
			e.Winners++
		}
	}
	return s.announcer.AnnounceContest(ctx, tx, e)
}

// informOf tells something of who has a slot.
func (s *Service) informOf(ctx context.Context, tx *db.DB, kind EventKind, c Contest, attempt int, slot Slot, at time.Time) error {
	if some, err := s.listening(ctx, tx, c.Brand); err != nil || !some {
		return err
	}
	e, err := selectEntry(ctx, tx, "WHERE id = ?", string(slot.Entry))
	if err != nil {
		return err
	}
	return s.inform(ctx, tx, Event{
		Kind: kind, Contest: c, At: at, Entry: e.Entry, Fan: e.Fan, Attempt: attempt, Prize: c.Prizes[slot.Prize].Name, Place: slot.Slot + 1,
	})
}
