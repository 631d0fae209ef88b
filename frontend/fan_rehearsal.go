package frontend

import (
	"html/template"
	"time"
)

// RehearsedEntryPage follows the entry form of a rehearsal: what would have become of the entry.
type RehearsedEntryPage struct {
	Frame
	Slug, Title      string
	Name             string
	Confirm          bool // it would wait for its address to be confirmed
	Ranked           bool // the best photos win: there is no draw to try
	ClosesAt, DrawAt time.Time
}

// Template names the page's template.
func (RehearsedEntryPage) Template() string { return "fan/rehearsed" }

// RehearsedRulesPage is the rules of a draft as publication would freeze them now.
type RehearsedRulesPage struct {
	Frame
	Contest ContestView
	Body    template.HTML // sanitised by the caller
}

// Template names the page's template.
func (RehearsedRulesPage) Template() string { return "fan/rehearsed_rules" }

// RehearsedDrawPage is a draw among invented people. Query parameter: entries.
type RehearsedDrawPage struct {
	Frame
	Slug, Title string
	Entries     int
	Prizes      []RehearsedPrize
	Form        Form
}

// Template names the page's template.
func (RehearsedDrawPage) Template() string { return "fan/rehearsed_draw" }

// RehearsedPrize is a prize and who would have it.
type RehearsedPrize struct {
	Name   string
	Places []RehearsedPlace
}

// RehearsedPlace is a place of a prize; without Number nobody was left.
type RehearsedPlace struct {
	Alternate    bool
	Place        int // from 1
	Number, Name string
}
