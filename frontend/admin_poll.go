package frontend

import "time"

// AdminPollEditPage is "polls"/"new" and "polls"/slug/"edit". It posts to its own address (multipart).
//
// Fields: slug, title, intro; opens_at, closes_at; method, access, results, change ("yes"), shuffle ("yes"), quorum,
// network_cap, write_ins ("yes"), comments, proposals_until, template, minimum_share (per cent), tie, none ("yes"), seats, max_choices, max_score, points,
// points_cap, sets, set_size, seeds; round_end: one value a round but the last;
// option_id, option_label, option_description, option_alt, option_kept: one value per option line, in order;
// option_picture.N (file). The form's key is the revision that it shows.
// Buttons: act = "save", "add_option", "up.N", "down.N", "remove.N" (N: 0-based line), "publish".
type AdminPollEditPage struct {
	AdminFrame
	Slug      string
	State     CampaignState
	Form      Form
	Options   []OptionLine
	Missing   []MissingPart
	Zone      string
	SavedAt   time.Time
	Published bool        // method, access, dates frozen
	Voted     bool        // options locked but for spelling
	Twice     []time.Time // dates of the form that come twice, because the clocks go back
	Templates []string    // keys of polls to begin with; nil where one has begun
	Called    bool        // fans are proposing, or have: question, access and dates stay
	NoNone    bool        // there is no option “none of these” yet
	RoundEnds []string    // of a bracket as typed, one a round but the last
}

// Template names the page's template.
func (AdminPollEditPage) Template() string { return "admin/poll_edit" }

// Fixed tells that what fans were told by a call for ideas stays.
func (p AdminPollEditPage) Fixed() bool { return p.Published || p.Called }

// Section names the entry of the bar that leads here.
func (AdminPollEditPage) Section() string { return "campaigns" }

// Methods lists the methods to choose from.
func (AdminPollEditPage) Methods() []PollMethod {
	return []PollMethod{
		MethodSingle, MethodApproval, MethodIRV, MethodSchulze, MethodRankedPairs, MethodCondorcet, MethodBorda, MethodScore, MethodSTAR,
		MethodDots, MethodSTV, MethodDuels, MethodMaxDiff, MethodBracket,
	}
}

// Comparing tells whether what concerns options that are compared a few at a time is laid open.
func (p AdminPollEditPage) Comparing() bool {
	for _, name := range []string{"sets", "set_size", "seeds", "round_ends"} {
		if p.Form.Error(name) != "" {
			return true
		}
	}
	return PollMethod(p.Form.Value("method")).Compared()
}

// Accesses lists the levels of access to choose from.
func (AdminPollEditPage) Accesses() []PollAccess {
	return []PollAccess{AccessOpen, AccessCookie, AccessNetwork, AccessWork, AccessEmail, AccessCode, AccessMember}
}

// ResultsRules lists the rules of visibility to choose from.
func (AdminPollEditPage) ResultsRules() []ResultsRule {
	return []ResultsRule{ResultsAlways, ResultsAfterVote, ResultsAfterClose, ResultsSealed, ResultsStaff}
}

// OptionLine is one option as typed.
type OptionLine struct {
	ID          string
	Label       string
	Description string
	Picture     *Picture // as kept
	Kept        string   // name of the kept picture, sent back in the field "option_kept"
	Alt         string
	Error       string
}

// AdminPollPage is "polls"/slug: a vote with its results.
type AdminPollPage struct {
	AdminFrame
	Poll        PollView
	State       CampaignState
	Missing     []MissingPart
	Public      string // absolute address of the fan page
	Results     *ResultsView
	Today       int
	Days        []int
	FirstDay    time.Time
	BallotsHref string
	RecountLine string
	Timeline    []JournalLine
	Cancel      *Cancellation
	Void        *Cancellation
	Notices     []PollNotice
	Sealed      bool // nobody sees figures before the end
	Waiting     int  // votes set aside that wait for a decision
	HasAside    bool // some votes were set aside, decided or not
	Draft       bool // not published, whether fans were called for ideas or not
	HasIdeas    bool // fans may write or have proposed
	IdeasHeld   int
	Frozen      []FrozenRecord // what the public log says, the oldest first
	Unread      int            // comments and appeals that wait for a moderator
}

// Template names the page's template.
func (AdminPollPage) Template() string { return "admin/poll" }

func (AdminPollPage) sheet() string { return "results.css" }

// Section names the entry of the bar that leads here.
func (AdminPollPage) Section() string { return "campaigns" }
