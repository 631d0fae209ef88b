// Package instant is the game of instant wins, without a clock, a database or a network:
// how the moments at which prizes are to be won are drawn and sealed before anybody plays,
// which play wins, and how anybody checks it afterwards from what was published.
//
// What it proves is that the moments were fixed before the first play and that the prizes
// went where the rules say. It cannot prove that nobody who runs the server looked at the
// moments meanwhile: they are kept encrypted, but the server must know them to decide. How
// anybody checks a game by hand is in docs/contests.md.
package instant

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"kermesse/contests/draw"
)

// Mode is who wins.
type Mode string

// The modes.
const (
	Moments  Mode = "moments"  // the first valid play after a moment wins its prize
	Everyone Mode = "everyone" // every play wins, as long as there are prizes, in an order that was drawn
)

// MaxUnits bounds the prizes of one game.
const MaxUnits = 100_000

// Plan is what the rules promise, from which the moments are drawn.
type Plan struct {
	Contest  draw.ID
	Mode     Mode
	OpensAt  time.Time // whole seconds, as is ClosesAt
	ClosesAt time.Time
	Zone     string        // IANA name: of the hours
	From, To int           // hours of the day in Zone, 0 ≤ From < To ≤ 24: no moment before From or from To on
	OpenFor  time.Duration // how long a moment waits for a play, in whole seconds; 0: until one comes
	Units    []int         // of each prize, ≥ 1
}

// Faults of plans and records.
var (
	ErrPlan    = errors.New("instant: no such game can be played")
	ErrNoHours = errors.New("instant: no allowed hour lies between opening and closing")
	ErrGrammar = errors.New("instant: not a canonical record")
)

// Check reports whether moments can be drawn for the plan. Faults: ErrPlan, ErrNoHours.
func (p Plan) Check() error {
	if err := p.check(); err != nil {
		return err
	}
	_, err := p.windows()
	return err
}

func (p Plan) check() error {
	units := 0
	for _, n := range p.Units {
		if n < 1 || n > MaxUnits {
			return fmt.Errorf("%w: %d units of a prize", ErrPlan, n)
		}
		units += n
	}
	switch {
	case p.Mode != Moments && p.Mode != Everyone:
		return fmt.Errorf("%w: mode %q", ErrPlan, p.Mode)
	case units < 1 || units > MaxUnits:
		return fmt.Errorf("%w: %d prizes", ErrPlan, units)
	case p.From < 0 || p.To > 24 || p.From >= p.To:
		return fmt.Errorf("%w: hours from %d to %d", ErrPlan, p.From, p.To)
	case !p.OpensAt.Before(p.ClosesAt) || p.OpensAt.Nanosecond() != 0 || p.ClosesAt.Nanosecond() != 0:
		return fmt.Errorf("%w: from %s to %s", ErrPlan, p.OpensAt, p.ClosesAt)
	case p.OpenFor < 0 || p.OpenFor%time.Second != 0 || p.Mode == Everyone && p.OpenFor != 0:
		return fmt.Errorf("%w: moments that wait %s", ErrPlan, p.OpenFor)
	}
	return nil
}

// Moment is one unit of a prize, to be won by the first valid play from At on.
type Moment struct {
	Prize int
	At    time.Time // UTC, whole seconds
}

// Schedule is every moment of a game, in the order in which they are won, with what keeps
// its hash from being found by trying.
type Schedule struct {
	Plan
	Moments []Moment
	Salt    [32]byte
}

// Seal is the SHA-256 of a schedule's text. It is published before the first play.
func Seal(schedule []byte) draw.Hash { return sha256.Sum256(schedule) }

// Token names a play in the published list, and tells nothing of who played: the SHA-256
// of a tag and the play's id, which only its player was shown.
func Token(play draw.ID) draw.Hash {
	return sha256.Sum256(append([]byte("vinstant1/play\n"), play[:]...))
}

func short(h draw.Hash) string { return hex.EncodeToString(h[:4]) }
