package frontend

import "time"

// AdminMembersPage is "members" under a brand. Query parameters: q, tier, cursor.
type AdminMembersPage struct {
	AdminFrame
	Tabs      []Tab // by tier
	Query     string
	Tier      string
	Rows      []MemberRow
	Pager     Pager
	Totals    LedgerTotals
	Proof     *ProofLine // the last one of the books; nil: none yet, or not for this person
	ExportURL string
	Empty     bool
}

// Template names the page's template.
func (AdminMembersPage) Template() string { return "admin/members" }

// Section names the entry of the bar that leads here.
func (AdminMembersPage) Section() string { return "members" }

// MemberRow is a member in the list.
type MemberRow struct {
	ID        string
	Name      string
	Contact   string
	Tier      string
	Available int64
	Pending   int64
	LastAt    time.Time // last movement
	Erased    bool
}

// LedgerTotals are the brand's books in four figures.
type LedgerTotals struct {
	Members     int
	Outstanding int64 // available, pending and held: what the brand owes
	Issued      int64
	Spent       int64
	Expired     int64
}

// AdminMemberPage is "members"/id: balances, point lots, postings. The form adjusts points and posts to "members"/id/
// "adjust"; fields: points (signed), reason, expiry_days.
type AdminMemberPage struct {
	AdminFrame
	ID        string
	Member    MemberView
	Years     []int // of which there are statements
	Name      string
	Since     time.Time
	Consents  []ConsentLine
	Entries   []DataLine
	Votes     []DataLine
	Lots      []PointLot
	Postings  []PostingRow
	Vouchers  []VoucherView
	Form      Form
	Pager     Pager // of the postings
	Erased    bool
	ExportURL string
}

// Template names the page's template.
func (AdminMemberPage) Template() string { return "admin/member" }

// Section names the entry of the bar that leads here.
func (AdminMemberPage) Section() string { return "members" }

// PointLot is a lot of points with what is left of it.
type PointLot struct {
	Seq         int64
	Origin      string // what made it, in words
	Points      int64
	Pending     int64
	Available   int64
	Held        int64
	Expired     int64
	Reversed    int64
	AvailableAt time.Time
	ExpiresAt   time.Time
}

// PostingRow is one posting of the books.
type PostingRow struct {
	At         time.Time
	Txn        string
	Operation  string // "earn", "spend" …; the words are in the texts under "operation.<value>"
	Detail     string
	Reason     string
	Actor      string
	From, To   string // accounts; the words are in the texts under "book.<value>"
	Amount     int64
	Points     int64 // signed effect on what the member can spend
	Reversible bool
	Trace      []TraceStep // why the points are what they are
}

// AdminEarningRulesPage is "earning" under a brand: how points are earned. The form adds or changes a rule and posts to
// "earning"; fields: id (empty: new), name, event, event_name, kind ("fixed", "amount", "piece"), points, rate_points, rate_minor,
// per_unit, pending_days, expiry_days, expiry_months, tier_multiplier, qualifying, active ("yes"), products, stores, segments,
// min_tier, min_amount, from, until, first_order, max_per_op, max_per_day, max_per_year, cap_points, cap_period, cap_reject,
// group, dedupe; and to try it: try_amount, try_product, try_pieces, try_store, try_tier, try_member. act is "save", "preview" or
// "backtest".
type AdminEarningRulesPage struct {
	AdminFrame
	Rules    []EarningRuleRow
	Tiers    []TierRow
	Events   []Choice
	Levels   []Choice // tiers; none: the programme has none
	Groups   []Choice
	Currency string
	Zone     string
	Editing  string // id of the rule in the form; empty: a new one
	Preview  *EarnPreview
	BackTest *BackTestView
	Form     Form
}

// EarnPreview is what a rule would earn for an event that is made up.
type EarnPreview struct {
	Points      int64
	Refused     string // why nothing, in words; empty: it would earn
	PendingDays int
	EndsAt      time.Time // last day on which they can be used; zero: they do not end
	Steps       []TraceStep
}

// TraceStep is one thing that made points what they are.
type TraceStep struct {
	Words  string
	Points int64 // after it; 0: none yet
}

// BackTestView is what a rule would have given for the events of a period.
type BackTestView struct {
	First, Last time.Time
	Events      int
	Earning     int
	Members     int
	Points      int64
	Cost        int64 // minor units; 0: not known
	Given       int64 // that the rule did give
	Cut         bool
	Currency    string
	Unknown     []string // the words are in the texts under "unknown.<value>"
	Refused     []RefusedCount
}

// RefusedCount is how often a rule would have earned nothing, and why.
type RefusedCount struct {
	Why string
	N   int
}

// Template names the page's template.
func (AdminEarningRulesPage) Template() string { return "admin/earning" }

// Section names the entry of the bar that leads here.
func (AdminEarningRulesPage) Section() string { return "earning" }

func (AdminEarningRulesPage) script() string { return "preview.js" }

// EarningRuleRow is a rule in the list.
type EarningRuleRow struct {
	ID          string
	Name        string
	Event       string // in words
	Worth       string // in words: « 20 points », « 1 point par euro »
	PendingDays int
	ExpiryDays  int    // 0: never, or months
	Limit       string // in words
	Qualifying  bool
	Active      bool

	ExpiryMonths int
	Conditions   []string // in words
}

// TierRow is a tier of the programme.
type TierRow struct {
	Name    string
	From    int64 // qualifying points
	EarnBP  int64 // multiplier in basis points: 12500 is 1.25
	Members int
}

// AdminRewardsPage is "rewards" under a brand.
type AdminRewardsPage struct {
	AdminFrame
	Rows []RewardRow
}

// Template names the page's template.
func (AdminRewardsPage) Template() string { return "admin/rewards" }

// Section names the entry of the bar that leads here.
func (AdminRewardsPage) Section() string { return "rewards" }

// RewardRow is a reward in the list.
type RewardRow struct {
	ID       string
	Name     string
	Picture  *Picture
	Cost     int64
	Stock    int64 // left; -1: unlimited
	Redeemed int
	Used     int
	Tier     string
	From     time.Time
	Until    time.Time
	Active   bool
}

// AdminRewardEditPage is "rewards"/"new" and "rewards"/id. It posts to its own address (multipart); fields: name,
// description, cost, stock (empty: unlimited), per_member, tier, from, until (datetime-local), voucher_days, picture,
// picture_alt, active ("yes"), gives ("product", "seat", "discount", "code", "pool", "tickets"), discount, value, max_off,
// min_amount, pool, contest, tickets, event.
type AdminRewardEditPage struct {
	AdminFrame
	ID      string // empty: new
	Picture *Picture
	Tiers   []Choice
	Zone    string
	Form    Form

	Currency string
	Pools    []Choice // of partner codes
}

// Template names the page's template.
func (AdminRewardEditPage) Template() string { return "admin/reward_edit" }

// Section names the entry of the bar that leads here.
func (AdminRewardEditPage) Section() string { return "rewards" }
