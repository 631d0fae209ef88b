package contests

import (
	"context"
	"errors"
	"time"

	"kermesse/contests/draw"
	"kermesse/contests/instant"
	"kermesse/internal/db"
)

// Played is a play with its result, which was on record before anybody saw it.
type Played struct {
	Contest  Contest
	ID       string // shown to the player alone: instant.Token of it stands in the published list
	At       time.Time
	Prize    *InstantPrize // what it won; nil: nothing
	Code     string        // of the message about it
	Next     time.Time     // when they may play again; zero: not any more
	Repeated bool          // it was sent before: this is what came of it then
}

// Play plays for the holder of a receipt, once in a period. Sending it again gives the same
// result. Faults: ErrEntryNotFound, ErrNoInstant, ErrPlayUnconfirmed, ErrPlayedBefore,
// ErrEntryState, those of Enter for a contest that is not open.
func (s *Service) Play(ctx context.Context, slug, key string) (Played, error) {
	r, err := s.FindReceipt(ctx, slug, key)
	if err != nil {
		return Played{}, err
	}
	if r.Contest.Entry.Instant == nil {
		return Played{}, ErrNoInstant
	}
	schedule, err := s.games.of(ctx, s, r.Contest)
	if err != nil {
		return Played{}, err
	}
	var played Played
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := holdByID(ctx, tx, r.Contest.ID)
		if err != nil {
			return err
		}
		// A person's own plays come one after the other.
		e, err := selectEntry(ctx, tx, "WHERE id = ?"+tx.ForUpdate(), string(r.Entry.ID))
		if err != nil {
			return err
		}
		now := s.clock.Now()
		played, err = s.playOf(ctx, tx, c, e.Entry, c.period(now))
		if !errors.Is(err, ErrNotPlayed) {
			played.Repeated = true
			return err
		}
		if err := c.playable(e, now); err != nil {
			return err
		}
		if err := s.playOnce(ctx, tx, c, e.Entry, now); err != nil {
			return err
		}
		played, err = s.play(ctx, tx, c, e, schedule, now)
		return err
	})
	return played, err
}

// playable is nil while an entry may play.
func (c Contest) playable(e stored, now time.Time) error {
	if err := c.open(now); err != nil {
		return err
	}
	switch e.Status {
	case EntryConfirmed:
		return nil
	case EntryPending:
		return ErrPlayUnconfirmed
	}
	return ErrEntryState
}

// playOnce keeps a person to one play in a period, also where they have left and entered
// again since. Fault: ErrPlayedBefore.
func (s *Service) playOnce(ctx context.Context, tx *db.DB, c Contest, e Entry, now time.Time) error {
	who, known, err := s.entrant(ctx, tx, c, e)
	if err != nil || !known {
		return err
	}
	first, err := s.once(ctx, tx, c, who, deedPlay, c.period(now))
	if err == nil && !first {
		err = ErrPlayedBefore
	}
	return err
}

// play decides a play and puts it on record. Its number in the list is given once it is
// decided: whoever replays the list in that order then finds every play as it was decided,
// however many came at once.
func (s *Service) play(ctx context.Context, tx *db.DB, c Contest, e stored, schedule instant.Schedule, now time.Time) (Played, error) {
	p := playRow{
		ID: db.NewID(), ContestID: string(c.ID), EntryID: string(e.ID), Period: c.period(now), PlayedAt: db.Millis(now), Moment: instant.Lost,
	}
	moment, err := winMoment(ctx, tx, c.ID, e.ID, schedule, now)
	if err != nil {
		return Played{}, err
	}
	p.Moment = moment
	if err := insertPlay(ctx, tx, p); err != nil {
		return Played{}, err
	}
	if moment != instant.Lost {
		if err := s.wonAtOnce(ctx, tx, c, e, schedule, moment, now); err != nil {
			return Played{}, err
		}
	}
	return s.playOf(ctx, tx, c, e.Entry, p.Period)
}

// winMoment takes the first moment that a play at a time may win, and nobody has won. Two
// plays that want the same one meet at its key: the second waits until the first is decided.
func winMoment(ctx context.Context, tx *db.DB, id ID, entry EntryID, schedule instant.Schedule, now time.Time) (int, error) {
	first, end := schedule.Due(now)
	if first == end {
		return instant.Lost, nil
	}
	won, err := selectWonMoments(ctx, tx, id, first, end)
	if err != nil {
		return instant.Lost, err
	}
	units := schedule.UnitOf
	for moment := first; moment < end; moment++ {
		if len(won) > 0 && won[0] == moment { // they are in order, and may be many thousands
			won = won[1:]
			continue
		}
		taken, err := insertWin(ctx, tx, winRow{
			ContestID: string(id), Moment: moment, Prize: schedule.Moments[moment].Prize, Unit: units(moment), EntryID: string(entry), WonAt: db.Millis(now),
		})
		if err != nil || taken {
			return moment, err
		}
	}
	return instant.Lost, nil
}

// wonAtOnce tells a winner, and takes them out of the draw where the rules say so.
func (s *Service) wonAtOnce(ctx context.Context, tx *db.DB, c Contest, e stored, schedule instant.Schedule, moment int, now time.Time) error {
	slot := Slot{Prize: len(c.Prizes) + schedule.Moments[moment].Prize, Slot: schedule.UnitOf(moment), Entry: e.ID}
	if err := s.tellInstant(ctx, tx, c, slot); err != nil {
		return err
	}
	if !c.Entry.Instant.WinnersLeave {
		return nil
	}
	if _, err := updateExcluded(ctx, tx, e.ID, string(ReasonInstant)); err != nil {
		return err
	}
	return s.takeOut(ctx, tx, c, ReasonInstant, now, e.Entry)
}

// FindPlay returns the play of the holder of a receipt in the present period, or the one
// that won. Faults: ErrEntryNotFound, ErrNoInstant, ErrNotPlayed.
func (s *Service) FindPlay(ctx context.Context, slug, key string) (Played, error) {
	r, err := s.FindReceipt(ctx, slug, key)
	switch {
	case err != nil:
		return Played{}, err
	case r.Contest.Entry.Instant == nil:
		return Played{}, ErrNoInstant
	}
	now := s.clock.Now()
	if r.Contest.open(now) == nil && r.Entry.Status == EntryConfirmed {
		return s.playOf(ctx, s.db, r.Contest, r.Entry, r.Contest.period(now))
	}
	return s.lastPlay(ctx, s.db, r.Contest, r.Entry)
}

// playOf is the play of an entry in a period, or ErrNotPlayed.
func (s *Service) playOf(ctx context.Context, d *db.DB, c Contest, e Entry, period string) (Played, error) {
	rows, err := selectPlays(ctx, d, "WHERE p.contest_id = ? AND p.entry_id = ? AND p.period = ?", string(c.ID), string(e.ID), period)
	return s.tellPlay(c, rows, err)
}

// lastPlay is what is left to show of an entry that cannot play any more: what it won, or
// else its last play.
func (s *Service) lastPlay(ctx context.Context, d *db.DB, c Contest, e Entry) (Played, error) {
	rows, err := selectPlays(ctx, d, `WHERE p.contest_id = ? AND p.entry_id = ?
		ORDER BY CASE WHEN p.moment < 0 THEN 1 ELSE 0 END, p.no DESC LIMIT 1`, string(c.ID), string(e.ID))
	return s.tellPlay(c, rows, err)
}

func (s *Service) tellPlay(c Contest, rows []playRow, err error) (Played, error) {
	if err == nil && len(rows) == 0 {
		err = ErrNotPlayed
	}
	if err != nil {
		return Played{}, err
	}
	row := rows[0]
	p := Played{Contest: c, ID: row.ID, At: db.Time(row.PlayedAt), Next: c.nextPlay(s.clock.Now()), Code: row.Code}
	if row.Moment != instant.Lost {
		p.Prize = &c.Entry.Instant.Prizes[row.Prize]
		if c.Entry.Instant.WinnersLeave {
			p.Next = time.Time{}
		}
	}
	return p, nil
}

// Token is the hash under which a play stands in the published list.
func (p Played) Token() (draw.Hash, error) {
	id, err := draw.ParseID(p.ID)
	return instant.Token(id), err
}
