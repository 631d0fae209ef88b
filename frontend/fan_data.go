package frontend

import "time"

// DataPage is "/m/{brand}/data": everything held about the fan who is signed in. Consents are withdrawn one by one by
// a form that posts to MemberPath(brand, "data", "consents"); fields: purpose, granted ("yes" or "no").
type DataPage struct {
	Frame
	Contacts  []ContactLine
	FirstName string
	Since     time.Time
	Consents  []ConsentLine
	Entries   []DataLine
	Votes     []DataLine
	Points    *MemberView
	Movements int // lines in the points history
	Retention []RetentionLine
	Form      Form // of a request, which posts to MemberPath(brand, "data", "requests"); fields: kind, words
	Kinds     []Choice
	Requests  []RequestLine
}

// Template names the page's template.
func (DataPage) Template() string { return "fan/data" }

// ContactLine is an address or number that is held, in full: its owner reads it.
type ContactLine struct {
	Kind       ContactChoice
	Value      string
	VerifiedAt time.Time
}

// ConsentLine is one dated act of consent with the text that was shown.
type ConsentLine struct {
	Purpose string // machine word, sent back by the form
	Label   string // in words
	Granted bool
	Text    string
	At      time.Time
	Current bool   // the last word on this purpose: may be changed
	Version string // SHA-256 of the rules that were shown; may be empty
	Fixed   bool   // cannot be withdrawn alone (contest rules)
}

// RequestLine is what the fan has asked about their data.
type RequestLine struct {
	Kind       string
	Words      string
	At         time.Time
	DueAt      time.Time
	AnsweredAt time.Time // zero: open
	Answer     string
}

// PrivacyPage is "/m/{brand}/privacy": what the brand does with personal data, and which cookies its pages set.
type PrivacyPage struct {
	Frame
	Organiser    string
	Address      string
	Contact      string // for data
	Registration string // with the authority; may be empty
	Retention    []RetentionLine
	Contests     []ContestRetention // that have delays of their own
	Cookies      []CookieLine
}

// Template names the page's template.
func (PrivacyPage) Template() string { return "fan/privacy" }

// ContestRetention is a contest and how long it keeps what.
type ContestRetention struct {
	Title, Path string
	Lines       []string
}

// CookieLine is a cookie that a page may set.
type CookieLine struct {
	Name, Why, Lasts string
}

// DataLine is something the fan took part in.
type DataLine struct {
	Title  string
	Detail string
	At     time.Time
	Path   string // without language; may be empty
}

// RetentionLine says how long a kind of data is kept and why.
type RetentionLine struct {
	What, Why, Until string
}

// ErasePage is "/m/{brand}/data/erase": says what goes and what stays, then one button. It posts to its own address;
// field: confirm ("yes"). Once Done it says goodbye.
type ErasePage struct {
	Frame
	Entries int // running entries that leave their draw
	Votes   int
	Points  int64
	Held    int // vouchers lost
	Done    bool
	Form    Form
}

// Template names the page's template.
func (ErasePage) Template() string { return "fan/erase" }
