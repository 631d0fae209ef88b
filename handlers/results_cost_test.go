package handlers

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"kermesse/internal/db"
)

// reads remembers what is asked of a database, while it is on.
type reads struct {
	mu         sync.Mutex
	on         bool
	statements []string
	vars       [][]any
}

func (w *town) reads() *reads {
	w.t.Helper()
	r := &reads{}
	remember := func(d *gorm.DB) {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.on {
			r.statements, r.vars = append(r.statements, d.Statement.SQL.String()), append(r.vars, slices.Clone(d.Statement.Vars))
		}
	}
	callbacks := w.db.Gorm(w.t.Context()).Callback()
	for _, err := range []error{
		callbacks.Row().After("gorm:row").Register("reads", remember),
		callbacks.Query().After("gorm:query").Register("reads", remember),
		callbacks.Raw().After("gorm:raw").Register("reads", remember),
	} {
		if err != nil {
			w.t.Fatal(err)
		}
	}
	return r
}

// during returns what was asked while fn ran, and how many rows were the answer.
func (r *reads) during(t testing.TB, d *db.DB, fn func()) (statements []string, rows int64) {
	t.Helper()
	r.mu.Lock()
	r.on, r.statements, r.vars = true, nil, nil
	r.mu.Unlock()
	fn()
	r.mu.Lock()
	r.on = false
	statements, vars := slices.Clone(r.statements), slices.Clone(r.vars)
	r.mu.Unlock()
	for i, s := range statements {
		if !strings.HasPrefix(strings.TrimSpace(s), "SELECT") {
			continue // a write, which on PostgreSQL goes through the same pool
		}
		var n int64
		if err := d.Gorm(t.Context()).Raw("SELECT COUNT(*) FROM ("+s+") AS asked", vars[i]...).Scan(&n).Error; err != nil {
			t.Errorf("%s: %v", s, err)
		}
		rows += n
	}
	return statements, rows
}

// fillBox puts ballots into a ranked poll, in one statement: each of three options is put
// first by as many.
func (w *town) fillBox(slug string, from, to int) {
	w.t.Helper()
	key := "CAST(printf('%016d', i) AS BLOB)"
	if w.db.Dialect() == db.Postgres {
		key = "decode(lpad(to_hex(i), 32, '0'), 'hex')"
	}
	err := w.db.InTx(w.t.Context(), func(tx *db.DB) error {
		err := tx.Gorm(w.t.Context()).Exec(`WITH RECURSIVE n(i) AS (SELECT CAST(? AS INTEGER) UNION ALL SELECT i + 1 FROM n WHERE i < ?)
			INSERT INTO ballots (poll_id, voter_key, id, state, content, shown, revision, cast_at, changed_at)
			SELECT polls.id, `+key+`, 'filled-' || i, 'counted',
				CASE i % 3 WHEN 0 THEN '[["coco"],["mangue"]]' WHEN 1 THEN '[["mangue"],["letchi"]]' ELSE '[["letchi"]]' END, '0,1,2', 1, ?, ?
			FROM n CROSS JOIN polls WHERE polls.slug = ?`, from, to-1, db.Millis(townNoon), db.Millis(townNoon), slug).Error
		if err != nil {
			return err
		}
		return tx.Gorm(w.t.Context()).Exec(`INSERT INTO ballot_tallies (poll_id, slot, said, state, source, cast_at, content, n)
			SELECT poll_id, ?, CAST(content AS `+map[db.Dialect]string{db.SQLite: "BLOB", db.Postgres: "BYTEA"}[w.db.Dialect()]+`), state, source, cast_at, content, COUNT(*)
			FROM ballots WHERE id LIKE 'filled-%' AND poll_id = (SELECT id FROM polls WHERE slug = ?)
			GROUP BY poll_id, state, source, cast_at, content
			ON CONFLICT (poll_id, slot, said, state, source, cast_at) DO UPDATE SET n = excluded.n`, db.Slots, slug).Error
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.app.Polls.Reconcile(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// boothOf opens a ranked poll that takes comments, with one vote by a visitor.
func boothOf(w *town) *visitor {
	w.openPoll(w.staff("glaces"), "gout", map[string]any{"method": "irv", "comments": "after"})
	v := w.visitor()
	v.json(http.MethodPost, "/api/v1/polls/gout/votes", map[string]any{"ranking": [][]string{{"coco"}}, "comment": "Bon"}).wants(201)
	return v
}

var figurePaths = []string{"/fr/p/gout", "/fr/p/gout/results", "/fr/p/gout/comments", "/api/v1/polls/gout/results", "/api/v1/polls/gout/results/figures"}

// A page of results is made from a snapshot: it asks the database the same few things and
// reads as many rows whether there are a hundred ballots or twenty thousand, and asks for no
// ballot but the reader's own.
func TestResultsPageReadsNoBallots(t *testing.T) {
	w := newTown(t)
	asked := w.reads()
	v := boothOf(w)
	type cost struct {
		statements int
		rows       int64
	}
	before := map[string]cost{}
	for _, ballots := range []int{100, 20_000} {
		w.fillBox("gout", ballots/10, ballots)
		v.get("/api/v1/polls/gout/results").wants(200).holds(fmt.Sprintf(`"ballots":%d`, ballots-ballots/10+1+map[int]int{20_000: 90}[ballots]))
		for _, path := range figurePaths {
			statements, rows := asked.during(t, w.db, func() { v.get(path).wants(200) })
			for _, s := range statements {
				if strings.Contains(s, "FROM ballots") && !strings.Contains(s, "voter_key =") {
					t.Errorf("%s reads ballots: %s", path, s)
				}
			}
			now := cost{len(statements), rows}
			if was, ok := before[path]; ok && was != now {
				t.Errorf("%s: %+v with few ballots, %+v with many: %q", path, was, now, statements)
			}
			if before[path] = now; now.statements == 0 {
				t.Errorf("%s asked for nothing", path)
			}
		}
	}
	w.clock.Set(townNoon.Add(25 * time.Hour))
	v.get("/fr/p/gout/results").wants(200) // counts finally
	statements, _ := asked.during(t, w.db, func() { v.get("/fr/p/gout/results").wants(200) })
	for _, s := range statements {
		if strings.Contains(s, "FROM ballots") && !strings.Contains(s, "voter_key =") {
			t.Errorf("after the end: %s", s)
		}
	}
}

// BenchmarkResultsPage asks for the page of results of polls with more and more ballots:
//
//	go test ./handlers -run '^$' -bench ResultsPage -benchtime 500x
func BenchmarkResultsPage(b *testing.B) {
	for _, ballots := range []int{1_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(ballots), func(b *testing.B) {
			w := newTown(b)
			v := boothOf(w)
			w.fillBox("gout", 1, ballots)
			began := time.Now()
			v.get("/api/v1/polls/gout/results").wants(200)
			counted := time.Since(began)
			for b.Loop() {
				v.get("/fr/p/gout/results").wants(200)
			}
			b.ReportMetric(float64(counted.Milliseconds()), "ms/count")
		})
	}
}
