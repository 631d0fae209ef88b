package rate_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
	"kermesse/internal/rate"
)

var nine = time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC)

func hit(t *testing.T, d *db.DB, name rate.Name, window time.Duration, now time.Time) (n int64) {
	t.Helper()
	err := d.InTx(t.Context(), func(tx *db.DB) (err error) {
		n, err = rate.Hit(t.Context(), tx, name, window, now)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestHitsAreCountedPerNameAndWindow(t *testing.T) {
	d := dbtest.Open(t)
	one, two := rate.NewName([]byte("key"), "mail", "awa"), rate.NewName([]byte("key"), "mail", "moussa")
	for want := int64(1); want <= 3; want++ {
		if n := hit(t, d, one, time.Hour, nine); n != want {
			t.Fatalf("hit %d counted as %d", want, n)
		}
	}
	if n := hit(t, d, two, time.Hour, nine); n != 1 {
		t.Errorf("another name begins at %d", n)
	}
	if n := hit(t, d, one, 24*time.Hour, nine); n != 1 {
		t.Errorf("another window begins at %d", n)
	}
	if n := hit(t, d, one, time.Hour, nine.Add(30*time.Minute)); n != 1 {
		t.Errorf("the next hour begins at %d", n)
	}
	for window, want := range map[time.Duration]int64{time.Hour: 3, 24 * time.Hour: 1, time.Minute: 0} {
		if n, err := rate.Seen(t.Context(), d, one, window, nine); err != nil || n != want {
			t.Errorf("seen in %v: %d, %v; want %d", window, n, err, want)
		}
	}
	if left := rate.Remaining(time.Hour, nine); left != 30*time.Minute {
		t.Errorf("%v of the hour are left, want 30m", left)
	}
}

func TestConcurrentHitsAreAllCounted(t *testing.T) {
	d := dbtest.Open(t)
	name := rate.NewName([]byte("key"), "x")
	seen := make([]int64, 20)
	var wg sync.WaitGroup
	for i := range seen {
		wg.Go(func() { seen[i] = hit(t, d, name, time.Hour, nine) })
	}
	wg.Wait()
	counts := map[int64]bool{}
	for _, n := range seen {
		counts[n] = true
	}
	if len(counts) != len(seen) || !counts[int64(len(seen))] {
		t.Errorf("twenty hits were counted as %v", seen)
	}
}

// TestReturn: what was counted in advance is taken back from the window that it was counted
// in, and never below nothing.
func TestReturn(t *testing.T) {
	d := dbtest.Open(t)
	name := rate.NewName([]byte("key"), "x")
	hit(t, d, name, time.Hour, nine)
	hit(t, d, name, time.Hour, nine)
	for range 3 {
		err := d.InTx(t.Context(), func(tx *db.DB) error { return rate.Return(t.Context(), tx, name, time.Hour, nine.Add(10*time.Minute)) })
		if err != nil {
			t.Fatal(err)
		}
	}
	if n := hit(t, d, name, time.Hour, nine); n != 1 {
		t.Errorf("after two hits were returned, and one more, it goes on at %d", n)
	}
	if err := rate.Return(t.Context(), d, name, time.Hour, nine); !errors.Is(err, db.ErrNoTx) {
		t.Errorf("Return = %v, want ErrNoTx", err)
	}
}

func TestForgetAndPurge(t *testing.T) {
	d := dbtest.Open(t)
	name, kept := rate.NewName([]byte("key"), "x"), rate.NewName([]byte("key"), "y")
	hit(t, d, name, time.Hour, nine)
	hit(t, d, kept, time.Hour, nine)
	err := d.InTx(t.Context(), func(tx *db.DB) error { return rate.Forget(t.Context(), tx, name, time.Hour) })
	if err != nil {
		t.Fatal(err)
	}
	if n := hit(t, d, name, time.Hour, nine); n != 1 {
		t.Errorf("after Forget it goes on at %d", n)
	}
	if n := hit(t, d, kept, time.Hour, nine); n != 2 {
		t.Errorf("Forget took another name along: %d", n)
	}
	later := nine.Add(49 * time.Hour)
	hit(t, d, kept, time.Hour, later)
	err = d.InTx(t.Context(), func(tx *db.DB) error { return rate.Purge(t.Context(), tx, later.Add(-48*time.Hour)) })
	if err != nil {
		t.Fatal(err)
	}
	var left int
	if err := d.Gorm(t.Context()).Raw("SELECT count(*) FROM rate_counters").Scan(&left).Error; err != nil || left != 1 {
		t.Errorf("%d counters left (%v), want the present one", left, err)
	}
}

func TestNamesTellNothing(t *testing.T) {
	name := rate.NewName([]byte("key"), "mail", "awa@exemple.sn")
	if strings.Contains(string(name), "awa") || name == rate.NewName([]byte("other"), "mail", "awa@exemple.sn") {
		t.Errorf("the name %s can be found out", name)
	}
	if name == rate.NewName([]byte("key"), "mailawa", "@exemple.sn") {
		t.Error("parts run into each other")
	}
}

func TestHitNeedsATransaction(t *testing.T) {
	d := dbtest.Open(t)
	if _, err := rate.Hit(t.Context(), d, "x", time.Hour, nine); !errors.Is(err, db.ErrNoTx) {
		t.Errorf("Hit = %v, want ErrNoTx", err)
	}
}
