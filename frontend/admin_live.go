package frontend

import (
	"html/template"
	"time"

	"kermesse/frontend/sheet"
)

// AdminLivePage is "contests"/slug/"live": who comes, which way, and how far they get.
type AdminLivePage struct {
	AdminFrame
	Slug    string
	Title   string
	State   CampaignState
	At      time.Time // of the figures
	Total   StepCounts
	Ways    []WayRow
	Bars    []StepBar // by hour, or by day where there are many
	ByDay   bool
	Before  *BeforeRow // nil: it is the brand's first contest
	Flags   []FlagCount
	Flagged int
	Appeals int
	CSV     string // addresses
	XLSX    string
	Screen  string
	Refresh int // seconds until the figures are fetched again; 0: they do not change
}

// Template names the page's template.
func (AdminLivePage) Template() string { return "admin/live" }

// Section names the entry of the bar that leads here.
func (AdminLivePage) Section() string { return "campaigns" }

// StepCounts is how many got how far.
type StepCounts struct {
	Views, Starts, Entries, Confirmed int
}

// Rate is the part of those who saw the form that are in; below 0 where nobody is known to have seen it.
func (s StepCounts) Rate() float64 {
	if s.Views < s.Confirmed || s.Views == 0 {
		return -1
	}
	return float64(s.Confirmed) / float64(s.Views)
}

// WayRow is one way in.
type WayRow struct {
	Key  string // the words are in the texts under "via.<key>"
	Name string // instead, for ways named by people
	StepCounts
}

// StepBar is one hour or day.
type StepBar struct {
	At time.Time
	StepCounts
	X, Width      int // in a drawing 1000 wide and 100 high
	Top, Height   int // of those who are in
	SeenTop, Seen int // of those who saw the form
}

// BeforeRow is the brand's contest before.
type BeforeRow struct {
	Title string
	Href  string
	Then  StepCounts // when it was as old
	Whole StepCounts
}

// FlagCount is how many entries have a reason to look twice.
type FlagCount struct {
	Label string
	Href  string
	Count int
}

// NewStepBars scales bars to a drawing. Both steps share one scale.
func NewStepBars(bars []StepBar) []StepBar {
	most := 1
	for _, b := range bars {
		most = max(most, b.Confirmed, b.Views)
	}
	for i := range bars {
		b := &bars[i]
		b.X, b.Width = i*1000/len(bars), max(1000/len(bars)-2, 1)
		b.Height, b.Seen = b.Confirmed*100/most, b.Views*100/most
		if b.Confirmed > 0 {
			b.Height = max(b.Height, 2)
		}
		b.Top, b.SeenTop = 100-b.Height, 100-b.Seen
	}
	return bars
}

// LiveLine is a row of the table to take along.
type LiveLine struct {
	At  time.Time
	Via string
	StepCounts
}

// LiveColumns names the columns of that table.
func LiveColumns() []string {
	return []string{"hour", "source", "views", "starts", "entries", "confirmed"}
}

// LiveWorkbook is that table as a workbook.
func LiveWorkbook(title, brand, name string, lines []LiveLine, at time.Time) ([]byte, error) {
	w := sheet.New(title, brand, at)
	rows := make([][]any, len(lines))
	for i, l := range lines {
		rows[i] = []any{l.At.Format("2006-01-02 15:04"), l.Via, l.Views, l.Starts, l.Entries, l.Confirmed}
	}
	w.Sheet(name, LiveColumns(), rows)
	return w.Bytes()
}

// ContestScreenPage is "/c/{slug}/screen": how many take part, for a room, with nothing to press.
type ContestScreenPage struct {
	Frame
	Contest ContestView
	State   CampaignState
	Short   string // address to type, absolute; empty: the page's own
	Refresh int
}

// Template names the page's template.
func (ContestScreenPage) Template() string { return "fan/contest_screen" }

func (ContestScreenPage) sheet() string { return "screen.css" }

func (p ContestScreenPage) sharePicture() *Picture {
	return ContestPage{Contest: p.Contest}.sharePicture()
}

// EntryHref is where the code leads.
func (p ContestScreenPage) EntryHref() string {
	if p.Short != "" {
		return p.Short
	}
	return p.BaseURL + ContestPath(p.Contest.Slug)
}

// Code is EntryHref to scan.
func (p ContestScreenPage) Code() (template.HTML, error) { return codeSVG(p.EntryHref()) }

// Address is EntryHref in words.
func (p ContestScreenPage) Address() string { return shownAddress(p.EntryHref()) }
