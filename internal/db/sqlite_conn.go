package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"

	"modernc.org/sqlite"
)

// sqliteConnector opens connections that keep their statements prepared. Preparing is
// dearer than running a small statement, and what database/sql and GORM offer for it
// does not reach into transactions, where all of our writes are.
type sqliteConnector struct {
	dsn string
}

// Connect implements driver.Connector.
func (c sqliteConnector) Connect(context.Context) (driver.Conn, error) {
	opened, err := c.Driver().Open(c.dsn)
	if err != nil {
		return nil, err
	}
	conn, ok := opened.(sqliteConn)
	if !ok {
		return nil, errors.Join(fmt.Errorf("db: %T lacks a method", opened), opened.Close())
	}
	return &keepingConn{sqliteConn: conn, idle: map[string]sqliteStmt{}}, nil
}

// Driver implements driver.Connector.
func (sqliteConnector) Driver() driver.Driver { return &sqlite.Driver{} }

// sqliteConn is what is used of the driver's connection. Its Exec and Query, which
// prepare anew each time, are left out on purpose: database/sql then prepares here.
type sqliteConn interface {
	driver.Conn
	driver.ConnPrepareContext
	driver.ConnBeginTx
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

type sqliteStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// keptStatements bounds what one connection keeps; a statement takes a few kilobytes.
const keptStatements = 256

// keepingConn keeps statements that nobody uses at the moment. A connection serves one
// goroutine at a time, so nothing here is locked.
type keepingConn struct {
	sqliteConn
	idle map[string]sqliteStmt
}

// PrepareContext takes the statement out of what is kept, or prepares it.
func (c *keepingConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if stmt, ok := c.idle[query]; ok {
		delete(c.idle, query)
		return &keptStmt{stmt, c, query}, nil
	}
	prepared, err := c.sqliteConn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	stmt, ok := prepared.(sqliteStmt)
	if !ok {
		return prepared, nil
	}
	return &keptStmt{stmt, c, query}, nil
}

// Close closes the statements, then the connection.
func (c *keepingConn) Close() error {
	var errs []error
	for _, stmt := range c.idle {
		errs = append(errs, stmt.Close())
	}
	clear(c.idle)
	return errors.Join(append(errs, c.sqliteConn.Close())...)
}

// keptStmt gives its statement back when it is closed.
type keptStmt struct {
	sqliteStmt
	conn  *keepingConn
	query string
}

// Close keeps the statement for the next one who prepares it. Where there is no room,
// any other one goes: what is used often comes back.
func (s *keptStmt) Close() error {
	idle := s.conn.idle
	if _, twice := idle[s.query]; twice {
		return s.sqliteStmt.Close()
	}
	var err error
	if len(idle) >= keptStatements {
		for query, stmt := range idle {
			delete(idle, query)
			err = stmt.Close()
			break
		}
	}
	idle[s.query] = s.sqliteStmt
	return err
}
