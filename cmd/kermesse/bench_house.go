package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"kermesse/contests"
	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/polls"
	"kermesse/polls/tally"
)

// withBenchHouse opens a house as serve would, which answers on an address of this machine
// while fn runs. Without a PostgreSQL it is on SQLite, in a folder that is removed.
func withBenchHouse(rc *runContext, databaseURL string, fn func(h *house, addr string) error) (err error) {
	dir, err := os.MkdirTemp("", "kermesse-bench-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	key, err := newKey()
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	settings := databaseSettings{DatabaseURL: databaseURL, Data: dir}
	h, err := newHouse(rc.Ctx, plan{
		db: settings.database(), secret: key, clock: clock.System, log: (&serverSettings{}).logger(io.Discard), baseURL: "http://" + ln.Addr().String(),
		testBeacon: true, pageAge: pageAge,
	})
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	ctx, stop := context.WithCancel(rc.Ctx)
	served := make(chan error, 1)
	go func() { served <- h.serve(ctx, ln) }()
	defer func() { stop(); err = errors.Join(err, <-served) }()
	if err := h.furnishSandbox(rc.Ctx); err != nil {
		return err
	}
	return fn(h, ln.Addr().String())
}

// benchActor does what staff do in a house for a benchmark.
func (h *house) benchActor(ctx context.Context) (account.Actor, error) {
	brand, err := h.accounts.FindBrandBySlug(ctx, sandboxBrand)
	return account.Actor{Name: "Benchmark", Brand: brand.ID, Role: account.Owner, Kind: account.KindStaff}, err
}

// openBenchContest publishes a contest that takes entries, and has that many.
func (h *house) openBenchContest(ctx context.Context, entries int) error {
	actor, err := h.benchActor(ctx)
	if err != nil {
		return err
	}
	now := h.clock.Now()
	if _, err := h.contests.Create(ctx, actor, contests.Form{
		Slug: benchPoll, Title: "A year of ice cream", Source: contests.SourceTest,
		OpensAt: now.Format(time.RFC3339), ClosesAt: now.Add(24 * time.Hour).Format(time.RFC3339),
		Prizes: []contests.Prize{{Name: "A year of ice cream", Winners: 1, Alternates: 2}, {Name: "A cone", Winners: 20}},
		Entry:  contests.EntryRules{Contact: contests.ContactEmail},
	}); err != nil {
		return err
	}
	contest, err := h.contests.Publish(ctx, actor, benchPoll, 0)
	if err != nil {
		return err
	}
	return fillContest(ctx, h.db, contest.ID, entries)
}

// openBenchPoll publishes a poll whose figures everybody sees, and which has that many ballots.
func (h *house) openBenchPoll(ctx context.Context, ballots int64) error {
	actor, err := h.benchActor(ctx)
	if err != nil {
		return err
	}
	terms := polls.Terms{
		Slug: benchPoll, Title: polls.Text{EN: "Which flavour?", FR: "Quel goût ?"}, Method: tally.Plurality, Seats: 1, Tie: polls.TieByLot, Shuffle: true,
		ClosesAt: h.clock.Now().Add(24 * time.Hour), TimeZone: "UTC", Access: polls.AccessCookie, Visibility: polls.Always,
	}
	for i := range 4 {
		terms.Options = append(terms.Options, polls.Option{ID: tally.OptionID(fmt.Sprint("o", i)), Label: polls.Text{EN: fmt.Sprint("Flavour ", i)}})
	}
	if _, err := h.polls.Create(ctx, actor, terms); err != nil {
		return err
	}
	poll, err := h.polls.Publish(ctx, actor, benchPoll)
	if err != nil {
		return err
	}
	return newRawBox(h.db).fill(ctx, string(poll.ID), ballots)
}
