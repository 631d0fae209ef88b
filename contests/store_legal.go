package contests

import (
	"context"
	"encoding/json"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

// lawText is how legal terms are stored; empty for none.
func lawText(t *LegalTerms) (string, error) {
	if t == nil {
		return "", nil
	}
	return jsonText(t)
}

func readLaw(stored string) (*LegalTerms, error) {
	if stored == "" {
		return nil, nil
	}
	var t LegalTerms
	return &t, json.Unmarshal([]byte(stored), &t)
}

// selectOverrides returns the last override of each rule.
func selectOverrides(ctx context.Context, d *db.DB, id ID) (map[string]Override, error) {
	var rows []struct {
		Rule, Reason, ActorName string
		At                      int64
	}
	err := d.Gorm(ctx).Raw("SELECT rule, reason, actor_name, at FROM contest_overrides WHERE contest_id = ? ORDER BY id", string(id)).Scan(&rows).Error
	overrides := make(map[string]Override, len(rows))
	for _, r := range rows {
		overrides[r.Rule] = Override{Rule: r.Rule, Reason: r.Reason, By: r.ActorName, At: db.Time(r.At)}
	}
	return overrides, err
}

func insertOverride(ctx context.Context, tx *db.DB, id ID, actor account.Actor, o Override) error {
	return tx.Gorm(ctx).Exec("INSERT INTO contest_overrides (id, contest_id, rule, reason, actor_id, actor_name, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
		db.NewID(), string(id), o.Rule, o.Reason, string(actor.User), o.By, db.Millis(o.At)).Error
}
