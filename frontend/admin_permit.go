package frontend

import "time"

// AdminPermitPage is "contests"/slug/"permit": the document by which an authority permitted a contest. Its forms post to
// the page's address; fields: act (keep, show, hide, remove), file.
type AdminPermitPage struct {
	AdminFrame
	Slug, Title             string
	Draft                   bool
	Edits                   bool   // whoever looks may change it
	Authority, Number, Date string // as the rules cite it; empty: nothing is stated
	Promised                bool   // the published rules refer to the file
	File                    *PermitFile
	MostMB                  int
	Form                    Form
}

// Template names the page's template.
func (AdminPermitPage) Template() string { return "admin/permit" }

// Section names the entry of the bar that leads here.
func (AdminPermitPage) Section() string { return "campaigns" }

// PermitFile is the document.
type PermitFile struct {
	Href    string // for staff
	Address string // for everybody; empty while it is private or nothing is published
	Picture bool
	Bytes   int64
	Hash    string
	Public  bool
	KeptAt  time.Time
}
