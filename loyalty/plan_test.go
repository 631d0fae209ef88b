package loyalty

import (
	"strings"
	"testing"

	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
)

// A wallet is found by its member, and not by looking through those of the brand: with
// five thousand members that took twenty milliseconds for every operation.
func TestAWalletIsFoundByItsMember(t *testing.T) {
	d := dbtest.Open(t)
	for _, by := range []string{byID, byRef, byFan} {
		args := make([]any, strings.Count(selectWallet+by, "?"))
		for i := range args {
			args[i] = "x"
		}
		explain := "EXPLAIN "
		if d.Dialect() == db.SQLite {
			explain = "EXPLAIN QUERY PLAN "
		}
		rows, err := d.Gorm(t.Context()).Raw(explain+selectWallet+by, args...).Rows()
		if err != nil {
			t.Fatal(err)
		}
		plan := readPlan(t, rows)
		if !strings.Contains(plan, "member=?") && !strings.Contains(plan, "(member = ") {
			t.Errorf("%s:\n%s", by, plan)
		}
		if strings.Contains(plan, "CORRELATED SCALAR SUBQUERY 2") || strings.Contains(plan, "Filter: (member = ") {
			t.Errorf("%s looks for the member again for each wallet:\n%s", by, plan)
		}
	}
}

// What came since a mark is found by the mark, and not by looking through all that the brand ever
// did: with a million operations that took a second for every report.
func TestWhatIsRecentIsFoundByItsMark(t *testing.T) {
	d := dbtest.Open(t)
	if d.Dialect() != db.SQLite {
		t.Skip("PostgreSQL plans by what a table holds; here it holds nothing")
	}
	for query, want := range map[string]string{
		selectFolded: "USING INDEX sqlite_autoindex_ly_txn_1 (id>? AND id<?)",
		"SELECT member FROM ly_wallet WHERE " + ofBrand + " AND next_due > 0 AND next_due <= ?":               "USING INDEX ly_wallet_due",
		"SELECT tier, count(*) AS n FROM ly_wallet WHERE brand = ? AND NOT erased GROUP BY tier":              "COVERING INDEX ly_wallet_tier",
		"SELECT count(*) FROM ly_member WHERE brand = ? AND created_at >= ? AND erased_at = 0":                "COVERING INDEX ly_member_joined",
		"SELECT m.ref FROM " + newestFirst.from + " AND w.member < ? ORDER BY " + newestFirst.by + " LIMIT 9": "INDEX ly_wallet_brand (brand=? AND member<?)",
		"SELECT m.ref FROM " + byNumber.from + " AND m.ref >= ? ORDER BY " + byNumber.by + " LIMIT 9":         "(brand=? AND ref>?)",
	} {
		args := make([]any, strings.Count(query, "?"))
		for i := range args {
			args[i] = "x"
		}
		rows, err := d.Gorm(t.Context()).Raw("EXPLAIN QUERY PLAN "+query, args...).Rows()
		if err != nil {
			t.Fatal(err)
		}
		if plan := readPlan(t, rows); !strings.Contains(plan, want) || strings.Contains(plan, "B-TREE FOR ORDER BY") {
			t.Errorf("%s:\n%s", query, plan)
		}
	}
}

func readPlan(t *testing.T, rows interface {
	Columns() ([]string, error)
	Next() bool
	Scan(...any) error
	Close() error
},
) string {
	t.Helper()
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var plan strings.Builder
	for rows.Next() {
		line, into := make([]string, len(columns)), make([]any, len(columns))
		for i := range line {
			into[i] = &line[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		plan.WriteString(strings.Join(line, " ") + "\n")
	}
	return plan.String()
}
