package loyalty

import "context"

// cardUnused returns ErrCardCodeUsed for a code that has paid already.
func (b books) cardUnused(ctx context.Context, member MemberID, step int64) error {
	var n int64
	err := b.one(ctx, &n, "SELECT count(*) FROM ly_card_use WHERE member = ? AND step = ?", member, step)
	if err == nil && n > 0 {
		return ErrCardCodeUsed
	}
	return err
}

// useCard notes that a code has paid, once. Codes of long ago are forgotten by the way:
// nobody takes them any more.
func (b books) useCard(ctx context.Context, member MemberID, step int64, txn TxnID) error {
	if _, err := b.exec(ctx, "DELETE FROM ly_card_use WHERE member = ? AND step < ?", member, step-1); err != nil {
		return err
	}
	rows, err := b.exec(ctx, "INSERT INTO ly_card_use (member, step, txn) VALUES (?, ?, ?) ON CONFLICT (member, step) DO NOTHING", member, step, txn)
	if err == nil && rows == 0 {
		return ErrCardCodeUsed
	}
	return err
}
