package photos

import (
	"context"
	"encoding/base32"
	"errors"
	"io"
	"slices"
	"strconv"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/picture"
)

// File is one file of a photo.
type File struct {
	Width, Height int
	JPEG          []byte
}

// fileRow is what a sealed file is bound to.
func fileRow(hash string, width int) string { return "photo " + hash + "/" + strconv.Itoa(width) }

// keepFiles seals the files of a picture for a photo or an upload.
func (s *Service) keepFiles(ctx context.Context, tx *db.DB, owner string, p picture.Picture) error {
	for _, f := range p.Files {
		sealed, err := s.box.Seal(f.JPEG, fileRow(p.Hash, f.Width))
		if err != nil {
			return err
		}
		if err := insertFile(ctx, tx, owner, f.Width, f.Height, sealed); err != nil {
			return err
		}
	}
	return nil
}

// file reads the file of a photo that is the widest up to a width, or else the narrowest.
func (s *Service) file(ctx context.Context, p Photo, width int) (File, error) {
	widths := p.Widths()
	at := widths[0]
	for _, w := range widths {
		if w <= width {
			at = w
		}
	}
	sealed, height, found, err := selectFile(ctx, s.db, string(p.ID), at)
	if err != nil {
		return File{}, err
	}
	if !found {
		return File{}, ErrNotFound
	}
	plain, err := s.box.Open(sealed, fileRow(p.Hash, at))
	return File{Width: at, Height: height, JPEG: plain}, err
}

// FindFile returns a file of a published photo: the widest up to a width. Faults: ErrNotFound.
func (s *Service) FindFile(ctx context.Context, slug string, id ID, width int) (File, error) {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return File{}, err
	}
	p, err := s.standing(ctx, s.db, c, id)
	if err != nil {
		return File{}, err
	}
	return s.file(ctx, p, width)
}

// InspectFile is FindFile for staff, of any photo. It needs Moderate.
func (s *Service) InspectFile(ctx context.Context, actor account.Actor, slug string, id ID, width int) (File, error) {
	c, err := s.findFor(ctx, actor, account.Moderate, slug)
	if err != nil {
		return File{}, err
	}
	p, err := find(ctx, s.db, c, id)
	if err != nil {
		return File{}, err
	}
	return s.file(ctx, p, width)
}

// OwnFile returns a file of the photo of whoever holds the key of a receipt.
func (s *Service) OwnFile(ctx context.Context, slug, key string, width int) (File, error) {
	p, _, err := s.own(ctx, slug, key)
	if err != nil {
		return File{}, err
	}
	return s.file(ctx, p, width)
}

// Read makes of a file that somebody sent what is kept of it, and keeps nothing yet. Faults:
// those of package picture.
func (s *Service) Read(ctx context.Context, file io.Reader) (picture.Picture, error) {
	return s.album.Read(ctx, file)
}

// find returns a photo of a contest. Faults: ErrNotFound.
func find(ctx context.Context, d *db.DB, c Contest, id ID) (Photo, error) {
	found, err := selectPhotos(ctx, d, "WHERE p.contest_id = ? AND p.id = ?", c.ID, string(id))
	return one(found, err)
}

// standing returns a photo that everybody sees. Faults: ErrNotFound.
func (s *Service) standing(ctx context.Context, d *db.DB, c Contest, id ID) (Photo, error) {
	found, err := selectPhotos(ctx, d, "WHERE p.contest_id = ? AND p.id = ? AND "+public, c.ID, string(id))
	return one(found, err)
}

func one(found []Photo, err error) (Photo, error) {
	if err != nil {
		return Photo{}, err
	}
	if len(found) == 0 {
		return Photo{}, ErrNotFound
	}
	return found[0], nil
}

var letters = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

const idBytes = 7

// newID draws a name for a photo.
func (s *Service) newID() (ID, error) {
	random := make([]byte, idBytes)
	if _, err := io.ReadFull(s.random, random); err != nil {
		return "", err
	}
	return ID(letters.EncodeToString(random)[:10]), nil
}

// accepted are the kinds of files that are taken.
var accepted = []string{"image/jpeg", "image/png", "image/webp", "image/gif"}

// Accepted lists the kinds of files that are taken, as HTTP names them.
func Accepted() []string { return slices.Clone(accepted) }

// isFault reports whether an error is one of the picture itself.
func isFault(err error) bool {
	return errors.Is(err, picture.ErrUnreadable) || errors.Is(err, picture.ErrTooHeavy) || errors.Is(err, picture.ErrTooManyPixels)
}
