// Package witness cosigns the checkpoints of other people's logs (c2sp.org/tlog-witness).
// It keeps the last checkpoint that it cosigned of each log and signs only what continues
// it: a log that shows two publics two histories finds no cosignature for the second.
package witness

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"kermesse/internal/c2sp"
	"kermesse/internal/clock"
	"kermesse/internal/filelock"
)

// The reasons for which a checkpoint is not cosigned.
var (
	ErrUnknownLog = errors.New("this witness does not know the log")
	ErrSignature  = errors.New("the checkpoint is not signed by a key of the log that this witness knows")
	ErrOldSize    = errors.New("the old size is greater than that of the checkpoint")
	ErrFork       = errors.New("the same size with another root: the log was forked")
	ErrHistory    = errors.New("the checkpoint does not continue the one that was cosigned last")
)

// StaleError says that the witness last cosigned another size than the log believes.
type StaleError struct{ Size int64 }

func (e *StaleError) Error() string {
	return fmt.Sprintf("the size that was cosigned last is %d", e.Size)
}

// Witness cosigns. It is safe for concurrent use; its folder is its own.
type Witness struct {
	cosigner c2sp.Cosigner
	clock    clock.Clock
	unlock   func() error
	logs     map[string]*followed // by origin
}

// followed is a log that is watched.
type followed struct {
	keys []c2sp.LogKey
	path string

	mu   sync.Mutex // held from the comparison until the new state is on disk
	last c2sp.Checkpoint
	note []byte // the last checkpoint with the log's signature and ours; nil: none yet
}

// Begin makes the state of logs that are watched for the first time. It returns their
// origins, those that have a state already left out. A witness that has watched a log
// before must not begin with it again: it would cosign whichever history it is shown.
func Begin(dir string, cosigner c2sp.Cosigner, keys []c2sp.LogKey, c clock.Clock) (begun []string, err error) {
	unlock, err := take(dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	for _, key := range keys {
		log := follow(dir, key)
		err := log.load(key.Name(), cosigner.Witness())
		if errors.Is(err, ErrNoState) {
			err = log.begin(key.Name(), cosigner, c.Now())
			begun = append(begun, key.Name())
		}
		if err != nil {
			return nil, err
		}
	}
	return begun, nil
}

func take(dir string) (unlock func() error, err error) {
	if unlock, err = filelock.Take(filepath.Join(dir, "lock")); err != nil {
		return nil, fmt.Errorf("the folder %s: %w", dir, err)
	}
	return unlock, nil
}

func follow(dir string, key c2sp.LogKey) *followed {
	return &followed{
		keys: []c2sp.LogKey{key}, path: filepath.Join(dir, fmt.Sprintf("%x.checkpoint", sha256.Sum256([]byte(key.Name())))),
	}
}

// Open opens the witness whose state is in dir, for the logs with these keys; a log may
// have several. It fails where another process has the folder, where a state is not one
// that this witness wrote, and with ErrNoState where there is none.
func Open(dir string, cosigner c2sp.Cosigner, keys []c2sp.LogKey, c clock.Clock) (*Witness, error) {
	unlock, err := take(dir)
	if err != nil {
		return nil, err
	}
	w := &Witness{cosigner: cosigner, clock: c, unlock: unlock, logs: map[string]*followed{}}
	for _, key := range keys {
		origin := key.Name()
		if log, ok := w.logs[origin]; ok {
			log.keys = append(log.keys, key)
			continue
		}
		log := follow(dir, key)
		if err := log.load(origin, cosigner.Witness()); err != nil {
			return nil, errors.Join(err, unlock())
		}
		w.logs[origin] = log
	}
	return w, nil
}

// Close lets another process have the folder.
func (w *Witness) Close() error { return w.unlock() }

// VerifierKey is what others verify the cosignatures with.
func (w *Witness) VerifierKey() string { return w.cosigner.Witness().String() }

// Origins are the logs that are watched, in the order of their names.
func (w *Witness) Origins() []string {
	var origins []string
	for origin := range w.logs {
		origins = append(origins, origin)
	}
	slices.Sort(origins)
	return origins
}

// Checkpoint is the last cosigned checkpoint of a log, with its signatures; nil where
// none was.
func (w *Witness) Checkpoint(origin string) []byte {
	log, ok := w.logs[origin]
	if !ok {
		return nil
	}
	log.mu.Lock()
	defer log.mu.Unlock()
	return log.note
}

// Cosign returns the signature line on a checkpoint that continues the one that was
// cosigned last. What is cosigned is on disk before the line is returned.
func (w *Witness) Cosign(s c2sp.Submission) (line string, err error) {
	log, ok := w.logs[c2sp.OriginOf(s.Checkpoint)]
	if !ok {
		return "", ErrUnknownLog
	}
	c, signed, err := log.open(s.Checkpoint)
	if err != nil {
		return "", err
	}
	if s.Old > c.Size {
		return "", ErrOldSize
	}
	log.mu.Lock()
	defer log.mu.Unlock()
	if s.Old != log.last.Size {
		return "", &StaleError{log.last.Size}
	}
	if err := continues(log.last, c, s.Proof); err != nil {
		return "", err
	}
	line = w.cosigner.Cosign(c, w.clock.Now())
	signed = append(signed, line...)
	if err := store(log.path, signed); err != nil {
		return "", err
	}
	log.last, log.note = c, signed
	return line, nil
}

// open verifies a checkpoint by any key of its log and returns it with the signature of
// that key alone.
func (f *followed) open(note []byte) (c c2sp.Checkpoint, signed []byte, err error) {
	for _, key := range f.keys {
		opened, failed := c2sp.OpenCheckpoint(note, key, nil)
		if failed == nil {
			signed, err := c2sp.SignedBy(note, key)
			return opened.Checkpoint, signed, err
		}
		err = fmt.Errorf("%w: %w", ErrSignature, failed)
	}
	return c2sp.Checkpoint{}, nil, err
}

// continues: nothing that last has was changed or taken away in next.
func continues(last, next c2sp.Checkpoint, proof tlog.TreeProof) error {
	switch {
	case last.Size == 0 && len(proof) > 0, next.Size == 0 && next.Root != emptyRoot:
		return ErrHistory
	case last.Size == 0:
		return nil
	case last.Size == next.Size && last.Root != next.Root:
		return ErrFork
	case last.Size == next.Size && len(proof) > 0:
		return ErrHistory
	case last.Size == next.Size:
		return nil
	}
	if err := tlog.CheckTree(proof, next.Size, next.Root, last.Size, last.Root); err != nil {
		return fmt.Errorf("%w: %w", ErrHistory, err)
	}
	return nil
}

// emptyRoot is the root of a log without records (RFC 6962, section 2.1).
var emptyRoot = tlog.Hash(sha256.Sum256(nil))
