package loyalty_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/internal/text"
	"kermesse/loyalty"
	"kermesse/loyalty/earning"
	"kermesse/loyalty/ledger"
)

// programme changes the shop's.
func (h *house) programme(brand account.BrandID, change func(*loyalty.Programme)) {
	h.t.Helper()
	p, err := h.FindProgramme(h.t.Context(), brand)
	if err != nil {
		h.t.Fatal(err)
	}
	change(p)
	if err := h.SetProgramme(h.t.Context(), account.SystemActor(brand), brand, *p); err != nil {
		h.t.Fatal(err)
	}
}

// rule adds a rule to the shop.
func (h *house) rule(brand account.BrandID, r loyalty.Rule) {
	h.t.Helper()
	if r.Name == "" {
		r.Name = r.ID
	}
	r.Active = true
	if r.Dedupe == "" {
		r.Dedupe = ledger.PerBrand
	}
	if r.ExpiryDays == 0 {
		r.ExpiryDays = ledger.Never
	}
	h.programme(brand, func(p *loyalty.Programme) { p.Rules = append(p.Rules, r) })
}

func (h *house) buy(brand account.BrandID, p loyalty.Purchase) loyalty.Earned {
	h.t.Helper()
	earned, err := h.RecordPurchase(h.t.Context(), account.SystemActor(brand), brand, p)
	if err != nil {
		h.t.Fatal(err)
	}
	return earned
}

func iceAndTea(order, member string) loyalty.Purchase {
	return loyalty.Purchase{Order: order, Member: member, Amount: 2000, Store: "port", Lines: []earning.Line{
		{SKU: "ICE-1", Category: "ice", Quantity: 3, Amount: 900}, {SKU: "TEA", Quantity: 1, Amount: 1100},
	}}
}

func TestPurchaseEarnsByEveryRuleAboutIt(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1", "r2")
	h.rule(brand, loyalty.Rule{Rule: ledger.Rule{ID: "scoops"}, Terms: earning.Terms{On: "purchase", Products: []string{"ice"}, PerUnit: 5}})
	h.rule(brand, loyalty.Rule{Rule: ledger.Rule{ID: "first", Fixed: 50}, Terms: earning.Terms{On: "purchase", When: earning.Condition{FirstOrder: true}}})
	h.rule(brand, loyalty.Rule{Rule: ledger.Rule{ID: "airport", Fixed: 99}, Terms: earning.Terms{On: "purchase", When: earning.Condition{Stores: []string{"airport"}}}})
	first := h.buy(brand, iceAndTea("o-1", "r1"))
	if first.Points != 20+15+50 || first.Replayed {
		t.Errorf("the first order: %+v", first)
	}
	i := slices.IndexFunc(first.Outcomes, func(o loyalty.Outcome) bool { return o.Rule == "airport" })
	if !errors.Is(first.Outcomes[i].Refused, loyalty.ErrEarnStore) {
		t.Errorf("another store's rule: %+v", first.Outcomes[i])
	}
	again := h.buy(brand, iceAndTea("o-1", "r1"))
	if again.Points != first.Points || !again.Replayed {
		t.Errorf("the same order again: %+v", again)
	}
	other := iceAndTea("o-1", "r1")
	other.Amount++
	if _, err := h.RecordPurchase(t.Context(), account.SystemActor(brand), brand, other); !errors.Is(err, loyalty.ErrOrderTaken) {
		t.Errorf("the number with other contents: %v", err)
	}
	if second := h.buy(brand, iceAndTea("o-2", "r1")); second.Points != 35 {
		t.Errorf("the second order: %+v", second)
	}
	h.wantBalances(brand, "r1", ledger.Balances{Available: 120})
	h.verify()
}

// Whoever asks why reads it in the history, and among what earned nothing.
func TestWhyThesePoints(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	actor := account.SystemActor(brand)
	h.programme(brand, func(p *loyalty.Programme) {
		i := slices.IndexFunc(p.Rules, func(r loyalty.Rule) bool { return r.ID == "purchase" })
		p.Rules[i].TierMultiplier, p.Rules[i].MaxPerOp = true, 25
		p.Campaigns = []ledger.Campaign{{Rule: "purchase", From: h.clock.Now(), To: h.clock.Now().Add(time.Hour), BP: 20_000}}
	})
	h.rule(brand, loyalty.Rule{Rule: ledger.Rule{ID: "vip", Fixed: 5}, Terms: earning.Terms{On: "purchase", When: earning.Condition{Segments: []string{"vip"}}}})
	h.buy(brand, loyalty.Purchase{Order: "o-1", Member: "r1", Amount: 2000})
	lines, _, err := h.ListHistory(t.Context(), actor, brand, "r1", loyalty.Page{Size: 10})
	if err != nil || len(lines) != 1 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	want := []earning.Step{
		{What: earning.PerAmount, N: 1, Of: 100, Points: 20}, {What: earning.Campaign, N: 20_000, Points: 40}, {What: earning.CutOnce, N: 25, Of: 40, Points: 25},
	}
	if !slices.Equal(lines[0].Trace, want) {
		t.Errorf("the trace is %+v", lines[0].Trace)
	}
	refused, err := h.ListRefusals(t.Context(), actor, brand, "r1")
	if err != nil || len(refused) != 1 || refused[0].Rule != "vip" || !errors.Is(refused[0].Fault, loyalty.ErrEarnSegment) {
		t.Errorf("what earned nothing: %+v, %v", refused, err)
	}
	if err := h.SetSegments(t.Context(), actor, brand, "r1", []string{"vip", "vip"}); err != nil {
		t.Fatal(err)
	}
	if earned := h.buy(brand, loyalty.Purchase{Order: "o-2", Member: "r1", Amount: 2000}); earned.Points != 30 {
		t.Errorf("in the segment: %+v", earned)
	}
	h.verify()
}

// A dry run says what the order then earns, and changes nothing.
func TestPreviewSaysWhatIsThenEarned(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	actor := account.SystemActor(brand)
	h.rule(brand, loyalty.Rule{
		Rule:  ledger.Rule{ID: "scoops", TierMultiplier: true},
		Terms: earning.Terms{On: "purchase", Products: []string{"ice"}, PerUnit: 5, Cap: earning.Cap{Points: 40, Per: earning.Week}},
	})
	for i := range 4 {
		p := iceAndTea(fmt.Sprint("o-", i), "r1")
		ask := loyalty.Preview{Member: "r1", Source: p.Order, Order: earning.Event{Amount: p.Amount, Store: p.Store, Lines: p.Lines}}
		before := h.count("SELECT count(*) FROM ly_txn")
		said, err := h.Preview(t.Context(), actor, brand, ask)
		if err != nil || h.count("SELECT count(*) FROM ly_txn") != before {
			t.Fatalf("asking: %v", err)
		}
		if earned := h.buy(brand, p); earned.Points != said.Points || len(earned.Outcomes) != len(said.Outcomes) {
			t.Errorf("order %d earns %+v, but it was said %+v", i, earned, said)
		}
		if again, err := h.Preview(t.Context(), actor, brand, ask); err != nil || again.Points != 0 {
			t.Errorf("asking about a known order: %+v, %v", again, err)
		}
	}
	live := loyalty.Preview{Rule: &loyalty.Rule{Name: "x", Rule: ledger.Rule{ID: "x", Num: 1, Den: 10, Dedupe: ledger.PerBrand}}, Order: earning.Event{Amount: 990}}
	if said, err := h.Preview(t.Context(), actor, brand, live); err != nil || said.Points != 99 || len(said.Outcomes) != 1 {
		t.Errorf("a rule that is not saved: %+v, %v", said, err)
	}
}

// In whatever parts an order comes back, what is left is what the rest would have earned.
func TestRefundOfAnOrder(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	h.rule(brand, loyalty.Rule{Rule: ledger.Rule{ID: "scoops"}, Terms: earning.Terms{On: "purchase", Products: []string{"ice"}, PerUnit: 5}})
	h.buy(brand, iceAndTea("o-1", "r1")) // 20 and 15
	refund := func(key string, amount int64, lines ...earning.Line) loyalty.Earned {
		t.Helper()
		back, err := h.RefundPurchase(t.Context(), account.SystemActor(brand), brand, key, "o-1", amount, lines)
		if err != nil {
			t.Fatal(err)
		}
		return back
	}
	cone := earning.Line{SKU: "ICE-1", Category: "ice", Quantity: 1, Amount: 300}
	if back := refund("a", 300, cone); back.Points != -(3 + 5) {
		t.Errorf("one cone: %+v", back)
	}
	if back := refund("a", 300, cone); back.Points != -(3+5) || !back.Replayed {
		t.Errorf("the same again: %+v", back)
	}
	refund("b", 555)
	refund("c", 1145, earning.Line{SKU: "ICE-1", Category: "ice", Quantity: 2, Amount: 600})
	h.wantBalances(brand, "r1", ledger.Balances{})
	if _, err := h.RefundPurchase(t.Context(), account.SystemActor(brand), brand, "d", "nothing", 100, nil); !errors.Is(err, loyalty.ErrTxnNotFound) {
		t.Errorf("an order that is not there: %v", err)
	}
	h.verify()
}

func TestOneOrderSentByMany(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	var wg sync.WaitGroup
	fresh := make([]bool, 16)
	for i := range fresh {
		wg.Go(func() {
			earned, err := h.RecordPurchase(t.Context(), account.SystemActor(brand), brand, iceAndTea("o-1", "r1"))
			if err != nil || earned.Points != 20 {
				t.Errorf("%+v, %v", earned, err)
			}
			fresh[i] = !earned.Replayed
		})
	}
	wg.Wait()
	if n := len(slices.DeleteFunc(fresh, func(f bool) bool { return !f })); n != 1 {
		t.Errorf("%d senders were the first", n)
	}
	h.wantBalances(brand, "r1", ledger.Balances{Available: 20})
}

const table = "\ufeffCommande;Membre;Montant;Date;Boutique;Produit;Quantité\r\n" +
	"c-1;r1;12,00;2026-02-03;port;ICE-1;2\r\n" +
	"c-1;r1;8;2026-02-03;port;TEA;1\r\n" +
	"c-2;r2;1 000,50;2026-02-04;;;\r\n" +
	"c-3;nobody;5,00;;;;\r\n" +
	"c-4;r1;five;;;;\r\n" +
	"c-5;r1;5,00;yesterday;;;\r\n" +
	"\r\n" +
	"c-6;r1;5,00;;;;\r\n" +
	"c-6;r2;5,00;;;;\r\n"

// A table of orders: dry, then in earnest, then again.
func TestImportOfPurchases(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1", "r2")
	imported := func(text string, dry bool) loyalty.ImportReport {
		t.Helper()
		r, err := h.ImportPurchases(t.Context(), account.SystemActor(brand), brand, strings.NewReader(text), dry)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	dry := imported(table, true)
	if n := h.count("SELECT (SELECT count(*) FROM ly_purchase) + (SELECT count(*) FROM ly_txn) + (SELECT count(*) FROM ly_idem)"); n != 0 {
		t.Errorf("a dry run has written %d rows", n)
	}
	real := imported(table, false)
	if dry.Recorded != 2 || real.Recorded != 2 || dry.Points != real.Points || real.Points != 20+1000 || real.Failed != 4 {
		t.Errorf("dry %+v, then %+v", dry, real)
	}
	want := map[int]error{5: loyalty.ErrUnknownMember, 6: loyalty.ErrTableAmount, 7: loyalty.ErrTableDate, 10: loyalty.ErrTableMember}
	for _, f := range real.Listed {
		if !errors.Is(f.Fault, want[f.Line]) {
			t.Errorf("line %d, %s: %v, want %v", f.Line, f.Order, f.Fault, want[f.Line])
		}
	}
	if again := imported(table, false); again.Recorded != 0 || again.Repeated != 2 || again.Points != 0 {
		t.Errorf("the same file again: %+v", again)
	}
	h.wantBalances(brand, "r2", ledger.Balances{Available: 1000})
	for text, want := range map[string]error{
		"": loyalty.ErrTableColumns, "order,amount\n1,2": loyalty.ErrTableColumns, "order,member,amount\n\x00": loyalty.ErrTableText,
		"order,member,amount\n" + strings.Repeat("x", loyalty.MaxImportBytes): loyalty.ErrTableLong,
	} {
		if _, err := h.ImportPurchases(t.Context(), account.SystemActor(brand), brand, strings.NewReader(text), false); !errors.Is(err, want) {
			t.Errorf("%.20q: %v, want %v", text, err, want)
		}
	}
	h.verify()
}

// The points of a birthday come on that day where the brand is, once a year.
func TestBirthdays(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1", "r2", "r3")
	h.rule(brand, loyalty.Rule{Rule: ledger.Rule{ID: loyalty.Birthday, Fixed: 30, ExpiryDays: 30, Dedupe: ledger.PerMember}})
	h.programme(brand, func(p *loyalty.Programme) { p.Terms.Zone = time.FixedZone("", 0) })
	actor := account.SystemActor(brand)
	for member, day := range map[string]string{"r1": "02-28", "r2": "02-29", "r3": "03-01"} {
		if err := h.SetBirthday(t.Context(), actor, brand, member, day); err != nil {
			t.Fatal(err)
		}
	}
	for _, wrong := range []string{"02-30", "2-3", "14-03", "2000-03-14"} {
		wantField(t, h.SetBirthday(t.Context(), actor, brand, "r1", wrong), "birthday", loyalty.ErrBirthday)
	}
	for _, c := range []struct {
		day        string
		r1, r2, r3 int64
	}{{"2027-02-27", 0, 0, 0}, {"2027-02-28", 30, 30, 0}, {"2027-03-01", 30, 30, 30}, {"2028-02-28", 30, 0, 0}, {"2028-02-29", 30, 30, 0}} {
		day, _ := time.Parse(time.DateOnly, c.day)
		h.clock.Set(day.Add(9 * time.Hour))
		for range 3 {
			if err := h.GiveBirthdays(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for member, points := range map[string]int64{"r1": c.r1, "r2": c.r2, "r3": c.r3} {
			h.wantBalances(brand, member, ledger.Balances{Available: points})
		}
		if day.Year() == 2027 && c.r3 > 0 {
			h.clock.Set(day.AddDate(0, 2, 0)) // what was given has ended
		}
	}
	h.verify()
}

func TestEventsOfTheBrandsOwn(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	h.rule(brand, loyalty.Rule{Rule: ledger.Rule{ID: loyalty.CheckIn, Fixed: 10, Dedupe: ledger.PerMember}})
	h.rule(brand, loyalty.Rule{Rule: ledger.Rule{ID: "early", Fixed: 5, Dedupe: ledger.PerMember}, Terms: earning.Terms{
		On: loyalty.CheckIn, When: earning.Condition{To: h.clock.Now().Add(time.Hour)},
	}})
	event := func(source string) int64 {
		t.Helper()
		earned, err := h.RecordEvent(t.Context(), account.SystemActor(brand), brand, "r1", loyalty.CheckIn, source)
		if err != nil {
			t.Fatal(err)
		}
		return earned.Points
	}
	if first, again := event("fete"), event("fete"); first != 15 || again != 0 {
		t.Errorf("checked in for %d, then %d", first, again)
	}
	h.clock.Advance(time.Hour)
	if late := event("other"); late != 10 {
		t.Errorf("checked in late for %d", late)
	}
}

// Money that goes back takes its points along, also where the rule that gave them is no more.
func TestRefundOfAnOrderWhoseRuleIsNoMore(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	h.buy(brand, loyalty.Purchase{Order: "o-1", Member: "r1", Amount: 2000})
	h.programme(brand, func(p *loyalty.Programme) {
		p.Rules = slices.DeleteFunc(p.Rules, func(r loyalty.Rule) bool { return r.ID == "purchase" })
	})
	refund := func(key string, amount int64) (loyalty.Earned, error) {
		return h.RefundPurchase(t.Context(), account.SystemActor(brand), brand, key, "o-1", amount, nil)
	}
	if back, err := refund("a", 500); err != nil || back.Points != -5 {
		t.Errorf("a quarter: %+v, %v", back, err)
	}
	if back, err := refund("b", 2000); err != nil || len(back.Outcomes) != 1 || !errors.Is(back.Outcomes[0].Refused, loyalty.ErrExceedsRemaining) {
		t.Errorf("more than is left: %+v, %v", back, err)
	}
	if back, err := refund("c", 1500); err != nil || back.Points != -15 {
		t.Errorf("the rest: %+v, %v", back, err)
	}
	h.wantBalances(brand, "r1", ledger.Balances{})
	h.verify()
}

// Who was erased buys nothing any more, and an order that came before keeps its answer.
func TestPurchaseOfWhoWasErased(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1", "r2")
	before := loyalty.Purchase{Order: "o-1", Member: "r1", Amount: 2000}
	h.buy(brand, before)
	h.must(brand, "erase", loyalty.Erase{Member: "r1"})
	if again := h.buy(brand, before); !again.Replayed || again.Points != 20 {
		t.Errorf("the order of before: %+v", again)
	}
	_, err := h.RecordPurchase(t.Context(), account.SystemActor(brand), brand, loyalty.Purchase{Order: "o-2", Member: "r1", Amount: 2000})
	if !errors.Is(err, loyalty.ErrMemberErased) {
		t.Errorf("a new order: %v", err)
	}
	if taken := h.buy(brand, loyalty.Purchase{Order: "o-2", Member: "r2", Amount: 2000}); taken.Replayed {
		t.Error("its number was taken")
	}
	h.verify()
}

// What tables hold that people, spreadsheets and enemies make.
func TestTablesThatMeanHarm(t *testing.T) {
	h := newHouse(t)
	brand, other := h.open("r1", "r2"), h.openAs("other", "stranger")
	if err := h.exec("UPDATE brands SET currency = 'XOF' WHERE id = ?", string(other)); err != nil {
		t.Fatal(err)
	}
	imported := func(brand account.BrandID, rows ...string) loyalty.ImportReport {
		t.Helper()
		r, err := h.ImportPurchases(t.Context(), account.SystemActor(brand), brand, strings.NewReader("order;member;amount\r\n"+strings.Join(rows, "\r\n")), false)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for row, want := range map[string]error{
		"n-1;r1;-5":                        loyalty.ErrTableAmount,
		"n-2;r1;+5":                        loyalty.ErrTableAmount,
		"n-3;r1;=1+1":                      loyalty.ErrTableAmount,
		"n-4;r1;1e9":                       loyalty.ErrTableAmount,
		"n-5;r1;0x10":                      loyalty.ErrTableAmount,
		"n-6;r1;1.234,50":                  loyalty.ErrTableAmount, // thousands by a point: 1.234 or 1,234? Nobody knows
		"n-7;r1;1,000":                     loyalty.ErrTableAmount,
		"n-8;r1;99999999999,99":            loyalty.ErrTableAmount,
		"n-9;r1;":                          loyalty.ErrTableAmount,
		"n-10;stranger;5":                  loyalty.ErrUnknownMember, // of another brand
		";r1;5":                            text.ErrRequired,
		"n-11;=HYPERLINK(1);5":             loyalty.ErrUnknownMember,
		"n-12;r1' OR '1'='1;5":             loyalty.ErrUnknownMember,
		strings.Repeat("n", 201) + ";r1;5": text.ErrTooLong,
	} {
		if r := imported(brand, row); r.Recorded != 0 || r.Failed != 1 || len(r.Listed) != 1 || r.Listed[0].Line != 2 || r.Listed[0].Fault.Code != fault.From(want).Code {
			t.Errorf("%.30q: %+v, want %v", row, r, want)
		}
	}
	if r := imported(brand, ";r1;5", ";r2;6", "g;r1;5"); r.Failed != 2 || r.Recorded != 1 {
		t.Errorf("rows without a number hide each other: %+v", r)
	}
	var huge []string
	for range 1200 { // each may be, together they are more than an order
		huge = append(huge, "h;r1;9999999999,99")
	}
	if r := imported(brand, huge...); r.Recorded != 0 || r.Failed != 1 {
		t.Errorf("amounts that overflow: %+v", r)
	}
	if r := imported(other, "f-1;stranger;1000", "f-2;stranger;1 000", "f-3;stranger;1000.00", "f-4;stranger;1,000", "f-5;stranger;1.000"); r.Recorded != 3 || r.Points != 30 {
		t.Errorf("francs, which have no cents: %+v", r)
	}
	h.verify()
}
