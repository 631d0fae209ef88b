package contests

import (
	"context"
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/text"
)

// Export formats times for spreadsheets: local to the contest, sortable, without zone.
const exportLayout = "2006-01-02 15:04:05"

// exportChunk is how many entries of a long list are in memory at once.
const exportChunk = 2000

// EntryExport is a table of entries that somebody may take. It is read as it is written.
type EntryExport struct {
	service *Service
	contest Contest
	filter  EntryFilter
	blind   bool // without commitments
}

// ExportEntries lets somebody take the entries of a contest that a filter finds. It needs
// ExportPeople, and the journal says who took the file. While names of the draw are held for
// an audience, or will be, commitments are blank: the result is public, and beside names they
// would tell the winners before the show does.
func (s *Service) ExportEntries(ctx context.Context, actor account.Actor, slug string, f EntryFilter) (EntryExport, error) {
	c, err := s.find(ctx, s.db, actor, account.ExportPeople, slug)
	if err != nil {
		return EntryExport{}, err
	}
	show, err := selectShow(ctx, s.db, c.ID)
	if err != nil {
		return EntryExport{}, err
	}
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		return account.Record(ctx, tx, actor, account.Change{
			Action: "entries.exported", Subject: c.subject(), At: s.clock.Now(),
			After: map[string]any{"status": f.Status, "query": f.Query != "", "flagged": f.Flagged},
		})
	})
	return EntryExport{s, c, f, show.keepsSecret(c.Attempt, s.clock.Now())}, err
}

// Write writes the entries, the newest first, as CSV in UTF-8 with a byte-order mark, which
// spreadsheets need. No cell can be taken for a formula. However long the list is, a few
// thousand entries are in memory.
func (x EntryExport) Write(ctx context.Context, w io.Writer) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	header := []string{"number", "status", "name", "alias", "author", "contact", "tickets", "source", "flags", "reason", "entered_at", "accepted_at", "commitment"}
	for _, q := range x.contest.Entry.Questions {
		header = append(header, text.Cell(q.Label))
	}
	if err := out.Write(header); err != nil {
		return err
	}
	if err := x.service.exportRows(ctx, x.contest, x.filter, x.blind, out); err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

func (s *Service) exportRows(ctx context.Context, c Contest, f EntryFilter, blind bool, out *csv.Writer) error {
	zone := c.Location() // once: it is read from a file
	for f.Cursor = ""; ; {
		found, err := s.nextRows(ctx, c, f)
		if err != nil {
			return err
		}
		lines, err := s.withContacts(ctx, c, found)
		if err != nil {
			return err
		}
		for _, line := range lines {
			if err := out.Write(c.exportRow(line, zone, blind)); err != nil {
				return err
			}
		}
		if len(found) < exportChunk {
			return nil
		}
		f.Cursor = string(found[len(found)-1].ID)
	}
}

// nextRows reads the next part of a long list, in the order that an index has.
func (s *Service) nextRows(ctx context.Context, c Contest, f EntryFilter) (found []stored, err error) {
	err = s.db.Snapshot(ctx, func(view *db.DB) error {
		if err := setIndexOrder(ctx, view); err != nil {
			return err
		}
		found, err = s.listEntries(ctx, view, c, f, exportChunk)
		return err
	})
	return found, err
}

func (c Contest) exportRow(e EntryLine, zone *time.Location, blind bool) []string {
	commitment := e.Commitment.String()
	if blind {
		commitment = ""
	}
	at := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(zone).Format(exportLayout)
	}
	flags := make([]string, len(e.Flags))
	for i, flag := range e.Flags {
		flags[i] = string(flag)
	}
	row := []string{
		e.Number, string(e.Status), e.Name, e.Alias, e.Author, e.Contact, strconv.FormatUint(e.Tickets, 10), string(e.Source),
		strings.Join(flags, " "), e.Reason, at(e.CreatedAt), at(e.AcceptedAt), commitment,
	}
	for _, q := range c.Entry.Questions {
		row = append(row, e.Answers[q.ID])
	}
	for i, cell := range row {
		row[i] = text.Cell(cell)
	}
	return row
}
