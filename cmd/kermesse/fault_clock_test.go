package main

import (
	"math/rand/v2"
	"testing"
	"time"

	"kermesse/internal/clock"
	"kermesse/internal/db/dbtest"
)

// TestClockJumps sets the clock forward and back by hours, again and again, while people vote, enter and
// gather points and while the tasks look for what is due. Whoever sends theirs again gets the answer
// they had, and all that is stored proves itself.
func TestClockJumps(t *testing.T) {
	f := emptyFair(t, dbtest.Config(t), 120)
	start := time.Now().UTC().Truncate(time.Second)
	led := clock.NewSettable(start)
	h, stop := f.serveHere(f.addr, led)
	f.open()
	done := f.come()
	random := rand.New(rand.NewPCG(1, 23))
	jumps := 0
	for end := false; !end; {
		select {
		case <-done:
			end = true
		case <-time.After(20 * time.Millisecond):
			led.Set(start.Add(time.Duration(random.Int64N(int64(10 * time.Hour)))))
			if jumps++; jumps%20 == 0 {
				if err := h.runner.RunOnce(t.Context()); err != nil {
					t.Error(err)
				}
			}
		}
	}
	t.Logf("%d jumps", jumps)
	f.askAgain()
	led.Set(start)
	f.askAgain()
	stop()
	f.provesStored()
}
