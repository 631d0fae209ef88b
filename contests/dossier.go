package contests

import (
	"archive/zip"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/text"
)

// WriteEvidence writes the file of a contest for a bailiff or a regulator: a zip with its
// rules, its list of commitments, its draw, what was decided since, the mails that were
// sent, the texts that people agreed to, the journal, and a signed manifest of all that.
// It names no entrant: winners are masked, so are the addresses of mails. The journal
// names the staff who acted. It needs ViewEvidence and ViewJournal, and is journaled
// itself. What it writes is in a fixed order and takes little memory, however long the
// list. Faults: ErrNotFound, ErrNotPublished.
func (s *Service) WriteEvidence(ctx context.Context, actor account.Actor, slug string, w io.Writer) error {
	c, err := s.find(ctx, s.db, actor, account.ViewEvidence, slug)
	if err != nil {
		return err
	}
	if err := actor.Require(account.ViewJournal, c.Brand); err != nil {
		return err
	}
	if c.PublishedAt.IsZero() {
		return ErrNotPublished
	}
	now := s.clock.Now().UTC().Truncate(time.Second)
	err = s.inTx(ctx, func(tx *db.DB) error {
		return account.Record(ctx, tx, actor, account.Change{Action: "evidence.exported", Subject: c.subject(), At: now})
	})
	if err != nil {
		return err
	}
	d := &dossier{Service: s, zip: zip.NewWriter(w), contest: c, actor: actor, at: now}
	for _, part := range []func(context.Context) error{
		d.readme, d.rules, d.permit, d.list, d.instants, d.proof, d.records, d.decisions, d.audit, d.mails, d.consents, d.journal, d.manifest,
	} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return d.zip.Close()
}

// dossier is an evidence file that is being written.
type dossier struct {
	*Service
	zip     *zip.Writer
	contest Contest
	actor   account.Actor
	at      time.Time
	sums    []fileSum
}

// fileSum is a line of the manifest.
type fileSum struct {
	name  string
	hash  draw.Hash
	bytes int64
}

// file writes one file of the zip; its hash goes into the manifest. Files carry no times.
func (d *dossier) file(name string, write func(io.Writer) error) error {
	method := zip.Deflate
	if strings.HasSuffix(name, ".zip") {
		method = zip.Store
	}
	out, err := d.zip.CreateHeader(&zip.FileHeader{Name: name, Method: method})
	if err != nil {
		return err
	}
	counted := newCountedFile(out)
	if err := write(counted); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	d.sums = append(d.sums, fileSum{name, counted.sum(), counted.bytes})
	return nil
}

func (d *dossier) text(name, content string) error {
	return d.file(name, func(w io.Writer) error {
		_, err := io.WriteString(w, content)
		return err
	})
}

// table writes a file for a spreadsheet: UTF-8 with a byte-order mark, no cell a formula.
func (d *dossier) table(name string, titles []string, rows func(add func(cells ...string) error) error) error {
	return d.file(name, func(w io.Writer) error {
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return err
		}
		out := csv.NewWriter(w)
		add := func(cells ...string) error {
			for i, cell := range cells {
				cells[i] = text.Cell(cell)
			}
			return out.Write(cells)
		}
		if err := add(titles...); err != nil {
			return err
		}
		if err := rows(add); err != nil {
			return err
		}
		out.Flush()
		return out.Error()
	})
}

func (d *dossier) readme(context.Context) error {
	address := d.base + "/c/" + d.contest.Slug
	at := momentWords(d.at, d.contest.Location())
	return d.text("README.txt", fmt.Sprintf(dossierReadme.FR, d.contest.Title, address, at.FR)+"\n\n"+
		fmt.Sprintf(dossierReadme.EN, d.contest.Title, address, at.EN))
}

// manifest lists every file with its hash, signed with the key of the log.
func (d *dossier) manifest(context.Context) error {
	var out strings.Builder
	fmt.Fprintf(&out, "kermesse/evidence\ncontest %s\nmade %s\n", d.contest.ID, utc(d.at))
	for _, f := range d.sums {
		fmt.Fprintf(&out, "%s %d %s\n", f.hash, f.bytes, f.name)
	}
	signed, err := note.Sign(&note.Note{Text: out.String()}, d.log.Signer())
	if err != nil {
		return err
	}
	return d.text("MANIFEST.txt", string(signed))
}

func utc(t time.Time) string { return t.UTC().Format(time.RFC3339) }
