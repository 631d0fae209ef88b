// Package dbtest gives a test a fresh, migrated database of its own: SQLite in a
// temporary folder, or PostgreSQL where KERMESSE_TEST_DATABASE_URL names a server on
// which databases may be made. The same tests run on both.
package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver that makes and drops databases

	"kermesse/internal/db"
)

// EnvURL names the server on which PostgreSQL tests make their databases.
const EnvURL = "KERMESSE_TEST_DATABASE_URL"

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
	server := os.Getenv(EnvURL)
	if server == "" {
		return db.Config{Dir: t.TempDir(), Unsafe: true}
	}
	return db.Config{URL: createFrom(t, server, template(t, server))}
}

// Empty returns how to open a database without any table.
func Empty(t testing.TB) db.Config {
	t.Helper()
	server := os.Getenv(EnvURL)
	if server == "" {
		return db.Config{Dir: t.TempDir(), Unsafe: true}
	}
	return db.Config{URL: createFrom(t, server, "template1")}
}

var (
	templateOnce sync.Once
	templateName string
	errTemplate  error
)

// template migrates one database per test binary; the others are copies of it, which
// costs far less than migrating each.
func template(t testing.TB, server string) string {
	t.Helper()
	templateOnce.Do(func() { templateName, errTemplate = makeTemplate(server) })
	if errTemplate != nil {
		t.Fatal(errTemplate)
	}
	return templateName
}

func makeTemplate(server string) (string, error) {
	name := databaseName()
	if err := onServer(server, "CREATE DATABASE "+name); err != nil {
		return "", err
	}
	d, err := db.Open(context.Background(), db.Config{URL: withDatabase(server, name)})
	if err != nil {
		return "", err
	}
	return name, d.Close()
}

func createFrom(t testing.TB, server, from string) string {
	t.Helper()
	name := databaseName()
	if err := onServer(server, fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", name, from)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := onServer(server, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("drop the test database: %v", err)
		}
	})
	return withDatabase(server, name)
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
