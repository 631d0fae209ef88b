package loyalty

import (
	"context"
	"strings"

	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/loyalty/ledger"
)

// check is one invariant of the books as a query for the rows that break it. Its rows
// are the key, what the row says and what the rest of the books says.
type check struct {
	name  fault.Text
	table string
	query string // may use the views below; ? is the brand, as often as views and query ask
}

// sides gives each posting twice: what it takes from one account and gives to another.
const sides = `sides AS (
	SELECT txn, debit AS account, debit_member AS member, debit_lot AS lot, -points AS points FROM ly_posting WHERE brand = ?
	UNION ALL SELECT txn, credit, credit_member, credit_lot, points FROM ly_posting WHERE brand = ?)`

// sum is the points of one account among grouped sides.
func sum(account ledger.Account) string {
	return "COALESCE(sum(CASE WHEN account = '" + string(account) + "' THEN points END), 0)"
}

var byLot = sides + `, bylot AS (SELECT member, lot, ` + sum(ledger.Pending) + ` AS pending, ` + sum(ledger.Available) + ` AS available, ` +
	sum(ledger.Held) + ` AS held, ` + sum(ledger.Expired) + ` AS expired FROM sides WHERE lot > 0 GROUP BY member, lot)`

var byMember = sides + `, bymember AS (SELECT member, ` + sum(ledger.Pending) + ` AS pending, ` + sum(ledger.Available) + ` AS available, ` +
	sum(ledger.Held) + ` AS held, -` + sum(ledger.Debt) + ` AS debt, ` + sum(ledger.Expired) + ` AS expired FROM sides WHERE member <> '' GROUP BY member)`

// lifetimes sums what postings say a member earned, spent, got back and lost again.
const lifetimes = `lifetimes AS (SELECT t.member,
	COALESCE(sum(CASE WHEN p.debit = 'issuance' THEN p.points END), 0) AS earned,
	COALESCE(sum(CASE WHEN p.credit = 'burned' THEN p.points END), 0) AS spent,
	COALESCE(sum(CASE WHEN t.kind = 'reverse' AND p.debit IN ('burned', 'adjust') THEN p.points END), 0) AS restored,
	COALESCE(sum(CASE WHEN t.kind IN ('reverse', 'refund', 'promo_rollback') AND p.credit IN ('issuance', 'adjust') THEN p.points END), 0) AS clawed_back
	FROM ly_posting p JOIN ly_txn t ON t.id = p.txn WHERE p.brand = ? GROUP BY t.member)`

// figures writes several numbers as one text: "pending 0, available 30".
func figures(prefix string, names ...string) string {
	text := ""
	for i, name := range names {
		if i > 0 {
			text += " || ', "
		} else {
			text += "'"
		}
		text += name + " ' || CAST(COALESCE(" + prefix + name + ", 0) AS TEXT)"
	}
	return text
}

// differs is the condition that one of several numbers is not the same on both sides.
func differs(left, right string, names ...string) string {
	condition := ""
	for i, name := range names {
		if i > 0 {
			condition += " OR "
		}
		condition += left + name + " <> COALESCE(" + right + name + ", 0)"
	}
	return "(" + condition + ")"
}

var (
	lotColumns      = []string{"pending", "available", "held", "expired"}
	balanceColumns  = []string{"pending", "available", "held", "debt", "expired"}
	lifetimeColumns = []string{"earned", "spent", "restored", "clawed_back"}
)

// checks are all invariants that rows can break, the books themselves first: where
// postings are wrong, so is all that follows.
var checks = []check{
	{fault.Text{FR: "une écriture déplace des points entre des comptes qui existent, ceux d’un membre avec le membre et le lot de points", EN: "a posting moves points between accounts that exist, a member’s with the member and the lot"}, "ly_posting", `
		SELECT txn || '/' || ord AS id, debit || ' ' || debit_member || ' ' || debit_lot || ' to ' || credit || ' ' || credit_member || ' ' || credit_lot AS found,
			'-' AS want
		FROM ly_posting WHERE brand = ? AND (points <= 0
			OR debit = credit AND debit_member = credit_member AND debit_lot = credit_lot
			OR NOT (debit IN ('issuance', 'adjust', 'burned', 'writeoff') AND debit_member = '' AND debit_lot = 0
				OR debit IN ('available', 'pending', 'held', 'expired') AND debit_member <> '' AND debit_lot > 0
				OR debit = 'debt' AND debit_member <> '' AND debit_lot = 0)
			OR NOT (credit IN ('issuance', 'adjust', 'burned', 'writeoff') AND credit_member = '' AND credit_lot = 0
				OR credit IN ('available', 'pending', 'held', 'expired') AND credit_member <> '' AND credit_lot > 0
				OR credit = 'debt' AND credit_member <> '' AND credit_lot = 0))`},
	{fault.Text{FR: "une écriture appartient à une opération de sa marque", EN: "a posting belongs to a transaction of its brand"}, "ly_posting", `
		SELECT p.txn || '/' || p.ord AS id, p.txn AS found, '-' AS want
		FROM ly_posting p LEFT JOIN ly_txn t ON t.id = p.txn AND t.brand = p.brand WHERE p.brand = ? AND t.id IS NULL`},
	{fault.Text{FR: "un lot de points contient ce que disent ses écritures", EN: "a lot holds what its postings say"}, "ly_lot", `
		WITH ` + byLot + ` SELECT l.member || '/' || l.no AS id, ` + figures("l.", lotColumns...) + ` AS found, ` + figures("s.", lotColumns...) + ` AS want
		FROM ly_lot l LEFT JOIN bylot s ON s.member = l.member AND s.lot = l.no WHERE l.brand = ? AND ` + differs("l.", "s.", lotColumns...)},
	{fault.Text{FR: "les écritures nomment des lots de points qui existent", EN: "postings name lots that exist"}, "ly_posting", `
		WITH ` + byLot + ` SELECT s.member || '/' || s.lot AS id, '+' AS found, '-' AS want
		FROM bylot s LEFT JOIN ly_lot l ON l.member = s.member AND l.no = s.lot AND l.brand = ? WHERE l.no IS NULL`},
	{fault.Text{FR: "un lot de points a reçu les points qu’il indique", EN: "a lot was granted the points it says"}, "ly_lot", `
		SELECT l.member || '/' || l.no AS id, CAST(l.points AS TEXT) AS found, CAST(COALESCE(sum(p.points), 0) AS TEXT) AS want
		FROM ly_lot l LEFT JOIN ly_posting p ON p.txn = l.txn AND p.credit_member = l.member AND p.credit_lot = l.no AND p.credit IN ('pending', 'available')
		WHERE l.brand = ? GROUP BY l.member, l.no, l.points HAVING l.points <> COALESCE(sum(p.points), 0)`},
	{fault.Text{FR: "un lot de points ne dépasse pas ses points", EN: "a lot keeps within its points"}, "ly_lot", `
		SELECT member || '/' || no AS id, ` + figures("", append(lotColumns, "reversed", "reversed_after")...) + ` AS found, '<= ' || CAST(points AS TEXT) AS want
		FROM ly_lot WHERE brand = ? AND (pending < 0 OR available < 0 OR held < 0 OR expired < 0 OR reversed < 0 OR reversed > points
			OR pending + available + held + expired > points OR reversed_after > activated OR reversed_after < 0)`},
	{fault.Text{FR: "un compte de membre contient ce que disent ses écritures", EN: "a wallet has what its postings say"}, "ly_wallet", `
		WITH ` + byMember + ` SELECT w.member AS id, ` + figures("w.", balanceColumns...) + ` AS found, ` + figures("s.", balanceColumns...) + ` AS want
		FROM ly_wallet w LEFT JOIN bymember s ON s.member = w.member WHERE w.brand = ? AND ` + differs("w.", "s.", balanceColumns...)},
	{fault.Text{FR: "les écritures nomment des membres qui existent", EN: "postings name members that exist"}, "ly_posting", `
		WITH ` + byMember + ` SELECT s.member AS id, '+' AS found, '-' AS want
		FROM bymember s LEFT JOIN ly_wallet w ON w.member = s.member AND w.brand = ? WHERE w.member IS NULL`},
	{fault.Text{FR: "un compte de membre contient ce que contiennent ses lots de points", EN: "a wallet has what its lots hold"}, "ly_wallet", `
		WITH s AS (SELECT member, sum(pending) AS pending, sum(available) AS available, sum(held) AS held, sum(expired) AS expired
			FROM ly_lot WHERE brand = ? GROUP BY member)
		SELECT w.member AS id, ` + figures("w.", lotColumns...) + ` AS found, ` + figures("s.", lotColumns...) + ` AS want
		FROM ly_wallet w LEFT JOIN s ON s.member = w.member WHERE w.brand = ? AND ` + differs("w.", "s.", lotColumns...)},
	{fault.Text{FR: "aucun solde n’est négatif, et personne ne doit et ne détient à la fois", EN: "no balance is below zero, and nobody both owes and holds"}, "ly_wallet", `
		SELECT member AS id, ` + figures("", balanceColumns...) + ` AS found, '>= 0' AS want
		FROM ly_wallet WHERE brand = ? AND (pending < 0 OR available < 0 OR held < 0 OR debt < 0 OR expired < 0 OR debt > 0 AND available > 0)`},
	{fault.Text{FR: "les cumuls d’un membre sont ceux de ses écritures", EN: "a wallet’s lifetime figures are those of its postings"}, "ly_wallet", `
		WITH ` + lifetimes + ` SELECT w.member AS id, ` + figures("w.", lifetimeColumns...) + ` AS found, ` + figures("s.", lifetimeColumns...) + ` AS want
		FROM ly_wallet w LEFT JOIN lifetimes s ON s.member = w.member WHERE w.brand = ? AND ` + differs("w.", "s.", lifetimeColumns...)},
	{fault.Text{FR: "un membre effacé ne détient rien, ne doit rien et ne mène à personne", EN: "an erased member holds and owes nothing, and leads to nobody"}, "ly_member", `
		SELECT m.id, 'available ' || w.available || ', pending ' || w.pending || ', held ' || w.held || ', debt ' || w.debt || ', fan ' || COALESCE(m.fan, 'none') AS found,
			'-' AS want
		FROM ly_member m JOIN ly_wallet w ON w.member = m.id WHERE m.brand = ? AND (w.erased <> (m.erased_at > 0)
			OR w.erased AND (m.fan IS NOT NULL OR w.available + w.pending + w.held + w.debt > 0))`},
	{fault.Text{FR: "une dépense ou une réservation a pris les points qu’elle indique", EN: "a debit or hold took the points it says"}, "ly_txn", `
		SELECT t.id, CAST(abs(t.points) AS TEXT) AS found, CAST(COALESCE(sum(a.points), 0) AS TEXT) AS want
		FROM ly_txn t LEFT JOIN ly_alloc a ON a.txn = t.id
		WHERE t.brand = ? AND (t.kind IN ('spend', 'redeem', 'hold', 'capture', 'transfer') OR t.kind = 'adjust' AND t.points < 0)
		GROUP BY t.id, t.points HAVING abs(t.points) <> COALESCE(sum(a.points), 0)`},
	{fault.Text{FR: "une attribution a donné les points qu’elle dit", EN: "a grant gave the points it says"}, "ly_txn", `
		SELECT t.id, CAST(t.points AS TEXT) AS found, CAST(COALESCE(sum(l.points), 0) AS TEXT) AS want
		FROM ly_txn t LEFT JOIN ly_lot l ON l.txn = t.id AND l.member = t.member
		WHERE t.brand = ? AND (t.kind IN ('earn', 'promo_redeem') OR t.kind = 'adjust' AND t.points > 0)
		GROUP BY t.id, t.points HAVING t.points <> COALESCE(sum(l.points), 0)`},
	{fault.Text{FR: "une dépense ou une réserve a pris dans les points que disent ses écritures", EN: "a debit or hold took from the lots that its postings say"}, "ly_alloc", `
		WITH took AS (SELECT a.txn, a.lot, sum(a.points) AS points FROM ly_alloc a JOIN ly_txn t ON t.id = a.txn WHERE t.brand = ? GROUP BY a.txn, a.lot),
			gave AS (SELECT p.txn, p.debit_lot AS lot, sum(p.points) AS points FROM ly_posting p JOIN ly_txn t ON t.id = p.txn AND t.member = p.debit_member
				WHERE p.brand = ? AND (p.debit = 'available' AND p.credit <> 'debt' OR p.debit = 'held' AND p.credit = 'burned') GROUP BY p.txn, p.debit_lot)
		SELECT took.txn || '/' || took.lot AS id, CAST(took.points AS TEXT) AS found, CAST(COALESCE(gave.points, 0) AS TEXT) AS want
		FROM took LEFT JOIN gave ON gave.txn = took.txn AND gave.lot = took.lot WHERE took.points <> COALESCE(gave.points, 0)`},
	{fault.Text{FR: "une dépense a été rendue comme le disent ses annulations, sans dépasser ce qu’elle a pris", EN: "a debit was given back what its reversals say, and no more than it took"}, "ly_alloc", `
		WITH taken AS (SELECT a.txn, sum(a.restored) AS restored, sum(CASE WHEN a.restored > a.points OR a.restored < 0 THEN 1 ELSE 0 END) AS beyond
				FROM ly_alloc a JOIN ly_txn t ON t.id = a.txn WHERE t.brand = ? AND t.kind <> 'hold' GROUP BY a.txn),
			back AS (SELECT ref, sum(points) AS points FROM ly_txn WHERE brand = ? AND kind = 'reverse' GROUP BY ref)
		SELECT taken.txn AS id, CAST(taken.restored AS TEXT) AS found, CAST(COALESCE(back.points, 0) AS TEXT) AS want
		FROM taken LEFT JOIN back ON back.ref = taken.txn WHERE taken.beyond > 0 OR taken.restored <> COALESCE(back.points, 0)`},
	{fault.Text{FR: "un lot de points a été repris comme le disent ses annulations", EN: "a lot was taken back what its reversals say"}, "ly_lot", `
		WITH back AS (SELECT ref, sum(points) AS points FROM ly_txn WHERE brand = ? AND kind IN ('reverse', 'refund', 'promo_rollback') GROUP BY ref)
		SELECT l.member || '/' || l.no AS id, CAST(l.reversed AS TEXT) AS found, CAST(COALESCE(back.points, 0) AS TEXT) AS want
		FROM ly_lot l LEFT JOIN back ON back.ref = l.txn
		WHERE l.brand = ? AND l.kind IN ('earn', 'promo', 'adjust') AND l.reversed <> COALESCE(back.points, 0)`},
	{fault.Text{FR: "une commande n’a pas été remboursée au-delà de son montant", EN: "an order was refunded no more than was paid for it"}, "ly_txn", `
		SELECT t.id, CAST(sum(r.amount) AS TEXT) AS found, '<= ' || CAST(COALESCE(t.amount, 0) AS TEXT) AS want
		FROM ly_txn t JOIN ly_txn r ON r.ref = t.id AND r.kind = 'refund'
		WHERE t.brand = ? GROUP BY t.id, t.amount HAVING sum(r.amount) > COALESCE(t.amount, 0)`},
	{fault.Text{FR: "les points réservés d’un membre sont dans des réservations ouvertes", EN: "what a wallet has held is in open holds"}, "ly_hold", `
		WITH open AS (SELECT member, sum(points) AS points FROM ly_hold WHERE brand = ? AND is_open GROUP BY member)
		SELECT w.member AS id, CAST(COALESCE(open.points, 0) AS TEXT) AS found, CAST(w.held AS TEXT) AS want
		FROM ly_wallet w LEFT JOIN open ON open.member = w.member WHERE w.brand = ? AND w.held <> COALESCE(open.points, 0)`},
	{fault.Text{FR: "un membre a le palier qu’une opération lui a donné en dernier", EN: "a member has the tier that a transaction gave last"}, "ly_wallet", `
		WITH last AS (SELECT member, max(at) AS at FROM ly_txn WHERE brand = ? AND tier IS NOT NULL GROUP BY member)
		SELECT w.member AS id, CAST(w.tier AS TEXT) AS found, COALESCE(CAST(max(t.tier) AS TEXT), '0') AS want
		FROM ly_wallet w LEFT JOIN last ON last.member = w.member LEFT JOIN ly_txn t ON t.member = last.member AND t.at = last.at AND t.tier IS NOT NULL
		WHERE w.brand = ? GROUP BY w.member, w.tier HAVING w.tier <> 0 AND count(t.tier) = 0
			OR count(t.tier) > 0 AND sum(CASE WHEN t.tier = w.tier THEN 1 ELSE 0 END) = 0`},
	{fault.Text{FR: "ce que le temps fait à un compte n’est pas repoussé", EN: "what time does to a wallet is not put off"}, "ly_wallet", `
		WITH soon AS (SELECT member, expires_at AS at FROM ly_hold WHERE brand = ? AND is_open
				UNION ALL SELECT member, available_at FROM ly_lot WHERE brand = ? AND pending > 0
				UNION ALL SELECT member, expires_at FROM ly_lot WHERE brand = ? AND available > 0 AND expires_at > 0
				UNION ALL SELECT member, tier_until FROM ly_wallet WHERE brand = ? AND tier_until > 0),
			first AS (SELECT member, min(at) AS at FROM soon GROUP BY member)
		SELECT w.member AS id, CAST(w.next_due AS TEXT) AS found, CAST(first.at AS TEXT) AS want
		FROM ly_wallet w JOIN first ON first.member = w.member WHERE w.brand = ? AND (w.next_due = 0 OR w.next_due > first.at)`},
	{fault.Text{FR: "une note reste jusqu’à l’effacement de son membre", EN: "a note is there until its member is forgotten"}, "ly_txn_note", `
		SELECT t.id, '-' AS found, 'note' AS want
		FROM ly_txn t JOIN ly_wallet w ON w.member = t.member LEFT JOIN ly_txn_note n ON n.txn = t.id
		WHERE t.brand = ? AND t.note_hash IS NOT NULL AND n.txn IS NULL AND NOT w.erased`},
	{fault.Text{FR: "une récompense prise a son opération", EN: "a reward that was taken has its transaction"}, "ly_redemption", `
		SELECT r.txn AS id, r.member || ' ' || r.reward AS found, COALESCE(t.kind || ' ' || t.member || ' ' || t.rule, '-') AS want
		FROM ly_redemption r LEFT JOIN ly_txn t ON t.id = r.txn
		WHERE r.brand = ? AND (t.id IS NULL OR t.kind <> 'redeem' OR t.member <> r.member OR t.rule <> r.reward OR t.brand <> r.brand)`},
	{fault.Text{FR: "un échange a son bon, annulé si l’échange l’a été", EN: "a redeem transaction has its voucher, void if it was reversed"}, "ly_txn", `
		SELECT t.id, t.kind AS found, COALESCE(r.status, '-') AS want FROM ly_txn t LEFT JOIN ly_redemption r ON r.txn = t.id
		WHERE t.brand = ? AND t.kind = 'redeem' AND (r.txn IS NULL
			OR r.status <> 'void' AND EXISTS (SELECT 1 FROM ly_txn v WHERE v.ref = t.id AND v.kind = 'reverse' AND v.member = t.member))`},
	{fault.Text{FR: "aucune récompense n’a un stock négatif", EN: "no reward has less than nothing in stock"}, "ly_reward", `
		SELECT id, CAST(stock_left AS TEXT) AS found, '>= 0' AS want FROM ly_reward WHERE brand = ? AND stock_left < 0`},
	{fault.Text{FR: "un code a servi autant de fois que le disent ses usages, dans ses limites", EN: "a code was used as often as its uses say, within its limits"}, "ly_promo", `
		SELECT k.code AS id, CAST(k.used AS TEXT) AS found, CAST(COALESCE(u.n, 0) AS TEXT) AS want
		FROM ly_code_key k LEFT JOIN (SELECT hash, count(*) AS n FROM ly_code_use WHERE brand = ? AND NOT rolled_back GROUP BY hash) u
			ON u.hash = k.hash
		WHERE k.brand = ? AND (k.used <> COALESCE(u.n, 0) OR k.used > k.total)`},
	{fault.Text{FR: "un usage de code a son opération", EN: "a use of a code has its transaction"}, "ly_code_use", `
		SELECT u.txn AS id, u.member || ' ' || u.code AS found, COALESCE(t.kind || ' ' || t.member || ' ' || t.rule, '-') AS want
		FROM ly_code_use u LEFT JOIN ly_txn t ON t.id = u.txn
		WHERE u.brand = ? AND (t.id IS NULL OR t.kind NOT IN ('promo_redeem', 'promo_reserve') OR t.member <> u.member OR t.rule <> u.code OR t.brand <> u.brand)`},
	{fault.Text{FR: "un événement qui a rapporté des points a son opération", EN: "a business id that has earned has its transaction"}, "ly_source", `
		SELECT s.rule || '/' || s.txn AS id, s.rule AS found, COALESCE(t.rule, '-') AS want
		FROM ly_source s LEFT JOIN ly_txn t ON t.id = s.txn AND t.brand = s.brand
		WHERE s.brand = ? AND (t.id IS NULL OR t.kind <> 'earn' OR t.rule <> s.rule OR s.scope NOT IN ('', t.member))`},
	{fault.Text{FR: "les sommes par jour sont celles des écritures", EN: "the sums by day are those of the postings"}, "ly_day", `
		SELECT debit || '/' || credit AS id, CAST(sum(kept) AS TEXT) AS found, CAST(sum(posted) AS TEXT) AS want FROM (
			SELECT debit, credit, points AS kept, 0 AS posted FROM ly_day WHERE brand = ? AND credit <> ''
			UNION ALL SELECT p.debit, p.credit, 0, p.points FROM ly_posting p JOIN ly_fold f ON f.brand = p.brand AND p.txn <= f.upto WHERE p.brand = ?) sides
		GROUP BY debit, credit HAVING sum(kept) <> sum(posted)`},
	{fault.Text{FR: "ce qui est dû par terme est ce que contiennent les lots de points", EN: "what is owed by its end is what the lots hold"}, "ly_owed", `
		WITH mark AS (SELECT COALESCE(max(upto), '') AS upto FROM ly_fold WHERE brand = ?),
			since AS (SELECT credit_member AS member, credit_lot AS lot, points FROM ly_posting, mark WHERE brand = ? AND txn > upto AND credit IN ('available', 'held')
				UNION ALL SELECT debit_member, debit_lot, -points FROM ly_posting, mark WHERE brand = ? AND txn > upto AND debit IN ('available', 'held')),
			sides AS (SELECT expires_at, points AS kept, 0 AS held FROM ly_owed WHERE brand = ?
				UNION ALL SELECT l.expires_at, s.points, 0 FROM since s JOIN ly_lot l ON l.member = s.member AND l.no = s.lot
				UNION ALL SELECT expires_at, 0, available + held FROM ly_lot WHERE brand = ?)
		SELECT CAST(expires_at AS TEXT) AS id, CAST(sum(kept) AS TEXT) AS found, CAST(sum(held) AS TEXT) AS want
		FROM sides GROUP BY expires_at HAVING sum(kept) <> sum(held)`},
}

// readWhole prepares a view for checks, each of which reads whole tables and joins them.
// PostgreSQL takes tables that have just been filled for small, before it has counted them, and
// would compare every row with every other; and it must not give up on what is long.
func (b books) readWhole(ctx context.Context) error {
	if b.tx.Dialect() != db.Postgres {
		return nil
	}
	for _, setting := range []string{"enable_nestloop = off", "work_mem = '64MB'", "statement_timeout = 0"} {
		if err := b.tx.Gorm(ctx).Exec("SET LOCAL " + setting).Error; err != nil {
			return err
		}
	}
	return nil
}

func (b books) run(ctx context.Context, c check) ([]Problem, error) {
	var rows []struct{ ID, Found, Want string }
	args := make([]any, strings.Count(c.query, "?"))
	for i := range args {
		args[i] = b.brand
	}
	if err := b.read(ctx, &rows, c.query+" ORDER BY 1 LIMIT ?", append(args, maxProblems)...); err != nil {
		return nil, err
	}
	problems := make([]Problem, len(rows))
	for i, row := range rows {
		problems[i] = Problem{Check: c.name, Table: c.table, Row: row.ID, Found: row.Found, Want: row.Want}
	}
	return problems, nil
}

// count fills in how much there is.
func (b books) count(ctx context.Context, r *Report) error {
	for table, n := range map[string]*int64{
		"ly_wallet": &r.Members, "ly_txn": &r.Transactions, "ly_posting": &r.Postings, "ly_lot": &r.Lots,
	} {
		if err := b.one(ctx, n, "SELECT count(*) FROM "+table+" WHERE brand = ?", b.brand); err != nil {
			return err
		}
	}
	var err error
	r.Totals, err = b.sumPostings(ctx)
	return err
}

// eachNote calls fn with every note of the brand and the hash the books keep of it.
func (b books) eachNote(ctx context.Context, fn func(txn string, n note, hash []byte)) error {
	rows, err := b.tx.Gorm(ctx).Raw(`SELECT n.txn, n.salt, n.source_id, n.reason, n.actor, n.trace, t.note_hash
		FROM ly_txn_note n JOIN ly_txn t ON t.id = n.txn WHERE t.brand = ? ORDER BY n.txn`, b.brand).Rows()
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var txn string
		var n note
		var hash []byte
		if err := rows.Scan(&txn, &n.salt, &n.sourceID, &n.reason, &n.actor, &n.trace, &hash); err != nil {
			return err
		}
		fn(txn, n, hash)
	}
	return rows.Err()
}
