package photos

import (
	"slices"
	"time"

	"kermesse/contests/photos/rank"
)

// Award says who wins.
type Award string

// The awards.
const (
	AwardDraw Award = "draw" // a draw among the best: buying votes does not buy a prize
	AwardBest Award = "best" // the best themselves, in their order: chance has no part
)

// Period is how often somebody votes.
type Period string

// The periods.
const (
	NoVotes    Period = ""
	PerContest Period = "contest"
	PerDay     Period = "day" // of the contest's zone
)

// Rules are those of a photo contest.
type Rules struct {
	Award       Award
	Top         int      // AwardDraw: how many of the best take part in the draw
	JuryPercent int      // what the jury counts for, of 100; 0: there is none; 100: it alone decides
	Criteria    []string // that jurors mark from 1 to 10 each; empty: one mark for the whole
	Votes       Period
	PerPeriod   int    // votes of a person in each period, each for another photo
	Hidden      bool   // how many votes there are is told once the contest has closed
	UploadHours int    // before closing, from when on no photo is taken
	VoteHours   int    // before closing, from when on no vote is taken
	Minors      bool   // who is under age may take part, with a parent's agreement
	Uses        string // where else the brand would like to show photos, asked apart; empty: nowhere
}

// Bounds of rules.
const (
	MaxTop       = 500
	MaxCriteria  = 5
	MaxCriterion = 60
	MaxPerPeriod = 20
	MaxHours     = 24 * 60
	MaxUses      = 200
	MaxAlt       = 160
	MostMark     = 10 // of one criterion

	AdultAge = 18 // years
)

// Marks is how many marks a juror gives a photo.
func (r Rules) Marks() int { return max(len(r.Criteria), 1) }

// Mix is how much jury and public count.
func (r Rules) Mix() rank.Mix {
	return rank.Mix{JuryPercent: r.JuryPercent, MostMarks: MostMark * r.Marks()}
}

// Jury reports whether there is one.
func (r Rules) Jury() bool { return r.JuryPercent > 0 }

// AsksAge reports whether entrants say whether they are of age.
func (c Contest) AsksAge() bool { return c.MinAge < AdultAge }

// period names the stretch of time in which a person has their votes.
func (c Contest) period(now time.Time) string {
	if c.Rules.Votes == PerDay {
		return now.In(c.Zone).Format(time.DateOnly)
	}
	return ""
}

// Clone is a copy that shares nothing.
func (r *Rules) Clone() *Rules {
	if r == nil {
		return nil
	}
	c := *r
	c.Criteria = slices.Clone(r.Criteria)
	return &c
}
