package proof

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"kermesse/contests/draw"
	"kermesse/internal/c2sp"
	"kermesse/internal/evlog/leaf"
)

// logView is what a bundle shows of the public log.
type logView struct {
	bundle *Bundle
	keys   []signingKey // of the log, one after the other
	// witnesses are all whose cosignatures can be checked; a name stands for one key.
	witnesses []c2sp.Witness
	// strict refuses signatures by anybody else: the bundle says whose there are.
	strict       bool
	ownKey       bool // the key is the bundle's own
	ownWitnesses bool // so are those of the witnesses
	witnessed    bool // enough witnesses whose keys are the verifier's saw the list in time
	head         c2sp.Checkpoint

	// roots[n] is the root of the first n records, where the bundle holds them all.
	// Otherwise every record needs its own proof, and next is the least index that the
	// proof of the next one may have.
	roots []tlog.Hash
	next  int64
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
		func() error { return l.findKeys(v.opts, v.witnesses) },
		func() error { return l.readHead(v.records, v.whole) },
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

// findKeys takes the verifier's keys, those that the rules name and, for what the
// verifier did not bring, those of keys.json.
func (l *logView) findKeys(opts Options, rules []c2sp.Witness) error {
	l.witnesses = addWitnesses(slices.Clone(opts.Witnesses), rules...)
	l.ownKey, l.ownWitnesses = opts.Log == nil, len(opts.Witnesses) == 0 && l.bundle.has(KeysFile)
	if !l.ownKey {
		l.keys = []signingKey{{LogKey: *opts.Log}}
	}
	if !l.bundle.has(KeysFile) {
		if !l.ownKey {
			return nil
		}
		return fmt.Errorf("%w: the bundle has a log and no %s; give the log's key", ErrUnverifiable, KeysFile)
	}
	data, err := l.bundle.read(KeysFile)
	if err != nil {
		return err
	}
	own, err := parseKeys(data)
	if err != nil {
		return refuse(CheckGrammar, say("%s est mal formé.", "%s is malformed.", KeysFile)).because(err)
	}
	if l.ownKey {
		l.keys = []signingKey{{LogKey: own.log}}
	}
	l.keys = follow(l.keys, own.rotations)
	l.witnesses, l.strict = addWitnesses(l.witnesses, own.witnesses...), true
	return nil
}

// open verifies a checkpoint of the log, signed by the key that signs checkpoints of its size.
func (l *logView) open(signed []byte, name string) (s c2sp.SignedCheckpoint, err error) {
	for _, k := range l.keys {
		if s, err = c2sp.OpenCheckpoint(signed, k.LogKey, l.witnesses); err == nil {
			err = k.signs(s.Size)
		}
		if err == nil {
			break
		}
	}
	if err != nil {
		return s, refuse(CheckLog, say(
			"Une signature du journal ou d’un témoin sur %s est fausse.", "A signature of the log or of a witness on %s is wrong.", name)).because(err)
	}
	if l.strict && s.Strangers > 0 {
		return s, refuse(CheckLog, say(
			"%s porte une signature de quelqu’un que %s ne nomme pas.", "%s bears a signature of somebody whom %s does not name.", name, KeysFile))
	}
	return s, nil
}

// readHead opens the last checkpoint and compares it with the records, where those are
// the whole log.
func (l *logView) readHead(records [][]byte, whole bool) error {
	signed, err := l.bundle.read(LogTreeFile)
	if err != nil {
		return err
	}
	head, err := l.open(signed, LogTreeFile)
	if err != nil {
		return err
	}
	l.head = head.Checkpoint
	if !whole {
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
	for n, record := range records {
		more, err := tlog.StoredHashes(int64(n), leaf.Of(record), read)
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

// prove checks the proof of a record. It returns the record's index and the checkpoint
// that the proof leads to.
func (l *logView) prove(file string, record []byte) (int64, c2sp.SignedCheckpoint, error) {
	name := file + proofEnding
	data, err := l.bundle.read(name)
	if err != nil {
		return 0, c2sp.SignedCheckpoint{}, err
	}
	p, err := c2sp.ParseProof(data)
	if err != nil {
		return 0, c2sp.SignedCheckpoint{}, refuse(CheckGrammar, say("%s est mal formé.", "%s is malformed.", name)).because(err)
	}
	signed, err := l.open(p.Checkpoint, name)
	if err != nil {
		return 0, signed, err
	}
	if err := p.Check(leaf.Of(record), signed.Checkpoint); err != nil {
		return 0, signed, refuse(CheckLog, say(
			"%s ne prouve pas que l’enregistrement est dans le journal.",
			"%s does not prove that the record is in the log.", name)).because(err)
	}
	return p.Index, signed, l.agrees(signed.Checkpoint, name)
}

// proveIfGiven: a record without a proof is one of the whole log.
func (l *logView) proveIfGiven(file string, record []byte) error {
	if !l.bundle.has(file+proofEnding) && l.roots != nil {
		return nil
	}
	_, _, err := l.prove(file, record)
	return err
}

// holds: the event is among the records of the whole log, or has its own proof, at a
// place after the event before it. The periodic entries events are many, and count only
// where one sealed the list.
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
	if !l.bundle.has(e.file + proofEnding) {
		if l.roots != nil || e.Kind == draw.EventEntries {
			return nil
		}
		return refuse(CheckLog, say("%s manque.", "%s is missing.", e.file+proofEnding))
	}
	index, _, err := l.prove(e.file, e.text)
	if err != nil {
		return err
	}
	if index < l.next || l.roots != nil && index != int64(e.position) {
		return refuse(CheckEvents, say(
			"%s n’est pas à la place que le journal lui donne.", "%s is not at the place that the log gives it.", e.file))
	}
	l.next = index + 1
	return nil
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
	var tree c2sp.SignedCheckpoint
	for _, k := range l.keys {
		var key c2sp.LogKey
		if key, err = k.Under(fmt.Sprintf("%s/%d", v.close.Draw, v.close.Attempt)); err != nil {
			return fmt.Errorf("%w: %w", ErrUnverifiable, err)
		}
		if tree, err = c2sp.OpenCheckpoint(signed, key, nil); err == nil {
			break
		}
	}
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
