package evlog

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
)

// edit changes the database as somebody does who may do anything with it.
func edit(t *testing.T, tx *db.DB, statement string) {
	t.Helper()
	for _, table := range []string{"log_events", "log_hashes", "log_checkpoints", "log_cosignatures", "log_keys"} {
		for _, trigger := range []string{"_frozen", "_kept"} {
			drop := "DROP TRIGGER " + table + trigger
			if tx.Dialect() == db.Postgres {
				drop += " ON " + table
			}
			if err := tx.Gorm(t.Context()).Exec(drop).Error; err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := tx.Gorm(t.Context()).Exec(statement).Error; err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// grown is a log of 301 records with a change of key and a witness.
func grown(t *testing.T) *Log {
	t.Helper()
	l := newLog(t)
	for i := range 4 {
		add(t, l, fmt.Sprintf("record %d\n", i))
	}
	w, _ := serveWitness(t, l, "a.example", clock.NewSettable(noon))
	l.witnesses = []Endpoint{w}
	if err := l.Collect(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Rotate(t.Context()); err != nil {
		t.Fatal(err)
	}
	var more []string
	for i := range 296 {
		more = append(more, fmt.Sprintf("record %d\n", 5+i))
	}
	add(t, l, more...)
	return l
}

func TestCheck(t *testing.T) {
	l := grown(t)
	var read int64
	got, err := Check(t.Context(), l.db, Checking{
		Each: func(index int64, record []byte) error {
			if index != read || index != 4 && string(record) != fmt.Sprintf("record %d\n", index) {
				t.Errorf("record %d is %q", index, record)
			}
			read++
			return nil
		},
		Progress: func(done, total int64) {
			if done > total || total != 301 {
				t.Errorf("%d of %d", done, total)
			}
		},
	})
	head, failed := l.Head(t.Context())
	if err != nil || failed != nil || read != 301 || got.Size != 301 || got.Root != head.Root || got.Checkpoints != 7 || got.Cosignatures != 1 || len(got.Keys) != 2 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestCheckNamesWhatWasChanged(t *testing.T) {
	l := grown(t)
	if _, err := l.PrepareKey(t.Context()); err != nil {
		t.Fatal(err)
	}
	blob := map[db.Dialect]string{db.SQLite: "x'%s'", db.Postgres: `'\x%s'::bytea`}
	for name, c := range map[string]struct {
		statement func(blob string) string
		want      string
	}{
		"a record": {func(b string) string {
			return "UPDATE log_events SET record = " + fmt.Sprintf(b, "ff") + " WHERE idx = 3"
		}, "log_events 3: the record is not the one"},
		"a late record": {func(b string) string {
			return "UPDATE log_events SET record = " + fmt.Sprintf(b, "ff") + " WHERE idx = 299"
		}, "log_events 299: the record is not the one"},
		"a missing record":      {func(string) string { return "DELETE FROM log_events WHERE idx = 2" }, "log_events 2: the record is missing"},
		"a missing last record": {func(string) string { return "DELETE FROM log_events WHERE idx = 300" }, "log_events 300: the record is missing"},
		"a record too many": {func(b string) string {
			return "INSERT INTO log_events (idx, record, appended_at) VALUES (301, " + fmt.Sprintf(b, "ff") + ", 1)"
		}, "log_events 301: the record is beyond"},
		"the hash of a record": {func(b string) string {
			return "UPDATE log_hashes SET hash = " + fmt.Sprintf(b, strings.Repeat("ff", 32)) + " WHERE idx = 1"
		}, "log_hashes 1: the hash is not that of its record"},
		"an inner hash": {func(b string) string {
			return "UPDATE log_hashes SET hash = " + fmt.Sprintf(b, strings.Repeat("ff", 32)) + " WHERE idx = 2"
		}, "log_hashes 2: the hash is not that of the two"},
		"a missing hash": {func(string) string { return "DELETE FROM log_hashes WHERE idx = 4" }, "log_hashes 4: the hash is missing"},
		"a hash too many": {func(b string) string {
			return "INSERT INTO log_hashes (idx, hash) VALUES (9999, " + fmt.Sprintf(b, strings.Repeat("ff", 32)) + ")"
		}, "log_hashes 597: the hash is beyond"},
		"a signed root": {func(b string) string {
			return "UPDATE log_checkpoints SET root = " + fmt.Sprintf(b, strings.Repeat("ff", 32)) + " WHERE size = 2"
		}, "log_checkpoints 2: the signed root is not"},
		"a signature": {func(string) string {
			return "UPDATE log_checkpoints SET note = replace(note, ' ', '  ') WHERE size = 3"
		}, "log_checkpoints 3: the checkpoint is not signed"},
		"the checkpoint of another": {func(string) string {
			return "UPDATE log_checkpoints SET note = (SELECT note FROM log_checkpoints WHERE size = 1) WHERE size = 2"
		}, "log_checkpoints 2: the checkpoint is not signed"},
		"the first checkpoint":        {func(string) string { return "DELETE FROM log_checkpoints WHERE size = 0" }, "log_checkpoints 0: the checkpoint is missing"},
		"the time of a cosignature":   {func(string) string { return "UPDATE log_cosignatures SET cosigned_at = cosigned_at - 1000" }, "log_cosignatures 4 a.example+"},
		"a cosignature":               {func(string) string { return "UPDATE log_cosignatures SET line = replace(line, 'A', 'B')" }, "log_cosignatures 4 a.example+"},
		"the key of a witness":        {func(string) string { return "UPDATE log_cosignatures SET witness = 'me'" }, "log_cosignatures 4 me"},
		"when a key began":            {func(string) string { return "UPDATE log_keys SET first_size = 4 WHERE first_size = 5" }, "log_checkpoints 4: the checkpoint is not signed"},
		"a key that nobody announced": {func(string) string { return "UPDATE log_keys SET first_size = 300 WHERE first_size IS NULL" }, "log_checkpoints 301: the checkpoint is not signed"},
		"another key":                 {func(string) string { return "UPDATE log_keys SET vkey = 'me' WHERE first_size = 0" }, "log_keys me: this is no key"},
		"no key":                      {func(string) string { return "DELETE FROM log_keys WHERE first_size = 0" }, "log_keys -: the first key is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			err := l.db.InTx(t.Context(), func(tx *db.DB) error {
				edit(t, tx, c.statement(blob[tx.Dialect()]))
				_, err := checkIn(t.Context(), tx, Checking{})
				return err // and with it nothing is left of the edit
			})
			var w *Wrong
			if !errors.As(err, &w) || !strings.HasPrefix(w.Error(), c.want) || w.Reason.FR == "" {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

func TestCheckWithoutALog(t *testing.T) {
	if _, err := Check(t.Context(), dbtest.Open(t), Checking{}); !errors.Is(err, ErrNoLog) {
		t.Errorf("%v", err)
	}
}
