package frontend

import "time"

// AdminDoubtsPage is "contests"/slug/"review": entries with a reason to look twice and appeals, one at a time. It posts
// to its own address. Fields: entry, act ("accept", "dismiss", "undo", "exclude." and a reason, or "bar." and a reason, which
// blocks the entrant as well), flag, appeals, block (what an undo lifts).
// Keys: A accepts, R opens the reasons (then 1 to 3), B those of a block, S goes on, P goes back, Z takes the last decision back.
type AdminDoubtsPage struct {
	AdminFrame
	Slug     string
	Title    string
	Tabs     []Tab
	Flag     string // the filter
	Appeals  bool
	Doubt    *DoubtView // nil: nothing to look at
	Place    int        // in the queue, from 1
	Length   int
	Previous string // addresses; empty: there is none
	Next     string
	Done     *DoneDoubt // what has just been decided
	Sealed   bool       // nothing can be decided any more
	ClosesAt time.Time
	Reasons  []Choice // of an exclusion
	Form     Form
}

// Template names the page's template.
func (AdminDoubtsPage) Template() string { return "admin/doubts" }

// Section names the entry of the bar that leads here.
func (AdminDoubtsPage) Section() string { return "campaigns" }

func (AdminDoubtsPage) script() string { return "queue.js" }

// DoubtView is an entry to look at.
type DoubtView struct {
	EntryRow
	Why    []DoubtReason
	Appeal *EntryAppeal
	Waits  bool // its appeal
	Wave   int  // flagged entries of the same network and day, this one included; 0: none is known
}

// DoubtReason is one reason to look twice.
type DoubtReason struct {
	Text string
	Kin  int // other entries that have it in common with this one; 0: not counted
}

// DoneDoubt is a decision that can be taken back.
type DoneDoubt struct {
	ID  string // of the entry
	Act string // "accept", "exclude", "bar", "dismiss"

	Block string // id of the block that came with it; empty: none
}

// AdminWavePage is "contests"/slug/"review"/"wave"/entry: flagged entries of one network and day, settled in one act. It
// posts to its own address. Fields: act ("accept", or "exclude." and a reason).
type AdminWavePage struct {
	AdminFrame
	Slug    string
	Title   string
	Rows    []EntryRow
	Reasons []Choice
	Form    Form
}

// Template names the page's template.
func (AdminWavePage) Template() string { return "admin/wave" }

// Section names the entry of the bar that leads here.
func (AdminWavePage) Section() string { return "campaigns" }

// AdminBlocksPage is "blocks": whom the brand keeps out, or has looked at. It posts to its own address. Fields: target,
// effect ("flag", "refuse"), reason, days; or lift (an id).
type AdminBlocksPage struct {
	AdminFrame
	Rows    []BlockRow
	Effects []Choice
	Next    string // address of the rest
	Form    Form
}

// Template names the page's template.
func (AdminBlocksPage) Template() string { return "admin/blocks" }

// Section names the entry of the bar that leads here.
func (AdminBlocksPage) Section() string { return "campaigns" }

// BlockRow is one block.
type BlockRow struct {
	ID        string
	Label     string // masked
	Effect    string // "flag" or "refuse"
	Reason    string
	Until     time.Time
	CreatedAt time.Time
}
