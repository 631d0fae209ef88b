package contests

import (
	"context"

	"kermesse/contests/claims"
	"kermesse/internal/account"
	"kermesse/internal/db"
)

// instantAttempt is the attempt under which prizes are told that no draw decided.
const instantAttempt = 0

// fromInstant is the origin of prizes that are won at once.
const fromInstant claims.OriginName = "instant"

// tellInstant tells somebody of a prize that they won at once: it begins their claim, as that
// of a winner of the draw.
func (s *Service) tellInstant(ctx context.Context, tx *db.DB, c Contest, slot Slot) error {
	e, err := selectEntry(ctx, tx, "WHERE id = ?", string(slot.Entry))
	if err != nil {
		return err
	}
	won := claims.Won{Contest: string(c.ID), Origin: fromInstant, Attempt: instantAttempt, Prize: slot.Prize, Slot: slot.Slot}
	claim, err := s.claims.Open(ctx, tx, won, claims.Winner{Entry: string(e.ID), Fan: e.Fan, Number: e.Number, Name: e.Name, Locale: e.Locale})
	if err != nil {
		return err
	}
	return s.addToYear(ctx, tx, c, e.Entry, claim)
}

// moments are where prizes are won at once. What was won stays won: nobody comes next, and
// nobody can appeal.
type moments struct{ host }

var _ claims.Origin = moments{}

// Keep implements claims.Origin: whoever has won lets others go first for as long as the
// rules say, as those do whom the draw chose.
func (m moments) Keep(ctx context.Context, tx *db.DB, _ account.Actor, w claims.Won, _ bool) error {
	c, err := selectContest(ctx, tx, "WHERE id = ?", w.Contest)
	if err != nil || c.Entry.Who.RestDays == 0 {
		return err
	}
	e, err := selectEntry(ctx, tx, "WHERE id = (SELECT entry_id FROM instant_wins WHERE contest_id = ? AND prize = ? AND unit = ?)",
		w.Contest, w.Prize-len(c.Prizes), w.Slot)
	if err != nil {
		return err
	}
	return m.rest(ctx, tx, c, e.Entry, m.clock.Now())
}

// PassOn implements claims.Origin: a prize that its winner does not want is not won again.
func (moments) PassOn(context.Context, *db.DB, account.Actor, claims.Won, claims.Outcome) error {
	return nil
}
