package db_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
)

// brands is a group that stores brands by their slugs.
func brands(d *db.DB, most, room int) *db.Group[string] {
	return db.NewGroup(d, most, room, func(_ context.Context, tx *db.DB, batch []string) error {
		for _, slug := range batch {
			if err := insertBrand(tx, slug); err != nil {
				return err
			}
		}
		return nil
	})
}

// inLanes runs a test with a batch at a time and with several, which SQLite takes for one.
func inLanes(t *testing.T, test func(t *testing.T, lanes int)) {
	t.Helper()
	for _, lanes := range []int{1, 4} {
		t.Run(fmt.Sprint(lanes), func(t *testing.T) { test(t, lanes) })
	}
}

func TestGroupStoresEachItemOnce(t *testing.T) {
	inLanes(t, func(t *testing.T, lanes int) {
		d := dbtest.Open(t)
		g := brands(d, 16, 1000).Lanes(lanes)
		var wg sync.WaitGroup
		for i := range 300 {
			wg.Go(func() {
				if err := g.Commit(t.Context(), fmt.Sprint("b", i)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := countBrands(t, d); n != 300 {
			t.Errorf("%d stored", n)
		}
		f := g.Figures()
		if f.Items != 300 || f.Waiting != 0 || f.Batches < 300/16 || f.Batches > 300 {
			t.Errorf("%+v", f)
		}
	})
}

// One bad item fails alone, wherever in a batch it stands.
func TestGroupFailsBadItemsAlone(t *testing.T) {
	inLanes(t, func(t *testing.T, lanes int) {
		d := dbtest.Open(t)
		if err := d.InTx(t.Context(), func(tx *db.DB) error { return insertBrand(tx, "taken") }); err != nil {
			t.Fatal(err)
		}
		g := brands(d, 64, 1000).Lanes(lanes)
		var bad atomic.Int32
		var wg sync.WaitGroup
		for i := range 60 {
			wg.Go(func() {
				slug := fmt.Sprint("b", i)
				if i%13 == 0 {
					slug = "taken"
				}
				err := g.Commit(t.Context(), slug)
				switch {
				case slug == "taken" && db.IsDuplicate(err):
					bad.Add(1)
				case err != nil:
					t.Errorf("%s: %v", slug, err)
				}
			})
		}
		wg.Wait()
		if n := countBrands(t, d); n != 1+55 || bad.Load() != 5 {
			t.Errorf("%d stored, %d refused", n, bad.Load())
		}
	})
}

// held is a group whose first transaction waits until it is let go.
func held(d *db.DB, most, room int) (g *db.Group[string], begun, release chan struct{}) {
	begun, release = make(chan struct{}), make(chan struct{})
	var once sync.Once
	g = db.NewGroup(d, most, room, func(_ context.Context, tx *db.DB, batch []string) error {
		once.Do(func() { close(begun); <-release })
		for _, slug := range batch {
			if slug == "panic" {
				panic("as told")
			}
			if err := insertBrand(tx, slug); err != nil {
				return err
			}
		}
		return nil
	})
	return g, begun, release
}

// waitFor waits until so many items wait.
func waitFor(t *testing.T, g *db.Group[string], n int) {
	t.Helper()
	for g.Figures().Waiting != n {
		if t.Context().Err() != nil {
			t.Fatal("never")
		}
		time.Sleep(time.Millisecond)
	}
}

func TestGroupStoresWhatWaitsTogether(t *testing.T) {
	d := dbtest.Open(t)
	g, begun, release := held(d, 10, 100)
	var wg sync.WaitGroup
	put := func(slug string) {
		wg.Go(func() {
			if err := g.Commit(t.Context(), slug); err != nil {
				t.Error(err)
			}
		})
	}
	put("first")
	<-begun
	for i := range 25 {
		put(fmt.Sprint("b", i))
	}
	waitFor(t, g, 25)
	close(release)
	wg.Wait()
	if f := g.Figures(); f.Items != 26 || f.Batches != 4 {
		t.Errorf("%+v, want 1, 10, 10 and 5 items", f)
	}
}

func TestGroupSendsAwayWhenFull(t *testing.T) {
	d := dbtest.Open(t)
	g, begun, release := held(d, 10, 2)
	var wg sync.WaitGroup
	wg.Go(func() { _ = g.Commit(t.Context(), "first") })
	<-begun
	for _, slug := range []string{"a", "b"} {
		wg.Go(func() { _ = g.Commit(t.Context(), slug) })
	}
	waitFor(t, g, 2)
	if err := g.Commit(t.Context(), "c"); !errors.Is(err, db.ErrFull) {
		t.Errorf("%v", err)
	}
	close(release)
	wg.Wait()
	if n := countBrands(t, d); n != 3 {
		t.Errorf("%d stored", n)
	}
}

// Who gives up while waiting is not stored, and nobody else's item is lost by it.
func TestGroupForgetsWhoLeaves(t *testing.T) {
	d := dbtest.Open(t)
	g, begun, release := held(d, 1, 100)
	var wg sync.WaitGroup
	wg.Go(func() { _ = g.Commit(t.Context(), "first") })
	<-begun
	ctx, leave := context.WithCancel(t.Context())
	wg.Go(func() {
		if err := g.Commit(ctx, "gone"); !errors.Is(err, context.Canceled) {
			t.Errorf("gone: %v", err)
		}
	})
	waitFor(t, g, 1)
	wg.Go(func() {
		if err := g.Commit(t.Context(), "patient"); err != nil {
			t.Errorf("patient: %v", err)
		}
	})
	waitFor(t, g, 2)
	leave()
	waitFor(t, g, 1)
	close(release)
	wg.Wait()
	if n := countBrands(t, d); n != 2 {
		t.Errorf("%d stored", n)
	}
}

// However callers come and go, each is answered and the group goes on.
func TestGroupSurvivesLeavers(t *testing.T) {
	inLanes(t, func(t *testing.T, lanes int) {
		d := dbtest.Open(t)
		g := brands(d, 8, 1000).Lanes(lanes)
		var stored atomic.Int64
		var wg sync.WaitGroup
		for i := range 200 {
			wg.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i%7)*time.Millisecond)
				defer cancel()
				if g.Commit(ctx, fmt.Sprint("b", i)) == nil {
					stored.Add(1)
				}
			})
		}
		wg.Wait()
		if err := g.Commit(t.Context(), "last"); err != nil {
			t.Fatal(err)
		}
		if n := countBrands(t, d); int64(n) < stored.Load()+1 {
			t.Errorf("%d stored, %d told so", n, stored.Load()+1)
		}
	})
}

func TestGroupOutlivesAPanic(t *testing.T) {
	d := dbtest.Open(t)
	g, begun, release := held(d, 10, 100)
	var wg sync.WaitGroup
	wg.Go(func() { _ = g.Commit(t.Context(), "first") })
	<-begun
	for _, slug := range []string{"a", "panic", "b"} {
		wg.Go(func() {
			if err := g.Commit(t.Context(), slug); (err != nil) != (slug == "panic") {
				t.Errorf("%s: %v", slug, err)
			}
		})
	}
	waitFor(t, g, 3)
	close(release)
	wg.Wait()
	if n := countBrands(t, d); n != 3 {
		t.Errorf("%d stored", n)
	}
}

// Where the database is away, each caller is told once, without a transaction for each.
func TestGroupDoesNotHalveWhenTheDatabaseIsAway(t *testing.T) {
	d := dbtest.Open(t)
	var tries atomic.Int32
	begun, release := make(chan struct{}), make(chan struct{})
	g := db.NewGroup(d, 100, 100, func(_ context.Context, _ *db.DB, batch []string) error {
		if tries.Add(1) == 1 {
			close(begun)
			<-release
		}
		return context.DeadlineExceeded
	})
	var wg sync.WaitGroup
	wg.Go(func() { _ = g.Commit(t.Context(), "first") })
	<-begun
	for range 40 {
		wg.Go(func() {
			if err := g.Commit(t.Context(), "x"); !errors.Is(err, context.DeadlineExceeded) {
				t.Error(err)
			}
		})
	}
	waitFor(t, g, 40)
	close(release)
	wg.Wait()
	if tries.Load() != 2 {
		t.Errorf("%d transactions", tries.Load())
	}
}
