package handlers

import (
	"context"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/fault"
	"kermesse/loyalty"
)

// reportDays is how many days a report covers where nobody says otherwise.
const reportDays = 28

// reportPeriod reads the period of a report: from and to, or the last 28 days.
func reportPeriod(from, to string, today time.Time) (loyalty.Period, error) {
	p := loyalty.Period{First: today.AddDate(0, 0, 1-reportDays), Last: today}
	for text, into := range map[string]*time.Time{"from": &p.First, "to": &p.Last} {
		written := map[string]string{"from": from, "to": to}[text]
		if written == "" {
			continue
		}
		day, err := time.Parse(time.DateOnly, written)
		if err != nil {
			return p, fault.Invalids(loyalty.ErrReportPeriod.At(text))
		}
		*into = day
	}
	if n := p.Days(); n < 1 || n > loyalty.MaxReportDays {
		return p, fault.Invalids(loyalty.ErrReportPeriod.At("to"))
	}
	return p, nil
}

// pointReportPage says what the programme did.
func (a *App) pointReportPage(c *fiber.Ctx, d desk) error {
	page, err := a.pointReport(c, d)
	if fault.KindOf(err) == fault.Invalid {
		page.AdminFrame, page.From, page.To = a.adminFrame(c, d), c.Query("from"), c.Query("to")
		page.Form = frontend.Form{Errors: fieldErrors(c, err)}
		return a.render(c, fiber.StatusUnprocessableEntity, page)
	}
	if fault.KindOf(err) == fault.NotFound {
		return a.render(c, fiber.StatusOK, frontend.AdminPointReportPage{AdminFrame: a.adminFrame(c, d), Empty: true})
	}
	if err != nil {
		return err
	}
	return a.render(c, fiber.StatusOK, page)
}

func (a *App) pointReport(c *fiber.Ctx, d desk) (frontend.AdminPointReportPage, error) {
	page := frontend.AdminPointReportPage{AdminFrame: a.adminFrame(c, d)}
	today := dayHere(a.Clock.Now(), d)
	period, err := reportPeriod(c.Query("from"), c.Query("to"), today)
	if err != nil {
		return page, err
	}
	r, err := a.Loyalty.Report(c.UserContext(), d.Actor, d.Brand.ID, period)
	if err != nil {
		return page, err
	}
	names, err := a.namesIn(c, d)
	if err != nil {
		return page, err
	}
	p, err := a.programmeOrNone(c, d)
	if err != nil {
		return page, err
	}
	page.Report = reportView(r, names, p, d, a.Clock.Now())
	page.From, page.To = period.First.Format(time.DateOnly), period.Last.Format(time.DateOnly)
	query := "?from=" + page.From + "&to=" + page.To
	page.CSV, page.XLSX = a.deskHref(c, d, "points", "report.csv")+query, a.deskHref(c, d, "points", "report.xlsx")+query
	for _, days := range []int{7, 28, 90, 365} {
		first := today.AddDate(0, 0, 1-days)
		page.Presets = append(page.Presets, frontend.PeriodPreset{
			Days: days, Href: a.deskHref(c, d, "points", "report") + "?from=" + first.Format(time.DateOnly) + "&to=" + today.Format(time.DateOnly),
			Current: period.Last.Equal(today) && period.First.Equal(first),
		})
	}
	return page, nil
}

func reportView(r loyalty.ActivityReport, names loyaltyNames, p *loyalty.Programme, d desk, now time.Time) frontend.PointReport {
	view := frontend.PointReport{
		First: r.First, Last: r.Last, Now: frontend.PointFlows(r.Now), Was: frontend.PointFlows(r.Was), Owed: r.Owed, OwedWorth: r.Worth(r.Owed),
		PointCost: r.PointCost, Currency: d.Brand.Currency,
	}
	view.Breakage, view.HasBreakage = r.Now.Breakage()
	for _, day := range r.Days {
		view.Days = append(view.Days, frontend.PointDay{Day: day.Day, PointFlows: frontend.PointFlows(day.Flows)})
	}
	for _, l := range r.Liability {
		view.Liability = append(view.Liability, frontend.OwedMonth{Month: l.Month, Points: l.Points})
	}
	for _, rule := range r.Rules {
		view.Rules = append(view.Rules, frontend.RuleLine{Name: names.of(rule.Rule), Events: rule.Events, Points: rule.Points, Turnover: rule.Turnover, Worth: r.Worth(rule.Points)})
	}
	for _, reward := range r.Rewards {
		view.Rewards = append(view.Rewards, frontend.RewardLine{Name: names.of(reward.Reward), Taken: reward.Taken, Points: reward.Points, Worth: r.Worth(reward.Points)})
	}
	for _, t := range r.Tiers {
		view.Tiers = append(view.Tiers, frontend.TierLine{Name: p.Tier(t.Level).Name, Up: t.Up, Down: t.Down, Members: t.Members})
	}
	for _, m := range r.Months {
		view.Months = append(view.Months, frontend.ActiveLine{Month: m.Month, Active: m.Active, Joined: m.Joined})
	}
	for _, k := range r.Cohorts {
		line := frontend.CohortLine{Month: k.Month, Size: k.Size}
		for _, n := range k.Active {
			line.Shares = append(line.Shares, min(1, float64(n)/float64(max(1, k.Size))))
		}
		view.Cohorts = append(view.Cohorts, line)
	}
	view.Campaigns = campaignReturns(r, names, d, now)
	return view
}

func (a *App) sendPointReportCSV(c *fiber.Ctx, d desk) error {
	page, err := a.pointReport(c, d)
	if err != nil {
		return err
	}
	var rows [][]string
	for i, table := range a.Pages.PointReportTables(lang(c), page.Report) {
		if i > 0 {
			rows = append(rows, nil)
		}
		rows = append(rows, []string{table.Name}, table.Titles)
		for _, row := range table.Rows {
			cells := make([]string, len(row))
			for j, cell := range row {
				cells[j] = frontend.PlainCell(cell)
			}
			rows = append(rows, cells)
		}
	}
	return sendCSV(c, d.Brand.Slug+"-points-"+page.From+"-"+page.To+".csv", rows)
}

func (a *App) sendPointReportXLSX(c *fiber.Ctx, d desk) error {
	page, err := a.pointReport(c, d)
	if err != nil {
		return err
	}
	file, err := a.Pages.PointWorkbook(lang(c), d.Brand.Name, page.Report, a.Clock.Now())
	if err != nil {
		return err
	}
	return sendFile(c, d.Brand.Slug+"-points-"+page.From+"-"+page.To+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", file)
}

// deskOperations are reports, back-tests and corrections that two people agree on.
func (a *App) deskOperations() {
	op := func(method, path, id, summary string) operation {
		return operation{method: method, path: "/brands/{brand}/loyalty" + path, id: id, summary: summary, tag: "loyalty"}
	}
	register(a, op(http.MethodGet, "/report", "loyalty-report", "Read what the programme did in a period: flows, tiers, rewards, cohorts, returns of campaigns"), a.readPointReport)
	backTest := op(http.MethodPost, "/backtest", "back-test-rule", "Say what a rule would have given for the stored events of a period, and what that cannot know")
	backTest.natural = true
	register(a, backTest, a.readBackTest)
	ask := op(http.MethodPost, "/adjustments", "ask-adjustment", "Ask for a correction, a reversal or a refund above the programme’s limit, which a second person approves")
	ask.status = http.StatusCreated
	register(a, ask, a.askAdjustment)
	register(a, op(http.MethodGet, "/adjustments", "list-adjustments", "List corrections that were asked for, those that wait first"), a.listAdjustments)
	for _, decision := range []struct{ path, id, summary string }{
		{"approve", "approve-adjustment", "Make a correction that somebody else asked for"},
		{"refuse", "refuse-adjustment", "Refuse a correction, or take one’s own request back"},
	} {
		o := op(http.MethodPost, "/adjustments/{request}/"+decision.path, decision.id, decision.summary)
		o.natural = true // decided once
		register(a, o, a.decideAdjustment(decision.path == "approve"))
	}
}

type pointReportRequest struct {
	BrandRequest
	From string `query:"from" example:"2026-11-01" doc:"First day, where the brand is; 28 days ago if left out."`
	To   string `query:"to" example:"2026-11-30" doc:"Last day; today if left out."`
}

type flowsAnswer struct {
	Issued    int64 `json:"issued"`
	TakenBack int64 `json:"taken_back"`
	Burned    int64 `json:"burned"`
	Expired   int64 `json:"expired"`
	Adjusted  int64 `json:"adjusted" doc:"Signed."`
	Turnover  int64 `json:"turnover" doc:"Of purchases that earned, minor units."`
	Purchases int64 `json:"purchases"`
}

type pointReportAnswer struct {
	From      string            `json:"from"`
	To        string            `json:"to"`
	Flows     flowsAnswer       `json:"flows"`
	Before    flowsAnswer       `json:"before" doc:"In the period of the same length before."`
	Breakage  *float64          `json:"breakage" doc:"Expired of what ended; null: nothing did."`
	Owed      int64             `json:"owed"`
	PointCost int64             `json:"point_cost" doc:"Of a hundred points, minor units."`
	Days      []reportDay       `json:"days"`
	Liability []liabilityAnswer `json:"liability"`
	Rules     []reportRule      `json:"rules"`
	Rewards   []reportReward    `json:"rewards"`
	Tiers     []reportTier      `json:"tiers"`
	Months    []reportMonth     `json:"months" doc:"The last twelve."`
	Cohorts   []reportCohort    `json:"cohorts"`
	Campaigns []reportCampaign  `json:"campaigns"`
}

type reportDay struct {
	Day string `json:"day"`
	FlowsAnswer
}

// FlowsAnswer is flowsAnswer, with a name that may be embedded.
type FlowsAnswer = flowsAnswer

type reportRule struct {
	Rule     string `json:"rule"`
	Events   int64  `json:"events"`
	Points   int64  `json:"points"`
	Turnover int64  `json:"turnover"`
}

type reportReward struct {
	Reward string `json:"reward"`
	Taken  int64  `json:"taken"`
	Points int64  `json:"points"`
}

type reportTier struct {
	Tier    string `json:"tier"`
	Up      int64  `json:"up"`
	Down    int64  `json:"down"`
	Members int    `json:"members" doc:"Now."`
}

type reportMonth struct {
	Month  string `json:"month"`
	Active int64  `json:"active"`
	Joined int64  `json:"joined"`
}

type reportCohort struct {
	Month  string  `json:"month" doc:"In which they came."`
	Size   int64   `json:"size"`
	Active []int64 `json:"active" doc:"In that month and each after it."`
}

type reportCampaign struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Rule     string    `json:"rule"`
	From     time.Time `json:"from"`
	To       time.Time `json:"to"`
	Extra    int64     `json:"extra_points" doc:"That the campaign alone gave."`
	Turnover int64     `json:"turnover"`
	Before   int64     `json:"turnover_before" doc:"In as many days before it."`
	Cost     int64     `json:"cost" doc:"Of the extra points, minor units."`
	ROI      *float64  `json:"roi" doc:"Turnover beyond that before, less the cost, by the cost; null where the cost of a point is not said."`
}

func (a *App) readPointReport(ctx context.Context, in *pointReportRequest) (*struct{ Body pointReportAnswer }, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	d := desk{Actor: actor, Brand: brand}
	period, err := reportPeriod(in.From, in.To, dayHere(a.Clock.Now(), d))
	if err != nil {
		return nil, err
	}
	r, err := a.Loyalty.Report(ctx, actor, brand.ID, period)
	if err != nil {
		return nil, err
	}
	p, err := a.Loyalty.FindProgramme(ctx, brand.ID)
	if err != nil {
		return nil, err
	}
	return &struct{ Body pointReportAnswer }{tellReportOfPoints(r, p)}, nil
}

func tellReportOfPoints(r loyalty.ActivityReport, p *loyalty.Programme) pointReportAnswer {
	out := pointReportAnswer{
		From: r.First.Format(time.DateOnly), To: r.Last.Format(time.DateOnly), Flows: flowsAnswer(r.Now), Before: flowsAnswer(r.Was), Owed: r.Owed, PointCost: r.PointCost,
		Days: []reportDay{}, Liability: []liabilityAnswer{}, Rules: []reportRule{}, Rewards: []reportReward{}, Tiers: []reportTier{}, Months: []reportMonth{},
		Cohorts: []reportCohort{}, Campaigns: []reportCampaign{},
	}
	if share, known := r.Now.Breakage(); known {
		out.Breakage = &share
	}
	for _, day := range r.Days {
		out.Days = append(out.Days, reportDay{day.Day.Format(time.DateOnly), flowsAnswer(day.Flows)})
	}
	for _, l := range r.Liability {
		line := liabilityAnswer{Points: l.Points}
		if !l.Month.IsZero() {
			line.Month = l.Month.Format("2006-01")
		}
		out.Liability = append(out.Liability, line)
	}
	for _, rule := range r.Rules {
		out.Rules = append(out.Rules, reportRule(rule))
	}
	for _, reward := range r.Rewards {
		out.Rewards = append(out.Rewards, reportReward(reward))
	}
	for _, t := range r.Tiers {
		out.Tiers = append(out.Tiers, reportTier{p.Tier(t.Level).Name, t.Up, t.Down, t.Members})
	}
	for _, m := range r.Months {
		out.Months = append(out.Months, reportMonth{m.Month.Format("2006-01"), m.Active, m.Joined})
	}
	for _, k := range r.Cohorts {
		out.Cohorts = append(out.Cohorts, reportCohort{k.Month.Format("2006-01"), k.Size, k.Active})
	}
	for _, k := range r.Campaigns {
		line := reportCampaign{ID: k.ID, Name: k.Name, Rule: k.Rule, From: k.From, To: k.To, Extra: k.Extra, Turnover: k.Turnover, Before: k.Before, Cost: k.Cost}
		if roi, known := k.ROI(); known {
			line.ROI = &roi
		}
		out.Campaigns = append(out.Campaigns, line)
	}
	return out
}

type backTestRequest struct {
	BrandRequest
	Body struct {
		Rule ruleBody `json:"rule" doc:"It need not be saved."`
		From string   `json:"from,omitempty" example:"2026-10-01"`
		To   string   `json:"to,omitempty" example:"2026-10-31"`
	}
}

type backTestAnswer struct {
	From    string         `json:"from"`
	To      string         `json:"to"`
	Events  int            `json:"events" doc:"That are stored and were looked at."`
	Earning int            `json:"earning"`
	Members int            `json:"members"`
	Points  int64          `json:"points"`
	Cost    int64          `json:"cost" doc:"Minor units; 0 where the cost of a point is not said."`
	Given   int64          `json:"given" doc:"That the rule of this id did give."`
	Cut     bool           `json:"cut" doc:"There are more events than the 100,000 that are looked at."`
	Refused map[string]int `json:"refused" doc:"How often it would have earned nothing, by reason."`
	Unknown []string       `json:"unknown" doc:"What the answer cannot know: tier, segments, group, events, lines, behaving, returns."`
}

func (a *App) readBackTest(ctx context.Context, in *backTestRequest) (*struct{ Body backTestAnswer }, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	period, err := reportPeriod(in.Body.From, in.Body.To, dayHere(a.Clock.Now(), desk{Brand: brand}))
	if err != nil {
		return nil, err
	}
	t, err := a.Loyalty.BackTest(ctx, actor, brand.ID, in.Body.Rule.rule(), period)
	if err != nil {
		return nil, err
	}
	out := backTestAnswer{
		From: t.First.Format(time.DateOnly), To: t.Last.Format(time.DateOnly), Events: t.Events, Earning: t.Earning, Members: t.Members, Points: t.Points,
		Cost: t.Cost, Given: t.Given, Cut: t.Cut, Refused: t.Refused, Unknown: []string{},
	}
	for _, u := range t.Unknown {
		out.Unknown = append(out.Unknown, string(u))
	}
	return &struct{ Body backTestAnswer }{out}, nil
}
