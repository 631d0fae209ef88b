package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"kermesse/internal/db"
)

// rawBox stores the rows of ballots as nobody would who asks whether they may be: what this
// machine and this database could do at most, from one client, a hundred rows in a statement.
type rawBox struct {
	db *db.DB
	at int64
}

const rawRows = 100

func newRawBox(d *db.DB) *rawBox { return &rawBox{d, db.Millis(time.Now())} }

const rawColumns = "INSERT INTO ballots (poll_id, voter_key, id, state, content, shown, revision, cast_at, changed_at, network, source) "

// write stores n ballots of a poll in one statement.
func (r *rawBox) write(ctx context.Context, poll string, n int) error {
	keys, ids := make([]string, n), make([]string, n)
	for i := range n {
		var key [16]byte
		_, _ = rand.Read(key[:])
		keys[i], ids[i] = hex.EncodeToString(key[:]), db.NewID()
	}
	if r.db.Dialect() == db.Postgres {
		_, err := r.db.Conn().ExecContext(ctx, rawColumns+
			`SELECT $1, decode(k, 'hex'), i, 'counted', '["o1"]', '["o0","o1","o2","o3"]', 1, $2, $2, '', '' FROM unnest($3::text[], $4::text[]) AS new (k, i)`,
			poll, r.at, keys, ids)
		return err
	}
	rows := make([][2]string, n)
	for i := range rows {
		rows[i] = [2]string{keys[i], ids[i]}
	}
	text, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	return r.db.InTx(ctx, func(tx *db.DB) error {
		_, err := tx.Conn().ExecContext(ctx, rawColumns+
			`SELECT ?, unhex(value ->> 0), value ->> 1, 'counted', '["o1"]', '["o0","o1","o2","o3"]', 1, ?, ?, '', '' FROM json_each(?)`,
			poll, r.at, r.at, string(text))
		return err
	})
}

// time is how many rows a second are stored.
func (r *rawBox) time(ctx context.Context, d time.Duration) (float64, error) {
	start, n := time.Now(), 0
	for time.Since(start) < d {
		if err := r.write(ctx, "raw", rawRows); err != nil {
			return 0, err
		}
		n += rawRows
	}
	return float64(n) / time.Since(start).Seconds(), nil
}

// fill puts so many ballots into a poll, and their tally beside them.
func (r *rawBox) fill(ctx context.Context, poll string, n int64) error {
	const atOnce = 5000
	for left := n; left > 0; left -= atOnce {
		if err := r.write(ctx, poll, int(min(left, atOnce))); err != nil {
			return err
		}
	}
	if n == 0 {
		return nil
	}
	return r.db.InTx(ctx, func(tx *db.DB) error {
		return tx.Gorm(ctx).Exec(`INSERT INTO ballot_tallies (poll_id, slot, said, state, source, cast_at, content, n)
			SELECT poll_id, 0, ?, state, source, cast_at, content, COUNT(*) FROM ballots WHERE poll_id = ? GROUP BY poll_id, state, source, cast_at, content`,
			[]byte("filled"), poll).Error
	})
}

func (r *rawBox) count(ctx context.Context, poll string) (n int64, err error) {
	if err = r.db.Gorm(ctx).Raw("SELECT COUNT(*) FROM ballots WHERE poll_id = ?", poll).Scan(&n).Error; err != nil {
		err = fmt.Errorf("count the ballots: %w", err)
	}
	return n, err
}
