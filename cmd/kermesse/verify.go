package main

import (
	"errors"
	"fmt"

	"kermesse/contests/draw/proof"
	"kermesse/internal/c2sp"
)

type verifyCmd struct {
	Draw    verifyDrawCmd    `cmd:"" help:"Recompute a draw from its proof."`
	Poll    verifyPollCmd    `cmd:"" help:"Count a poll again from its published ballots."`
	Instant verifyInstantCmd `cmd:"" help:"Play instant wins again from their published moments and plays."`
	Log     verifyLogCmd     `cmd:"" help:"Read a whole public log and recompute it."`
	Ledger  verifyLedgerCmd  `cmd:"" help:"Prove the loyalty books: wallets, lots and postings agree."`
}

type verifyDrawCmd struct {
	Bundle     string   `arg:"" help:"Proof of the draw: a zip, a folder, or the address of a zip."`
	LogKey     string   `help:"Key of the organiser's log, as it publishes it. Without it the proof's own keys.json is used, and the answer says so." placeholder:"VKEY"`
	WitnessKey []string `help:"Key of a witness that must have cosigned; may be given several times." placeholder:"VKEY" sep:"none"`
	MaxMB      int64    `name:"max-mb" help:"Largest zip to download, in megabytes." default:"256"`
	JSON       bool     `help:"Print JSON."`
	langFlag
}

// Run verifies a proof: exit 0 if it is valid, 1 if not, 2 if that could not be told.
func (c *verifyDrawCmd) Run(rc *runContext) error {
	opts, err := c.options()
	if err != nil {
		return &exitError{exitUsage, err}
	}
	progress := newProgress(rc.Stderr, c.in(proof.Text{FR: "Lecture de la liste", EN: "Reading the list"}))
	opts.Progress = progress.show
	report, err := c.verify(rc, opts)
	progress.clear()
	if c.JSON {
		if err := printReportJSON(rc.Stdout, report, err); err != nil {
			return err
		}
	}
	var invalid *proof.Invalid
	switch {
	case errors.As(err, &invalid):
		return &exitError{exitFailed, c.refusal(invalid)}
	case err != nil:
		say := proof.Text{FR: "la preuve n’a pas pu être vérifiée\u00a0: %w", EN: "the proof could not be checked: %w"}
		return &exitError{exitUsage, fmt.Errorf(c.in(say), err)}
	case c.JSON:
		return nil
	}
	return reportPage{report: report, langFlag: c.langFlag}.print(rc.Stdout)
}

func (c *verifyDrawCmd) options() (proof.Options, error) {
	if c.MaxMB < 1 {
		return proof.Options{}, errors.New("--max-mb must be at least 1")
	}
	return readLogKeys(c.LogKey, c.WitnessKey)
}

// readLogKeys reads the keys that the one who verifies brings along.
func readLogKeys(logKey string, witnessKeys []string) (opts proof.Options, err error) {
	if logKey != "" {
		key, err := c2sp.ParseLogKey(logKey)
		if err != nil {
			return opts, fmt.Errorf("--log-key: %w", err)
		}
		opts.Log = &key
	}
	for _, vkey := range witnessKeys {
		key, err := c2sp.ParseWitness(vkey)
		if err != nil {
			return opts, fmt.Errorf("--witness-key: %w", err)
		}
		opts.Witnesses = append(opts.Witnesses, key)
	}
	return opts, nil
}

func (c *verifyDrawCmd) verify(rc *runContext, opts proof.Options) (*proof.Report, error) {
	bundle, done, err := openBundle(rc.Ctx, c.Bundle, c.MaxMB<<20)
	if err != nil {
		return nil, err
	}
	report, err := proof.Verify(bundle, opts)
	return report, errors.Join(err, done())
}

// refusal says which step failed and why, on one line.
func (c *verifyDrawCmd) refusal(invalid *proof.Invalid) error {
	say := proof.Text{FR: "preuve non valable\u00a0: %s\u00a0: %s", EN: "not a valid proof: %s: %s"}
	return fmt.Errorf(c.in(say), c.in(invalid.Check.Title()), printable(c.in(invalid.Reason)))
}
