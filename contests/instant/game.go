package instant

import (
	"fmt"
	"slices"
	"time"

	"kermesse/contests/draw"
)

// Lost is the moment of a play that won nothing.
const Lost = -1

// Due returns which moments a play at t may win, in the order in which they are won: the
// positions from first inclusive to end exclusive. Moments whose time to wait is over are
// void.
func (s Schedule) Due(t time.Time) (first, end int) {
	after := func(t time.Time) int {
		i, _ := slices.BinarySearchFunc(s.Moments, t, func(m Moment, t time.Time) int {
			if m.At.After(t) {
				return 1
			}
			return -1
		})
		return i
	}
	end = after(t)
	if s.OpenFor > 0 {
		first = after(t.Add(-s.OpenFor))
	}
	return first, end
}

// Play is one play as it is published.
type Play struct {
	At     time.Time // UTC, whole milliseconds
	Token  draw.Hash // see Token
	Moment int       // the moment that it won; Lost for none
}

// Game decides plays one after the other. Its zero value is not a game: see NewGame.
type Game struct {
	schedule Schedule
	won      []bool
	left     int // below it everything is won or void for good
}

// NewGame begins a game in which nobody has played.
func NewGame(s Schedule) *Game { return &Game{schedule: s, won: make([]bool, len(s.Moments))} }

// Play decides the next play, at t: the first moment that is due and not won, or Lost.
func (g *Game) Play(t time.Time) int {
	first, end := g.schedule.Due(t)
	for i := max(first, g.left); i < end; i++ {
		if g.won[i] {
			continue
		}
		g.won[i] = true
		for g.left < len(g.won) && g.won[g.left] {
			g.left++
		}
		return i
	}
	return Lost
}

// Report is what a game came to.
type Report struct {
	Plays int
	Won   []int // of each prize
	Left  []int // of each prize: not won when the game was over
}

// WrongPlay says which play did not get what the schedule gives it.
type WrongPlay struct {
	No        int // from 1
	Got, Owed int // moments; Lost for none
}

// Error is the English sentence.
func (e *WrongPlay) Error() string {
	say := func(moment int) string {
		if moment == Lost {
			return "nothing"
		}
		return fmt.Sprintf("moment %d", moment)
	}
	return fmt.Sprintf("instant: play %d won %s; by the schedule it wins %s", e.No, say(e.Got), say(e.Owed))
}

// Replay plays the published plays again, in their order, and refuses the first that did
// not get what the schedule gives it. Its error is a *WrongPlay, or an ErrGrammar for plays
// outside the game.
func Replay(s Schedule, plays []Play) (Report, error) {
	g := NewGame(s)
	r := Report{Plays: len(plays), Won: make([]int, len(s.Units)), Left: slices.Clone(s.Units)}
	seen := make(map[draw.Hash]bool, len(plays))
	for i, p := range plays {
		if p.At.Before(s.OpensAt) || !p.At.Before(s.ClosesAt) {
			return r, fmt.Errorf("%w: play %d was not between opening and closing", ErrGrammar, i+1)
		}
		if seen[p.Token] {
			return r, fmt.Errorf("%w: play %d has the token of an earlier one, %s…", ErrGrammar, i+1, short(p.Token))
		}
		seen[p.Token] = true
		owed := g.Play(p.At)
		if owed != p.Moment {
			return r, &WrongPlay{No: i + 1, Got: p.Moment, Owed: owed}
		}
		if owed != Lost {
			prize := s.Moments[owed].Prize
			r.Won[prize]++
			r.Left[prize]--
		}
	}
	return r, nil
}

// UnitOf numbers the moments of each prize from 0: of its prize, a moment is that unit.
func (s Schedule) UnitOf(moment int) int {
	unit := 0
	for _, m := range s.Moments[:moment] {
		if m.Prize == s.Moments[moment].Prize {
			unit++
		}
	}
	return unit
}
