package contests

import (
	"strings"
	"time"

	"kermesse/internal/fault"
)

// ImportFilter is the stated rule by which rows are left out. The zero filter leaves
// nobody out. A row that several parts of it would leave out counts for the first of
// them, in the order in which they stand here.
type ImportFilter struct {
	Before      time.Time      // only rows dated before it; zero: whenever
	Zone        *time.Location // of dates that name none; nil: UTC
	Contains    string         // only texts with this word or #hashtag, whatever the case and the accents
	MinMentions int            // only texts that mention that many people besides their author, as @name
	Exclude     []Condition    // not the rows that meet one of these
	Names       Names          // not these people
}

// FilterName names a part of a filter, in frozen rules and for programs.
type FilterName string

// The parts of a filter, in the order in which they look at a row.
const (
	FilterBefore       FilterName = "before"
	FilterContains     FilterName = "contains"
	FilterMentions     FilterName = "mentions"
	FilterColumn       FilterName = "column"
	FilterExcluded     FilterName = "excluded"
	FilterOnePerAuthor FilterName = "one-per-author"
)

// Removal is how many rows one part of a filter left out.
type Removal struct {
	Filter FilterName
	Value  string // what it was told to look for; nothing of the people that it leaves out
	Rows   int
}

// readsText reports whether the filter looks at the comments themselves.
func (f ImportFilter) readsText() bool { return f.Contains != "" || f.MinMentions > 0 }

// sieve is one part of a filter at work on a file.
type sieve struct {
	name   FilterName
	value  string
	judge  func(author string, record []string) *fault.Error // nil: the row stays
	caught int
}

// sieves puts a filter to work on the columns of a file.
func (f ImportFilter) sieves(c columns, wrong *problems) []sieve {
	var all []sieve
	add := func(name FilterName, value string, judge func(author string, record []string) *fault.Error) {
		all = append(all, sieve{name: name, value: value, judge: judge})
	}
	said := func(record []string) string { return plain(record[c.content]) }
	if !f.Before.IsZero() {
		add(FilterBefore, f.Before.UTC().Format(time.RFC3339), func(_ string, record []string) *fault.Error {
			return f.late(record[c.date])
		})
	}
	if f.Contains != "" {
		add(FilterContains, f.Contains, func(_ string, record []string) *fault.Error {
			if containsWord(said(record), f.Contains) {
				return nil
			}
			return ErrRowContains.With(f.Contains)
		})
	}
	if f.MinMentions > 0 {
		add(FilterMentions, decimal(f.MinMentions), func(author string, record []string) *fault.Error {
			if mentions(said(record), author) >= f.MinMentions {
				return nil
			}
			return ErrRowMentions.With(f.MinMentions)
		})
	}
	for _, condition := range f.bind(c.header, wrong) {
		add(FilterColumn, condition.String(), func(_ string, record []string) *fault.Error {
			if condition.met(record) {
				return ErrRowFiltered.With(condition.Condition)
			}
			return nil
		})
	}
	if len(f.Names) > 0 {
		add(FilterExcluded, "", func(author string, record []string) *fault.Error {
			if f.Names.hold(c.people(author, record)) {
				return ErrRowExcluded
			}
			return nil
		})
	}
	return all
}

// late judges the date of a row.
func (f ImportFilter) late(value string) *fault.Error {
	at, ok := readDate(value, f.Zone)
	switch {
	case !ok:
		return ErrRowDate.With(firstRunes(strings.TrimSpace(plain(value)), maxShownDate))
	case !at.Before(f.Before):
		before := momentWords(f.Before, f.zone())
		return ErrRowLate.With(before.FR, before.EN)
	}
	return nil
}

const maxShownDate = 40

func (f ImportFilter) zone() *time.Location {
	if f.Zone == nil {
		return time.UTC
	}
	return f.Zone
}

// Condition is met by a row whose column holds, or contains, a value.
type Condition struct {
	Column   string
	Contains bool
	Value    string
}

// String writes the condition as ParseCondition reads it.
func (c Condition) String() string {
	if c.Contains {
		return c.Column + "~" + c.Value
	}
	return c.Column + "=" + c.Value
}

// ParseCondition reads CLASS=1 (equal) or CONTENT~word (contains, whatever the case and
// the accents).
func ParseCondition(s string) (Condition, *fault.Error) {
	i := strings.IndexAny(s, "=~")
	if i < 1 || strings.TrimSpace(s[:i]) == "" || s[i] == '~' && strings.TrimSpace(s[i+1:]) == "" {
		return Condition{}, ErrFilterShape
	}
	return Condition{Column: strings.TrimSpace(s[:i]), Contains: s[i] == '~', Value: strings.TrimSpace(s[i+1:])}, nil
}

// condition is one whose column was found.
type condition struct {
	Condition
	index int
}

func (f ImportFilter) bind(header []string, wrong *problems) []condition {
	bound := make([]condition, len(f.Exclude))
	for i, c := range f.Exclude {
		bound[i] = condition{c, findColumn(header, c.Column, nil)}
		if bound[i].index < 0 {
			wrong.add(indexed("exclude", i, ""), ErrColumnUnknown.With("«\u00a0"+c.Column+"\u00a0»", "“"+c.Column+"”", titles(header)))
		}
	}
	return bound
}

func (c condition) met(record []string) bool {
	value := strings.TrimSpace(record[c.index])
	if c.Contains {
		return strings.Contains(foldText(value), foldText(c.Value))
	}
	return strings.EqualFold(value, c.Value)
}
