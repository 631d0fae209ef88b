package bench

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	mrand "math/rand/v2"
	"strings"
	"sync/atomic"
	"time"

	"kermesse/internal/db"
)

// Books writes the rows of earns into the books of a brand as the ledger leaves them there, and
// asks nobody whether the points may be given: what a machine and a database can do at most, and
// how books come to a size in minutes. Books that it wrote prove themselves.
type Books struct {
	db      *db.DB
	brand   string
	members []string
	lots    atomic.Int64 // numbers of lots that were given; a member's follow no order among others'
}

// What each of these earns is about: a purchase of 12.34 under a rule of that name, which gives a
// point for a unit and never ends before a year.
const (
	bookedRule   = "purchase"
	bookedAmount = 1234
	bookedPoints = 12
	bookedLife   = 366 * 24 * time.Hour
	bookedTrace  = `[{"What":"per_amount","N":1,"Of":100,"Points":12}]`
	// bookedAnswer is as long as an answer that is kept.
	bookedAnswer = `{"Txn":%q,"At":"2026-11-22T00:00:00Z","Refused":null,"Replayed":false,"Points":12,` +
		`"Discount":0,"ExpiresAt":"0001-01-01T00:00:00Z","Voucher":"","Delivered":"","WrittenOff":0,"Clawback":null,"Restored":null,"Code":""}`
)

// OpenBooks reads who the brand's members are.
func OpenBooks(ctx context.Context, d *db.DB, brand string) (*Books, error) {
	b := &Books{db: d, brand: brand}
	err := d.Gorm(ctx).Raw("SELECT id FROM ly_member WHERE brand = ? ORDER BY ref", brand).Scan(&b.members).Error
	return b, err
}

// Earn is one transaction of the rows of one earn of any member, now.
func (b *Books) Earn(ctx context.Context, random *mrand.Rand) error {
	at := time.Now()
	e := b.earned(b.members[random.IntN(len(b.members))], db.NewID(), at, false)
	return b.db.InTx(ctx, func(tx *db.DB) error {
		for _, t := range bookedTables {
			rows := t.rows(b.brand, e)
			if err := insert(ctx, tx, t.into, rows); err != nil {
				return err
			}
		}
		return tx.Gorm(ctx).Exec(`UPDATE ly_wallet SET available = available + ?, earned = earned + ?, last_no = ?, last_at = ?,
			next_due = CASE WHEN next_due = 0 THEN ? ELSE next_due END, version = version + 1 WHERE member = ?`,
			bookedPoints, bookedPoints, e.lot, db.Millis(at), db.Millis(at.Add(bookedLife)), e.member).Error
	})
}

// Fill gives n point lots to the members in turn, at moments that are spread evenly from one to
// another; of each spendEvery the last one is spent again, none where that is 0. Tell is called
// now and then with how many there are.
func (b *Books) Fill(ctx context.Context, n int, from, to time.Time, spendEvery int, tell func(done int)) error {
	var last int64
	if err := b.db.Gorm(ctx).Raw("SELECT COALESCE(max(no), 0) FROM ly_lot WHERE brand = ?", b.brand).Scan(&last).Error; err != nil {
		return err
	}
	b.lots.Store(last)
	const atOnce, together = 1000, 20 // earns of a statement, statements of a transaction
	step := to.Sub(from) / time.Duration(max(1, n))
	for done := 0; done < n; {
		err := b.db.InTx(ctx, func(tx *db.DB) error {
			for range together {
				batch := make([]booked, 0, atOnce)
				for len(batch) < atOnce && done < n {
					at := from.Add(time.Duration(done) * step)
					spent := spendEvery > 0 && done%spendEvery == spendEvery-1
					batch = append(batch, b.earned(b.members[done%len(b.members)], bookedID(at, done), at, spent))
					done++
				}
				for _, t := range bookedTables {
					if err := insert(ctx, tx, t.into, t.rows(b.brand, batch...)); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		tell(done)
	}
	return b.sum(ctx)
}

// sum says in the wallets what their lots hold.
func (b *Books) sum(ctx context.Context) error {
	return b.db.InTx(ctx, func(tx *db.DB) error {
		return tx.Gorm(ctx).Exec(`UPDATE ly_wallet SET available = s.available, earned = s.points, spent = s.points - s.available, last_no = s.no,
				last_at = s.at, next_due = s.due
			FROM (SELECT member, sum(available) AS available, sum(points) AS points, max(no) AS no, max(available_at) AS at, min(expires_at) AS due
				FROM ly_lot WHERE brand = ? GROUP BY member) s
			WHERE ly_wallet.member = s.member`, b.brand).Error
	})
}

// booked is an earn as it stands in the books.
type booked struct {
	member, id string
	lot        int64
	at         time.Time
	spent      bool // its points were spent at once
	salt, hash []byte
}

func (b *Books) earned(member, id string, at time.Time, spent bool) booked {
	random := make([]byte, 48)
	_, _ = rand.Read(random) // it never fails
	return booked{member: member, id: id, lot: b.lots.Add(1), at: at, spent: spent, salt: random[:16], hash: random[16:]}
}

// bookedID is the id of the transaction that was made nth, at a moment: ids begin with their
// milliseconds. The last digit tells a spend from the earn before it.
func bookedID(at time.Time, n int) string {
	ms := fmt.Sprintf("%012x", at.UnixMilli())
	return fmt.Sprintf("%s-%s-7000-8000-%011x0", ms[:8], ms[8:], n)
}

func (e booked) spendID() string { return e.id[:len(e.id)-1] + "1" }

// noteHash is how the books fix a note: with the lengths of its parts.
func (e booked) noteHash() []byte {
	h := sha256.New()
	for _, part := range []string{string(e.salt), e.id, "", "", bookedTrace} {
		_, _ = fmt.Fprintf(h, "%d:%s", len(part), part) // a hash never fails
	}
	return h.Sum(nil)
}

// bookedTable is a table with the columns that an earn fills, in the order of foreign keys.
type bookedTable struct {
	into string
	row  func(brand string, e booked) []any
	then func(brand string, e booked) []any // of the spend that follows; nil: it has none
}

var bookedTables = []bookedTable{
	{into: "ly_idem (brand, key, request, answer, at)", row: func(brand string, e booked) []any {
		return []any{brand, e.id, e.hash, fmt.Sprintf(bookedAnswer, e.id), e.at.UnixMilli()}
	}},
	{into: "ly_source (brand, scope, rule, source, txn)", row: func(brand string, e booked) []any {
		return []any{brand, "", bookedRule, e.hash, e.id}
	}},
	{
		into: "ly_txn (id, brand, member, kind, at, points, rule, note_hash, amount, num, den, tier_bp, campaign_bp)",
		row: func(brand string, e booked) []any {
			return []any{e.id, brand, e.member, "earn", e.at.UnixMilli(), bookedPoints, bookedRule, e.noteHash(), bookedAmount, 1, 100, 10_000, 10_000}
		},
		then: func(brand string, e booked) []any {
			return []any{e.spendID(), brand, e.member, "spend", e.at.UnixMilli(), bookedPoints, "", nil, nil, nil, nil, nil, nil}
		},
	},
	{into: "ly_txn_note (txn, salt, source_id, trace)", row: func(_ string, e booked) []any {
		return []any{e.id, e.salt, e.id, bookedTrace}
	}},
	{
		into: `ly_lot (member, no, brand, txn, kind, rule, qualifying, points, pending, available, held, expired, reversed, available_at,
			activated_at, activated, reversed_after, expires_at, expiry_days)`,
		row: func(brand string, e booked) []any {
			available, at := bookedPoints, e.at.UnixMilli()
			if e.spent {
				available = 0
			}
			return []any{
				e.member, e.lot, brand, e.id, "earn", bookedRule, true, bookedPoints, 0, available, 0, 0, 0, at, at, bookedPoints, 0,
				e.at.Add(bookedLife).UnixMilli(), 365,
			}
		},
	},
	{
		into: "ly_posting (txn, ord, brand, debit, debit_member, debit_lot, credit, credit_member, credit_lot, points)",
		row: func(brand string, e booked) []any {
			return []any{e.id, 0, brand, "issuance", "", 0, "available", e.member, e.lot, bookedPoints}
		},
		then: func(brand string, e booked) []any {
			return []any{e.spendID(), 0, brand, "available", e.member, e.lot, "burned", "", 0, bookedPoints}
		},
	},
	{
		into: "ly_alloc (txn, ord, member, lot, points)",
		then: func(_ string, e booked) []any { return []any{e.spendID(), 0, e.member, e.lot, bookedPoints} },
	},
}

func (t bookedTable) rows(brand string, earns ...booked) [][]any {
	var rows [][]any
	for _, e := range earns {
		if t.row != nil {
			rows = append(rows, t.row(brand, e))
		}
		if e.spent && t.then != nil {
			rows = append(rows, t.then(brand, e))
		}
	}
	return rows
}

// insert writes rows in one statement; none is nothing to do.
func insert(ctx context.Context, tx *db.DB, into string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	row := "(" + strings.Repeat("?, ", len(rows[0])-1) + "?)"
	args := make([]any, 0, len(rows)*len(rows[0]))
	for _, r := range rows {
		args = append(args, r...)
	}
	return tx.Gorm(ctx).Exec("INSERT INTO "+into+" VALUES "+strings.Repeat(row+", ", len(rows)-1)+row, args...).Error
}
