package frontend

import "time"

// ResultsPage is "/p/{slug}/results".
//
// StreamHref gives server-sent events named "snapshot", and "end" once there is nothing more to come; SnapshotHref the
// same JSON once. Texts are in the page's language, ready to be shown:
//
//	{"version":7, "total":"812 votes", "at":"14 h 32", "options":[{"id":"mangue","votes":312,"share":0.384,"text":"38,4 % · 312"}]}
//
// A page without StreamHref does not move.
type ResultsPage struct {
	Frame
	Poll          PollView
	State         CampaignState
	Hidden        bool // the reader may not see the figures yet
	Awaited       bool // nobody may: the beacon that gives the lots has not answered
	Results       *ResultsView
	YourVote      *VoteReceipt
	StreamHref    string
	SnapshotHref  string
	BallotsHref   string // anonymised ballots, once closed
	RecountLine   string // one line for a terminal
	Cancel        *Cancellation
	ConfirmedOnly bool // votes that wait for a confirmation are left out
	Void          *Cancellation
	Notices       []PollNotice
	Frozen        []FrozenRecord // what the public log says, the oldest first
	Decision      *DecisionView  // what the brand decided; nil: nothing yet
	Former        []DecisionView // what it said before, the latest first
	Follow        *FollowView    // nil: nothing will be told, or all has been
	Comments      *CommentsView  // some of them; nil: none are to be read
}

// Template names the page's template.
func (ResultsPage) Template() string { return "fan/results" }

func (ResultsPage) sheet() string { return "results.css" }

// FrozenRecord is a record of the vote in the public log.
type FrozenRecord struct {
	Kind  LogKind
	Index int64
	At    time.Time
}

func (p ResultsPage) sharePicture() *Picture { return p.Poll.sharePicture() }

// ResultsView is a count and its explanation.
type ResultsView struct {
	Version     int64
	At          time.Time // of the figures
	Final       bool
	Ballots     int
	Blank       int
	Pending     int // wait for a confirmation
	Quarantined int
	Held        int         // name a write-in that nobody has read yet
	With        *WithAside  // nil: nothing was set aside
	Bars        []ResultBar // ordered, best first
	Winners     []string    // labels; several: declared equal
	ByLot       bool        // the winner was decided by lot
	NoWinner    string      // why nobody won (quorum, minimum share), empty otherwise
	Ranking     [][]string  // labels by place, equals together; nil for single choice
	Rounds      *RoundTable // IRV
	Matrix      *PairMatrix // Schulze
	Picks       *PickTable  // duels and best–worst sets
	Cup         []CupRound  // bracket
	TieBreaks   []TieBreak
	Lots        []string // labels, strongest first
	LotSeed     string
	LotRound    string // of a beacon, as "quicknet 123"; empty: the seed was committed to
	LotAt       time.Time
	Statistics  *PollStatistics
	Periods     *PeriodTable // nil: nothing to compare
}

// PeriodTable is what those chose who voted first, next and last.
type PeriodTable struct {
	Labels []string // of the options, the best first
	Rows   []PeriodRow
}

// PeriodRow is the days from one to another. A hidden one has no figures: its people are so few that they could be
// known, or would give such a period away.
type PeriodRow struct {
	From   time.Time
	To     time.Time
	Hidden bool
	Few    bool // under 50: figures of chance
	People int
	Shares []float64 // of those people, by option
	Gap    float64   // points of a hundred that the leader had more than else, where chance does not explain it; or 0
}

// Leader is the option that leads.
func (t PeriodTable) Leader() string { return t.Labels[0] }

// Day tells whether it is one day alone.
func (r PeriodRow) Day() bool { return r.From.Equal(r.To) }

// AtStyle is how the time of the figures is written: those of an open vote are of today.
func (v ResultsView) AtStyle() string {
	if v.Final {
		return "shortmoment"
	}
	return "hour"
}

// WithAside is the count together with the votes that were set aside, beside the count itself.
type WithAside struct {
	Winners []string
	Changes bool // somebody else would win
	Rows    []WithRow
}

// WithRow is one option in both counts.
type WithRow struct {
	Label            string
	Votes, WithVotes int
	Share, WithShare float64
}

// ResultBar is one option's share: of all votes for single choice, of first places for rankings.
type ResultBar struct {
	ID       string
	Label    string
	Picture  *Picture
	Votes    int
	Share    float64 // 0 to 1
	Low      float64 // interval; both 0: not shown
	High     float64
	Winner   bool
	YourVote bool
}

// RoundTable is an instant run-off, a row an option, a column a round.
type RoundTable struct {
	Rows      []RoundRow
	Exhausted []int    // ballots without continuing option, by round
	Notes     []string // what happened in each round, one sentence each
}

// RoundNumbers lists 1..n for n rounds.
func (t RoundTable) RoundNumbers() []int {
	numbers := make([]int, len(t.Exhausted))
	for i := range numbers {
		numbers[i] = i + 1
	}
	return numbers
}

// RoundRow is one option through the rounds.
type RoundRow struct {
	Label  string
	Cells  []RoundCell // shorter than the rounds if the option went out
	Winner bool
	OutIn  int // round after which it went out; 0: never
}

// RoundCell is an option's votes in one round.
type RoundCell struct {
	Votes  int
	Change int // against the round before; 0 in the first
	Share  float64
}

// PairMatrix says how many ballots put each option above each other one.
type PairMatrix struct {
	Labels    []string
	Rows      [][]PairCell // Rows[i][j]: option i against option j
	Condorcet string       // label of the option that beats all others; empty: none, the paths decide
	Paths     [][]int      // strength of the strongest path from i to j; nil: not shown
}

// PairCell is one comparison. Self marks the diagonal.
type PairCell struct {
	For, Against int
	Self         bool
}

// Beats tells whether more ballots are for than against.
func (c PairCell) Beats() bool { return c.For > c.Against }

// TieBreak is one tie of the count and how it was decided.
type TieBreak struct {
	Where    string // "Tour 3" or any place in words
	Tied     []string
	Rule     string
	Decision string
	ByLot    bool
}

// Lead says how sure the first place is; the words are in the texts under "lead.<value>".
type Lead string

// Leads, from the 1 % and 5 % tests of the first against the second.
const (
	LeadClear  Lead = "clear"
	LeadLikely Lead = "likely"
	LeadClose  Lead = "close"
)

// PollStatistics is what the figures do and do not say.
type PollStatistics struct {
	Lead       Lead // empty: not computed
	First      string
	Second     string
	Crowds     []CrowdShare // of those that lead, how often they win recounts with a similar crowd; nil: not computed
	Recounts   int          // how many
	Channels   []string     // through which the voters came, and how many
	Kiosk      int          // votes from tablets that staff watch
	Incentive  bool         // the vote was rewarded
	Warnings   []string     // sentences
	FewAnswers bool         // under 30
}

// CrowdShare is in what share of the recounts an option wins.
type CrowdShare struct {
	Label string
	Share float64
}
