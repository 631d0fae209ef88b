package loyalty

import (
	"context"
	"errors"
	"time"

	"kermesse/internal/db"
	"kermesse/loyalty/ledger"
)

// txn is one transaction on its way into the books.
type txn struct {
	id     TxnID
	member MemberID
	other  MemberID // receiver of a transfer
	points int64
	ref    TxnID
	rule   string
	note   note

	purchase     *ledger.Purchase // nil: points did not depend on an amount
	voucherUntil time.Time        // end of a voucher that it issues
	*ledger.Entry
}

func txnOf(id TxnID, member MemberID, entry *ledger.Entry) txn {
	return txn{id: id, member: member, Entry: entry}
}

// insertTxn puts a transaction with its postings, its slices and its note on the desk.
func (b books) insertTxn(t txn, w *wallet) {
	b.desk.done = append(b.desk.done, done{txn: t, tiers: w.Terms.Tiers, after: w.Balances, tierUntil: w.TierUntil})
	var hash []byte
	if !t.note.empty() {
		hash = t.note.hash()
		b.desk.notes.add(t.id, t.note.salt, t.note.sourceID, t.note.reason, t.note.actor, t.note.trace)
	}
	var amount, num, den, tierBP, campaignBP *int64
	if p := t.purchase; p != nil {
		amount = &p.Amount
		if p.Den > 0 {
			num, den, tierBP, campaignBP = &p.Num, &p.Den, &p.TierBP, &p.CampaignBP
		}
	}
	b.desk.txns.add(t.id, b.brand, t.member, t.other, t.Kind, db.Millis(t.At), t.points, t.ref, t.rule, t.Tier, hash,
		amount, num, den, tierBP, campaignBP)
	for ord, p := range t.Postings {
		debitMember, debitLot := place(p.Debit)
		creditMember, creditLot := place(p.Credit)
		b.desk.postings.add(t.id, ord, b.brand, p.Debit.Account, debitMember, debitLot,
			p.Credit.Account, creditMember, creditLot, p.Points)
	}
	for ord, s := range t.Slices {
		b.desk.slices.add(t.id, ord, t.member, s.Lot.No, s.Points)
	}
}

// place is whose account a side is, and of which lot.
func place(s ledger.Side) (member string, lot int64) {
	if s.Wallet != nil {
		member = s.Wallet.Member
	}
	if s.Lot != nil {
		lot = s.Lot.No
	}
	return member, lot
}

// origin is a transaction that a later one is about.
type origin struct {
	id     TxnID
	member MemberID
	kind   ledger.Kind
	points int64
	slices []*ledger.Slice
}

// findTxn returns a transaction of the brand, or ErrTxnNotFound. Transactions never
// change, so it need not be locked.
func (b books) findTxn(ctx context.Context, id TxnID) (*origin, error) {
	if !storable(string(id)) {
		return nil, ErrTxnNotFound
	}
	var rows []struct {
		Member, Kind string
		Points       int64
	}
	if err := b.read(ctx, &rows, "SELECT member, kind, points FROM ly_txn WHERE id = ? AND brand = ?", id, b.brand); err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, ErrTxnNotFound
	}
	return &origin{id: id, member: MemberID(rows[0].Member), kind: ledger.Kind(rows[0].Kind), points: rows[0].Points}, nil
}

// loadSlices reads what a debit took, with the lots it took from.
func (b books) loadSlices(ctx context.Context, w *wallet, o *origin) error {
	var rows []struct{ Lot, Points, Restored int64 }
	if err := b.read(ctx, &rows, "SELECT lot, points, restored FROM ly_alloc WHERE txn = ? ORDER BY ord", o.id); err != nil {
		return err
	}
	for _, row := range rows {
		lot, err := b.lot(ctx, w, row.Lot)
		if err != nil {
			return err
		}
		o.slices = append(o.slices, &ledger.Slice{Lot: lot, Points: row.Points, Restored: row.Restored})
	}
	return nil
}

// saveSlices writes how much of a debit was given back.
func (b books) saveSlices(ctx context.Context, o *origin) error {
	for ord, s := range o.slices {
		if s.Restored == 0 {
			continue
		}
		if _, err := b.exec(ctx, "UPDATE ly_alloc SET restored = ? WHERE txn = ? AND ord = ?", s.Restored, o.id, ord); err != nil {
			return err
		}
	}
	return nil
}

// orUndo undoes what fn wrote, and nothing before it, where fn returns a refusal.
func (b books) orUndo(ctx context.Context, fn func() error) error {
	const name = "op"
	if err := b.flush(ctx); err != nil {
		return err
	}
	tx := b.tx.Gorm(ctx)
	if err := tx.SavePoint(name).Error; err != nil {
		return err
	}
	err := fn()
	if _, no := refused(err); no {
		return errors.Join(err, tx.RollbackTo(name).Error)
	}
	if err != nil {
		return err
	}
	_, err = b.execAhead(ctx, "RELEASE SAVEPOINT "+name)
	return err
}
