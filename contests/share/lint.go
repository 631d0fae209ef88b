package share

import (
	"slices"
	"strings"
)

// Rule is something that a post about a contest may not do.
type Rule string

// The rules.
const (
	TagFriends        Rule = "tag_friends"        // naming friends is a condition, or is rewarded
	SharePost         Rule = "share_post"         // sharing is
	FollowAccount     Rule = "follow_account"     // following or liking an account is
	PurchaseCondition Rule = "purchase_condition" // buying is, where entering is free
	FalseFree         Rule = "false_free"         // it is called free, and takes a code or a purchase
	CostToWinner      Rule = "cost_to_winner"     // the winner pays, were it a stamp
	PersonalData      Rule = "personal_data"      // people are asked for contacts where everybody reads them
	LotteryWords      Rule = "lottery_words"      // a word that the law keeps for licensed games
	NoDisclaimer      Rule = "no_disclaimer"      // the network is not released
	NoRules           Rule = "no_rules"           // no link to the contest or its rules
	TooLong           Rule = "too_long"           // for the network
)

// Level is how serious a finding is.
type Level string

// The levels.
const (
	Forbidden Level = "forbidden" // by the network or the law: do not post it
	Advised   Level = "advised"   // against: better said otherwise
)

// Post is a text to look at.
type Post struct {
	Text      string
	Network   Network
	Link      string   // of the contest's page, which leads to its rules; its short addresses count as well
	Links     []string // other addresses that lead there
	Countries []string // ISO 3166-1, where it is played; empty: anywhere
	Purchase  bool     // the contest takes a purchase, and says so in its rules
	Unfree    bool     // entering takes a code or a purchase, and no free way is promised
}

// Finding is one thing that a text should not say, or lacks.
type Finding struct {
	Rule  Rule
	Level Level
	Quote string // the sentence; empty where something is missing
}

// Lint looks for what a post may not say and for what it lacks, conditions first, in the
// order of the text. The text may be in French or English, or in both.
func Lint(p Post) []Finding {
	t := terms[p.Network]
	var found []Finding
	for _, clause := range clausesOf(p.Text) {
		for _, rule := range conditions {
			if rule.in(clause, p) && !told(found, rule.rule, clause.text) {
				found = append(found, Finding{rule.rule, rule.level(t), clause.text})
			}
		}
		if word, level := lotteryWord(clause, p.Countries); word {
			found = append(found, Finding{LotteryWords, level, clause.text})
		}
	}
	if t.Disclaimer && !released(p.Text, t.Name) {
		found = append(found, Finding{Rule: NoDisclaimer, Level: Forbidden})
	}
	if !p.linked() {
		found = append(found, Finding{Rule: NoRules, Level: Forbidden})
	}
	if t.MaxChars > 0 && Length(p.Network, p.Text) > t.MaxChars {
		found = append(found, Finding{Rule: TooLong, Level: Forbidden})
	}
	return found
}

func told(found []Finding, rule Rule, quote string) bool {
	return slices.ContainsFunc(found, func(f Finding) bool { return f.Rule == rule && f.Quote == quote })
}

// linked reports whether the post leads to the contest, or says where on the network the
// link is.
func (p Post) linked() bool {
	for _, link := range append([]string{p.Link}, p.Links...) {
		bare := strings.TrimPrefix(strings.TrimPrefix(link, "https://"), "http://")
		if bare != "" && strings.Contains(strings.ToLower(p.Text), strings.ToLower(bare)) {
			return true
		}
	}
	return terms[p.Network].LinkIsText && inBio.MatchString(fold(p.Text))
}

// A condition is a sentence that asks for something.
type condition struct {
	rule   Rule
	but    pattern           // that says the contrary in the same sentence; nil: only a negation before it does
	asks   pattern           // for the thing
	always bool              // forbidden on every network
	unless func(p Post) bool // nothing to find; nil: always looked for
}

func (c condition) level(t Terms) Level {
	if c.always || slices.Contains(t.Forbids, c.rule) {
		return Forbidden
	}
	return Advised
}

// in reports whether a clause asks for the thing: not where it says that it need not be
// done, and not where it only invites to it, unless that is rewarded.
func (c condition) in(clause clause, p Post) bool {
	if c.unless != nil && c.unless(p) {
		return false
	}
	at := c.asks.FindStringIndex(clause.folded)
	if at == nil || negated(clause.folded[:at[0]]) || c.but != nil && c.but.MatchString(clause.folded) {
		return false
	}
	return !invites.MatchString(clause.folded) || rewards.MatchString(clause.folded)
}

// lotteryWord reports a word that the law of a country keeps for games with a licence.
func lotteryWord(c clause, countries []string) (bool, Level) {
	at := lottery.FindStringIndex(c.folded)
	if at == nil || negated(c.folded[:at[0]]) {
		return false, ""
	}
	// Countries whose law keeps the very words: the Gambling Regulatory Authority Act of
	// Mauritius, the monopolies of Côte d'Ivoire (ARJH) and Senegal (LONASE), and the French
	// code of homeland security (L. 320-1).
	for _, country := range []string{"MU", "CI", "SN", "FR"} {
		if slices.Contains(countries, country) {
			return true, Forbidden
		}
	}
	return true, Advised
}
