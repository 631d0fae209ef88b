package loyalty

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/loyalty/earning"
	"kermesse/loyalty/ledger"
)

// Line is one transaction as a member's history shows it.
type Line struct {
	Txn      TxnID
	At       time.Time
	Kind     ledger.Kind
	Rule     string // rule, reward or promo code
	Ref      TxnID  // the transaction this one is about
	SourceID string
	Reason   string
	Actor    string
	Points   int64 // what it changed of what the member can spend, signed
	Tier     *int  // the level the member came to
	Received bool  // the receiving side of a transfer
	Pending  int64 // points it granted that are to wait
	Left     int64 // points of it that Reverse can still undo
	Postings []PostingLine
	Trace    []earning.Step // why the points are what they are; nil: nothing but the operation itself
}

// PostingLine is one posting, as the books hold it. Lots are numbered by member.
type PostingLine struct {
	Debit, Credit       ledger.Account
	DebitLot, CreditLot int64
	Points              int64
}

// Page asks for a part of a list, latest first.
type Page struct {
	After string // cursor that the page before ended with; empty: from the start
	Size  int
}

// cursor of the last line, from which the next page goes on.
func (l Line) cursor() string { return encodeCursor(l.At, string(l.Txn)) }

// ListHistory returns a member's transactions, latest first, and the cursor of the next
// page, empty at the end. What time has done but no write has met yet is not in it.
func (s *Service) ListHistory(ctx context.Context, actor account.Actor, brand account.BrandID, ref string, page Page) ([]Line, string, error) {
	if err := actor.Require(account.ViewPeople, brand); err != nil {
		return nil, "", err
	}
	return s.listHistory(ctx, brand, byRef, ref, page)
}

// FindLine returns one transaction of the brand as the history of its member shows it, and
// the member, or ErrTxnNotFound.
func (s *Service) FindLine(ctx context.Context, actor account.Actor, brand account.BrandID, id TxnID) (line Line, m Member, err error) {
	if err := actor.Require(account.ViewPeople, brand); err != nil {
		return line, m, err
	}
	err = s.db.Snapshot(ctx, func(view *db.DB) error {
		b := books{tx: view, brand: brand}
		if line, err = b.line(ctx, id); err != nil {
			return err
		}
		found, err := b.findTxn(ctx, id)
		if err != nil {
			return err
		}
		m, err = b.member(ctx, found.member)
		return err
	})
	return line, m, err
}

// ListOwnHistory is ListHistory for the fan who asks about themselves.
func (s *Service) ListOwnHistory(ctx context.Context, brand account.BrandID, id fan.ID, page Page) ([]Line, string, error) {
	return s.listHistory(ctx, brand, byFan, string(id), page)
}

func (s *Service) listHistory(ctx context.Context, brand account.BrandID, by, member string, page Page) (lines []Line, next string, err error) {
	size := page.Size
	page.Size++
	err = s.db.Snapshot(ctx, func(view *db.DB) error {
		b := books{tx: view, brand: brand}
		w, err := b.findWallet(ctx, by, member)
		if err != nil {
			return err
		}
		lines, err = b.history(ctx, w.id, page)
		return err
	})
	if len(lines) > size {
		lines = lines[:size]
		next = lines[size-1].cursor()
	}
	return lines, next, err
}
