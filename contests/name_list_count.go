package contests

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strconv"

	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/internal/text"
)

// ListReport accounts for every row of a list: Rows are the Refused, the Duplicates,
// those that each part of the filter Removed, and the Entries.
type ListReport struct {
	Rows       int // without the titles
	Refused    int // rows that are no entry at all: no author, wrong number of columns
	Duplicates int // the very same comment again
	Removed    []Removal
	Entries    int
	Listed     []LeftOut   // the first of the refused
	Sample     []SampleRow // the first of the entries
	Header     []string    // titles of the columns
	Columns    ImportColumns
	People     draw.Hash // who takes part, see crowd; zero: nobody, or counted by an older version
}

// Filtered is how many rows the filter left out, all parts together.
func (r ListReport) Filtered() int {
	n := 0
	for _, removal := range r.Removed {
		n += removal.Rows
	}
	return n
}

// LeftOut is a row that gives no entry, and why.
type LeftOut struct {
	Row     int // line of the file on which the row begins, from 1
	Author  string
	Code    string
	Message fault.Text
}

// SampleRow is a row that gives an entry, shortened, for a person to see how the file
// was read.
type SampleRow struct {
	Row                int
	Author, Text, Date string
}

const (
	shownLeftOut = 100
	shownSample  = 8
	shownText    = 140
)

// count reads the list with its filter; what a person can mend becomes its Problem.
func (s *Service) count(ctx context.Context, l *NameList) error {
	names, err := s.storedExcluded(ctx, l.ID)
	if err != nil {
		return err
	}
	return s.countWith(ctx, l, names)
}

func (s *Service) countWith(ctx context.Context, l *NameList, names Names) error {
	l.Report, l.Problem = ListReport{}, nil
	r, err := s.listReader(ctx, *l, names)
	if err != nil {
		return err
	}
	report, people := ListReport{}, s.newCrowd(l.Brand)
	r.keep = func(c comment) error {
		people.add(c.author)
		if len(report.Sample) < shownSample {
			report.Sample = append(report.Sample, SampleRow{
				Row: c.row, Author: clip(c.author), Text: clip(plain(c.text)), Date: clip(plain(c.date)),
			})
		}
		return nil
	}
	r.drop = func(refused Refusal) error {
		if !refused.Ruled() && len(report.Listed) < shownLeftOut {
			report.Listed = append(report.Listed, refused.leftOut())
		}
		return nil
	}
	err = r.run(MaxListBytes)
	report.Header = r.header
	if known := fault.From(err); err != nil && known.Kind != fault.Internal {
		l.Report.Header, l.Problem = r.header, known
		return nil
	}
	report.Rows, report.Entries, report.Duplicates, report.Removed = r.rows, r.entries, r.duplicates, r.removals
	report.Refused = report.Rows - report.Entries - report.Duplicates - report.Filtered()
	report.Columns, report.People = r.found(), people.commitment()
	l.Report = report
	return err
}

func clip(s string) string {
	if short := firstRunes(s, shownText); len(short) < len(s) {
		return short + "…"
	}
	return s
}

// Ruled reports whether a row was left out by the rules of the draw, which count it, and
// not because it cannot be read.
func (r Refusal) Ruled() bool {
	for _, rule := range []*fault.Error{ErrRowFiltered, ErrRowContains, ErrRowMentions, ErrRowLate, ErrRowDate, ErrRowExcluded, ErrRowRepeated} {
		if errors.Is(r.Fault, rule) {
			return true
		}
	}
	return false
}

func (r Refusal) leftOut() LeftOut {
	return LeftOut{Row: r.Row, Author: clip(r.Author), Code: r.Fault.Code, Message: r.Fault.Message}
}

// found names the columns that a file turned out to have.
func (f commentFile) found() ImportColumns {
	title := func(index int) string {
		if index < 0 || index >= len(f.header) {
			return ""
		}
		return f.header[index]
	}
	c := f.columns
	return ImportColumns{Author: title(c.author), AuthorID: title(c.authorID), Content: title(c.content), ID: title(c.id), Date: title(c.date)}
}

// listReader is a reader of the stored file with its filter.
func (s *Service) listReader(ctx context.Context, l NameList, names Names) (*commentReader, error) {
	filter := ImportFilter{
		Contains: l.Filter.Contains, MinMentions: l.Filter.Mentions, Exclude: l.Filter.Drop, Names: names,
	}
	if l.Filter.Before != "" {
		brand, err := account.FindBrand(ctx, s.db, l.Brand)
		if err != nil {
			return nil, err
		}
		filter.Zone = brand.Location()
		var wrong problems
		before, f := parseMoment(l.Filter.Before, brand.TimeZone)
		wrong.add("before", f)
		if err := wrong.err(); err != nil {
			return nil, err
		}
		filter.Before = before
	}
	in := Import{File: s.parts(ctx, l.ID, listFile), Columns: l.Filter.Columns, Filter: filter, Per: PerAuthor, Untitled: true}
	if !l.Filter.OnePerAuthor {
		in.Per = PerEach
	}
	return newCommentReader(in, MaxListRows), nil
}

// readFilter puts a filter right where that is safe and tells every wrong field.
func (s *Service) readFilter(ctx context.Context, l *NameList) error {
	var wrong problems
	f := &l.Filter
	var w *fault.Error
	f.Contains, w = text.Line(f.Contains, maxWord)
	wrong.add("contains", w)
	if f.Mentions < 0 || f.Mentions > maxMentions {
		wrong.add("mentions", ErrMentionsRange.With(maxMentions))
	}
	if f.Shown < 0 || f.Shown > maxShown {
		wrong.add("shown", ErrShownRange.With(maxShown))
	}
	if len(f.Drop) > maxDrops {
		wrong.add("drop", ErrTooManyConditions.With(maxDrops))
	}
	if f.Before != "" {
		brand, err := account.FindBrand(ctx, s.db, l.Brand)
		if err != nil {
			return err
		}
		_, w = parseMoment(f.Before, brand.TimeZone)
		wrong.add("before", w)
	}
	return wrong.err()
}

// WriteLeftOut writes every row of a list that gives no entry, and why, as CSV in UTF-8
// with a byte-order mark. No cell can be taken for a formula.
func (s *Service) WriteLeftOut(ctx context.Context, actor account.Actor, id NameListID, w io.Writer) error {
	l, err := s.nameList(ctx, s.db, actor, id)
	if err != nil {
		return err
	}
	if l.Started() {
		return ErrListFrozen
	}
	names, err := s.storedExcluded(ctx, id)
	if err != nil {
		return err
	}
	r, err := s.listReader(ctx, l, names)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	_ = out.Write([]string{"line", "author", "code", "raison", "reason"}) // kept by the writer, see Error
	r.drop = func(refused Refusal) error {
		return out.Write([]string{
			strconv.Itoa(refused.Row), text.Cell(refused.Author), refused.Fault.Code,
			text.Cell(refused.Fault.Message.FR), text.Cell(refused.Fault.Message.EN),
		})
	}
	if err := r.run(MaxListBytes); err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}
