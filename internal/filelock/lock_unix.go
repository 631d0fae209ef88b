//go:build unix

package filelock

import (
	"errors"
	"os"
	"syscall"
)

// Take takes the lock at path, making the file where there is none. The system drops the
// lock when the process dies, however it dies.
func Take(path string) (unlock func() error, err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(ErrTaken, f.Close())
	}
	return f.Close, nil
}
