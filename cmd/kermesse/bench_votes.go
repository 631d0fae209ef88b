package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"kermesse/internal/account"
	"kermesse/polls"
	"kermesse/polls/tally"
)

// benchVotesCmd times votes that are durable when they are answered, through the API, each of
// a voter of its own: the check for a former ballot, the signed cookie, the closing time and
// the tally included. The limit stands beside it: what a server that stores nothing answers
// (E) and what the database stores alone (B), composed as if each vote needed one of each:
// L = 1 / (1/E + 1/B).
type benchVotesCmd struct {
	crowdSettings
	Stored int64 `help:"How many ballots the poll holds before." default:"0" placeholder:"N"`
}

const benchPoll = "bench"

// Run measures and prints the figures.
func (c *benchVotesCmd) Run(rc *runContext) error {
	return c.open(rc, func(h *house, addr string) error {
		b := &benchVotes{crowd: &crowd{
			crowdSettings: &c.crowdSettings, house: h, addr: addr,
			path: "/api/v1/polls/" + benchPoll + "/votes", body: `{"choices":["o1"]}`, figures: h.polls.Figures,
		}, before: c.Stored}
		if err := b.prepare(rc.Ctx); err != nil {
			return err
		}
		lines, err := medians(rc.Ctx, c.Connections, c.Runs, b.once)
		if err != nil {
			return err
		}
		if c.JSON {
			return json.NewEncoder(rc.Stdout).Encode(lines)
		}
		return b.print(rc.Stdout, lines)
	})
}

// benchVotes is a running benchmark of votes.
type benchVotes struct {
	*crowd
	before int64 // ballots in the poll at the start
	poll   polls.Poll
	raw    *rawBox
}

// prepare opens a poll and fills it.
func (b *benchVotes) prepare(ctx context.Context) error {
	brand, err := b.accounts.FindBrandBySlug(ctx, sandboxBrand)
	if err != nil {
		return err
	}
	actor := account.SystemActor(brand.ID)
	terms := polls.Terms{
		Slug: benchPoll, Title: polls.Text{EN: "Which flavour?"}, Method: tally.Plurality, Seats: 1, Tie: polls.TieByLot,
		ClosesAt: b.clock.Now().Add(24 * time.Hour), TimeZone: "UTC", Access: polls.AccessCookie, Visibility: polls.AfterClose,
	}
	for i := range 4 {
		terms.Options = append(terms.Options, polls.Option{ID: tally.OptionID(fmt.Sprint("o", i)), Label: polls.Text{EN: fmt.Sprint("Flavour ", i)}})
	}
	if _, err := b.polls.Create(ctx, actor, terms); err != nil {
		return err
	}
	if b.poll, err = b.polls.Publish(ctx, actor, benchPoll); err != nil {
		return err
	}
	b.raw = newRawBox(b.db)
	return b.raw.fill(ctx, string(b.poll.ID), b.before)
}

// votesLine is one line of the table.
type votesLine struct {
	crowdLine
	Rows  float64 // rows a second that the database stores, by the hundred: B
	Limit float64 // L = 1 / (1/E + 1/B)
	Ratio float64 // of the limit
}

func (l votesLine) rank() float64 { return l.Ratio }

func (b *benchVotes) print(w io.Writer, lines []votesLine) error {
	_, _ = fmt.Fprintf(w, "%s, %s, %d ballots before, medians of %d runs of %s by their ratio\n\n", machine(), b.db.Dialect(), b.before, b.Runs, b.For)
	table := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	_, _ = fmt.Fprintln(table, "rows/s (B)\tlimit/s (L)\tof L\t"+crowdColumns("votes")) // kept by the writer, see Flush
	for _, l := range lines {
		_, _ = fmt.Fprintf(table, "%.0f\t%.0f\t%.2f\t%s\n", l.Rows, l.Limit, l.Ratio, l.columns())
	}
	return table.Flush()
}

// once measures the limits and the votes one after the other, nothing else running.
func (b *benchVotes) once(ctx context.Context, connections int) (votesLine, error) {
	var line votesLine
	echo, err := b.echo(ctx, connections)
	if err != nil {
		return line, err
	}
	if line.Rows, err = b.raw.time(ctx, b.For); err != nil {
		return line, err
	}
	stored, err := b.raw.count(ctx, string(b.poll.ID))
	if err != nil {
		return line, err
	}
	if line.crowdLine, err = b.drive(ctx, connections); err != nil {
		return line, err
	}
	line.Echo = echo
	line.Limit = 1 / (1/line.Echo + 1/line.Rows)
	line.Ratio = line.PerSecond / line.Limit
	now, err := b.raw.count(ctx, string(b.poll.ID))
	if err == nil && now-stored < line.Stored {
		err = fmt.Errorf("%d votes were acknowledged and %d stored", line.Stored, now-stored)
	}
	return line, err
}
