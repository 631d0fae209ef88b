package frontend

import "time"

// ListPath is a page of the panel about a list to draw from: of no list yet ("new"), or of one, "draw" or "left-out.csv"
// under it.
func (f AdminFrame) ListPath(list string, under ...string) string {
	return f.Link(append([]string{"lists", list}, under...)...)
}

// AdminListNewPage is "lists"/"new": a list to draw from is pasted or sent as a file. It posts to its own address
// (multipart); fields: file, pasted.
type AdminListNewPage struct {
	AdminFrame
	MaxBytes int64
	Form     Form
	Drafts   []ListDraft // brought before and not drawn from yet
}

// Template names the page's template.
func (AdminListNewPage) Template() string { return "admin/list_new" }

// Section names the entry of the bar that leads here.
func (AdminListNewPage) Section() string { return "campaigns" }

// ListDraft is a list that was brought before.
type ListDraft struct {
	ID      string
	Name    string // of the file; empty: pasted
	Rows    int
	At      time.Time
	Started bool // it is being written into its draw
}

// ListView is a list to draw from, counted.
type ListView struct {
	ID         string
	Name       string // of the file; empty: pasted
	Hash       string
	At         time.Time
	Rows       int
	Refused    int
	Duplicates int
	Removed    []RemovedRows
	Entries    int
	Excluded   int    // people on the list of those left out
	Reconciled string // with what the network shows; empty: that was not said
	Columns    []string
	Listed     []RefusedRow // the first of the refused
	Sample     []SampleEntry
	SameList   []SameList // draws that were published from this file or among these people
	FilledRow  int        // of Rows: how far its entries are written, once that was asked for
}

// RemovedRows is how many rows one filter left out.
type RemovedRows struct {
	Text string // the filter in words, with the count
	Rows int
}

// SampleEntry is one of the first entries, as the file was read.
type SampleEntry struct {
	Line               int
	Author, Text, Date string
}

// AdminListPage is "lists"/id: what was read, the filters and what each leaves out. It posts to its own address
// (multipart); fields: column.author, column.text, column.date (names of columns), contains, mentions, before
// (datetime-local), one_per_author ("yes"), shown (comments under the post), exclude, exclude_file, exclude_none ("yes": forget that list), drop. Buttons:
// act = "count", "draw" (counts and goes on), "discard". A list that is being frozen shows how far that is.
type AdminListPage struct {
	AdminFrame
	List    ListView
	Problem bool // the file cannot be counted yet: Form tells why
	Filling bool
	Zone    string
	Form    Form
}

// Template names the page's template.
func (AdminListPage) Template() string { return "admin/list" }

// Section names the entry of the bar that leads here.
func (AdminListPage) Section() string { return "campaigns" }

// AdminListDrawPage is "lists"/id/"draw": prizes, closing, source, and one button that freezes and publishes. It posts
// to its own address; fields: title, slug, prize_name, prize_winners, prize_alternates (one value per line, blank lines
// skipped), mode, source, closes_at. Buttons: act = "freeze", "add_prize" (shows one more line).
type AdminListDrawPage struct {
	AdminFrame
	List    ListView
	Prizes  []PrizeLine
	Sources []DrawSource
	Zone    string
	Form    Form
}

// Template names the page's template.
func (AdminListDrawPage) Template() string { return "admin/list_draw" }

// Section names the entry of the bar that leads here.
func (AdminListDrawPage) Section() string { return "campaigns" }
