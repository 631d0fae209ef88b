package loyalty

import (
	"context"

	"kermesse/internal/db"
)

type codeRow struct {
	Code        string
	Kind        string
	Value       int64
	MaxDiscount int64
	Total       *int64
	Used        int64
	PerMember   int64
	MinAmount   int64
	ExpiryDays  int
	FromAt      int64
	ToAt        int64
}

func (r codeRow) code() Code {
	return Code{
		Code: r.Code, Kind: CodeKind(r.Kind), Value: r.Value, MaxDiscount: r.MaxDiscount, Total: r.Total, Used: r.Used,
		PerMember: r.PerMember, MinAmount: r.MinAmount, ExpiryDays: r.ExpiryDays, From: db.Time(r.FromAt), To: db.Time(r.ToAt),
	}
}

const selectCode = `SELECT code, kind, value, max_discount, total, used, per_member, min_amount, expiry_days, from_at, to_at
	FROM ly_code WHERE brand = ?`

// code returns one of the brand's promo codes, or ErrUnknownCode.
func (b books) code(ctx context.Context, code string) (Code, error) {
	if !storable(code) {
		return Code{}, ErrUnknownCode
	}
	var rows []codeRow
	if err := b.read(ctx, &rows, selectCode+" AND code = ?", b.brand, code); err != nil {
		return Code{}, err
	}
	if len(rows) == 0 {
		return Code{}, ErrUnknownCode
	}
	return rows[0].code(), nil
}

func (b books) codes(ctx context.Context) ([]Code, error) {
	var rows []codeRow
	err := b.read(ctx, &rows, selectCode+" ORDER BY code", b.brand)
	codes := make([]Code, len(rows))
	for i, row := range rows {
		codes[i] = row.code()
	}
	return codes, err
}

// saveCode adds a code or changes it; how often it was used stays.
func (b books) saveCode(ctx context.Context, c Code) error {
	_, err := b.exec(ctx, `INSERT INTO ly_code (brand, code, kind, value, max_discount, total, per_member, min_amount, expiry_days,
		from_at, to_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (brand, code) DO UPDATE SET kind = excluded.kind, value = excluded.value, max_discount = excluded.max_discount,
		total = excluded.total, per_member = excluded.per_member, min_amount = excluded.min_amount,
		expiry_days = excluded.expiry_days, from_at = excluded.from_at, to_at = excluded.to_at`,
		b.brand, c.Code, c.Kind, c.Value, c.MaxDiscount, c.Total, c.PerMember, c.MinAmount, c.ExpiryDays,
		db.Millis(c.From), db.Millis(c.To))
	return err
}

// takeCode counts one use of a code, or returns ErrCodeExhausted.
func (b books) takeCode(ctx context.Context, code string) error {
	rows, err := b.exec(ctx, "UPDATE ly_code SET used = used + 1 WHERE brand = ? AND code = ? AND (total IS NULL OR used < total)",
		b.brand, code)
	if err == nil && rows == 0 {
		return ErrCodeExhausted
	}
	return err
}

func (b books) returnCode(ctx context.Context, code string) error {
	_, err := b.exec(ctx, "UPDATE ly_code SET used = used - 1 WHERE brand = ? AND code = ?", b.brand, code)
	return err
}

// countCodeUses counts a member's uses of a code that were not rolled back.
func (b books) countCodeUses(ctx context.Context, member MemberID, code string) (int64, error) {
	var n int64
	err := b.one(ctx, &n, "SELECT count(*) FROM ly_code_use WHERE member = ? AND code = ? AND NOT rolled_back", member, code)
	return n, err
}

func (b books) insertCodeUse(ctx context.Context, txn TxnID, member MemberID, code string) error {
	_, err := b.exec(ctx, "INSERT INTO ly_code_use (txn, brand, member, code) VALUES (?, ?, ?, ?)", txn, b.brand, member, code)
	return err
}

// usedCode returns the code that a transaction used, or ErrAlreadyRolledBack.
func (b books) usedCode(ctx context.Context, txn TxnID) (string, error) {
	var row struct {
		Code       string
		RolledBack bool
	}
	err := b.one(ctx, &row, "SELECT code, rolled_back FROM ly_code_use WHERE txn = ?", txn)
	if err == nil && row.RolledBack {
		return "", ErrAlreadyRolledBack
	}
	return row.Code, err
}

// rollBackCodeUse undoes one use of a code, once.
func (b books) rollBackCodeUse(ctx context.Context, txn TxnID) error {
	rows, err := b.exec(ctx, "UPDATE ly_code_use SET rolled_back = ? WHERE txn = ? AND NOT rolled_back", true, txn)
	if err == nil && rows == 0 {
		return ErrAlreadyRolledBack
	}
	return err
}
