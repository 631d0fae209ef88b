package main

import (
	"context"
	"net/http"
	"net/http/pprof"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"kermesse/internal/db"
	"kermesse/internal/mail"
)

// figures are what Prometheus asks of the whole house: the crowd's way into the database, the
// pool of connections, what waits to leave, and what the last proofs of the books found.
type figures struct{ h *house }

// labelled is described for figures that are told apart by labels.
func labelled(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("kermesse_"+name, help, labels, nil)
}

// figuresTimeout bounds what a scrape may ask of the database.
const figuresTimeout = 2 * time.Second

func described(name, help string) *prometheus.Desc {
	return prometheus.NewDesc("kermesse_"+name, help, nil, nil)
}

var (
	votesTogether   = groupDescriptions("vote", "votes")
	entriesTogether = groupDescriptions("entry", "entries")

	poolOpen    = described("db_connections", "Connections of the writers’ pool.")
	poolInUse   = described("db_connections_in_use", "Of these, in use.")
	poolWaits   = described("db_waits_total", "How often a connection had to be waited for.")
	poolWaiting = described("db_wait_seconds_total", "How long that took.")

	mailQueued = described("mails_queued", "Mails that wait to leave.")
	mailFailed = described("mails_failed", "Mails that were given up, of the last days.")
	mailLate   = described("mails_late_seconds", "How long ago the oldest waiting mail should have left.")

	hookQueued  = described("webhooks_queued", "Deliveries that wait.")
	hookGivenUp = described("webhooks_given_up", "Deliveries that were given up and are still in the log.")
	hookLate    = described("webhooks_late_seconds", "How long ago the oldest waiting delivery was due.")

	mailTries = labelled("mail_attempts_total", "Mails handed to the mail server by this process: sent, postponed to be tried again, or given up (failed).", "result")
	hookTries = labelled("webhook_attempts_total", "Webhooks sent by this process: delivered, refused to be tried again, or given up.", "result")

	taskLag = labelled("task_lag_seconds", "How much longer ago a task ended well than it should have; 0: it is on time.", "task")

	verified     = labelled("verify_problems", "What the last check of this process found wrong: 0 or 1 for the public log, polls whose tallies are not their ballots, books that do not prove themselves.", "subject")
	verifiedLast = labelled("verify_timestamp_seconds", "When that check was made.", "subject")

	busUp = described("nats_connected", "Whether the line to the other servers holds; without one, 0.")

	booksWrong  = described("books_wrong", "Books whose last proof found something wrong.")
	booksProved = described("books_proved_timestamp_seconds", "When the oldest of the last proofs of all books was made.")
)

// groupDescs are the figures of one group commit.
type groupDescs struct{ stored, sizes, commits, failed, full, waiting *prometheus.Desc }

func groupDescriptions(one, many string) groupDescs {
	return groupDescs{
		stored:  described(many+"_stored_total", "How many "+many+" were committed together with others."),
		sizes:   described(one+"_batch_size", "How many "+many+" shared a transaction."),
		commits: described(one+"_commit_seconds", "Time that such a transaction took, its commit included."),
		failed:  described(many+"_failed_total", "How many "+many+" the database refused, or came while it was away."),
		full:    described(many+"_turned_away_total", "How many "+many+" were answered 503 because too many waited."),
		waiting: described(many+"_waiting", "How many "+many+" wait for their transaction."),
	}
}

func (g groupDescs) all() []*prometheus.Desc {
	return []*prometheus.Desc{g.stored, g.sizes, g.commits, g.failed, g.full, g.waiting}
}

// Describe implements prometheus.Collector.
func (f figures) Describe(out chan<- *prometheus.Desc) {
	for _, d := range slices.Concat(votesTogether.all(), entriesTogether.all(), []*prometheus.Desc{
		poolOpen, poolInUse, poolWaits, poolWaiting,
		mailQueued, mailFailed, mailLate, hookQueued, hookGivenUp, hookLate, busUp, booksWrong, booksProved,
		mailTries, hookTries, taskLag, verified, verifiedLast,
	}) {
		out <- d
	}
}

// Collect implements prometheus.Collector. What cannot be asked for is left out: an alert on
// its absence says so.
func (f figures) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), figuresTimeout)
	defer cancel()
	total := func(d *prometheus.Desc, v float64) {
		out <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, v)
	}
	now := func(d *prometheus.Desc, v float64) { out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v) }
	votesTogether.collect(out, f.h.polls.Figures(), total, now)
	entriesTogether.collect(out, f.h.contests.Figures(), total, now)
	f.collectAttempts(out)
	f.collectChecks(out)
	pool := f.h.db.Stats()
	now(poolOpen, float64(pool.OpenConnections))
	now(poolInUse, float64(pool.InUse))
	total(poolWaits, float64(pool.WaitCount))
	total(poolWaiting, pool.WaitDuration.Seconds())
	if mails, err := f.h.outbox.Backlog(ctx); err == nil {
		now(mailQueued, float64(mails.Queued))
		now(mailFailed, float64(mails.Failed))
		now(mailLate, mails.Late.Seconds())
	}
	if hooks, err := f.h.webhooks.Backlog(ctx); err == nil {
		now(hookQueued, float64(hooks.Queued))
		now(hookGivenUp, float64(hooks.GivenUp))
		now(hookLate, hooks.Late.Seconds())
	}
	connected := 0.0
	if f.h.bus.Connected() {
		connected = 1
	}
	now(busUp, connected)
	if books, err := f.h.loyalty.BooksState(ctx); err == nil {
		now(booksWrong, float64(books.Wrong))
		if !books.Oldest.IsZero() {
			now(booksProved, float64(books.Oldest.Unix()))
			of := func(d *prometheus.Desc, v float64) {
				out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, "books")
			}
			of(verified, float64(books.Wrong))
			of(verifiedLast, float64(books.Oldest.Unix()))
		}
	}
}

// collectAttempts tells what this process tried to hand on, and how late its tasks are.
func (f figures) collectAttempts(out chan<- prometheus.Metric) {
	total := func(d *prometheus.Desc, v int64, label string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(v), label)
	}
	var mails mail.Handed
	if f.h.sender != nil {
		mails = f.h.sender.Handed()
	}
	total(mailTries, mails.Sent, "sent")
	total(mailTries, mails.Postponed, "postponed")
	total(mailTries, mails.Refused, "failed")
	hooks := f.h.webhooks.Attempts()
	total(hookTries, hooks.Taken, "delivered")
	total(hookTries, hooks.Refused, "refused")
	total(hookTries, hooks.GivenUp, "given_up")
	for _, lag := range f.h.runner.Lags() {
		out <- prometheus.MustNewConstMetric(taskLag, prometheus.GaugeValue, lag.Late.Seconds(), lag.Task)
	}
}

// collectChecks tells what the last checks found.
func (f figures) collectChecks(out chan<- prometheus.Metric) {
	for subject, check := range f.h.checks.last() {
		out <- prometheus.MustNewConstMetric(verified, prometheus.GaugeValue, float64(check.problems), subject)
		out <- prometheus.MustNewConstMetric(verifiedLast, prometheus.GaugeValue, float64(check.at.Unix()), subject)
	}
}

func (g groupDescs) collect(out chan<- prometheus.Metric, f db.GroupFigures, total, now func(*prometheus.Desc, float64)) {
	total(g.stored, float64(f.Items))
	out <- histogram(g.sizes, f.Sizes)
	out <- histogram(g.commits, f.Commits)
	total(g.failed, float64(f.Failed))
	total(g.full, float64(f.Full))
	now(g.waiting, float64(f.Waiting))
}

func histogram(d *prometheus.Desc, b db.Buckets) prometheus.Metric {
	upTo, n := map[float64]uint64{}, uint64(0)
	for i, bound := range b.Bounds {
		n += uint64(b.Counts[i])
		upTo[bound] = n
	}
	return prometheus.MustNewConstHistogram(d, uint64(b.Total()), b.Sum, upTo)
}

// operatorsHandler serves the figures and, where asked for, profiles of the running program.
func operatorsHandler(metrics http.Handler, profiles bool) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/metrics", metrics)
	mux.Handle("/", metrics) // as before there were profiles
	if profiles {
		mux.HandleFunc("/debug/pprof/", pprof.Index)
		mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
		mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
		mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
		mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	}
	return mux
}
