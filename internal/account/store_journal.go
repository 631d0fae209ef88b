package account

import (
	"context"
	"strings"
	"time"

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

// updateJournal stores what a line tells once more was done in one go.
func updateJournal(ctx context.Context, tx *db.DB, r journalRow) error {
	return tx.Gorm(ctx).Exec("UPDATE journal SET before_json = ?, after_json = ? WHERE id = ?", r.BeforeJSON, r.AfterJSON, r.ID).Error
}

// selectJournalSince returns the lines about a subject since a moment, the newest first.
func selectJournalSince(ctx context.Context, tx *db.DB, brand, subject string, since time.Time, limit int) ([]journalRow, error) {
	var rows []journalRow
	err := tx.Gorm(ctx).Raw("SELECT * FROM journal WHERE brand_id = ? AND subject = ? AND at >= ? ORDER BY id DESC LIMIT ?",
		brand, subject, db.Millis(since), limit).Scan(&rows).Error
	return rows, err
}

func (r journalRow) line() JournalLine {
	return JournalLine{
		ID: r.ID, At: db.Time(r.At), Kind: ActorKind(r.ActorKind), User: UserID(r.ActorID), Name: r.ActorName,
		Action: r.Action, Subject: r.Subject, Changes: changes(r.BeforeJSON, r.AfterJSON),
	}
}

// selectJournal reads one line more than the limit.
func selectJournal(ctx context.Context, d *db.DB, brand BrandID, f JournalFilter) ([]journalRow, error) {
	where, args := []string{"brand_id = ?"}, []any{string(brand)}
	and := func(condition string, arg any) { where, args = append(where, condition), append(args, arg) }
	if f.Before != "" {
		and("id < ?", f.Before)
	}
	if f.User != "" {
		and("actor_id = ?", string(f.User))
	}
	if f.Subject != "" {
		and("subject = ?", f.Subject)
	}
	if prefix, ok := strings.CutSuffix(f.Action, "."); ok {
		and("action >= ?", prefix+".")
		and("action < ?", prefix+"/") // "/" follows "." in ASCII
	} else if f.Action != "" {
		and("action = ?", f.Action)
	}
	if !f.From.IsZero() {
		and("at >= ?", db.Millis(f.From))
	}
	if !f.To.IsZero() {
		and("at < ?", db.Millis(f.To))
	}
	var rows []journalRow
	err := d.Gorm(ctx).Raw("SELECT * FROM journal WHERE "+strings.Join(where, " AND ")+" ORDER BY id DESC LIMIT ?",
		append(args, f.Limit+1)...).Scan(&rows).Error
	return rows, err
}

func selectJournalActions(ctx context.Context, d *db.DB, brand BrandID) ([]string, error) {
	var actions []string
	err := d.Gorm(ctx).Raw("SELECT DISTINCT action FROM journal WHERE brand_id = ? ORDER BY action", string(brand)).
		Scan(&actions).Error
	return actions, err
}

func selectJournalActors(ctx context.Context, d *db.DB, brand BrandID) ([]User, error) {
	var rows []struct{ ActorID, ActorName string }
	err := d.Gorm(ctx).Raw(`SELECT actor_id, max(actor_name) AS actor_name FROM journal
		WHERE brand_id = ? AND actor_kind = 'staff' GROUP BY actor_id ORDER BY 2, 1`, string(brand)).Scan(&rows).Error
	users := make([]User, len(rows))
	for i, r := range rows {
		users[i] = User{ID: UserID(r.ActorID), Name: r.ActorName}
	}
	return users, err
}
