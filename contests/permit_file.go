package contests

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"strings"
	"time"

	"kermesse/contests/draw"
	"kermesse/contests/law"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/picture"
)

// PermitKind is what the document of a permit is.
type PermitKind string

// The kinds.
const (
	PermitPDF  PermitKind = "pdf"
	PermitJPEG PermitKind = "jpeg" // any picture that was sent, drawn anew
)

// Extension is how the name of such a file ends.
func (k PermitKind) Extension() string {
	if k == PermitJPEG {
		return "jpg"
	}
	return "pdf"
}

// ContentType is how such a file is announced.
func (k PermitKind) ContentType() string {
	if k == PermitJPEG {
		return "image/jpeg"
	}
	return "application/pdf"
}

// PermitFile is the document by which an authority permitted a contest. Staff read it, and
// everybody once it is public.
type PermitFile struct {
	Kind   PermitKind
	Bytes  int64
	SHA256 draw.Hash
	Public bool
	KeptAt time.Time
}

// MaxPermitBytes bounds a document.
const MaxPermitBytes = picture.MaxBytes

// Faults of documents.
var (
	ErrPermitNotFound = fault.New(fault.NotFound, "permit_not_found",
		"Ce jeu-concours n’a pas de document d’autorisation.", "This contest has no document of a permit.")
	ErrPermitFile = fault.New(fault.Invalid, "permit_file",
		"Envoyez le document en PDF, ou en photo\u00a0: JPEG, PNG, GIF ou WebP. Ce fichier n’est rien de tout cela.",
		"Send the document as a PDF, or as a photo: JPEG, PNG, GIF or WebP. This file is none of these.")
	ErrPermitHeavy = fault.New(fault.TooLarge, "permit_too_heavy",
		"Ce document pèse trop lourd\u00a0: %d\u00a0Mo au plus.", "This document is too heavy: %d MB at most.")
	ErrPermitPromised = fault.New(fault.Conflict, "permit_promised",
		"Le règlement publié renvoie à ce document\u00a0: il reste public et ne change plus.",
		"The published rules refer to this document: it stays public and no longer changes.")
	ErrPermitPurged = fault.New(fault.Gone, "permit_purged",
		"Les preuves de ce jeu-concours sont effacées, ce document aussi\u00a0: leur délai est passé.",
		"The proof of this contest was erased, this document included: its time is over.")
)

// KeepPermit keeps the document of a permit in place of the one before, for staff alone until
// it is shown. A picture is drawn anew, without what a camera wrote into it; a PDF is kept as
// it came. What it is tells its content, not its name. It is journaled, and needs
// EditCampaigns. Faults: ErrNotFound, ErrPermitFile, ErrPermitHeavy, those of package picture,
// ErrPermitPromised, ErrPermitPurged.
func (s *Service) KeepPermit(ctx context.Context, actor account.Actor, slug string, file io.Reader) (PermitFile, error) {
	if _, err := s.find(ctx, s.db, actor, account.EditCampaigns, slug); err != nil {
		return PermitFile{}, err
	}
	kind, content, err := s.readPermit(ctx, file)
	if err != nil {
		return PermitFile{}, err
	}
	kept := PermitFile{Kind: kind, Bytes: int64(len(content)), SHA256: sha256.Sum256(content)}
	err = s.atPermit(ctx, actor, slug, "contest.permit_attached", func(tx *db.DB, c Contest) (map[string]any, error) {
		before, err := permitOf(ctx, tx, c.ID)
		if err != nil {
			return nil, err
		}
		if before != nil {
			kept.Public = before.Public
		}
		kept.KeptAt = s.clock.Now()
		sealed, err := s.personal.Seal(content, permitRow(c.ID))
		if err != nil {
			return nil, err
		}
		return map[string]any{"kind": kept.Kind, "bytes": kept.Bytes, "sha256": kept.SHA256.String()}, upsertPermit(ctx, tx, c.ID, kept, sealed)
	})
	return kept, err
}

// pdfHead begins every PDF, and pdfEnd stands near the end of a whole one.
var (
	pdfHead = []byte("%PDF-")
	pdfEnd  = []byte("%%EOF")
)

const pdfTail = 2048 // bytes in which pdfEnd is looked for

// readPermit reads a document as it is kept.
func (s *Service) readPermit(ctx context.Context, file io.Reader) (PermitKind, []byte, error) {
	sent, err := io.ReadAll(io.LimitReader(file, MaxPermitBytes+1))
	switch {
	case err != nil:
		return "", nil, ErrPermitFile.Wrap(err)
	case len(sent) > MaxPermitBytes:
		return "", nil, ErrPermitHeavy.With(MaxPermitBytes >> 20)
	case bytes.HasPrefix(sent, pdfHead):
		if !bytes.Contains(sent[max(0, len(sent)-pdfTail):], pdfEnd) {
			return "", nil, ErrPermitFile
		}
		return PermitPDF, sent, nil
	}
	view, err := s.album.Read(ctx, bytes.NewReader(sent))
	if errors.Is(err, picture.ErrUnreadable) {
		return "", nil, ErrPermitFile.Wrap(err)
	}
	if err != nil {
		return "", nil, err
	}
	return PermitJPEG, view.Files[0].JPEG, nil
}

// permitRow is what a sealed document is bound to.
func permitRow(id ID) string { return "permit of " + string(id) }

// ShowPermit makes a document public, or private again. What the published rules refer to
// stays public. It is journaled, and needs EditCampaigns. Faults: ErrNotFound,
// ErrPermitNotFound, ErrPermitPromised.
func (s *Service) ShowPermit(ctx context.Context, actor account.Actor, slug string, public bool) error {
	action := "contest.permit_withdrawn"
	if public {
		action = "contest.permit_published"
	}
	return s.atPermit(ctx, actor, slug, action, func(tx *db.DB, c Contest) (map[string]any, error) {
		return nil, updatePermitPublic(ctx, tx, c.ID, public)
	})
}

// RemovePermit deletes a document. It is journaled, and needs EditCampaigns. Faults:
// ErrNotFound, ErrPermitNotFound, ErrPermitPromised.
func (s *Service) RemovePermit(ctx context.Context, actor account.Actor, slug string) error {
	return s.atPermit(ctx, actor, slug, "contest.permit_removed", func(tx *db.DB, c Contest) (map[string]any, error) {
		gone, err := deletePermit(ctx, tx, c.ID)
		if err == nil && !gone {
			err = ErrPermitNotFound
		}
		return nil, err
	})
}

// atPermit changes the document of a contest that is held, and journals it.
func (s *Service) atPermit(ctx context.Context, actor account.Actor, slug, action string, change func(*db.DB, Contest) (map[string]any, error)) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := lockBySlug(ctx, tx, slug)
		if err != nil {
			return err
		}
		if err := actor.RequireOr(account.EditCampaigns, c.Brand, ErrNotFound); err != nil {
			return err
		}
		if c.Law != nil && c.Law.Permit.Shown != "" {
			return ErrPermitPromised
		}
		purges, err := selectPurges(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if _, gone := purges[law.Proof]; gone {
			return ErrPermitPurged
		}
		facts, err := change(tx, c)
		if err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{Action: action, Subject: c.subject(), At: s.clock.Now(), After: facts})
	})
}

// PermitOf tells about the document of a contest; nil where there is none.
func (s *Service) PermitOf(ctx context.Context, c Contest) (*PermitFile, error) {
	return permitOf(ctx, s.db, c.ID)
}

// FindPermit returns the document of a contest to staff of its brand. It needs ViewCampaigns.
// Faults: ErrNotFound, ErrPermitNotFound.
func (s *Service) FindPermit(ctx context.Context, actor account.Actor, slug string) (PermitFile, []byte, error) {
	c, err := s.find(ctx, s.db, actor, account.ViewCampaigns, slug)
	if err != nil {
		return PermitFile{}, nil, err
	}
	return s.openPermit(ctx, c)
}

// FindPublicPermit returns the document of a published contest to anybody, where it is public.
// Faults: ErrNotFound, ErrPermitNotFound.
func (s *Service) FindPublicPermit(ctx context.Context, slug string) (PermitFile, []byte, error) {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return PermitFile{}, nil, err
	}
	p, err := permitOf(ctx, s.db, c.ID)
	if err == nil && (p == nil || !p.Public) {
		err = ErrPermitNotFound
	}
	if err != nil {
		return PermitFile{}, nil, err
	}
	return s.openPermit(ctx, c)
}

func (s *Service) openPermit(ctx context.Context, c Contest) (PermitFile, []byte, error) {
	row, err := selectPermit(ctx, s.db, c.ID)
	if err != nil {
		return PermitFile{}, nil, err
	}
	content, err := s.personal.Open(row.FileSealed, permitRow(c.ID))
	return row.file(), content, err
}

// promisePermit writes into the terms of a draft that is about to be published which document
// everybody will be able to read.
func promisePermit(ctx context.Context, d *db.DB, c *Contest) error {
	p, err := permitOf(ctx, d, c.ID)
	if err == nil {
		c.Law.Permit.promise(p)
	}
	return err
}

func (p *Permit) promise(file *PermitFile) {
	p.Shown = ""
	if file != nil && file.Public && p.stated() {
		p.Shown = file.SHA256.String()
	}
}

// WithPermit is a draft with the document that its rules would refer to.
func (c Contest) WithPermit(file *PermitFile) Contest {
	if c.Law = c.Law.clone(); c.Law != nil {
		c.Law.Permit.promise(file)
	}
	return c
}

// documented reports whether the document of a permit can be read, here or at an address.
func (p Permit) documented(file *PermitFile) bool {
	return file != nil || strings.HasPrefix(p.Document, "https://")
}
