package main

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"kermesse/polls/ballotfile"
	"kermesse/polls/tally"
)

// countReport prints a count.
type countReport struct {
	election ballotfile.Election
	rules    tally.Rules
	result   tally.Result
	lotGiven bool
}

// print writes the report for a person: the headline, then what led to it.
func (r countReport) print(w io.Writer) error {
	var page bytes.Buffer
	r.headline(&page)
	r.ranking(&page)
	r.pairs(&page)
	r.rounds(&page)
	r.ties(&page)
	_, err := page.WriteTo(w)
	return err
}

func (r countReport) headline(page *bytes.Buffer) {
	res := r.result
	if r.election.Title != "" {
		fmt.Fprintf(page, "%s\n", printable(r.election.Title))
	}
	fmt.Fprintf(page, "Counted by %s: ", res.Method)
	if r.election.Duels != nil {
		fmt.Fprint(page, "at least ")
	}
	fmt.Fprintf(page, "%d ballots", res.Counted)
	if res.Blank > 0 {
		fmt.Fprintf(page, ", %d more blank", res.Blank)
	}
	if res.Exhausted > 0 {
		fmt.Fprintf(page, ", %d without a say at the end", res.Exhausted)
	}
	fmt.Fprint(page, "\n\n")
	switch {
	case res.NoWinner != "":
		fmt.Fprintf(page, "No winner: %s\n", noWinnerText[res.NoWinner])
	case res.CoWinners:
		fmt.Fprintf(page, "Winners, some of them by a declared tie: %s\n", names(res.Winners))
	case len(res.Winners) == 1:
		fmt.Fprintf(page, "Winner: %s\n", names(res.Winners))
	default:
		fmt.Fprintf(page, "Winners: %s\n", names(res.Winners))
	}
	if res.LotDecided {
		fmt.Fprintln(page, "A lot decided: another order of lots could have given another result.")
	}
	if res.LotDecided && !r.lotGiven {
		fmt.Fprintln(page, "No order of lots was given, so that of the options in the file was taken.")
	}
}

var noWinnerText = map[tally.NoWinner]string{
	tally.NoBallots:    "there is no ballot that says anything.",
	tally.QuorumMissed: "too few ballots.",
	tally.ShareMissed:  "nobody has the share it takes.",
	tally.NoneOfThese:  "nobody beats none of these.",
}

func (r countReport) ranking(page *bytes.Buffer) {
	fmt.Fprint(page, "\nRanking\n")
	table := newTable(page)
	place := 1
	for _, group := range r.result.Ranking {
		for _, id := range group {
			fmt.Fprintf(table, "%d.\t%s", place, printable(string(id)))
			if score, ok := r.result.Scores[id]; ok {
				fmt.Fprintf(table, "\t%s", score)
			}
			fmt.Fprintln(table)
		}
		place += len(group)
	}
	_ = table.Flush()
}

func (r countReport) rounds(page *bytes.Buffer) {
	if r.result.Method == tally.STV {
		fmt.Fprintf(page, "\nQuota: %s votes\n", r.result.Quota)
	}
	for _, round := range r.result.Rounds {
		fmt.Fprintf(page, "\nRound %d: %s\n", round.Number, actionText(round))
		table := newTable(page)
		for _, held := range round.Tallies {
			fmt.Fprintf(table, "\t%s\t%s\n", printable(string(held.Option)), held.Votes)
		}
		if round.Exhausted != (tally.Number{}) {
			fmt.Fprintf(table, "\t(%s)\t%s\n", idleText(round.Action), round.Exhausted)
		}
		if round.Lost != (tally.Number{}) {
			fmt.Fprintf(table, "\t(lost by rounding)\t%s\n", round.Lost)
		}
		_ = table.Flush()
		if len(round.Elected) > 0 && r.result.Method == tally.STV {
			fmt.Fprintf(page, "  Elected: %s\n", names(round.Elected))
		}
	}
}

func actionText(round tally.Round) string {
	option := printable(string(round.Option))
	switch round.Action {
	case tally.Exclusion:
		return option + " is out"
	case tally.Surplus:
		return "the surplus of " + option + " moves on"
	case tally.LastPlaces:
		return "the last places"
	case tally.Scoring:
		return "scores added up"
	case tally.RunOff:
		return "run-off of the best two"
	case tally.Duel:
		return names(round.Elected) + " goes on"
	case tally.Bye:
		return names(round.Elected) + " goes on without an opponent"
	}
	return "first preferences"
}

func idleText(action tally.Action) string {
	if action == tally.RunOff {
		return "no preference"
	}
	return "with nobody"
}

func (r countReport) pairs(page *bytes.Buffer) {
	p := r.result.Pairwise
	if p == nil {
		return
	}
	fmt.Fprint(page, "\nOne to one\n")
	if p.Winner != "" {
		fmt.Fprintf(page, "  %s beats every other option.\n", printable(string(p.Winner)))
	} else {
		fmt.Fprint(page, "  No option beats every other.\n")
	}
	if r.result.CompletedBy != "" {
		fmt.Fprintf(page, "  %s completes the count.\n", r.result.CompletedBy)
	}
	table := newTable(page)
	for a, first := range p.Options {
		for b, second := range p.Options[:a] {
			fmt.Fprintf(table, "\t%s\t%s : %s\t%s\n", printable(string(second)), p.Votes[b][a], p.Votes[a][b], printable(string(first)))
		}
	}
	_ = table.Flush()
	for _, lock := range p.Locks {
		fmt.Fprintf(page, "  %s\n", printable(lockText(lock)))
	}
}

func (r countReport) ties(page *bytes.Buffer) {
	if len(r.result.TieBreaks) == 0 {
		return
	}
	fmt.Fprint(page, "\nTies\n")
	for _, tie := range r.result.TieBreaks {
		fmt.Fprintf(page, "  %s: %s level; %s: %s %s\n",
			whereText(tie), names(tie.Tied), ruleText[tie.Rule], names(tie.Decision), decisionText[tie.Stage])
	}
}

func whereText(tie tally.TieBreak) string {
	switch tie.Stage {
	case tally.AtPlace, tally.AtSeat:
		return fmt.Sprintf("Place %d", tie.Number)
	case tally.AtRunOff:
		return "Place in the run-off"
	case tally.AtLock:
		return "Equal victories"
	}
	return fmt.Sprintf("Round %d", tie.Number)
}

var decisionText = map[tally.Stage]string{
	tally.AtPlace:     "ahead",
	tally.AtSeat:      "wins",
	tally.AtExclusion: "out",
	tally.AtSurplus:   "moves on first",
	tally.AtRunOff:    "goes in",
	tally.AtLock:      "first",
	tally.AtDuel:      "goes on",
}

var ruleText = map[tally.TieRule]string{
	tally.Lot:          "by lot",
	tally.EarlierRound: "by the votes of an earlier round",
	tally.FirstPlaces:  "by first places",
	tally.HeadToHead:   "by preferences among them",
	tally.Total:        "by total score",
	tally.TopScores:    "by highest scores",
	tally.Givers:       "by the number of givers",
	tally.BestPicks:    "by best picks",
	tally.WorstPicks:   "by fewest worst picks",
	tally.Seed:         "by the better seed",
}

func newTable(page *bytes.Buffer) *tabwriter.Writer {
	return tabwriter.NewWriter(page, 0, 0, 2, ' ', 0)
}

func names(ids []tally.OptionID) string {
	named := make([]string, len(ids))
	for i, id := range ids {
		named[i] = printable(string(id))
	}
	return strings.Join(named, ", ")
}

// printable keeps what a file calls its options from steering the terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if !strconv.IsPrint(r) {
			return '\uFFFD'
		}
		return r
	}, text)
}
