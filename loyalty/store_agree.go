package loyalty

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/loyalty/ledger"
)

type requestRow struct {
	ID          string
	Brand       account.BrandID
	Member      string
	Kind        string
	Ref         string
	Amount      int64
	Part        *int64
	Points      int64
	Reason      string
	ExpiryDays  *int
	State       string
	Asker       string
	AskerName   string
	AskedAt     int64
	ExpiresAt   int64
	DeciderName string
	DecidedAt   int64
	Words       string
	Txn         string
}

func (r requestRow) request() AdjustRequest {
	return AdjustRequest{
		ID: RequestID(r.ID), Kind: ledger.Kind(r.Kind), Ref: TxnID(r.Ref), Amount: r.Amount, Part: r.Part, Member: r.Member, Points: r.Points, Reason: r.Reason, ExpiryDays: r.ExpiryDays, State: RequestState(r.State),
		Asker: account.UserID(r.Asker), AskerName: r.AskerName, AskedAt: db.Time(r.AskedAt), ExpiresAt: db.Time(r.ExpiresAt),
		Decider: r.DeciderName, DecidedAt: db.Time(r.DecidedAt), Words: r.Words, Txn: TxnID(r.Txn),
	}
}

const selectRequests = `SELECT r.id, r.brand, m.ref AS member, r.kind, r.ref, r.amount, r.part, r.points, r.reason, r.expiry_days, r.state, r.asker, r.asker_name, r.asked_at, r.expires_at,
	r.decider_name, r.decided_at, r.words, r.txn FROM ly_adjust_request r JOIN ly_member m ON m.id = r.member WHERE `

// insertRequest reports whether the request is new.
func (b books) insertRequest(ctx context.Context, r AdjustRequest, member MemberID) (bool, error) {
	rows, err := b.exec(ctx, `INSERT INTO ly_adjust_request (id, brand, member, kind, ref, amount, part, points, reason, expiry_days, state, asker, asker_name, asked_at, expires_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
		r.ID, b.brand, member, r.Kind, r.Ref, r.Amount, r.Part, r.Points, r.Reason, r.ExpiryDays, r.State, r.Asker, r.AskerName, db.Millis(r.AskedAt), db.Millis(r.ExpiresAt))
	return rows == 1, err
}

func (b books) request(ctx context.Context, id RequestID) (AdjustRequest, error) {
	if !storable(string(id)) {
		return AdjustRequest{}, ErrRequestGone
	}
	var rows []requestRow
	if err := b.read(ctx, &rows, selectRequests+"r.brand = ? AND r.id = ?", b.brand, id); err != nil {
		return AdjustRequest{}, err
	}
	if len(rows) == 0 {
		return AdjustRequest{}, ErrRequestGone
	}
	return rows[0].request(), nil
}

func (b books) requests(ctx context.Context) ([]AdjustRequest, error) {
	var rows []requestRow
	err := b.read(ctx, &rows, selectRequests+`r.brand = ?
		ORDER BY CASE WHEN r.state = 'waiting' THEN 0 ELSE 1 END, r.asked_at DESC, r.id LIMIT 100`, b.brand)
	list := make([]AdjustRequest, len(rows))
	for i, row := range rows {
		list[i] = row.request()
	}
	return list, err
}

// settleRequest decides a request that still waits; false where somebody else was faster.
func (b books) settleRequest(ctx context.Context, id RequestID, state RequestState, by account.Actor, now time.Time, words string) (bool, error) {
	rows, err := b.exec(ctx, `UPDATE ly_adjust_request SET state = ?, decider = ?, decider_name = ?, decided_at = ?, words = ?
		WHERE brand = ? AND id = ? AND state = 'waiting' AND expires_at > ?`,
		state, by.User, by.Name, db.Millis(now), words, b.brand, id, db.Millis(now))
	return rows == 1, err
}

func (b books) nameRequestTxn(ctx context.Context, id RequestID, txn TxnID) error {
	_, err := b.exec(ctx, "UPDATE ly_adjust_request SET txn = ? WHERE id = ?", txn, id)
	return err
}

type lapsedRequest struct {
	brand account.BrandID
	AdjustRequest
}

// lapseRequests ends those whose time is over, and returns them.
func lapseRequests(ctx context.Context, tx *db.DB, now time.Time) ([]lapsedRequest, error) {
	var rows []requestRow
	g := tx.Gorm(ctx)
	err := g.Raw(selectRequests+"r.state = 'waiting' AND r.expires_at <= ?"+lockRequests(tx), db.Millis(now)).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	lapsed := make([]lapsedRequest, len(rows))
	ids := make([]string, len(rows))
	for i, row := range rows {
		lapsed[i], ids[i] = lapsedRequest{row.Brand, row.request()}, row.ID
	}
	return lapsed, g.Exec("UPDATE ly_adjust_request SET state = 'lapsed', decided_at = ? WHERE id IN ?", db.Millis(now), ids).Error
}

// lockRequests locks the requests, and not their members.
func lockRequests(tx *db.DB) string {
	if tx.ForUpdate() == "" {
		return ""
	}
	return tx.ForUpdate() + " OF r"
}
