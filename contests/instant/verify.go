package instant

import (
	"errors"
	"fmt"
	"time"

	"kermesse/contests/draw"
	"kermesse/contests/internal/exactjson"
)

// Promise is what rules.json says of the game.
type Promise struct {
	Plan
	Names []string // of the prizes
	Seal  draw.Hash
}

// What may be wrong with a proof, beside ErrGrammar and *WrongPlay.
var (
	ErrNoGame        = errors.New("instant: these rules have no instant wins")
	ErrOtherSchedule = errors.New("instant: the schedule is not the one that was sealed")
	ErrOtherGame     = errors.New("instant: the schedule is not of the game that the rules promise")
	ErrOtherEnd      = errors.New("instant: the record of the end is of other plays, or of another schedule")
)

// ParsePromise reads the game out of rules.json. Faults: ErrNoGame.
func ParsePromise(rules []byte) (Promise, error) {
	frozen, err := draw.ParseRules(rules)
	if err != nil {
		return Promise{}, err
	}
	o, err := exactjson.ParseObject(rules)
	if err != nil {
		return Promise{}, err
	}
	if !o.Has("instant") {
		return Promise{}, ErrNoGame
	}
	p := Promise{Plan: Plan{Contest: frozen.Draw, OpensAt: frozen.OpensAt, ClosesAt: frozen.ClosesAt, Zone: o.Text("time_zone")}}
	game := o.Object("instant")
	p.Mode = Mode(game.Text("mode"))
	p.From, p.To = int(game.Uint("from_hour", 24)), int(game.Uint("to_hour", 24))
	p.OpenFor = time.Duration(game.Uint("waits_seconds", 1<<31-1)) * time.Second
	for _, prize := range game.Objects("prizes") {
		p.Names = append(p.Names, prize.Text("name"))
		p.Units = append(p.Units, int(prize.Uint("units", MaxUnits)))
		game.Fail("prizes", prize.Err())
	}
	seal, err := draw.ParseHash(game.Text("schedule_sha256"))
	game.Fail("schedule_sha256", err)
	p.Seal = seal
	o.Fail("instant", game.Err())
	return p, o.Err()
}

// Verify checks a game that is over from what was published: the rules as they were frozen,
// the schedule, the plays, and the record of the end, which the public log has. The report
// tells how far it came where it fails. Whether these are the rules that were published is for
// whoever asks to compare: their hash stands on the contest's pages and in the public log.
// Faults: ErrNoGame, ErrOtherSchedule, ErrOtherGame, ErrOtherEnd, ErrGrammar, *WrongPlay.
func Verify(rules, schedule, plays, reveal []byte) (Promise, Report, error) {
	promise, err := ParsePromise(rules)
	if err != nil {
		return promise, Report{}, err
	}
	if got := Seal(schedule); got != promise.Seal {
		return promise, Report{}, fmt.Errorf("%w: its hash is %s, the rules say %s", ErrOtherSchedule, got, promise.Seal)
	}
	s, err := ParseSchedule(schedule)
	if err != nil {
		return promise, Report{}, err
	}
	if err := promise.agrees(s); err != nil {
		return promise, Report{}, err
	}
	contest, list, err := ParsePlays(plays)
	if err != nil {
		return promise, Report{}, err
	}
	told, err := ParseReveal(reveal)
	if err != nil {
		return promise, Report{}, err
	}
	if own := NewReveal(s, list, told.At); contest != s.Contest || own != told {
		return promise, Report{}, ErrOtherEnd
	}
	report, err := Replay(s, list)
	return promise, report, err
}

// agrees compares a schedule with what the rules promised.
func (p Promise) agrees(s Schedule) error {
	same := p.Contest == s.Contest && p.Mode == s.Mode && p.Zone == s.Zone && p.From == s.From && p.To == s.To &&
		p.OpenFor == s.OpenFor && p.OpensAt.Equal(s.OpensAt) && p.ClosesAt.Equal(s.ClosesAt) && fmt.Sprint(p.Units) == fmt.Sprint(s.Units)
	if !same {
		return ErrOtherGame
	}
	return nil
}

// The files of a proof.
const (
	RulesFile    = "rules.json"
	ScheduleFile = "schedule.txt"
	PlaysFile    = "plays.txt"
	RevealFile   = "reveal.txt"
)
