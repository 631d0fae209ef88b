package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

// connectTimeout is how long a host that says nothing is waited for, before the next one of the
// URL is asked.
const connectTimeout = 5 * time.Second

// openPostgres opens one pool that GORM and raw SQL share. The session speaks UTC and
// gives up on a lock or a statement long before a client would.
func openPostgres(ctx context.Context, cfg Config) (*DB, error) {
	pc, err := pgxpool.ParseConfig(cfg.URL)
	if err != nil {
		return nil, fmt.Errorf("db: the database URL is not valid: %w", err)
	}
	// Without named prepared statements a pooler in transaction mode may stand between.
	pc.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeCacheDescribe
	if pc.ConnConfig.ConnectTimeout == 0 {
		pc.ConnConfig.ConnectTimeout = connectTimeout
	}
	for name, value := range map[string]string{
		"timezone": "UTC", "lock_timeout": "10s", "statement_timeout": "60s",
		"idle_in_transaction_session_timeout": "60s",
	} {
		if _, set := pc.ConnConfig.RuntimeParams[name]; !set {
			pc.ConnConfig.RuntimeParams[name] = value
		}
	}
	if cfg.ReadOnly {
		pc.ConnConfig.RuntimeParams["default_transaction_read_only"] = "on"
	}
	pool, err := pgxpool.NewWithConfig(ctx, pc)
	if err != nil {
		return nil, fmt.Errorf("db: %w", err)
	}
	if err := pingFor(ctx, pool, 10*time.Second); err != nil {
		pool.Close()
		return nil, fmt.Errorf("db: PostgreSQL does not answer: %w", err)
	}
	conn := stdlib.OpenDBFromPool(pool)
	g, err := gorm.Open(postgres.New(postgres.Config{Conn: changing{conn, pool.Reset}}), gormConfig())
	if err != nil {
		pool.Close()
		return nil, fmt.Errorf("db: %w", err)
	}
	closePool := func() error {
		err := conn.Close()
		pool.Close()
		return err
	}
	return &DB{dialect: Postgres, writer: g, reader: g, slot: rand.N(Slots), pool: conn, changes: &changes{}, close: closePool, changed: pool.Reset}, nil
}

// changing is a pool on a database whose schema may change while it is used: a newer program
// migrates it beside this one. Connections remember which columns a statement returns; one
// that returns others now fails once, in vain.
type changing struct {
	*sql.DB
	forget func() // closes the connections, with what they remember
}

// QueryContext asks again, on a fresh connection, where the columns have changed.
func (c changing) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	rows, err := c.DB.QueryContext(ctx, query, args...)
	if !columnsChanged(err) {
		return rows, err
	}
	c.forget()
	return c.DB.QueryContext(ctx, query, args...)
}

// columnsChanged reports whether a statement was refused for what was remembered of its
// columns. PostgreSQL has no code of its own for it.
func columnsChanged(err error) bool {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return false
	}
	const protocolViolation, featureNotSupported = "08P01", "0A000"
	return e.Code == protocolViolation && strings.Contains(e.Message, "result formats") ||
		e.Code == featureNotSupported && strings.Contains(e.Message, "cached plan")
}

// pingFor waits for a database that is just starting, as it does beside us at boot.
func pingFor(ctx context.Context, pool *pgxpool.Pool, patience time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		err := pool.Ping(ctx)
		var refused *pgconn.ConnectError
		if err == nil || !errors.As(err, &refused) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(200 * time.Millisecond):
		}
	}
}

func retryablePostgres(err error) bool {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return false
	}
	const serializationFailure, deadlockDetected = "40001", "40P01"
	return e.Code == serializationFailure || e.Code == deadlockDetected
}
