package loyalty

import (
	"context"
	"time"

	"kermesse/internal/db"
)

// codeUse is one use of a code by a member.
type codeUse struct {
	txn           TxnID
	member        MemberID
	code          CodeID
	hash          []byte
	reservedUntil time.Time // zero: used; else only reserved
	confirmed     TxnID     // that made a reserved use count; empty: none did
}

// countCodeUses counts a member's uses of a code that were neither rolled back nor lapsed.
func (b books) countCodeUses(ctx context.Context, member MemberID, code CodeID, now time.Time) (int64, error) {
	var n int64
	err := b.one(ctx, &n, `SELECT count(*) FROM ly_code_use WHERE member = ? AND code = ? AND NOT rolled_back
		AND (reserved_until = 0 OR reserved_until > ?)`, member, code, db.Millis(now))
	return n, err
}

// countLapsed counts the uses of a code that were reserved for a time which is over.
func (b books) countLapsed(ctx context.Context, hash []byte, now time.Time) (int64, error) {
	var n int64
	err := b.one(ctx, &n, `SELECT count(*) FROM ly_code_use WHERE brand = ? AND hash = ? AND reserved_until > 0 AND reserved_until <= ?
		AND NOT rolled_back`, b.brand, hash, db.Millis(now))
	return n, err
}

func (b books) insertCodeUse(ctx context.Context, u codeUse) error {
	_, err := b.exec(ctx, "INSERT INTO ly_code_use (txn, brand, member, code, hash, reserved_until) VALUES (?, ?, ?, ?, ?, ?)",
		u.txn, b.brand, u.member, u.code, u.hash, db.Millis(u.reservedUntil))
	return err
}

// codeUse returns what a transaction used, reserved or confirmed, or ErrAlreadyRolledBack.
func (b books) codeUse(ctx context.Context, txn TxnID) (codeUse, error) {
	var row struct {
		Txn, Code     string
		Hash          []byte
		RolledBack    bool
		ReservedUntil int64
		Confirmed     TxnID
	}
	err := b.one(ctx, &row, "SELECT txn, code, hash, rolled_back, reserved_until, confirmed FROM ly_code_use WHERE txn = ? OR confirmed = ?", txn, txn)
	if err == nil && row.RolledBack {
		return codeUse{}, ErrAlreadyRolledBack
	}
	return codeUse{
		txn: TxnID(row.Txn), code: CodeID(row.Code), hash: row.Hash, reservedUntil: db.Time(row.ReservedUntil), confirmed: row.Confirmed,
	}, err
}

// confirmCodeUse makes a reserved use count, once and before it lapses, or returns
// ErrNotReserved.
func (b books) confirmCodeUse(ctx context.Context, reservation, txn TxnID, now time.Time) error {
	rows, err := b.exec(ctx, `UPDATE ly_code_use SET reserved_until = 0, confirmed = ? WHERE txn = ? AND reserved_until > ? AND NOT rolled_back`,
		txn, reservation, db.Millis(now))
	if err == nil && rows == 0 {
		return ErrNotReserved
	}
	return err
}

// rollBackCodeUse undoes one use of a code, once.
func (b books) rollBackCodeUse(ctx context.Context, txn TxnID) error {
	rows, err := b.exec(ctx, "UPDATE ly_code_use SET rolled_back = ? WHERE txn = ? AND NOT rolled_back", true, txn)
	if err == nil && rows == 0 {
		return ErrAlreadyRolledBack
	}
	return err
}
