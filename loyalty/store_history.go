package loyalty

import (
	"context"
	"math"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/loyalty/ledger"
)

type lineRow struct {
	ID       string
	Member   string
	Kind     string
	At       int64
	Ref      string
	Rule     string
	Tier     *int
	SourceID string
	Reason   string
	Actor    string
	Trace    string
}

const (
	selectLine = `SELECT t.id, t.member, t.kind, t.at, t.ref, t.rule, t.tier, COALESCE(n.source_id, '') AS source_id,
		COALESCE(n.reason, '') AS reason, COALESCE(n.actor, '') AS actor, COALESCE(n.trace, '') AS trace FROM ly_txn t LEFT JOIN ly_txn_note n ON n.txn = t.id WHERE `
	beforeCursor = " AND (t.at < ? OR t.at = ? AND t.id < ?)"
)

// history reads a page of a member's transactions, latest first, with their postings.
func (b books) history(ctx context.Context, member MemberID, page Page) ([]Line, error) {
	at, id := int64(math.MaxInt64), ""
	if page.After != "" {
		var err error
		if at, id, err = decodeCursor(page.After); err != nil {
			return nil, err
		}
	}
	var rows []lineRow
	err := b.read(ctx, &rows, selectLine+"t.member = ?"+beforeCursor+" UNION ALL "+selectLine+"t.other = ? AND t.other <> ''"+beforeCursor+
		" ORDER BY at DESC, id DESC LIMIT ?", member, at, at, id, member, at, at, id, page.Size)
	if err != nil {
		return nil, err
	}
	return b.lines(ctx, member, rows)
}

// line reads one transaction of the brand, or returns ErrTxnNotFound.
func (b books) line(ctx context.Context, id TxnID) (Line, error) {
	if !storable(string(id)) {
		return Line{}, ErrTxnNotFound
	}
	var rows []lineRow
	if err := b.read(ctx, &rows, selectLine+"t.id = ? AND t.brand = ?", id, b.brand); err != nil {
		return Line{}, err
	}
	if len(rows) == 0 {
		return Line{}, ErrTxnNotFound
	}
	lines, err := b.lines(ctx, MemberID(rows[0].Member), rows)
	if err != nil {
		return Line{}, err
	}
	return lines[0], nil
}

// lines completes transactions as a member sees them.
func (b books) lines(ctx context.Context, member MemberID, rows []lineRow) ([]Line, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	lines := make([]Line, len(rows))
	places := make(map[string]*Line, len(rows))
	ids := make([]string, len(rows))
	for i, r := range rows {
		lines[i] = Line{
			Txn: TxnID(r.ID), At: db.Time(r.At), Kind: ledger.Kind(r.Kind), Rule: r.Rule, Ref: TxnID(r.Ref),
			SourceID: r.SourceID, Reason: r.Reason, Actor: r.Actor, Tier: r.Tier, Received: r.Member != string(member),
		}
		var err error
		if lines[i].Trace, err = decodeTrace(r.Trace); err != nil {
			return nil, err
		}
		places[r.ID], ids[i] = &lines[i], r.ID
	}
	if err := b.attachPostings(ctx, member, ids, places); err != nil {
		return nil, err
	}
	return lines, b.attachLeft(ctx, ids, places)
}

// attachLeft says of each line how many of its points a reversal can still undo.
func (b books) attachLeft(ctx context.Context, ids []string, lines map[string]*Line) error {
	var rows []struct {
		Txn       string
		Remaining int64
	}
	err := b.read(ctx, &rows, `SELECT txn, points - reversed AS remaining FROM ly_lot WHERE txn IN ? AND kind IN ('earn', 'adjust')
		UNION ALL SELECT a.txn, CAST(sum(a.points - a.restored) AS BIGINT) FROM ly_alloc a JOIN ly_txn t ON t.id = a.txn
			LEFT JOIN ly_redemption r ON r.txn = a.txn
		WHERE a.txn IN ? AND t.kind IN ('spend', 'capture', 'redeem', 'adjust') AND (r.status IS NULL OR r.status = 'issued') GROUP BY a.txn`, ids, ids)
	for _, row := range rows {
		lines[row.Txn].Left = row.Remaining
	}
	return err
}

// attachPostings puts the postings of transactions into their lines.
func (b books) attachPostings(ctx context.Context, member MemberID, ids []string, lines map[string]*Line) error {
	var rows []struct {
		Txn                       string
		Debit, Credit             ledger.Account
		DebitMember, CreditMember string
		DebitLot, CreditLot       int64
		Points                    int64
	}
	err := b.read(ctx, &rows, `SELECT txn, debit, debit_member, debit_lot, credit, credit_member, credit_lot, points
		FROM ly_posting WHERE txn IN ? ORDER BY txn, ord`, ids)
	for _, r := range rows {
		line := lines[r.Txn]
		line.Postings = append(line.Postings, PostingLine{
			Debit: r.Debit, Credit: r.Credit, DebitLot: r.DebitLot, CreditLot: r.CreditLot, Points: r.Points,
		})
		if r.Credit == ledger.Pending {
			line.Pending += r.Points
		}
		if r.Debit == ledger.Available && r.DebitMember == string(member) {
			line.Points -= r.Points
		}
		if r.Credit == ledger.Available && r.CreditMember == string(member) {
			line.Points += r.Points
		}
	}
	return err
}

// membershipOf returns the books of the brand whose member a fan is.
func membershipOf(ctx context.Context, tx *db.DB, id fan.ID) (books, bool, error) {
	var brands []account.BrandID
	if err := tx.Gorm(ctx).Raw("SELECT brand FROM ly_member WHERE fan = ?", id).Scan(&brands).Error; err != nil {
		return books{}, false, err
	}
	if len(brands) == 0 {
		return books{}, false, nil
	}
	return books{tx: tx, brand: brands[0]}, true, nil
}
