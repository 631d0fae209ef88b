package frontend

import (
	"slices"
	"time"
)

// AdminContestNewPage is "contests"/"new": what a draft begins with. It posts to its own address; fields: template, title,
// also_title.
type AdminContestNewPage struct {
	AdminFrame
	Templates []string // the words are in the texts under "contest_template.<value>"
	Locale    string   // of the brand
	Other     string   // the other language
	Form      Form
}

// Template names the page's template.
func (AdminContestNewPage) Template() string { return "admin/contest_new" }

// Section names the entry of the bar that leads here.
func (AdminContestNewPage) Section() string { return "campaigns" }

// ContestEditFrame is what every part of the editor of a contest has around its fields, at "contests"/slug/"edit"/part.
// Each posts to its own address. Buttons: act = "save", "next" (saves and goes on to the next part), "check" (saves and goes
// to what publication freezes); "auto" is sent by the
// script that saves after a change. Parts with a table: "add" (one more line), "up-", "down-" and "drop-" with the number
// of a line, counted from 0.
type ContestEditFrame struct {
	AdminFrame
	Slug     string
	Title    string
	Here     string // key of this part
	Sections []EditLink
	Form     Form
	Act      string        // the button that led here, where it asks for something to be shown
	Stored   []StoredValue // on a conflict: what the draft holds by now
	SavedAt  time.Time
	Zone     string // IANA name of the contest's zone
	Locale   string // the language that the contest is written in
	Other    string // the other one
	Both     bool   // both are shown, side by side
	Preview  string // address of the contest's page as fans will see it
	Ranked   bool   // the best photos win: there is no draw to try
}

// framesOwn holds: the preview is a page of this site in a frame.
func (ContestEditFrame) framesOwn() bool { return true }

// Section names the entry of the bar that leads here.
func (ContestEditFrame) Section() string { return "campaigns" }

func (ContestEditFrame) script() string { return "editor.js" }

// EditLink is a part of the editor in the list beside it.
type EditLink struct {
	Key     string
	Label   string
	Extra   bool // the contest does without; nobody is led through it
	Missing []MissingPart
}

// Main are the parts that this contest has.
func (f ContestEditFrame) Main() []EditLink {
	return slices.DeleteFunc(slices.Clone(f.Sections), func(l EditLink) bool { return l.Extra })
}

// Extras are the parts that it does without.
func (f ContestEditFrame) Extras() []EditLink {
	return slices.DeleteFunc(slices.Clone(f.Sections), func(l EditLink) bool { return !l.Extra })
}

// Step is the number of this part among the main ones, from 1; 0: it is none of them.
func (f ContestEditFrame) Step() int {
	return slices.IndexFunc(f.Main(), func(l EditLink) bool { return l.Key == f.Here }) + 1
}

// Ready holds for a draft that lacks nothing which publication asks for.
func (f ContestEditFrame) Ready() bool {
	return !slices.ContainsFunc(f.Sections, func(l EditLink) bool { return l.Blocking() > 0 })
}

// Lacking are what publication asks for in this part.
func (f ContestEditFrame) Lacking() []MissingPart {
	return slices.DeleteFunc(f.missing(), func(p MissingPart) bool { return p.Advice })
}

// Advised are what a brand is well advised to have in this part.
func (f ContestEditFrame) Advised() []MissingPart {
	return slices.DeleteFunc(f.missing(), func(p MissingPart) bool { return !p.Advice })
}

func (f ContestEditFrame) missing() []MissingPart {
	var all []MissingPart
	for _, l := range f.Sections {
		if l.Key == f.Here {
			all = append(all, l.Missing...)
		}
	}
	return all
}

// Blocking counts what keeps the contest from being published.
func (l EditLink) Blocking() int {
	n := 0
	for _, part := range l.Missing {
		if !part.Advice {
			n++
		}
	}
	return n
}

// StoredValue is a field as somebody else stored it meanwhile.
type StoredValue struct {
	Field string
	Value string
}

// ContestBasicsPage is the part "basics". Fields: title, slug, intro, locale, time_zone, opens_at, closes_at
// (datetime-local in that zone).
type ContestBasicsPage struct {
	ContestEditFrame
	Zones []Choice
}

// Template names the page's template.
func (ContestBasicsPage) Template() string { return "admin/contest_edit_basics" }

// ContestPrizesPage is the part "prizes". Fields: prize_name, prize_also, prize_winners, prize_alternates, prize_value: one value per
// line, in order; blank lines are skipped.
type ContestPrizesPage struct {
	ContestEditFrame
	Prizes   []PrizeLine
	Currency string
}

// Template names the page's template.
func (ContestPrizesPage) Template() string { return "admin/contest_edit_prizes" }

// ContestEntryPage is the part "entry". Fields: contact (email, phone, either), point_tickets, ask_alias ("yes");
// question_label, question_id, question_choices (one a line), question_required ("yes" or "no"), question_kind, question_min,
// question_max: one value per line.
type ContestEntryPage struct {
	ContestEditFrame
	Questions []EntryQuestionLine
}

// Template names the page's template.
func (ContestEntryPage) Template() string { return "admin/contest_edit_entry" }

// EntryQuestionLine is one question of the entry form as typed.
type EntryQuestionLine struct {
	ID, Label, Choices, Required string
	Also, AlsoChoices            string // in the other language
	Kind, Min, Max               string // text, number, date or picture; bounds of a number or a date
	Error                        string
}

// ContestWhoPage is the part "who". Fields: min_age, countries (codes), countries_more (names or codes, parted by commas), birth (declare, ask, check, keep), fold_aliases, shared, invited
// and no_staff ("yes"), domains, rest_days.
type ContestWhoPage struct {
	ContestEditFrame
	Countries []CountryBox
}

// CountryBox is a country to tick.
type CountryBox struct {
	Choice
	On bool
}

// Template names the page's template.
func (ContestWhoPage) Template() string { return "admin/contest_edit_who" }

// ContestDrawPage is the part "draw". Fields: mode (one-win, many-wins), source, margin_minutes, claim_days.
type ContestDrawPage struct {
	ContestEditFrame
	Sources []DrawSource
}

// Template names the page's template.
func (ContestDrawPage) Template() string { return "admin/contest_edit_draw" }

// ContestLookPage is the part "look". Fields: picture (file), picture_alt, picture_drop ("yes").
type ContestLookPage struct {
	ContestEditFrame
	Picture *Picture
}

// Template names the page's template.
func (ContestLookPage) Template() string { return "admin/contest_edit_look" }
