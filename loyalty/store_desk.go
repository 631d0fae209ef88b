package loyalty

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/loyalty/ledger"
)

// books is one brand's rows, seen through one transaction.
type books struct {
	tx    *db.DB
	brand account.BrandID
	desk  *desk // nil: only looking
}

// desk is what a transaction has in hand: the wallets it has locked, and what it is
// about to write. It is written when something else is asked of the database, and at the
// end; so a thousand purchases of one request become a few statements of many rows.
type desk struct {
	ids     map[string]MemberID // by member number
	wallets map[MemberID]*wallet
	changed []*wallet
	done    []done // what there is to tell

	txns, notes, postings, slices insertion
}

// write hands fn the brand's books and writes down what it left on the desk.
func (s *Service) write(ctx context.Context, tx *db.DB, brand account.BrandID, fn func(books) error) error {
	b := books{tx: tx, brand: brand, desk: &desk{
		ids: map[string]MemberID{}, wallets: map[MemberID]*wallet{},
		txns:     insertion{into: "ly_txn (id, brand, member, other, kind, at, points, ref, rule, tier, note_hash, amount, num, den, tier_bp, campaign_bp)"},
		notes:    insertion{into: "ly_txn_note (txn, salt, source_id, reason, actor, trace)"},
		postings: insertion{into: "ly_posting (txn, ord, brand, debit, debit_member, debit_lot, credit, credit_member, credit_lot, points)"},
		slices:   insertion{into: "ly_alloc (txn, ord, member, lot, points)"},
	}}
	if err := fn(b); err != nil {
		return err
	}
	if err := b.flush(ctx); err != nil {
		return err
	}
	return s.announce(ctx, b)
}

// flush writes what is on the desk, each row after those it refers to.
func (b books) flush(ctx context.Context) error {
	if b.desk == nil {
		return nil
	}
	changed := b.desk.changed
	b.desk.changed = nil
	lots := insertLots
	for _, w := range changed {
		b.addNewLots(&lots, w)
	}
	for _, rows := range []*insertion{&b.desk.txns, &b.desk.notes, &lots, &b.desk.postings, &b.desk.slices} {
		if err := rows.run(ctx, b); err != nil {
			return err
		}
	}
	for _, w := range changed {
		if err := b.saveWallet(ctx, w); err != nil {
			return err
		}
	}
	return nil
}

// change puts a wallet on the list of what is to be written.
func (b books) change(w *wallet) {
	if !w.changed {
		w.changed = true
		b.desk.changed = append(b.desk.changed, w)
	}
}

// drop forgets wallets whose figures in memory are no longer those of the rows.
func (b books) drop(wallets []*wallet) {
	for _, w := range wallets {
		delete(b.desk.wallets, w.id)
	}
}

// exec writes what is on the desk, then runs a statement.
func (b books) exec(ctx context.Context, query string, args ...any) (rows int64, err error) {
	if err := b.flush(ctx); err != nil {
		return 0, err
	}
	return b.execAhead(ctx, query, args...)
}

// execAhead runs a statement that what is on the desk does not matter to.
func (b books) execAhead(ctx context.Context, query string, args ...any) (rows int64, err error) {
	done := b.tx.Gorm(ctx).Exec(query, args...)
	return done.RowsAffected, done.Error
}

// read writes what is on the desk, then scans all rows of a query into a slice.
func (b books) read(ctx context.Context, into any, query string, args ...any) error {
	if err := b.flush(ctx); err != nil {
		return err
	}
	return b.readAhead(ctx, into, query, args...)
}

// readAhead is read for rows that what is on the desk does not change.
func (b books) readAhead(ctx context.Context, into any, query string, args ...any) error {
	return b.tx.Gorm(ctx).Raw(query, args...).Scan(into).Error
}

// one is read for a query that has one row.
func (b books) one(ctx context.Context, into any, query string, args ...any) error {
	if err := b.flush(ctx); err != nil {
		return err
	}
	return b.tx.Gorm(ctx).Raw(query, args...).Take(into).Error
}

// touched notes that a wallet was settled or changed as of a moment.
func (b books) touched(w *wallet, at time.Time) {
	due := w.NextDue()
	if !w.whole {
		due = ledger.Sooner(due, w.nextDue)
	}
	w.nextDue, w.lastAt = due, at
	b.change(w)
}
