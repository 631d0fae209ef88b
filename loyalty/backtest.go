package loyalty

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/loyalty/earning"
	"kermesse/loyalty/ledger"
)

// BackTest is what a rule would have given for the events of a period.
type BackTest struct {
	Period
	Events   int   // that are stored and looked at
	Earning  int   // of them, those that would have earned
	Members  int   // who would have earned
	Points   int64 // that they would have
	Cost     int64 // of the points, minor units; 0 where the cost of a point is not said
	Turnover int64 // of the events that would have earned, minor units
	Given    int64 // points that the rule of this id did give in the period
	Cut      bool  // there are more events than are looked at
	Refused  map[string]int
	Unknown  []Unknown // what the answer cannot know
}

// Unknown is something that a back-test cannot know, and takes as it is now.
type Unknown string

// What is not known.
const (
	UnknownTier     Unknown = "tier"     // which tier a member had then: the present one counts
	UnknownSegments Unknown = "segments" // which segments: the present ones
	UnknownGroup    Unknown = "group"    // what other rules of the group would have left
	UnknownEvents   Unknown = "events"   // events of this name were not kept, for no rule earned on them
	UnknownLines    Unknown = "lines"    // what was bought and where: only amounts were sent
	UnknownBehaving Unknown = "behaving" // what people would have done, had they known of the rule
	UnknownReturns  Unknown = "returns"  // what would have been taken back by refunds
)

// maxReplayed bounds a back-test.
const maxReplayed = 100_000

// errEnough ends a back-test at its bound.
var errEnough = errors.New("loyalty: enough events are replayed")

// replayedEvent is an event that is stored, and whose.
type replayedEvent struct {
	member  string
	level   int
	earlier int64 // purchases before the period
	event   earning.Event
}

// BackTest replays the stored events of a period through a rule that need not be saved: the
// decision is the one that earning makes. Purchases are stored whole; of other events, and of
// amounts that were sent without an order, those are known that a rule earned on. Faults: ErrReportPeriod, fault.ErrInvalid.
func (s *Service) BackTest(ctx context.Context, actor account.Actor, brand account.BrandID, rule Rule, period Period) (BackTest, error) {
	if err := actor.Require(account.ViewLoyalty, brand); err != nil {
		return BackTest{}, err
	}
	var c checker
	c.rule(rule, "")
	if err := c.err(); err != nil {
		return BackTest{}, err
	}
	if n := period.Days(); n < 1 || n > MaxReportDays {
		return BackTest{}, ErrReportPeriod
	}
	out := BackTest{Period: period, Refused: map[string]int{}}
	err := s.db.Snapshot(ctx, func(view *db.DB) error {
		b := books{tx: view, brand: brand}
		p, err := b.programme(ctx)
		if err != nil {
			return err
		}
		r := replay{books: b, programme: p, rule: rule, out: &out, used: map[string]*replayUse{}, segments: map[string][]string{}}
		if err := r.run(ctx); err != nil {
			return err
		}
		out.Cost = out.Points * p.Desk.PointCost / 100
		f, err := b.foldedSince(ctx, p, period.First)
		if err != nil {
			return err
		}
		for key, d := range f.days {
			if key.Kind == string(ledger.Earn) && key.Rule == rule.ID && key.Debit == string(ledger.Issuance) && period.has(key.Day) {
				out.Given += d.Points
			}
		}
		return nil
	})
	return out, err
}

// replay is a back-test under way.
type replay struct {
	books
	programme *Programme
	rule      Rule
	out       *BackTest
	used      map[string]*replayUse
	segments  map[string][]string
}

// replayUse is what a member has earned so far in the replay.
type replayUse struct {
	earlier            int64 // purchases
	day, year          time.Time
	today, thisYear    int64
	capBegan, groupBeg time.Time
	inCap, inGroup     int64
	earned             bool
}

func (r *replay) run(ctx context.Context) error {
	r.out.Unknown = r.unknowns()
	from := r.startOf(r.out.First)
	to := r.startOf(r.out.Last.AddDate(0, 0, 1))
	take := func(e replayedEvent) error {
		if r.out.Events == maxReplayed {
			r.out.Cut = true
			return errEnough
		}
		r.out.Events++
		return r.decide(ctx, e)
	}
	var events []replayedEvent
	var err error
	if r.rule.Event() == EventPurchase {
		if events, err = r.purchaseRows(ctx, from, to); err != nil {
			return err
		}
	} else if len(r.programme.on(r.rule.Event())) == 0 {
		r.out.Unknown = append(r.out.Unknown, UnknownEvents)
	}
	others, err := r.eventRows(ctx, from, to)
	if err != nil {
		return err
	}
	if r.rule.Event() == EventPurchase && len(others) > 0 { // somebody sends amounts alone
		r.out.Unknown = append(r.out.Unknown, UnknownLines)
	}
	events = append(events, others...)
	slices.SortStableFunc(events, func(a, b replayedEvent) int { return a.event.At.Compare(b.event.At) })
	for _, e := range events {
		if err := take(e); errors.Is(err, errEnough) {
			return nil
		} else if err != nil {
			return err
		}
	}
	return nil
}

// startOf is when a day of the brand begins.
func (r *replay) startOf(day time.Time) time.Time {
	return r.programme.Terms.StartOfDay(time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, r.programme.Terms.Zone))
}

// unknowns are what the rule asks about that only the present knows, and what no replay knows.
func (r *replay) unknowns() []Unknown {
	list := []Unknown{UnknownBehaving}
	if r.rule.rated() {
		list = append(list, UnknownReturns)
	}
	if r.rule.TierMultiplier || r.rule.When.MinTier > 0 {
		list = append(list, UnknownTier)
	}
	if len(r.rule.When.Segments) > 0 {
		list = append(list, UnknownSegments)
	}
	if r.rule.Group != "" {
		list = append(list, UnknownGroup)
	}
	return list
}

func (r *replay) decide(ctx context.Context, e replayedEvent) error {
	terms, at := &r.programme.Terms, e.event.At
	u := r.used[e.member]
	if u == nil {
		u = &replayUse{earlier: e.earlier}
		r.used[e.member] = u
	}
	u.enter(r.rule, r.programme.groupCap(r.rule.Group), terms, at)
	standing := earning.Standing{
		Tier: e.level, TierBP: r.programme.Tier(e.level).EarnBP, Orders: u.earlier,
		Used: ledger.Used{Today: u.today, ThisYear: u.thisYear}, InCap: u.inCap, InGroup: u.inGroup,
	}
	if len(r.rule.When.Segments) > 0 {
		if _, known := r.segments[e.member]; !known {
			list, err := r.books.segments(ctx, MemberID(e.member))
			if err != nil {
				return err
			}
			r.segments[e.member] = list
		}
		standing.Segments = r.segments[e.member]
	}
	decision, err := earning.Decide(r.rule.whole(), e.event, standing, r.programme.Campaigns, r.programme.groupCap(r.rule.Group))
	u.earlier++
	if no, is := refused(err); is {
		r.out.Refused[no.Code]++
		return nil
	}
	if err != nil {
		return err
	}
	u.take(decision.Points)
	r.out.Earning++
	r.out.Points += decision.Points
	r.out.Turnover += e.event.Amount
	if !u.earned {
		u.earned = true
		r.out.Members++
	}
	return nil
}

// enter begins the periods anew that are over at t.
func (u *replayUse) enter(rule Rule, group earning.Cap, terms *ledger.Terms, t time.Time) {
	begin := func(began *time.Time, now time.Time, counts ...*int64) {
		if !began.Equal(now) {
			*began = now
			for _, n := range counts {
				*n = 0
			}
		}
	}
	begin(&u.day, terms.StartOfDay(t), &u.today)
	begin(&u.year, terms.StartOfYear(t), &u.thisYear)
	begin(&u.capBegan, rule.Cap.Per.Begin(terms, t), &u.inCap)
	begin(&u.groupBeg, group.Per.Begin(terms, t), &u.inGroup)
}

func (u *replayUse) take(points int64) {
	u.today, u.thisYear, u.inCap, u.inGroup = u.today+1, u.thisYear+1, u.inCap+points, u.inGroup+points
}

// linesOf reads the products of a stored purchase.
func linesOf(text string) (lines []earning.Line, err error) {
	if text == "" {
		return nil, nil
	}
	return lines, json.Unmarshal([]byte(text), &lines)
}
