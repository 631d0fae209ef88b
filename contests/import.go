package contests

import (
	"cmp"
	"context"
	"io"
	"slices"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
)

// Import is a file of comments and how to read it.
type Import struct {
	File    io.Reader
	Columns ImportColumns
	Per     ImportUnit // empty: PerAuthor
	Filter  ImportFilter

	// Untitled lets a file of one column do without a line of titles: it is a list of names.
	Untitled bool
}

// ImportUnit is what one entry stands for.
type ImportUnit string

// The units.
const (
	PerAuthor  ImportUnit = "author"  // however often somebody commented
	PerComment ImportUnit = "comment" // every comment has its chance
	PerEach    ImportUnit = "each"    // every comment or, in a mere list of people, every row: two alike are two chances
)

// Limits of an import.
const (
	MaxImportBytes = 64 << 20
	MaxImportRows  = 200_000 // entries; rows that are left out do not count
	maxRefusals    = 1000    // listed; the others are counted
)

// ImportReport accounts for every row of a file.
type ImportReport struct {
	Rows       int // without the header
	Accepted   int
	Refused    int       // all that were not accepted, for whatever reason
	Filtered   int       // of those, left out by the stated filter
	Repeated   int       // of those, of an author or comment that has its entry already
	Duplicates int       // of the repeated, those that are the very same comment
	Hash       draw.Hash // SHA-256 of the file
	Removed    []Removal // what each part of the filter left out, in its order
	Listed     []Refusal // the first of the refused, in the file's order
}

// Refusal is a row that gave no entry, and why.
type Refusal struct {
	Row    int    // line of the file on which the row begins, from 1
	Author string // as read; empty if there was none
	Fault  *fault.Error
}

// What can be wrong with a file as a whole: then nothing of it is imported.
var (
	ErrFileEmpty = fault.New(fault.Invalid, "import_file_empty",
		"Ce fichier est vide. Rien n’a été importé.",
		"This file is empty. Nothing was imported.")
	ErrFileTooLarge = fault.New(fault.TooLarge, "import_file_too_large",
		"Ce fichier dépasse %d Mo. Rien n’a été importé\u00a0: coupez-le en plusieurs fichiers, avec la ligne de titres en tête de chacun.",
		"This file has more than %d MB. Nothing was imported: cut it into several files, with the header line on top of each.")
	ErrFileTooLong = fault.New(fault.TooLarge, "import_file_too_long",
		"Ce fichier donnerait plus de %d participations. Rien n’a été importé\u00a0: coupez-le en plusieurs fichiers.",
		"This file would give more than %d entries. Nothing was imported: cut it into several files.")
	ErrFileNotCSV = fault.New(fault.Malformed, "import_file_not_csv",
		"Ce fichier n’est pas un fichier CSV. Rien n’a été importé\u00a0: dans votre tableur, choisissez «\u00a0Enregistrer sous\u00a0» puis «\u00a0CSV\u00a0».",
		"This file is not a CSV file. Nothing was imported: in your spreadsheet choose “Save as”, then “CSV”.")
	ErrFileCut = fault.New(fault.Invalid, "import_file_cut",
		"Ce fichier s’arrête au milieu de la ligne %d\u00a0: il n’est pas complet. Rien n’a été importé\u00a0: exportez-le à nouveau.",
		"This file stops in the middle of line %d: it is not complete. Nothing was imported: export it again.")
	ErrRowTooLong = fault.New(fault.Invalid, "import_row_too_long",
		"La ligne %d dépasse %d\u00a0ko\u00a0: sans doute un guillemet qui ne se ferme pas. Rien n’a été importé\u00a0: corrigez-la ou supprimez-la.",
		"Line %d has more than %d kB: probably a quotation mark that does not close. Nothing was imported: mend it or remove it.")
	ErrColumnUnknown = fault.New(fault.Invalid, "import_column_unknown",
		"Dites quelle colonne contient %[1]s. Colonnes du fichier\u00a0: %[3]s.",
		"Say which column holds %[2]s. Columns of the file: %[3]s.")
	ErrFilterShape = fault.New(fault.Invalid, "import_filter_invalid",
		"Écrivez un filtre comme CLASS=1 (la colonne vaut exactement) ou CONTENT~mot (la colonne contient).",
		"Write a filter like CLASS=1 (the column is exactly) or CONTENT~word (the column contains).")
	ErrImportUnit = fault.New(fault.Invalid, "import_unit_invalid",
		"Choisissez author (une participation par personne) ou comment (une par commentaire).",
		"Choose author (one entry per person) or comment (one per comment).")
)

// What can be wrong with one row: the others are imported.
var (
	ErrRowFiltered = fault.New(fault.Invalid, "row_filtered",
		"Ligne écartée par le filtre %s.",
		"Left out by the filter %s.")
	ErrRowMentions = fault.New(fault.Invalid, "row_mentions_missing",
		"Ce commentaire cite moins de %d personnes.",
		"This comment mentions fewer than %d people.")
	ErrRowContains = fault.New(fault.Invalid, "row_word_missing",
		"Ce commentaire ne contient pas «\u00a0%s\u00a0».",
		"This comment does not contain “%s”.")
	ErrRowLate = fault.New(fault.Invalid, "row_too_late",
		"Ce commentaire ne date pas d’avant le %[1]s.",
		"This comment is not from before %[2]s.")
	ErrRowDate = fault.New(fault.Invalid, "row_date_unreadable",
		"La date «\u00a0%s\u00a0» ne se lit pas.",
		"The date “%s” cannot be read.")
	ErrRowExcluded = fault.New(fault.Invalid, "row_excluded",
		"Cette personne figure dans la liste d’exclusion.",
		"This person is on the list of those left out.")
	ErrRowAuthor = fault.New(fault.Invalid, "row_author_missing",
		"Cette ligne n’a pas d’auteur.",
		"This row has no author.")
	ErrRowColumns = fault.New(fault.Invalid, "row_columns_wrong",
		"Cette ligne a %[1]d colonnes au lieu de %[2]d.",
		"This row has %[1]d columns instead of %[2]d.")
	ErrRowQuotes = fault.New(fault.Invalid, "row_quotes_wrong",
		"Les guillemets de cette ligne ne se ferment pas correctement.",
		"The quotation marks of this row do not close properly.")
	ErrRowRepeated = fault.New(fault.Invalid, "row_repeated",
		"Déjà compté à la ligne %d.",
		"Already counted at line %d.")
	ErrRowImported = fault.New(fault.Invalid, "row_already_imported",
		"Déjà importé dans ce jeu-concours.",
		"Already imported into this contest.")
)

// Import makes entries of the comments in a CSV file: a whole file or nothing, in one
// transaction. The same file twice gives the same entries once. Entrants have no
// contact: who they are is the author's name on the network. It works from publication
// to closing. Faults: those declared above, ErrNotPublished, ErrClosed, ErrCancelled.
func (s *Service) Import(ctx context.Context, actor account.Actor, slug string, in Import) (ImportReport, error) {
	c, err := s.find(ctx, s.db, actor, account.EditCampaigns, slug)
	if err != nil {
		return ImportReport{}, err
	}
	if err := c.importable(s.clock.Now()); err != nil {
		return ImportReport{}, err
	}
	// The file is read before the transaction begins: it may be long, and can be read once.
	read, err := readComments(in)
	if err != nil {
		return ImportReport{}, err
	}
	entries, err := s.importedEntries(c, read.comments)
	if err != nil {
		return ImportReport{}, err
	}
	var report ImportReport
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := holdByID(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		now := s.clock.Now()
		if err := c.importable(now); err != nil {
			return err
		}
		for i := range entries {
			if i == 0 {
				err = s.place(ctx, tx, c, &entries[0].Entry)
			} else {
				entries[i].listedFrom, entries[i].logSize = entries[0].listedFrom, entries[0].logSize
			}
		}
		if err != nil {
			return err
		}
		inserted, err := insertEntries(ctx, tx, entries)
		if err != nil {
			return err
		}
		report = read.report(inserted)
		if err := insertImport(ctx, tx, c.ID, read, report, now); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "entries.imported", Subject: c.subject(), At: now,
			After: merge(read.facts(), map[string]any{"rows": report.Rows, "accepted": report.Accepted, "refused": report.Refused}),
		})
	})
	return report, err
}

// importable is like open, but a list may be filled before the contest opens.
func (c Contest) importable(now time.Time) error {
	if slices.ContainsFunc(c.Entry.Actions, func(a Action) bool { return a.Mandatory }) {
		return ErrImportActions // nobody who commented has done them
	}
	switch c.Status(now) {
	case Published:
		return nil
	case Draft:
		return ErrNotPublished
	}
	return c.open(now)
}

// importedEntries makes an entry of each comment, in the order of their holders.
func (s *Service) importedEntries(c Contest, comments []comment) ([]newRow, error) {
	now := s.clock.Now()
	entries := make([]newRow, len(comments))
	for i, read := range comments {
		entries[i] = newRow{
			Entry: Entry{
				Source: FromImport, Status: EntryConfirmed, Author: read.author, Locale: c.Locale,
				CreatedAt: now, AcceptedAt: now.Truncate(time.Second),
			},
			Holder: read.holder,
		}
		if err := s.commit(c, &entries[i], MaskHandle(read.author), read.author); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(entries, func(a, b newRow) int { return cmp.Compare(a.Holder, b.Holder) })
	return entries, nil
}

// report accounts for the rows, once it is known whose entries are new.
func (f commentFile) report(inserted map[string]bool) ImportReport {
	r := ImportReport{
		Hash: f.hash, Rows: f.rows, Accepted: len(inserted), Refused: f.rows - len(inserted), Filtered: f.filtered,
		Repeated: f.repeated + f.duplicates, Duplicates: f.duplicates, Removed: f.removals,
	}
	r.Listed = slices.Clone(f.refusals)
	for _, c := range f.comments {
		if inserted[c.holder] {
			continue
		}
		r.Repeated++
		if len(r.Listed) < maxRefusals {
			r.Listed = append(r.Listed, Refusal{Row: c.row, Author: c.author, Fault: ErrRowImported})
		}
	}
	slices.SortStableFunc(r.Listed, func(a, b Refusal) int { return cmp.Compare(a.Row, b.Row) })
	return r
}
