package polls

import (
	"context"
	"fmt"

	"kermesse/internal/db"
	"kermesse/polls/tally"
)

type proposalRow struct {
	PollID     string
	ID         string
	Label      string
	State      string
	MergedInto string
	Reason     string
	CreatedAt  int64
	Voters     int64
}

func (r proposalRow) proposal() Proposal {
	return Proposal{
		ID: tally.OptionID(r.ID), Label: r.Label, State: ProposalState(r.State), Into: tally.OptionID(r.MergedInto), Reason: r.Reason,
		Voters: r.Voters, CreatedAt: db.Time(r.CreatedAt),
	}
}

// insertProposal stores an idea that nobody has had before. Fault: ErrTooManyProposals.
func insertProposal(ctx context.Context, tx *db.DB, poll ID, p Proposal) error {
	if err := tx.RequireTx(); err != nil {
		return err
	}
	res := tx.Gorm(ctx).Exec(`INSERT INTO poll_proposals (poll_id, id, label, state, created_at)
		SELECT ?, ?, ?, ?, ? WHERE (SELECT COUNT(*) FROM poll_proposals WHERE poll_id = ?) < ?
		ON CONFLICT (poll_id, id) DO NOTHING`,
		string(poll), string(p.ID), p.Label, string(p.State), db.Millis(p.CreatedAt), string(poll), maxProposals)
	if res.Error != nil || res.RowsAffected == 1 {
		return res.Error
	}
	_, err := selectProposal(ctx, tx, poll, p.ID)
	if err != nil {
		return ErrTooManyProposals.Wrap(err)
	}
	return nil
}

// insertProposer notes who has proposed what, and returns how many ideas they have now.
func insertProposer(ctx context.Context, tx *db.DB, poll ID, voter []byte, id tally.OptionID) (int64, error) {
	err := tx.Gorm(ctx).Exec("INSERT INTO poll_proposers (poll_id, voter_key, proposal_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
		string(poll), voter, string(id)).Error
	if err != nil {
		return 0, fmt.Errorf("polls: store who proposes: %w", err)
	}
	var n int64
	err = tx.Gorm(ctx).Raw("SELECT COUNT(*) FROM poll_proposers WHERE poll_id = ? AND voter_key = ?", string(poll), voter).Scan(&n).Error
	return n, err
}

// deleteProposer forgets that a voter has proposed anything; what they have proposed stays.
func deleteProposer(ctx context.Context, tx *db.DB, poll ID, voter []byte) error {
	return tx.Gorm(ctx).Exec("DELETE FROM poll_proposers WHERE poll_id = ? AND voter_key = ?", string(poll), voter).Error
}

const proposalColumns = `p.*, (SELECT COUNT(*) FROM poll_proposers w WHERE w.poll_id = p.poll_id AND w.proposal_id = p.id) AS voters`

func selectProposals(ctx context.Context, d *db.DB, poll ID) ([]Proposal, error) {
	var rows []proposalRow
	err := d.Gorm(ctx).Raw("SELECT "+proposalColumns+" FROM poll_proposals p WHERE p.poll_id = ? ORDER BY p.id", string(poll)).Scan(&rows).Error
	return proposalsOf(rows), err
}

func selectOwnProposals(ctx context.Context, d *db.DB, poll ID, voter []byte) ([]Proposal, error) {
	var rows []proposalRow
	err := d.Gorm(ctx).Raw(`SELECT p.* FROM poll_proposals p JOIN poll_proposers w ON w.poll_id = p.poll_id AND w.proposal_id = p.id
		WHERE w.poll_id = ? AND w.voter_key = ? ORDER BY p.label`, string(poll), voter).Scan(&rows).Error
	return proposalsOf(rows), err
}

func proposalsOf(rows []proposalRow) []Proposal {
	list := make([]Proposal, len(rows))
	for i, r := range rows {
		list[i] = r.proposal()
	}
	return list
}

// selectProposal returns an idea, or ErrNoProposal.
func selectProposal(ctx context.Context, d *db.DB, poll ID, id tally.OptionID) (Proposal, error) {
	var rows []proposalRow
	err := d.Gorm(ctx).Raw("SELECT * FROM poll_proposals WHERE poll_id = ? AND id = ?", string(poll), string(id)).Scan(&rows).Error
	if err != nil {
		return Proposal{}, fmt.Errorf("polls: find an idea: %w", err)
	}
	if len(rows) == 0 {
		return Proposal{}, ErrNoProposal
	}
	return rows[0].proposal(), nil
}

func updateProposal(ctx context.Context, tx *db.DB, poll ID, p Proposal) error {
	return tx.Gorm(ctx).Exec("UPDATE poll_proposals SET state = ?, merged_into = ?, reason = ? WHERE poll_id = ? AND id = ?",
		string(p.State), string(p.Into), p.Reason, string(poll), string(p.ID)).Error
}
