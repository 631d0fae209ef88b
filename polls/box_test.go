package polls_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"kermesse/internal/db"
	"kermesse/polls"
	"kermesse/polls/tally"
)

// talliesAgree fails where the tallies say another number of ballots than there are. It runs
// at the end of every test of this package that votes.
func talliesAgree(t *testing.T, d *db.DB) {
	t.Helper()
	const cols = "poll_id || ' ' || content || ' ' || state || ' ' || source || ' ' || CAST(cast_at AS TEXT)"
	var wrong []string
	err := d.Gorm(context.Background()).Raw(`SELECT pile || ': ' || CAST(SUM(n) AS TEXT) FROM (
			SELECT ` + cols + ` AS pile, n FROM ballot_tallies
			UNION ALL
			SELECT ` + cols + ` AS pile, -1 AS n FROM ballots WHERE state <> 'withdrawn'
				AND poll_id IN (SELECT id FROM polls WHERE tallied)
		) AS both_sides GROUP BY pile HAVING SUM(n) <> 0`).Scan(&wrong).Error
	if err != nil {
		t.Error(err)
	}
	for _, pile := range wrong {
		t.Errorf("tallies and ballots differ: %s", pile)
	}
}

// A crowd on two servers: each voter is counted once, and every answer is true.
func TestCrowdIsCountedOnce(t *testing.T) {
	h := newHouse(t)
	p := h.open(t)
	nodes := []*polls.Service{h.polls, h.node()}
	choices := []tally.OptionID{"mangue", "letchi", "coco"}
	const voters = 120
	counted := make([]int, voters)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i := range 3 * voters { // each comes three times, to one server and the other
		wg.Go(func() {
			v := i % voters
			vote, err := nodes[i%2].Vote(t.Context(), p, device(fmt.Sprint("d", v)), one(choices[v%3]))
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			switch vote.Outcome {
			case polls.Counted:
				counted[v]++
			case polls.Repeated:
			default:
				t.Errorf("voter %d: %s", v, vote.Outcome)
			}
		})
	}
	wg.Wait()
	for v, n := range counted {
		if n != 1 {
			t.Errorf("voter %d was told %d times that theirs was the first", v, n)
		}
	}
	if got := h.results(t, "gout"); got.Ballots() != voters || got.Result.Winners == nil {
		t.Errorf("%+v", got.Result)
	}
	f := h.polls.Figures()
	if f.Items == 0 || f.Batches > f.Items || f.Failed > 0 {
		t.Errorf("%+v", f)
	}
}

// The clock passes the closing time while ballots wait: those that were too late are refused,
// whatever batch they were in.
func TestCrowdAtClosing(t *testing.T) {
	h := newHouse(t)
	p := h.open(t)
	h.clock.Set(p.ClosesAt.Add(-time.Millisecond))
	var taken, refused int
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			if i == 50 {
				h.clock.Set(p.ClosesAt)
				if err := h.polls.CloseDue(t.Context()); err != nil {
					t.Error(err)
				}
				return
			}
			_, err := h.polls.Vote(t.Context(), p, device(fmt.Sprint("d", i)), one("coco"))
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				taken++
			case errors.Is(err, polls.ErrClosed):
				refused++
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if final := h.results(t, "gout"); final.Ballots() != int64(taken) || taken+refused != 99 {
		t.Errorf("%d counted; %d were told so, %d refused", final.Ballots(), taken, refused)
	}
}

// Polls from before there were tallies are counted from their ballots.
func TestPollWithoutTallies(t *testing.T) {
	h := newHouse(t)
	h.open(t)
	err := h.db.InTx(t.Context(), func(tx *db.DB) error {
		return tx.Gorm(t.Context()).Exec("UPDATE polls SET tallied = FALSE").Error
	})
	if err != nil {
		t.Fatal(err)
	}
	h.vote(t, "gout", device("d1"), one("mangue"))
	h.vote(t, "gout", device("d2"), one("coco"))
	h.vote(t, "gout", device("d2"), one("mangue"))
	if got := h.results(t, "gout"); got.Ballots() != 2 || got.Result.Winners[0] != "mangue" {
		t.Errorf("%+v", got.Result)
	}
}
