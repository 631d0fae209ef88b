package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"runtime/debug"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// inTrouble reports whether an error is of the database or of the way to it, and not of
// what was to be stored: the same again, or half of it, would fail as well.
func (d *DB) inTrouble(err error) bool {
	var network net.Error
	var refused *pgconn.ConnectError
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, driver.ErrBadConn):
		return true
	case errors.As(err, &network), errors.As(err, &refused):
		return true
	}
	if d.dialect == Postgres {
		return postgresInTrouble(err)
	}
	return sqliteInTrouble(err)
}

// postgresInTrouble goes by the class of the error's code (PostgreSQL, appendix A):
// connections, transactions, resources, limits, interventions, systems, defects.
func postgresInTrouble(err error) bool {
	var e *pgconn.PgError
	if !errors.As(err, &e) || len(e.Code) < 2 {
		return false
	}
	return slices.Contains([]string{"08", "25", "40", "53", "55", "57", "58", "XX"}, e.Code[:2])
}

func sqliteInTrouble(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_RANGE, sqlite3.SQLITE_ERROR:
		return false
	}
	return true
}

func panicked(p any) error { return fmt.Errorf("db: panic while storing: %v\n%s", p, debug.Stack()) }
