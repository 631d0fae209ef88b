package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"kermesse/bench"
	"kermesse/contests"
	"kermesse/internal/account"
)

// benchEntriesCmd times entries in a contest, each of a person of its own, through the API: the
// address sealed, the person looked up, the commitment made, the receipt signed, the mail queued.
type benchEntriesCmd struct {
	crowdSettings
	Confirm bool `help:"The contest asks for proof of the address: each entry mails a code." default:"false"`
}

const benchContest = "bench"

// Run measures and prints the figures.
func (c *benchEntriesCmd) Run(rc *runContext) error {
	return c.open(rc, func(h *house, addr string) error {
		b := &crowd{
			crowdSettings: &c.crowdSettings, house: h, addr: addr, path: "/api/v1/contests/" + benchContest + "/entries",
			body:    `{"email":"fan.` + bench.Mark + `@bench.example","name":"Fan","locale":"fr","consents":{"rules":true}}`,
			figures: h.contests.Figures,
		}
		if err := c.prepare(rc.Ctx, h); err != nil {
			return err
		}
		lines, err := medians(rc.Ctx, c.Connections, c.Runs, func(ctx context.Context, n int) (crowdLine, error) {
			echo, err := b.echo(ctx, n)
			if err != nil {
				return crowdLine{}, err
			}
			line, err := b.drive(ctx, n)
			line.Echo = echo
			return line, err
		})
		if err != nil {
			return err
		}
		if c.JSON {
			return json.NewEncoder(rc.Stdout).Encode(lines)
		}
		return c.print(rc.Stdout, h, lines)
	})
}

func (c *benchEntriesCmd) print(w io.Writer, h *house, lines []crowdLine) error {
	_, _ = fmt.Fprintf(w, "%s, %s, medians of %d runs of %s\n\n", machine(), h.db.Dialect(), c.Runs, c.For)
	table := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	_, _ = fmt.Fprintln(table, crowdColumns("entries")) // kept by the writer, see Flush
	for _, l := range lines {
		_, _ = fmt.Fprintln(table, l.columns())
	}
	return table.Flush()
}

// prepare opens a contest.
func (c *benchEntriesCmd) prepare(ctx context.Context, h *house) error {
	brand, err := h.accounts.FindBrandBySlug(ctx, sandboxBrand)
	if err != nil {
		return err
	}
	actor, now := account.SystemActor(brand.ID), h.clock.Now()
	_, err = h.contests.Create(ctx, actor, contests.Form{
		Slug: benchContest, Title: "Benchmark", Source: contests.SourceOperator,
		OpensAt: now.Add(-time.Minute).Format(time.RFC3339), ClosesAt: now.Add(24 * time.Hour).Format(time.RFC3339),
		Prizes: []contests.Prize{{Name: "One", Winners: 1, Alternates: 1}},
		Entry:  contests.EntryRules{Contact: contests.ContactEmail, Confirm: c.Confirm},
	})
	if err != nil {
		return err
	}
	_, err = h.contests.Publish(ctx, actor, benchContest, 0)
	return err
}
