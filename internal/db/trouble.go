package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
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
	if wayLost(err) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	if d.dialect == Postgres {
		return postgresInTrouble(err)
	}
	return sqliteInTrouble(err)
}

// Away reports whether an error says that the database cannot be had at the moment: it
// restarts, another one takes its place, it has no connection left or nobody gets on in it.
// The same request may succeed in a moment, and it is safe to send it again.
func Away(err error) bool { return wayLost(err) || postgresInTrouble(err) }

// wayLost reports whether the connection to a database was not to be had, or broke.
func wayLost(err error) bool {
	var network net.Error
	var refused *pgconn.ConnectError
	for _, lost := range []error{driver.ErrBadConn, pgconn.ErrConnClosed, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed} {
		if errors.Is(err, lost) {
			return true
		}
	}
	return errors.As(err, &refused) || errors.As(err, &network) && !errors.Is(err, context.DeadlineExceeded)
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
