package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"time"

	"kermesse/contests"
	"kermesse/contests/draw/history"
	"kermesse/contests/draw/proof"
	"kermesse/internal/c2sp"
	"kermesse/internal/db"
	"kermesse/internal/evlog"
	"kermesse/internal/evlog/audit"
	"kermesse/polls"
	"kermesse/polls/record"
)

type verifyLogCmd struct {
	databaseSettings
	URL        string   `arg:"" optional:"" help:"Address of the log, such as https://fete.example/log."`
	Database   bool     `help:"Check the log in the database instead, row against row, and contests and polls against it; also beside a running server."`
	LogKey     string   `help:"A key of the log that you know, of now or of before. Without it the log's own word is taken, and the answer says so." placeholder:"VKEY"`
	WitnessKey []string `help:"Key of a witness that must have cosigned; may be given several times." placeholder:"VKEY" sep:"none"`
	Since      string   `help:"File with a checkpoint that was signed before: the log must begin with what it signs." placeholder:"FILE" type:"path"`
	Keep       string   `help:"File in which to keep the checkpoint that was verified, for --since of the next time." placeholder:"FILE" type:"path"`
	JSON       bool     `help:"Print JSON."`
	langFlag
}

// logProof is what was found: in a log at an address, or in a database.
type logProof struct {
	served  *audit.Report
	stored  *evlog.Checked
	history history.History
	polls   record.History
}

// add reads one record: each protocol passes over those of the others.
func (p *logProof) add(index int64, text []byte) error {
	if err := p.polls.Add(index, text); err != nil {
		return err
	}
	return p.history.Add(index, text)
}

// others counts the records that are neither of draws nor of polls.
func (p *logProof) others() int {
	n := p.history.Count("")
	for _, kind := range record.Kinds() {
		n -= p.polls.Count(kind)
	}
	return n
}

// Run verifies a log: exit 0 if it is valid, 1 if not, 2 if that could not be told.
func (c *verifyLogCmd) Run(rc *runContext) error {
	opts, err := c.options()
	if err != nil {
		return &exitError{exitUsage, err}
	}
	found := &logProof{}
	progress := newProgress(rc.Stderr, c.in(proof.Text{FR: "Lecture du journal", EN: "Reading the log"}))
	if c.Database {
		err = c.verifyStored(rc.Ctx, found, progress)
	} else {
		opts.Each, opts.Progress = found.add, progress.show
		found.served, err = audit.Verify(rc.Ctx, audit.At(c.URL), opts)
	}
	progress.clear()
	if err == nil && c.Keep != "" {
		err = os.WriteFile(c.Keep, found.served.Checkpoint, 0o644) //nolint:gosec // public, and said by the log itself
	}
	return c.answer(rc, found, err)
}

// patience is how long a checkpoint that was signed just now may take to be cosigned.
const patience = 10 * time.Second

func (c *verifyLogCmd) options() (audit.Options, error) {
	opts := audit.Options{Patience: patience}
	if c.Database == (c.URL != "") {
		return opts, errors.New("give the address of a log, or --database")
	}
	if c.Database && (c.LogKey != "" || len(c.WitnessKey) > 0 || c.Since != "" || c.Keep != "") {
		return opts, errors.New("--database goes without keys and files: the database is held against itself")
	}
	if u, err := url.Parse(c.URL); !c.Database && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "") {
		return opts, fmt.Errorf("%q is not like https://fete.example/log", c.URL)
	}
	if c.LogKey != "" {
		key, err := c2sp.ParseLogKey(c.LogKey)
		if err != nil {
			return opts, fmt.Errorf("--log-key: %w", err)
		}
		opts.Key = &key
	}
	for _, vkey := range c.WitnessKey {
		key, err := c2sp.ParseWitness(vkey)
		if err != nil {
			return opts, fmt.Errorf("--witness-key: %w", err)
		}
		opts.Witnesses = append(opts.Witnesses, key)
	}
	var err error
	if c.Since != "" {
		opts.Since, err = os.ReadFile(c.Since)
	}
	return opts, err
}

func (c *verifyLogCmd) verifyStored(ctx context.Context, found *logProof, progress *progress) (err error) {
	cfg := c.database()
	cfg.ReadOnly = true
	d, err := db.Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	checked, err := evlog.Check(ctx, d, evlog.Checking{Each: found.add, Progress: progress.show})
	found.stored = &checked
	if err != nil {
		return err
	}
	if err := contests.CheckRows(ctx, d); err != nil {
		return err
	}
	return polls.CheckRows(ctx, d)
}

// answer prints what was found and turns a refusal into the exit code.
func (c *verifyLogCmd) answer(rc *runContext, found *logProof, err error) error {
	reason, invalid := refusalOf(err)
	if c.JSON {
		if err := printLogJSON(rc.Stdout, found, reason, err); err != nil {
			return err
		}
	}
	switch {
	case invalid:
		say := proof.Text{FR: "journal non valable\u00a0: %s", EN: "not a valid log: %s"}
		return &exitError{exitFailed, fmt.Errorf(c.in(say), printable(c.in(reason)))}
	case err != nil:
		say := proof.Text{FR: "le journal n’a pas pu être vérifié\u00a0: %w", EN: "the log could not be checked: %w"}
		return &exitError{exitUsage, fmt.Errorf(c.in(say), err)}
	case c.JSON:
		return nil
	}
	return logReport{found, c.langFlag}.print(rc.Stdout)
}

// refusalOf tells whether an error says that the log is not valid, and why.
func refusalOf(err error) (reason proof.Text, invalid bool) {
	var served *audit.Invalid
	var stored *evlog.Wrong
	var told *history.Impossible
	var poll *record.Impossible
	switch {
	case errors.As(err, &served):
		return proof.Text{FR: served.Reason.FR, EN: served.Reason.EN}, true
	case errors.As(err, &stored):
		return proof.Text{FR: stored.In("fr"), EN: stored.In("en")}, true
	case errors.As(err, &poll):
		told = &history.Impossible{Index: poll.Index, FR: poll.FR, EN: poll.EN}
		fallthrough
	case errors.As(err, &told):
		return proof.Text{
			FR: fmt.Sprintf("enregistrement %d\u00a0: %s", told.Index, told.FR), EN: fmt.Sprintf("record %d: %s", told.Index, told.EN),
		}, true
	case err != nil:
		return proof.Text{FR: err.Error(), EN: err.Error()}, false
	}
	return reason, false
}
