package contests

import (
	"context"
	"encoding/json"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/db"
)

type nameListRow struct {
	ID          string
	BrandID     string
	Version     int64
	Name        string
	Bytes       int64
	FileHash    string
	Salt        []byte
	FilterJSON  string
	Excluded    int
	ReportJSON  string
	ContestID   string
	ContestSlug string
	FilledRow   int
	CreatedAt   int64
	KeptAt      int64
	FrozenAt    int64
}

func (r nameListRow) list() (NameList, error) {
	l := NameList{
		ID: NameListID(r.ID), Brand: account.BrandID(r.BrandID), Version: r.Version, Name: r.Name, Bytes: r.Bytes, Excluded: r.Excluded,
		Contest: ID(r.ContestID), Slug: r.ContestSlug, FilledRow: r.FilledRow, CreatedAt: db.Time(r.CreatedAt), FrozenAt: db.Time(r.FrozenAt),
	}
	if err := json.Unmarshal([]byte(r.FilterJSON), &l.Filter); err != nil {
		return NameList{}, err
	}
	if r.ReportJSON != "" {
		if err := json.Unmarshal([]byte(r.ReportJSON), &l.Report); err != nil {
			return NameList{}, err
		}
	}
	var err error
	if r.FileHash != "" {
		l.Hash, err = draw.ParseHash(r.FileHash)
	}
	return l, err
}

func selectNameLists(ctx context.Context, d *db.DB, clause string, args ...any) ([]NameList, error) {
	var rows []nameListRow
	err := d.Gorm(ctx).Raw(`SELECT l.*, COALESCE(c.slug, '') AS contest_slug FROM (SELECT * FROM name_lists `+clause+`) l
		LEFT JOIN contests c ON c.id = l.contest_id ORDER BY l.id DESC`, args...).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	found := make([]NameList, len(rows))
	for i, row := range rows {
		if found[i], err = row.list(); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// selectNameList returns the one list that the clause finds, or ErrListNotFound.
func selectNameList(ctx context.Context, d *db.DB, clause string, args ...any) (NameList, error) {
	found, err := selectNameLists(ctx, d, clause, args...)
	if err == nil && len(found) == 0 {
		err = ErrListNotFound
	}
	if err != nil {
		return NameList{}, err
	}
	return found[0], nil
}

func selectSalt(ctx context.Context, d *db.DB, id NameListID) ([]byte, error) {
	var row nameListRow
	err := d.Gorm(ctx).Raw("SELECT salt FROM name_lists WHERE id = ?", string(id)).Scan(&row).Error
	return row.Salt, err
}

func insertNameList(ctx context.Context, tx *db.DB, l NameList) error {
	filter, err := jsonText(l.Filter)
	if err != nil {
		return err
	}
	return tx.Gorm(ctx).Exec(`INSERT INTO name_lists (id, brand_id, name, salt, filter_json, created_at) VALUES (?, ?, ?, ?, ?, ?)`,
		string(l.ID), string(l.Brand), l.Name, []byte{}, filter, db.Millis(l.CreatedAt)).Error
}

// updateKept says that a list has arrived whole.
func updateKept(ctx context.Context, tx *db.DB, l NameList, salt draw.Secret) error {
	report, err := reportText(l.Report)
	if err != nil {
		return err
	}
	return tx.Gorm(ctx).Exec("UPDATE name_lists SET kept_at = ?, file_hash = ?, salt = ?, bytes = ?, report_json = ? WHERE id = ?",
		db.Millis(l.CreatedAt), l.Hash.String(), salt[:], l.Bytes, report, string(l.ID)).Error
}

func reportText(r ListReport) (string, error) {
	if r.Rows == 0 {
		return "", nil
	}
	return jsonText(r)
}

// updateSifted stores a filter and what it counted, if the list is still the version
// that was counted; it reports whether it was.
func updateSifted(ctx context.Context, tx *db.DB, l NameList) (bool, error) {
	filter, err := jsonText(l.Filter)
	if err != nil {
		return false, err
	}
	report, err := reportText(l.Report)
	if err != nil {
		return false, err
	}
	res := tx.Gorm(ctx).Exec(`UPDATE name_lists SET filter_json = ?, excluded = ?, report_json = ?, version = version + 1
		WHERE id = ? AND version = ? AND contest_id = ''`, filter, l.Excluded, report, string(l.ID), l.Version)
	return res.RowsAffected == 1, res.Error
}

// updateStarted gives a list its contest, if it is still the version that was seen and
// has none; it reports whether it was.
func updateStarted(ctx context.Context, tx *db.DB, l NameList, id ID, closes time.Time) (bool, error) {
	people := ""
	if l.Report.People != (draw.Hash{}) {
		people = l.Report.People.String()
	}
	res := tx.Gorm(ctx).Exec(`UPDATE name_lists SET contest_id = ?, closes_at = ?, people = ?, version = version + 1
		WHERE id = ? AND version = ? AND contest_id = ''`, string(id), db.Millis(closes), people, string(l.ID), l.Version)
	return res.RowsAffected == 1, res.Error
}

// updateFilled moves the mark up to which the entries of a list are written, and reports
// whether nobody else has moved it meanwhile.
func updateFilled(ctx context.Context, tx *db.DB, id NameListID, from, to int) (bool, error) {
	res := tx.Gorm(ctx).Exec("UPDATE name_lists SET filled_row = ? WHERE id = ? AND filled_row = ? AND frozen_at = 0 AND contest_id <> ''",
		to, string(id), from)
	return res.RowsAffected == 1, res.Error
}

// updateFrozen takes a list that is filled for publication; it reports whether it was
// there to be taken.
func updateFrozen(ctx context.Context, tx *db.DB, id NameListID, filled int, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec("UPDATE name_lists SET frozen_at = ? WHERE id = ? AND filled_row = ? AND frozen_at = 0 AND contest_id <> ''",
		db.Millis(now), string(id), filled)
	return res.RowsAffected == 1, res.Error
}

// selectClosing is when the draw of a list is to close; zero: once it is frozen.
func selectClosing(ctx context.Context, d *db.DB, id NameListID) (time.Time, error) {
	var ms int64
	err := d.Gorm(ctx).Raw("SELECT closes_at FROM name_lists WHERE id = ?", string(id)).Scan(&ms).Error
	return db.Time(ms), err
}

func deleteNameList(ctx context.Context, tx *db.DB, id NameListID) error {
	if err := deleteParts(ctx, tx, id); err != nil {
		return err
	}
	return tx.Gorm(ctx).Exec("DELETE FROM name_lists WHERE id = ? AND contest_id = ''", string(id)).Error
}

func deleteParts(ctx context.Context, tx *db.DB, id NameListID) error {
	return tx.Gorm(ctx).Exec("DELETE FROM name_list_parts WHERE list_id = ?", string(id)).Error
}

// maxTwins is more than anybody reads.
const maxTwins = 100

// selectTwins returns the published draws from the file of a list or among its people,
// but not its own.
func selectTwins(ctx context.Context, d *db.DB, l NameList) ([]Twin, error) {
	var rows []struct {
		ID, Slug, Title          string
		PublishedAt, CancelledAt int64
	}
	err := d.Gorm(ctx).Raw(`SELECT c.id, c.slug, c.title, c.published_at, a.cancelled_at
		FROM name_lists l JOIN contests c ON c.id = l.contest_id
		JOIN contest_attempts a ON a.contest_id = c.id AND a.attempt = c.attempt
		WHERE l.brand_id = ? AND c.published_at > 0 AND c.id <> ? AND (l.people = ? OR l.file_hash = ?)
		ORDER BY c.published_at, c.id LIMIT ?`,
		string(l.Brand), string(l.Contest), l.Report.People.String(), l.Hash.String(), maxTwins).Scan(&rows).Error
	twins := make([]Twin, len(rows))
	for i, r := range rows {
		twins[i] = Twin{ID: ID(r.ID), Slug: r.Slug, Title: r.Title, PublishedAt: db.Time(r.PublishedAt), CancelledAt: db.Time(r.CancelledAt)}
	}
	return twins, err
}
