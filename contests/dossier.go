package contests

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/mail"
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
		d.readme, d.rules, d.list, d.proof, d.records, d.decisions, d.audit, d.mails, d.consents, d.journal, d.manifest,
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

// rules writes the versions of the rules. Published rules do not change, so there is one.
func (d *dossier) rules(ctx context.Context) error {
	rules, err := selectRules(ctx, d.db, d.contest.ID)
	if err != nil {
		return err
	}
	for name, content := range ordered(map[string]string{
		"rules/v1/rules.json": string(rules.JSON), "rules/v1/rules.fr.md": rules.Text.FR, "rules/v1/rules.en.md": rules.Text.EN,
	}) {
		if err := d.text(name, content); err != nil {
			return err
		}
	}
	return nil
}

// list writes the sealed list: a blinded commitment and its tickets for each entry.
func (d *dossier) list(ctx context.Context) error {
	if d.contest.SealedAt.IsZero() {
		return nil
	}
	return d.file("list/commitments.txt", func(w io.Writer) error {
		_, err := d.contest.listOf(d.contest.Attempt).entries(ctx, d.db).WriteTo(w)
		return err
	})
}

// proof writes the bundle that anybody recomputes the winners from.
func (d *dossier) proof(ctx context.Context) error {
	if d.contest.DrawnAt.IsZero() {
		return nil
	}
	return d.file("draw/proof.zip", func(w io.Writer) error { return d.WriteProof(ctx, d.contest.Slug, w) })
}

// records writes every public record of the contest and its proof of standing in the log.
func (d *dossier) records(ctx context.Context) error {
	records, err := selectRecords(ctx, d.db, d.contest.ID, "")
	if err != nil {
		return err
	}
	head, err := d.log.Head(ctx)
	if err != nil {
		return err
	}
	for _, r := range records {
		name := fmt.Sprintf("log/records/%012d-%s", r.Index, r.Kind)
		if !r.Logged() {
			name = fmt.Sprintf("log/records/before-the-log-%d-%s", -r.Index, r.Kind)
		}
		if err := d.text(name+".txt", string(r.Text)); err != nil {
			return err
		}
		if !r.Logged() || r.Index >= head.Size {
			continue
		}
		proof, err := d.log.Proof(ctx, r.Index, head.Size)
		if err != nil {
			return err
		}
		if err := d.text(name+".tlog-proof", string(proof)); err != nil {
			return err
		}
	}
	if err := d.text("log/checkpoint", string(head.Note)); err != nil {
		return err
	}
	return d.keys(ctx)
}

func (d *dossier) keys(ctx context.Context) error {
	keys, err := d.log.Keys(ctx)
	if err != nil {
		return err
	}
	var out strings.Builder
	for _, key := range keys {
		fmt.Fprintf(&out, "log %s\n", key.VerifierKey)
	}
	for _, w := range d.log.Witnesses() {
		fmt.Fprintf(&out, "witness %s\n", w.VerifierKey)
	}
	return d.text("log/keys.txt", out.String())
}

// decisions writes what was decided by people, with the reasons.
func (d *dossier) decisions(ctx context.Context) error {
	records, err := selectRecords(ctx, d.db, d.contest.ID,
		"AND kind IN ('exclude', 'disqualify', 'reinstate', 'accept', 'cancel', 'restart', 'fallback', 'audit')")
	if err != nil {
		return err
	}
	titles := []string{"log_index", "at", "what", "attempt", "prize", "slot", "entry", "reason", "raison", "reason_in_words", "auditor"}
	return d.table("decisions.csv", titles, func(add func(...string) error) error {
		for _, r := range records {
			e := r.Event
			prize, slot, entry := "", "", ""
			if slices.Contains([]draw.EventKind{draw.EventDisqualify, draw.EventReinstate, draw.EventAccept}, e.Kind) {
				prize, slot = d.contest.Prizes[e.Prize].Name, strconv.Itoa(e.Slot+1)
			}
			if e.Entry != (draw.Hash{}) {
				entry = e.Entry.String()
			}
			words := Reason(e.Reason).Text()
			err := add(strconv.FormatInt(r.Index, 10), utc(e.At), r.Kind, strconv.Itoa(e.Attempt), prize, slot, entry, e.Reason, words.FR, words.EN, e.Auditor)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// audit writes which entries the draw's number chose to be opened to an auditor. Whom
// they are of is for the auditor's eyes, and not in a file that is handed on.
func (d *dossier) audit(ctx context.Context) error {
	if d.contest.DrawnAt.IsZero() {
		return nil
	}
	sampled, err := d.sample(ctx, d.contest)
	if err != nil {
		return err
	}
	return d.table("audit-sample.csv", []string{"place", "index", "commitment", "tickets"}, func(add func(...string) error) error {
		for i, e := range sampled {
			if err := add(strconv.Itoa(i+1), strconv.Itoa(e.Index), e.Commitment.String(), strconv.FormatUint(e.Tickets, 10)); err != nil {
				return err
			}
		}
		return nil
	})
}

// mails writes which mails went out, and the texts of their kinds.
func (d *dossier) mails(ctx context.Context) error {
	err := d.table("messages/sent.csv", []string{"queued_at", "kind", "language", "entry_number", "recipient"}, func(add func(...string) error) error {
		return eachLetter(ctx, d.db, d.contest.ID, func(l sentLetter) error {
			return add(utc(l.QueuedAt), string(l.Kind), l.Locale, l.Number, l.Recipient)
		})
	})
	if err != nil {
		return err
	}
	brand, err := account.FindBrand(ctx, d.db, d.contest.Brand)
	if err != nil {
		return err
	}
	for _, letter := range d.contest.specimens(brand.Name) {
		for _, lang := range []string{"fr", "en"} {
			m := mail.Compose(letter, "", lang)
			if err := d.text("messages/"+string(m.Kind)+"."+lang+".txt", m.Subject+"\n\n"+m.Text); err != nil {
				return err
			}
		}
	}
	return nil
}

// consents writes the texts that people agreed to, and how many did when.
func (d *dossier) consents(ctx context.Context) error {
	counts, err := d.fans.CountConsents(ctx, d.db, d.contest.subject())
	if err != nil {
		return err
	}
	titles := []string{"purpose", "language", "text", "granted", "count", "first_at", "last_at"}
	return d.table("consents.csv", titles, func(add func(...string) error) error {
		for _, c := range counts {
			err := add(c.Purpose, c.Locale, c.Text, strconv.FormatBool(c.Granted), strconv.FormatInt(c.Acts, 10), utc(c.FirstAt), utc(c.LastAt))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// journal writes who of the staff did what to the contest, the oldest act first.
func (d *dossier) journal(ctx context.Context) error {
	var lines []account.JournalLine
	for cursor := ""; ; {
		page, err := account.ListJournal(ctx, d.db, d.actor, account.JournalFilter{
			Subject: d.contest.subject(), Before: cursor, Limit: account.MaxJournalPage,
		})
		if err != nil {
			return err
		}
		lines = append(lines, page.Lines...)
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	slices.Reverse(lines)
	return d.table("journal.csv", []string{"at", "who", "act", "changes"}, func(add func(...string) error) error {
		for _, line := range lines {
			var changes bytes.Buffer
			for _, c := range line.Changes {
				fmt.Fprintf(&changes, "%s: %s → %s\n", c.Field, c.Before, c.After)
			}
			if err := add(utc(line.At), line.Name, line.Action, strings.TrimSpace(changes.String())); err != nil {
				return err
			}
		}
		return nil
	})
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
