package loyalty

import (
	"context"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/loyalty/ledger"
)

type letterRow struct {
	Fan     string
	Kind    string
	Brand   string
	Seen    int64
	Told    int64
	ToldAt  int64
	DueAt   int64
	Version int64 // of the member's wallet
}

// dueLetters returns the letters to look at: those of wallets that have changed since, and
// those that are looked at by the day.
func dueLetters(ctx context.Context, d *db.DB, now time.Time, limit int) ([]letterRow, error) {
	var rows []letterRow
	err := d.Gorm(ctx).Raw(`SELECT l.fan, l.kind, l.brand, l.seen, l.told, l.told_at, l.due_at, w.version
		FROM ly_letter l JOIN ly_member m ON m.fan = l.fan JOIN ly_wallet w ON w.member = m.id
		WHERE l.due_at <= ? AND (w.version > l.seen OR l.kind = ?) ORDER BY l.due_at, l.fan, l.kind LIMIT ?`,
		db.Millis(now), LetterEnding, limit).Scan(&rows).Error
	return rows, err
}

// claimLetter keeps other servers from a letter until the transaction ends, unless one of
// them has dealt with it.
func (b books) claimLetter(ctx context.Context, row letterRow) (bool, error) {
	n, err := b.exec(ctx, "UPDATE ly_letter SET due_at = due_at WHERE fan = ? AND kind = ? AND seen = ? AND told = ? AND told_at = ? AND due_at = ?",
		row.Fan, row.Kind, row.Seen, row.Told, row.ToldAt, row.DueAt)
	return n == 1, err
}

func (b books) saveLetter(ctx context.Context, row letterRow) error {
	_, err := b.exec(ctx, `INSERT INTO ly_letter (fan, kind, brand, seen, told, told_at, due_at) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (fan, kind) DO UPDATE SET seen = excluded.seen, told = excluded.told, told_at = excluded.told_at, due_at = excluded.due_at`,
		row.Fan, row.Kind, row.Brand, row.Seen, row.Told, row.ToldAt, row.DueAt)
	return err
}

func deleteLetters(ctx context.Context, tx *db.DB, id fan.ID) error {
	return tx.Gorm(ctx).Exec("DELETE FROM ly_letter WHERE fan = ?", id).Error
}

type ruleSum struct {
	Rule   string
	Points int64
}

// earnedByRule sums what a member was granted after a moment.
func (b books) earnedByRule(ctx context.Context, member MemberID, after time.Time) ([]ruleSum, error) {
	var sums []ruleSum
	err := b.read(ctx, &sums, `SELECT rule, CAST(sum(points) AS BIGINT) AS points FROM ly_txn
		WHERE member = ? AND kind IN (?, ?) AND at > ? AND points > 0 GROUP BY rule ORDER BY points DESC, rule`,
		member, ledger.Earn, ledger.PromoRedeem, db.Millis(after))
	return sums, err
}
