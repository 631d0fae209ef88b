package loyalty

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
)

// Report is what looking through a brand's books has found.
type Report struct {
	Members, Transactions, Postings, Lots int64
	Totals                                Totals
	Problems                              []Problem // none: the books are right
}

// Problem names one wrong row.
type Problem struct {
	Check fault.Text // which invariant is broken
	Table string
	Row   string // key of the row, parts joined by "/"
	Found string // what it says; "-" for nothing
	Want  string // what the other rows say; "-" for nothing
}

// In tells the problem in one line, in a language.
func (p Problem) In(lang string) string {
	say := fault.Text{
		FR: "%s %s\u00a0: règle rompue\u00a0: %s\u00a0; la ligne dit %s, le reste des comptes dit %s",
		EN: "%s %s: broken rule: %s; the row says %s, the rest of the books says %s",
	}
	return fmt.Sprintf(say.In(lang), p.Table, p.Row, p.Check.In(lang), p.Found, p.Want)
}

// maxProblems is how many rows are named for each check: where a book is wrong, a
// thousand rows that follow from it say no more.
const maxProblems = 20

// Verify proves a brand's books: that every point in a wallet is in its lots and in its
// postings, that what refunds gave back was taken before, that stock and codes agree
// with what was handed out, that notes are those the books fixed. It only reads, from
// one unchanging view, and may run beside a server.
func Verify(ctx context.Context, d *db.DB, brand account.BrandID) (Report, error) {
	var report Report
	err := d.Snapshot(ctx, func(view *db.DB) error {
		b := books{tx: view, brand: brand}
		if err := b.readWhole(ctx); err != nil {
			return err
		}
		if err := b.count(ctx, &report); err != nil {
			return err
		}
		for _, c := range checks {
			problems, err := b.run(ctx, c)
			if err != nil {
				return fmt.Errorf("loyalty: verify: %s: %w", c.name.EN, err)
			}
			report.Problems = append(report.Problems, problems...)
		}
		wrong, err := b.wrongNotes(ctx)
		report.Problems = append(report.Problems, wrong...)
		return err
	})
	return report, err
}

// proofLasts bounds a proof that somebody waits for.
const proofLasts = 10 * time.Minute

// Verify proves the brand's books, for its staff. Who asks while a proof of them runs on this
// server waits for the next one, with all others who ask. Nobody may change what it returns.
func (s *Service) Verify(ctx context.Context, actor account.Actor, brand account.BrandID) (Report, error) {
	if err := actor.Require(account.ViewLoyalty, brand); err != nil {
		return Report{}, err
	}
	return s.proofs.Find(ctx, brand, func(ctx context.Context) (Report, error) { return Verify(ctx, s.db, brand) })
}

// wrongNotes compares what people wrote with the hash that the books keep of it.
func (b books) wrongNotes(ctx context.Context) ([]Problem, error) {
	var wrong []Problem
	err := b.eachNote(ctx, func(txn string, n note, hash []byte) {
		if !bytes.Equal(n.hash(), hash) && len(wrong) < maxProblems {
			wrong = append(wrong, Problem{
				Check: fault.Text{FR: "une note est celle qui a été écrite", EN: "a note is the one that was written"},
				Table: "ly_txn_note", Row: txn,
				Found: fmt.Sprintf("%x", n.hash()), Want: fmt.Sprintf("%x", hash),
			})
		}
	})
	return wrong, err
}
