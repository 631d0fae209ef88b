package loyalty

import (
	"context"
	"time"

	"kermesse/internal/db"
	"kermesse/loyalty/ledger"
)

type rewardRow struct {
	ID          string
	Name        string
	Description string
	Picture     string
	PictureAlt  string
	Active      bool
	Cost        int64
	StockLeft   *int64
	PerMember   int64
	MinTier     int
	FromAt      int64
	ToAt        int64
	VoucherDays int
	Gives       string
}

func (r rewardRow) reward() (Reward, error) {
	reward := Reward{
		ID: r.ID, Name: r.Name, Description: r.Description, Picture: r.Picture, PictureAlt: r.PictureAlt,
		Active: r.Active, Cost: r.Cost, StockLeft: r.StockLeft, PerMember: r.PerMember, MinTier: r.MinTier,
		From: db.Time(r.FromAt), To: db.Time(r.ToAt), VoucherDays: r.VoucherDays,
	}
	return reward, decodeTerms(r.Gives, &reward.Gives)
}

const selectReward = `SELECT id, name, description, picture, picture_alt, active, cost, stock_left, per_member, min_tier,
	from_at, to_at, voucher_days, gives FROM ly_reward WHERE brand = ?`

// reward returns one of the brand's rewards, or ErrUnknownReward.
func (b books) reward(ctx context.Context, id string) (Reward, error) {
	if !storable(id) {
		return Reward{}, ErrUnknownReward
	}
	var rows []rewardRow
	if err := b.read(ctx, &rows, selectReward+" AND id = ?", b.brand, id); err != nil {
		return Reward{}, err
	}
	if len(rows) == 0 {
		return Reward{}, ErrUnknownReward
	}
	return rows[0].reward()
}

func (b books) rewards(ctx context.Context) ([]Reward, error) {
	var rows []rewardRow
	err := b.read(ctx, &rows, selectReward+" ORDER BY cost, id", b.brand)
	rewards := make([]Reward, len(rows))
	for i, row := range rows {
		if err == nil {
			rewards[i], err = row.reward()
		}
	}
	return rewards, err
}

// saveReward adds a reward or changes it; the stock of one that is there stays.
func (b books) saveReward(ctx context.Context, r Reward) error {
	_, err := b.exec(ctx, `INSERT INTO ly_reward (brand, id, name, description, picture, picture_alt, active, cost, stock_left,
		per_member, min_tier, from_at, to_at, voucher_days, gives) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (brand, id) DO UPDATE SET name = excluded.name, description = excluded.description, picture = excluded.picture,
		picture_alt = excluded.picture_alt, active = excluded.active, cost = excluded.cost,
		per_member = excluded.per_member, min_tier = excluded.min_tier, from_at = excluded.from_at, to_at = excluded.to_at,
		voucher_days = excluded.voucher_days, gives = excluded.gives`,
		b.brand, r.ID, r.Name, r.Description, r.Picture, r.PictureAlt, r.Active, r.Cost, r.StockLeft,
		r.PerMember, r.MinTier, db.Millis(r.From), db.Millis(r.To), r.VoucherDays, encodeTerms(r.Gives))
	return err
}

// setStock replaces a reward's stock, unless it is not what was seen.
func (b books) setStock(ctx context.Context, reward string, seen, stock *int64) (bool, error) {
	rows, err := b.exec(ctx, "UPDATE ly_reward SET stock_left = ? WHERE brand = ? AND id = ? AND stock_left IS NOT DISTINCT FROM ?",
		stock, b.brand, reward, seen)
	return rows == 1, err
}

// takeStock takes one from a reward's stock, or returns ErrOutOfStock.
func (b books) takeStock(ctx context.Context, reward string) error {
	rows, err := b.exec(ctx, `UPDATE ly_reward SET stock_left = stock_left - 1
		WHERE brand = ? AND id = ? AND (stock_left IS NULL OR stock_left >= 1)`, b.brand, reward)
	if err == nil && rows == 0 {
		return ErrOutOfStock
	}
	return err
}

func (b books) returnStock(ctx context.Context, reward string) error {
	_, err := b.exec(ctx, "UPDATE ly_reward SET stock_left = stock_left + 1 WHERE brand = ? AND id = ?", b.brand, reward)
	return err
}

// countRedemptions counts what a member took of a reward and did not give back.
func (b books) countRedemptions(ctx context.Context, member MemberID, reward string) (int64, error) {
	var n int64
	err := b.one(ctx, &n, "SELECT count(*) FROM ly_redemption WHERE member = ? AND reward = ? AND status <> ?",
		member, reward, VoucherVoid)
	return n, err
}

func (b books) insertRedemption(ctx context.Context, txn TxnID, member MemberID, reward string, voucher issued, given *delivery, at, until time.Time) error {
	status, usedAt := VoucherIssued, time.Time{}
	if given.done {
		status, usedAt = VoucherUsed, at
	}
	_, err := b.exec(ctx, `INSERT INTO ly_redemption (txn, brand, member, reward, voucher, sealed, status, expires_at, used_at, kind,
		delivered, code_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, txn, b.brand, member, reward, voucher.hash, voucher.sealed, status,
		db.Millis(until), db.Millis(usedAt), given.kind, given.sealed, given.hash)
	return err
}

type redemptionRow struct {
	Txn, Member, Reward, Status string
	Kind                        string
	Sealed, Delivered, CodeHash []byte
	ExpiresAt, UsedAt           int64
}

func (r redemptionRow) redemption() Redemption {
	return Redemption{
		Txn: TxnID(r.Txn), Member: MemberID(r.Member), Reward: r.Reward, sealed: r.Sealed,
		Kind: RewardKind(r.Kind), delivered: r.Delivered, codeHash: r.CodeHash,
		Status: VoucherStatus(r.Status), ExpiresAt: db.Time(r.ExpiresAt), UsedAt: db.Time(r.UsedAt),
	}
}

const selectRedemption = "SELECT txn, member, reward, sealed, kind, delivered, code_hash, status, expires_at, used_at FROM ly_redemption WHERE "

// redemption returns what a redeem transaction issued.
func (b books) redemption(ctx context.Context, txn TxnID) (Redemption, error) {
	var row redemptionRow
	err := b.one(ctx, &row, selectRedemption+"txn = ?", txn)
	return row.redemption(), err
}

// redemptionOf returns what was redeemed with the voucher of that hash, or ErrVoucherUnknown.
func (b books) redemptionOf(ctx context.Context, hash string) (Redemption, error) {
	var rows []redemptionRow
	if err := b.read(ctx, &rows, selectRedemption+"brand = ? AND voucher = ?", b.brand, hash); err != nil {
		return Redemption{}, err
	}
	if len(rows) == 0 {
		return Redemption{}, ErrVoucherUnknown
	}
	return rows[0].redemption(), nil
}

// setVoucher decides what becomes of an issued voucher, once: its member's wallet is
// locked, and the condition holds it against any mistake in that.
func (b books) setVoucher(ctx context.Context, txn TxnID, status VoucherStatus, at time.Time) error {
	rows, err := b.exec(ctx, "UPDATE ly_redemption SET status = ?, used_at = ? WHERE txn = ? AND status = ?",
		status, db.Millis(at), txn, VoucherIssued)
	if err == nil && rows == 0 {
		return ErrVoucherUsed
	}
	return err
}

// voucherUse reads when and by whom the voucher of a redemption was taken.
func (b books) voucherUse(ctx context.Context, redeem TxnID) (VoucherTaken, error) {
	var rows []lineRow
	err := b.read(ctx, &rows, selectLine+"t.ref = ? AND t.brand = ? AND t.kind = ? LIMIT 1", redeem, b.brand, ledger.VoucherUse)
	if err != nil {
		return VoucherTaken{}, err
	}
	if len(rows) == 0 {
		return VoucherTaken{}, ErrTxnNotFound
	}
	return VoucherTaken{At: db.Time(rows[0].At), By: rows[0].Actor}, nil
}
