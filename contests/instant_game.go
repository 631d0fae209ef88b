package contests

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"kermesse/contests/draw"
	"kermesse/contests/instant"
	"kermesse/internal/account"
	"kermesse/internal/db"
)

// newGame draws the moments of a contest that is about to be published, and seals them; nil
// for one that has no game.
func (s *Service) newGame(c Contest) (*gameRow, error) {
	if c.Entry.Instant == nil {
		return nil, nil
	}
	schedule, err := instant.Draw(c.instantPlan(), s.random)
	if err != nil {
		return nil, err
	}
	text := schedule.Encode()
	g := gameRow{ContestID: string(c.ID), Seal: instant.Seal(text).String(), ClosesAt: db.Millis(c.ClosesAt)}
	g.ScheduleSealed, err = s.vault.Seal(text, gameRowName(c.ID))
	return &g, err
}

// seal is the hash of the game's schedule; the zero Hash for no game.
func (g *gameRow) seal() draw.Hash {
	if g == nil {
		return draw.Hash{}
	}
	hash, _ := draw.ParseHash(g.Seal) // written by newGame
	return hash
}

// gameRowName is what a sealed schedule is bound to.
func gameRowName(id ID) string { return "moments of " + string(id) }

// games keeps the schedules of contests that are being played, which never change.
type games struct {
	mu   sync.Mutex
	read map[ID]instant.Schedule
}

// maxGames bounds how many schedules are kept.
const maxGames = 100

func (g *games) of(ctx context.Context, s *Service, c Contest) (instant.Schedule, error) {
	g.mu.Lock()
	schedule, known := g.read[c.ID]
	g.mu.Unlock()
	if known {
		return schedule, nil
	}
	row, err := selectGame(ctx, s.db, c.ID)
	if err != nil {
		return instant.Schedule{}, err
	}
	if schedule, err = s.openGame(row); err != nil {
		return instant.Schedule{}, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.read == nil || len(g.read) >= maxGames {
		g.read = map[ID]instant.Schedule{}
	}
	g.read[c.ID] = schedule
	return schedule, nil
}

// openGame reads the sealed schedule of a game, and refuses one that is not the one that
// was published.
func (s *Service) openGame(row gameRow) (instant.Schedule, error) {
	text, err := s.vault.Open(row.ScheduleSealed, gameRowName(ID(row.ContestID)))
	if err != nil {
		return instant.Schedule{}, err
	}
	if got := instant.Seal(text).String(); got != row.Seal {
		return instant.Schedule{}, fmt.Errorf("contests: the schedule of %s has the hash %s, sealed was %s", row.ContestID, got, row.Seal)
	}
	return instant.ParseSchedule(text)
}

// RevealDue reveals the moments of games that are over, and puts on record which plays there
// were. It is a job.
func (s *Service) RevealDue(ctx context.Context) error {
	due, err := selectGamesDue(ctx, s.db, db.Millis(s.clock.Now()))
	for _, id := range due {
		err = errors.Join(err, s.revealGame(ctx, ID(id)))
	}
	return err
}

func (s *Service) revealGame(ctx context.Context, id ID) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		// Plays hold the contest: once it is locked after closing there is none to come.
		c, err := lockByID(ctx, tx, id)
		if err != nil {
			return err
		}
		row, err := selectGame(ctx, tx, id)
		if err != nil || row.RevealedAt > 0 {
			return err
		}
		schedule, err := s.openGame(row)
		if err != nil {
			return err
		}
		plays, err := playsOf(ctx, tx, id)
		if err != nil {
			return err
		}
		now := s.clock.Now()
		record := instant.NewReveal(schedule, plays, now).Encode()
		err = account.Record(ctx, tx, account.SystemActor(c.Brand), account.Change{
			Action: "contest.revealed", Subject: c.subject(), At: now,
			After: map[string]any{"schedule": row.Seal, "plays": len(plays)},
		})
		if err != nil {
			return err
		}
		index, err := s.log.Append(ctx, tx, record)
		if err != nil {
			return err
		}
		row.Schedule, row.Reveal, row.LogIndex, row.RevealedAt = string(schedule.Encode()), string(record), index, db.Millis(now)
		_, err = updateRevealed(ctx, tx, row)
		return err
	})
}

// Instants is a game as everybody may see it.
type Instants struct {
	Contest    Contest
	Seal       draw.Hash // of the schedule
	Won        []int     // of each prize
	RevealedAt time.Time // zero: it is not over
	LogIndex   int64     // where the log has the record of the end; -1: nowhere yet
}

// Left is how many units of a prize can still be won: all that nobody has won, whether or
// not their moment has come.
func (i Instants) Left(prize int) int {
	return i.Contest.Entry.Instant.Prizes[prize].Units - i.Won[prize]
}

// AllLeft is how many prizes can still be won.
func (i Instants) AllLeft() int {
	left := 0
	for j := range i.Won {
		left += i.Left(j)
	}
	return left
}

// FindInstants returns the game of a published contest. Faults: ErrNotFound, ErrNoInstant.
func (s *Service) FindInstants(ctx context.Context, slug string) (Instants, error) {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return Instants{}, err
	}
	return s.instants(ctx, c)
}

func (s *Service) instants(ctx context.Context, c Contest) (Instants, error) {
	if c.Entry.Instant == nil {
		return Instants{}, ErrNoInstant
	}
	row, err := selectGame(ctx, s.db, c.ID)
	if err != nil {
		return Instants{}, err
	}
	i := Instants{Contest: c, Seal: row.seal(), RevealedAt: db.Time(row.RevealedAt), LogIndex: row.LogIndex}
	i.Won, err = countWins(ctx, s.db, c.ID, len(c.Entry.Instant.Prizes))
	return i, err
}

// InstantProof is what a game is checked from, word for word.
type InstantProof struct {
	Rules, Schedule, Plays, Reveal []byte
}

// FindInstantProof returns what was revealed of a game. Faults: ErrNotFound, ErrNoInstant,
// ErrInstantEarly.
func (s *Service) FindInstantProof(ctx context.Context, slug string) (InstantProof, error) {
	c, rules, err := s.FindRules(ctx, slug)
	if err != nil {
		return InstantProof{}, err
	}
	row, err := selectGame(ctx, s.db, c.ID)
	switch {
	case err != nil:
		return InstantProof{}, err
	case row.RevealedAt == 0:
		return InstantProof{}, ErrInstantEarly
	}
	plays, err := playsOf(ctx, s.db, c.ID)
	if err != nil {
		return InstantProof{}, err
	}
	id, err := c.drawID()
	return InstantProof{
		Rules: rules.JSON, Schedule: []byte(row.Schedule), Reveal: []byte(row.Reveal), Plays: instant.EncodePlays(id, plays),
	}, err
}

// InstantWinners returns what was won at once, in the order of winning, as the slots of a
// draw are told: for staff, with the numbers of entries and messages. It needs ViewPeople.
// Faults: ErrNotFound, ErrNoInstant.
func (s *Service) InstantWinners(ctx context.Context, actor account.Actor, slug string) (Instants, []Slot, error) {
	c, err := s.find(ctx, s.db, actor, account.ViewPeople, slug)
	if err != nil {
		return Instants{}, nil, err
	}
	game, err := s.instants(ctx, c)
	if err != nil {
		return Instants{}, nil, err
	}
	slots, err := selectInstantSlots(ctx, s.db, c)
	return game, slots, err
}
