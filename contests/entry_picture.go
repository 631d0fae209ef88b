package contests

import (
	"context"
	"io"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/picture"
)

// EntryPicture is a picture that an entrant sent, drawn anew without the metadata of the
// camera. It is for staff alone.
type EntryPicture struct {
	Width, Height int // pixels
	JPEG          []byte
}

// answerField and actionField name the pictures of an entry.
func answerField(question string) string { return "answer:" + question }

func actionField(action, period string) string {
	if period != "" {
		return "action:" + action + ":" + period
	}
	return "action:" + action
}

// pictureRow is what a sealed picture is bound to.
func pictureRow(id EntryID, field string) string { return "picture of " + string(id) + "/" + field }

// keepPicture keeps the widest file of a picture, sealed.
func (s *Service) keepPicture(ctx context.Context, tx *db.DB, id EntryID, field string, p picture.Picture) error {
	file := p.Files[0]
	sealed, err := s.personal.Seal(file.JPEG, pictureRow(id, field))
	if err != nil {
		return err
	}
	return upsertEntryPicture(ctx, tx, id, field, file.Width, file.Height, sealed, s.clock.Now())
}

// ReadPicture makes of a file that an entrant sent what is kept of it, and keeps nothing yet.
// Faults: those of package picture.
func (s *Service) ReadPicture(ctx context.Context, file io.Reader) (picture.Picture, error) {
	return s.album.Read(ctx, file)
}

// FindPicture returns a picture that an entrant sent. It needs ViewPeople. Faults:
// ErrEntryNotFound, picture.ErrNotFound.
func (s *Service) FindPicture(ctx context.Context, actor account.Actor, slug string, id EntryID, field string) (EntryPicture, error) {
	if _, err := s.FindEntry(ctx, actor, slug, id); err != nil {
		return EntryPicture{}, err
	}
	rows, err := selectEntryPictures(ctx, s.db, "WHERE entry_id = ? AND field = ?", string(id), field)
	if err != nil {
		return EntryPicture{}, err
	}
	if len(rows) == 0 {
		return EntryPicture{}, picture.ErrNotFound
	}
	return s.openPicture(rows[0])
}

func (s *Service) openPicture(r entryPictureRow) (EntryPicture, error) {
	plain, err := s.personal.Open(r.JpegSealed, pictureRow(EntryID(r.EntryID), r.Field))
	return EntryPicture{Width: r.Width, Height: r.Height, JPEG: plain}, err
}

// PicturesOf returns which pictures entries of a list were answered with, as FindPicture
// names them.
func (s *Service) PicturesOf(ctx context.Context, lines []EntryLine) (map[EntryID][]string, error) {
	ids := make([]string, len(lines))
	for i, e := range lines {
		ids[i] = string(e.ID)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return selectAnswerPictures(ctx, s.db, ids)
}
