//go:build !unix

package filelock

import (
	"errors"
	"os"
)

// Take makes the file at path, holds it open and removes it on unlock: where the system
// has no flock, a lock left by a crash has to be deleted by hand.
func Take(path string) (unlock func() error, err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil, ErrTaken
	}
	if err != nil {
		return nil, err
	}
	return func() error { return errors.Join(f.Close(), os.Remove(path)) }, nil
}
