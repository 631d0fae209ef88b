package polls

import (
	"context"
	"fmt"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
)

// The states of a ballot.
const (
	ballotCounted     = "counted"
	ballotWithdrawn   = "withdrawn"
	ballotQuarantined = "quarantined" // set aside: out of the result, and in the count “with them”
)

type ballotRow struct {
	PollID    string
	VoterKey  []byte
	ID        string
	State     string
	Content   string
	Shown     string
	Revision  int64
	CastAt    int64
	ChangedAt int64

	Network      string
	Source       string
	Signals      string
	Review       string
	ReviewReason string
	Appeal       string
}

type pendingRow struct {
	ID        string
	PollID    string
	FanID     string
	Content   string
	Shown     string
	CreatedAt int64
	Consents  string // JSON
	VoterKey  []byte // of the browser whose ballot it will be; nil: the address's
	Network   string
	Locale    string
	MailAt    int64 // 0: the mail has left
	Comment   *string
	Source    string
}

// forShare keeps a poll as it is until the transaction ends, without keeping other voters
// out. Closing takes the same row for update and so waits for the ballots under way.
func forShare(d *db.DB) string {
	if d.Dialect() == db.Postgres {
		return " FOR SHARE"
	}
	return ""
}

// takesBallots holds for a poll that is open at a moment, and still the one that was
// published when the ballot was filled in, in the same round of a bracket: taken back and
// published anew it may have other options.
const takesBallots = "polls.state = 'published' AND polls.opens_at <= ? AND polls.closes_at > ? AND polls.lot_commitment = ? AND polls.round = ?"

// insertBallot adds a voter's first ballot to a poll that is open now. It reports false
// where the voter has one already or the poll is not open. What was stored is told by the row that
// comes back: Citus counts rows that met another one as if they had been stored.
func insertBallot(ctx context.Context, tx *db.DB, p Poll, b ballotRow, now time.Time) (bool, error) {
	if err := tx.RequireTx(); err != nil {
		return false, err
	}
	var stored []string
	err := tx.Gorm(ctx).Raw(`INSERT INTO ballots
			(poll_id, voter_key, id, state, content, shown, revision, cast_at, changed_at, network, source)
		SELECT polls.id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM polls WHERE polls.id = ? AND `+takesBallots+forShare(tx)+`
		ON CONFLICT (poll_id, voter_key) DO NOTHING RETURNING id`,
		b.VoterKey, b.ID, b.State, b.Content, b.Shown, b.Revision, b.CastAt, b.ChangedAt, b.Network, b.Source,
		b.PollID, db.Millis(now), db.Millis(now), p.Lots.Commitment, p.Round).Scan(&stored).Error
	if err != nil {
		return false, fmt.Errorf("polls: store a ballot: %w", err)
	}
	if len(stored) == 0 || !p.tallied {
		return len(stored) == 1, nil
	}
	return true, addTallies(ctx, tx, map[pile]int64{pileOf(b): 1})
}

// updateBallot replaces a ballot in a poll that is open now. It reports false where the
// poll is not.
func updateBallot(ctx context.Context, tx *db.DB, p Poll, b ballotRow, now time.Time) (bool, error) {
	open, err := holdOpen(ctx, tx, p, now)
	if err != nil || !open {
		return false, err
	}
	before, err := lockBallot(ctx, tx, b.PollID, b.VoterKey)
	if err != nil || before == nil {
		return false, err
	}
	res := tx.Gorm(ctx).Exec(`UPDATE ballots SET state = ?, content = ?, shown = ?, revision = ?, changed_at = ?
		WHERE poll_id = ? AND voter_key = ?`,
		b.State, b.Content, b.Shown, b.Revision, b.ChangedAt, b.PollID, b.VoterKey)
	if res.Error != nil {
		return false, fmt.Errorf("polls: change a ballot: %w", res.Error)
	}
	if res.RowsAffected == 0 {
		return false, nil
	}
	return true, moveTally(ctx, tx, p, *before, b)
}

// holdOpen reports whether a poll takes ballots now, and keeps it so until the transaction ends.
// It is a statement of its own: where ballots are on other servers than polls, one that changes
// the former cannot lock the latter.
func holdOpen(ctx context.Context, tx *db.DB, p Poll, now time.Time) (bool, error) {
	if err := tx.RequireTx(); err != nil {
		return false, err
	}
	var found []string
	err := tx.Gorm(ctx).Raw("SELECT polls.id FROM polls WHERE polls.id = ? AND "+takesBallots+forShare(tx),
		string(p.ID), db.Millis(now), db.Millis(now), p.Lots.Commitment, p.Round).Scan(&found).Error
	if err != nil {
		return false, fmt.Errorf("polls: look whether the vote is open: %w", err)
	}
	return len(found) == 1, nil
}

// lockBallot returns a voter's ballot for a change, or nil.
func lockBallot(ctx context.Context, tx *db.DB, poll string, voter []byte) (*ballotRow, error) {
	if err := tx.RequireTx(); err != nil {
		return nil, err
	}
	return oneBallot(ctx, tx, tx.ForUpdate(), poll, voter)
}

func selectBallot(ctx context.Context, d *db.DB, poll string, voter []byte) (*ballotRow, error) {
	return oneBallot(ctx, d, "", poll, voter)
}

func oneBallot(ctx context.Context, d *db.DB, lock, poll string, voter []byte) (*ballotRow, error) {
	var rows []ballotRow
	err := d.Gorm(ctx).Raw("SELECT * FROM ballots WHERE poll_id = ? AND voter_key = ?"+lock, poll, voter).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("polls: find a ballot: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	return &rows[0], nil
}

// selectByVoters returns the ballots of some voters, whatever the poll.
func selectByVoters(ctx context.Context, d *db.DB, polls []string, voters [][]byte) ([]ballotRow, error) {
	var rows []ballotRow
	if len(voters) == 0 {
		return nil, nil
	}
	err := d.Gorm(ctx).Raw("SELECT * FROM ballots WHERE poll_id IN ? AND voter_key IN ? ORDER BY cast_at", polls, voters).Scan(&rows).Error
	return rows, err
}

func hasBallots(ctx context.Context, d *db.DB, poll ID) (bool, error) {
	var found []int
	err := d.Gorm(ctx).Raw("SELECT 1 FROM ballots WHERE poll_id = ? LIMIT 1", string(poll)).Scan(&found).Error
	return len(found) > 0, err
}

// eachCounted calls fn for every counted ballot of a poll, with its id and content.
func eachCounted(ctx context.Context, d *db.DB, poll ID, fn func(id, content string) error) error {
	rows, err := d.Gorm(ctx).Raw("SELECT id, content FROM ballots WHERE poll_id = ? AND state = ?", string(poll), ballotCounted).Rows()
	if err != nil {
		return fmt.Errorf("polls: read the ballots: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id, content string
		if err := rows.Scan(&id, &content); err != nil {
			return fmt.Errorf("polls: read the ballots: %w", err)
		}
		if err := fn(id, content); err != nil {
			return err
		}
	}
	return rows.Err()
}

// unlinkBallot gives a ballot a key that belongs to nobody. It is taken out and put in anew: the
// key says on which server it is.
func unlinkBallot(ctx context.Context, tx *db.DB, poll string, voter, nobody []byte) error {
	b, err := lockBallot(ctx, tx, poll, voter)
	if err != nil || b == nil {
		return err
	}
	err = tx.Gorm(ctx).Exec("DELETE FROM ballots WHERE poll_id = ? AND voter_key = ?", b.PollID, b.VoterKey).Error
	if err != nil {
		return fmt.Errorf("polls: unlink a ballot: %w", err)
	}
	err = tx.Gorm(ctx).Exec(`INSERT INTO ballots (poll_id, voter_key, id, state, content, shown, revision, cast_at, changed_at,
			network, source, signals, review, review_reason, appeal)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		b.PollID, nobody, b.ID, b.State, b.Content, b.Shown, b.Revision, b.CastAt, b.ChangedAt,
		b.Network, b.Source, b.Signals, b.Review, b.ReviewReason, b.Appeal).Error
	if err != nil {
		return fmt.Errorf("polls: unlink a ballot: %w", err)
	}
	return nil
}

func insertPending(ctx context.Context, tx *db.DB, p pendingRow) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO pending_votes
			(id, poll_id, fan_id, content, shown, created_at, consents, voter_key, network, locale, mail_at, comment, source)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		p.ID, p.PollID, p.FanID, p.Content, p.Shown, p.CreatedAt, p.Consents, p.VoterKey, p.Network, p.Locale, p.MailAt, p.Comment, p.Source).Error
}

// selectPending returns a vote that waits, or fan.ErrLinkInvalid.
func selectPending(ctx context.Context, d *db.DB, id string) (pendingRow, error) {
	var rows []pendingRow
	err := d.Gorm(ctx).Raw("SELECT * FROM pending_votes WHERE id = ?", id).Scan(&rows).Error
	if err != nil {
		return pendingRow{}, fmt.Errorf("polls: find a waiting vote: %w", err)
	}
	if len(rows) == 0 {
		return pendingRow{}, fan.ErrLinkInvalid
	}
	return rows[0], nil
}

func deletePending(ctx context.Context, tx *db.DB, id string) error {
	return tx.Gorm(ctx).Exec("DELETE FROM pending_votes WHERE id = ?", id).Error
}

// deletePendingOf forgets the votes of a fan that wait to be confirmed.
func deletePendingOf(ctx context.Context, tx *db.DB, voter fan.ID) error {
	return tx.Gorm(ctx).Exec("DELETE FROM pending_votes WHERE fan_id = ?", string(voter)).Error
}

// deletePendingIn forgets the votes of a poll that were never confirmed.
func deletePendingIn(ctx context.Context, tx *db.DB, poll ID) error {
	return tx.Gorm(ctx).Exec("DELETE FROM pending_votes WHERE poll_id = ?", string(poll)).Error
}

// deletePendingBefore forgets the votes that have waited since before t: their links have
// expired.
func deletePendingBefore(ctx context.Context, tx *db.DB, t time.Time) error {
	return tx.Gorm(ctx).Exec("DELETE FROM pending_votes WHERE created_at < ? AND mail_at = 0", db.Millis(t)).Error
}

// selectUnmailed lists votes whose mail is due.
func selectUnmailed(ctx context.Context, d *db.DB, now time.Time, limit int) ([]pendingRow, error) {
	var rows []pendingRow
	err := d.Gorm(ctx).Raw("SELECT * FROM pending_votes WHERE mail_at > 0 AND mail_at <= ? ORDER BY mail_at, id LIMIT ?", db.Millis(now), limit).Scan(&rows).Error
	return rows, err
}

// claimMail reports whether the mail of a vote is still to be sent, and that nobody else will.
// The vote waits from now on.
func claimMail(ctx context.Context, tx *db.DB, id string, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec("UPDATE pending_votes SET mail_at = 0, created_at = ? WHERE id = ? AND mail_at > 0", db.Millis(now), id)
	return res.RowsAffected == 1, res.Error
}

// selectBrandOf returns the brand of a fan.
func selectBrandOf(ctx context.Context, d *db.DB, id fan.ID) (account.BrandID, error) {
	var brand account.BrandID
	err := d.Gorm(ctx).Raw("SELECT brand_id FROM fans WHERE id = ?", string(id)).Scan(&brand).Error
	return brand, err
}
