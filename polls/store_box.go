package polls

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"kermesse/internal/db"
)

// insertBallots adds first ballots to polls that nothing has changed since they were read, and
// notes in each whether it was stored. Rows are
// inserted in the order of their keys: two servers that get the same voters in another order
// would otherwise wait for each other in a ring. Of equal keys the first to come stays first.
func insertBallots(ctx context.Context, tx *db.DB, batch []*posting, now time.Time) error {
	if err := tx.RequireTx(); err != nil {
		return err
	}
	sorted := slices.Clone(batch)
	slices.SortStableFunc(sorted, func(a, b *posting) int {
		return cmp.Or(cmp.Compare(a.ballot.PollID, b.ballot.PollID), bytes.Compare(a.ballot.VoterKey, b.ballot.VoterKey))
	})
	var err error
	if tx.Dialect() == db.Postgres {
		err = insertBallotsAtOnce(ctx, tx, sorted, now)
	} else {
		err = insertBallotsOneByOne(ctx, tx, sorted, now)
	}
	if err != nil {
		return fmt.Errorf("polls: store ballots: %w", err)
	}
	return nil
}

const ballotColumns = "(poll_id, voter_key, id, state, content, shown, revision, cast_at, changed_at, network, source)"

// insertBallotsAtOnce sends a batch to PostgreSQL as one statement.
func insertBallotsAtOnce(ctx context.Context, tx *db.DB, batch []*posting, now time.Time) error {
	n := len(batch)
	var (
		polls, ids, contents, shown, sources = make([]string, n), make([]string, n), make([]string, n), make([]string, n), make([]string, n)
		revisions                            = make([]int64, n)
		voters                               = make([][]byte, n)
		byID                                 = make(map[string]*posting, n)
	)
	for i, in := range batch {
		b := in.ballot
		polls[i], ids[i], contents[i], shown[i], sources[i], revisions[i] = b.PollID, b.ID, b.Content, b.Shown, b.Source, in.poll.Revision
		voters[i], byID[b.ID] = b.VoterKey, in
	}
	rows, err := tx.Conn().QueryContext(ctx, `INSERT INTO ballots `+ballotColumns+`
		SELECT polls.id, new.voter_key, new.id, 'counted', new.content, new.shown, 1, $1, $1, '', new.source
		FROM unnest($2::text[], $3::bytea[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[])
			WITH ORDINALITY AS new (poll_id, voter_key, id, content, shown, source, revision, place)
		JOIN polls ON polls.id = new.poll_id AND polls.state = 'published' AND polls.opens_at <= $9 AND polls.closes_at > $9
			AND polls.revision = new.revision
		ORDER BY new.place FOR SHARE OF polls
		ON CONFLICT (poll_id, voter_key) DO NOTHING RETURNING id`,
		quarterOf(now), polls, voters, ids, contents, shown, sources, revisions, db.Millis(now))
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		byID[id].stored = true
	}
	return rows.Err()
}

// insertBallotsOneByOne runs one prepared statement for each ballot: SQLite is in this process,
// and a statement costs it microseconds.
func insertBallotsOneByOne(ctx context.Context, tx *db.DB, batch []*posting, now time.Time) error {
	for _, in := range batch {
		b := in.ballot
		res, err := tx.Conn().ExecContext(ctx, `INSERT INTO ballots `+ballotColumns+`
			SELECT polls.id, ?, ?, 'counted', ?, ?, 1, ?, ?, '', ? FROM polls
			WHERE polls.id = ? AND polls.state = 'published' AND polls.opens_at <= ? AND polls.closes_at > ? AND polls.revision = ?
			ON CONFLICT (poll_id, voter_key) DO NOTHING`,
			b.VoterKey, b.ID, b.Content, b.Shown, b.CastAt, b.ChangedAt, b.Source,
			b.PollID, db.Millis(now), db.Millis(now), in.poll.Revision)
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		if err != nil {
			return err
		}
		in.stored = n == 1
	}
	return nil
}
