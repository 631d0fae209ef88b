package frontend

import (
	"slices"
	"time"
)

// PrizeLine is one line of the prize table as typed.
type PrizeLine struct {
	Name, Also, Winners, Alternates, Value string // Also: the name in the other language
	Error                                  string
}

// DrawSource is where a draw may take its random number; the words are in the texts under "source.<value>".
type DrawSource string

// Sources of randomness.
const (
	SourceDrand    DrawSource = "drand"
	SourceOperator DrawSource = "operator"
	SourceTest     DrawSource = "test"
)

// MissingPart is something a campaign needs before it can be published; the words are in the texts under "missing.<key>".
type MissingPart struct {
	Key     string // "title", "prize", "dates", "rules", "options", "alt" …
	Section string // where it is put right: an anchor on the page, or the part of a contest's editor
	Words   string // instead of the words of Key, where only the fault knows them
	Href    string // instead of the anchor, where the page is another one
	Advice  bool   // may be done without
}

// AdminContestPage is "contests"/slug: a contest as it stands, read only, with its figures and timeline.
type AdminContestPage struct {
	AdminFrame
	Contest  ContestView
	State    CampaignState
	Missing  []MissingPart
	Public   string // absolute address of the fan page
	Counts   EntryCounts
	Appeals  int   // entrants who object, and wait for an answer
	Days     []int // confirmed entries by day, oldest first
	FirstDay time.Time
	Rules    RulesView
	Purges   []PurgeLine
	Amend    bool // the rules can be amended
	Timeline []JournalLine
	Cancel   *Cancellation
	Copies   bool // a draft can be made of it

	Rehearsal string // of a draft: address of its rehearsal
}

// Template names the page's template.
func (AdminContestPage) Template() string { return "admin/contest" }

// Section names the entry of the bar that leads here.
func (AdminContestPage) Section() string { return "campaigns" }

// EntryCounts counts a contest's entries by status.
type EntryCounts struct {
	Confirmed, Pending, Excluded, Flagged int
	Tickets                               int64
	Today                                 int
}

// RulesView is the frozen state of the rules.
type RulesView struct {
	Version     int // 0: not published
	Hash        string
	PublishedAt time.Time
	LogIndex    int64 // in the public event log; -1: not there
}

// AdminPublishPage is "contests"/slug/"publish" and "polls"/slug/"publish": what publishing freezes, the checklist, one
// button. It posts to its own address.
type AdminPublishPage struct {
	AdminFrame
	Kind      CampaignKind
	Slug      string
	Title     string
	OpensAt   time.Time
	ClosesAt  time.Time
	DrawAt    time.Time
	Statement string        // what the draw will be worth, in words; contests only
	Missing   []MissingPart // not empty: the button is not there
	Facts     []string      // sentences about what is frozen
	Advice    []MissingPart // what may be done without
	PublishAt time.Time     // a contest: when it publishes itself; zero: by hand
	Zone      string        // IANA name of the contest's zone
	Rehearsal string        // address of the rehearsal of a contest
	Ranked    bool          // the best photos win: there is no draw to try
	Law       []LawLine     // what profiles of countries say; contests only
	Rules     string        // address of the part of the editor about law
	Caution   string        // that this is no legal advice
	Form      Form
}

// Template names the page's template.
func (AdminPublishPage) Template() string { return "admin/publish" }

// Stops holds where a profile of a country keeps the contest from being published.
func (p AdminPublishPage) Stops() bool {
	return slices.ContainsFunc(p.Law, func(l LawLine) bool { return l.Stops })
}

// Section names the entry of the bar that leads here.
func (AdminPublishPage) Section() string { return "campaigns" }

// AdminEntriesPage is "contests"/slug/"entries". Query parameters: q, status, flag, sort, cursor or page. The form of each
// row posts to "contests"/slug/"entries"/id/"exclude" or /"include" with the field reason.
type AdminEntriesPage struct {
	AdminFrame
	Slug      string
	Title     string
	State     CampaignState
	Tabs      []Tab
	Query     string
	Status    string
	Rows      []EntryRow
	Pager     Pager
	ExportURL string // CSV of what is shown
	Sealed    bool   // no entry can be added or excluded any more
	Empty     bool   // no entry at all
	Proofs    int    // sent by entrants and not looked at
}

// Template names the page's template.
func (AdminEntriesPage) Template() string { return "admin/entries" }

// Section names the entry of the bar that leads here.
func (AdminEntriesPage) Section() string { return "campaigns" }

// EntryRow is an entry in the table.
type EntryRow struct {
	ID       string
	Number   string
	Name     string
	Alias    string
	Contact  string
	Answer   string
	Pictures []string // addresses of those that answer a question, for staff alone
	Status   EntryStatus
	Tickets  int
	At       time.Time
	Source   string   // "page", "api", "staff", "import"; the words are in the texts under "entry_source.<value>"
	Flags    []string // reasons in words
	Reason   string   // of the exclusion
	Fan      bool     // somebody whom the list of members may find by Contact
}

// AdminImportPage is "contests"/slug/"entries"/"import": the form, and after it the report. It posts to its own address
// (multipart); fields: file, column.alias, column.identity, column.text, column.filter (names of columns), filter_value
// (rows with that value are left out), per ("author" or "comment").
type AdminImportPage struct {
	AdminFrame
	Slug     string
	Title    string
	MaxBytes int64
	Form     Form
	Report   *ImportReport
}

// Template names the page's template.
func (AdminImportPage) Template() string { return "admin/import" }

// Section names the entry of the bar that leads here.
func (AdminImportPage) Section() string { return "campaigns" }

// ImportReport says what became of every row of a file.
type ImportReport struct {
	File       string
	Rows       int
	Accepted   int
	Filtered   int // left out by the stated filter
	Duplicates int
	Refused    []RefusedRow // the first ones
	Total      int          // of refused rows
	CSVHref    string       // all refused rows with their reasons
}

// RefusedRow is one row that was not imported.
type RefusedRow struct {
	Line    int
	Text    string // what it held, shortened
	Message string
}
