package frontend

import "time"

// ContestCodesPage is the part "codes" of a contest's editor. Fields: codes (none, extra, required), codes_tickets,
// codes_where.
type ContestCodesPage struct{ ContestEditFrame }

// Template names the page's template.
func (ContestCodesPage) Template() string { return "admin/contest_edit_codes" }

// ContestInstantPage is the part "instant" of a contest's editor. Fields: instant (none, moments, everyone), dress (plain,
// wheel, scratch), from_hour, to_hour, wait_minutes, plays (once, daily), winners (stay, leave); instant_name,
// instant_units, instant_value: one value per line.
type ContestInstantPage struct {
	ContestEditFrame
	Prizes   []PrizeLine // Winners are the units
	Currency string
}

// Template names the page's template.
func (ContestInstantPage) Template() string { return "admin/contest_edit_instant" }

// AdminPackCodesPage is "contests"/slug/"codes": codes that are printed on packs. A form posts to its own address (fields:
// label, size, pattern), one with a file to "import" under it (fields: label, file), one to batch/"export" answers a file.
type AdminPackCodesPage struct {
	AdminFrame
	Slug    string
	Title   string
	Batches []PackCodesRow
	Pattern string // the usual one
	Example string // absolute address that fills a code in
	Over    bool   // no more codes are taken
	Form    Form
	Import  Form
}

// PackCodesRow is a batch of codes.
type PackCodesRow struct {
	No               int
	Label, Pattern   string
	Imported         bool
	Size, Used, Left int64
	Ready            bool
	CreatedAt        time.Time
	ExportedAt       time.Time
	RevokedAt        time.Time
	CanTake, CanUndo bool // its file can be taken; it can be revoked
}

// Template names the page's template.
func (AdminPackCodesPage) Template() string { return "admin/pack_codes" }

// Section names the entry of the bar that leads here.
func (AdminPackCodesPage) Section() string { return "campaigns" }

// AdminInstantPage is "contests"/slug/"instant": who has won at once, and what is left.
type AdminInstantPage struct {
	AdminFrame
	Slug   string
	Title  string
	Prizes []InstantLine
	Left   int
	Rows   []InstantWinRow
	Public string
}

// InstantWinRow is one prize that was won.
type InstantWinRow struct {
	At     time.Time
	Prize  string
	Number string // of the entry
	Alias  string
	Code   string // of the winner's message
}

// Template names the page's template.
func (AdminInstantPage) Template() string { return "admin/instant" }

// Section names the entry of the bar that leads here.
func (AdminInstantPage) Section() string { return "campaigns" }
