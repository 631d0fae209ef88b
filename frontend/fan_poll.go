package frontend

import "time"

// VotePage is "/p/{slug}": the ballot, one template for all states.
//
// The ballot posts to the same address. Fields: single choice: choice (an option id); ranking: place.<option id> with
// a whole number from 1, or empty for "not ranked"; scores and points: score.<option id>; the rounds of a bracket:
// best.<number of the pair> and round; duels and best–worst sets: see SetsView; then email where the access asks for it or work is not done,
// newsletter ("yes"), code, work, write_in, comment, website (must stay empty). PollPath(slug, "withdraw") takes the vote back.
type VotePage struct {
	Frame
	Poll     PollView
	State    CampaignState
	Form     Form
	YourVote *VoteReceipt  // already voted from this device or as this person
	Decision *DecisionView // what the brand decided after the vote; nil: nothing yet
	Known    bool          // the visitor has proved an address already: none is asked for
	Cancel   *Cancellation
	Void     *Cancellation // no result stands
	Notices  []PollNotice
	Ideas    []string      // what this visitor has proposed
	Comments *CommentsView // some of them, for readers of the figures; nil: none are to be read
	Work     bool          // the browser proves some work, or the voter gives an address
	Sets     *SetsView     // where a few options are shown at a time; else nil
	Round    *RoundView    // of a bracket; nil: it is being made up
	Fresh    bool          // the visitor has voted in a bracket, and not in this round
}

// Template names the page's template.
func (VotePage) Template() string { return "fan/vote" }

// Choosing tells that fans may not know the options yet.
func (p VotePage) Choosing() bool { return p.State == StateCalling || p.State == StateSifting }

// Handing tells whether there is anything to hand in.
func (p VotePage) Handing() bool { return p.Sets == nil || p.Sets.Answered > 0 }

func (VotePage) script() string { return "ballot.js" }

func (VotePage) sheet() string { return "ballot.css" }

func (p VotePage) sharePicture() *Picture { return p.Poll.sharePicture() }

// PollMethod is how a vote is counted; the words are in the texts under "method.<value>".
type PollMethod string

// Methods of count.
const (
	MethodSingle      PollMethod = "plurality"
	MethodApproval    PollMethod = "approval"
	MethodScore       PollMethod = "score"
	MethodSTAR        PollMethod = "star"
	MethodBorda       PollMethod = "borda"
	MethodIRV         PollMethod = "irv"
	MethodCondorcet   PollMethod = "condorcet"
	MethodSchulze     PollMethod = "schulze"
	MethodRankedPairs PollMethod = "ranked_pairs"
	MethodSTV         PollMethod = "stv"
	MethodDots        PollMethod = "dots"
	MethodDuels       PollMethod = "duels"
	MethodMaxDiff     PollMethod = "maxdiff"
	MethodBracket     PollMethod = "bracket"
)

// Several tells whether the ballot names any number of options.
func (m PollMethod) Several() bool { return m == MethodApproval }

// Scored tells whether the ballot gives each option a number.
func (m PollMethod) Scored() bool { return m == MethodScore || m == MethodSTAR || m == MethodDots }

// Compared tells whether options are compared a few at a time.
func (m PollMethod) Compared() bool {
	return m == MethodDuels || m == MethodMaxDiff || m == MethodBracket
}

// Ranked tells whether the ballot asks for an order.
func (m PollMethod) Ranked() bool {
	return m != MethodSingle && !m.Several() && !m.Scored() && !m.Compared()
}

// Equals tells whether two options may have the same place.
func (m PollMethod) Equals() bool { return m.Ranked() && m != MethodIRV && m != MethodSTV }

// PollAccess is who may vote, stated in public; the words are in the texts under "access.<value>".
type PollAccess string

// Levels of access, the most open first.
const (
	AccessOpen   PollAccess = "open"
	AccessCookie PollAccess = "cookie"

	AccessNetwork PollAccess = "network"
	AccessWork    PollAccess = "proof_of_work"

	AccessEmail  PollAccess = "email"
	AccessCode   PollAccess = "code"
	AccessMember PollAccess = "member"
)

// ResultsRule is who sees results and when; the words are in the texts under "results_rule.<value>".
type ResultsRule string

// Rules of visibility.
const (
	ResultsAlways     ResultsRule = "always"
	ResultsAfterVote  ResultsRule = "after_vote"
	ResultsAfterClose ResultsRule = "after_close"
	ResultsSealed     ResultsRule = "sealed"
	ResultsStaff      ResultsRule = "staff"
)

// PollNoticeKind is what a notice tells; the words are in the texts under "poll_notice.<value>".
type PollNoticeKind string

// Kinds of notice.
const (
	PollReworded PollNoticeKind = "reworded"
	PollReopened PollNoticeKind = "reopened"
	PollVoided   PollNoticeKind = "voided"

	PollReleased PollNoticeKind = "released"
	PollKept     PollNoticeKind = "kept"

	PollIdeaAccepted PollNoticeKind = "idea_accepted"
	PollIdeaMerged   PollNoticeKind = "idea_merged"
	PollIdeaDeclined PollNoticeKind = "idea_declined"

	PollCodesIssued PollNoticeKind = "codes_issued"
	PollCodesVoided PollNoticeKind = "codes_voided"
)

// PollNotice is an act of the brand after publication, which fans are told for ever.
type PollNotice struct {
	Kind         PollNoticeKind
	At           time.Time
	Reason       string // as typed by staff; empty where none is asked
	Changes      []FieldChange
	ClosesAt     time.Time // the new end of a reopened vote
	FiguresKnown bool      // of a reopened vote
	Count        int       // of votes or codes; 0: not said
}

// PollView is a vote as fans see it.
type PollView struct {
	Slug       string
	Title      string // the question
	Intro      string
	Picture    *Picture
	Method     PollMethod
	Options    []PollOption // in the order of this visitor
	Shuffled   bool         // the order is drawn for each visitor
	Turns      string       // as Turn of the options, behind the last of them
	OpensAt    time.Time
	ClosesAt   time.Time
	Access     PollAccess
	Results    ResultsRule
	Change     bool // a vote may be changed until closing
	Ballots    int  // counted so far; 0 is not shown
	Quorum     int
	WriteIns   bool          // the ballot takes what is not an option
	Comments   CommentPolicy // empty: votes come without
	IdeasUntil time.Time     // fans propose options until then; zero: they do not
	Called     bool          // and have been asked to
	NetworkCap int           // votes of one network and day before a review; 0: no cap
	Codes      int           // in circulation; 0: not by code
	MinShare   float64       // share of the ballots that a winner needs, 0 to 1; 0: none
	None       string        // label of the option “none of these”; empty: there is none
	Declared   bool          // those that are tied win together
	Points     int           // points a vote earns
	MaxScore   int           // highest score of one option, where options are scored
	Budget     int           // points to share out, by dots; else 0
	ShareImage *Picture      // for shared links, 1200×630; nil: Picture
}

func (p PollView) sharePicture() *Picture {
	if p.ShareImage != nil {
		return p.ShareImage
	}
	return p.Picture
}

// Places lists 1..n for n options.
func (p PollView) Places() []int {
	places := make([]int, len(p.Options))
	for i := range places {
		places[i] = i + 1
	}
	return places
}

// Scores lists the scores that an option may get.
func (p PollView) Scores() []int {
	scores := make([]int, p.MaxScore+1)
	for i := range scores {
		scores[i] = i
	}
	return scores
}

// PollOption is one thing to choose.
type PollOption struct {
	ID          string
	Label       string
	Description string
	Picture     *Picture
	Proposed    bool   // by fans
	Turn        string // stands before the option in a page whose options take turns; empty elsewhere
}

// VoteReceipt is a vote as its voter sees it.
type VoteReceipt struct {
	Number    string
	Key       string   // unguessable last part of the receipt's address; empty: no such page
	Page      string   // path of the receipt, without language; empty: no such page
	Choices   []string // labels; for a ranking, best first
	Picks     []string // answers in words, where options were compared a few at a time
	Equal     bool     // labels joined in one choice were ranked equal
	At        time.Time
	Pending   bool // waits for the confirmation of the contact
	CanChange bool
	Points    int
	Tracker   string    // line of the ballot in the published list; empty before the vote is over
	WriteIn   IdeaState // what became of the voter's own choice; empty: there is none
	Aside     bool      // set aside for a review, or left out by it
	Signals   []VoteSignal
	Review    string      // "released", "kept", or empty: not decided
	Reason    string      // of the decision
	Appeal    string      // as its voter has said
	Comment   *OwnComment // the reason given with it; nil: none
}

// IdeaState is what became of what fans have written; the words are in the texts under "idea_state.<value>" and
// "ideas_state.<value>".
type IdeaState string

// The states.
const (
	IdeaHeld     IdeaState = "held"
	IdeaAccepted IdeaState = "accepted"
	IdeaMerged   IdeaState = "merged"
	IdeaDeclined IdeaState = "declined"
)

// VoteSignal is why a vote was set aside; the words are in the texts under "signal.<value>" and "signal_short.<value>".
type VoteSignal string

// The signals.
const (
	SignalNetwork    VoteSignal = "network_cap"
	SignalVelocity   VoteSignal = "velocity"
	SignalDisposable VoteSignal = "disposable_mail"
	SignalNoCookie   VoteSignal = "no_cookie"
	SignalBlocked    VoteSignal = "blocked"
)

// VoteReceiptPage is "/p/{slug}/receipt/{key}".
type VoteReceiptPage struct {
	Frame
	Poll  PollView
	State CampaignState
	Vote  VoteReceipt
	Own   bool // the reader is the voter: else the page does not say what was chosen
	// Form is of the appeal, posted to PollPath(slug, "appeal"), field appeal; or of the comment, posted to
	// PollPath(slug, "comment"), fields act ("withdraw" or "appeal") and comment_appeal.
	Form Form
}

// Template names the page's template.
func (VoteReceiptPage) Template() string { return "fan/vote_receipt" }
