package mail

import (
	"fmt"
	"strings"
	"time"
)

// PointsEarned tells a member what they have earned since the last such letter.
type PointsEarned struct {
	Brand     string // its name
	Points    int64
	Pending   int64 // of what the member has, not spendable yet
	Available int64
	Reasons   []Reason // may be empty
	Link      string   // to the member page
}

// Reason is points for one thing.
type Reason struct {
	Name   string // of the rule, as members read it
	Points int64
}

func (PointsEarned) kind() Kind { return "points-earned" }

func (p PointsEarned) sheet(lang string) sheet {
	s := sheet{From: p.Brand, Action: action{Label: "See my points", URL: p.Link}}
	said := func(fr, en string, args ...any) {
		s.Lines = append(s.Lines, fmt.Sprintf(either(lang, fr, en), args...))
	}
	s.Subject = fmt.Sprintf(either(lang, "Vous avez gagné %s chez %s", "You earned %s at %s"), points(lang, p.Points), p.Brand)
	if lang == "fr" {
		s.Action.Label = "Voir mes points"
	}
	said("Merci\u00a0! Vous avez gagné %s chez %s.", "Thank you! You earned %s at %s.", points(lang, p.Points), p.Brand)
	if len(p.Reasons) > 0 {
		var lines []string
		for _, r := range p.Reasons {
			lines = append(lines, fmt.Sprintf(either(lang, "%s\u00a0: %s", "%s: %s"), r.Name, points(lang, r.Points)))
		}
		s.Lines = append(s.Lines, strings.Join(lines, "\n"))
	}
	said("Vous pouvez utiliser %s.", "You can use %s.", points(lang, p.Available))
	if p.Pending > 0 {
		said("%s à venir, en attente de confirmation.", "%s more to come, waiting for confirmation.", points(lang, p.Pending))
	}
	return s
}

// PointsEnding tells a member which points end soon.
type PointsEnding struct {
	Brand string
	Ends  []Ending // soonest first
	Link  string
}

// Ending is points that can be used up to a day, that day included, in the brand's zone.
type Ending struct {
	Points  int64
	LastDay time.Time
}

func (PointsEnding) kind() Kind { return "points-ending" }

func (p PointsEnding) sheet(lang string) sheet {
	var total int64
	var lines []string
	for _, e := range p.Ends {
		total += e.Points
		lines = append(lines, fmt.Sprintf(either(lang, "%s jusqu’au %s inclus", "%s until %s, that day included"), points(lang, e.Points), dayWords(lang, e.LastDay)))
	}
	return sheet{
		From:    p.Brand,
		Subject: fmt.Sprintf(either(lang, "%s à utiliser bientôt chez %s", "%s to use soon at %s"), points(lang, total), p.Brand),
		Lines: []string{
			either(lang, "Des points que vous avez gagnés arrivent à leur terme\u00a0:", "Some of the points that you earned are about to end:"),
			strings.Join(lines, "\n"),
			either(lang, "Après, ils sont perdus. Ce sont toujours ceux qui finissent le plus tôt qui sont utilisés d’abord.", "After that they are lost. Those that end soonest are always used first."),
		},
		Action: action{Label: either(lang, "Choisir une récompense", "Choose a reward"), URL: p.Link},
	}
}

// TierReached tells a member that they have risen to a tier.
type TierReached struct {
	Brand string
	Tier  string
	Until time.Time // when it is reviewed, in the brand's zone; zero: never
	Link  string
}

func (TierReached) kind() Kind { return "tier-reached" }

func (t TierReached) sheet(lang string) sheet {
	s := sheet{
		From:    t.Brand,
		Subject: fmt.Sprintf(either(lang, "Vous êtes maintenant %s chez %s", "You are %s at %s now"), t.Tier, t.Brand),
		Lines:   []string{fmt.Sprintf(either(lang, "Bravo\u00a0! Vous passez au palier «\u00a0%s\u00a0» chez %s.", "Well done! You have reached the tier “%s” at %s."), t.Tier, t.Brand)},
		Action:  action{Label: either(lang, "Voir mes avantages", "See what it brings"), URL: t.Link},
	}
	if !t.Until.IsZero() {
		s.Lines = append(s.Lines, fmt.Sprintf(either(lang, "Il est à vous au moins jusqu’au %s.", "It is yours until %s at least."), dayWords(lang, t.Until)))
	}
	return s
}

// RewardReady tells a member that they have enough points for a reward that was out of reach.
type RewardReady struct {
	Brand     string
	Rewards   []string // names, the most precious first
	Available int64
	Link      string
}

func (RewardReady) kind() Kind { return "reward-ready" }

func (r RewardReady) sheet(lang string) sheet {
	return sheet{
		From:    r.Brand,
		Subject: fmt.Sprintf(either(lang, "Une récompense vous attend chez %s", "A reward is ready for you at %s"), r.Brand),
		Lines: []string{
			fmt.Sprintf(either(lang, "Vous avez %s\u00a0: assez pour", "You have %s: enough for"), points(lang, r.Available)),
			strings.Join(r.Rewards, "\n"),
			either(lang, "Une récompense peut s’épuiser\u00a0: la page dit ce qui reste.", "A reward can run out: the page tells what is left."),
		},
		Action: action{Label: either(lang, "Voir les récompenses", "See the rewards"), URL: r.Link},
	}
}

func either(lang, fr, en string) string {
	if lang == "fr" {
		return fr
	}
	return en
}

// points writes a number of points.
func points(lang string, n int64) string {
	if lang == "fr" && n < 2 || n == 1 {
		return grouped(lang, n) + "\u00a0point"
	}
	return grouped(lang, n) + "\u00a0points"
}

// grouped writes a number, its thousands apart.
func grouped(lang string, n int64) string {
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + either(lang, "\u202f", ",") + digits[i:]
	}
	return digits
}

var frenchMonths = [...]string{
	"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
}

func dayWords(lang string, t time.Time) string {
	if lang != "fr" {
		return t.Format("2 January 2006")
	}
	day := fmt.Sprint(t.Day())
	if t.Day() == 1 {
		day = "1er"
	}
	return fmt.Sprintf("%s\u00a0%s\u00a0%d", day, frenchMonths[t.Month()-1], t.Year())
}
