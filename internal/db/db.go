// Package db opens Kermesse's database (SQLite embedded, or PostgreSQL), brings it to
// the present schema, and is the one place where transactions begin, end and are
// retried. Domains get a *DB, which is the database or one transaction on it, and use
// it only in their store files.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"kermesse/internal/trace"
)

// Dialect is which database is spoken to.
type Dialect string

// The dialects.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// Config says which database to open.
type Config struct {
	URL      string // postgres://…; empty: SQLite in Dir
	Dir      string // folder of the SQLite file, made when missing
	ReadOnly bool   // look, but neither lock, migrate nor write: for verify beside a running server
	Beside   bool   // work beside a server that may be running: on SQLite the file is not taken; nothing is migrated
	Unsafe   bool   // SQLite without syncs to disk: tests and throw-away demos only
}

// FileName is the SQLite file in Config.Dir.
const FileName = "kermesse.db"

// ErrNested is returned by InTx inside a transaction: whoever began it ends it.
var ErrNested = errors.New("db: a transaction inside a transaction")

// ErrNoTx is returned by RequireTx outside a transaction.
var ErrNoTx = errors.New("db: this needs a transaction")

// DB is the database, or one transaction on it. The database is safe for concurrent
// use; a transaction belongs to the function it was handed to.
type DB struct {
	dialect Dialect
	writer  *gorm.DB
	reader  *gorm.DB
	inTx    bool
	slot    int
	pool    *sql.DB // of the writers
	changes *changes
	touched []string // by this transaction
	close   func() error
	changed func() // PostgreSQL: forgets what connections remember of the schema
}

// Open opens the database and migrates it. It fails when the schema is newer than this
// program, or when another process has the SQLite file.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	d, err := connect(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if cfg.ReadOnly || cfg.Beside {
		err = d.checkVersion(ctx)
		if err == nil && cfg.Beside {
			err = d.checkComplete(ctx)
		}
	} else {
		err = d.Migrate(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// Connect opens the database as it is, without migrating it.
func Connect(ctx context.Context, cfg Config) (*DB, error) {
	return connect(ctx, cfg)
}

func connect(ctx context.Context, cfg Config) (*DB, error) {
	if cfg.URL != "" {
		return openPostgres(ctx, cfg)
	}
	return openSQLite(ctx, cfg)
}

// Close ends all connections. It waits for none: stop the writers first.
func (d *DB) Close() error { return d.close() }

// Dialect tells which database this is.
func (d *DB) Dialect() Dialect { return d.dialect }

// Gorm returns the handle to speak through. In a transaction it is that transaction;
// outside it only reads (SQLite refuses a write there, so a test on SQLite finds one).
func (d *DB) Gorm(ctx context.Context) *gorm.DB {
	if d.inTx {
		return d.writer.WithContext(ctx)
	}
	return d.reader.WithContext(ctx)
}

// Slots is in how many rows a counter that many servers raise is kept; who reads adds them up.
const Slots = 64

// Slot is which of those rows this process raises, from 0 to Slots-1: on PostgreSQL any one,
// drawn when the database is opened; on SQLite, which has one writer, always 0.
func (d *DB) Slot() int { return d.slot }

// Conn is the connection pool, or in a transaction its connection: for the few statements
// that are too hot for GORM. Placeholders are the database's own, and so are errors.
// Outside a transaction it only reads.
func (d *DB) Conn() Conn {
	if d.inTx {
		return d.writer.Statement.ConnPool
	}
	return d.reader.Statement.ConnPool
}

// Conn runs statements as they are.
type Conn interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Stats returns the writers' pool figures.
func (d *DB) Stats() sql.DBStats { return d.pool.Stats() }

// RequireTx fails outside a transaction. Stores call it where doing half would be wrong.
func (d *DB) RequireTx() error {
	if !d.inTx {
		return ErrNoTx
	}
	return nil
}

// ForUpdate is the clause that locks the rows a SELECT reads: " FOR UPDATE", or nothing
// on SQLite, whose write transactions are alone anyway.
func (d *DB) ForUpdate() string {
	if d.dialect == Postgres {
		return " FOR UPDATE"
	}
	return ""
}

// ForShare is the clause that keeps the rows a SELECT reads as they are until the
// transaction ends, without keeping other readers waiting: " FOR SHARE", or nothing on
// SQLite, whose write transactions are alone anyway.
func (d *DB) ForShare() string {
	if d.dialect == Postgres {
		return " FOR SHARE"
	}
	return ""
}

const maxAttempts = 6

// InTx runs fn in one transaction and commits when fn returns nil. On a serialization
// failure, a deadlock or a busy database fn runs again, so fn must do nothing outside
// the database. A fault that fn returns rolls back and is returned as it is.
func (d *DB) InTx(ctx context.Context, fn func(tx *DB) error) (err error) {
	if d.inTx {
		return ErrNested
	}
	ctx, step := trace.Within(ctx, "transaction")
	step.Text("db.system.name", string(d.dialect))
	defer func() { step.End(err) }()
	for attempt := 1; ; attempt++ {
		var tx *DB
		err := d.writer.WithContext(ctx).Transaction(func(g *gorm.DB) error {
			tx = d.within(g)
			return fn(tx)
		})
		if err == nil {
			d.changes.committed(tx.touched)
			return nil
		}
		if columnsChanged(err) {
			d.changed()
		} else if !d.retryable(err) {
			return err
		}
		if attempt == maxAttempts {
			return err
		}
		step.Int("kermesse.attempts", attempt+1)
		if err := pause(ctx, attempt); err != nil {
			return err
		}
	}
}

// InTxAtLast is InTx for writing down what has happened elsewhere already, such as a mail that has
// left: while the database is away it tries again, as long as ctx lasts. fn must bear running
// after a commit of its own whose answer was lost.
func (d *DB) InTxAtLast(ctx context.Context, fn func(tx *DB) error) error {
	for wait := firstWait; ; wait = min(2*wait, longestWait) {
		err := d.InTx(ctx, fn)
		if err == nil || !Away(err) {
			return err
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return err
		}
	}
}

// Between the tries of InTxAtLast.
const (
	firstWait   = 50 * time.Millisecond
	longestWait = 2 * time.Second
)

// Apart runs fn within a transaction so that, where it fails, what it wrote is undone and
// nothing else: the transaction goes on, and the error is the caller's to judge. One of the
// database itself (see InTx) has to be returned, not passed over.
func (d *DB) Apart(ctx context.Context, fn func() error) error {
	if err := d.RequireTx(); err != nil {
		return err
	}
	conn := d.Conn()
	if _, err := conn.ExecContext(ctx, "SAVEPOINT apart"); err != nil {
		return fmt.Errorf("db: savepoint: %w", err)
	}
	failed := fn()
	if failed != nil {
		if _, err := conn.ExecContext(ctx, "ROLLBACK TO SAVEPOINT apart"); err != nil {
			return errors.Join(failed, fmt.Errorf("db: back to the savepoint: %w", err))
		}
	}
	if _, err := conn.ExecContext(ctx, "RELEASE SAVEPOINT apart"); err != nil {
		return errors.Join(failed, fmt.Errorf("db: release the savepoint: %w", err))
	}
	return failed
}

// within is the database as a transaction on it sees it.
func (d *DB) within(g *gorm.DB) *DB {
	return &DB{dialect: d.dialect, writer: g, reader: g, inTx: true, slot: d.slot, changes: d.changes, close: func() error { return ErrNested }}
}

// Snapshot runs fn on one unchanging view of the database, in which nothing can be
// written: for reads of several statements that must agree. It holds up no writer.
func (d *DB) Snapshot(ctx context.Context, fn func(view *DB) error) (err error) {
	if d.inTx {
		return ErrNested
	}
	ctx, step := trace.Within(ctx, "snapshot")
	step.Text("db.system.name", string(d.dialect))
	defer func() { step.End(err) }()
	// SQLite's transactions are snapshots already; its driver knows no isolation levels.
	opts := &sql.TxOptions{ReadOnly: true}
	if d.dialect == Postgres {
		opts.Isolation = sql.LevelRepeatableRead
	}
	return d.reader.WithContext(ctx).Transaction(func(g *gorm.DB) error {
		return fn(d.within(g))
	}, opts)
}

// pause waits 5 ms, 10 ms, 20 ms …, each with up to as much again of jitter, so that
// two transactions that met once do not meet again.
func pause(ctx context.Context, attempt int) error {
	base := 5 * time.Millisecond << (attempt - 1)
	timer := time.NewTimer(base + rand.N(base))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (d *DB) retryable(err error) bool {
	if d.dialect == Postgres {
		return retryablePostgres(err)
	}
	return retryableSQLite(err)
}

// IsDuplicate reports whether err is a broken UNIQUE or PRIMARY KEY constraint.
func IsDuplicate(err error) bool { return errors.Is(err, gorm.ErrDuplicatedKey) }

// IsNotFound reports whether err says that a row that had to be there was not.
func IsNotFound(err error) bool { return errors.Is(err, gorm.ErrRecordNotFound) }

// NewID returns a new UUIDv7: unique everywhere, and roughly in order of creation.
func NewID() string {
	id, err := uuid.NewV7()
	if err != nil {
		// The machine has no randomness: nothing that follows would be safe.
		panic(fmt.Sprintf("db: no random numbers: %v", err))
	}
	return id.String()
}

// Millis is how times are stored: Unix milliseconds. The zero time is 0.
func Millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// Time is the time stored as ms, in UTC; 0 is the zero time.
func Time(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func gormConfig() *gorm.Config {
	return &gorm.Config{
		SkipDefaultTransaction: true, // transactions are begun by InTx and by nobody else
		TranslateError:         true,
		Logger:                 logger.Discard, // errors are returned; the edge logs them once
		DisableAutomaticPing:   true,
	}
}

var errReadPanicked = errors.New("db: the read of somebody else broke off")

var errReadOnlyMissing = fmt.Errorf("db: no database here: %w", fs.ErrNotExist)
