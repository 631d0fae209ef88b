package loyalty

import (
	"context"
	"encoding/json"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

type proofRow struct {
	At, Members, Transactions, Postings, Lots, Wrong int64
	First                                            string
}

// provedBrand is a brand with a programme, and when its books were last proved.
type provedBrand struct {
	Brand    account.BrandID
	TimeZone string
	ProvedAt int64
}

func listProofs(ctx context.Context, d *db.DB) ([]provedBrand, error) {
	var brands []provedBrand
	err := d.Gorm(ctx).Raw(`SELECT brand, time_zone, COALESCE((SELECT max(at) FROM ly_proof p WHERE p.brand = ly_programme.brand), 0) AS proved_at
		FROM ly_programme ORDER BY brand`).Scan(&brands).Error
	return brands, err
}

// claimProof notes who proves a brand's books, unless somebody else does.
func claimProof(ctx context.Context, tx *db.DB, brand account.BrandID, holder string, now, until time.Time) (bool, error) {
	done := tx.Gorm(ctx).Exec(`INSERT INTO ly_proving (brand, holder, since_at, until_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (brand) DO UPDATE SET holder = excluded.holder, since_at = excluded.since_at, until_at = excluded.until_at
		WHERE ly_proving.until_at <= excluded.since_at`, brand, holder, db.Millis(now), db.Millis(until))
	return done.RowsAffected == 1, done.Error
}

func extendProof(ctx context.Context, tx *db.DB, brand account.BrandID, holder string, until time.Time) error {
	return tx.Gorm(ctx).Exec("UPDATE ly_proving SET until_at = ? WHERE brand = ? AND holder = ?", db.Millis(until), brand, holder).Error
}

func endProof(ctx context.Context, tx *db.DB, brand account.BrandID, holder string) error {
	return tx.Gorm(ctx).Exec("DELETE FROM ly_proving WHERE brand = ? AND holder = ?", brand, holder).Error
}

// selectProving finds when the proof began that runs now; zero: none does.
func selectProving(ctx context.Context, d *db.DB, brand account.BrandID, now time.Time) (time.Time, error) {
	var since []int64
	err := d.Gorm(ctx).Raw("SELECT since_at FROM ly_proving WHERE brand = ? AND until_at > ?", brand, db.Millis(now)).Scan(&since).Error
	if err != nil || len(since) == 0 {
		return time.Time{}, err
	}
	return db.Time(since[0]), nil
}

// insertProof keeps a proof and forgets those that are too old.
func insertProof(ctx context.Context, tx *db.DB, brand account.BrandID, p Proof) error {
	first := ""
	if p.First != nil {
		raw, err := json.Marshal(p.First)
		if err != nil {
			return err
		}
		first = string(raw)
	}
	err := tx.Gorm(ctx).Exec(`INSERT INTO ly_proof (brand, at, members, transactions, postings, lots, wrong, first) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (brand, at) DO NOTHING`, brand, db.Millis(p.At), p.Members, p.Transactions, p.Postings, p.Lots, p.Wrong, first).Error
	if err != nil {
		return err
	}
	return tx.Gorm(ctx).Exec("DELETE FROM ly_proof WHERE brand = ? AND at < ?", brand, db.Millis(p.At.Add(-proofsKept))).Error
}

func selectProofs(ctx context.Context, d *db.DB, brand account.BrandID, atMost int) ([]Proof, error) {
	var rows []proofRow
	err := d.Gorm(ctx).Raw(`SELECT at, members, transactions, postings, lots, wrong, first FROM ly_proof
		WHERE brand = ? ORDER BY at DESC LIMIT ?`, brand, atMost).Scan(&rows).Error
	proofs := make([]Proof, len(rows))
	for i, r := range rows {
		proofs[i] = Proof{
			At: db.Time(r.At), Members: r.Members, Transactions: r.Transactions, Postings: r.Postings, Lots: r.Lots, Wrong: r.Wrong,
		}
		if r.First != "" && err == nil {
			err = json.Unmarshal([]byte(r.First), &proofs[i].First)
		}
	}
	return proofs, err
}

// selectBooksWrong counts, over all brands, the books whose last proof found something wrong,
// and finds when the oldest of these last proofs was; zero if none was ever made.
func selectBooksWrong(ctx context.Context, d *db.DB) (BooksState, error) {
	var row struct{ Books, Wrong, Oldest int64 }
	err := d.Gorm(ctx).Raw(`SELECT COUNT(*) AS books, COALESCE(SUM(CASE WHEN p.wrong > 0 THEN 1 ELSE 0 END), 0) AS wrong, COALESCE(MIN(p.at), 0) AS oldest
		FROM ly_proof p WHERE p.at = (SELECT MAX(q.at) FROM ly_proof q WHERE q.brand = p.brand)`).Scan(&row).Error
	return BooksState{Books: row.Books, Wrong: row.Wrong, Oldest: db.Time(row.Oldest)}, err
}
