package contests

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"

	"kermesse/contests/draw"
	"kermesse/internal/db"
)

// What the parts of a list are of.
const (
	listFile     = "file"
	listExcluded = "excluded"
	partBytes    = 1 << 20
)

// keepParts stores a text part by part, each in its own transaction, so that a large one
// keeps nobody waiting, and returns its SHA-256 and length.
func (s *Service) keepParts(ctx context.Context, id NameListID, what string, in io.Reader) (draw.Hash, int64, error) {
	sum, length := sha256.New(), int64(0)
	for no := 0; ; no++ {
		part := make([]byte, partBytes)
		n, err := io.ReadFull(in, part)
		if n > 0 {
			length += int64(n)
			_, _ = sum.Write(part[:n]) // never fails
			if err := s.inTx(ctx, func(tx *db.DB) error { return insertPart(ctx, tx, id, what, no, part[:n]) }); err != nil {
				return draw.Hash{}, 0, err
			}
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return draw.Hash(sum.Sum(nil)), length, nil
		case err != nil:
			return draw.Hash{}, 0, err
		}
	}
}

func insertPart(ctx context.Context, tx *db.DB, id NameListID, what string, no int, part []byte) error {
	return tx.Gorm(ctx).Exec("INSERT INTO name_list_parts (list_id, what, no, content) VALUES (?, ?, ?, ?)", string(id), what, no, part).Error
}

// replaceParts stores a short text in place of the one there was.
func replaceParts(ctx context.Context, tx *db.DB, id NameListID, what string, text []byte) error {
	err := tx.Gorm(ctx).Exec("DELETE FROM name_list_parts WHERE list_id = ? AND what = ?", string(id), what).Error
	for no := 0; err == nil && len(text) > 0; no++ {
		part := text[:min(len(text), partBytes)]
		text, err = text[len(part):], insertPart(ctx, tx, id, what, no, part)
	}
	return err
}

// partReader reads a stored text, one part in memory at a time.
type partReader struct {
	next func(no int) ([]byte, error)
	no   int
	left []byte
}

func (s *Service) parts(ctx context.Context, id NameListID, what string) io.Reader {
	return &partReader{next: func(no int) ([]byte, error) {
		var rows []struct{ Content []byte }
		err := s.db.Gorm(ctx).Raw("SELECT content FROM name_list_parts WHERE list_id = ? AND what = ? AND no = ?",
			string(id), what, no).Scan(&rows).Error
		if err == nil && len(rows) == 0 {
			err = io.EOF
		}
		if err != nil {
			return nil, err
		}
		return rows[0].Content, nil
	}}
}

func (r *partReader) Read(p []byte) (int, error) {
	if len(r.left) == 0 {
		part, err := r.next(r.no)
		if err != nil {
			return 0, err
		}
		r.left = part
		r.no++
	}
	n := copy(p, r.left)
	r.left = r.left[n:]
	return n, nil
}
