package contests

import (
	"context"

	"kermesse/contests/draw"
	"kermesse/internal/db"
)

type permitFileRow struct {
	Kind       string
	Bytes      int64
	Sha256     []byte
	Public     bool
	FileSealed []byte
	KeptAt     int64
}

func (r permitFileRow) file() PermitFile {
	p := PermitFile{Kind: PermitKind(r.Kind), Bytes: r.Bytes, Public: r.Public, KeptAt: db.Time(r.KeptAt)}
	p.SHA256 = draw.Hash(r.Sha256)
	return p
}

// permitOf returns what is known of the document of a contest, without it; nil for none.
func permitOf(ctx context.Context, d *db.DB, id ID) (*PermitFile, error) {
	var rows []permitFileRow
	err := d.Gorm(ctx).Raw("SELECT kind, bytes, sha256, public, kept_at FROM contest_permits WHERE contest_id = ?", string(id)).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return new(rows[0].file()), nil
}

// selectPermit returns the document itself. Fault: ErrPermitNotFound.
func selectPermit(ctx context.Context, d *db.DB, id ID) (permitFileRow, error) {
	var rows []permitFileRow
	err := d.Gorm(ctx).Raw("SELECT * FROM contest_permits WHERE contest_id = ?", string(id)).Scan(&rows).Error
	if err == nil && len(rows) == 0 {
		err = ErrPermitNotFound
	}
	if err != nil {
		return permitFileRow{}, err
	}
	return rows[0], nil
}

func upsertPermit(ctx context.Context, tx *db.DB, id ID, p PermitFile, sealed []byte) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO contest_permits (contest_id, kind, bytes, sha256, public, file_sealed, kept_at) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (contest_id) DO UPDATE SET kind = excluded.kind, bytes = excluded.bytes, sha256 = excluded.sha256,
			public = excluded.public, file_sealed = excluded.file_sealed, kept_at = excluded.kept_at`,
		string(id), string(p.Kind), p.Bytes, p.SHA256[:], p.Public, sealed, db.Millis(p.KeptAt)).Error
}

// updatePermitPublic shows or hides a document. Fault: ErrPermitNotFound.
func updatePermitPublic(ctx context.Context, tx *db.DB, id ID, public bool) error {
	res := tx.Gorm(ctx).Exec("UPDATE contest_permits SET public = ? WHERE contest_id = ?", public, string(id))
	if res.Error == nil && res.RowsAffected == 0 {
		return ErrPermitNotFound
	}
	return res.Error
}

// deletePermit removes the document of a contest and reports whether there was one.
func deletePermit(ctx context.Context, tx *db.DB, id ID) (bool, error) {
	res := tx.Gorm(ctx).Exec("DELETE FROM contest_permits WHERE contest_id = ?", string(id))
	return res.RowsAffected > 0, res.Error
}
