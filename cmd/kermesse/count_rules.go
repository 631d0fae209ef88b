package main

import (
	"fmt"

	"kermesse/polls/ballotfile"
	"kermesse/polls/tally"
)

// ruleFlags are rules of a count that the file does not say, or others than it says.
type ruleFlags struct {
	Seats      int    `help:"Winners sought; by default what the file says, where it is counted by its own method or by one for several winners, and else 1." placeholder:"N"`
	Lot        string `help:"Order of lots, strongest first, with commas; by default the file's. Without any, ties for a winning place are declared, and methods that cannot go on without one take the order of the options in the file." placeholder:"a,b,c"`
	Tie        string `help:"What becomes of a tie for a winning place: lot or declare." enum:",lot,declare" default:"" placeholder:"T"`
	MaxChoices int    `help:"Most options that one ballot names, for approval." placeholder:"N"`
	MaxScore   int64  `help:"Highest score, for score and star; by default the highest of the file, at least 5." placeholder:"N"`
	Mean       bool   `help:"Score: the mean of those who rated an option, not the total."`
	Points     int64  `help:"Points that one ballot hands out, for dots." placeholder:"N"`
	PointsCap  int64  `help:"Points that one option gets from a ballot, for dots." placeholder:"N"`
	Completion string `help:"What decides where no option beats all others, for condorcet: schulze or ranked_pairs." enum:",schulze,ranked_pairs" default:"" placeholder:"M"`
	Seeds      string `help:"Seeds of a bracket, best first, with commas; by default the order of lots." placeholder:"a,b,c"`
	AllRounds  bool   `help:"Instant run-off: go on until two are left, for the table."`
	Quorum     int64  `help:"Fewest ballots that give a result." placeholder:"N"`
	MinShare   string `help:"Least share behind a winner, in per cent." placeholder:"P"`
	None       string `help:"The option that is \"none of these\", which a winner must beat." placeholder:"a"`
}

// variantFlags are rules of elections held elsewhere.
type variantFlags struct {
	Strength   string `help:"What makes a victory strong: margin or ratio, and opposition for minimax." enum:",margin,ratio,opposition" default:"" placeholder:"S" group:"Rules of elections held elsewhere"`
	Unlisted   string `help:"Unlisted options: silent, if a ballot says nothing about them." enum:",silent" default:"" placeholder:"silent" group:"Rules of elections held elsewhere"`
	Places     string `help:"What places are worth in borda: n (down to 1) or dowdall (1, 1/2, 1/3)." enum:",n,dowdall" default:"" placeholder:"P" group:"Rules of elections held elsewhere"`
	Quota      string `help:"What elects in stv_exact: hb (Hagenbach-Bischoff) or hare." enum:",hb,hare" default:"" placeholder:"Q" group:"Rules of elections held elsewhere"`
	LotsAtOnce bool   `help:"An instant run-off that decides ties by lot whatever earlier rounds say." group:"Rules of elections held elsewhere"`
}

func (f variantFlags) variant() tally.Variant {
	return tally.Variant{
		Strength: tally.Strength(f.Strength), SilentUnlisted: f.Unlisted == "silent", Places: tally.PlacePoints(f.Places),
		LotsAtOnce: f.LotsAtOnce, Quota: tally.Quota(f.Quota),
	}
}

func (f variantFlags) gave(field string) bool {
	return map[string]bool{"strength": f.Strength != "", "places": f.Places != "", "quota": f.Quota != ""}[field]
}

// gave reports whether a rule that makes no sense was typed, and not read from the file.
func (f ruleFlags) gave(field string) bool {
	return map[string]bool{
		"seats": f.Seats != 0, "lot": f.Lot != "", "tie": f.Tie != "", "max_choices": f.MaxChoices != 0, "max_score": f.MaxScore != 0,
		"points": f.Points != 0, "points_cap": f.PointsCap != 0, "seeds": f.Seeds != "", "quorum": f.Quorum != 0,
		"minimum_share": f.MinShare != "", "none_option": f.None != "",
	}[field]
}

// rules puts what was typed over what the file says, and tells whether either gave lots.
func (f ruleFlags) rules(method tally.Method, e ballotfile.Election) (rules tally.Rules, lotGiven bool, err error) {
	rules = e.Rules
	own, err := methodOf(e)
	if several := !tally.Declares(method); !several && (err != nil || own != method) {
		rules.Seats = 0
	}
	if err := f.replace(&rules, e); err != nil {
		return rules, false, err
	}
	if rules.MaxScore == 0 {
		rules.MaxScore = highestScore(e)
	}
	lotGiven = rules.Lot != nil
	if !lotGiven {
		rules.Lot = e.Options
		if f.Tie == "" && method != tally.IRV && tally.Declares(method) {
			rules.Tie = tally.Declare
		}
	}
	return rules, lotGiven, nil
}

func (f ruleFlags) replace(rules *tally.Rules, e ballotfile.Election) (err error) {
	if f.Lot != "" {
		if rules.Lot, err = ballotfile.ParseLot(f.Lot, e.Options); err != nil {
			return fmt.Errorf("--lot: %w", err)
		}
	}
	if f.Seeds != "" {
		if rules.Seeds, err = ballotfile.ParseLot(f.Seeds, e.Options); err != nil {
			return fmt.Errorf("--seeds: %w", err)
		}
	}
	if f.MinShare != "" {
		if rules.MinShareMilli, err = ballotfile.ParseShare(f.MinShare, 100); err != nil {
			return fmt.Errorf("--min-share %w", err)
		}
	}
	switch f.Tie {
	case "lot":
		rules.Tie = tally.ByLot
	case "declare":
		rules.Tie = tally.Declare
	}
	override(&rules.Seats, f.Seats)
	override(&rules.MaxChoices, f.MaxChoices)
	override(&rules.MaxScore, f.MaxScore)
	override(&rules.Points, f.Points)
	override(&rules.PointsCap, f.PointsCap)
	override(&rules.Quorum, f.Quorum)
	override(&rules.NoneOption, tally.OptionID(f.None))
	override(&rules.Completion, tally.Method(f.Completion))
	override(&rules.Mean, f.Mean)
	override(&rules.ToLastTwo, f.AllRounds)
	return nil
}

// override replaces what the file says by what was typed, if anything was.
func override[T comparable](rule *T, typed T) {
	var nothing T
	if typed != nothing {
		*rule = typed
	}
}

// highestScore returns the highest score on a ballot, and at least STAR's own.
func highestScore(election ballotfile.Election) int64 {
	highest := int64(5)
	for _, ballot := range election.Ballots {
		for _, score := range ballot.Scores {
			highest = max(highest, score)
		}
	}
	return highest
}
