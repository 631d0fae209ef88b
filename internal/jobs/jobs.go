// Package jobs runs what the clock makes due: contests to close, draws to hold, mails
// to send, points to expire. There is no queue: the domain's own rows say what is due,
// and a task claims them by a conditional update. So a crash between two steps, a
// second node or a tick that comes late loses nothing and does nothing twice.
package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"
)

// Task is work that is looked for again and again.
type Task struct {
	Name  string
	Every time.Duration               // real time between two looks; ≥ 1 ms
	Run   func(context.Context) error // does what is due now and returns; must be idempotent
}

// Observer is told how each run of a task ended, for metrics.
type Observer func(task string, took time.Duration, err error)

// Runner runs tasks until it is stopped.
type Runner struct {
	log     *slog.Logger
	observe Observer
	tasks   []Task
	locks   []sync.Mutex // one per task: a task never runs beside itself in this process
	trouble []trouble    // one per task, under its lock

	mu   sync.Mutex
	done []time.Time // when each task last ended well, or Run began; zero: nobody runs it
}

// trouble is what a task has failed with again and again.
type trouble struct {
	said   string    // error
	logged time.Time // when it was last told
	times  int       // in a row
}

// repeatEvery is how often the log is told of a task that goes on failing: a database that is
// away for an hour fails them all, each second.
const repeatEvery = time.Minute

// NewRunner returns a runner of tasks; observe may be nil.
func NewRunner(log *slog.Logger, observe Observer, tasks ...Task) *Runner {
	if observe == nil {
		observe = func(string, time.Duration, error) {}
	}
	return &Runner{log: log, observe: observe, tasks: tasks, locks: make([]sync.Mutex, len(tasks)), done: make([]time.Time, len(tasks)), trouble: make([]trouble, len(tasks))}
}

// Run looks for due work until ctx is done, then waits for running tasks to end.
func (r *Runner) Run(ctx context.Context) {
	var wg sync.WaitGroup
	for i := range r.tasks {
		r.note(i)
		wg.Go(func() { r.loop(ctx, i) })
	}
	wg.Wait()
}

// RunOnce runs each task once, in their order, and returns the first error. The
// sandbox calls it when its clock is set, so that what became due has happened before
// the answer.
func (r *Runner) RunOnce(ctx context.Context) error {
	var first error
	for i := range r.tasks {
		if err := r.runTask(ctx, i); err != nil && first == nil {
			first = fmt.Errorf("%s: %w", r.tasks[i].Name, err)
		}
	}
	return first
}

func (r *Runner) note(i int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done[i] = time.Now()
}

// Lag is how much later a task is than it should be.
type Lag struct {
	Task string
	Late time.Duration // beyond the time between two looks since it last ended well; 0: it is not late
}

// Lags tells of each task how late it is: because it fails, hangs or has too much to do.
func (r *Runner) Lags() []Lag {
	r.mu.Lock()
	defer r.mu.Unlock()
	lags := make([]Lag, len(r.tasks))
	for i, task := range r.tasks {
		lags[i].Task = task.Name
		if !r.done[i].IsZero() {
			lags[i].Late = max(0, time.Since(r.done[i])-task.Every)
		}
	}
	return lags
}

func (r *Runner) loop(ctx context.Context, i int) {
	ticker := time.NewTicker(r.tasks[i].Every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			// The error is logged and observed; the next tick is the retry.
			_ = r.runTask(ctx, i)
		}
	}
}

func (r *Runner) runTask(ctx context.Context, i int) (err error) {
	r.locks[i].Lock()
	defer r.locks[i].Unlock()
	task, start := r.tasks[i], time.Now()
	defer func() {
		// A panic in one task must not stop the draws of all the others.
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
		r.observe(task.Name, time.Since(start), err)
		if err == nil {
			r.note(i)
		}
		if ctx.Err() == nil {
			r.tell(&r.trouble[i], task.Name, err)
		}
	}()
	return task.Run(ctx)
}

// tell logs a failure when it begins, when it becomes another one, and once in a while as long
// as it goes on; and that it is over.
func (r *Runner) tell(t *trouble, task string, err error) {
	if err == nil {
		if t.times > 1 {
			r.log.Info("task works again", "task", task, "failed_times", t.times)
		}
		*t = trouble{}
		return
	}
	t.times++
	if now := time.Now(); t.said != err.Error() && now.Sub(t.logged) >= time.Second || now.Sub(t.logged) >= repeatEvery {
		t.said, t.logged = err.Error(), now
		r.log.Error("task failed", "task", task, "times", t.times, "error", err)
	}
}
