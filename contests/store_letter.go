package contests

import (
	"context"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/mail"
)

func insertLetter(ctx context.Context, tx *db.DB, e Entry, kind mail.Kind, recipient string, now time.Time) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO contest_letters (id, contest_id, entry_id, kind, locale, recipient, queued_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)`,
		db.NewID(), string(e.Contest), string(e.ID), string(kind), e.Locale, recipient, db.Millis(now)).Error
}

// lettersPerRead bounds what a long list of mails takes of the memory.
const lettersPerRead = 1000

// eachLetter yields the mails of a contest in the order in which they were queued.
func eachLetter(ctx context.Context, d *db.DB, id ID, yield func(sentLetter) error) error {
	for after := ""; ; {
		var rows []struct {
			ID, Number, Kind, Locale, Recipient string
			QueuedAt                            int64
		}
		err := d.Gorm(ctx).Raw(`SELECT l.id, COALESCE(e.number, '') AS number, l.kind, l.locale, l.recipient, l.queued_at FROM contest_letters l
			LEFT JOIN entries e ON e.id = l.entry_id WHERE l.contest_id = ? AND l.id > ? ORDER BY l.id LIMIT ?`,
			string(id), after, lettersPerRead).Scan(&rows).Error
		if err != nil {
			return err
		}
		for _, r := range rows {
			after = r.ID
			letter := sentLetter{Number: r.Number, Kind: mail.Kind(r.Kind), Locale: r.Locale, Recipient: r.Recipient, QueuedAt: db.Time(r.QueuedAt)}
			if err := yield(letter); err != nil {
				return err
			}
		}
		if len(rows) < lettersPerRead {
			return nil
		}
	}
}

// updateLettersForgotten takes out of the mails about an entry to whom they went.
func updateLettersForgotten(ctx context.Context, tx *db.DB, id EntryID) error {
	return tx.Gorm(ctx).Exec("UPDATE contest_letters SET recipient = '' WHERE entry_id = ? AND recipient <> ''", string(id)).Error
}
