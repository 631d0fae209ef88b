package kept_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"kermesse/internal/kept"
)

func always(int, time.Duration) bool { return true }

func newShelf(most int64) *kept.Shelf[string, int] {
	return kept.NewShelf[string](most, func(int) int64 { return 1 })
}

func TestACrowdHasAPageMadeOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shelf := newShelf(10)
		var made atomic.Int64
		var wg sync.WaitGroup
		for range 100 {
			wg.Go(func() {
				v, err := shelf.Find(t.Context(), "page", always, func() (int, error) {
					time.Sleep(time.Second)
					return int(made.Add(1)), nil
				})
				if v != 1 || err != nil {
					t.Error(v, err)
				}
			})
		}
		wg.Wait()
		if n := made.Load(); n != 1 {
			t.Errorf("made %d times", n)
		}
	})
}

// Somebody who came after a change is not given what was begun before it, though it is made
// while they wait.
func TestNobodyIsGivenWhatWasStaleWhenTheyAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shelf := newShelf(10)
		var change atomic.Int64
		find := func() int {
			asked := int(change.Load())
			v, err := shelf.Find(t.Context(), "page", func(v int, _ time.Duration) bool { return v >= asked }, func() (int, error) {
				v := int(change.Load())
				time.Sleep(time.Second)
				return v, nil
			})
			if err != nil {
				t.Error(err)
			}
			return v
		}
		var wg sync.WaitGroup
		wg.Go(func() { find() })
		synctest.Wait()
		change.Store(1)
		for range 10 {
			wg.Go(func() {
				if v := find(); v != 1 {
					t.Errorf("came after change 1 and was given what was made at %d", v)
				}
			})
		}
		wg.Wait()
		if made := shelf.Figures().Made; made != 2 {
			t.Errorf("made %d times, want once before and once after", made)
		}
	})
}

func TestShelfStaysWithinItsMemory(t *testing.T) {
	shelf := newShelf(3)
	for _, key := range []string{"a", "b", "c", "a", "d"} {
		if _, err := shelf.Find(t.Context(), key, always, func() (int, error) { return 0, nil }); err != nil {
			t.Fatal(err)
		}
	}
	f := shelf.Figures()
	if f.Kept != 3 || f.Weight != 3 || f.Found != 1 {
		t.Errorf("%+v", f)
	}
	for key, there := range map[string]bool{"a": true, "b": false} { // b was asked for longest ago
		made := false
		_, _ = shelf.Find(t.Context(), key, always, func() (int, error) { made = true; return 0, errAway })
		if made == there {
			t.Errorf("%s: there %v, want %v", key, !made, there)
		}
	}
}

var errAway = errors.New("away")

func TestAFailureIsNotKept(t *testing.T) {
	shelf := newShelf(3)
	if _, err := shelf.Find(t.Context(), "a", always, func() (int, error) { return 0, errAway }); !errors.Is(err, errAway) {
		t.Fatal(err)
	}
	if v, err := shelf.Find(t.Context(), "a", always, func() (int, error) { return 7, nil }); v != 7 || err != nil {
		t.Errorf("%d, %v", v, err)
	}
}

func TestAgeIsCountedFromTheBeginning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shelf, made := newShelf(3), 0
		for range 3 {
			_, err := shelf.Find(t.Context(), "a", func(_ int, age time.Duration) bool { return age < 3*time.Second }, func() (int, error) {
				made++
				time.Sleep(time.Second)
				return 0, nil
			})
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		}
		if made != 2 { // at 0 s, and again when it is 3 s old
			t.Errorf("made %d times", made)
		}
	})
}

// A panic is its caller's; nobody waits for ever.
func TestAPanicLeavesNobodyWaiting(t *testing.T) {
	shelf := newShelf(3)
	func() {
		defer func() { _ = recover() }()
		_, _ = shelf.Find(t.Context(), "a", always, func() (int, error) { panic("broken") })
	}()
	if v, err := shelf.Find(t.Context(), "a", always, func() (int, error) { return 7, nil }); v != 7 || err != nil {
		t.Errorf("%d, %v", v, err)
	}
}
