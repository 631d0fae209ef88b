package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"kermesse/contests/draw/proof"
	"kermesse/polls/ballotfile"
	"kermesse/polls/tally"
)

type verifyPollCmd struct {
	File       string   `arg:"" help:"Ballots of a closed poll, as they are published; - reads standard input."`
	LogKey     string   `help:"Key of the organiser's log, as it publishes it. Without it the file's own keys are used, and the answer says so." placeholder:"VKEY"`
	WitnessKey []string `help:"Key of a witness that must have cosigned; may be given several times." placeholder:"VKEY" sep:"none"`
	Receipt    string   `help:"Say whether the vote with this receipt was counted." placeholder:"R"`
	Tracker    string   `help:"Show what the ballot with this tracker says." placeholder:"T"`
	JSON       bool     `help:"Print JSON."`
	langFlag
}

// Run counts the published ballots again: exit 0 if the published result follows from them,
// the order of lots from its seed and the seed from what was published, and if the public
// log froze what the file holds; 1 if not, 2 if that could not be told.
func (c *verifyPollCmd) Run(rc *runContext) error {
	election, err := readElection(rc, c.File, "")
	if err != nil {
		return c.unchecked(err)
	}
	method, err := methodOf(election)
	if err != nil {
		return c.unchecked(err)
	}
	keys, err := readLogKeys(c.LogKey, c.WitnessKey)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	log, err := newPollLog(keys, election)
	if err != nil {
		return c.unchecked(err)
	}
	result, failed := ballotfile.Verify(election, method)
	logged := false
	if failed == nil {
		logged, failed = log.verify(election, result, keys)
	}
	if c.JSON {
		if err := printPollJSON(rc.Stdout, election, result, logged, failed); err != nil {
			return err
		}
	}
	var mismatch *ballotfile.Mismatch
	switch {
	case errors.As(failed, &mismatch):
		return &exitError{exitFailed, c.refusal(mismatch)}
	case failed != nil:
		return c.unchecked(failed)
	case c.JSON:
		return nil
	}
	return c.print(rc.Stdout, election, result, log, logged)
}

func (c *verifyPollCmd) unchecked(err error) error {
	say := proof.Text{FR: "le dépouillement n’a pas pu être vérifié\u00a0: %w", EN: "the count could not be checked: %w"}
	if errors.Is(err, ballotfile.ErrIncomplete) && c.french() {
		err = errors.New("le fichier ne contient pas les bulletins, les reçus, la graine du tirage au sort et le résultat")
	}
	return &exitError{exitUsage, fmt.Errorf(c.in(say), err)}
}

func (c *verifyPollCmd) refusal(m *ballotfile.Mismatch) error {
	say := proof.Text{
		FR: "dépouillement non valable\u00a0: %s\u00a0: le fichier dit, pour %s, %s\u00a0; il vient %s",
		EN: "not a valid count: %s: of %s the file says %s; what comes out is %s",
	}
	return fmt.Errorf(c.in(say), c.in(pollCheckTexts[m.Check]), printable(m.What), printable(m.Said), printable(m.Got))
}

var pollCheckTexts = map[ballotfile.Check]proof.Text{
	ballotfile.CheckReceipts: {FR: "il y a un bulletin par reçu, et aucun en double", EN: "there is a ballot for every receipt, and none twice"},
	ballotfile.CheckLots:     {FR: "l’ordre du tirage au sort vient de sa graine", EN: "the order of lots follows from its seed"},
	ballotfile.CheckRecount:  {FR: "les bulletins donnent le résultat publié", EN: "the ballots give the published result"},
	ballotfile.CheckFrozen: {
		FR: "règles, bulletins, reçus, résultat et annonces sont ceux du journal public", EN: "rules, ballots, receipts, result and notices are those of the public log",
	},
	ballotfile.CheckLogged: {FR: "ces enregistrements sont dans le journal public", EN: "these records stand in the public log"},
}

func (c *verifyPollCmd) print(w io.Writer, e ballotfile.Election, result tally.Result, log *pollLog, logged bool) error {
	report := countReport{election: e, rules: e.Rules, result: result, lotGiven: true, langFlag: c.langFlag}
	var page bytes.Buffer
	report.headline(&page)
	fmt.Fprintln(&page)
	for _, check := range ballotfile.Checks() {
		if !logged && (check == ballotfile.CheckFrozen || check == ballotfile.CheckLogged) {
			continue
		}
		fmt.Fprintf(&page, "✓ %s\n", c.in(pollCheckTexts[check]))
	}
	if e.LotSource.Commitment == "" {
		report.say(&page, "  Le fichier ne dit pas que la graine était fixée d’avance.\n", "  The file does not say that the seed was fixed beforehand.\n")
	}
	if logged {
		log.notes(&page, report)
	} else {
		report.say(&page, "  Le fichier ne montre aucun enregistrement du journal public.\n", "  The file shows no records of a public log.\n")
	}
	report.say(&page,
		"\nQue la liste des reçus soit complète, seuls les votants peuvent le voir\u00a0: chacun doit y trouver le sien.\n",
		"\nOnly voters can see that the list of receipts is complete: each must find their own in it.\n")
	if err := c.mine(&page, e, report); err != nil {
		return err
	}
	_, err := page.WriteTo(w)
	return err
}

// mine tells a voter about the receipt and the tracker they hold.
func (c *verifyPollCmd) mine(page *bytes.Buffer, e ballotfile.Election, report countReport) error {
	if c.Receipt != "" {
		if !slices.Contains(e.Receipts, c.Receipt) {
			say := proof.Text{FR: "aucun vote compté n’a le reçu %q", EN: "no vote that was counted has the receipt %q"}
			return &exitError{exitFailed, fmt.Errorf(c.in(say), c.Receipt)}
		}
		report.say(page, "Votre vote a été compté.\n", "Your vote was counted.\n")
	}
	if c.Tracker != "" {
		i := slices.Index(e.Trackers, c.Tracker)
		if i < 0 {
			say := proof.Text{FR: "aucun bulletin publié n’a le repère %q", EN: "no published ballot has the tracker %q"}
			return &exitError{exitFailed, fmt.Errorf(c.in(say), c.Tracker)}
		}
		report.say(page, "Votre bulletin\u00a0: %s\n", "Your ballot: %s\n", ballotText(e.Ballots[i]))
	}
	return nil
}
