package frontend

import "time"

// AdminPollReportPage is "polls"/slug/"report": all that a brand reads about one of its votes, to print or to take along.
// Report and PollWorkbook write the same as a document and as a workbook.
type AdminPollReportPage struct {
	AdminFrame
	Poll     PollView
	State    CampaignState
	Public   string // absolute address of the results
	Results  *ResultsView
	Today    int
	Days     []int // votes by day, the first day first
	FirstDay time.Time
	Frozen   []FrozenRecord
	Void     *Cancellation
	Notices  []PollNotice
	Files    ReportFiles

	BallotsHref string
	RecountLine string
}

// ReportFiles is where the report's other forms are.
type ReportFiles struct{ PDF, XLSX, CSV, JSON string }

// Template names the page's template.
func (AdminPollReportPage) Template() string { return "admin/poll_report" }

// Section names the entry of the bar that leads here.
func (AdminPollReportPage) Section() string { return "campaigns" }

func (AdminPollReportPage) sheet() string { return "results.css" }

// ReportDay is how many voted on one day.
type ReportDay struct {
	Day   time.Time
	Votes int
}

// EveryDay lists the days with votes.
func (p AdminPollReportPage) EveryDay() []ReportDay {
	var days []ReportDay
	for i, votes := range p.Days {
		if votes > 0 {
			days = append(days, ReportDay{p.FirstDay.AddDate(0, 0, i), votes})
		}
	}
	return days
}

// Busiest is the largest number of votes of a day.
func (p AdminPollReportPage) Busiest() (most int) {
	for _, votes := range p.Days {
		most = max(most, votes)
	}
	return most
}
