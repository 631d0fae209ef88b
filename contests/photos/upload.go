package photos

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/jobs"
	"kermesse/internal/picture"
	"kermesse/internal/rate"
	"kermesse/internal/secret"
	"kermesse/internal/text"
)

// What an upload may be.
const (
	MaxPart    = 192 << 10      // bytes sent at once: on a bad network little is sent twice
	uploadLife = 24 * time.Hour // without a part, and without being used

	maxWaitingBytes  = 2 << 30          // that have arrived of all uploads of a contest that are no photo yet
	roomStep         = 1 << 20          // of an upload, between two looks at whether there is room
	idleLife         = 20 * time.Minute // without a part: when there is no more room, such an upload makes some
	maxUploadsMinute = 300              // begun in a minute by one network: a mobile operator puts a town behind it
)

// Upload is a picture on its way.
type Upload struct {
	Token   string // opens it
	Bytes   int64  // of the file
	Offset  int64  // how many of these have arrived, without a gap
	Ready   bool   // it has arrived, and is a picture
	Expires time.Time

	contest, hash, original string
	width, height           int
	used                    bool
}

// uploadID is what an upload is stored under: whoever reads the table cannot use it.
func uploadID(token string) string { return hex.EncodeToString(secret.Hash(token)) }

// BeginUpload makes room for a file of so many bytes and of a kind. Faults: those of a contest
// that takes no photos now, ErrUploadType, ErrUploadBytes, ErrUploadsFull.
func (s *Service) BeginUpload(ctx context.Context, slug string, size int64, kind, network string) (Upload, error) {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return Upload{}, err
	}
	now := s.clock.Now()
	if err := c.takes(now); err != nil {
		return Upload{}, err
	}
	kind, _, _ = strings.Cut(kind, ";")
	if !slices.Contains(accepted, strings.ToLower(strings.TrimSpace(kind))) {
		return Upload{}, fault.Invalids(ErrUploadType.At("type"))
	}
	if size < 1 || size > picture.MaxBytes {
		return Upload{}, fault.Invalids(ErrUploadBytes.With(picture.MaxBytes >> 20).At("bytes"))
	}
	u := Upload{Bytes: size, Expires: now.Add(uploadLife), contest: c.ID}
	if u.Token, err = secret.Token(s.random); err != nil {
		return Upload{}, err
	}
	return u, s.db.InTx(ctx, func(tx *db.DB) error {
		if err := s.room(ctx, tx, c, size, network, now); err != nil {
			return err
		}
		return insertUpload(ctx, tx, uploadID(u.Token), u, now)
	})
}

// room makes a network that begins too many uploads wait for the next minute, and refuses where
// more has arrived than may wait. What was only announced takes no room, or a stranger could
// take all of it by announcing; and what nobody goes on with makes room for who does.
func (s *Service) room(ctx context.Context, tx *db.DB, c Contest, size int64, network string, now time.Time) error {
	if network != "" {
		n, err := rate.Hit(ctx, tx, rate.NewName(s.keys.rate, "uploads", network), time.Minute, now)
		if err != nil {
			return err
		}
		if n > maxUploadsMinute {
			return ErrUploadsFull.After(rate.Remaining(time.Minute, now))
		}
	}
	return s.makeRoom(ctx, tx, c.ID, size, now)
}

func (s *Service) makeRoom(ctx context.Context, tx *db.DB, contest string, size int64, now time.Time) error {
	waiting, err := sumUploads(ctx, tx, contest)
	if err != nil || waiting+size <= maxWaitingBytes {
		return err
	}
	if err := deleteIdle(ctx, tx, contest, now.Add(-idleLife)); err != nil {
		return err
	}
	if waiting, err = sumUploads(ctx, tx, contest); err == nil && waiting+size > maxWaitingBytes {
		err = ErrUploadsFull.After(time.Minute)
	}
	return err
}

// takes is nil while photos are taken, and otherwise says why they are not.
func (c Contest) takes(now time.Time) error {
	switch {
	case c.TakesPhotos(now):
		return nil
	case c.open(now):
		at := text.Moment(c.UploadsEnd(), c.Zone)
		return ErrClosed.With(at.FR, at.EN)
	}
	return ErrNotOpen
}

// FindUpload tells how far an upload has got. Faults: ErrUploadGone.
func (s *Service) FindUpload(ctx context.Context, slug, token string) (Upload, error) {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return Upload{}, err
	}
	return s.upload(ctx, s.db, c, token)
}

func (s *Service) upload(ctx context.Context, d *db.DB, c Contest, token string) (Upload, error) {
	u, found, err := selectUpload(ctx, d, uploadID(token))
	if err != nil {
		return Upload{}, err
	}
	if !found || u.contest != c.ID || u.used {
		return Upload{}, ErrUploadGone
	}
	u.Token = token
	return u, nil
}

// AppendUpload adds a part that begins at an offset. With the last one the file is read: what is
// kept of it is drawn anew, and the file itself deleted. One that is no picture is deleted with
// it. Faults: ErrUploadGone; ErrUploadOffset for a part that does not begin where the one before
// ended, of which nothing is kept; ErrUploadPart, ErrUploadLong, ErrUploadsFull, those of package
// picture.
func (s *Service) AppendUpload(ctx context.Context, slug, token string, offset int64, part []byte) (Upload, error) {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return Upload{}, err
	}
	if len(part) > MaxPart {
		return Upload{}, ErrUploadPart.With(MaxPart >> 10)
	}
	u, err := s.append(ctx, c, token, offset, part)
	if err != nil || u.Offset < u.Bytes || u.Ready {
		return u, err
	}
	return s.develop(ctx, u)
}

func (s *Service) append(ctx context.Context, c Contest, token string, offset int64, part []byte) (Upload, error) {
	var u Upload
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		var err error
		if u, err = s.upload(ctx, tx, c, token); err != nil {
			return err
		}
		switch end := offset + int64(len(part)); {
		case offset != u.Offset:
			return ErrUploadOffset.With(u.Offset)
		case end > u.Bytes:
			return ErrUploadLong
		case len(part) == 0: // it may be complete, and want to be read again
			return nil
		}
		now := s.clock.Now()
		if end := offset + int64(len(part)); offset == 0 || offset/roomStep != end/roomStep {
			if err := s.makeRoom(ctx, tx, c.ID, roomStep, now); err != nil {
				return err
			}
		}
		moved, err := updateReceived(ctx, tx, uploadID(token), offset, int64(len(part)), now)
		if err != nil {
			return err
		}
		if !moved {
			return ErrUploadOffset.With(u.Offset) // another tab was faster
		}
		sealed, err := s.box.Seal(part, partRow(uploadID(token), offset))
		if err != nil {
			return err
		}
		u.Offset += int64(len(part))
		u.Expires = now.Add(uploadLife)
		return insertPart(ctx, tx, uploadID(token), offset, sealed)
	})
	return u, err
}

// partRow is what a sealed part is bound to.
func partRow(id string, offset int64) string {
	return "part of " + id + "/" + strconv.FormatInt(offset, 10)
}

// develop makes the files to keep of an upload that has arrived.
func (s *Service) develop(ctx context.Context, u Upload) (Upload, error) {
	id := uploadID(u.Token)
	file, err := s.assemble(ctx, id)
	if err != nil {
		return Upload{}, err
	}
	if int64(len(file)) != u.Bytes {
		return s.reread(ctx, u) // another tab has had it read meanwhile
	}
	p, err := s.album.Read(ctx, bytes.NewReader(file))
	if isFault(err) {
		return Upload{}, errors.Join(err, s.db.InTx(ctx, func(tx *db.DB) error { return deleteUpload(ctx, tx, id) }))
	}
	if err != nil {
		return Upload{}, err
	}
	sum := sha256.Sum256(file)
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		first, err := updateReady(ctx, tx, id, p.Hash, hex.EncodeToString(sum[:]), p.Width, p.Height)
		if err != nil || !first {
			return err
		}
		if err := deleteParts(ctx, tx, id); err != nil {
			return err
		}
		return s.keepFiles(ctx, tx, id, p)
	})
	if err != nil {
		return Upload{}, err
	}
	return s.reread(ctx, u)
}

func (s *Service) reread(ctx context.Context, u Upload) (Upload, error) {
	again, found, err := selectUpload(ctx, s.db, uploadID(u.Token))
	if err == nil && (!found || again.used) {
		err = ErrUploadGone
	}
	again.Token = u.Token
	return again, err
}

// assemble puts the parts of an upload together, in their order.
func (s *Service) assemble(ctx context.Context, id string) ([]byte, error) {
	parts, err := selectParts(ctx, s.db, id)
	if err != nil {
		return nil, err
	}
	var file []byte
	for _, part := range parts {
		plain, err := s.box.Open(part.Sealed, partRow(id, part.Starts))
		if err != nil {
			return nil, err
		}
		file = append(file, plain...)
	}
	return file, nil
}

// DropUpload deletes an upload that is not wanted any more. One that is gone is no fault.
func (s *Service) DropUpload(ctx context.Context, slug, token string) error {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		if _, err := s.upload(ctx, tx, c, token); errors.Is(err, ErrUploadGone) {
			return nil
		} else if err != nil {
			return err
		}
		return deleteUpload(ctx, tx, uploadID(token))
	})
}

// Tasks are what the clock makes due.
func (s *Service) Tasks() []jobs.Task {
	return []jobs.Task{{Name: "photos.uploads", Every: time.Hour, Run: s.PurgeUploads}}
}

// PurgeUploads deletes the uploads of which nothing has come for a day, or that nobody used. It
// is a job.
func (s *Service) PurgeUploads(ctx context.Context) error {
	return s.db.InTx(ctx, func(tx *db.DB) error { return deleteUploadsBefore(ctx, tx, s.clock.Now().Add(-uploadLife)) })
}
