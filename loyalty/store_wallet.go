package loyalty

import (
	"context"
	"slices"
	"strings"

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
	Programme  int64  // version of the brand's programme
	Ref        string // where it was asked for
}

func (r walletRow) wallet() *wallet {
	return &wallet{
		id: MemberID(r.Member), programme: r.Programme, lastAt: db.Time(r.LastAt), nextDue: db.Time(r.NextDue),
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
	byRef = "w.member = (SELECT id FROM ly_member WHERE brand = ? AND ref = ?)"
	byFan = "w.member = (SELECT id FROM ly_member WHERE brand = ? AND fan = ?)"
)

// The programme's version is read along, not locked: it is every member's.
const selectWallet = `SELECT w.*, (SELECT version FROM ly_programme WHERE brand = w.brand) AS programme
	FROM ly_wallet w WHERE w.brand = ? AND `

// findWallet returns a member's wallet without its lots, or ErrUnknownMember.
func (b books) findWallet(ctx context.Context, by, member string) (*wallet, error) {
	if !storable(member) {
		return nil, ErrUnknownMember
	}
	args := []any{b.brand}
	if !strings.HasPrefix(by, byID) {
		// The brand is given again: were it w.brand, every wallet of the brand would be
		// looked at, each with a search for the member.
		args = append(args, b.brand)
	}
	var rows []walletRow
	if err := b.readAhead(ctx, &rows, selectWallet+by, append(args, member)...); err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, ErrUnknownMember
	}
	return rows[0].wallet(), nil
}

// lockWallet locks a member's wallet until the transaction ends, or returns
// ErrUnknownMember.
func (b books) lockWallet(ctx context.Context, by, member string) (*wallet, error) {
	id := MemberID(member)
	if by == byRef {
		id = b.desk.ids[member]
	}
	if w := b.desk.wallets[id]; w != nil {
		return w, nil
	}
	w, err := b.findWallet(ctx, by+b.tx.ForUpdate(), member)
	if err != nil {
		return nil, err
	}
	b.desk.wallets[w.id] = w
	if by == byRef {
		b.desk.ids[member] = w.id
	}
	return w, nil
}

// lockAll locks the wallets of several members, in the order of their ids, as everybody
// does who locks more than one: so two who lock the same never wait for each other.
func (b books) lockAll(ctx context.Context, refs []string) error {
	refs = slices.DeleteFunc(slices.Clone(refs), func(ref string) bool {
		return !storable(ref) || b.desk.wallets[b.desk.ids[ref]] != nil
	})
	var rows []walletRow
	err := b.readAhead(ctx, &rows, `SELECT w.*, m.ref, (SELECT version FROM ly_programme WHERE brand = w.brand) AS programme
		FROM ly_member m JOIN ly_wallet w ON w.member = m.id WHERE m.brand = ? AND m.ref IN ? ORDER BY w.member`+b.tx.ForUpdate(),
		b.brand, refs)
	for _, row := range rows {
		w := row.wallet()
		b.desk.ids[row.Ref], b.desk.wallets[w.id] = w.id, w
	}
	return err
}

// lockMembers locks the wallets of members, in the order of their ids.
func (b books) lockMembers(ctx context.Context, members []string) ([]*wallet, error) {
	var rows []walletRow
	err := b.readAhead(ctx, &rows, selectWallet+"w.member IN ? ORDER BY w.member"+b.tx.ForUpdate(), b.brand, members)
	wallets := make([]*wallet, len(rows))
	for i, row := range rows {
		wallets[i] = row.wallet()
		b.desk.wallets[wallets[i].id] = wallets[i]
	}
	return wallets, err
}

const updateWallet = `UPDATE ly_wallet SET available = ?, pending = ?, held = ?, debt = ?,
	earned = ?, spent = ?, restored = ?, expired = ?, clawed_back = ?, tier = ?, tier_until = ?, erased = ?,
	last_no = ?, last_at = ?, next_due = ?, version = version + 1 WHERE member = ?`

// saveWallet writes a wallet and what changed of its lots and holds.
func (b books) saveWallet(ctx context.Context, w *wallet) error {
	w.changed = false
	if err := b.saveLots(ctx, w); err != nil {
		return err
	}
	if err := b.saveHolds(ctx, w); err != nil {
		return err
	}
	_, err := b.execAhead(ctx, updateWallet, w.Available, w.Pending, w.Held, w.Debt,
		w.Earned, w.Spent, w.Restored, w.Expired, w.ClawedBack, w.Tier, db.Millis(w.TierUntil), w.Erased,
		w.LastNo, db.Millis(w.lastAt), db.Millis(w.nextDue), w.id)
	return err
}
