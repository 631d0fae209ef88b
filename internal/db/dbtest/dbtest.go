// Package dbtest gives a test a fresh, migrated database of its own: SQLite in a
// temporary folder, PostgreSQL where KERMESSE_TEST_DATABASE_URL names a server on which
// databases may be made, or Citus where KERMESSE_TEST_CITUS_URL names a coordinator. The
// same tests run on all.
package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver that makes and drops databases

	"kermesse/internal/db"
)

// EnvURL names the server on which PostgreSQL tests make their databases, and EnvCitusURL
// the coordinator of a Citus with two workers or more, which goes first.
const (
	EnvURL      = "KERMESSE_TEST_DATABASE_URL"
	EnvCitusURL = "KERMESSE_TEST_CITUS_URL"
)

// Open returns a fresh database, closed and removed when the test ends.
func Open(t testing.TB) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), Config(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close the database: %v", err)
		}
	})
	return d
}

// Config returns how to open a fresh database, for tests that open it themselves or
// hand it to another process. It is removed when the test ends.
func Config(t testing.TB) db.Config {
	t.Helper()
	c := servers(t)
	if c == nil {
		return db.Config{Dir: t.TempDir(), Unsafe: true}
	}
	return db.Config{URL: c.createFrom(t, template(t, c))}
}

// Empty returns how to open a database without any table.
func Empty(t testing.TB) db.Config {
	t.Helper()
	c := servers(t)
	if c == nil {
		return db.Config{Dir: t.TempDir(), Unsafe: true}
	}
	return db.Config{URL: c.createFrom(t, "template1")}
}

var (
	templateOnce sync.Once
	templateName string
	errTemplate  error

	clusterOnce sync.Once
	citus       *cluster
	errCluster  error
)

// template migrates one database per test binary; the others are copies of it, which
// costs far less than migrating each.
func template(t testing.TB, c *cluster) string {
	t.Helper()
	templateOnce.Do(func() { templateName, errTemplate = c.makeTemplate() })
	if errTemplate != nil {
		t.Fatal(errTemplate)
	}
	return templateName
}

// cluster is the servers on which each test has a database of the same name: one
// PostgreSQL, or the coordinator of Citus and its workers.
type cluster struct {
	first   string   // the one that is spoken to
	workers []string // of Citus
}

// servers returns nil where no server is named: tests then run on SQLite.
func servers(t testing.TB) *cluster {
	t.Helper()
	if url := os.Getenv(EnvCitusURL); url != "" {
		clusterOnce.Do(func() { citus, errCluster = findWorkers(url) })
		if errCluster != nil {
			t.Fatal(errCluster)
		}
		return citus
	}
	if url := os.Getenv(EnvURL); url != "" {
		return &cluster{first: url}
	}
	return nil
}

func (c *cluster) makeTemplate() (string, error) {
	name := databaseName()
	if err := c.onAll(fmt.Sprintf("CREATE DATABASE %s", name)); err != nil {
		return "", err
	}
	if len(c.workers) > 0 {
		if err := c.assemble(name); err != nil {
			return "", err
		}
	}
	d, err := db.Open(context.Background(), db.Config{URL: withDatabase(c.first, name)})
	if err != nil {
		return "", err
	}
	if len(c.workers) > 0 {
		_, err = d.Distribute(context.Background())
	}
	if err := errors.Join(err, d.Close()); err != nil || len(c.workers) == 0 {
		return name, err
	}
	// Citus keeps connections of its own; a database that is copied may have none.
	return name, errors.Join(
		c.onAll(fmt.Sprintf("ALTER DATABASE %s WITH ALLOW_CONNECTIONS false", name)),
		c.onAll(fmt.Sprintf("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '%s'", name)),
	)
}

func (c *cluster) createFrom(t testing.TB, from string) string {
	t.Helper()
	name := databaseName()
	if err := c.onAll(fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", name, from)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.drop(name); err != nil {
			t.Errorf("drop the test database: %v", err)
		}
	})
	return withDatabase(c.first, name)
}

// drop removes a database. A worker of Citus that is at it in the background is not ended by
// FORCE: it is ended by hand, and kept from coming back.
func (c *cluster) drop(name string) (err error) {
	for range 5 {
		if len(c.workers) > 0 {
			_ = c.onAll(fmt.Sprintf("ALTER DATABASE %s WITH ALLOW_CONNECTIONS false", name)) // it may be gone on some
			_ = c.onAll(fmt.Sprintf("SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE datname = '%s'", name))
		}
		if err = c.onAll("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"); err == nil || len(c.workers) == 0 {
			return err
		}
	}
	return err
}

func (c *cluster) onAll(statement string) error {
	err := onServer(c.first, statement)
	for _, worker := range c.workers {
		err = errors.Join(err, onServer(worker, statement))
	}
	return err
}

func databaseName() string {
	return "kermesse_test_" + strings.ReplaceAll(db.NewID(), "-", "")
}

func onServer(server, statement string) error {
	conn, err := sql.Open("pgx", server)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.ExecContext(context.Background(), statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

func withDatabase(server, name string) string {
	u, err := url.Parse(server)
	if err != nil {
		return server
	}
	u.Path = "/" + name
	return u.String()
}
