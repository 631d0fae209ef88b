package idem_test

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kermesse/internal/clock"
	"kermesse/internal/db/dbtest"
	"kermesse/internal/idem"
	"kermesse/internal/secret"
)

func newStore(t *testing.T) (*idem.Service, *clock.Settable) {
	t.Helper()
	c := clock.NewSettable(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))
	return idem.New(dbtest.Open(t), c, testSecret(t)), c
}

func testSecret(t *testing.T) secret.Secret {
	t.Helper()
	key, err := secret.New(strings.Repeat("s", secret.MinLength))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// An answer may hold what is for one person alone: the table tells neither it nor who asked.
func TestTableTellsNothing(t *testing.T) {
	d := dbtest.Open(t)
	s := idem.New(d, clock.System, testSecret(t))
	r := request()
	r.Principal, r.Key = "anon:203.0.113.9", "key-of-the-client"
	if _, err := s.Begin(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if err := s.Finish(t.Context(), r, idem.Answer{Status: 201, Body: []byte(`{"identity":"awa@exemple.sn"}`)}); err != nil {
		t.Fatal(err)
	}
	var stored struct{ Principal, Key, Answer string }
	if err := d.Gorm(t.Context()).Raw("SELECT principal, key, answer FROM idempotency").Scan(&stored).Error; err != nil {
		t.Fatal(err)
	}
	for _, told := range []string{"203.0.113.9", "key-of-the-client", "awa@exemple.sn"} {
		if strings.Contains(stored.Principal+stored.Key+stored.Answer, told) {
			t.Errorf("the table tells %s: %+v", told, stored)
		}
	}
	if stored.Principal == "" || stored.Key == "" || stored.Answer == "" {
		t.Errorf("stored %+v", stored)
	}
}

func request() idem.Request {
	return idem.Request{
		Principal: "user:1", Route: "POST /api/v1/polls/{slug}/votes", Key: "k-1",
		Path: "/api/v1/polls/flavour/votes", Body: []byte(`{"choices":["mango"]}`),
	}
}

func TestSameRequestGetsTheStoredAnswer(t *testing.T) {
	s, _ := newStore(t)
	if a, err := s.Begin(t.Context(), request()); a != nil || err != nil {
		t.Fatalf("first Begin = %v, %v; want the claim", a, err)
	}
	if _, err := s.Begin(t.Context(), request()); !errors.Is(err, idem.ErrRunning) {
		t.Fatalf("Begin while it runs = %v, want ErrRunning", err)
	}
	want := idem.Answer{Status: 201, Body: []byte(`{"vote_id":"1"}`)}
	if err := s.Finish(t.Context(), request(), want); err != nil {
		t.Fatal(err)
	}
	got, err := s.Begin(t.Context(), request())
	if err != nil || got == nil || got.Status != want.Status || string(got.Body) != string(want.Body) {
		t.Fatalf("repeat = %+v, %v; want %+v", got, err, want)
	}
}

func TestSameKeyWithAnotherRequestIsRefused(t *testing.T) {
	s, _ := newStore(t)
	if _, err := s.Begin(t.Context(), request()); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*idem.Request){
		"body": func(r *idem.Request) { r.Body = []byte(`{"choices":["lime"]}`) },
		"path": func(r *idem.Request) { r.Path = "/api/v1/polls/colour/votes" },
	} {
		other := request()
		change(&other)
		if _, err := s.Begin(t.Context(), other); !errors.Is(err, idem.ErrConflict) {
			t.Errorf("another %s: %v, want ErrConflict", name, err)
		}
	}
}

// Another sender's answer must never be given out.
func TestKeysOfOthersAreNotSeen(t *testing.T) {
	s, _ := newStore(t)
	if _, err := s.Begin(t.Context(), request()); err != nil {
		t.Fatal(err)
	}
	if err := s.Finish(t.Context(), request(), idem.Answer{Status: 201, Body: []byte("mine")}); err != nil {
		t.Fatal(err)
	}
	other := request()
	other.Principal = "user:2"
	if a, err := s.Begin(t.Context(), other); a != nil || err != nil {
		t.Errorf("another principal with the same key got %v, %v; want a claim of its own", a, err)
	}
}

func TestConcurrentRequestsRunOnce(t *testing.T) {
	s, _ := newStore(t)
	var claims, running atomic.Int64
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			switch a, err := s.Begin(t.Context(), request()); {
			case err == nil && a == nil:
				claims.Add(1)
			case errors.Is(err, idem.ErrRunning):
				running.Add(1)
			default:
				t.Errorf("Begin = %v, %v", a, err)
			}
		})
	}
	wg.Wait()
	if claims.Load() != 1 || running.Load() != 19 {
		t.Errorf("%d claims and %d told that it runs, want 1 and 19", claims.Load(), running.Load())
	}
}

func TestAbandonedAndLapsedClaimsRunAgain(t *testing.T) {
	s, c := newStore(t)
	claim := func(want error) {
		t.Helper()
		if a, err := s.Begin(t.Context(), request()); a != nil || !errors.Is(err, want) {
			t.Fatalf("Begin = %v, %v; want %v", a, err, want)
		}
	}
	claim(nil)
	if err := s.Abandon(t.Context(), request()); err != nil {
		t.Fatal(err)
	}
	claim(nil)
	c.Advance(idem.ClaimLife - time.Millisecond)
	claim(idem.ErrRunning)
	c.Advance(time.Millisecond)
	claim(nil) // whoever held it has crashed
	claim(idem.ErrRunning)
}

func TestPurgeKeepsRecentAnswers(t *testing.T) {
	s, c := newStore(t)
	if _, err := s.Begin(t.Context(), request()); err != nil {
		t.Fatal(err)
	}
	if err := s.Finish(t.Context(), request(), idem.Answer{Status: 200}); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		after  time.Duration
		stored bool
	}{{idem.AnswerLife, true}, {time.Second, false}} {
		c.Advance(step.after)
		if err := s.Purge(t.Context()); err != nil {
			t.Fatal(err)
		}
		a, err := s.Begin(t.Context(), request())
		if err != nil || (a != nil) != step.stored {
			t.Errorf("after %v: %v, %v; want stored %v", step.after, a, err, step.stored)
		}
	}
}

func TestBadKeys(t *testing.T) {
	s, _ := newStore(t)
	for _, key := range []string{"", " ", "a b", "é", "a\x00", "a\n", strings.Repeat("k", idem.MaxKey+1)} {
		r := request()
		r.Key = key
		if _, err := s.Begin(t.Context(), r); !errors.Is(err, idem.ErrKey) {
			t.Errorf("key %q: %v, want ErrKey", key, err)
		}
	}
}
