package main

import (
	"context"
	"errors"
	"maps"
	"sync"
	"time"

	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/evlog"
	"kermesse/internal/jobs"
	"kermesse/polls"
)

// checks hold once a day what the house promises: that the public log is whole, and that
// tallies are the ballots. Books have a prover of their own.
type checks struct {
	db    *db.DB
	clock clock.Clock

	mu    sync.Mutex
	found map[string]checkResult
}

// checkResult is what a check found, and when.
type checkResult struct {
	problems int
	at       time.Time
}

const (
	checkEach  = 24 * time.Hour
	checkLooks = 10 * time.Minute
)

func newChecks(d *db.DB, c clock.Clock) *checks {
	return &checks{db: d, clock: c, found: map[string]checkResult{}}
}

// task looks whether a check is due. A server that starts makes one at its first look.
func (c *checks) task() jobs.Task {
	return jobs.Task{Name: "verify", Every: checkLooks, Run: c.runDue}
}

func (c *checks) runDue(ctx context.Context) error {
	return errors.Join(c.check(ctx, "log", c.log), c.check(ctx, "votes", c.votes))
}

// check makes one check where its day has passed. That something is wrong is an error of the
// task, too: it stands in the log of the server with its reason.
func (c *checks) check(ctx context.Context, subject string, run func(context.Context) (problems int, err error)) error {
	now := c.clock.Now()
	if last := c.last()[subject]; !last.at.IsZero() && now.Sub(last.at) < checkEach && last.problems == 0 {
		return nil
	}
	problems, err := run(ctx)
	if err != nil && problems == 0 {
		return err // nothing was found out
	}
	c.mu.Lock()
	c.found[subject] = checkResult{problems, now}
	c.mu.Unlock()
	return err
}

func (c *checks) last() map[string]checkResult {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.found)
}

func (c *checks) votes(ctx context.Context) (problems int, err error) {
	return polls.CheckTallies(ctx, c.db)
}

func (c *checks) log(ctx context.Context) (problems int, err error) {
	_, err = evlog.Check(ctx, c.db, evlog.Checking{})
	var wrong *evlog.Wrong
	if errors.As(err, &wrong) {
		return 1, err
	}
	return 0, err
}
