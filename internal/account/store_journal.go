package account

import (
	"context"

	"kermesse/internal/db"
)

type journalRow struct {
	ID         string
	BrandID    string
	At         int64
	ActorKind  string
	ActorID    string
	ActorName  string
	Action     string
	Subject    string
	BeforeJSON string
	AfterJSON  string
}

func insertJournal(ctx context.Context, tx *db.DB, r journalRow) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO journal
		(id, brand_id, at, actor_kind, actor_id, actor_name, action, subject, before_json, after_json)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.BrandID, r.At, r.ActorKind, r.ActorID, r.ActorName, r.Action, r.Subject,
		r.BeforeJSON, r.AfterJSON).Error
}
