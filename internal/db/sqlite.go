package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"gorm.io/gorm"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"kermesse/internal/filelock"
)

const sqliteReaders = 4

// ErrLocked is returned by Open when another process has the SQLite file: SQLite is for
// one node; several nodes share PostgreSQL.
var ErrLocked = errors.New("db: another Kermesse already uses this data folder; stop it first, or use PostgreSQL for several nodes")

// openSQLite opens the file with one writer and a few readers. Writers wait in Go for
// the one connection, never in SQLite for a lock; readers see the last commit.
func openSQLite(ctx context.Context, cfg Config) (*DB, error) {
	path := filepath.Join(cfg.Dir, FileName)
	if cfg.ReadOnly || cfg.Beside {
		if _, err := os.Stat(path); err != nil {
			return nil, errReadOnlyMissing
		}
	} else if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("db: %w", err)
	}
	unlock := func() error { return nil }
	if !cfg.ReadOnly && !cfg.Beside {
		var err error
		if unlock, err = filelock.Take(path + ".lock"); errors.Is(err, filelock.ErrTaken) {
			return nil, ErrLocked
		} else if err != nil {
			return nil, fmt.Errorf("db: %w", err)
		}
	}
	d, err := openSQLitePools(ctx, path, cfg)
	if err != nil {
		return nil, errors.Join(err, unlock())
	}
	closePools := d.close
	d.close = func() error { return errors.Join(closePools(), unlock()) }
	return d, nil
}

func openSQLitePools(ctx context.Context, path string, cfg Config) (*DB, error) {
	reader := sql.OpenDB(sqliteConnector{sqliteDSN(path, cfg, true)})
	reader.SetMaxOpenConns(sqliteReaders)
	writer := sql.OpenDB(sqliteConnector{sqliteDSN(path, cfg, cfg.ReadOnly)})
	writer.SetMaxOpenConns(1)
	closeBoth := func() error { return errors.Join(reader.Close(), writer.Close()) }
	// The writer comes first: it makes the file and sets its journal mode.
	if err := writer.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("db: %s: %w", path, err), closeBoth())
	}
	gw, err := gorm.Open(sqliteDialector{conn: writer}, gormConfig())
	if err != nil {
		return nil, errors.Join(err, closeBoth())
	}
	gr, err := gorm.Open(sqliteDialector{conn: reader}, gormConfig())
	if err != nil {
		return nil, errors.Join(err, closeBoth())
	}
	return &DB{dialect: SQLite, writer: gw, reader: gr, pool: writer, changes: &changes{}, close: closeBoth}, nil
}

func sqliteDSN(path string, cfg Config, readOnly bool) string {
	q := url.Values{"_txlock": {"immediate"}}
	// A cache of 32 MiB: SQLite's own 2 MB makes a big table's index read the file again
	// and again.
	pragmas := []string{"busy_timeout(10000)", "foreign_keys(1)", "cache_size(-32768)", "temp_store(MEMORY)"}
	if readOnly {
		pragmas = append(pragmas, "query_only(1)")
	} else {
		// FULL: an acknowledged vote survives a power cut.
		sync := "synchronous(FULL)"
		if cfg.Unsafe {
			sync = "synchronous(OFF)"
		}
		pragmas = append(pragmas, "journal_mode(WAL)", sync)
	}
	q["_pragma"] = pragmas
	return (&url.URL{Scheme: "file", Opaque: url.PathEscape(path), RawQuery: q.Encode()}).String()
}

func retryableSQLite(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY
}
