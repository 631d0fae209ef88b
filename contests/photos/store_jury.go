package photos

import (
	"context"
	"time"

	"kermesse/internal/db"
)

func insertJuror(ctx context.Context, tx *db.DB, j Juror, keyHash []byte, by string) error {
	return tx.Gorm(ctx).Exec("INSERT INTO photo_jurors (id, contest_id, name, key_hash, invited_at, invited_by) VALUES (?, ?, ?, ?, ?, ?)",
		j.ID, j.Contest, j.Name, keyHash, db.Millis(j.InvitedAt), by).Error
}

func selectJurors(ctx context.Context, d *db.DB, clause string, args ...any) ([]Juror, error) {
	var rows []struct {
		ID          string
		ContestID   string
		Name        string
		InvitedAt   int64
		DismissedAt int64
	}
	err := d.Gorm(ctx).Raw("SELECT id, contest_id, name, invited_at, dismissed_at FROM photo_jurors "+clause, args...).Scan(&rows).Error
	jurors := make([]Juror, len(rows))
	for i, r := range rows {
		jurors[i] = Juror{ID: r.ID, Contest: r.ContestID, Name: r.Name, InvitedAt: db.Time(r.InvitedAt), Dismissed: r.DismissedAt > 0}
	}
	return jurors, err
}

func updateDismissed(ctx context.Context, tx *db.DB, contest, id string, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec("UPDATE photo_jurors SET dismissed_at = ? WHERE contest_id = ? AND id = ? AND dismissed_at = 0", db.Millis(now), contest, id)
	return res.RowsAffected == 1, res.Error
}

func upsertMark(ctx context.Context, tx *db.DB, juror, photo string, criterion, mark int, now time.Time) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO photo_marks (juror_id, photo_id, criterion, mark, marked_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (juror_id, photo_id, criterion) DO UPDATE SET mark = excluded.mark, marked_at = excluded.marked_at`,
		juror, photo, criterion, mark, db.Millis(now)).Error
}

type markRow struct {
	PhotoID   string
	Criterion int
	Mark      int
}

// selectMarks returns what a juror gave, by photo.
func selectMarks(ctx context.Context, d *db.DB, juror string) (map[ID][]markRow, error) {
	var rows []markRow
	err := d.Gorm(ctx).Raw("SELECT photo_id, criterion, mark FROM photo_marks WHERE juror_id = ?", juror).Scan(&rows).Error
	marks := map[ID][]markRow{}
	for _, r := range rows {
		marks[ID(r.PhotoID)] = append(marks[ID(r.PhotoID)], r)
	}
	return marks, err
}

// completeMarks are the sums of what each juror who sits gave each photo, where they gave all.
const completeMarks = `SELECT m.photo_id, m.juror_id, SUM(m.mark) AS marks FROM photo_marks m
	JOIN photo_jurors j ON j.id = m.juror_id AND j.dismissed_at = 0
	WHERE j.contest_id = ? AND m.criterion < ? GROUP BY m.photo_id, m.juror_id HAVING count(*) = ?`

// sumMarks returns, by photo, what its jurors gave it in all and how many they are.
func sumMarks(ctx context.Context, d *db.DB, contest string, criteria int) (marks, jurors map[ID]int, err error) {
	var rows []struct {
		PhotoID string
		Marks   int
		Jurors  int
	}
	err = d.Gorm(ctx).Raw("SELECT photo_id, SUM(marks) AS marks, count(*) AS jurors FROM ("+completeMarks+") AS complete GROUP BY photo_id",
		contest, criteria, criteria).Scan(&rows).Error
	marks, jurors = map[ID]int{}, map[ID]int{}
	for _, r := range rows {
		marks[ID(r.PhotoID)], jurors[ID(r.PhotoID)] = r.Marks, r.Jurors
	}
	return marks, jurors, err
}

// countMarked is how many of the photos that everybody sees each juror has marked completely.
func countMarked(ctx context.Context, d *db.DB, contest string, criteria int) (map[string]int, error) {
	var rows []struct {
		JurorID string
		N       int
	}
	err := d.Gorm(ctx).Raw("SELECT c.juror_id, count(*) AS n FROM ("+completeMarks+") AS c JOIN photos p ON p.id = c.photo_id WHERE "+public+" GROUP BY c.juror_id",
		contest, criteria, criteria).Scan(&rows).Error
	counts := map[string]int{}
	for _, r := range rows {
		counts[r.JurorID] = r.N
	}
	return counts, err
}

func insertRanking(ctx context.Context, tx *db.DB, contest, text, sum string, now time.Time) error {
	return tx.Gorm(ctx).Exec("INSERT INTO photo_rankings (contest_id, text, sha256, ranked_at) VALUES (?, ?, ?, ?) ON CONFLICT (contest_id) DO NOTHING",
		contest, text, sum, db.Millis(now)).Error
}

func selectRanking(ctx context.Context, d *db.DB, contest string) (text, sum string, at time.Time, err error) {
	var row struct {
		Text     string
		Sha256   string
		RankedAt int64
	}
	err = d.Gorm(ctx).Raw("SELECT text, sha256, ranked_at FROM photo_rankings WHERE contest_id = ?", contest).Scan(&row).Error
	return row.Text, row.Sha256, db.Time(row.RankedAt), err
}
