package till

import (
	"context"
	"strings"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/loyalty"
)

type actRow struct {
	ID, Brand, Till, Clerk, Kind, Member, About string
	Amount, Points, Discount                    int64
	At, ReceivedAt                              int64
	State, Code, Txns                           string
	Request                                     []byte
}

func (r actRow) act() Act {
	a := Act{
		ID: r.ID, Brand: account.BrandID(r.Brand), Till: ID(r.Till), Clerk: account.UserID(r.Clerk), Kind: Kind(r.Kind),
		Member: r.Member, About: r.About, Amount: r.Amount, Points: r.Points, Discount: r.Discount,
		At: db.Time(r.At), ReceivedAt: db.Time(r.ReceivedAt), State: State(r.State), code: r.Code,
	}
	if r.Code != "" {
		if a.Refused = loyalty.RefusalOf(r.Code); a.Refused == nil {
			a.Refused = ErrEarnedNothing // the one refusal that is not the books'
		}
	}
	for _, txn := range strings.Fields(r.Txns) {
		a.txns = append(a.txns, loyalty.TxnID(txn))
	}
	return a
}

func (a Act) joined() string {
	ids := make([]string, len(a.txns))
	for i, txn := range a.txns {
		ids[i] = string(txn)
	}
	return strings.Join(ids, " ")
}

const selectActRow = `SELECT id, brand, till, clerk, kind, member, about, amount, points, discount, at, received_at, state, code, txns, request
	FROM ly_till_act WHERE `

// selectActByKey returns the act of a key and its request; the zero Act where there is none.
func selectActByKey(ctx context.Context, tx *db.DB, brand account.BrandID, clerk account.UserID, key string) (Act, []byte, error) {
	var rows []actRow
	err := tx.Gorm(ctx).Raw(selectActRow+"brand = ? AND clerk = ? AND key = ?", string(brand), string(clerk), key).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return Act{}, nil, err
	}
	return rows[0].act(), rows[0].Request, nil
}

func insertAct(ctx context.Context, tx *db.DB, a Act, key string, request []byte) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO ly_till_act (id, brand, till, clerk, key, kind, member, about, amount, points, at, received_at, state, request)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, a.ID, string(a.Brand), string(a.Till), string(a.Clerk), key, string(a.Kind), a.Member, a.About,
		a.Amount, a.Points, db.Millis(a.At), db.Millis(a.ReceivedAt), string(a.State), request).Error
}

// updateAct writes what an act came to, once: whoever sends it at the same time writes the
// same.
func updateAct(ctx context.Context, tx *db.DB, a Act) error {
	return tx.Gorm(ctx).Exec(`UPDATE ly_till_act SET state = ?, code = ?, member = ?, about = ?, points = ?, discount = ?, txns = ?
		WHERE id = ? AND state = ?`, string(a.State), a.code, a.Member, a.About, a.Points, a.Discount, a.joined(), a.ID, string(StateOpen)).Error
}

// settle marks a done act as undone.
func (s *Service) settle(ctx context.Context, a Act) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		return tx.Gorm(ctx).Exec("UPDATE ly_till_act SET state = ?, lost = ? WHERE id = ? AND state = ?", string(a.State), a.lost, a.ID, string(StateDone)).Error
	})
}

func deleteAct(ctx context.Context, tx *db.DB, id string) error {
	return tx.Gorm(ctx).Exec("DELETE FROM ly_till_act WHERE id = ? AND state = ?", id, string(StateOpen)).Error
}

func deleteActsBefore(ctx context.Context, tx *db.DB, t time.Time) error {
	return tx.Gorm(ctx).Exec("DELETE FROM ly_till_act WHERE received_at < ?", db.Millis(t)).Error
}

// selectActs returns acts of a while, of one person or where clerk is empty of all, the
// latest first.
func selectActs(ctx context.Context, d *db.DB, brand account.BrandID, clerk account.UserID, from, to time.Time) ([]Act, error) {
	query := d.Gorm(ctx).Raw(selectActRow+"brand = ? AND (clerk = ? OR ? = '') AND at >= ? AND at < ? ORDER BY at DESC, id DESC LIMIT 500",
		string(brand), string(clerk), string(clerk), db.Millis(from), db.Millis(to))
	var rows []actRow
	err := query.Scan(&rows).Error
	acts := make([]Act, len(rows))
	for i, r := range rows {
		acts[i] = r.act()
	}
	return acts, err
}

// sumActs sums what a person did in a while of what is limited like this act. What was
// refused or undone does not count, unless points of it could not be taken back: else who gives
// them to a friend who spends them could undo it and begin again.
func sumActs(ctx context.Context, tx *db.DB, a Act, from, to time.Time) (n int64, err error) {
	figure, kinds := "points", []string{string(Spent), string(Rewarded)}
	if a.Kind == Earned {
		figure, kinds = "amount", []string{string(Earned)}
	}
	err = tx.Gorm(ctx).Raw("SELECT CAST(COALESCE(sum("+figure+"), 0) AS BIGINT) FROM ly_till_act WHERE brand = ? AND clerk = ? AND kind IN ? AND (state IN ? OR lost > 0) AND at >= ? AND at < ?",
		string(a.Brand), string(a.Clerk), kinds, []string{string(StateOpen), string(StateDone)}, db.Millis(from), db.Millis(to)).Scan(&n).Error
	return n, err
}
