package frontend

import (
	"fmt"
	"strconv"
	"time"

	"kermesse/frontend/sheet"
)

// AdminPointReportPage is "points/report" under a brand. Query parameters: from, to (dates).
type AdminPointReportPage struct {
	AdminFrame
	From, To  string // as they stand in the form
	Presets   []PeriodPreset
	Report    PointReport
	CSV, XLSX string
	Empty     bool // the brand has no programme
	Form      Form
}

// Template names the page's template.
func (AdminPointReportPage) Template() string { return "admin/point_report" }

// Section names the entry of the bar that leads here.
func (AdminPointReportPage) Section() string { return "earning" }

// PeriodPreset is a period to choose by one link.
type PeriodPreset struct {
	Days    int
	Href    string
	Current bool
}

// PointReport is what a programme did in a period.
type PointReport struct {
	First, Last time.Time
	Now, Was    PointFlows
	Breakage    float64
	HasBreakage bool
	Owed        int64
	OwedWorth   int64 // minor units; 0: not known
	PointCost   int64
	Currency    string
	Days        []PointDay
	Liability   []OwedMonth
	Rules       []RuleLine
	Rewards     []RewardLine
	Tiers       []TierLine
	Months      []ActiveLine
	Cohorts     []CohortLine
	Campaigns   []CampaignReturnRow
}

// PointFlows are what moved in a stretch of time.
type PointFlows struct {
	Issued, TakenBack, Burned, Expired, Adjusted, Turnover, Purchases int64
}

// PointDay is one day of them.
type PointDay struct {
	Day time.Time
	PointFlows
}

// RuleLine is what a way to earn gave.
type RuleLine struct {
	Name                            string
	Events, Points, Turnover, Worth int64
}

// RewardLine is what a reward cost.
type RewardLine struct {
	Name                 string
	Taken, Points, Worth int64
}

// TierLine is how many came to a tier.
type TierLine struct {
	Name     string
	Up, Down int64
	Members  int
}

// ActiveLine is a month with who did something in it.
type ActiveLine struct {
	Month          time.Time
	Active, Joined int64
}

// CohortLine is who came in a month, and what share of them did something in each month since.
type CohortLine struct {
	Month  time.Time
	Size   int64
	Shares []float64
}

// OwedColumns are the liability as a chart shows it.
func (r PointReport) OwedColumns(lang string) []ChartLine {
	lines := make([]ChartLine, len(r.Liability))
	for i, l := range r.Liability {
		lines[i] = ChartLine{Value: l.Points, Label: "∞"}
		if !l.Month.IsZero() {
			lines[i].Label = shortMonth(lang, l.Month)
		}
	}
	return lines
}

// ActiveColumns are the active members by month as a chart shows them.
func (r PointReport) ActiveColumns(lang string) []ChartLine {
	lines := make([]ChartLine, len(r.Months))
	for i, m := range r.Months {
		lines[i] = ChartLine{Value: m.Active, Label: shortMonth(lang, m.Month)}
	}
	return lines
}

// shortMonth is a month in few letters: « 11/26 ».
func shortMonth(_ string, t time.Time) string { return t.Format("01/06") }

// Lang is the language of the page, for its charts.
func (p AdminPointReportPage) Lang() string { return p.Frame.Lang }

// ReportTable is a table of a report, as files hold it.
type ReportTable struct {
	Name   string
	Titles []string
	Rows   [][]any
}

// PointReportTables are all tables of a report.
func (r *Renderer) PointReportTables(lang string, p PointReport) []ReportTable {
	say := func(key string) string { return r.Text(lang, key) }
	days := ReportTable{say("point_report.by_day"), []string{
		say("point_report.day"), say("point_report.issued"), say("point_report.taken_back"), say("point_report.burned"), say("point_report.expired"),
		say("point_report.adjusted"), say("point_report.turnover") + " (" + p.Currency + ")", say("point_report.purchases"),
	}, nil}
	for _, d := range p.Days {
		days.Rows = append(days.Rows, []any{sheet.Day(d.Day), int(d.Issued), int(d.TakenBack), int(d.Burned), int(d.Expired), int(d.Adjusted), minorAmount(p.Currency, d.Turnover), int(d.Purchases)})
	}
	owed := ReportTable{say("point_report.liability"), []string{say("point_report.month"), say("bring.points")}, nil}
	for _, l := range p.Liability {
		month := say("books.no_end")
		if !l.Month.IsZero() {
			month = l.Month.Format("2006-01")
		}
		owed.Rows = append(owed.Rows, []any{month, int(l.Points)})
	}
	rules := ReportTable{say("point_report.rules"), []string{say("earning.rule"), say("point_report.events"), say("bring.points"), say("point_report.turnover") + " (" + p.Currency + ")"}, nil}
	for _, l := range p.Rules {
		rules.Rows = append(rules.Rows, []any{l.Name, int(l.Events), int(l.Points), minorAmount(p.Currency, l.Turnover)})
	}
	rewards := ReportTable{say("point_report.rewards"), []string{say("rewards.reward"), say("point_report.taken"), say("bring.points"), say("point_report.cost") + " (" + p.Currency + ")"}, nil}
	for _, l := range p.Rewards {
		rewards.Rows = append(rewards.Rows, []any{l.Name, int(l.Taken), int(l.Points), minorAmount(p.Currency, l.Worth)})
	}
	tiers := ReportTable{say("point_report.tiers"), []string{say("members.tier"), say("point_report.up"), say("point_report.down"), say("members.count")}, nil}
	for _, l := range p.Tiers {
		tiers.Rows = append(tiers.Rows, []any{l.Name, int(l.Up), int(l.Down), l.Members})
	}
	months := ReportTable{say("point_report.active"), []string{say("point_report.month"), say("point_report.active"), say("point_report.joined")}, nil}
	for _, l := range p.Months {
		months.Rows = append(months.Rows, []any{l.Month.Format("2006-01"), int(l.Active), int(l.Joined)})
	}
	cohorts := ReportTable{say("point_report.cohorts"), []string{say("point_report.came"), say("members.count")}, nil}
	for i := range 12 {
		cohorts.Titles = append(cohorts.Titles, "+"+strconv.Itoa(i))
	}
	for _, l := range p.Cohorts {
		row := []any{l.Month.Format("2006-01"), int(l.Size)}
		for _, share := range l.Shares {
			row = append(row, sheet.Share(share))
		}
		cohorts.Rows = append(cohorts.Rows, row)
	}
	campaigns := ReportTable{say("points.campaigns"), []string{
		say("point_campaign.name"), say("point_campaign.rule"), say("rewards.from"), say("rewards.until_at"), say("point_campaign.extra"),
		say("point_report.turnover") + " (" + p.Currency + ")", say("point_campaign.before") + " (" + p.Currency + ")", say("point_report.cost") + " (" + p.Currency + ")", say("point_campaign.roi"),
	}, nil}
	for _, l := range p.Campaigns {
		var roi any = ""
		if l.HasROI {
			roi = sheet.Share(l.ROI)
		}
		campaigns.Rows = append(campaigns.Rows, []any{
			l.Name, l.Rule, sheet.Day(l.From), sheet.Day(l.Until), int(l.Extra), minorAmount(p.Currency, l.Turnover), minorAmount(p.Currency, l.Before), minorAmount(p.Currency, l.Cost), roi,
		})
	}
	return []ReportTable{days, owed, rules, rewards, tiers, months, cohorts, campaigns}
}

// minorAmount is an amount as a figure that a spreadsheet goes on counting with.
func minorAmount(currency string, minor int64) float64 {
	amount := float64(minor)
	for range digitsOf(currency) {
		amount /= 10
	}
	return amount
}

// PlainCell is a cell of a table as CSV holds it.
func PlainCell(cell any) string {
	switch v := cell.(type) {
	case sheet.Day:
		return time.Time(v).Format(time.DateOnly)
	case sheet.Share:
		return strconv.FormatFloat(float64(v), 'f', 4, 64)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return fmt.Sprint(cell)
}

// PointWorkbook is a report as a workbook, a sheet a subject.
func (r *Renderer) PointWorkbook(lang, brand string, p PointReport, at time.Time) ([]byte, error) {
	book := sheet.New(r.Text(lang, "point_report.title"), brand, at)
	period := ShortDay(lang, p.First) + " – " + ShortDay(lang, p.Last)
	for _, table := range r.PointReportTables(lang, p) {
		name := []rune(table.Name)
		book.Sheet(string(name[:min(len(name), 31)]), table.Titles, table.Rows, period, r.Text(lang, "point_report.unknown"))
	}
	return book.Bytes()
}
