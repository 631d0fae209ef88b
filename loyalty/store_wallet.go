package loyalty

import (
	"context"
	"slices"
	"time"

	"kermesse/internal/db"
	"kermesse/loyalty/ledger"
)

type walletRow struct {
	Member     string
	Available  int64
	Pending    int64
	Held       int64
	Debt       int64
	Earned     int64
	Spent      int64
	Restored   int64
	Expired    int64
	ClawedBack int64
	Tier       int
	TierUntil  int64
	Erased     bool
	LastNo     int64
	LastAt     int64
	NextDue    int64
	Programme  int64 // version of the brand's programme
}

func (r walletRow) wallet() *wallet {
	return &wallet{
		id: MemberID(r.Member), lastAt: db.Time(r.LastAt), nextDue: db.Time(r.NextDue),
		Wallet: &ledger.Wallet{
			Member:   r.Member,
			Balances: ledger.Balances{Available: r.Available, Pending: r.Pending, Held: r.Held, Debt: r.Debt},
			Lifetime: ledger.Lifetime{
				Earned: r.Earned, Spent: r.Spent, Restored: r.Restored, Expired: r.Expired, ClawedBack: r.ClawedBack,
			},
			Tier: r.Tier, TierUntil: db.Time(r.TierUntil), Erased: r.Erased, LastNo: r.LastNo,
		},
	}
}

// How a wallet is found.
const (
	byID  = "w.member = ?"
	byRef = "w.member = (SELECT id FROM ly_member WHERE brand = w.brand AND ref = ?)"
	byFan = "w.member = (SELECT id FROM ly_member WHERE brand = w.brand AND fan = ?)"
)

// The programme's version is read along, not locked: it is every member's.
const selectWallet = `SELECT w.*, (SELECT version FROM ly_programme WHERE brand = w.brand) AS programme
	FROM ly_wallet w WHERE w.brand = ? AND `

// lockWallet locks a member's wallet and returns it without its lots, with the version
// of the brand's programme; ErrUnknownMember where there is none.
func (b books) lockWallet(ctx context.Context, by, member string) (*wallet, int64, error) {
	return b.findWallet(ctx, by+b.tx.ForUpdate(), member)
}

func (b books) findWallet(ctx context.Context, where, member string) (*wallet, int64, error) {
	var rows []walletRow
	if err := b.read(ctx, &rows, selectWallet+where, b.brand, member); err != nil {
		return nil, 0, err
	}
	if len(rows) == 0 {
		return nil, 0, ErrUnknownMember
	}
	return rows[0].wallet(), rows[0].Programme, nil
}

// lockForBatch locks the wallets of several requests in one order, before any of them
// starts.
func (b books) lockForBatch(ctx context.Context, requests []Request) error {
	if len(requests) < 2 || b.tx.ForUpdate() == "" {
		return nil
	}
	var refs []string
	for _, r := range requests {
		refs = append(refs, r.Op.subject().members...)
	}
	slices.Sort(refs)
	var locked []string
	return b.read(ctx, &locked, `SELECT member FROM ly_wallet WHERE member IN
		(SELECT id FROM ly_member WHERE brand = ? AND ref IN ?) ORDER BY member`+b.tx.ForUpdate(), b.brand, slices.Compact(refs))
}

const updateWallet = `UPDATE ly_wallet SET available = ?, pending = ?, held = ?, debt = ?,
	earned = ?, spent = ?, restored = ?, expired = ?, clawed_back = ?, tier = ?, tier_until = ?, erased = ?,
	last_no = ?, last_at = ?, next_due = ?, version = version + 1 WHERE member = ?`

// saveWallet writes a wallet and what changed of its lots and holds.
func (b books) saveWallet(ctx context.Context, w *wallet, now time.Time) error {
	if err := b.saveLots(ctx, w); err != nil {
		return err
	}
	if err := b.saveHolds(ctx, w); err != nil {
		return err
	}
	due := w.NextDue()
	if !w.whole {
		due = ledger.Sooner(due, w.nextDue)
	}
	w.nextDue, w.lastAt = due, now
	_, err := b.exec(ctx, updateWallet, w.Available, w.Pending, w.Held, w.Debt,
		w.Earned, w.Spent, w.Restored, w.Expired, w.ClawedBack, w.Tier, db.Millis(w.TierUntil), w.Erased,
		w.LastNo, db.Millis(now), db.Millis(due), w.id)
	return err
}
