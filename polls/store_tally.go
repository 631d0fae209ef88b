package polls

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"

	"kermesse/internal/db"
)

// tallied ballots are counted as they come and go: ballot_tallies holds how many of each pile
// are in the box. Whatever changes a ballot's state or content changes the tallies in the
// same transaction; TestTalliesFollowTheBallots walks through all of it.

// pile is what ballots have in common that are counted together.
type pile struct {
	poll    string
	content string
	state   string
	source  string
	castAt  int64
}

func pileOf(b ballotRow) pile { return pile{b.PollID, b.Content, b.State, b.Source, b.CastAt} }

// tallyRow is what is added to one row of ballot_tallies.
type tallyRow struct {
	pile
	said []byte
	n    int64
}

// addTallies adds to the tallies of this process's slot. Rows are written in one order
// everywhere, so that two writers of a slot never wait for each other in a ring.
func addTallies(ctx context.Context, tx *db.DB, added map[pile]int64) error {
	rows := make([]tallyRow, 0, len(added))
	for k, n := range added {
		if k.state == ballotWithdrawn || n == 0 {
			continue // what was taken back is in no figure
		}
		said := sha256.Sum256([]byte(k.content))
		rows = append(rows, tallyRow{k, said[:16], n})
	}
	slices.SortFunc(rows, func(a, b tallyRow) int {
		return cmp.Or(cmp.Compare(a.poll, b.poll), bytes.Compare(a.said, b.said), cmp.Compare(a.state, b.state),
			cmp.Compare(a.source, b.source), cmp.Compare(a.castAt, b.castAt))
	})
	if len(rows) == 0 {
		return nil
	}
	var err error
	if tx.Dialect() == db.Postgres {
		err = addTalliesAtOnce(ctx, tx, rows)
	} else {
		err = addTalliesOneByOne(ctx, tx, rows)
	}
	if err != nil {
		return fmt.Errorf("polls: tally: %w", err)
	}
	return nil
}

const onSameTally = " ON CONFLICT (poll_id, slot, said, state, source, cast_at) DO UPDATE SET n = ballot_tallies.n + excluded.n"

func addTalliesAtOnce(ctx context.Context, tx *db.DB, rows []tallyRow) error {
	var polls, states, sources, contents []string
	var said [][]byte
	var castAt, n []int64
	for _, r := range rows {
		polls, states, sources, contents = append(polls, r.poll), append(states, r.state), append(sources, r.source), append(contents, r.content)
		said, castAt, n = append(said, r.said), append(castAt, r.castAt), append(n, r.n)
	}
	_, err := tx.Conn().ExecContext(ctx, `INSERT INTO ballot_tallies (poll_id, slot, said, state, source, cast_at, content, n)
		SELECT poll_id, $1, said, state, source, cast_at, content, n
		FROM unnest($2::text[], $3::bytea[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::bigint[])
			WITH ORDINALITY AS new (poll_id, said, state, source, cast_at, content, n, place)
		ORDER BY place`+onSameTally,
		tx.Slot(), polls, said, states, sources, castAt, contents, n)
	return err
}

func addTalliesOneByOne(ctx context.Context, tx *db.DB, rows []tallyRow) error {
	for _, r := range rows {
		_, err := tx.Conn().ExecContext(ctx, `INSERT INTO ballot_tallies (poll_id, slot, said, state, source, cast_at, content, n)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`+onSameTally,
			r.poll, tx.Slot(), r.said, r.state, r.source, r.castAt, r.content, r.n)
		if err != nil {
			return err
		}
	}
	return nil
}

// moveTally counts a ballot that has changed as what it is now.
func moveTally(ctx context.Context, tx *db.DB, p Poll, before, now ballotRow) error {
	if !p.tallied || pileOf(before) == pileOf(now) {
		return nil
	}
	return addTallies(ctx, tx, map[pile]int64{pileOf(before): -1, pileOf(now): 1})
}

// retally counts the ballots of a poll anew, after many of them have changed. The caller holds
// the poll's row, so nobody votes meanwhile.
func retally(ctx context.Context, tx *db.DB, p Poll) error {
	if !p.tallied {
		return nil
	}
	if err := tx.Gorm(ctx).Exec("DELETE FROM ballot_tallies WHERE poll_id = ?", string(p.ID)).Error; err != nil {
		return fmt.Errorf("polls: tally anew: %w", err)
	}
	found, err := pilesInBox(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	return addTallies(ctx, tx, found)
}

// selectTallied returns the polls whose ballots are counted as they come.
func selectTallied(ctx context.Context, d *db.DB) ([]ID, error) {
	var ids []ID
	err := d.Gorm(ctx).Raw("SELECT id FROM polls WHERE tallied ORDER BY id").Scan(&ids).Error
	return ids, err
}

// pilesInBox counts the ballots themselves.
func pilesInBox(ctx context.Context, d *db.DB, poll ID) (map[pile]int64, error) {
	return selectPiles(ctx, d, `SELECT content, state, source, cast_at, COUNT(*) AS n FROM ballots
		WHERE poll_id = ? AND state <> 'withdrawn' GROUP BY content, state, source, cast_at`, poll)
}

// pilesTallied reads what was counted as the ballots came.
func pilesTallied(ctx context.Context, d *db.DB, poll ID) (map[pile]int64, error) {
	return selectPiles(ctx, d, `SELECT content, state, source, cast_at, SUM(n) AS n FROM ballot_tallies
		WHERE poll_id = ? GROUP BY said, content, state, source, cast_at HAVING SUM(n) <> 0`, poll)
}

func selectPiles(ctx context.Context, d *db.DB, query string, poll ID) (map[pile]int64, error) {
	var rows []struct {
		Content, State, Source string
		CastAt, N              int64
	}
	if err := d.Gorm(ctx).Raw(query, string(poll)).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("polls: read the tallies: %w", err)
	}
	found := make(map[pile]int64, len(rows))
	for _, r := range rows {
		found[pile{string(poll), r.Content, r.State, r.Source, r.CastAt}] += r.N
	}
	return found, nil
}
