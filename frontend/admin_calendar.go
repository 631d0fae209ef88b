package frontend

import "time"

// AdminCalendarPage is "calendar" under a brand: one month of campaigns, draws, posts and key dates. Query: month
// (yyyy-mm).
//
// It holds two forms: to "calendar"/"countries", field countries (several codes); to "calendar"/"feed", buttons
// act = "make" and "end".
type AdminCalendarPage struct {
	AdminFrame
	Month          time.Time // first day, in the brand's zone
	Previous, Next string
	Present        string // address of the present month; empty: this is it
	Weeks          [][]CalendarDay
	Agenda         []CalendarDay // the days of the month that hold something
	Overlaps       []CalendarOverlap
	Sources        []KeyDay // of the days shown, each name once
	Countries      []CountryTick
	Unlisted       bool // a year for which the feasts of the moon are not listed
	ListedTo       int
	FeedSince      time.Time // zero: no feed
	FeedAddress    string    // told once
}

// Template names the page's template.
func (AdminCalendarPage) Template() string { return "admin/calendar" }

// Section names the entry of the bar that leads here.
func (AdminCalendarPage) Section() string { return "calendar" }

// CalendarDay is a day of the grid or of the agenda.
type CalendarDay struct {
	Date    time.Time
	Outside bool // of another month
	Today   bool
	KeyDays []KeyDay
	Bars    []CalendarBar // campaigns that run on the day, each in its lane
	Points  []CalendarPoint
}

// KeyDay is a day that campaigns are planned around.
type KeyDay struct {
	Name      string
	Countries string // codes, where several are followed and it is not the day of all
	Holiday   bool   // public, in one of the countries that are followed
	Tentative bool
	Source    string
}

// CalendarBar is the part of a campaign within one week, and stands in the cell of its first day there. One without Days
// keeps a lane free for a bar that came from the left, or for the one below.
type CalendarBar struct {
	Kind        CampaignKind
	Title, Href string
	State       CampaignState
	Days        int  // 1 to 7
	First, Last bool // the part holds the campaign's first day, its last day
	Begins      bool // this very day is the campaign's first
}

// CalendarPoint is something at an hour; Kind is "opens", "closes", "draw" (words: "milestone") or "post".
type CalendarPoint struct {
	At          time.Time
	Kind        string
	Title, Href string
	Post        PostState // of a post
	Channel     string    // of a post; the words are in the texts under "channel.<value>"
}

// CalendarOverlap is a stretch in which several campaigns run at once.
type CalendarOverlap struct {
	From, To time.Time
	Titles   []string
}

// CountryTick is a country whose key dates can be followed; the words are in the texts under "country.<code>".
type CountryTick struct {
	Code   string
	Chosen bool
}

// PostState is how far a post has come; the words are in the texts under "post_state.<value>".
type PostState string

// AdminPostPage is "calendar"/"posts"/"new" and "calendar"/"posts"/id. It posts to its own address, as a form with files.
//
// Fields: title, body, channel, at (local date and hour), state, remind (minutes before, 0 for none), picture (file),
// picture_kept (hash), picture_alt, picture_drop ("yes"). The form's key is the revision that it shows.
// Buttons: act = "save", "delete".
type AdminPostPage struct {
	AdminFrame
	ID       string // empty: new
	Form     Form
	Zone     string
	Picture  *Picture
	Kept     string // hash of the picture
	SavedAt  time.Time
	Reminded time.Time
	Day      []KeyDay // key dates of the day it is planned for
}

// Template names the page's template.
func (AdminPostPage) Template() string { return "admin/post" }

// Section names the entry of the bar that leads here.
func (AdminPostPage) Section() string { return "calendar" }
