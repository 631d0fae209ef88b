package contests_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/internal/fault"
)

// A crowd on two servers, each person twice, staff among them: each who may is entered once,
// whoever may not is refused alone, and every answer is true.
func TestCrowdIsEnteredOnce(t *testing.T) {
	h := newHouse(t)
	f := form("foule")
	f.Entry.Who.NoStaff, f.Entry.Who.Domains = true, []string{"glaces.example"}
	h.open(t, f)
	nodes := []*contests.Service{h.Service, contests.New(h.options)}
	const people = 60
	var mu sync.Mutex
	first, ids := map[string]int{}, map[string]contests.EntryID{}
	var wg sync.WaitGroup
	for i := range 2 * people {
		wg.Go(func() {
			email := fmt.Sprintf("fan%d@exemple.sn", i%people)
			staff := i%people%10 == 9
			if staff {
				email = fmt.Sprintf("cm%d@glaces.example", i%people)
			}
			in, err := nodes[i/people].Enter(t.Context(), "foule", entryForm(email))
			if staff {
				if !errors.Is(err, contests.ErrStaff) {
					t.Errorf("%s: %v", email, err)
				}
				return
			}
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			if !in.Repeated {
				first[email]++
			}
			if was, ok := ids[email]; ok && was != in.Entry.ID {
				t.Errorf("%s has two entries", email)
			}
			ids[email] = in.Entry.ID
		})
	}
	wg.Wait()
	for email, n := range first {
		if n != 1 {
			t.Errorf("%s was told %d times that theirs was new", email, n)
		}
	}
	const allowed = people - people/10
	if n := h.count(t, "entries"); n != allowed || len(first) != allowed {
		t.Errorf("%d entries, %d told so, of %d", n, len(first), allowed)
	}
	if n := h.count(t, "fans"); n != allowed {
		t.Errorf("%d fans: whoever was refused left something behind", n)
	}
	got := nodes[0].Figures()
	if got.Items == 0 || got.Failed > 0 {
		t.Errorf("%+v", got)
	}
	t.Logf("%d forms in %d transactions", got.Items, got.Batches)
}

// The clock passes the closing time while forms wait: the list that is sealed holds those who
// were told that they are in, and nobody else.
func TestCrowdAtTheClosingOfAContest(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, form("foule"))
	h.clock.Set(c.ClosesAt.Add(-time.Millisecond))
	var mu sync.Mutex
	var taken, late int
	var wg sync.WaitGroup
	for i := range 60 {
		wg.Go(func() {
			if i == 30 {
				h.clock.Set(c.ClosesAt)
				return
			}
			_, err := h.Enter(t.Context(), "foule", entryForm(fmt.Sprintf("fan%d@exemple.sn", i)))
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				taken++
			case errors.Is(err, contests.ErrClosed):
				late++
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	h.runJobs(t, c.ClosesAt.Add(time.Minute))
	if n := h.count(t, "entries WHERE status = 'confirmed'"); n != taken || taken+late != 59 {
		t.Errorf("%d entries; %d were told so, %d were late", n, taken, late)
	}
}

// Somebody who hangs up is entered or not; the others do not notice.
func TestCrowdDoesNotMissWhoHungUp(t *testing.T) {
	h := newHouse(t)
	h.open(t, form("foule"))
	var wg sync.WaitGroup
	for i := range 30 {
		wg.Go(func() {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if i%3 == 0 {
				cancel()
			}
			_, err := h.Enter(ctx, "foule", entryForm(fmt.Sprintf("fan%d@exemple.sn", i)))
			if i%3 != 0 && err != nil {
				t.Errorf("%d: %v (%s)", i, err, fault.From(err).Code)
			}
		})
	}
	wg.Wait()
	if n := h.count(t, "entries"); n < 20 {
		t.Errorf("%d entries", n)
	}
}
