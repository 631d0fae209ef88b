package loyalty_test

import (
	"fmt"
	"strings"
	"testing"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/loyalty"
)

// busy makes books with something in every table.
func (h *house) busy() account.BrandID {
	h.t.Helper()
	brand := h.open("r1", "r2", "r3")
	earn := h.must(brand, "e1", loyalty.Earn{Member: "r1", Rule: "purchase", SourceID: "o1", Amount: 60_000})
	h.must(brand, "e2", loyalty.Earn{Member: "r1", Rule: "later", SourceID: "o2", Amount: 20_000})
	h.must(brand, "a1", loyalty.Adjust{Member: "r2", Points: 300, Reason: "goodwill"})
	spend := h.must(brand, "s1", loyalty.Spend{Member: "r1", Points: 120})
	h.must(brand, "rv1", loyalty.Reverse{Ref: spend.Txn, Points: new(int64(20))})
	h.must(brand, "rv2", loyalty.Reverse{Ref: earn.Txn, Points: new(int64(50))})
	h.must(brand, "h1", loyalty.Hold{Member: "r1", Points: 40, TTL: 3600})
	h.must(brand, "rd1", loyalty.Redeem{Member: "r2", Reward: "coupon"})
	h.must(brand, "pc1", loyalty.PromoRedeem{Member: "r2", Code: "POINTS50", Amount: 0})
	h.must(brand, "tr1", loyalty.Transfer{From: "r1", To: "r3", Points: 30})
	h.verify()
	return brand
}

func TestVerifyNamesTheWrongRow(t *testing.T) {
	const unguarded = "" // no trigger stands in the way
	tests := []struct {
		name    string
		guard   string // append-only table whose trigger is taken away first
		corrupt string
		table   string
		row     string // query for the key that must be named
	}{
		{
			"points out of nothing", unguarded, "UPDATE ly_wallet SET available = available + 1 WHERE member = (SELECT id FROM ly_member WHERE ref = 'r2')",
			"ly_wallet", "SELECT id FROM ly_member WHERE ref = 'r2'",
		},
		{
			"a lifetime figure", unguarded, "UPDATE ly_wallet SET spent = spent + 1 WHERE member = (SELECT id FROM ly_member WHERE ref = 'r1')",
			"ly_wallet", "SELECT id FROM ly_member WHERE ref = 'r1'",
		},
		{
			"points moved between two members", unguarded, "UPDATE ly_lot SET available = available - 1 WHERE txn = (SELECT id FROM ly_txn WHERE kind = 'adjust')",
			"ly_lot", "SELECT member || '/' || no FROM ly_lot WHERE txn = (SELECT id FROM ly_txn WHERE kind = 'adjust')",
		},
		{
			"a lot that was taken back more", unguarded, "UPDATE ly_lot SET reversed = reversed + 1 WHERE txn = (SELECT id FROM ly_txn WHERE kind = 'earn' AND rule = 'purchase')",
			"ly_lot", "SELECT member || '/' || no FROM ly_lot WHERE txn = (SELECT id FROM ly_txn WHERE kind = 'earn' AND rule = 'purchase')",
		},
		{
			"a lot that says it was granted more", unguarded, "UPDATE ly_lot SET points = points + 1 WHERE txn = (SELECT id FROM ly_txn WHERE kind = 'promo_redeem')",
			"ly_lot", "SELECT member || '/' || no FROM ly_lot WHERE txn = (SELECT id FROM ly_txn WHERE kind = 'promo_redeem')",
		},
		{
			"a spend that was given back more", unguarded, "UPDATE ly_alloc SET restored = restored + 1 WHERE txn = (SELECT id FROM ly_txn WHERE kind = 'spend')",
			"ly_alloc", "SELECT id FROM ly_txn WHERE kind = 'spend'",
		},
		{
			"a slice of a debit", unguarded, "UPDATE ly_alloc SET points = points + 1 WHERE txn = (SELECT id FROM ly_txn WHERE kind = 'redeem')",
			"ly_txn", "SELECT id FROM ly_txn WHERE kind = 'redeem'",
		},
		{
			"a hold closed by hand", unguarded, "UPDATE ly_hold SET is_open = FALSE",
			"ly_hold", "SELECT id FROM ly_member WHERE ref = 'r1'",
		},
		{
			"a voucher of another reward", unguarded, "UPDATE ly_redemption SET reward = 'one_each'",
			"ly_redemption", "SELECT id FROM ly_txn WHERE kind = 'redeem'",
		},
		{
			"a voucher gone", unguarded, "DELETE FROM ly_redemption",
			"ly_txn", "SELECT id FROM ly_txn WHERE kind = 'redeem'",
		},
		{
			"a use of a code that is not counted", unguarded, "UPDATE ly_code_key SET used = 0 WHERE used > 0",
			"ly_promo", "SELECT code FROM ly_code_use",
		},
		{
			"a reason rewritten", unguarded, "UPDATE ly_txn_note SET reason = 'theft' WHERE reason = 'goodwill'",
			"ly_txn_note", "SELECT id FROM ly_txn WHERE kind = 'adjust'",
		},
		{
			"a reason taken away", unguarded, "DELETE FROM ly_txn_note WHERE reason = 'goodwill'",
			"ly_txn_note", "SELECT id FROM ly_txn WHERE kind = 'adjust'",
		},
		{
			"a tier for nothing", unguarded, "UPDATE ly_wallet SET tier = tier + 1 WHERE member = (SELECT id FROM ly_member WHERE ref = 'r3')",
			"ly_wallet", "SELECT id FROM ly_member WHERE ref = 'r3'",
		},
		{
			"points that never end", unguarded, "UPDATE ly_wallet SET next_due = next_due + 1 WHERE member = (SELECT id FROM ly_member WHERE ref = 'r1')",
			"ly_wallet", "SELECT id FROM ly_member WHERE ref = 'r1'",
		},
		{
			"a debit from another lot", unguarded, "UPDATE ly_alloc SET lot = 2 WHERE txn = (SELECT id FROM ly_txn WHERE kind = 'spend')",
			"ly_alloc", "SELECT id || '/2' FROM ly_txn WHERE kind = 'spend'",
		},
		{
			"a business id of no order", unguarded, "UPDATE ly_source SET txn = 'gone' WHERE rule = 'later'",
			"ly_source", "SELECT 'later/gone'",
		},
		{
			"an erased member who can still be found", unguarded, "UPDATE ly_member SET erased_at = 1 WHERE ref = 'r3'",
			"ly_member", "SELECT id FROM ly_member WHERE ref = 'r3'",
		},
		{
			"a posting of more points", "ly_posting", "UPDATE ly_posting SET points = points + 1 WHERE txn = (SELECT id FROM ly_txn WHERE kind = 'spend')",
			"ly_lot", "SELECT debit_member || '/' || debit_lot FROM ly_posting WHERE txn = (SELECT id FROM ly_txn WHERE kind = 'spend')",
		},
		{
			"a posting to an account of nobody", "ly_posting", "UPDATE ly_posting SET credit = 'pocket' WHERE txn = (SELECT id FROM ly_txn WHERE kind = 'spend')",
			"ly_posting", "SELECT id || '/0' FROM ly_txn WHERE kind = 'spend'",
		},
		{
			"a posting taken out", "ly_posting", "DELETE FROM ly_posting WHERE txn = (SELECT id FROM ly_txn WHERE kind = 'hold')",
			"ly_lot", "SELECT member || '/' || no FROM ly_lot WHERE held > 0",
		},
		{
			"a grant of more points", "ly_txn", "UPDATE ly_txn SET points = points + 1 WHERE kind = 'earn' AND rule = 'later'",
			"ly_txn", "SELECT id FROM ly_txn WHERE kind = 'earn' AND rule = 'later'",
		},
		{
			"a transaction of more points", "ly_txn", "UPDATE ly_txn SET points = points + 1 WHERE kind = 'spend'",
			"ly_txn", "SELECT id FROM ly_txn WHERE kind = 'spend'",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(t)
			brand := h.busy()
			if test.guard != "" {
				h.unguard(test.guard)
			}
			if err := h.exec(test.corrupt); err != nil {
				t.Fatal(err)
			}
			var row string
			if err := h.db.Gorm(t.Context()).Raw(test.row).Scan(&row).Error; err != nil {
				t.Fatal(err)
			}
			report, err := loyalty.Verify(t.Context(), h.db, brand)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range report.Problems {
				if p.Table == test.table && p.Row == row {
					return
				}
			}
			t.Errorf("no problem names %s %q: %v", test.table, row, report.Problems)
		})
	}
}

// unguard takes the trigger of an append-only table away.
func (h *house) unguard(table string) {
	h.t.Helper()
	statements := []string{"DROP TRIGGER " + table + "_no_update", "DROP TRIGGER " + table + "_no_delete"}
	if h.db.Dialect() == db.Postgres {
		statements = []string{"ALTER TABLE " + table + " DISABLE TRIGGER USER"}
	}
	for _, statement := range statements {
		if err := h.exec(statement); err != nil {
			h.t.Fatal(err)
		}
	}
}

// Sums that reports are made of are proved from both sides: what they hold too much, and what
// they have forgotten.
func TestVerifyFindsWrongSums(t *testing.T) {
	h := newHouse(t)
	brand := h.busy()
	for _, corrupt := range []struct{ table, statement string }{
		{"ly_day", "UPDATE ly_day SET points = points + 1 WHERE kind = 'spend'"},
		{"ly_day", "DELETE FROM ly_day WHERE kind = 'spend'"},
		{"ly_owed", "UPDATE ly_owed SET points = points + 1"},
		{"ly_owed", "DELETE FROM ly_owed"},
	} {
		h.execAll("DELETE FROM ly_day", "DELETE FROM ly_owed", "DELETE FROM ly_active", "DELETE FROM ly_active_count", "DELETE FROM ly_fold")
		if err := h.FoldAll(t.Context(), brand); err != nil {
			t.Fatal(err)
		}
		h.verify()
		h.execAll(corrupt.statement)
		report, err := loyalty.Verify(t.Context(), h.db, brand)
		if err != nil || len(report.Problems) == 0 || report.Problems[0].Table != corrupt.table {
			t.Errorf("%s: %v, %v", corrupt.statement, report.Problems, err)
		}
	}
}

func TestTransactionsAndPostingsNeverChange(t *testing.T) {
	h := newHouse(t)
	h.busy()
	for _, table := range []string{"ly_txn", "ly_posting"} {
		for _, statement := range []string{"UPDATE %s SET points = points + 1", "DELETE FROM %s"} {
			query := fmt.Sprintf(statement, table)
			if err := h.exec(query); err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v, want it refused as append-only", query, err)
			}
		}
	}
	h.verify()
}
