package frontend

import "time"

// AdminReviewPage is "polls"/slug/"review": the votes that were set aside. It posts to its own address.
//
// Fields: ballot (ids, ticked), network (a key: all of that network, instead of those ticked), reason,
// decision ("released" or "kept", by the button).
type AdminReviewPage struct {
	AdminFrame
	Slug     string
	Title    string
	Rows     []ReviewRow
	Networks []Choice // keys, and how they are called on this page
	More     bool
	Form     Form
}

// Template names the page's template.
func (AdminReviewPage) Template() string { return "admin/review" }

// Section names the entry of the bar that leads here.
func (AdminReviewPage) Section() string { return "campaigns" }

// ReviewRow is one vote that was set aside.
type ReviewRow struct {
	ID      string
	Number  string // of its receipt
	At      time.Time
	Network string // as in Networks' labels; empty: not known any more
	Signals []VoteSignal
	Review  string // "released", "kept", or empty
	Reason  string
	Appeal  string
}

// AdminCodesPage is "polls"/slug/"codes": unique codes. It posts to its own address and answers a file.
// Fields: count, label.
type AdminCodesPage struct {
	AdminFrame
	Slug    string
	Title   string
	Batches []CodeBatchRow
	Example string // absolute address that fills the code in
	Over    bool   // no more codes can be made
	Form    Form
}

// Template names the page's template.
func (AdminCodesPage) Template() string { return "admin/codes" }

// Section names the entry of the bar that leads here.
func (AdminCodesPage) Section() string { return "campaigns" }

// CodeBatchRow is codes that were made together.
type CodeBatchRow struct {
	No         int
	Label      string
	Size, Used int
	CreatedAt  time.Time
	VoidedAt   time.Time // zero: they are good
}
