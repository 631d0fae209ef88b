package db_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
)

func insertBrand(tx *db.DB, slug string) error {
	return tx.Gorm(context.Background()).Exec(
		"INSERT INTO brands (id, slug, name, time_zone, currency, locale, created_at) VALUES (?, ?, 'A', 'UTC', 'EUR', 'fr', 1)",
		db.NewID(), slug).Error
}

func countBrands(t *testing.T, d *db.DB) (n int) {
	t.Helper()
	if err := d.Gorm(t.Context()).Raw("SELECT count(*) FROM brands").Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

func TestInTxCommitsAllOrNothing(t *testing.T) {
	d := dbtest.Open(t)
	if err := d.InTx(t.Context(), func(tx *db.DB) error { return insertBrand(tx, "a") }); err != nil {
		t.Fatal(err)
	}
	boom := errors.New("boom")
	err := d.InTx(t.Context(), func(tx *db.DB) error {
		if err := insertBrand(tx, "b"); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Fatalf("InTx = %v, want the closure's error", err)
	}
	if n := countBrands(t, d); n != 1 {
		t.Fatalf("%d brands stored, want only the committed one", n)
	}
}

func TestInTxRollsBackOnPanic(t *testing.T) {
	d := dbtest.Open(t)
	func() {
		defer func() { _ = recover() }()
		_ = d.InTx(t.Context(), func(tx *db.DB) error {
			if err := insertBrand(tx, "a"); err != nil {
				return err
			}
			panic("boom")
		})
	}()
	if n := countBrands(t, d); n != 0 {
		t.Fatalf("%d brands stored after a panic, want none", n)
	}
	// The one writer of SQLite must be free again.
	if err := d.InTx(t.Context(), func(tx *db.DB) error { return insertBrand(tx, "b") }); err != nil {
		t.Fatal(err)
	}
}

func TestNestedTransactionIsRefused(t *testing.T) {
	d := dbtest.Open(t)
	err := d.InTx(t.Context(), func(tx *db.DB) error {
		return tx.InTx(t.Context(), func(*db.DB) error { return nil })
	})
	if !errors.Is(err, db.ErrNested) {
		t.Fatalf("nested InTx = %v, want ErrNested", err)
	}
	if err := d.RequireTx(); !errors.Is(err, db.ErrNoTx) {
		t.Fatalf("RequireTx outside = %v, want ErrNoTx", err)
	}
}

func TestWritesOutsideATransactionFailOnSQLite(t *testing.T) {
	d := dbtest.Open(t)
	if d.Dialect() != db.SQLite {
		t.Skip("PostgreSQL has one pool; SQLite is where such a write is found")
	}
	if err := insertBrand(d, "a"); err == nil {
		t.Fatal("a write outside InTx went through")
	}
}

func TestDuplicateKeyIsRecognised(t *testing.T) {
	d := dbtest.Open(t)
	err := d.InTx(t.Context(), func(tx *db.DB) error {
		if err := insertBrand(tx, "a"); err != nil {
			return err
		}
		return insertBrand(tx, "a")
	})
	if !db.IsDuplicate(err) {
		t.Fatalf("second insert = %v, want a duplicate key", err)
	}
}

// A read-modify-write under load: without retries PostgreSQL would lose some to
// deadlocks (the two rows are locked in opposite orders), without locks some adds.
func TestInTxRetriesDeadlocks(t *testing.T) {
	d := dbtest.Open(t)
	seed := func(tx *db.DB) error {
		g := tx.Gorm(t.Context())
		return g.Exec("INSERT INTO rate_counters (key, window_at, n) VALUES ('a', 0, 0), ('b', 0, 0)").Error
	}
	if err := d.InTx(t.Context(), seed); err != nil {
		t.Fatal(err)
	}
	const clients, rounds = 4, 10
	var wg sync.WaitGroup
	errs := make(chan error, clients*rounds)
	for c := range clients {
		wg.Go(func() {
			first, second := "a", "b"
			if c%2 == 1 {
				first, second = second, first
			}
			for range rounds {
				errs <- d.InTx(t.Context(), func(tx *db.DB) error {
					for _, key := range []string{first, second} {
						if err := tx.Gorm(t.Context()).Exec("UPDATE rate_counters SET n = n + 1 WHERE key = ?", key).Error; err != nil {
							return err
						}
					}
					return nil
				})
			}
		})
	}
	wg.Wait()
	close(errs)
	done := 0
	for err := range errs {
		if err == nil {
			done++
		} else if d.Dialect() == db.SQLite {
			t.Errorf("on one writer nothing may fail: %v", err)
		}
	}
	var sum int
	if err := d.Gorm(t.Context()).Raw("SELECT sum(n) FROM rate_counters").Scan(&sum).Error; err != nil {
		t.Fatal(err)
	}
	if sum != 2*done {
		t.Fatalf("counters sum to %d after %d successes, want %d", sum, done, 2*done)
	}
}

func TestMigrateIsRepeatableAndRefusesANewerSchema(t *testing.T) {
	cfg := dbtest.Config(t)
	d, err := db.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	steps, err := d.Migrations(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range steps {
		if !s.Applied {
			t.Errorf("step %d %s is not applied", s.Version, s.Name)
		}
	}
	err = d.InTx(t.Context(), func(tx *db.DB) error {
		return tx.Gorm(t.Context()).Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, ?)", true).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Open(t.Context(), cfg); !errors.Is(err, db.ErrNewerSchema) {
		t.Fatalf("Open = %v, want ErrNewerSchema", err)
	}
}

func TestSecondProcessIsRefusedOnSQLite(t *testing.T) {
	cfg := db.Config{Dir: t.TempDir(), Unsafe: true}
	d, err := db.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Open(t.Context(), cfg); !errors.Is(err, db.ErrLocked) {
		t.Fatalf("second Open = %v, want ErrLocked", err)
	}
	readOnly := cfg
	readOnly.ReadOnly = true
	r, err := db.Open(t.Context(), readOnly)
	if err != nil {
		t.Fatalf("a reader beside the server: %v", err)
	}
	if err := r.InTx(t.Context(), func(tx *db.DB) error { return insertBrand(tx, "x") }); err == nil {
		t.Fatal("a read-only database was written to")
	}
	if err := errors.Join(r.Close(), d.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestSnapshotDoesNotSeeWhatIsCommittedMeanwhile(t *testing.T) {
	d := dbtest.Open(t)
	add := func(slug string) error {
		return d.InTx(t.Context(), func(tx *db.DB) error { return insertBrand(tx, slug) })
	}
	if err := add("a"); err != nil {
		t.Fatal(err)
	}
	err := d.Snapshot(t.Context(), func(view *db.DB) error {
		before := countBrands(t, view)
		if err := add("b"); err != nil {
			return err
		}
		if after := countBrands(t, view); after != before {
			t.Errorf("%d brands, then %d in the same snapshot", before, after)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if d.Snapshot(t.Context(), func(view *db.DB) error { return insertBrand(view, "c") }) == nil {
		t.Error("a snapshot was written to")
	}
	if n := countBrands(t, d); n != 2 {
		t.Errorf("%d brands afterwards, want 2", n)
	}
}

// What fails apart is undone alone, also where a statement was refused, which ends a
// transaction on PostgreSQL.
func TestApart(t *testing.T) {
	d := dbtest.Open(t)
	no := errors.New("no")
	err := d.InTx(t.Context(), func(tx *db.DB) error {
		if err := insertBrand(tx, "before"); err != nil {
			return err
		}
		if err := tx.Apart(t.Context(), func() error { return errors.Join(insertBrand(tx, "undone"), no) }); !errors.Is(err, no) {
			t.Errorf("returned %v", err)
		}
		if err := tx.Apart(t.Context(), func() error { return insertBrand(tx, "before") }); !db.IsDuplicate(err) {
			t.Errorf("returned %v", err)
		}
		return tx.Apart(t.Context(), func() error { return insertBrand(tx, "after") })
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := countBrands(t, d); n != 2 {
		t.Errorf("%d stored, want the one before and the one after", n)
	}
	if err := d.Apart(t.Context(), func() error { return nil }); !errors.Is(err, db.ErrNoTx) {
		t.Errorf("outside a transaction: %v", err)
	}
}
