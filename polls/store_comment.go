package polls

import (
	"context"
	"fmt"
	"time"

	"kermesse/internal/db"
)

type commentRow struct {
	PollID   string
	VoterKey []byte
	ID       string
	Said     string
	Lang     string
	State    string
	Waits    int64
	Warned   bool
	Reason   string
	Appeal   string
	Upheld   bool
	Reply    string
}

func (r commentRow) comment() Comment {
	return Comment{
		ID: r.ID, Said: r.Said, Lang: r.Lang, State: CommentState(r.State), Waits: r.Waits > 0, Reason: RemovalReason(r.Reason),
		Appeal: r.Appeal, Upheld: r.Upheld, Reply: r.Reply,
	}
}

// selectComment returns a voter's comment, or the zero row.
func selectComment(ctx context.Context, d *db.DB, poll string, voter []byte) (commentRow, error) {
	return oneComment(ctx, d, "poll_id = ? AND voter_key = ?", poll, voter)
}

// selectCommentByID returns a comment that was not taken back, or ErrNoComment.
func selectCommentByID(ctx context.Context, d *db.DB, poll ID, id string) (commentRow, error) {
	return orNoComment(oneComment(ctx, d, "poll_id = ? AND id = ? AND said <> ''", string(poll), id))
}

// lockComment is selectCommentByID for a change.
func lockComment(ctx context.Context, tx *db.DB, poll ID, id string) (commentRow, error) {
	if err := tx.RequireTx(); err != nil {
		return commentRow{}, err
	}
	return orNoComment(oneComment(ctx, tx, "poll_id = ? AND id = ? AND said <> ''"+tx.ForUpdate(), string(poll), id))
}

func orNoComment(row commentRow, err error) (commentRow, error) {
	if err == nil && row.ID == "" {
		err = ErrNoComment
	}
	return row, err
}

func oneComment(ctx context.Context, d *db.DB, where string, args ...any) (commentRow, error) {
	var rows []commentRow
	if err := d.Gorm(ctx).Raw("SELECT * FROM poll_comments WHERE "+where, args...).Scan(&rows).Error; err != nil {
		return commentRow{}, fmt.Errorf("polls: find a comment: %w", err)
	}
	if len(rows) == 0 {
		return commentRow{}, nil
	}
	return rows[0], nil
}

// writeComment stores what a voter says now, in place of what they said before: what became
// of that, and the reply to it, go with it.
func writeComment(ctx context.Context, tx *db.DB, r commentRow) error {
	if err := tx.RequireTx(); err != nil {
		return err
	}
	err := tx.Gorm(ctx).Exec(`INSERT INTO poll_comments (poll_id, voter_key, id, said, lang, state, waits, warned)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (poll_id, voter_key) DO UPDATE SET id = excluded.id, said = excluded.said, lang = excluded.lang,
			state = excluded.state, waits = excluded.waits, reason = '', appeal = '', upheld = FALSE, reply = ''`,
		r.PollID, r.VoterKey, r.ID, r.Said, r.Lang, r.State, r.Waits, r.Warned).Error
	if err != nil {
		return fmt.Errorf("polls: store a comment: %w", err)
	}
	return nil
}

// updateComment writes what staff have made of a comment.
func updateComment(ctx context.Context, tx *db.DB, r commentRow) error {
	err := tx.Gorm(ctx).Exec(`UPDATE poll_comments SET state = ?, warned = ?, reason = ?, appeal = ?, upheld = ?, reply = ? WHERE id = ?`,
		r.State, r.Warned, r.Reason, r.Appeal, r.Upheld, r.Reply, r.ID).Error
	if err != nil {
		return fmt.Errorf("polls: settle a comment: %w", err)
	}
	return nil
}

// updateCommentAppeal reports false where nothing of this voter is removed, or the appeal was
// looked at.
func updateCommentAppeal(ctx context.Context, tx *db.DB, poll ID, voter []byte, said string) (bool, error) {
	res := tx.Gorm(ctx).Exec(`UPDATE poll_comments SET appeal = ?
		WHERE poll_id = ? AND voter_key = ? AND state = 'removed' AND said <> '' AND NOT upheld`, said, string(poll), voter)
	return res.RowsAffected == 1, res.Error
}

// deleteComments forgets what some voters have said.
func deleteComments(ctx context.Context, tx *db.DB, polls []string, voters [][]byte) error {
	if len(polls) == 0 {
		return nil
	}
	return tx.Gorm(ctx).Exec("DELETE FROM poll_comments WHERE poll_id IN ? AND voter_key IN ?", polls, voters).Error
}

// readable holds for comments that others than their authors may read, once their group of
// ballots is whole or the poll is over.
func readable(over bool) string {
	if over {
		return "said <> ''"
	}
	return "said <> '' AND waits = 0"
}

// selectComments lists readable comments in one state, in the order of their ids, which are
// drawn; those with an appeal that waits come first, and on the first page alone.
func selectComments(ctx context.Context, d *db.DB, poll ID, state CommentState, over bool, after string, limit int) ([]commentRow, error) {
	var rows []commentRow
	order, where := "id", "id > ?"
	if state == CommentRemoved {
		order = "CASE WHEN appeal <> '' AND NOT upheld THEN 0 ELSE 1 END, id"
		if after != "" {
			where = "id > ? AND (appeal = '' OR upheld)"
		}
	}
	err := d.Gorm(ctx).Raw("SELECT * FROM poll_comments WHERE poll_id = ? AND state = ? AND "+where+" AND "+readable(over)+" ORDER BY "+order+" LIMIT ?",
		string(poll), string(state), after, limit).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("polls: find comments: %w", err)
	}
	return rows, nil
}

func countComments(ctx context.Context, d *db.DB, poll ID, over bool) (CommentCounts, error) {
	var c CommentCounts
	err := d.Gorm(ctx).Raw(`SELECT COUNT(CASE WHEN state = 'held' THEN 1 END) AS held, COUNT(CASE WHEN state = 'shown' THEN 1 END) AS shown,
			COUNT(CASE WHEN state = 'removed' THEN 1 END) AS removed,
			COUNT(CASE WHEN state = 'removed' AND appeal <> '' AND NOT upheld THEN 1 END) AS appeals
		FROM poll_comments WHERE poll_id = ? AND `+readable(over), string(poll)).Scan(&c).Error
	if err != nil {
		return c, fmt.Errorf("polls: count comments: %w", err)
	}
	return c, nil
}

// countUnread tells, for the polls of a brand, how many comments wait for a moderator who may
// read them. Closing ends the waiting of all.
func countUnread(ctx context.Context, d *db.DB, brand string) (map[ID]int, error) {
	var rows []struct {
		PollID string
		N      int
	}
	err := d.Gorm(ctx).Raw(`SELECT poll_id, COUNT(*) AS n FROM poll_comments
		WHERE poll_id IN (SELECT id FROM polls WHERE brand_id = ? AND (NOT sealed OR state = 'closed'))
			AND said <> '' AND waits = 0 AND (state = 'held' OR state = 'removed' AND appeal <> '' AND NOT upheld)
		GROUP BY poll_id`, brand).Scan(&rows).Error
	counts := make(map[ID]int, len(rows))
	for _, row := range rows {
		counts[ID(row.PollID)] = row.N
	}
	return counts, err
}

// selectCounted is how many ballots the last figures of a poll were made of.
func selectCounted(ctx context.Context, d *db.DB, poll ID) (int64, error) {
	var n int64
	err := d.Gorm(ctx).Raw("SELECT COALESCE(MAX(ballots), 0) FROM poll_snapshots WHERE poll_id = ?", string(poll)).Scan(&n).Error
	return n, err
}

// releaseComments lets the comments be read whose group is whole with that many ballots.
func releaseComments(ctx context.Context, tx *db.DB, p Poll, ballots int64) error {
	if p.Comments == CommentsOff {
		return nil
	}
	return tx.Gorm(ctx).Exec("UPDATE poll_comments SET waits = 0 WHERE poll_id = ? AND waits > 0 AND waits <= ?", string(p.ID), ballots).Error
}

func insertRemoval(ctx context.Context, tx *db.DB, r commentRow, at time.Time) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO poll_comment_removals (poll_id, comment_id, reason, at) VALUES (?, ?, ?, ?)
		ON CONFLICT (poll_id, comment_id) DO UPDATE SET reason = excluded.reason, at = excluded.at, restored_at = 0`,
		r.PollID, r.ID, r.Reason, db.Millis(at)).Error
}

func restoreRemoval(ctx context.Context, tx *db.DB, r commentRow, at time.Time) error {
	return tx.Gorm(ctx).Exec("UPDATE poll_comment_removals SET restored_at = ? WHERE poll_id = ? AND comment_id = ?",
		db.Millis(at), r.PollID, r.ID).Error
}

func countRemovals(ctx context.Context, d *db.DB, poll ID) (removed map[RemovalReason]int, restored int, err error) {
	var rows []struct {
		Reason   string
		Restored bool
		N        int
	}
	err = d.Gorm(ctx).Raw(`SELECT reason, restored_at > 0 AS restored, COUNT(*) AS n FROM poll_comment_removals
		WHERE poll_id = ? GROUP BY reason, restored_at > 0`, string(poll)).Scan(&rows).Error
	if err != nil {
		return nil, 0, fmt.Errorf("polls: count removals: %w", err)
	}
	removed = map[RemovalReason]int{}
	for _, row := range rows {
		if row.Restored {
			restored += row.N
			continue
		}
		removed[RemovalReason(row.Reason)] += row.N
	}
	return removed, restored, nil
}
