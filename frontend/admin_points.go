package frontend

import "time"

// AdminPointCampaignsPage is "points/campaigns" under a brand: dated multipliers. The form adds or changes one and posts to its own
// address; fields: id (empty: new), name, rule, factor, from, until (datetime-local); act "drop" takes the one of that id away.
type AdminPointCampaignsPage struct {
	AdminFrame
	Rows      []CampaignReturnRow
	Rules     []Choice // that a multiplier can be put on
	Editing   string
	Zone      string
	Currency  string
	PointCost int64 // of a hundred points, minor units; 0: not said
	Form      Form
}

// Template names the page's template.
func (AdminPointCampaignsPage) Template() string { return "admin/point_campaigns" }

// Section names the entry of the bar that leads here.
func (AdminPointCampaignsPage) Section() string { return "earning" }

// CampaignReturnRow is a campaign with what it cost and brought.
type CampaignReturnRow struct {
	ID, Name, Rule                        string
	BP                                    int64
	From, Until                           time.Time
	Points, Extra, Turnover, Before, Lift int64
	Cost                                  int64 // minor units
	ROI                                   float64
	HasROI                                bool
	Running, Coming                       bool
}

// AdminPointSettingsPage is "points/settings" under a brand: the terms of the programme. The form posts to its own address;
// fields: clawback, grace_days, tier_window_days, tier_retention_days, four_eyes, point_cost; tier_name_N, tier_min_N,
// tier_factor_N; group_id_N, group_points_N, group_period_N, group_reject_N.
type AdminPointSettingsPage struct {
	AdminFrame
	Tiers    []int // a row each
	Groups   []int
	Currency string
	Form     Form
}

// Template names the page's template.
func (AdminPointSettingsPage) Template() string { return "admin/point_settings" }

// Section names the entry of the bar that leads here.
func (AdminPointSettingsPage) Section() string { return "earning" }

// AdminPointCodesPage is "points/codes" under a brand. The form makes a code or a batch and posts to its own address; fields:
// made ("name", "batch"), code, pattern, size, label, kind, value, max_off, total, per_member, min_amount, expiry_days, from,
// until; act "preview" shows what a batch would look like.
type AdminPointCodesPage struct {
	AdminFrame
	Rows     []PromoCodeRow
	Currency string
	Zone     string
	MaxBatch int
	Preview  *PatternPreview
	Form     Form
}

// Template names the page's template.
func (AdminPointCodesPage) Template() string { return "admin/point_codes" }

// Section names the entry of the bar that leads here.
func (AdminPointCodesPage) Section() string { return "rewards" }

// PromoCodeRow is a promo code or a batch of them.
type PromoCodeRow struct {
	ID, Name, Code, Pattern           string
	Gives                             string // in words
	Size, Used                        int64
	Left                              int64 // uses; -1: without limit
	From, Until, ExportedAt, VoidedAt time.Time
	Ready                             bool
}

// PatternPreview is what codes of a pattern look like.
type PatternPreview struct {
	Pattern string
	Samples []string // none of them will ever be good
	Odds    int64    // guesses for one code
}

// AdminPointPoolsPage is "points/pools" under a brand: partner codes. The form fills a pool and posts to its own address
// (multipart); fields: pool (empty: a new one), name, file, pasted; act "check" only says what it would come to.
type AdminPointPoolsPage struct {
	AdminFrame
	Rows     []PoolRow
	Pools    []Choice
	MaxBytes int
	Report   *PoolReport
	Form     Form
}

// Template names the page's template.
func (AdminPointPoolsPage) Template() string { return "admin/point_pools" }

// Section names the entry of the bar that leads here.
func (AdminPointPoolsPage) Section() string { return "rewards" }

// PoolRow is a pool with what is left of it.
type PoolRow struct {
	ID, Name   string
	Size, Left int64
}

// PoolReport is what a file of partner codes came to.
type PoolReport struct {
	Name                    string
	DryRun                  bool
	Added, Repeated, Failed int
}

// AdminAdjustmentsPage is "adjustments" under a brand: corrections that two people decide. The form of each posts to
// "adjustments"/id; fields: act ("approve", "refuse"), words.
type AdminAdjustmentsPage struct {
	AdminFrame
	Waiting []AdjustmentView
	Decided []AdjustmentView
	Limit   int64 // points; 0: none is set
	Form    Form
}

// Template names the page's template.
func (AdminAdjustmentsPage) Template() string { return "admin/adjustments" }

// Section names the entry of the bar that leads here.
func (AdminAdjustmentsPage) Section() string { return "members" }

// AdjustmentView is a correction that was asked for.
type AdjustmentView struct {
	ID, Member, Reason, State string // the words of states are in the texts under "request_state.<value>"
	Kind                      string // the words are under "request_kind.<value>"
	Asker, Decider, Words     string
	Points                    int64
	Own                       bool // the reader asked for it
	At, ExpiresAt, DecidedAt  time.Time
}
