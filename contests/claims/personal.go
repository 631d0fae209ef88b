package claims

import (
	"context"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fan"
)

// Held is a claim as its own winner reads it in an export.
type Held struct {
	Code       string
	Prize      string
	State      State
	ToldAt     time.Time
	AcceptedAt *time.Time
	SentAt     *time.Time
	ReceivedAt *time.Time
	Method     Method
	Place      string
	Choice     string
	Country    string
	Address    []string // as on a label, with the telephone number last
	Publicity  bool
	Carrier    string
	Tracking   string
	DeletedOn  *time.Time // when the address goes; nil: it is not with us, or not known yet
	Steps      []HeldStep // the oldest first
}

// HeldStep is something that happened to a claim. Who of the staff did it is not told.
type HeldStep struct {
	At   time.Time
	Step StepKind
	Note string
}

// Export returns the claims of an entry.
func (s *Service) Export(ctx context.Context, tx *db.DB, id fan.ID, entry string) ([]Held, error) {
	found, err := selectClaims(ctx, tx, "WHERE fan_id = ? AND entry_id = ? ORDER BY told_at, id", string(id), entry)
	if err != nil {
		return nil, err
	}
	held := make([]Held, len(found))
	for i, c := range found {
		at, err := s.host.Describe(ctx, tx, c.Contest)
		if err != nil {
			return nil, err
		}
		a, err := s.address(c)
		if err != nil {
			return nil, err
		}
		held[i] = Held{
			Code: c.Code, Prize: at.In(c.Locale).Prizes[c.Prize].Name, State: c.State, ToldAt: c.ToldAt, AcceptedAt: orNil(c.AcceptedAt), SentAt: orNil(c.SentAt),
			ReceivedAt: orNil(c.ReceivedAt), Method: c.Method, Place: c.Place, Choice: c.Choice, Country: a.Country, Address: a.Label(), Publicity: c.Publicity,
			Carrier: c.Carrier, Tracking: c.Tracking,
		}
		if held[i].Steps, err = heldSteps(ctx, tx, c.ID); err != nil {
			return nil, err
		}
		if phone := a.Values["phone"]; phone != "" {
			held[i].Address = append(held[i].Address, phone)
		}
		if len(c.sealed) > 0 {
			held[i].DeletedOn = orNil(c.PurgeAt)
		}
	}
	return held, nil
}

func heldSteps(ctx context.Context, tx *db.DB, id ID) ([]HeldStep, error) {
	steps, err := selectSteps(ctx, tx, id)
	held := make([]HeldStep, len(steps))
	for i, step := range steps {
		held[i] = HeldStep{At: step.At, Step: step.Kind, Note: step.Note}
	}
	return held, err
}

func orNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// Forget empties what leads from the claims of an entry to a person, whatever has become of
// them: the day that the rules promise has come, also where nobody ever said that a prize was
// handed over. It is part of the caller's transaction.
func (s *Service) Forget(ctx context.Context, tx *db.DB, contest, entry string) error {
	return updateForgotten(ctx, tx, s.clock.Now(), "contest_id = ? AND entry_id = ?", contest, entry)
}

// Erase forgets a fan: address, name and whatever leads to them. The claim stays, with its
// dates: of a prize that was accepted the brand still knows that it was, and one that waits
// for an answer goes on to the next person at its time.
func (s *Service) Erase(ctx context.Context, tx *db.DB, id fan.ID) error {
	return updateForgotten(ctx, tx, s.clock.Now(), "fan_id = ?", string(id))
}
