package db_test

import (
	"errors"
	"testing"

	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
)

// What is touched is known when the transaction is committed, and not at all when it is not.
func TestTouchCountsWithTheCommit(t *testing.T) {
	d := dbtest.Open(t)
	var told []string
	d.OnTouch(func(subject string) { told = append(told, subject) })
	touch := func(err error, subjects ...string) {
		_ = d.InTx(t.Context(), func(tx *db.DB) error {
			for _, subject := range subjects {
				tx.Touch(subject)
			}
			if d.Touched("a") != 0 && err != nil {
				t.Error("told before the commit")
			}
			return err
		})
	}
	touch(errors.New("no"), "a")
	if d.Touched("a") != 0 || d.Touched("") != 0 || told != nil {
		t.Error("an undone change was told")
	}
	touch(nil, "a", "b")
	a, b, any := d.Touched("a"), d.Touched("b"), d.Touched("")
	if a == 0 || b == 0 || any != max(a, b) || len(told) != 2 {
		t.Errorf("a %d, b %d, any %d, told %v", a, b, any, told)
	}
	d.HearTouch("b")
	if d.Touched("a") != a || d.Touched("b") <= any || len(told) != 2 {
		t.Error("a change elsewhere was not heard, or told again")
	}
}
