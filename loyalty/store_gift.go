package loyalty

import (
	"context"
	"time"

	"kermesse/internal/db"
)

type giftRow struct {
	Hold      string
	Giver     string // member number
	Points    int64
	Message   string
	At        int64
	ExpiresAt int64
	ClaimedAt int64
	IsOpen    bool
}

func (r giftRow) gift() Gift {
	return Gift{
		ID: TxnID(r.Hold), Points: r.Points, Message: r.Message, At: db.Time(r.At), ExpiresAt: db.Time(r.ExpiresAt),
		ClaimedAt: db.Time(r.ClaimedAt), Open: r.IsOpen,
	}
}

const selectGift = `SELECT g.hold, m.ref AS giver, g.points, g.message, g.at, g.expires_at, g.claimed_at, h.is_open
	FROM ly_gift g JOIN ly_hold h ON h.txn = g.hold JOIN ly_member m ON m.id = g.giver WHERE `

func (b books) insertGift(ctx context.Context, giver MemberID, g Gift) error {
	_, err := b.exec(ctx, "INSERT INTO ly_gift (hold, brand, giver, points, message, at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
		g.ID, b.brand, giver, g.Points, g.Message, db.Millis(g.At), db.Millis(g.ExpiresAt))
	return err
}

// gift returns a gift and its giver's number, or ErrGiftUnknown.
func (b books) gift(ctx context.Context, id TxnID) (Gift, string, error) {
	var rows []giftRow
	if err := b.read(ctx, &rows, selectGift+"g.hold = ? AND g.brand = ?", id, b.brand); err != nil {
		return Gift{}, "", err
	}
	if len(rows) == 0 {
		return Gift{}, "", ErrGiftUnknown
	}
	return rows[0].gift(), rows[0].Giver, nil
}

func (b books) giftsBy(ctx context.Context, giver MemberID) ([]Gift, error) {
	var rows []giftRow
	err := b.read(ctx, &rows, selectGift+"g.giver = ? ORDER BY g.at DESC LIMIT 100", giver)
	list := make([]Gift, len(rows))
	for i, row := range rows {
		list[i] = row.gift()
	}
	return list, err
}

// givenSince sums what a member has given since a moment and did not get back.
func (b books) givenSince(ctx context.Context, giver MemberID, since time.Time) (n int64, err error) {
	err = b.one(ctx, &n, `SELECT CAST(COALESCE(sum(g.points), 0) AS BIGINT) FROM ly_gift g JOIN ly_hold h ON h.txn = g.hold
		WHERE g.giver = ? AND g.at >= ? AND (g.claimed_at > 0 OR h.is_open)`, giver, db.Millis(since))
	return n, err
}

// markClaimed notes who has a gift, once.
func (b books) markClaimed(ctx context.Context, gift, txn TxnID, at time.Time) error {
	rows, err := b.exec(ctx, "UPDATE ly_gift SET claimed_at = ?, txn = ? WHERE hold = ? AND claimed_at = 0", db.Millis(at), txn, gift)
	if err == nil && rows == 0 {
		return ErrGiftGone
	}
	return err
}
