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
