package earning_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kermesse/loyalty/earning"
	"kermesse/loyalty/ledger"
)

var noon = time.Date(2026, 6, 10, 12, 0, 0, 0, time.UTC) // a Wednesday

func perAmount() earning.Rule {
	return earning.Rule{Rule: ledger.Rule{ID: "purchase", Num: 1, Den: 100, TierMultiplier: true}}
}

func order(amount int64) earning.Event { return earning.Event{At: noon, Amount: amount} }

var base = earning.Standing{TierBP: ledger.One}

func TestConditions(t *testing.T) {
	ice := earning.Line{SKU: "ICE-1", Category: "ice", Quantity: 2, Amount: 800}
	for name, c := range map[string]struct {
		terms earning.Terms
		event func(*earning.Event)
		who   func(*earning.Standing)
		want  error
	}{
		"no condition":       {},
		"tier too low":       {terms: earning.Terms{When: earning.Condition{MinTier: 1}}, want: earning.ErrTier},
		"tier":               {terms: earning.Terms{When: earning.Condition{MinTier: 1}}, who: func(s *earning.Standing) { s.Tier = 2 }},
		"segment":            {terms: earning.Terms{When: earning.Condition{Segments: []string{"vip", "staff"}}}, who: func(s *earning.Standing) { s.Segments = []string{"staff"} }},
		"another segment":    {terms: earning.Terms{When: earning.Condition{Segments: []string{"vip"}}}, who: func(s *earning.Standing) { s.Segments = []string{"staff"} }, want: earning.ErrSegment},
		"store":              {terms: earning.Terms{When: earning.Condition{Stores: []string{"port"}}}, event: func(e *earning.Event) { e.Store = "port" }},
		"another store":      {terms: earning.Terms{When: earning.Condition{Stores: []string{"port"}}}, want: earning.ErrStore},
		"first second":       {terms: earning.Terms{When: earning.Condition{From: noon, To: noon.Add(time.Second)}}},
		"before":             {terms: earning.Terms{When: earning.Condition{From: noon.Add(time.Second)}}, want: earning.ErrDates},
		"at the end":         {terms: earning.Terms{When: earning.Condition{To: noon}}, want: earning.ErrDates},
		"first order":        {terms: earning.Terms{When: earning.Condition{FirstOrder: true}}},
		"second order":       {terms: earning.Terms{When: earning.Condition{FirstOrder: true}}, who: func(s *earning.Standing) { s.Orders = 1 }, want: earning.ErrFirstOrder},
		"amount":             {terms: earning.Terms{When: earning.Condition{MinAmount: 1000}}},
		"amount below":       {terms: earning.Terms{When: earning.Condition{MinAmount: 1001}}, want: earning.ErrMinAmount},
		"product":            {terms: earning.Terms{Products: []string{"ICE-1"}}, event: func(e *earning.Event) { e.Lines = []earning.Line{ice} }},
		"category":           {terms: earning.Terms{Products: []string{"ice"}}, event: func(e *earning.Event) { e.Lines = []earning.Line{ice} }},
		"no product":         {terms: earning.Terms{Products: []string{"tea"}}, event: func(e *earning.Event) { e.Lines = []earning.Line{ice} }, want: earning.ErrProducts},
		"amount of products": {terms: earning.Terms{Products: []string{"ice"}, When: earning.Condition{MinAmount: 900}}, event: func(e *earning.Event) { e.Lines = []earning.Line{ice} }, want: earning.ErrMinAmount},
	} {
		t.Run(name, func(t *testing.T) {
			r, e, s := perAmount(), order(1000), base
			r.Terms = c.terms
			if c.event != nil {
				c.event(&e)
			}
			if c.who != nil {
				c.who(&s)
			}
			d, err := earning.Decide(r, e, s, nil, earning.Cap{})
			if !errors.Is(err, c.want) || (err == nil) != (d.Points > 0) || len(d.Trace) == 0 {
				t.Errorf("%+v, %v; want %v", d, err, c.want)
			}
		})
	}
}

func TestProductsAndPieces(t *testing.T) {
	e := order(2000)
	e.Lines = []earning.Line{
		{SKU: "ICE-1", Category: "ice", Quantity: 3, Amount: 900}, {SKU: "TEA", Quantity: 1, Amount: 1100},
	}
	r := perAmount()
	r.Products = []string{"ice"}
	if d, err := earning.Decide(r, e, base, nil, earning.Cap{}); err != nil || d.Points != 9 || d.Bought.Amount != 900 {
		t.Errorf("by the amount of a category: %+v, %v", d, err)
	}
	r.Num, r.Den, r.PerUnit = 0, 0, 5
	s := base
	s.TierBP = 15_000
	d, err := earning.Decide(r, e, s, nil, earning.Cap{})
	if err != nil || d.Points != 22 { // 3 pieces, 5 each, times 1.5
		t.Errorf("by the piece: %+v, %v", d, err)
	}
	want := []earning.Step{{What: earning.PerPiece, N: 5, Of: 3, Points: 15}, {What: earning.TierBonus, N: 15_000, Points: 22}}
	for i, step := range want {
		if d.Trace[i] != step {
			t.Errorf("step %d: %+v, want %+v", i, d.Trace[i], step)
		}
	}
}

func TestCapsCutOrReject(t *testing.T) {
	r := perAmount()
	r.Cap = earning.Cap{Points: 100, Per: earning.Month}
	s := base
	for _, c := range []struct {
		earned, group int64
		reject        bool
		points        int64
		want          error
	}{
		{0, 0, false, 50, nil},
		{70, 0, false, 30, nil},
		{100, 0, false, 0, earning.ErrCapReached},
		{70, 0, true, 0, earning.ErrCapReached},
		{50, 0, true, 50, nil},
		{0, 20, false, 20, nil},
		{0, 40, false, 0, earning.ErrGroupReached},
	} {
		r.Cap.Reject, s.InCap, s.InGroup = c.reject, c.earned, c.group
		d, err := earning.Decide(r, order(5000), s, nil, earning.Cap{Points: 40 + 10*map[bool]int64{true: 1}[c.group == 0]})
		if d.Points != c.points || !errors.Is(err, c.want) {
			t.Errorf("%+v: %d, %v", c, d.Points, err)
		}
	}
}

func TestPeriodsBegin(t *testing.T) {
	zone, err := time.LoadLocation("Indian/Mauritius") // UTC+4
	if err != nil {
		t.Fatal(err)
	}
	terms := &ledger.Terms{Zone: zone}
	at := time.Date(2026, 11, 1, 21, 0, 0, 0, time.UTC) // Monday, 2 November, there
	for period, want := range map[earning.Period]time.Time{
		earning.Day:   time.Date(2026, 11, 1, 20, 0, 0, 0, time.UTC),
		earning.Week:  time.Date(2026, 11, 1, 20, 0, 0, 0, time.UTC),
		earning.Month: time.Date(2026, 10, 31, 20, 0, 0, 0, time.UTC),
		earning.Year:  time.Date(2025, 12, 31, 20, 0, 0, 0, time.UTC),
		earning.Ever:  {},
	} {
		if got := period.Begin(terms, at); !got.Equal(want) {
			t.Errorf("%s begins %v, want %v", period, got, want)
		}
	}
}

// Whatever the rule and the member: never more than a cap leaves, the last step has the
// points, and a refusal gives none.
func TestDecisionsKeepTheirCaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := func(name string, most int64) int64 { return rapid.Int64Range(0, most).Draw(t, name) }
		r := earning.Rule{Rule: ledger.Rule{ID: "r", Num: 1 + n("num", 9), Den: 1 + n("den", 99), TierMultiplier: true, MaxPerOp: n("max", 500)}}
		r.Cap = earning.Cap{Points: n("cap", 300), Reject: rapid.Bool().Draw(t, "reject")}
		s := earning.Standing{TierBP: ledger.One + n("tier", 20_000), InCap: n("earned", 400), InGroup: n("group earned", 400)}
		group := earning.Cap{Points: n("group", 300)}
		campaigns := []ledger.Campaign{
			{Rule: "r", From: noon.Add(-time.Hour), To: noon.Add(time.Hour), BP: 1 + n("bp", 30_000)},
			{Rule: "r", From: noon.Add(time.Hour), To: noon.Add(2 * time.Hour), BP: 90_000},
		}
		amount := n("amount", 1_000_000)
		d, err := earning.Decide(r, order(amount), s, campaigns, group)
		if (err == nil) != (d.Points > 0) {
			t.Fatalf("%d points, %v", d.Points, err)
		}
		if err != nil {
			return
		}
		for name, most := range map[string]int64{
			"the operation's": r.MaxPerOp, "the cap's": max(0, r.Cap.Points-s.InCap), "the group's": max(0, group.Points-s.InGroup),
		} {
			if limited := map[string]bool{"the operation's": r.MaxPerOp > 0, "the cap's": r.Cap.Points > 0, "the group's": group.Points > 0}[name]; limited && d.Points > most {
				t.Fatalf("%d points are above %s %d", d.Points, name, most)
			}
		}
		if last := d.Trace[len(d.Trace)-1]; last.Points != d.Points {
			t.Fatalf("the trace ends with %d points, the decision with %d", last.Points, d.Points)
		}
	})
}
