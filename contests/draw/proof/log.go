package proof

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"kermesse/contests/draw"
	"kermesse/internal/c2sp"
	"kermesse/internal/evlog/leaf"
)

// logView is what a bundle shows of the public log.
type logView struct {
	bundle       *Bundle
	key          c2sp.LogKey
	witnesses    []c2sp.Witness
	ownKey       bool // the key is the bundle's own
	ownWitnesses bool // so are those of the witnesses
	head         c2sp.Checkpoint

	// roots[n] is the root of the first n records, where the bundle holds them all.
	// Otherwise every record needs its own proof.
	roots []tlog.Hash
}

// checkLog: the close record is in the log and, where a witness cosigned, was there
// before the round existed.
func (v *verification) checkLog() error {
	if !v.bundle.hasLog() {
		if v.opts.Log != nil || len(v.opts.Witnesses) > 0 {
			return refuse(CheckLog, say(
				"Vous avez donné une clé, et ce dossier ne contient pas de journal.",
				"You gave a key, and this bundle has no log."))
		}
		return nil
	}
	l := &logView{bundle: v.bundle}
	for _, take := range []func() error{
		func() error { return l.findKeys(v.opts) },
		func() error { return l.readHead(v.events) },
		func() error { return v.checkListTree(l) },
		func() error { return v.checkSeal(l) },
	} {
		if err := take(); err != nil {
			return err
		}
	}
	v.log = l
	return nil
}

// hasLog tells whether the bundle claims a log: anything that a log signs.
func (b *Bundle) hasLog() bool {
	return slices.ContainsFunc(b.names(), func(name string) bool {
		return name == LogTreeFile || strings.HasSuffix(name, ".tlog-proof") || strings.HasSuffix(name, EntriesTreeFile)
	})
}

// findKeys takes the verifier's keys and, for what it did not bring, those of keys.json.
func (l *logView) findKeys(opts Options) error {
	l.witnesses = opts.Witnesses
	if opts.Log != nil {
		l.key = *opts.Log
	}
	if opts.Log != nil && len(opts.Witnesses) > 0 {
		return nil
	}
	if !l.bundle.has(KeysFile) {
		if opts.Log != nil {
			return nil
		}
		return fmt.Errorf("%w: the bundle has a log and no %s; give the log's key", ErrUnverifiable, KeysFile)
	}
	data, err := l.bundle.read(KeysFile)
	if err != nil {
		return err
	}
	key, witnesses, err := parseKeys(data)
	if err != nil {
		return refuse(CheckGrammar, say("%s est mal formé.", "%s is malformed.", KeysFile)).because(err)
	}
	if l.ownKey = opts.Log == nil; l.ownKey {
		l.key = key
	}
	if l.ownWitnesses = len(opts.Witnesses) == 0; l.ownWitnesses {
		l.witnesses = witnesses
	}
	return nil
}

// open verifies a signed checkpoint of the log. Every known witness must have cosigned.
func (l *logView) open(signed []byte, key c2sp.LogKey, name string) (c2sp.SignedCheckpoint, error) {
	s, err := c2sp.OpenCheckpoint(signed, key, l.witnesses)
	if err != nil {
		return s, refuse(CheckLog, say(
			"La signature du journal sur %s est fausse.", "The log's signature on %s is wrong.", name)).because(err)
	}
	for _, w := range l.witnesses {
		if !slices.ContainsFunc(s.Cosignatures, func(c c2sp.Cosignature) bool { return c.Witness == w.Name() }) {
			return s, refuse(CheckLog, say(
				"Le témoin %s n’a pas cosigné %s.", "The witness %s has not cosigned %s.", w.Name(), name))
		}
	}
	return s, nil
}

// readHead opens the last checkpoint and compares it with the events, where those are
// the whole log.
func (l *logView) readHead(events []event) error {
	signed, err := l.bundle.read(LogTreeFile)
	if err != nil {
		return err
	}
	head, err := l.open(signed, l.key, LogTreeFile)
	if err != nil {
		return err
	}
	l.head = head.Checkpoint
	if int64(len(events)) != l.head.Size {
		return nil
	}
	var stored []tlog.Hash
	read := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, x := range indexes {
			out[i] = stored[x]
		}
		return out, nil
	})
	for n := range events {
		more, err := tlog.StoredHashes(int64(n), leaf.Of(events[n].text), read)
		if err != nil {
			return fmt.Errorf("hashing the log: %w", err)
		}
		stored = append(stored, more...)
		root, err := tlog.TreeHash(int64(n+1), read)
		if err != nil {
			return fmt.Errorf("hashing the log: %w", err)
		}
		l.roots = append(l.roots, root)
	}
	return l.agrees(l.head, LogTreeFile)
}

// agrees compares a checkpoint with the records, where the bundle holds them all.
func (l *logView) agrees(c c2sp.Checkpoint, name string) error {
	if c.Size > l.head.Size || c.Size > 0 && l.roots != nil && l.roots[c.Size-1] != c.Root {
		return refuse(CheckLog, say(
			"%s montre un autre journal que celui du dossier.", "%s shows another log than the one of the bundle.", name))
	}
	return nil
}

// prove checks the proof of a record and returns the checkpoint it leads to.
func (l *logView) prove(file string, record []byte) (c2sp.SignedCheckpoint, error) {
	name := file + ".tlog-proof"
	data, err := l.bundle.read(name)
	if err != nil {
		return c2sp.SignedCheckpoint{}, err
	}
	p, err := c2sp.ParseProof(data)
	if err != nil {
		return c2sp.SignedCheckpoint{}, refuse(CheckGrammar, say("%s est mal formé.", "%s is malformed.", name)).because(err)
	}
	signed, err := l.open(p.Checkpoint, l.key, name)
	if err != nil {
		return signed, err
	}
	if err := p.Check(leaf.Of(record), signed.Checkpoint); err != nil {
		return signed, refuse(CheckLog, say(
			"%s ne prouve pas que l’enregistrement est dans le journal.",
			"%s does not prove that the record is in the log.", name)).because(err)
	}
	return signed, l.agrees(signed.Checkpoint, name)
}

func (l *logView) proveIfGiven(file string, record []byte) error {
	if !l.bundle.has(file + ".tlog-proof") {
		if l.roots != nil {
			return nil
		}
		return refuse(CheckLog, say("%s manque.", "%s is missing.", file+".tlog-proof"))
	}
	_, err := l.prove(file, record)
	return err
}

// holds: the event is among the records of the whole log, or has its own proof. The
// periodic entries events are many, and count only where one sealed the list.
func (l *logView) holds(e event) error {
	if name := e.file + ".txt"; l.bundle.has(name) && strings.HasPrefix(name, "log/") {
		text, err := l.bundle.read(name)
		if err != nil {
			return err
		}
		if !bytes.Equal(text, e.text) {
			return refuse(CheckEvents, say(
				"%s n’est pas l’enregistrement du journal.", "%s is not the record of the log.", name))
		}
	}
	if e.Kind == draw.EventEntries && !l.bundle.has(e.file+".tlog-proof") {
		return nil
	}
	return l.proveIfGiven(e.file, e.text)
}

// checkListTree checks the log's signature on the tree of the list, which the entrants'
// own proofs lead to.
func (v *verification) checkListTree(l *logView) error {
	if !v.bundle.has(EntriesTreeFile) {
		return nil
	}
	signed, err := v.bundle.read(EntriesTreeFile)
	if err != nil {
		return err
	}
	key, err := l.key.Under(fmt.Sprintf("%s/%d", v.close.Draw, v.close.Attempt))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnverifiable, err)
	}
	tree, err := c2sp.OpenCheckpoint(signed, key, nil)
	if err != nil {
		return refuse(CheckLog, say(
			"La signature sur %s est fausse.", "The signature on %s is wrong.", EntriesTreeFile)).because(err)
	}
	if uint64(tree.Size) != v.close.Entries || draw.Hash(tree.Root) != v.close.Root {
		return refuse(CheckLog, say(
			"%s est l’arbre d’une autre liste.", "%s is the tree of another list.", EntriesTreeFile))
	}
	return nil
}

// checkSeal proves the close record and when it was witnessed. If that was too late, the
// entries event that it copies must have been witnessed in time.
func (v *verification) checkSeal(l *logView) error {
	signed, err := l.prove("log/close", v.text)
	if err != nil {
		return err
	}
	late, isLate := lateSeal(signed, v.due)
	for _, e := range v.events {
		if !isLate {
			break
		}
		if v.isCopied(e) && l.bundle.has(e.file+".tlog-proof") {
			if signed, err = l.prove(e.file, e.text); err != nil {
				return err
			}
			_, isLate = lateSeal(signed, v.due)
		}
	}
	if isLate {
		return refuse(CheckLog, say(
			"Le témoin %s n’a vu la liste scellée que le %s\u00a0; le tour existait depuis le %s.",
			"The witness %s saw the sealed list only at %s; the round existed since %s.",
			late.Witness, clock(late.At), clock(v.due)))
	}
	for _, c := range signed.Cosignatures {
		v.report.Sealed = append(v.report.Sealed, Seal{Witness: c.Witness, At: c.At})
	}
	return nil
}

// lateSeal returns a cosignature that is not before the round. Sources without a round
// have no such time.
func lateSeal(signed c2sp.SignedCheckpoint, due time.Time) (c2sp.Cosignature, bool) {
	for _, c := range signed.Cosignatures {
		if !due.IsZero() && !c.At.Before(due) {
			return c, true
		}
	}
	return c2sp.Cosignature{}, false
}
