package loyalty

import (
	"context"
	"slices"
	"time"

	"kermesse/internal/db"
	"kermesse/loyalty/ledger"
)

type lotRow struct {
	Member        string
	No            int64
	Txn           string
	Kind          string
	Rule          string
	Qualifying    bool
	Points        int64
	Pending       int64
	Available     int64
	Held          int64
	Expired       int64
	Reversed      int64
	AvailableAt   int64
	ActivatedAt   int64
	Activated     int64
	ReversedAfter int64
	ExpiresAt     int64
	ExpiryDays    int
	ExpiryMonths  int
}

func (r lotRow) lot() *ledger.PointLot {
	return &ledger.PointLot{
		No: r.No, Txn: r.Txn, Kind: ledger.LotKind(r.Kind), Rule: r.Rule, Qualifying: r.Qualifying,
		Points: r.Points, Pending: r.Pending, Available: r.Available, Held: r.Held, Expired: r.Expired, Reversed: r.Reversed,
		AvailableAt: db.Time(r.AvailableAt), ActivatedAt: db.Time(r.ActivatedAt), Activated: r.Activated,
		ReversedAfter: r.ReversedAfter, ExpiresAt: db.Time(r.ExpiresAt), ExpiryDays: r.ExpiryDays, ExpiryMonths: r.ExpiryMonths,
	}
}

const selectLots = `SELECT member, no, txn, kind, rule, qualifying, points, pending, available, held, expired, reversed,
	available_at, activated_at, activated, reversed_after, expires_at, expiry_days, expiry_months FROM ly_lot WHERE `

// open is the condition of the index on lots that still hold points.
const open = "pending + available + held > 0"

// loadLots reads the open lots and holds of wallets.
func (b books) loadLots(ctx context.Context, wallets []*wallet) error {
	byMember, members := map[string]*wallet{}, []string{}
	for _, w := range wallets {
		if w.Available+w.Pending+w.Held > 0 {
			byMember[w.Member], members = w, append(members, w.Member)
		}
	}
	if len(members) == 0 {
		return nil
	}
	var rows []lotRow
	if err := b.read(ctx, &rows, selectLots+"member IN ? AND "+open, members); err != nil {
		return err
	}
	for _, row := range rows {
		byMember[row.Member].addLoaded(row)
	}
	for _, w := range byMember {
		if w.Held > 0 {
			if err := b.loadHolds(ctx, w); err != nil {
				return err
			}
		}
	}
	return nil
}

// addLoaded takes a lot that was read, unless it is there already.
func (w *wallet) addLoaded(row lotRow) {
	if !slices.ContainsFunc(w.Lots, func(l *ledger.PointLot) bool { return l.No == row.No }) {
		w.Lots = append(w.Lots, row.lot())
	}
}

// lot returns one of a wallet's lots, which is read where it is not open any more.
func (b books) lot(ctx context.Context, w *wallet, no int64) (*ledger.PointLot, error) {
	i := slices.IndexFunc(w.Lots, func(l *ledger.PointLot) bool { return l.No == no })
	if i >= 0 {
		return w.Lots[i], nil
	}
	var row lotRow
	if err := b.one(ctx, &row, selectLots+"member = ? AND no = ?", w.id, no); err != nil {
		return nil, err
	}
	w.Lots = append(w.Lots, row.lot())
	return w.Lots[len(w.Lots)-1], nil
}

// lotOf returns the lot that a transaction granted to a wallet's member.
func (b books) lotOf(ctx context.Context, w *wallet, txn TxnID) (*ledger.PointLot, error) {
	var no int64
	if err := b.one(ctx, &no, "SELECT no FROM ly_lot WHERE txn = ? AND member = ?", txn, w.id); err != nil {
		return nil, err
	}
	return b.lot(ctx, w, no)
}

// allLots returns every lot of a wallet, those that are loaded as they are there.
func (b books) allLots(ctx context.Context, w *wallet) ([]ledger.PointLot, error) {
	var rows []lotRow
	if err := b.read(ctx, &rows, selectLots+"member = ?", w.id); err != nil {
		return nil, err
	}
	loaded := map[int64]*ledger.PointLot{}
	for _, lot := range w.Lots {
		loaded[lot.No] = lot
	}
	lots := make([]ledger.PointLot, len(rows))
	for i, row := range rows {
		lot, ok := loaded[row.No]
		if !ok {
			lot = row.lot()
		}
		lots[i] = *lot
	}
	return lots, nil
}

type holdRow struct {
	Txn       string
	No        int64
	Points    int64
	ExpiresAt int64
	Ord       int64
	Lot       int64
	Slice     int64
}

// loadHolds reads a member's open holds with their slices. Their lots are open too.
func (b books) loadHolds(ctx context.Context, w *wallet) error {
	var rows []holdRow
	err := b.read(ctx, &rows, `SELECT h.txn, h.no, h.points, h.expires_at, a.ord, a.lot, a.points AS slice
		FROM ly_hold h JOIN ly_alloc a ON a.txn = h.txn WHERE h.member = ? AND h.is_open ORDER BY h.no, a.ord`, w.id)
	if err != nil {
		return err
	}
	var hold *ledger.Hold
	for _, row := range rows {
		if hold == nil || hold.No != row.No {
			hold = &ledger.Hold{No: row.No, Txn: row.Txn, Points: row.Points, ExpiresAt: db.Time(row.ExpiresAt), Open: true}
			w.Holds = append(w.Holds, hold)
		}
		lot, err := b.lot(ctx, w, row.Lot)
		if err != nil {
			return err
		}
		hold.Slices = append(hold.Slices, &ledger.Slice{Lot: lot, Points: row.Slice})
	}
	return nil
}

// loadActivations reads the qualifying points that can still count: none is asked for
// as of a moment before the wallet was last touched.
func (b books) loadActivations(ctx context.Context, w *wallet) error {
	if len(w.Terms.Tiers) < 2 || w.knowsActivations {
		return nil
	}
	w.knowsActivations = true
	var rows []struct{ At, Points int64 }
	since := w.lastAt.Add(-time.Duration(w.Terms.TierWindow) * 24 * time.Hour)
	read := b.readAhead // only what is on the desk of this wallet matters
	if w.changed {
		read = b.read
	}
	err := read(ctx, &rows, `SELECT activated_at AS at, activated - reversed_after AS points FROM ly_lot
		WHERE member = ? AND qualifying AND activated_at > ?`, w.id, max(0, since.UnixMilli()))
	w.Activations = make([]ledger.Activated, len(rows))
	for i, row := range rows {
		w.Activations[i] = ledger.Activated{At: db.Time(row.At), Points: row.Points}
	}
	return err
}

var insertLots = insertion{into: `ly_lot (member, no, brand, txn, kind, rule, qualifying, points, pending, available, held,
	expired, reversed, available_at, activated_at, activated, reversed_after, expires_at, expiry_days, expiry_months)`}

// addNewLots puts the lots that a wallet was given among the rows to insert.
func (b books) addNewLots(rows *insertion, w *wallet) {
	for _, l := range w.Lots {
		if l.New {
			rows.add(w.id, l.No, b.brand, l.Txn, l.Kind, l.Rule, l.Qualifying,
				l.Points, l.Pending, l.Available, l.Held, l.Expired, l.Reversed, db.Millis(l.AvailableAt),
				db.Millis(l.ActivatedAt), l.Activated, l.ReversedAfter, db.Millis(l.ExpiresAt), l.ExpiryDays, l.ExpiryMonths)
			l.New, l.Changed = false, false
		}
	}
}

const updateLot = `UPDATE ly_lot SET pending = ?, available = ?, held = ?, expired = ?, reversed = ?, available_at = ?,
	activated_at = ?, activated = ?, reversed_after = ?, expires_at = ? WHERE member = ? AND no = ?`

func (b books) saveLots(ctx context.Context, w *wallet) error {
	for _, l := range w.Lots {
		if !l.Changed {
			continue
		}
		_, err := b.execAhead(ctx, updateLot, l.Pending, l.Available, l.Held, l.Expired, l.Reversed, db.Millis(l.AvailableAt),
			db.Millis(l.ActivatedAt), l.Activated, l.ReversedAfter, db.Millis(l.ExpiresAt), w.id, l.No)
		if err != nil {
			return err
		}
		l.Changed = false
	}
	return nil
}

func (b books) saveHolds(ctx context.Context, w *wallet) error {
	for _, h := range w.Holds {
		var err error
		switch {
		case h.New:
			_, err = b.execAhead(ctx, "INSERT INTO ly_hold (txn, brand, member, no, points, expires_at, is_open) VALUES (?, ?, ?, ?, ?, ?, ?)",
				h.Txn, b.brand, w.id, h.No, h.Points, db.Millis(h.ExpiresAt), h.Open)
		case h.Changed:
			_, err = b.execAhead(ctx, "UPDATE ly_hold SET is_open = ? WHERE txn = ?", h.Open, h.Txn)
		}
		if err != nil {
			return err
		}
		h.New, h.Changed = false, false
	}
	return nil
}
