package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"
)

type replayCmd struct {
	Purchases replayPurchasesCmd `cmd:"" help:"Replay a shop's purchases into a sandbox: what would a programme owe by now?"`
}

// replayPurchasesCmd gives points for every purchase of a file, on the day it was made,
// through the API of a sandbox whose clock it sets.
type replayPurchasesCmd struct {
	File       string `arg:"" help:"CSV with the columns customer_id, date and amount_usd; .gz is unpacked." type:"existingfile"`
	URL        string `help:"Address of the sandbox." default:"http://127.0.0.1:8080" placeholder:"URL"`
	Brand      string `help:"Brand, by the name in its addresses." default:"${sandbox_brand}" placeholder:"SLUG"`
	Email      string `help:"Who signs in." default:"${sandbox_email}" placeholder:"ADDRESS"`
	Password   string `help:"Their password." default:"${sandbox_password}" placeholder:"TEXT"`
	ExpiryDays int    `help:"Life of the points." default:"365" placeholder:"DAYS"`
	JSON       bool   `help:"Print JSON."`
}

// Run replays the file day by day, and tells at each month's end what the brand owes.
func (c *replayPurchasesCmd) Run(rc *runContext) error {
	shop, err := readPurchases(c.File)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	api, err := signInTo(rc.Ctx, c.URL, c.Email, c.Password)
	if err != nil {
		return err
	}
	bar := newProgress(rc.Stderr, "Replaying")
	defer bar.clear()
	r := replay{api: api, brand: c.Brand, shop: shop, bar: bar, began: time.Now()}
	if err := r.prepare(c.ExpiryDays); err != nil {
		return err
	}
	if err := r.run(); err != nil {
		return err
	}
	bar.say("Proving the books …")
	if r.found.Proof, err = api.proof(c.Brand); err != nil {
		return err
	}
	bar.clear()
	return c.print(rc, r.found)
}

func (c *replayPurchasesCmd) print(rc *runContext, found replayFound) error {
	if c.JSON {
		enc := json.NewEncoder(rc.Stdout)
		enc.SetIndent("", "  ")
		if err := enc.Encode(found); err != nil {
			return err
		}
	} else if err := found.print(rc); err != nil {
		return err
	}
	if !found.Proof.Valid {
		return errors.New("the books do not prove themselves: " + found.Proof.first())
	}
	return nil
}

func (f replayFound) print(rc *runContext) error {
	table := tabwriter.NewWriter(rc.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprint(table, "Month\tPurchases\tIssued\tEnded\tOwed\t\n") // Flush tells what went wrong
	for _, m := range f.Months {
		_, _ = fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t\n", m.Month, m.Purchases, m.Issued, m.Expired, m.Outstanding)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, _ = fmt.Fprintln(rc.Stdout, "\nWhat is owed, by the month it ends:")
	for _, l := range f.Liability {
		_, _ = fmt.Fprintf(table, "%s\t%d\t\n", l.Month, l.Points)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	verdict := "The books prove themselves"
	if !f.Proof.Valid {
		verdict = "The books are WRONG"
	}
	_, err := fmt.Fprintf(rc.Stdout, "\n%s: %d members, %d transactions, %d postings, %d point lots.\n%d purchases refused (they earn less than a point).\n",
		verdict, f.Proof.Members, f.Proof.Transactions, f.Proof.Postings, f.Proof.Lots, f.Refused)
	return err
}

// replay is a file of purchases on its way into a sandbox.
type replay struct {
	api   *replayClient
	brand string
	shop  purchases
	bar   *progress
	began time.Time
	done  int
	found replayFound
}

// prepare gives the brand its programme, one point per dollar, and its members.
func (r *replay) prepare(expiryDays int) error {
	if err := r.api.setClock(r.shop.days[0].date); err != nil {
		return err
	}
	if err := r.api.openProgramme(r.brand, expiryDays); err != nil {
		return err
	}
	return r.api.createMembers(r.brand, r.shop.customers)
}

// noon is when a day's purchases are made: the file tells no hour.
const noon = 12 * time.Hour

func (r *replay) run() error {
	bought := 0
	for i, day := range r.shop.days {
		if err := r.api.setClock(day.date.Add(noon)); err != nil {
			return err
		}
		refused, err := r.api.earn(r.brand, day.purchases)
		if err != nil {
			return err
		}
		r.found.Refused += refused
		bought += len(day.purchases)
		r.done += len(day.purchases)
		r.show()
		last := i == len(r.shop.days)-1
		if month := firstOfNextMonth(day.date); last || !r.shop.days[i+1].date.Before(month) {
			if err := r.closeMonth(month, bought); err != nil {
				return err
			}
			bought = 0
		}
	}
	var err error
	r.found.Liability, err = r.api.liability(r.brand)
	return err
}

// closeMonth reads the books in the first instant after a month.
func (r *replay) closeMonth(next time.Time, bought int) error {
	if err := r.api.setClock(next); err != nil {
		return err
	}
	totals, err := r.api.totals(r.brand)
	if err != nil {
		return err
	}
	r.found.Months = append(r.found.Months, replayMonth{
		Month: next.AddDate(0, -1, 0).Format("2006-01"), Purchases: bought,
		Issued: -totals.Issuance, Expired: totals.Expired, Outstanding: totals.Outstanding,
	})
	return nil
}

func firstOfNextMonth(date time.Time) time.Time {
	return time.Date(date.Year(), date.Month()+1, 1, 0, 0, 0, 0, time.UTC)
}

// show tells how far the replay is, and how long it will take yet.
func (r *replay) show() {
	took := time.Since(r.began)
	left := time.Duration(float64(took) * float64(r.shop.count-r.done) / float64(r.done))
	r.bar.what = fmt.Sprintf("Replaying, %d of %d purchases, %s left", r.done, r.shop.count, left.Round(time.Second))
	r.bar.show(int64(r.done), int64(r.shop.count))
}
