package loyalty

import (
	"bytes"
	"context"
	"time"

	"kermesse/internal/db"
)

type codeRow struct {
	ID          string
	Label       string
	Sealed      []byte
	Pattern     string
	Series      string
	FirstNo     int64
	Size        int64
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
	CreatedAt   int64
	ReadyAt     int64
	ExportedAt  int64
	VoidedAt    int64
	Hash        []byte // of one code, where one was asked for
	UntilAt     int64  // of that code
}

func (r codeRow) code() Code {
	return Code{
		ID: CodeID(r.ID), Label: r.Label, Kind: CodeKind(r.Kind), Value: r.Value, MaxDiscount: r.MaxDiscount, Total: r.Total, Used: r.Used,
		PerMember: r.PerMember, MinAmount: r.MinAmount, ExpiryDays: r.ExpiryDays, From: db.Time(r.FromAt), To: db.Time(r.ToAt),
		Batch: Batch{
			Pattern: r.Pattern, Size: r.Size, ReadyAt: db.Time(r.ReadyAt), ExportedAt: db.Time(r.ExportedAt),
			VoidedAt: db.Time(r.VoidedAt), CreatedAt: db.Time(r.CreatedAt), series: r.Series, first: r.FirstNo,
		},
	}
}

const (
	codeColumns = `c.id, c.label, c.sealed, c.pattern, c.series, c.first_no, c.size, c.kind, c.value, c.max_discount, c.total,
	c.per_member, c.min_amount, c.expiry_days, c.from_at, c.to_at, c.created_at, c.ready_at, c.exported_at, c.voided_at`
	selectCodes = "SELECT " + codeColumns + `, (SELECT count(*) FROM ly_code_use u WHERE u.brand = c.brand AND u.code = c.id AND NOT u.rolled_back) AS used
	FROM ly_promo c WHERE c.brand = ?`
	selectHeldCode = "SELECT " + codeColumns + `, k.hash, k.used, k.until_at FROM ly_code_key k JOIN ly_promo c ON c.id = k.code
	WHERE k.brand = ? AND c.ready_at > 0 AND (k.hash = ? OR k.hash = ?)`
)

// heldCode finds the code that was typed, or returns ErrUnknownCode. Of its uses those that
// were only reserved and have lapsed at t do not count.
func (b books) heldCode(ctx context.Context, v *vault, typed string, t time.Time) (heldCode, error) {
	if !storable(typed) {
		return heldCode{}, ErrUnknownCode
	}
	named, generated := v.codeHashes(b.brand, typed)
	var rows []codeRow
	if err := b.read(ctx, &rows, selectHeldCode, b.brand, named, generated); err != nil {
		return heldCode{}, err
	}
	for _, row := range rows {
		// What has exactly that name goes before what only looks like it.
		if len(rows) > 1 && !bytes.Equal(row.Hash, named) {
			continue
		}
		held := heldCode{Code: row.code(), hash: row.Hash, used: row.Used}
		if row.UntilAt > 0 {
			held.To = db.Time(row.UntilAt)
		}
		lapsed, err := b.countLapsed(ctx, row.Hash, t)
		held.used -= lapsed
		return held, err
	}
	return heldCode{}, ErrUnknownCode
}

// codeByID returns one of the brand's codes, or ErrUnknownCode.
func (b books) codeByID(ctx context.Context, id CodeID) (Code, error) {
	rows, err := b.codeRows(ctx, selectCodes+" AND c.id = ?", b.brand, id)
	if err != nil {
		return Code{}, err
	}
	if len(rows) == 0 {
		return Code{}, ErrUnknownCode
	}
	return rows[0].code(), nil
}

func (b books) codeRows(ctx context.Context, query string, args ...any) (rows []codeRow, err error) {
	err = b.read(ctx, &rows, query, args...)
	return rows, err
}

// codes returns the brand's codes with their names, the oldest first.
func (b books) codes(ctx context.Context, v *vault) ([]Code, error) {
	rows, err := b.codeRows(ctx, selectCodes+" ORDER BY c.created_at, c.id", b.brand)
	codes := make([]Code, len(rows))
	for i, row := range rows {
		codes[i] = row.code()
		if err == nil && row.Sealed != nil {
			codes[i].Code, err = v.open(row.Sealed, row.ID)
		}
	}
	return codes, err
}

// codeNames returns how people tell the brand's codes apart.
func (b books) codeNames(ctx context.Context, v *vault) (map[CodeID]string, error) {
	rows, err := b.codeRows(ctx, "SELECT id, label, pattern, sealed FROM ly_promo WHERE brand = ?", b.brand)
	names := make(map[CodeID]string, len(rows))
	for _, row := range rows {
		c := row.code()
		if err == nil && row.Sealed != nil {
			c.Code, err = v.open(row.Sealed, row.ID)
		}
		names[c.ID] = c.Name()
	}
	return names, err
}

// insertCode adds what a code or a batch gives.
func (b books) insertCode(ctx context.Context, c Code, sealed []byte) error {
	rows := insertion{into: `ly_promo (id, brand, label, sealed, pattern, series, first_no, size, kind, value, max_discount, total,
		per_member, min_amount, expiry_days, from_at, to_at, created_at, ready_at)`}
	rows.add(c.ID, b.brand, c.Label, sealed, c.Pattern, c.series, c.first, c.Size, c.Kind, c.Value, c.MaxDiscount, c.Total,
		c.PerMember, c.MinAmount, c.ExpiryDays, db.Millis(c.From), db.Millis(c.To), db.Millis(c.CreatedAt), db.Millis(c.ReadyAt))
	return rows.run(ctx, b)
}

// updateCode changes what a code gives; how often it was used stays.
func (b books) updateCode(ctx context.Context, c Code) error {
	_, err := b.exec(ctx, `UPDATE ly_promo SET label = ?, kind = ?, value = ?, max_discount = ?, total = ?, per_member = ?, min_amount = ?,
		expiry_days = ?, from_at = ?, to_at = ? WHERE id = ?`, c.Label, c.Kind, c.Value, c.MaxDiscount, c.Total, c.PerMember, c.MinAmount,
		c.ExpiryDays, db.Millis(c.From), db.Millis(c.To), c.ID)
	if err != nil {
		return err
	}
	_, err = b.exec(ctx, "UPDATE ly_code_key SET total = ? WHERE code = ?", c.Total, c.ID)
	return err
}

// insertKeys adds codes by their hashes, those aside that are there.
func (b books) insertKeys(ctx context.Context, c Code, hashes [][]byte) error {
	rows := insertion{into: "ly_code_key (brand, hash, code, total)", then: "ON CONFLICT (brand, hash) DO NOTHING"}
	for _, hash := range hashes {
		rows.add(b.brand, hash, c.ID, c.Total)
	}
	return rows.run(ctx, b)
}

// insertOwnKey adds a code of one member, which is good once and until a moment.
func (b books) insertOwnKey(ctx context.Context, id CodeID, hash []byte, until time.Time) error {
	_, err := b.exec(ctx, "INSERT INTO ly_code_key (brand, hash, code, total, until_at) VALUES (?, ?, ?, 1, ?)",
		b.brand, hash, id, db.Millis(until))
	return err
}

func (b books) countKeys(ctx context.Context, id CodeID) (n int64, err error) {
	err = b.one(ctx, &n, "SELECT count(*) FROM ly_code_key WHERE code = ?", id)
	return n, err
}

// nextInSeries is the number after the last that a batch of the series has.
func (b books) nextInSeries(ctx context.Context, series string) (n int64, err error) {
	err = b.one(ctx, &n, "SELECT COALESCE(max(first_no + size), 0) FROM ly_promo WHERE brand = ? AND series = ?", b.brand, series)
	return n, err
}

// stampCode sets a moment of a code or a batch, once; false where it was set before.
func (b books) stampCode(ctx context.Context, id CodeID, column string, at time.Time) (bool, error) {
	rows, err := b.exec(ctx, "UPDATE ly_promo SET "+column+" = ? WHERE brand = ? AND id = ? AND "+column+" = 0",
		db.Millis(at), b.brand, id)
	return rows == 1, err
}

// takeCode counts one use of a code, or returns ErrCodeExhausted. What was reserved and has
// lapsed is freed first where nothing else is left.
func (b books) takeCode(ctx context.Context, hash []byte, now time.Time) error {
	const take = "UPDATE ly_code_key SET used = used + 1 WHERE brand = ? AND hash = ? AND (total IS NULL OR used < total)"
	rows, err := b.exec(ctx, take, b.brand, hash)
	if err != nil || rows == 1 {
		return err
	}
	freed, err := b.exec(ctx, `UPDATE ly_code_use SET rolled_back = ? WHERE brand = ? AND hash = ? AND reserved_until > 0
		AND reserved_until <= ? AND NOT rolled_back`, true, b.brand, hash, db.Millis(now))
	if err != nil || freed == 0 {
		return orExhausted(err)
	}
	if err := b.returnCode(ctx, hash, freed); err != nil {
		return err
	}
	if rows, err = b.exec(ctx, take, b.brand, hash); err == nil && rows == 1 {
		return nil
	}
	return orExhausted(err)
}

func orExhausted(err error) error {
	if err == nil {
		return ErrCodeExhausted
	}
	return err
}

func (b books) returnCode(ctx context.Context, hash []byte, n int64) error {
	_, err := b.exec(ctx, "UPDATE ly_code_key SET used = used - ? WHERE brand = ? AND hash = ?", n, b.brand, hash)
	return err
}
