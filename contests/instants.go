package contests

import (
	"errors"
	"slices"
	"time"

	"kermesse/contests/claims"
	"kermesse/contests/instant"
	"kermesse/contests/tickets"
	"kermesse/internal/fault"
)

// InstantRules are a game of prizes that are won at once, beside the draw.
type InstantRules struct {
	Mode         instant.Mode
	Dress        InstantDress
	FromHour     int  // of the day, in the contest's zone: no moment lies before it
	ToHour       int  // nor from this hour on; 0 and 24: the end of the day
	WaitMinutes  int  // how long a moment waits for a play; 0: until one comes
	Daily        bool // a person plays once a day; else once
	WinnersLeave bool // who has won does not take part in the draw
	Prizes       []InstantPrize
}

// InstantDress is how a result is shown that is decided already. It changes nothing about it.
type InstantDress string

// The dresses.
const (
	DressPlain   InstantDress = "plain"
	DressWheel   InstantDress = "wheel"
	DressScratch InstantDress = "scratch"
)

// InstantPrize is one of the prizes of a game.
type InstantPrize struct {
	Name       string
	Units      int   // ≥ 1
	ValueMinor int64 // of one unit, in minor units of Currency; 0 if not stated
	Currency   string
	Handing    claims.Handing
}

const (
	maxInstantPrizes = 50
	maxWaitMinutes   = 7 * 24 * 60
)

func (r *InstantRules) check(wrong *problems) {
	if r == nil {
		return
	}
	if r.Mode == "" {
		r.Mode = instant.Moments
	}
	if r.Dress == "" {
		r.Dress = DressPlain
	}
	if r.ToHour == 0 {
		r.ToHour = 24
	}
	if r.Mode != instant.Moments && r.Mode != instant.Everyone {
		wrong.add("entry.instant.mode", ErrInstantMode)
	}
	if !slices.Contains([]InstantDress{DressPlain, DressWheel, DressScratch}, r.Dress) {
		wrong.add("entry.instant.dress", ErrInstantDress)
	}
	if r.FromHour < 0 || r.ToHour > 24 || r.FromHour >= r.ToHour {
		wrong.add("entry.instant.from_hour", ErrInstantHours)
	}
	if r.WaitMinutes < 0 || r.WaitMinutes > maxWaitMinutes || r.Mode == instant.Everyone && r.WaitMinutes != 0 {
		wrong.add("entry.instant.wait_minutes", ErrInstantWait.With(maxWaitMinutes))
	}
	r.checkPrizes(wrong)
}

func (r *InstantRules) checkPrizes(wrong *problems) {
	if len(r.Prizes) == 0 || len(r.Prizes) > maxInstantPrizes {
		wrong.add("entry.instant.prizes", ErrInstantPrizes.With(maxInstantPrizes))
		return
	}
	units := 0
	for j := range r.Prizes {
		p := &r.Prizes[j]
		p.Name = wrong.line(indexed("entry.instant.prizes", j, "name"), p.Name, maxPrizeName)
		if p.Units < 1 || p.Units > maxUnits {
			wrong.add(indexed("entry.instant.prizes", j, "units"), ErrWinners.With(maxUnits))
		}
		units += max(0, min(p.Units, maxUnits))
		value := Prize{ValueMinor: p.ValueMinor, Currency: p.Currency}
		wrong.add(indexed("entry.instant.prizes", j, "value"), value.checkValue())
		p.Currency = value.Currency
		value.Handing = p.Handing
		value.checkHanding(indexed("entry.instant.prizes", j, ""), wrong)
		p.Handing = value.Handing
	}
	if units > maxSlots {
		wrong.add("entry.instant.prizes", ErrTooManySlots.With(maxSlots))
	}
}

// checkInstants reports where the hours leave no moment between opening and closing.
func (c Contest) checkInstants(wrong *problems) {
	if r := c.Entry.Instant; r != nil && c.OpensAt.Before(c.ClosesAt) && errors.Is(c.instantPlan().Check(), instant.ErrNoHours) {
		wrong.add("entry.instant.from_hour", ErrInstantNoHours)
	}
}

// instantPlan is what the moments are drawn from. The contest has a game.
func (c Contest) instantPlan() instant.Plan {
	r := c.Entry.Instant
	p := instant.Plan{
		Mode: r.Mode, OpensAt: c.OpensAt, ClosesAt: c.ClosesAt, Zone: c.TimeZone, From: r.FromHour, To: r.ToHour,
		OpenFor: time.Duration(r.WaitMinutes) * time.Minute,
	}
	p.Contest, _ = c.drawID() // stored ids are UUIDs; a new draft has none yet
	for _, prize := range r.Prizes {
		p.Units = append(p.Units, prize.Units)
	}
	return p
}

func (r *InstantRules) clone() *InstantRules {
	if r == nil {
		return nil
	}
	c := *r
	c.Prizes = slices.Clone(r.Prizes)
	return &c
}

// Stock is how many prizes there are to win in all.
func (r *InstantRules) Stock() int {
	units := 0
	for _, p := range r.Prizes {
		units += p.Units
	}
	return units
}

// period names the stretch of time in which a person plays once: a day of the contest's
// zone, or the whole contest.
func (c Contest) period(now time.Time) string {
	if c.Entry.Instant.Daily {
		return now.In(c.Location()).Format(time.DateOnly)
	}
	return ""
}

// nextPlay is when somebody who has played may play again; zero: never.
func (c Contest) nextPlay(now time.Time) time.Time {
	if !c.Entry.Instant.Daily {
		return time.Time{}
	}
	next := tickets.Daily.Next(now, c.Location())
	if !next.Before(c.ClosesAt) {
		return time.Time{}
	}
	return next
}

// PrizeAt is a prize by the number under which it is won and claimed: those of the draw
// come first, then those of the game.
func (c Contest) PrizeAt(j int) Prize {
	if j < len(c.Prizes) {
		return c.Prizes[j]
	}
	p := c.Entry.Instant.Prizes[j-len(c.Prizes)]
	return Prize{Name: p.Name, Winners: p.Units, ValueMinor: p.ValueMinor, Currency: p.Currency, Handing: p.Handing}
}

// Faults of games.
var (
	ErrInstantMode = fault.New(fault.Invalid, "instant_mode",
		"Un jeu d’instants gagnants se joue par moments, ou chacun gagne.", "Instant wins are by moments, or everyone wins.")
	ErrInstantDress = fault.New(fault.Invalid, "instant_dress",
		"Choisissez l’affichage simple, la roue ou la carte à gratter.", "Choose the plain result, the wheel or the scratch card.")
	ErrInstantHours = fault.New(fault.Invalid, "instant_hours",
		"Les heures vont de 0 à 24, et la première vient avant la dernière.", "Hours go from 0 to 24, and the first comes before the last.")
	ErrInstantNoHours = fault.New(fault.Invalid, "instant_no_hours",
		"Aucune de ces heures ne tombe entre l’ouverture et la clôture\u00a0: personne ne pourrait gagner.",
		"None of these hours lies between opening and closing: nobody could win.")
	ErrInstantWait = fault.New(fault.Invalid, "instant_wait",
		"Un moment attend une partie de 1 à %d minutes, ou jusqu’à ce qu’il en vienne une\u00a0; là où chacun gagne, il n’y a rien à attendre.",
		"A moment waits for a play for 1 to %d minutes, or until one comes; where everyone wins there is nothing to wait for.")
	ErrInstantPrizes = fault.New(fault.Invalid, "instant_prizes",
		"Indiquez de 1 à %d lots à gagner tout de suite.", "Give 1 to %d prizes to win at once.")
	ErrNoInstant = fault.New(fault.NotFound, "contest_has_no_instant_wins",
		"Ce jeu-concours n’a pas d’instants gagnants.", "This contest has no instant wins.")
	ErrInstantEarly = fault.New(fault.Conflict, "instant_not_over",
		"Les moments gagnants sont révélés une fois le jeu-concours clos.", "The winning moments are revealed once the contest has closed.")
	ErrNotPlayed = fault.New(fault.NotFound, "instant_not_played",
		"Cette personne n’a pas encore joué.", "This person has not played yet.")
	ErrPlayUnconfirmed = fault.New(fault.Conflict, "instant_entry_pending",
		"Confirmez d’abord votre participation\u00a0: vous jouez ensuite.", "Confirm your entry first: then you play.")
)
