package contests_test

import (
	"errors"
	"strings"
	"testing"

	"kermesse/contests"
	"kermesse/internal/db"
	"kermesse/internal/evlog"
)

// TestCheckRowsNamesWhatWasChanged: somebody who may do anything with the database changes
// what a draw was held by.
func TestCheckRowsNamesWhatWasChanged(t *testing.T) {
	for _, c := range []struct{ trigger, table, statement, want string }{
		{"contest_records_frozen", "contest_records", "UPDATE contest_records SET record = replace(record, 'vdraw1/result', 'vdraw1/resulx')", "is not that of the log"},
		{"contest_records_frozen", "contest_records", "UPDATE contest_records SET log_index = log_index + 50 WHERE kind = 'close'", "is not that of the log"},
		{"contest_rules_frozen", "contest_rules", "UPDATE contest_rules SET rules_json = replace(rules_json, 'one-win', 'many-wins')", "not those that were published"},
		{"contest_closes_frozen", "contest_closes", "UPDATE contest_closes SET record = replace(record, 'tickets', 'Tickets')", "the close record is not the one on record"},
		{"contest_draws_frozen", "contest_draws", "UPDATE contest_draws SET result = replace(result, 'winner 0 0', 'winner 0 9')", "the result is not the one on record"},
		{"draw_slots_frozen", "draw_slots", "UPDATE draw_slots SET list_index = list_index + 1 WHERE pick = 0", "slot 0 of prize 0 is not that of the result"},
		{"draw_slots_kept", "draw_slots", "DELETE FROM draw_slots WHERE pick > 0", "is not that of the result"},
	} {
		h := newHouse(t)
		h.drawn(t, form("edited"), 6)
		if err := contests.CheckRows(t.Context(), h.db); err != nil {
			t.Fatal(err)
		}
		err := h.db.InTx(t.Context(), func(tx *db.DB) error {
			drop := "DROP TRIGGER " + c.trigger
			if tx.Dialect() == db.Postgres {
				drop += " ON " + c.table
			}
			g := tx.Gorm(t.Context())
			return errors.Join(g.Exec(drop).Error, g.Exec(c.statement).Error)
		})
		must(t, err)
		var wrong *evlog.Wrong
		err = contests.CheckRows(t.Context(), h.db)
		if !errors.As(err, &wrong) || wrong.Table != c.table || !strings.Contains(wrong.Reason.EN, c.want) || wrong.Reason.FR == "" {
			t.Errorf("%s: %v, want %q", c.statement, err, c.want)
		}
	}
}
