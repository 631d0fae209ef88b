package main

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"kermesse/contests/beacon"
	"kermesse/contests/draw/proof"
	"kermesse/internal/c2sp"
	"kermesse/internal/evlog/leaf"
	"kermesse/polls/ballotfile"
	"kermesse/polls/record"
	"kermesse/polls/tally"
)

// pollLog checks what a file of ballots shows of the public log and of the beacon.
type pollLog struct {
	keys      []c2sp.LogKey
	witnesses []c2sp.Witness

	ownKey   bool                 // the keys are the file's own
	unpinned bool                 // the beacon is none that this program knows
	cosigned map[string]time.Time // by witness, when it saw the log with the last record
}

// newPollLog takes the keys of the command line, or those of the file.
func newPollLog(keys proof.Options, e ballotfile.Election) (*pollLog, error) {
	l := &pollLog{witnesses: keys.Witnesses, cosigned: map[string]time.Time{}}
	if keys.Log != nil {
		l.keys = []c2sp.LogKey{*keys.Log}
		return l, nil
	}
	l.ownKey = true
	for _, vkey := range e.Frozen.Keys {
		key, err := c2sp.ParseLogKey(vkey)
		if err != nil {
			return nil, fmt.Errorf("\"log_keys\": %w", err)
		}
		l.keys = append(l.keys, key)
	}
	return l, nil
}

// readRound is a ballotfile.ReadRound. The signature must be that of the chain that the
// round names; whether that chain is a public one is for the reader to be told.
func (l *pollLog) readRound(text []byte) (chain record.Hash, number uint64, randomness [32]byte, err error) {
	round, err := beacon.ParseRound(text)
	if err == nil && round.Chain == nil {
		err = errors.New("the round does not say of which chain it is")
	}
	if err != nil {
		return chain, 0, randomness, err
	}
	randomness, err = round.Verify(*round.Chain, round.Number)
	chain = round.Chain.Hash()
	_, pinned := beacon.Pinned(chain)
	l.unpinned = !pinned
	return chain, round.Number, randomness, err
}

// verify reports whether the file shows a log, and what is wrong with it. Where the one who
// verifies brought a key, there must be one.
func (l *pollLog) verify(e ballotfile.Election, result tally.Result, keys proof.Options) (logged bool, err error) {
	err = ballotfile.VerifyFrozen(e, result, l.readRound)
	if errors.Is(err, ballotfile.ErrNotFrozen) && e.LotSource.Kind != ballotfile.FromBeacon && keys.Log == nil && len(keys.Witnesses) == 0 {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, l.check(e.Frozen.Entries)
}

// check: every record of the file stands in the log, each after the one before it.
func (l *pollLog) check(entries []ballotfile.Entry) error {
	last := int64(-1)
	for i, e := range entries {
		index, err := l.checkEntry(e)
		if err == nil && index <= last {
			err = errors.New("it stands before the one before it")
		}
		if err != nil {
			return &ballotfile.Mismatch{Check: ballotfile.CheckLogged, What: fmt.Sprintf("records[%d]", i), Said: fmt.Sprintf("index %d", e.Index), Got: err.Error()}
		}
		last = index
	}
	return nil
}

func (l *pollLog) checkEntry(e ballotfile.Entry) (index int64, err error) {
	p, err := c2sp.ParseProof([]byte(e.Proof))
	if err != nil {
		return 0, err
	}
	signed, err := l.open(p.Checkpoint)
	if err != nil {
		return 0, err
	}
	if p.Index != e.Index {
		return 0, fmt.Errorf("the proof is of index %d", p.Index)
	}
	clear(l.cosigned)
	for _, c := range signed.Cosignatures {
		l.cosigned[c.Witness] = c.At
	}
	return p.Index, p.Check(leaf.Of([]byte(e.Record)), signed.Checkpoint)
}

// open verifies a checkpoint by whichever key of the log signed it.
func (l *pollLog) open(signed []byte) (c2sp.SignedCheckpoint, error) {
	err := errors.New("there is no key of the log to verify it with")
	for _, key := range l.keys {
		var opened c2sp.SignedCheckpoint
		if opened, err = c2sp.OpenCheckpoint(signed, key, l.witnesses); err == nil {
			return opened, l.missing(opened)
		}
	}
	return c2sp.SignedCheckpoint{}, err
}

func (l *pollLog) missing(s c2sp.SignedCheckpoint) error {
	for _, w := range l.witnesses {
		found := false
		for _, c := range s.Cosignatures {
			found = found || c.Witness == w.Name()
		}
		if !found {
			return fmt.Errorf("%s has not cosigned the checkpoint of size %d", w.Name(), s.Checkpoint.Size)
		}
	}
	return nil
}

// notes say what a valid file does not prove.
func (l *pollLog) notes(page *bytes.Buffer, r countReport) {
	if l.unpinned {
		r.say(page, "  La balise n’est pas une balise publique connue de ce programme\u00a0: une balise d’essai, sans doute.\n",
			"  The beacon is no public one that this program knows: a test beacon, presumably.\n")
	}
	if l.ownKey {
		r.say(page, "  La clé du journal est celle du fichier\u00a0: --log-key donne celle que vous connaissez.\n",
			"  The key of the log is the file’s own: --log-key gives the one that you know.\n")
	}
	for name, at := range l.cosigned {
		r.say(page, "  Vu par le témoin %s le %s.\n", "  Seen by the witness %s at %s.\n", name, at.UTC().Format(time.RFC3339))
	}
}
