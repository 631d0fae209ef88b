package frontend

import "time"

// EntrySlips is the form on the exit screen that takes a till receipt, and those that were sent. It posts to Action;
// fields: shop, amount, number, bought_on (2026-11-22), photo (file).
type EntrySlips struct {
	Action   string
	PerMinor int64 // of an amount, for one ticket
	Currency string
	Shops    []Choice // empty: any
	Photo    bool     // one must come along
	Sent     []SlipLine
	Form     Form
}

// SlipLine is a till receipt that was sent.
type SlipLine struct {
	Shop, Number string
	AmountMinor  int64
	Currency     string
	BoughtOn     time.Time
	State        string // waiting, accepted or refused
	Reason       string
	Tickets      int
}

// AdminSlipsPage is "contests"/slug/"receipts": till receipts that wait, one after the other. It posts to itself; fields:
// slip (its id), act (accept, refuse.REASON).
type AdminSlipsPage struct {
	AdminFrame
	Slug     string
	Title    string
	ClosesAt time.Time
	Sealed   bool
	Waiting  int
	Slip     *SlipView // nil: nothing waits
	Reasons  []Choice
	Skip     string // address of the next one
	Form     Form
}

// SlipView is a till receipt as staff look at it.
type SlipView struct {
	SlipLine
	ID     string
	Entry  string // its number
	Photo  *Picture
	Twins  int // of the same shop and number, by others
	SentAt time.Time
}

// Template names the page's template.
func (AdminSlipsPage) Template() string { return "admin/slips" }

// Section names the entry of the bar that leads here.
func (AdminSlipsPage) Section() string { return "campaigns" }

func (AdminSlipsPage) script() string { return "queue.js" }

// ContestSlipsPage is the part "slips" of a contest's editor. Fields: slips (none, take), slips_per, slips_shops (one a
// line), slips_photo ("yes").
type ContestSlipsPage struct {
	ContestEditFrame
	Currency string
}

// Template names the page's template.
func (ContestSlipsPage) Template() string { return "admin/contest_edit_slips" }
