package witness

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"kermesse/internal/c2sp"
)

// ErrNoState says that there is nothing of a log in the witness's folder.
var ErrNoState = errors.New("the folder has no state of the log")

// load reads what was cosigned last. A state without this witness's own signature is
// refused, and so is none at all: starting anew would cosign a second history.
func (f *followed) load(origin string, w c2sp.Witness) error {
	signed, err := os.ReadFile(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w %s", ErrNoState, origin)
	}
	if err != nil {
		return err
	}
	n, err := c2sp.OpenNote(signed, w)
	if err != nil {
		return fmt.Errorf("%s was not written by this witness: %w", f.path, err)
	}
	c, err := c2sp.ParseCheckpoint(n.Text)
	if err != nil || c.Origin != origin {
		return fmt.Errorf("%s is not a checkpoint of %s", f.path, origin)
	}
	if f.last = c; c.Size > 0 {
		f.note = signed
	}
	return nil
}

// begin writes down that nothing was cosigned yet, signed like what will be.
func (f *followed) begin(origin string, cosigner c2sp.Cosigner, now time.Time) error {
	c := c2sp.Checkpoint{Origin: origin, Root: emptyRoot}
	if err := store(f.path, []byte(c.String()+"\n"+cosigner.Cosign(c, now))); err != nil {
		return err
	}
	f.last = c
	return nil
}

// store replaces a file as a whole, and returns when a power cut cannot undo it.
func store(path string, data []byte) error {
	dir := filepath.Dir(path)
	tmp, err := os.CreateTemp(dir, filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(data)
	if err := errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
