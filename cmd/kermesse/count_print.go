package main

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"kermesse/contests/draw/proof"
	"kermesse/polls/ballotfile"
	"kermesse/polls/tally"
)

// countReport prints a count.
type countReport struct {
	election ballotfile.Election
	rules    tally.Rules
	result   tally.Result
	lotGiven bool
	stats    *countStats // nil: not asked for
	langFlag
}

// print writes the report for a person: the headline, then what led to it.
func (r countReport) print(w io.Writer) error {
	var page bytes.Buffer
	r.headline(&page)
	r.ranking(&page)
	r.pairs(&page)
	r.rounds(&page)
	r.ties(&page)
	r.sure(&page)
	_, err := page.WriteTo(w)
	return err
}

// say writes a sentence in the language of the report.
func (r countReport) say(page *bytes.Buffer, fr, en string, args ...any) {
	fmt.Fprintf(page, r.in(proof.Text{FR: fr, EN: en}), args...)
}

func (r countReport) headline(page *bytes.Buffer) {
	if r.election.Title != "" {
		fmt.Fprintf(page, "%s\n", printable(r.election.Title))
	}
	r.counted(page)
	r.winners(page)
	if r.result.LotDecided {
		r.say(page, "Le tirage au sort a décidé\u00a0: un autre ordre aurait pu donner un autre résultat.\n",
			"A lot decided: another order of lots could have given another result.\n")
	}
	if r.result.LotDecided && !r.lotGiven {
		r.say(page, "Aucun ordre n’a été donné, celui des options dans le fichier a donc été pris.\n",
			"No order of lots was given, so that of the options in the file was taken.\n")
	}
}

func (r countReport) counted(page *bytes.Buffer) {
	res := r.result
	r.say(page, "Dépouillé par %s\u00a0: ", "Counted by %s: ", r.in(methodTexts[res.Method]))
	if r.election.Duels != nil {
		r.say(page, "au moins ", "at least ")
	}
	fmt.Fprint(page, r.ballots(res.Counted))
	if res.Blank > 0 {
		r.say(page, ", et %d blancs en plus", ", %d more blank", res.Blank)
	}
	if res.Exhausted > 0 {
		r.say(page, ", dont %d sans voix à la fin", ", %d without a say at the end", res.Exhausted)
	}
	fmt.Fprint(page, "\n\n")
}

func (r countReport) ballots(n int64) string {
	text := proof.Text{FR: "%d bulletins", EN: "%d ballots"}
	if n == 1 {
		text = proof.Text{FR: "%d bulletin", EN: "%d ballot"}
	}
	return fmt.Sprintf(r.in(text), n)
}

func (r countReport) winners(page *bytes.Buffer) {
	res := r.result
	switch {
	case res.NoWinner != "":
		r.say(page, "Pas de gagnante\u00a0: %s.\n", "No winner: %s.\n", r.in(noWinnerTexts[res.NoWinner]))
		if len(res.Leading) > 0 {
			r.say(page, "En tête\u00a0: %s\n", "Leading: %s\n", names(res.Leading))
		}
	case res.CoWinners:
		r.say(page, "Gagnantes, dont certaines à égalité déclarée\u00a0: %s\n", "Winners, some of them by a declared tie: %s\n", names(res.Winners))
	case len(res.Winners) == 1:
		r.say(page, "Gagnante\u00a0: %s\n", "Winner: %s\n", names(res.Winners))
	default:
		r.say(page, "Gagnantes\u00a0: %s\n", "Winners: %s\n", names(res.Winners))
	}
}

func (r countReport) ranking(page *bytes.Buffer) {
	r.say(page, "\nClassement\n", "\nRanking\n")
	table := newTable(page)
	place := 1
	for _, group := range r.result.Ranking {
		for _, id := range group {
			fmt.Fprintf(table, "%d.\t%s", place, printable(string(id)))
			if score, ok := r.result.Scores[id]; ok {
				fmt.Fprintf(table, "\t%s", r.figure(score))
			}
			fmt.Fprintln(table)
		}
		place += len(group)
	}
	_ = table.Flush()
}

func (r countReport) rounds(page *bytes.Buffer) {
	if r.result.Quota != (tally.Number{}) {
		r.say(page, "\nQuota\u00a0: %s voix\n", "\nQuota: %s votes\n", r.figure(r.result.Quota))
	}
	for _, round := range r.result.Rounds {
		r.say(page, "\nTour %d\u00a0: %s\n", "\nRound %d: %s\n", round.Number, r.action(round))
		table := newTable(page)
		for _, held := range round.Tallies {
			fmt.Fprintf(table, "\t%s\t%s\n", printable(string(held.Option)), r.figure(held.Votes))
		}
		if round.Exhausted != (tally.Number{}) {
			fmt.Fprintf(table, "\t(%s)\t%s\n", r.idle(round.Action), r.figure(round.Exhausted))
		}
		if round.Lost != (tally.Number{}) {
			fmt.Fprintf(table, "\t(%s)\t%s\n", r.in(proof.Text{FR: "perdu par arrondi", EN: "lost by rounding"}), r.figure(round.Lost))
		}
		_ = table.Flush()
		if len(round.Elected) > 0 && r.result.Quota != (tally.Number{}) {
			r.say(page, "  Élues\u00a0: %s\n", "  Elected: %s\n", names(round.Elected))
		}
	}
}

// action says what was done, and to or by whom.
func (r countReport) action(round tally.Round) string {
	text := r.in(actionTexts[round.Action])
	if !strings.Contains(text, "%s") {
		return text
	}
	if round.Option != "" {
		return fmt.Sprintf(text, printable(string(round.Option)))
	}
	return fmt.Sprintf(text, names(round.Elected))
}

func (r countReport) idle(action tally.Action) string {
	if action == tally.RunOff {
		return r.in(proof.Text{FR: "sans préférence", EN: "no preference"})
	}
	return r.in(proof.Text{FR: "à personne", EN: "with nobody"})
}

func (r countReport) pairs(page *bytes.Buffer) {
	p := r.result.Pairwise
	if p == nil {
		return
	}
	r.say(page, "\nUn contre un\n", "\nOne to one\n")
	if p.Winner != "" {
		r.say(page, "  %s bat toutes les autres options.\n", "  %s beats every other option.\n", printable(string(p.Winner)))
	} else {
		r.say(page, "  Aucune option ne bat toutes les autres.\n", "  No option beats every other.\n")
	}
	if r.result.CompletedBy != "" {
		r.say(page, "  La méthode %s départage.\n", "  %s completes the count.\n", r.in(methodTexts[r.result.CompletedBy]))
	}
	if p.Agreement != (tally.Number{}) {
		r.say(page, "  Comparaisons des bulletins que l’ordre respecte\u00a0: %s\n", "  Comparisons on the ballots that the order agrees with: %s\n", r.figure(p.Agreement))
	}
	table := newTable(page)
	for a, first := range p.Options {
		for b, second := range p.Options[:a] {
			fmt.Fprintf(table, "\t%s\t%s : %s\t%s\n", printable(string(second)), r.figure(p.Votes[b][a]), r.figure(p.Votes[a][b]), printable(string(first)))
		}
	}
	_ = table.Flush()
	r.locks(page)
}

func (r countReport) locks(page *bytes.Buffer) {
	for _, lock := range r.result.Pairwise.Locks {
		text := proof.Text{FR: "écartée", EN: "skipped"}
		if lock.Locked {
			text = proof.Text{FR: "retenue", EN: "locked"}
		}
		fmt.Fprintf(page, "  %s %s\n", printable(string(lock.Winner+">"+lock.Loser)), r.in(text))
	}
}

func (r countReport) ties(page *bytes.Buffer) {
	if len(r.result.TieBreaks) == 0 {
		return
	}
	r.say(page, "\nÉgalités\n", "\nTies\n")
	for _, tie := range r.result.TieBreaks {
		decision := fmt.Sprintf(r.in(decisionTexts[tie.Stage]), names(tie.Decision))
		r.say(page, "  %s\u00a0: %s à égalité\u00a0; %s\u00a0: %s\n", "  %s: %s level; %s: %s\n",
			r.place(tie), names(tie.Tied), r.in(ruleTexts[tie.Rule]), decision)
	}
}

func (r countReport) place(tie tally.TieBreak) string {
	text, ok := placeTexts[tie.Stage]
	if !ok {
		text = roundText
	}
	if !strings.Contains(text.EN, "%d") {
		return r.in(text)
	}
	return fmt.Sprintf(r.in(text), tie.Number)
}

// figure writes an exact number, with a decimal comma in French.
func (r countReport) figure(n tally.Number) string {
	if r.french() {
		return strings.Replace(n.String(), ".", ",", 1)
	}
	return n.String()
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
		if !strconv.IsPrint(r) && r != '\u00a0' && r != '\u202f' { // French has spaces that do not break
			return '\uFFFD'
		}
		return r
	}, text)
}
