package mail

import (
	"context"
	"time"

	"kermesse/internal/db"
)

type mailRow struct {
	ID          string
	BrandID     string
	Kind        string
	Recipient   string
	SenderName  string
	ReplyTo     string
	Subject     string
	TextBody    string
	HTMLBody    string
	Unsubscribe string
	State       string
	Attempts    int
	DueAt       int64
	LastError   string
	CreatedAt   int64
	SentAt      int64
	Trace       string // of what it was written for
}

func newMailRow(m Message, now time.Time) mailRow {
	due := now
	if m.NotBefore.After(now) {
		due = m.NotBefore
	}
	return mailRow{
		ID: db.NewID(), BrandID: m.Brand, Kind: string(m.Kind), Recipient: m.To, SenderName: m.FromName,
		ReplyTo: m.ReplyTo, Subject: m.Subject, TextBody: m.Text, HTMLBody: m.HTML, Unsubscribe: m.Unsubscribe,
		State: string(Queued), DueAt: db.Millis(due), CreatedAt: db.Millis(now),
	}
}

func (r mailRow) stored() Stored {
	return Stored{
		Message: Message{
			Brand: r.BrandID, To: r.Recipient, FromName: r.SenderName, ReplyTo: r.ReplyTo, Subject: r.Subject,
			Text: r.TextBody, HTML: r.HTMLBody, Kind: Kind(r.Kind), Unsubscribe: r.Unsubscribe,
		},
		ID: r.ID, State: State(r.State), Attempts: r.Attempts, LastError: r.LastError,
		CreatedAt: db.Time(r.CreatedAt), SentAt: db.Time(r.SentAt),
	}
}

func insertMail(ctx context.Context, tx *db.DB, r mailRow) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO mail_outbox
		(id, brand_id, kind, recipient, sender_name, reply_to, subject, text_body, html_body, unsubscribe, state, due_at, created_at, trace)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.BrandID, r.Kind, r.Recipient, r.SenderName, r.ReplyTo, r.Subject, r.TextBody, r.HTMLBody,
		r.Unsubscribe, r.State, r.DueAt, r.CreatedAt, r.Trace).Error
}

func countWaiting(ctx context.Context, d *db.DB, kind Kind) (n int, err error) {
	err = d.Gorm(ctx).Raw("SELECT count(*) FROM mail_outbox WHERE state = 'queued' AND kind = ?", string(kind)).Scan(&n).Error
	return n, err
}

func selectRecent(ctx context.Context, d *db.DB, limit int) ([]Stored, error) {
	return selectMails(ctx, d, "SELECT * FROM mail_outbox ORDER BY id DESC LIMIT ?", limit)
}

func selectTo(ctx context.Context, d *db.DB, brand, to string) ([]Stored, error) {
	return selectMails(ctx, d, `SELECT id, brand_id, kind, recipient, subject, state, attempts, created_at, sent_at
		FROM mail_outbox WHERE brand_id = ? AND recipient = ? ORDER BY id DESC`, brand, to)
}

func selectMails(ctx context.Context, d *db.DB, query string, args ...any) ([]Stored, error) {
	var rows []mailRow
	if err := d.Gorm(ctx).Raw(query, args...).Scan(&rows).Error; err != nil {
		return nil, err
	}
	mails := make([]Stored, len(rows))
	for i, row := range rows {
		mails[i] = row.stored()
	}
	return mails, nil
}

func deleteMailsTo(ctx context.Context, tx *db.DB, brand, to string) error {
	return tx.Gorm(ctx).Exec("DELETE FROM mail_outbox WHERE brand_id = ? AND recipient = ?", brand, to).Error
}

// selectBacklog counts what has not left, and finds when the first of it was due; zero if
// nothing waits.
func selectBacklog(ctx context.Context, d *db.DB) (Backlog, time.Time, error) {
	var row struct{ Queued, Failed, Due int64 }
	err := d.Gorm(ctx).Raw(`SELECT COALESCE(SUM(CASE WHEN state = 'queued' THEN 1 ELSE 0 END), 0) AS queued,
		COALESCE(SUM(CASE WHEN state = 'failed' THEN 1 ELSE 0 END), 0) AS failed,
		COALESCE(MIN(CASE WHEN state = 'queued' THEN due_at END), 0) AS due
		FROM mail_outbox WHERE state IN ('queued', 'failed')`).Scan(&row).Error
	return Backlog{Queued: row.Queued, Failed: row.Failed}, db.Time(row.Due), err
}
