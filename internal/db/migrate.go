package db

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing/fstest"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// ErrNewerSchema is returned by Open when the database was migrated by a newer program.
var ErrNewerSchema = errors.New("db: this database belongs to a newer version of Kermesse; install that version or restore a backup")

// Migration is one step of the schema and whether this database has taken it.
type Migration struct {
	Version int64
	Name    string
	Applied bool
}

// Migrate takes the steps that are missing. Several nodes may start at once: one
// migrates, the others wait.
func (d *DB) Migrate(ctx context.Context) error {
	if err := d.checkVersion(ctx); err != nil {
		return err
	}
	provider, err := d.provider()
	if err != nil {
		return err
	}
	// The lock that migrating takes belongs to a connection, and a pooler in transaction mode
	// hands out another one with each transaction: where nothing is missing, none is taken.
	missing, err := provider.HasPending(ctx)
	if err != nil {
		return fmt.Errorf("db: migrate: %w", err)
	}
	if !missing {
		return nil
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("db: migrate: %w", err)
	}
	return nil
}

// Migrations lists every step this program knows, oldest first.
func (d *DB) Migrations(ctx context.Context) ([]Migration, error) {
	provider, err := d.provider()
	if err != nil {
		return nil, err
	}
	status, err := provider.Status(ctx)
	if err != nil {
		return nil, fmt.Errorf("db: migrate: %w", err)
	}
	steps := make([]Migration, len(status))
	for i, s := range status {
		steps[i] = Migration{Version: s.Source.Version, Name: s.Source.Path, Applied: s.State == goose.StateApplied}
	}
	return steps, nil
}

func (d *DB) checkVersion(ctx context.Context) error {
	provider, err := d.provider()
	if err != nil {
		return err
	}
	current, err := provider.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("db: migrate: %w", err)
	}
	sources := provider.ListSources()
	if newest := sources[len(sources)-1].Version; current > newest {
		return fmt.Errorf("%w (schema %d, this program knows %d)", ErrNewerSchema, current, newest)
	}
	return nil
}

// ErrOlderSchema is returned to who may not migrate a database that this program would.
var ErrOlderSchema = errors.New("db: this database belongs to an older version: run kermesse migrate first, or start the server")

func (d *DB) checkComplete(ctx context.Context) error {
	steps, err := d.Migrations(ctx)
	if err != nil {
		return err
	}
	for _, s := range steps {
		if !s.Applied {
			return ErrOlderSchema
		}
	}
	return nil
}

// Ahead asks the database whether a newer program has migrated it since this one opened it. It
// fails where the database does not answer.
func (d *DB) Ahead(ctx context.Context) (bool, error) {
	var current int64
	if err := d.Gorm(ctx).Raw("SELECT MAX(version_id) FROM goose_db_version").Scan(&current).Error; err != nil {
		return false, fmt.Errorf("db: read the schema's version: %w", err)
	}
	newest, err := newestStep(d.dialect)
	return current > newest, err
}

// newestStep is the last step that this program knows.
func newestStep(dialect Dialect) (newest int64, err error) {
	files, err := fs.ReadDir(migrationFiles, "migrations")
	if err != nil {
		return 0, err
	}
	for _, file := range files {
		if _, of, split := strings.Cut(strings.TrimSuffix(file.Name(), ".sql"), "."); split && of != string(dialect) {
			continue
		}
		version, err := goose.NumericComponent(file.Name())
		if err != nil {
			return 0, fmt.Errorf("db: migrate: %w", err)
		}
		newest = max(newest, version)
	}
	return newest, nil
}

func (d *DB) provider() (*goose.Provider, error) {
	files, err := migrationsFor(d.dialect)
	if err != nil {
		return nil, err
	}
	if d.dialect == SQLite {
		return goose.NewProvider(goose.DialectSQLite3, d.pool, files)
	}
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, fmt.Errorf("db: %w", err)
	}
	return goose.NewProvider(goose.DialectPostgres, d.pool, files, goose.WithSessionLocker(locker))
}

// migrationsFor returns the portable steps and those of one dialect:
// 0004_polls.sql for both, 0004_polls.sqlite.sql and 0004_polls.postgres.sql where
// they must differ.
func migrationsFor(dialect Dialect) (fs.FS, error) {
	all, err := fs.ReadDir(migrationFiles, "migrations")
	if err != nil {
		return nil, err
	}
	files := fstest.MapFS{}
	for _, entry := range all {
		name := strings.TrimSuffix(entry.Name(), ".sql")
		base, of, split := strings.Cut(name, ".")
		if split && of != string(dialect) {
			continue
		}
		data, err := migrationFiles.ReadFile("migrations/" + entry.Name())
		if err != nil {
			return nil, err
		}
		files[base+".sql"] = &fstest.MapFile{Data: data}
	}
	return files, nil
}
