package contests

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"kermesse/contests/draw"
)

// MaxHold is how long names of winners may be kept for an audience after a draw.
const MaxHold = 24 * time.Hour

// stageLead is how long the stage takes from a cue to the name: whoever looks at the
// public page meanwhile does not read it there before the room does.
const stageLead = 12 * time.Second

// Show is how a brand shows the names of a draw: to an audience first, or to everybody at
// once. It decides nothing: what was drawn is fixed, and its proof public, before a name
// is shown. What is held back is the names alone.
type Show struct {
	HoldFor time.Duration // names not shown by then are public; 0: all are at once
	Cue     Cue
	SeenAt  time.Time // when the stage last said that it is there
	SeenCue int64     // version of the cue that it had then

	ended    int                 // names of attempts up to this one are no longer held
	revealed map[Place]time.Time // when each name that was shown is public
}

// Phase is what the stage shows.
type Phase string

// The phases of a stage.
const (
	PhaseTitle  Phase = "title"
	PhasePrize  Phase = "prize"  // what is to be won
	PhaseReveal Phase = "reveal" // by whom
)

// Cue is what the console has told the stage. It is whole: a stage that has missed some
// needs only the last.
type Cue struct {
	Version int64 // grows with every cue
	Attempt int
	Phase   Phase
	Step    int
	At      time.Time
}

// Until is when the names of an attempt are public at the latest; zero for one that is
// not drawn and for one whose names are not held.
func (s Show) Until(a Attempt) time.Time {
	if s.HoldFor == 0 || a.DrawnAt.IsZero() || a.No <= s.ended {
		return time.Time{}
	}
	from := a.DrawAt
	if a.DrawnAt.After(from) {
		from = a.DrawnAt
	}
	return from.Add(s.HoldFor)
}

// keepsSecret reports whether somebody's name of an attempt is held now, or will be once it
// is drawn. A file that is taken before the draw is still there after it.
func (s Show) keepsSecret(a Attempt, now time.Time) bool {
	return s.HoldFor > 0 && a.No > s.ended && (a.DrawnAt.IsZero() || now.Before(s.Until(a)))
}

// Holds reports whether the name of a slot is still to be shown.
func (s Show) Holds(a Attempt, slot Slot, now time.Time) bool {
	if !now.Before(s.Until(a)) || slot.Index == draw.Vacant {
		return false
	}
	at, shown := s.revealed[Place{Attempt: a.No, Prize: slot.Prize, Slot: slot.Slot}]
	return !shown || now.Before(at)
}

// hide takes the names that are held out of slots.
func (s Show) hide(a Attempt, slots []Slot, now time.Time) []Slot {
	shown := make([]Slot, len(slots))
	for i, slot := range slots {
		if slot.Held = s.Holds(a, slot, now); slot.Held {
			slot.Alias = ""
		}
		shown[i] = slot
	}
	return shown
}

// hideFromStaff takes with the names what leads to the people: whoever leads the show
// learns who won when the audience does.
func (s Show) hideFromStaff(a Attempt, slots []Slot, now time.Time) []Slot {
	shown := s.hide(a, slots, now)
	for i, slot := range shown {
		if slot.Held {
			shown[i] = slot.public()
		}
	}
	return shown
}

// Step is one reveal of a show.
type Step struct {
	Prize int
	Slots []Slot // those that have the prize
}

// apart is how many units of a prize are shown one by one; of a prize with more all
// are shown together.
const apart = 12

// Steps are the reveals of a draw, in the order of its prizes.
func (h Holding) Steps() []Step {
	var steps []Step
	for _, s := range h.Slots {
		if !s.Holds() {
			continue
		}
		last := len(steps) - 1
		if last >= 0 && steps[last].Prize == s.Prize {
			steps[last].Slots = append(steps[last].Slots, s)
			continue
		}
		steps = append(steps, Step{s.Prize, []Slot{s}})
	}
	return oneByOne(inOrderOfPrizes(steps))
}

// inOrderOfPrizes brings together what was picked apart: alternates who took over were
// picked after the winners of all prizes.
func inOrderOfPrizes(steps []Step) []Step {
	byPrize := map[int][]Slot{}
	most := -1
	for _, s := range steps {
		byPrize[s.Prize] = append(byPrize[s.Prize], s.Slots...)
		most = max(most, s.Prize)
	}
	var ordered []Step
	for prize := range most + 1 {
		if slots := byPrize[prize]; len(slots) > 0 {
			ordered = append(ordered, Step{prize, slots})
		}
	}
	return ordered
}

func oneByOne(steps []Step) []Step {
	var all []Step
	for _, s := range steps {
		if len(s.Slots) > apart {
			all = append(all, s)
			continue
		}
		for _, slot := range s.Slots {
			all = append(all, Step{s.Prize, []Slot{slot}})
		}
	}
	return all
}

// StageKey opens the stage of a contest's draw: whoever has it sees names at their cue,
// some seconds before everybody.
func (s *Service) StageKey(c Contest) string {
	mac := hmac.New(sha256.New, s.stages)
	mac.Write([]byte(c.ID))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

func (s *Service) opensStage(c Contest, key string) bool {
	return hmac.Equal([]byte(key), []byte(s.StageKey(c)))
}
