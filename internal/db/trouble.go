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
	"syscall"

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
func Away(err error) bool { return wayLost(err) || postgresInTrouble(err) || sqliteAway(err) }

// Full reports whether an error says that there is no room left on the disk. Nothing of the
// transaction was stored; the same request succeeds once there is room again.
func Full(err error) bool {
	if errors.Is(err, syscall.ENOSPC) {
		return true
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		const diskFull = "53100"
		return e.Code == diskFull
	}
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && e.Code()&0xff == sqlite3.SQLITE_FULL
}

// sqliteAway reports whether the file could not be had at the moment: somebody else has its
// lock, a deadline broke a statement off, or the machine lacks something that others may give back.
func sqliteAway(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return false
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_NOMEM,
		sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_PROTOCOL:
		return true
	}
	return false
}

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
