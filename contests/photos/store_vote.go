package photos

import (
	"context"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fan"
)

type voteRow struct {
	ID        string
	ContestID string
	PhotoID   string
	Voter     string
	Period    string
	Nth       int
	State     string
	Why       string
	Network   string
	CastAt    int64
	SettledAt int64
}

const insertVoteRow = `INSERT INTO photo_votes (id, contest_id, photo_id, voter, period, nth, state, why, network, cast_at, settled_at)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

func (r voteRow) values() []any {
	return []any{r.ID, r.ContestID, r.PhotoID, r.Voter, r.Period, r.Nth, r.State, r.Why, r.Network, r.CastAt, r.SettledAt}
}

func insertVote(ctx context.Context, tx *db.DB, r voteRow) error {
	return tx.Gorm(ctx).Exec(insertVoteRow, r.values()...).Error
}

// insertCounted stores a vote unless its voter has given it already, and tells whether it did.
func insertCounted(ctx context.Context, tx *db.DB, r voteRow) (bool, error) {
	res := tx.Gorm(ctx).Exec(insertVoteRow+" ON CONFLICT DO NOTHING", r.values()...)
	return res.RowsAffected == 1, res.Error
}

func selectVote(ctx context.Context, d *db.DB, id string) (voteRow, bool, error) {
	var r voteRow
	res := d.Gorm(ctx).Raw("SELECT * FROM photo_votes WHERE id = ?", id).Scan(&r)
	return r, res.RowsAffected == 1, res.Error
}

func deleteVote(ctx context.Context, tx *db.DB, id string) error {
	return tx.Gorm(ctx).Exec("DELETE FROM photo_votes WHERE id = ?", id).Error
}

// selectGiven returns the votes of a voter in a period.
func selectGiven(ctx context.Context, d *db.DB, contest, voter, period string) ([]voteRow, error) {
	var rows []voteRow
	err := d.Gorm(ctx).Raw("SELECT * FROM photo_votes WHERE contest_id = ? AND voter = ? AND period = ? AND state IN ('counted', 'aside') ORDER BY nth",
		contest, voter, period).Scan(&rows).Error
	return rows, err
}

// countVotes returns the votes that count, of those photos that have any.
func countVotes(ctx context.Context, d *db.DB, contest string, ids []string) (map[ID]int, error) {
	query, args := "SELECT photo_id, count(*) AS n FROM photo_votes WHERE contest_id = ? AND state = 'counted'", []any{contest}
	if ids != nil {
		query, args = query+" AND photo_id IN ?", append(args, ids)
	}
	var rows []struct {
		PhotoID string
		N       int
	}
	err := d.Gorm(ctx).Raw(query+" GROUP BY photo_id", args...).Scan(&rows).Error
	counts := make(map[ID]int, len(rows))
	for _, r := range rows {
		counts[ID(r.PhotoID)] = r.N
	}
	return counts, err
}

func countOfNetwork(ctx context.Context, d *db.DB, photo, network string) (n int, err error) {
	err = d.Gorm(ctx).Raw("SELECT count(*) FROM photo_votes WHERE photo_id = ? AND network = ? AND state IN ('counted', 'aside')", photo, network).Scan(&n).Error
	return n, err
}

func updateTakenBack(ctx context.Context, tx *db.DB, photo, voter, period string, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec(`UPDATE photo_votes SET state = 'void', settled_at = ?
		WHERE photo_id = ? AND voter = ? AND period = ? AND state IN ('counted', 'aside')`, db.Millis(now), photo, voter, period)
	return res.RowsAffected > 0, res.Error
}

// voidVotesOf makes the votes for a photo void: it is not there any more.
func voidVotesOf(ctx context.Context, tx *db.DB, photo ID, now time.Time) error {
	return tx.Gorm(ctx).Exec("UPDATE photo_votes SET state = 'void', settled_at = ? WHERE photo_id = ? AND state IN ('counted', 'aside', 'pending')",
		db.Millis(now), string(photo)).Error
}

func selectAside(ctx context.Context, d *db.DB, contest string) ([]Aside, error) {
	var rows []struct {
		PhotoID     string
		Why         string
		N           int
		First, Last int64
	}
	err := d.Gorm(ctx).Raw(`SELECT photo_id, why, count(*) AS n, MIN(cast_at) AS first, MAX(cast_at) AS last FROM photo_votes
		WHERE contest_id = ? AND state = 'aside' GROUP BY photo_id, why ORDER BY n DESC, photo_id, why`, contest).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.PhotoID
	}
	found, err := selectPhotos(ctx, d, "WHERE p.id IN ?", ids)
	byID := map[string]Photo{}
	for _, p := range found {
		byID[string(p.ID)] = p
	}
	aside := make([]Aside, len(rows))
	for i, r := range rows {
		aside[i] = Aside{Photo: byID[r.PhotoID], Why: r.Why, Votes: r.N, First: db.Time(r.First), Latest: db.Time(r.Last)}
	}
	return aside, err
}

func updateAside(ctx context.Context, tx *db.DB, contest, photo, why string, to VoteState, by string, now time.Time) (int64, error) {
	res := tx.Gorm(ctx).Exec(`UPDATE photo_votes SET state = ?, settled_at = ?, settled_by = ?
		WHERE contest_id = ? AND photo_id = ? AND why = ? AND state = 'aside'`, string(to), db.Millis(now), by, contest, photo, why)
	return res.RowsAffected, res.Error
}

// updateVoterForgotten lets go of who voted: votes of contests that have closed stay counted,
// those of others go, so that nobody votes twice by being forgotten in between.
func updateVoterForgotten(ctx context.Context, tx *db.DB, voter string, now time.Time) error {
	err := tx.Gorm(ctx).Exec(`UPDATE photo_votes SET state = 'void', settled_at = ? WHERE voter = ? AND state <> 'void'
		AND EXISTS (SELECT 1 FROM contests c WHERE c.id = photo_votes.contest_id AND c.shut_at = 0)`, db.Millis(now), voter).Error
	if err != nil {
		return err
	}
	return tx.Gorm(ctx).Exec("UPDATE photo_votes SET voter = 'erased:' || id, network = '' WHERE voter = ?", voter).Error
}

func selectVotesOf(ctx context.Context, d *db.DB, voter string) ([]voteRow, error) {
	var rows []voteRow
	err := d.Gorm(ctx).Raw("SELECT * FROM photo_votes WHERE voter = ? ORDER BY cast_at, id", voter).Scan(&rows).Error
	return rows, err
}

func selectVoters(ctx context.Context, d *db.DB, contest string) ([]fan.ID, error) {
	var ids []string
	err := d.Gorm(ctx).Raw("SELECT DISTINCT voter FROM photo_votes WHERE contest_id = ? AND voter NOT LIKE 'erased:%' ORDER BY voter", contest).Scan(&ids).Error
	voters := make([]fan.ID, len(ids))
	for i, id := range ids {
		voters[i] = fan.ID(id)
	}
	return voters, err
}

func updateVotersForgotten(ctx context.Context, tx *db.DB, contest string) error {
	return tx.Gorm(ctx).Exec("UPDATE photo_votes SET voter = 'erased:' || id, network = '' WHERE contest_id = ? AND voter NOT LIKE 'erased:%'", contest).Error
}
