package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// CopySQLite writes a consistent copy of the SQLite database in cfg.Dir to the file
// dest, which must not exist. A server may go on writing meanwhile: the copy is the
// state at the moment it began.
func CopySQLite(ctx context.Context, cfg Config, dest string) error {
	source := filepath.Join(cfg.Dir, FileName)
	if _, err := os.Stat(source); err != nil {
		return errReadOnlyMissing
	}
	conn, err := sql.Open("sqlite", sqliteDSN(source, Config{}, false))
	if err != nil {
		return fmt.Errorf("db: %w", err)
	}
	if _, err = conn.ExecContext(ctx, "VACUUM INTO ?", dest); err != nil {
		err = fmt.Errorf("db: copy to %s: %w", dest, err)
	}
	return errors.Join(err, conn.Close())
}

// Verify runs the database's own check of its files; SQLite only.
func (d *DB) Verify(ctx context.Context) error {
	if d.dialect != SQLite {
		return nil
	}
	var answer string
	if err := d.Gorm(ctx).Raw("PRAGMA integrity_check(1)").Scan(&answer).Error; err != nil {
		return err
	}
	if answer != "ok" {
		return fmt.Errorf("db: the file is damaged: %s", answer)
	}
	return nil
}

// Empty reports whether nobody has put anything into the database yet.
func (d *DB) Empty(ctx context.Context) (bool, error) {
	var n int
	err := d.Gorm(ctx).Raw("SELECT (SELECT count(*) FROM brands) + (SELECT count(*) FROM users)").Scan(&n).Error
	return n == 0, err
}
