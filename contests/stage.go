package contests

import (
	"context"
	"slices"
	"strings"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

// HoldNames keeps the names of the next draw for an audience: they are public once they
// were shown, and after a time in any case. It is said on the public page beforehand, and
// cannot be asked for once the names are known. 0 shows them to everybody at once.
// Faults: ErrNotPublished, ErrNamesPublic, ErrHoldTooLong on the field hours.
func (s *Service) HoldNames(ctx context.Context, actor account.Actor, slug string, hold time.Duration) error {
	if hold < 0 || hold > MaxHold {
		var wrong problems
		wrong.add("hours", ErrHoldTooLong.With(int(MaxHold.Hours())))
		return wrong.err()
	}
	return s.direct(ctx, actor, slug, func(tx *db.DB, c Contest, _ Show, now time.Time) error {
		if !c.DrawnAt.IsZero() {
			return ErrNamesPublic
		}
		if err := updateHold(ctx, tx, c.ID, hold); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "draw.names_held", Subject: c.subject(), At: now, After: map[string]any{"hours": int(hold.Hours())},
		})
	})
}

// PublishNames ends the holding of names now. Where none are held nothing happens.
func (s *Service) PublishNames(ctx context.Context, actor account.Actor, slug string) error {
	return s.direct(ctx, actor, slug, func(tx *db.DB, c Contest, show Show, now time.Time) error {
		if c.DrawnAt.IsZero() {
			return ErrNotDrawn
		}
		if !now.Before(show.Until(c.Attempt)) {
			return nil
		}
		if err := updateEnded(ctx, tx, c.ID, c.Attempt.No); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{Action: "draw.names_published", Subject: c.subject(), At: now})
	})
}

// CueStage tells the stage what to show. A reveal is also what ends the holding of its names. The
// same cue again shows it again and changes nothing. Faults: ErrNotDrawn, ErrStepNotFound.
func (s *Service) CueStage(ctx context.Context, actor account.Actor, slug string, phase Phase, step int) error {
	return s.direct(ctx, actor, slug, func(tx *db.DB, c Contest, show Show, now time.Time) error {
		if c.DrawnAt.IsZero() {
			return ErrNotDrawn
		}
		slots, err := slotsOf(ctx, tx, c, c.Attempt)
		if err != nil {
			return err
		}
		steps := Holding{Attempt: c.Attempt, Slots: slots}.Steps()
		if phase != PhaseTitle && phase != PhasePrize && phase != PhaseReveal || step < 0 || step >= len(steps) && phase != PhaseTitle {
			return ErrStepNotFound
		}
		cue := Cue{Version: show.Cue.Version + 1, Attempt: c.Attempt.No, Phase: phase, Step: step, At: now}
		if err := updateCue(ctx, tx, c.ID, cue); err != nil || phase != PhaseReveal {
			return err
		}
		return s.reveal(ctx, tx, actor, c, show, steps[step], now)
	})
}

func (s *Service) reveal(ctx context.Context, tx *db.DB, actor account.Actor, c Contest, show Show, step Step, now time.Time) error {
	if !now.Before(show.Until(c.Attempt)) {
		return nil
	}
	fresh := 0
	for _, slot := range step.Slots {
		first, err := insertReveal(ctx, tx, c, slot, now, now.Add(stageLead))
		if err != nil {
			return err
		}
		if first {
			fresh++
		}
	}
	if fresh == 0 {
		return nil
	}
	return account.Record(ctx, tx, actor, account.Change{
		Action: "draw.revealed", Subject: c.subject(), At: now, After: map[string]any{"prize": step.Prize, "names": fresh},
	})
}

type direction func(tx *db.DB, c Contest, show Show, now time.Time) error

// direct does something about a show. The contest's row is held, so that two consoles
// come one after the other.
func (s *Service) direct(ctx context.Context, actor account.Actor, slug string, do direction) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := lockBySlug(ctx, tx, slug)
		if err != nil {
			return err
		}
		if err := actor.RequireOr(account.DrawWinners, c.Brand, ErrNotFound); err != nil {
			return err
		}
		if c.PublishedAt.IsZero() {
			return ErrNotPublished
		}
		if err := insertShow(ctx, tx, c.ID); err != nil {
			return err
		}
		show, err := selectShow(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		return do(tx, c, show, s.clock.Now().Truncate(time.Millisecond))
	})
}

// Shown is what a stage shows at present, as its audience may see it.
type Shown struct {
	Cue
	Since time.Duration // since it was told so
	Names []Slot        // of a reveal
}

// Watch returns what the stage of a draw shows, if it is newer than a version. With the
// stage's key it is the cue itself; without, a name is there only once it is public.
// Faults: ErrNotFound.
func (s *Service) Watch(ctx context.Context, slug, key string, after int64) (Shown, bool, error) {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return Shown{}, false, err
	}
	show, err := selectShow(ctx, s.db, c.ID)
	if err != nil {
		return Shown{}, false, err
	}
	now := s.clock.Now()
	shown := Shown{Cue: show.Cue, Since: now.Sub(show.Cue.At)}
	if shown.Attempt != c.Attempt.No { // told about an attempt that counts no more
		shown.Phase, shown.Step = PhaseTitle, 0
	}
	// A reveal is two versions: before the name is public, and with it.
	shown.Version = 2*shown.Version + 1
	if shown.Phase == PhaseReveal && !s.opensStage(c, key) && shown.Since < stageLead {
		shown.Phase = PhasePrize
		shown.Version--
	}
	if shown.Version <= after {
		return Shown{}, false, nil
	}
	if shown.Phase == PhaseReveal {
		shown.Names, err = s.namesOf(ctx, c, shown.Step)
	}
	if s.opensStage(c, key) {
		now = now.Add(stageLead)
	}
	// Who has the prize since the cue, because somebody was disqualified, was not shown yet.
	if slices.ContainsFunc(shown.Names, func(slot Slot) bool { return show.Holds(c.Attempt, slot, now) }) {
		shown.Phase, shown.Names = PhasePrize, nil
	}
	return shown, true, err
}

func (s *Service) namesOf(ctx context.Context, c Contest, step int) ([]Slot, error) {
	slots, err := slotsOf(ctx, s.db, c, c.Attempt)
	if err != nil {
		return nil, err
	}
	steps := Holding{Attempt: c.Attempt, Slots: slots}.Steps()
	if step >= len(steps) {
		return nil, nil // somebody was disqualified meanwhile
	}
	names := make([]Slot, len(steps[step].Slots))
	for i, slot := range steps[step].Slots {
		names[i] = slot.public()
	}
	return names, nil
}

// NamesOf are the names of one reveal, for whoever watches a draw again.
// Faults: ErrNotFound, ErrNotDrawn, ErrStepNotFound, ErrNamesHeld.
func (s *Service) NamesOf(ctx context.Context, slug string, step int) ([]Slot, error) {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return nil, err
	}
	if c.DrawnAt.IsZero() {
		return nil, ErrNotDrawn
	}
	show, err := selectShow(ctx, s.db, c.ID)
	if err != nil {
		return nil, err
	}
	if step < 0 {
		return nil, ErrStepNotFound
	}
	names, err := s.namesOf(ctx, c, step)
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, ErrStepNotFound
	}
	for _, slot := range names {
		if show.Holds(c.Attempt, slot, s.clock.Now()) {
			return nil, ErrNamesHeld
		}
	}
	return names, nil
}

// StageSeen notes that the stage is there and which cue it has. A wrong key is nobody's.
func (s *Service) StageSeen(ctx context.Context, slug, key string, version int64) error {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return err
	}
	if !s.opensStage(c, key) {
		return ErrNotFound
	}
	return s.db.InTx(ctx, func(tx *db.DB) error { return updateSeen(ctx, tx, c.ID, version, s.clock.Now()) })
}

// FindShow returns the show of a contest's draw. It needs ViewCampaigns.
func (s *Service) FindShow(ctx context.Context, actor account.Actor, slug string) (Show, error) {
	c, err := s.find(ctx, s.db, actor, account.ViewCampaigns, slug)
	if err != nil {
		return Show{}, err
	}
	return selectShow(ctx, s.db, c.ID)
}

// ReleaseDue tells winners whose names have become public since the draw. It is a job.
func (s *Service) ReleaseDue(ctx context.Context) error {
	held, err := selectHeld(ctx, s.db)
	if err != nil {
		return err
	}
	for _, id := range held {
		if err := s.release(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) release(ctx context.Context, id ID) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := lockByID(ctx, tx, id)
		if err != nil {
			return err
		}
		show, err := selectShow(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := s.tellWinners(ctx, tx, c, c.Attempt); err != nil {
			return err
		}
		if s.clock.Now().Before(show.Until(c.Attempt)) {
			return nil
		}
		return updateReleased(ctx, tx, id, c.Attempt.No)
	})
}

// The most names that run past on a stage, and the most that fit on a wheel.
const (
	rollNames  = 40
	wheelNames = 24
)

// RollNames are first names of a few entries of the sealed list, each once, for the
// moment before a name is shown. They come in the order of the alphabet: in that of the
// list the public result would tell which of them is a winner's. They are no more of a
// person than their first name.
func (s *Service) RollNames(ctx context.Context, c Contest) ([]string, error) {
	aliases, err := selectAliases(ctx, s.db, c.ID, 5*rollNames)
	if err != nil {
		return nil, err
	}
	var names []string
	seen := map[string]bool{}
	for _, alias := range aliases {
		name, _, _ := strings.Cut(alias, " ")
		if name == "" || seen[name] || len(names) == rollNames {
			continue
		}
		seen[name] = true
		names = append(names, name)
	}
	slices.Sort(names)
	return names, nil
}

// WheelNames are the first names of the whole sealed list, where they are few enough to be
// read and the chances are the same; nil otherwise. They come in the order of the
// alphabet, as RollNames do: whoever has the stage's key has them before the show.
func (s *Service) WheelNames(ctx context.Context, c Contest, seal Seal) ([]string, error) {
	if seal.Entries < 2 || seal.Entries > wheelNames || seal.Tickets != seal.Entries || c.Attempt.No != 1 || c.Attempt.Late {
		return nil, nil
	}
	aliases, err := selectAliases(ctx, s.db, c.ID, wheelNames+1)
	if err != nil || uint64(len(aliases)) != seal.Entries {
		return nil, err
	}
	for i, alias := range aliases {
		if aliases[i], _, _ = strings.Cut(alias, " "); aliases[i] == "" {
			return nil, nil // somebody was forgotten
		}
	}
	slices.Sort(aliases)
	return aliases, nil
}
