package evlog

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"kermesse/internal/c2sp"
	"kermesse/internal/db"
	"kermesse/internal/evlog/audit"
	"kermesse/internal/evlog/leaf"
	"kermesse/internal/fault"
)

// Wrong names the first row that does not fit the others: somebody changed the database
// by hand.
type Wrong struct {
	Table  string
	Row    string
	Reason fault.Text
}

// Error is the English sentence.
func (w *Wrong) Error() string { return w.In("en") }

// In is the sentence in a language.
func (w *Wrong) In(lang string) string { return w.Table + " " + w.Row + ": " + w.Reason.In(lang) }

func wrong(table string, row any, fr, en string) *Wrong {
	return &Wrong{table, fmt.Sprint(row), fault.Text{FR: fr, EN: en}}
}

// Checking says what is to happen while a database is checked.
type Checking struct {
	Each     func(index int64, record []byte) error // reads the records in their order; may be nil
	Progress func(done, total int64)                // may be nil
}

// Checked is what was looked through.
type Checked struct {
	Size         int64
	Root         tlog.Hash
	Checkpoints  int64
	Cosignatures int64
	Keys         []Key
}

// Check holds every row of the log against every other: records against hashes, hashes
// against signed checkpoints, cosignatures against these, keys against the records of
// their rotation. It needs no secret and works beside a running server. Its error is a
// *Wrong where a row does not fit.
func Check(ctx context.Context, d *db.DB, o Checking) (checked Checked, err error) {
	err = d.Snapshot(ctx, func(view *db.DB) (err error) {
		checked, err = checkIn(ctx, view, o)
		return err
	})
	return checked, err
}

func checkIn(ctx context.Context, view *db.DB, o Checking) (Checked, error) {
	c := &checker{ctx: ctx, view: view, Checking: o}
	err := c.run()
	return c.checked, err
}

type checker struct {
	Checking
	ctx     context.Context
	view    *db.DB
	origin  string
	keys    []c2sp.LogKey // in the order in which they signed
	firsts  []int64       // the size from which each signed
	tree    audit.Tree
	turns   int // rotations read so far
	checked Checked
}

func (c *checker) run() error {
	var err error
	if c.origin, err = selectOrigin(c.ctx, c.view); err != nil {
		return err
	}
	if c.origin == "" {
		return ErrNoLog
	}
	state, err := selectState(c.ctx, c.view)
	if err != nil {
		return err
	}
	c.checked.Size = state.Size
	for _, take := range []func() error{c.readKeys, c.readRows, c.checkEnds, c.checkCosignatures} {
		if err := take(); err != nil {
			return err
		}
	}
	c.checked.Root = c.tree.Root()
	return nil
}

func (c *checker) readKeys() error {
	keys, err := ListKeys(c.ctx, c.view)
	if err != nil {
		return err
	}
	c.checked.Keys = keys
	for _, k := range keys {
		if !k.Signing {
			continue
		}
		key, err := c2sp.ParseLogKey(k.VerifierKey)
		if err != nil || key.Name() != c.origin {
			return wrong("log_keys", k.VerifierKey, "ce n’est pas une clé de ce journal", "this is no key of this log")
		}
		c.keys, c.firsts = append(c.keys, key), append(c.firsts, k.FirstSize)
	}
	if len(c.keys) == 0 || c.firsts[0] != 0 {
		return wrong("log_keys", "-", "la première clé manque", "the first key is missing")
	}
	return nil
}

// someRows is how many records are looked at together.
const someRows = 256

// readRows reads records, their hashes and their checkpoints, some at a time.
func (c *checker) readRows() error {
	point, err := selectCheckpoints(c.ctx, c.view, 0, 0)
	if err == nil {
		err = c.checkpointAt(point)
	}
	for first := int64(0); err == nil && first < c.checked.Size; first += someRows {
		err = c.readSome(first, min(someRows, c.checked.Size-first))
		if c.Progress != nil {
			c.Progress(c.tree.Size(), c.checked.Size)
		}
	}
	return err
}

func (c *checker) readSome(first, count int64) error {
	hashes, err := selectHashRange(c.ctx, c.view, tlog.StoredHashCount(first), tlog.StoredHashCount(first+count))
	if err != nil {
		return err
	}
	points, err := selectCheckpoints(c.ctx, c.view, first+1, first+count)
	if err != nil {
		return err
	}
	err = eachRecord(c.ctx, c.view, first, int(count), func(index int64, record []byte) error {
		if index != c.tree.Size() {
			return missingRecord(c.tree.Size())
		}
		if err := c.record(index, record, hashes); err != nil {
			return err
		}
		return c.checkpointAt(points)
	})
	var pair *mismatch
	switch {
	case errors.As(err, &pair): // asked for now that the rows are read: a transaction does one thing at a time
		return c.blame(pair)
	case err == nil && c.tree.Size() < first+count:
		return missingRecord(c.tree.Size())
	}
	return err
}

// mismatch is a record whose hash is not the one that is stored for it.
type mismatch struct {
	index            int64
	stored, computed tlog.Hash
}

func (*mismatch) Error() string { return "a record and its hash do not fit" }

func missingRecord(index int64) *Wrong {
	return wrong("log_events", index, "l’enregistrement manque", "the record is missing")
}

// record compares a record with the hashes that are stored for it.
func (c *checker) record(number int64, record []byte, hashes map[int64]tlog.Hash) error {
	if err := c.turn(number, record); err != nil {
		return err
	}
	for _, n := range c.tree.Add(leaf.Of(record)) {
		index := tlog.StoredHashIndex(n.Level, n.Index)
		stored, ok := hashes[index]
		switch {
		case !ok:
			return wrong("log_hashes", index, "l’empreinte manque", "the hash is missing")
		case stored == n.Hash:
		case n.Level == 0:
			return &mismatch{number, stored, n.Hash}
		default:
			return wrong("log_hashes", index, "l’empreinte n’est pas celle des deux qu’elle réunit",
				"the hash is not that of the two below it")
		}
	}
	if c.Each == nil {
		return nil
	}
	return c.Each(number, record)
}

// blame finds out which of a record and its hash was changed: the one that does not lead
// to the next root that was signed.
func (c *checker) blame(m *mismatch) error {
	size, err := selectSizeAfter(c.ctx, c.view, m.index)
	if err != nil {
		return err
	}
	point, err := selectCheckpoints(c.ctx, c.view, size, size)
	if err != nil {
		return err
	}
	signed, err := c.openCheckpoint(size, point[size])
	if err != nil {
		return err
	}
	path, err := tlog.ProveRecord(size, m.index, newTree(c.ctx, c.view))
	if err == nil && tlog.CheckRecord(path, size, signed.Root, m.index, m.computed) == nil {
		return wrong("log_hashes", tlog.StoredHashIndex(0, m.index), "l’empreinte n’est pas celle de son enregistrement, qui est celui que le journal a signé",
			"the hash is not that of its record, which is the one that the log signed")
	}
	return wrong("log_events", m.index, "l’enregistrement n’est pas celui dont le journal a signé l’empreinte",
		"the record is not the one whose hash the log signed")
}

// turn compares a change of key that is on record with the keys.
func (c *checker) turn(index int64, record []byte) error {
	if !leaf.IsRotation(record) {
		return nil
	}
	r, err := leaf.ParseRotation(record)
	c.turns++
	if err != nil || r.Size != index || r.Root != c.tree.Root() || c.turns >= len(c.keys) || c.firsts[c.turns] != index+1 ||
		r.Old.String() != c.keys[c.turns-1].String() || r.New.String() != c.keys[c.turns].String() {
		return wrong("log_events", index, "ce changement de clé n’est pas celui de log_keys", "this change of key is not that of log_keys")
	}
	return nil
}

// checkpointAt checks the checkpoint of the size that was reached, where there is one.
func (c *checker) checkpointAt(points map[int64]point) error {
	size := c.tree.Size()
	p, ok := points[size]
	if !ok {
		if size == 0 {
			return wrong("log_checkpoints", size, "l’état signé manque", "the checkpoint is missing")
		}
		return nil
	}
	c.checked.Checkpoints++
	signed, err := c.openCheckpoint(size, p)
	if err != nil {
		return err
	}
	if root := c.tree.Root(); signed.Root != root || p.root != root {
		return wrong("log_checkpoints", size, "la racine signée n’est pas celle des enregistrements", "the signed root is not that of the records")
	}
	return nil
}

func (c *checker) openCheckpoint(size int64, p point) (c2sp.SignedCheckpoint, error) {
	key := c.keys[0]
	for i, first := range c.firsts {
		if first <= size {
			key = c.keys[i]
		}
	}
	signed, err := c2sp.OpenCheckpoint([]byte(p.note), key, nil)
	if err != nil || signed.Size != size {
		return signed, wrong("log_checkpoints", size, "l’état n’est pas signé par la clé du journal", "the checkpoint is not signed by the key of the log")
	}
	return signed, nil
}

// checkEnds: nothing stands beyond the last checkpoint, and every key has its record.
func (c *checker) checkEnds() error {
	ends, err := selectEnds(c.ctx, c.view)
	switch {
	case err != nil:
		return err
	case ends.Events > c.checked.Size:
		return wrong("log_events", c.checked.Size, "l’enregistrement est au-delà de ce que le journal a signé", "the record is beyond what the log signed")
	case ends.Hashes > tlog.StoredHashCount(c.checked.Size):
		return wrong("log_hashes", tlog.StoredHashCount(c.checked.Size), "l’empreinte est au-delà de ce que le journal a signé", "the hash is beyond what the log signed")
	case c.turns != len(c.keys)-1:
		return wrong("log_keys", c.keys[c.turns+1], "aucun enregistrement ne dit que cette clé signe", "no record says that this key signs")
	}
	return nil
}

func (c *checker) checkCosignatures() error {
	return eachCosignature(c.ctx, c.view, func(s storedCosignature) error {
		c.checked.Cosignatures++
		row := fmt.Sprintf("%d %s", s.size, s.vkey)
		w, err := c2sp.ParseWitness(s.vkey)
		if err != nil {
			return wrong("log_cosignatures", row, "ce n’est pas la clé d’un témoin", "this is not the key of a witness")
		}
		found, at, err := c2sp.FindCosignature(c2sp.Checkpoint{Origin: c.origin, Size: s.size, Root: s.root}, []byte(s.line), w)
		if err != nil || found != s.line || !at.Equal(s.at) {
			return wrong("log_cosignatures", row, "la cosignature n’est pas celle du témoin", "the cosignature is not that of the witness")
		}
		return nil
	})
}
