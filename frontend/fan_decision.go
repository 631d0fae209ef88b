package frontend

import "time"

// DecisionView is what the brand says that it decided after a vote.
type DecisionView struct {
	Version int64
	Text    string // paragraphs
	Follows bool   // it is what the vote chose
	Reason  string // why it is not; paragraphs
	Day     time.Time
	At      time.Time // when it was said

	Told    int  // who asked and was written to
	Telling bool // more are being written to
}

// FollowView is the way to be told what the brand decides. It posts to PollPath(slug, "follow"); field: email, but of a fan who
// is signed in.
type FollowView struct {
	Known     bool // the fan is signed in
	Following bool // and has asked
	Form      Form
}

// FollowPage is "/p/{slug}/follow/confirm": the code that was sent or, by the link of the mail (Token set), one button. It
// posts to its own address; fields: token, or code and pending.
type FollowPage struct {
	Frame
	Slug     string
	Title    string // the question
	Contact  string // masked
	Token    string
	Pending  string // the challenge, sent back
	ValidFor time.Duration
	Form     Form
}

// Template names the page's template.
func (FollowPage) Template() string { return "fan/follow" }

// Path is the address of the page and of its form.
func (p FollowPage) Path() string { return PollPath(p.Slug, "follow", "confirm") }

// StopPath is the page where the mails of one subject are stopped.
const StopPath = "/unsubscribe"

// StopPage is StopPath: one button, no sign-in. It posts to its own address with its token.
type StopPage struct {
	Frame
	Token string
	Text  string // what the fan had agreed to, word for word
	Done  bool
	Form  Form
}

// Template names the page's template.
func (StopPage) Template() string { return "fan/stop" }

// AdminDecisionPage is "polls"/slug/"decision". Fields: decision, decision_en, follows ("yes" or "no"), reason, reason_en,
// decided_on (a day), tell ("yes").
type AdminDecisionPage struct {
	AdminFrame
	Slug      string
	Title     string
	Results   *ResultsView // for the headline
	Followers int
	Said      []DecisionView // the latest first
	Form      Form
}

// Template names the page's template.
func (AdminDecisionPage) Template() string { return "admin/decision" }

// Section names the entry of the bar that leads here.
func (AdminDecisionPage) Section() string { return "campaigns" }
