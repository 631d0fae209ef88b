package polls

import (
	"context"
	"fmt"
	"time"

	"kermesse/internal/db"
)

type announcementRow struct {
	Version    int64
	DecisionFr string
	DecisionEn string
	Follows    bool
	ReasonFr   string
	ReasonEn   string
	DecidedOn  string
	At         int64
	Told       int64
	Done       bool
}

func (r announcementRow) announcement() (Announcement, error) {
	day, err := time.Parse(time.DateOnly, r.DecidedOn)
	if err != nil {
		return Announcement{}, fmt.Errorf("polls: read an announcement: %w", err)
	}
	return Announcement{
		Version: r.Version, Decision: Text{FR: r.DecisionFr, EN: r.DecisionEn}, Follows: r.Follows,
		Reason: Text{FR: r.ReasonFr, EN: r.ReasonEn}, DecidedOn: day, At: db.Time(r.At), Mailing: Mailing{Told: r.Told, Done: r.Done},
	}, nil
}

// mailingRow is a mailing under way.
type mailingRow struct {
	PollID  string
	Version int64
	LastFan string
	Told    int64
	Done    bool
}

// insertAnnouncement stores an announcement and its mailing, and returns its version. Whoever calls it
// holds the poll's row, so two do not get the same version. A mailing of an older announcement ends:
// nobody is written to about what has been overtaken.
func insertAnnouncement(ctx context.Context, tx *db.DB, poll ID, o Announcement) (version int64, err error) {
	if err := tx.RequireTx(); err != nil {
		return 0, err
	}
	err = tx.Gorm(ctx).Raw("SELECT COALESCE(MAX(version), 0) + 1 FROM poll_announcements WHERE poll_id = ?", string(poll)).Scan(&version).Error
	if err != nil {
		return 0, fmt.Errorf("polls: number an announcement: %w", err)
	}
	err = tx.Gorm(ctx).Exec(`INSERT INTO poll_announcements (poll_id, version, decision_fr, decision_en, follows, reason_fr, reason_en, decided_on, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		string(poll), version, o.Decision.FR, o.Decision.EN, o.Follows, o.Reason.FR, o.Reason.EN, o.DecidedOn.Format(time.DateOnly), db.Millis(o.At)).Error
	if err != nil {
		return 0, fmt.Errorf("polls: store an announcement: %w", err)
	}
	if err := tx.Gorm(ctx).Exec("UPDATE poll_announcement_mailings SET done = TRUE WHERE poll_id = ?", string(poll)).Error; err != nil {
		return 0, fmt.Errorf("polls: end a mailing: %w", err)
	}
	err = tx.Gorm(ctx).Exec("INSERT INTO poll_announcement_mailings (poll_id, version, last_fan, told, done) VALUES (?, ?, '', 0, ?)",
		string(poll), version, o.Mailing.Done).Error
	if err != nil {
		return 0, fmt.Errorf("polls: begin a mailing: %w", err)
	}
	return version, nil
}

const announcementColumns = `SELECT o.version, o.decision_fr, o.decision_en, o.follows, o.reason_fr, o.reason_en, o.decided_on, o.at, m.told, m.done
	FROM poll_announcements o JOIN poll_announcement_mailings m ON m.poll_id = o.poll_id AND m.version = o.version`

func selectAnnouncements(ctx context.Context, d *db.DB, poll ID) ([]Announcement, error) {
	var rows []announcementRow
	err := d.Gorm(ctx).Raw(announcementColumns+" WHERE o.poll_id = ? ORDER BY o.version DESC", string(poll)).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("polls: read announcements: %w", err)
	}
	announcements := make([]Announcement, len(rows))
	for i, row := range rows {
		if announcements[i], err = row.announcement(); err != nil {
			return nil, err
		}
	}
	return announcements, nil
}

func selectAnnouncement(ctx context.Context, d *db.DB, poll ID, version int64) (Announcement, error) {
	var row announcementRow
	res := d.Gorm(ctx).Raw(announcementColumns+" WHERE o.poll_id = ? AND o.version = ?", string(poll), version).Scan(&row)
	if res.Error != nil {
		return Announcement{}, fmt.Errorf("polls: read an announcement: %w", res.Error)
	}
	return row.announcement()
}

func selectMailings(ctx context.Context, d *db.DB) ([]mailingRow, error) {
	var rows []mailingRow
	err := d.Gorm(ctx).Raw("SELECT poll_id, version, last_fan, told, done FROM poll_announcement_mailings WHERE NOT done ORDER BY poll_id").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("polls: find whom to tell: %w", err)
	}
	return rows, nil
}

// advanceMailing reports false where somebody else has told these fans, or nobody is to be told
// any more.
func advanceMailing(ctx context.Context, tx *db.DB, from, to mailingRow) (bool, error) {
	res := tx.Gorm(ctx).Exec("UPDATE poll_announcement_mailings SET last_fan = ?, told = ?, done = ? WHERE poll_id = ? AND version = ? AND last_fan = ? AND NOT done",
		to.LastFan, to.Told, to.Done, from.PollID, from.Version, from.LastFan)
	if res.Error != nil {
		return false, fmt.Errorf("polls: note who was told: %w", res.Error)
	}
	return res.RowsAffected == 1, nil
}
