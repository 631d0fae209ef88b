//go:build unix

package db

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// ErrLocked is returned by Open when another process has the SQLite file: SQLite is for
// one node; several nodes share PostgreSQL.
var ErrLocked = errors.New("db: another Kermesse already uses this data folder; stop it first, or use PostgreSQL for several nodes")

// lockFile takes the lock that keeps a second process off the same SQLite file. The
// system drops it when the process dies, however it dies.
func lockFile(path string) (unlock func() error, err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("db: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(ErrLocked, f.Close())
	}
	return f.Close, nil
}
