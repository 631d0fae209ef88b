// Package audit checks a public log from outside, with nothing but its files
// (c2sp.org/tlog-tiles): every record is read, every hash recomputed, the key followed
// through its rotations, and the result compared with the signed checkpoint, with the
// cosignatures of witnesses and with what was seen before. It needs to trust nobody but
// the keys that it is given.
package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"kermesse/internal/c2sp"
	"kermesse/internal/evlog/leaf"
	"kermesse/internal/fault"
)

// Source reads the files of a log by their paths below its prefix.
type Source interface {
	// Read returns a file of at most maxBytes.
	Read(ctx context.Context, path string, maxBytes int64) ([]byte, error)
}

// Options say what is already known about the log.
type Options struct {
	Key       *c2sp.LogKey                           // a key that signs or signed; nil: the log's own word is taken
	Witnesses []c2sp.Witness                         // who must have cosigned
	Since     []byte                                 // a signed checkpoint of before; nil: none
	Patience  time.Duration                          // how long to wait for cosignatures on a checkpoint that is new
	Each      func(index int64, record []byte) error // reads the records in their order; an *Invalid ends the audit
	Progress  func(done, total int64)
}

// Report is what was found.
type Report struct {
	Checkpoint   []byte // as it was signed; to be kept for the next time
	Origin       string
	Size         int64
	Root         tlog.Hash
	Key          c2sp.LogKey // signs now
	OwnKey       bool        // no key was given: the log's own was believed
	Rotations    int
	Cosignatures []c2sp.Cosignature // of the witnesses that were asked for
	Since        int64              // size of the older checkpoint; 0: none
}

// Invalid says that the log does not hold what it promises.
type Invalid struct {
	Reason fault.Text
	cause  error
}

// Error is the English sentence.
func (e *Invalid) Error() string { return e.Reason.EN }

func (e *Invalid) Unwrap() error { return e.cause }

// Refuse makes an Invalid of a sentence in both languages and its values.
func Refuse(fr, en string, args ...any) *Invalid {
	return &Invalid{Reason: fault.Text{FR: fmt.Sprintf(fr, args...), EN: fmt.Sprintf(en, args...)}}
}

// because adds the technical cause to the sentence.
func (e *Invalid) because(err error) *Invalid {
	e.cause = err
	e.Reason.FR += " (" + err.Error() + ")"
	e.Reason.EN += " (" + err.Error() + ")"
	return e
}

// ErrNotCosigned says that a witness has not cosigned: nothing is wrong with the log, and
// nothing shows that others see the same one.
var ErrNotCosigned = errors.New("the checkpoint is not cosigned")

// maxKeysBytes leaves room for many rotations.
const maxKeysBytes = 64 << 10

// Verify audits a whole log. Its error is an *Invalid where the log is not what it
// promises to be; any other says that this could not be told.
func Verify(ctx context.Context, source Source, o Options) (*Report, error) {
	a := &auditor{ctx: ctx, source: source, Options: o}
	for _, take := range []func() error{a.chooseKey, a.awaitCheckpoint, a.openSince, a.readAll, a.checkKey, a.checkRoot, a.checkCosignatures} {
		if err := take(); err != nil {
			return nil, err
		}
	}
	return &a.report, nil
}

type auditor struct {
	Options
	ctx    context.Context
	source Source
	report Report

	trusted c2sp.LogKey // the key that was given, or the one that follows it
	signing string      // the key that signs after the records read so far; "": there was no rotation
	claimed c2sp.Checkpoint
	lines   []byte // the signatures on it
	since   c2sp.Checkpoint
	tree    Tree

	sinceChecked bool // the signature on the older checkpoint is right
}

// chooseKey begins with the key that was given, or with the first that the log names.
func (a *auditor) chooseKey() error {
	if a.Key != nil {
		a.trusted = *a.Key
		return nil
	}
	a.report.OwnKey = true
	data, err := a.source.Read(a.ctx, "keys", maxKeysBytes)
	if err != nil {
		return fmt.Errorf("the log names no key, so one must be given: %w", err)
	}
	first, _, _ := strings.Cut(string(data), "\n")
	a.trusted, err = c2sp.ParseLogKey(first)
	return err
}

const (
	maxCheckpointBytes = 64 << 10
	askAgain           = time.Second
)

// awaitCheckpoint takes the latest checkpoint. One that was signed just now is given a
// moment to be cosigned.
func (a *auditor) awaitCheckpoint() error {
	for waited := time.Duration(0); ; waited += askAgain {
		signed, err := a.source.Read(a.ctx, "checkpoint", maxCheckpointBytes)
		if err != nil {
			return err
		}
		if a.claimed, a.lines, err = unverified(signed); err != nil {
			return Refuse("L’état signé est mal formé.", "The checkpoint is malformed.").because(err)
		}
		if a.claimed.Origin != a.trusted.Name() {
			return Refuse("C’est le journal «\u00a0%s\u00a0», et la clé est celle de «\u00a0%s\u00a0».",
				"This is the log %q, and the key is that of %q.", a.claimed.Origin, a.trusted.Name())
		}
		a.report.Checkpoint = signed
		if waited >= a.Patience || a.missing() == "" {
			return nil
		}
		if err := a.pause(); err != nil {
			return err
		}
	}
}

// unverified reads what a signed checkpoint claims, before any signature is checked.
func unverified(signed []byte) (c c2sp.Checkpoint, lines []byte, err error) {
	text, lines, found := bytes.Cut(signed, []byte("\n\n"))
	if !found {
		return c, nil, fmt.Errorf("%w: it has no signatures", c2sp.ErrFormat)
	}
	c, err = c2sp.ParseCheckpoint(string(text) + "\n")
	return c, lines, err
}

func (a *auditor) pause() error {
	timer := time.NewTimer(askAgain)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-a.ctx.Done():
		return a.ctx.Err()
	}
}

// missing names a witness that has not cosigned the checkpoint; "" if all have.
func (a *auditor) missing() string {
	for _, w := range a.Witnesses {
		if _, _, err := c2sp.FindCosignature(a.claimed, a.lines, w); err != nil {
			return w.Name()
		}
	}
	return ""
}

// openSince reads the older checkpoint. Its signature is checked when the key that made
// it is known.
func (a *auditor) openSince() error {
	if a.Since == nil {
		return nil
	}
	var err error
	if a.since, _, err = unverified(a.Since); err != nil {
		return fmt.Errorf("the older checkpoint: %w", err)
	}
	if a.since.Origin != a.claimed.Origin {
		return fmt.Errorf("the older checkpoint is of another log, %q", a.since.Origin)
	}
	a.report.Since = a.since.Size
	if a.since.Size > a.claimed.Size {
		return Refuse("Le journal avait %d enregistrements, et n’en a plus que %d\u00a0: il a été raccourci.",
			"The log had %d records, and has only %d now: it was shortened.", a.since.Size, a.claimed.Size)
	}
	return nil
}

// add takes the next record, given its leaf.
func (a *auditor) add(data []byte) ([]Node, error) {
	index := a.tree.Size()
	record := data
	switch {
	case leaf.IsRotation(data):
		if err := a.rotate(index, data); err != nil {
			return nil, err
		}
	case leaf.IsDigest(data):
		var err error
		if record, err = a.readLong(index, data); err != nil {
			return nil, err
		}
	}
	if a.Each != nil {
		if err := a.Each(index, record); err != nil {
			return nil, err
		}
	}
	nodes := a.tree.Add(data)
	return nodes, a.compareSince()
}

// readLong reads a record whose digest stands in the log.
func (a *auditor) readLong(index int64, data []byte) ([]byte, error) {
	digest, err := leaf.ParseDigest(data)
	if err != nil {
		return nil, Refuse("L’enregistrement %d est mal formé.", "Record %d is malformed.", index).because(err)
	}
	record, err := a.source.Read(a.ctx, fmt.Sprintf("record/%d", index), digest.Bytes)
	if err != nil {
		return nil, err
	}
	if leaf.DigestOf(record) != digest {
		return nil, Refuse("L’enregistrement %d n’est pas celui dont le journal contient l’empreinte.",
			"Record %d is not the one whose digest stands in the log.", index)
	}
	return record, nil
}

// compareSince: the log begins with what was seen before.
func (a *auditor) compareSince() error {
	if a.Since == nil || a.tree.Size() != a.since.Size {
		return nil
	}
	if a.tree.Root() != a.since.Root {
		return Refuse("Les %d premiers enregistrements ne sont plus ceux que le journal avait signés\u00a0: il a été réécrit.",
			"The first %d records are no longer those that the log had signed: it was rewritten.", a.since.Size)
	}
	return nil
}

func (a *auditor) checkRoot() error {
	if a.tree.Root() != a.claimed.Root {
		return Refuse("Les enregistrements ne donnent pas l’empreinte que le journal a signée.",
			"The records do not give the root that the log signed.")
	}
	a.report.Origin, a.report.Size, a.report.Root = a.claimed.Origin, a.claimed.Size, a.claimed.Root
	return nil
}

func (a *auditor) checkCosignatures() error {
	signed, err := c2sp.OpenCheckpoint(a.report.Checkpoint, a.trusted, a.Witnesses)
	if err != nil {
		return Refuse("Une cosignature de l’état signé est fausse.", "A cosignature on the checkpoint is wrong.").because(err)
	}
	if name := a.missing(); name != "" {
		return fmt.Errorf("%w by %s", ErrNotCosigned, name)
	}
	a.report.Cosignatures = signed.Cosignatures
	return nil
}
