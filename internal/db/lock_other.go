//go:build !unix

package db

import (
	"errors"
	"fmt"
	"os"
)

// ErrLocked is returned by Open when another process has the SQLite file: SQLite is for
// one node; several nodes share PostgreSQL.
var ErrLocked = errors.New("db: another Kermesse already uses this data folder; stop it first, or use PostgreSQL for several nodes")

// lockFile holds the file open and removes it on unlock: where the system has no flock,
// a lock left by a crash has to be deleted by hand.
func lockFile(path string) (unlock func() error, err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil, ErrLocked
	}
	if err != nil {
		return nil, fmt.Errorf("db: %w", err)
	}
	return func() error { return errors.Join(f.Close(), os.Remove(path)) }, nil
}
