package frontend

import "time"

// AdminMemberImportsPage is "imports" under a brand: members that are brought from elsewhere, and everything taken out.
// The form brings a file and posts to "imports" (multipart); field: file. Another posts to "takeout".
type AdminMemberImportsPage struct {
	AdminFrame
	Rows       []MemberImportView
	MaxBytes   int
	MaxRows    int
	CanTakeOut bool
	Form       Form
}

// Template names the page's template.
func (AdminMemberImportsPage) Template() string { return "admin/member_imports" }

// Section names the entry of the bar that leads here.
func (AdminMemberImportsPage) Section() string { return "members" }

// AdminMemberImportPage is "imports"/id. Its form lets the import run and posts to "imports"/id/"run"; it has no fields.
type AdminMemberImportPage struct {
	AdminFrame
	Import   MemberImportView
	Tally    TallyView
	Left     []LeftOutRow
	LeftHref string // of all of them as a table
	Working  bool   // something is under way: the page comes again by itself
	Form     Form
}

// Template names the page's template.
func (AdminMemberImportPage) Template() string { return "admin/member_import" }

// Section names the entry of the bar that leads here.
func (AdminMemberImportPage) Section() string { return "members" }

// MemberImportView is a file of members on its way.
type MemberImportView struct {
	ID, File         string
	State            string // the words are in the texts under "import_state.<value>"
	Rows, Done       int64
	Author, Runner   string
	Foreseen, CameTo TallyView
	At, EndedAt      time.Time
}

// TallyView is what rows of a file came to, or will.
type TallyView struct {
	Rows, Members, Lots, Points, Repeated, Left int64
}

// LeftOutRow is a line that gives nothing.
type LeftOutRow struct {
	Line    int64
	Cells   []string
	Message string
}
