package frontend

import "time"

// AdminEvidencePage is "contests"/slug/"evidence": the seat of a witness, read only but for their own statement. The
// sample is opened by a form to "evidence"/"sample"; the statement goes to "evidence"/"audit" (multipart), fields:
// auditor, statement (file), statement_hash.
type AdminEvidencePage struct {
	AdminFrame
	Slug      string
	Title     string
	State     CampaignState
	Public    string // absolute address of the public draw page
	Rules     []RulesView
	Records   []EvidenceRecord
	More      int    // records that are not in Records
	Close     string // exact text of the present attempt's record; empty until then
	Result    string
	Statement string // what the draw is worth, in words
	Sample    []SampledEntry
	PackHref  string
	Form      Form
}

// Template names the page's template.
func (AdminEvidencePage) Template() string { return "admin/evidence" }

// Section names the entry of the bar that leads here.
func (AdminEvidencePage) Section() string { return "campaigns" }

// EvidenceRecord is a public record of a contest. The words of its kind are in the texts under "log.kind.<value>".
type EvidenceRecord struct {
	Index    int64 // in the public log; below 0: made before there was one
	Kind     string
	Attempt  int
	At       time.Time
	Reason   string // of a decision, in words
	Text     string // word for word
	Cosigned []string
}

// SampledEntry is an entry that the draw's number chose for an audit.
type SampledEntry struct {
	Place      int
	Index      int // in the sealed list, from 0
	Commitment string
	Tickets    int
}

// AdminSamplePage shows an auditor the people behind the sample, once.
type AdminSamplePage struct {
	AdminFrame
	Slug   string
	Title  string
	Opened []OpenedEntry
}

// Template names the page's template.
func (AdminSamplePage) Template() string { return "admin/sample" }

// Section names the entry of the bar that leads here.
func (AdminSamplePage) Section() string { return "campaigns" }

// OpenedEntry is a sampled entry with the person behind it and what proves that it is theirs.
type OpenedEntry struct {
	SampledEntry
	Number       string
	Entry        string // id, hex
	Alias        string
	AliasSalt    string
	Identity     string
	IdentitySalt string
	Forgotten    bool
}
