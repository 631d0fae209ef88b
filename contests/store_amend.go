package contests

import (
	"context"

	"kermesse/contests/draw"
	"kermesse/internal/db"
)

type amendmentRow struct {
	ContestID string
	No        int
	RulesJSON string
	TextFr    string
	TextEn    string
	SaidFr    string
	SaidEn    string
	Code      string
	Reason    string
	LawJSON   string
	ClaimDays int
	AmendedAt int64
	ToldTo    string
	Told      bool
}

func (r amendmentRow) amendment() (Amendment, error) {
	a := Amendment{
		No: r.No, Code: AmendCode(r.Code), Reason: r.Reason, At: db.Time(r.AmendedAt), Told: r.Told, claimDays: r.ClaimDays,
		Hash: draw.RulesDigest([]byte(r.RulesJSON)),
	}
	a.Said.FR, a.Said.EN = r.SaidFr, r.SaidEn
	var err error
	a.law, err = readLaw(r.LawJSON)
	return a, err
}

func (r amendmentRow) rules() Rules {
	rules := Rules{JSON: []byte(r.RulesJSON), Hash: draw.RulesDigest([]byte(r.RulesJSON)), FrozenAt: db.Time(r.AmendedAt), Version: r.No + 1}
	rules.Text.FR, rules.Text.EN = r.TextFr, r.TextEn
	return rules
}

// insertAmendment stores a version of the rules and makes it the present one.
func insertAmendment(ctx context.Context, tx *db.DB, id ID, a Amendment, r Rules) error {
	law, err := lawText(a.law)
	if err != nil {
		return err
	}
	err = tx.Gorm(ctx).Exec(`INSERT INTO contest_amendments
		(contest_id, no, rules_json, text_fr, text_en, said_fr, said_en, code, reason, law_json, claim_days, amended_at, told)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		string(id), a.No, string(r.JSON), r.Text.FR, r.Text.EN, a.Said.FR, a.Said.EN, string(a.Code), a.Reason, law, a.claimDays, db.Millis(a.At), a.Told).Error
	if err != nil {
		return err
	}
	return tx.Gorm(ctx).Exec("UPDATE contests SET amended = ? WHERE id = ?", a.No, string(id)).Error
}

func selectAmendmentRows(ctx context.Context, d *db.DB, clause string, args ...any) ([]amendmentRow, error) {
	var rows []amendmentRow
	err := d.Gorm(ctx).Raw("SELECT * FROM contest_amendments "+clause, args...).Scan(&rows).Error
	return rows, err
}

func selectAmendments(ctx context.Context, d *db.DB, id ID) ([]Amendment, error) {
	rows, err := selectAmendmentRows(ctx, d, "WHERE contest_id = ? ORDER BY no", string(id))
	if err != nil {
		return nil, err
	}
	amendments := make([]Amendment, len(rows))
	for i, r := range rows {
		if amendments[i], err = r.amendment(); err != nil {
			return nil, err
		}
	}
	return amendments, nil
}

// selectVersion returns one version of the rules; 1 is what was published.
func selectVersion(ctx context.Context, d *db.DB, id ID, version int) (Rules, error) {
	if version == 1 {
		return selectPublishedRules(ctx, d, id)
	}
	rows, err := selectAmendmentRows(ctx, d, "WHERE contest_id = ? AND no = ?", string(id), version-1)
	if err != nil {
		return Rules{}, err
	}
	if len(rows) == 0 {
		return Rules{}, ErrVersion
	}
	return rows[0].rules(), nil
}

// selectRules returns the rules in force: as published, or as they were last amended.
func selectRules(ctx context.Context, d *db.DB, id ID) (Rules, error) {
	rows, err := selectAmendmentRows(ctx, d, "WHERE contest_id = ? ORDER BY no DESC LIMIT 1", string(id))
	if err != nil {
		return Rules{}, err
	}
	if len(rows) > 0 {
		return rows[0].rules(), nil
	}
	return selectPublishedRules(ctx, d, id)
}

// amend gives contests the terms of their last amendments.
func amend(ctx context.Context, d *db.DB, found []Contest) error {
	for i := range found {
		c := &found[i]
		if c.Amended == 0 {
			continue
		}
		rows, err := selectAmendmentRows(ctx, d, "WHERE contest_id = ? AND no = ?", string(c.ID), c.Amended)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if c.Law, err = readLaw(r.LawJSON); err != nil {
				return err
			}
			c.ClaimDays, c.inForce = r.ClaimDays, r.rules().Hash
		}
	}
	return nil
}

// updateAmendmentTold notes up to which entry entrants have been told of an amendment.
func updateAmendmentTold(ctx context.Context, tx *db.DB, id ID, no int, last string, done bool) error {
	return tx.Gorm(ctx).Exec("UPDATE contest_amendments SET told_to = ?, told = ? WHERE contest_id = ? AND no = ?", last, done, string(id), no).Error
}
