// Package law is what countries ask of giveaways, as far as a program can help with it:
// what to settle before publication, who has to permit it, from which value on, which
// words to leave alone. Each profile is data with its sources and the day on which they
// were read; checking a contest against it is arithmetic.
//
// It is a list of reminders and no legal advice: sources are secondary, laws change, and
// where a source was not certain the profile says that it is to be checked. Nothing here
// forbids anything for good: whoever runs a contest may go on for a reason, and owns it.
package law

import (
	"slices"
	"strings"
)

// Text is the same words in both languages.
type Text struct{ FR, EN string }

// In returns the words in a language; French for any but "en".
func (t Text) In(lang string) string {
	if lang == "en" {
		return t.EN
	}
	return t.FR
}

// Code names a profile.
type Code string

// The profiles.
const (
	FR    Code = "fr"
	BE    Code = "be"
	MU    Code = "mu"
	CI    Code = "ci"
	SN    Code = "sn"
	US    Code = "us"
	Other Code = "other" // every country without a profile of its own
)

// Profile is what one country asks.
type Profile struct {
	Code      Code
	Name      Text
	Summary   Text // in a sentence or two
	Majority  int  // full years; below, parents have a say
	Authority Text // who permits what needs a permit; empty where none is known
	Tongue    Text // the law that the rules name
	Retention Retention
	Reporting Reporting // what is told an authority of winners; zero: nothing
	Rules     []Rule    // its own, beside those of every profile; see All
	Sources   []Source
}

// Reporting is from which total on a winner's prizes of one organiser and one calendar year are
// told a tax authority.
type Reporting struct {
	Currency string // ISO 4217
	Over     int64  // minor units
	Says     Text   // what is to be done
}

// Source is where something was read, and when.
type Source struct {
	Says    Text
	At      string // address or publication
	Read    string // the day, YYYY-MM-DD
	Checked bool   // false: to be checked with counsel or the authority before anybody relies on it
}

// Level is how much a finding weighs.
type Level string

// The levels.
const (
	Warn  Level = "warn"  // told, no more
	Block Level = "block" // publication waits for the matter to be settled, or for a reason to go on
)

// Rule is one thing that a profile looks at.
type Rule struct {
	ID    string // within its profile: "permit"
	Level Level
	When  func(Facts) bool // the rule has something to say
	Says  Text             // what is to be done, and why

	Figures func(Facts) Text // the contest's own figures, said after it; nil: there are none
}

// Finding is a rule that has something to say about a contest.
type Finding struct {
	Profile Code
	Rule    string // "mu.permit"
	Level   Level
	Says    Text
}

// Profiles returns all profiles, the one for every other country last.
func Profiles() []Profile {
	return []Profile{france(), belgium(), mauritius(), ivoryCoast(), senegal(), unitedStates(), elsewhere()}
}

// Find returns a profile by its code.
func Find(code Code) (Profile, bool) {
	all := Profiles()
	i := slices.IndexFunc(all, func(p Profile) bool { return p.Code == code })
	if i < 0 {
		return Profile{}, false
	}
	return all[i], true
}

// Of is the profile of a country by its ISO 3166-1 code, in either case: Other where it
// has none of its own. Réunion and the other overseas departments follow that of France.
func Of(country string) Code {
	country = strings.ToLower(country)
	if slices.Contains([]string{"re", "gp", "mq", "gf", "yt"}, country) {
		return FR
	}
	if _, known := Find(Code(country)); known && Code(country) != Other {
		return Code(country)
	}
	return Other
}

// Check tells what the profiles say about a contest: those that were chosen as they are,
// and those of the organiser's seat and of the other countries whose residents may enter as
// warnings, since only whoever runs the contest knows which laws govern it. A rule speaks once.
func Check(chosen []Code, f Facts) []Finding {
	if len(chosen) == 0 {
		chosen = []Code{Other}
	}
	var found []Finding
	for _, code := range chosen {
		if p, known := Find(code); known {
			found = append(found, p.check(f)...)
		}
	}
	for _, country := range append([]string{f.Seat}, f.Countries...) {
		code := Of(country)
		if code == Other || slices.Contains(chosen, code) {
			continue
		}
		chosen = append(chosen, code)
		p, _ := Find(code)
		for _, finding := range p.check(f) {
			finding.Level = Warn
			found = append(found, finding)
		}
	}
	return withoutEchoes(found)
}

// All are the rules that a profile looks at: those of every profile, then its own.
func (p Profile) All() []Rule { return slices.Concat(everywhere(p), p.Rules) }

func (p Profile) check(f Facts) []Finding {
	var found []Finding
	for _, rule := range p.All() {
		if rule.When(f) {
			found = append(found, Finding{Profile: p.Code, Rule: string(p.Code) + "." + rule.ID, Level: rule.Level, Says: rule.says(f)})
		}
	}
	return found
}

// says is what a rule says about a contest, with its figures.
func (r Rule) says(f Facts) Text {
	if r.Figures == nil {
		return r.Says
	}
	figures := r.Figures(f)
	return Text{FR: r.Says.FR + " " + figures.FR, EN: r.Says.EN + " " + figures.EN}
}

// withoutEchoes keeps of findings that say the same the first one.
func withoutEchoes(found []Finding) []Finding {
	var kept []Finding
	for _, f := range found {
		if !slices.ContainsFunc(kept, func(k Finding) bool { return k.Says == f.Says }) {
			kept = append(kept, f)
		}
	}
	return kept
}

// Disclaimer stands under every profile.
var Disclaimer = Text{
	FR: "Ces rappels ne sont pas un conseil juridique. Ils disent ce que leurs sources disaient le jour où elles ont été lues\u00a0; faites vérifier ce qui engage votre marque.",
	EN: "These reminders are no legal advice. They tell what their sources said on the day on which they were read; have checked whatever binds your brand.",
}
