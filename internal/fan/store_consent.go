package fan

import (
	"context"

	"kermesse/internal/db"
)

type consentRow struct {
	At      int64
	Purpose string
	Granted bool
	Text    string
	Locale  string
	Source  string
	Version string
}

func (r consentRow) consent() Consent {
	return Consent{Purpose: r.Purpose, Granted: r.Granted, Text: r.Text, Locale: r.Locale, Source: r.Source, Version: r.Version, At: db.Time(r.At)}
}

func insertConsent(ctx context.Context, tx *db.DB, id ID, c Consent) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO fan_consents (id, fan_id, at, purpose, granted, text, locale, source, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		db.NewID(), string(id), db.Millis(c.At), c.Purpose, c.Granted, c.Text, c.Locale, c.Source, c.Version).Error
}

func selectConsents(ctx context.Context, d *db.DB, id ID) ([]Consent, error) {
	var rows []consentRow
	err := d.Gorm(ctx).Raw(`SELECT at, purpose, granted, text, locale, source, version FROM fan_consents
		WHERE fan_id = ? ORDER BY id`, string(id)).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	consents := make([]Consent, len(rows))
	for i, row := range rows {
		consents[i] = row.consent()
	}
	return consents, nil
}

// selectLastConsent returns ErrConsentUnknown where there is none.
func selectLastConsent(ctx context.Context, d *db.DB, id ID, purpose string) (Consent, error) {
	var row consentRow
	res := d.Gorm(ctx).Raw(`SELECT at, purpose, granted, text, locale, source, version FROM fan_consents
		WHERE fan_id = ? AND purpose = ? ORDER BY id DESC LIMIT 1`, string(id), purpose).Scan(&row)
	if res.Error == nil && res.RowsAffected == 0 {
		return Consent{}, ErrConsentUnknown
	}
	return row.consent(), res.Error
}

func selectConsentCounts(ctx context.Context, d *db.DB, source string) ([]ConsentCount, error) {
	var rows []struct {
		Purpose, Text, Locale string
		Granted               bool
		Acts, FirstAt, LastAt int64
	}
	err := d.Gorm(ctx).Raw(`SELECT purpose, text, locale, granted, count(*) AS acts, min(at) AS first_at, max(at) AS last_at FROM fan_consents
		WHERE source = ? GROUP BY purpose, text, locale, granted ORDER BY purpose, locale, text, granted`, source).Scan(&rows).Error
	counts := make([]ConsentCount, len(rows))
	for i, r := range rows {
		counts[i] = ConsentCount{
			Purpose: r.Purpose, Text: r.Text, Locale: r.Locale, Granted: r.Granted, Acts: r.Acts, FirstAt: db.Time(r.FirstAt), LastAt: db.Time(r.LastAt),
		}
	}
	return counts, err
}

// asked is the condition that a fan's last word on a purpose is yes, by an address that was
// proved.
const asked = ` FROM fans f JOIN fan_contacts c ON c.fan_id = f.id AND c.kind = 'email' AND c.verified_at > 0
	WHERE f.brand_id = ? AND f.erased_at = 0
	AND f.id IN (SELECT k.fan_id FROM fan_consents k WHERE k.purpose = ?)
	AND (SELECT k.granted FROM fan_consents k WHERE k.fan_id = f.id AND k.purpose = ? ORDER BY k.id DESC LIMIT 1)`

func selectAsked(ctx context.Context, d *db.DB, a Asked, after ID, limit int) ([]fanRow, error) {
	var rows []fanRow
	err := d.Gorm(ctx).Raw("SELECT "+fanColumns+asked+" AND f.id > ? ORDER BY f.id LIMIT ?",
		string(a.Brand), a.Purpose, a.Purpose, string(after), limit).Scan(&rows).Error
	return rows, err
}

func countAsked(ctx context.Context, d *db.DB, a Asked) (n int64, err error) {
	err = d.Gorm(ctx).Raw("SELECT COUNT(*)"+asked, string(a.Brand), a.Purpose, a.Purpose).Scan(&n).Error
	return n, err
}
