package loyalty_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
	"kermesse/loyalty/loyaltytest"
)

// plain is the smallest programme.
var plain = loyaltytest.Brand{Clawback: "debt", TierWindow: 365, TierRetention: 90}

func TestWrongProgrammesAreToldFieldByField(t *testing.T) {
	h := newHouse(t)
	brand := h.brand("shop")
	err := h.SetProgramme(t.Context(), account.SystemActor(brand), brand, loyalty.Programme{
		Terms: ledger.Terms{
			Clawback: "forget", GraceDays: -1, TierWindow: 365, TierRetention: 90, Zone: time.UTC,
			Tiers: []ledger.Tier{{Name: "base", Min: 5, EarnBP: ledger.One}, {Name: "", Min: 3, EarnBP: 0}},
		},
		Rules: []loyalty.Rule{
			{Name: "Achat", Rule: ledger.Rule{ID: "Achat !", Num: 1, Den: 100, Dedupe: ledger.PerBrand}},
			{Name: "Avis", Rule: ledger.Rule{ID: "review", Group: "nobody", Dedupe: "sometimes"}},
		},
		Campaigns: []ledger.Campaign{{Rule: "gone", BP: 20_000}},
	})
	want := []string{
		"campaigns[0].rule", "campaigns[0].to", "clawback", "grace_days", "rules[0].id", "rules[1].dedupe", "rules[1].group",
		"rules[1].points", "tiers[0].min", "tiers[1].earn_bp", "tiers[1].min", "tiers[1].name",
	}
	var got []string
	for _, field := range fault.From(err).Fields {
		got = append(got, field.Name)
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("wrong fields %v, want %v", got, want)
	}
	if _, err := h.FindProgramme(t.Context(), brand); !errors.Is(err, loyalty.ErrNoProgramme) {
		t.Errorf("a wrong programme was stored: %v", err)
	}
}

func TestAChangedRuleHoldsAtOnceAndOnlyFromThen(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	h.must(brand, "e1", loyalty.Earn{Member: "r1", Rule: "purchase", SourceID: "o1", Amount: 10_000})
	p, err := h.FindProgramme(t.Context(), brand)
	if err != nil {
		t.Fatal(err)
	}
	rule, _ := p.Rule("purchase")
	rule.Num = 2
	if err := h.SaveRule(t.Context(), account.SystemActor(brand), brand, rule); err != nil {
		t.Fatal(err)
	}
	h.must(brand, "e2", loyalty.Earn{Member: "r1", Rule: "purchase", SourceID: "o2", Amount: 10_000})
	h.wantBalances(brand, "r1", ledger.Balances{Available: 300})
	rule.Active = false
	if err := h.SaveRule(t.Context(), account.SystemActor(brand), brand, rule); err != nil {
		t.Fatal(err)
	}
	a := h.try(brand, "e3", loyalty.Earn{Member: "r1", Rule: "purchase", SourceID: "o3", Amount: 10_000})
	if !errors.Is(a.Refused, loyalty.ErrUnknownRule) {
		t.Errorf("an inactive rule earned: %+v", a)
	}
	if n := h.count("SELECT count(*) FROM journal WHERE brand_id = ? AND action = 'loyalty.rule_saved'", brand); n != 2 {
		t.Errorf("%d changes in the journal, want 2", n)
	}
}

func TestStockIsSetOnWhatWasSeen(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	h.give(brand, 500, "r1")
	actor, seen := account.SystemActor(brand), new(int64(10))
	h.must(brand, "rd", loyalty.Redeem{Member: "r1", Reward: "ten_left"})
	err := h.SetStock(t.Context(), actor, brand, "ten_left", seen, new(int64(20)))
	if !errors.Is(err, loyalty.ErrStockMoved) {
		t.Errorf("a stock decided on an old figure: %v", err)
	}
	if err := h.SetStock(t.Context(), actor, brand, "ten_left", new(int64(9)), nil); err != nil {
		t.Fatal(err)
	}
	r, err := h.FindReward(t.Context(), brand, "ten_left")
	if err != nil || r.StockLeft != nil {
		t.Errorf("stock %v, want unlimited (%v)", r.StockLeft, err)
	}
	// Changing the words leaves the stock alone.
	r.Description, r.StockLeft = "Un lot", new(int64(500))
	if err := h.SaveReward(t.Context(), actor, brand, r); err != nil {
		t.Fatal(err)
	}
	if again, _ := h.FindReward(t.Context(), brand, "ten_left"); again.StockLeft != nil || again.Description != "Un lot" {
		t.Errorf("after a change of words: %+v", again)
	}
}

func TestMemberNumbersAreNoAddresses(t *testing.T) {
	h := newHouse(t)
	brand := h.open()
	_, err := h.CreateMembers(t.Context(), account.SystemActor(brand), brand, []string{"ok-1", "awa@exemple.sn", ""})
	if f := fault.From(err); f == nil || len(f.Fields) != 2 {
		t.Errorf("CreateMembers = %v, want two wrong fields", err)
	}
	made, err := h.CreateMembers(t.Context(), account.SystemActor(brand), brand, []string{"a", "b", "a"})
	if err != nil || made != 2 {
		t.Errorf("made %d, %v; want 2", made, err)
	}
	made, err = h.CreateMembers(t.Context(), account.SystemActor(brand), brand, []string{"b", "c"})
	if err != nil || made != 1 {
		t.Errorf("made %d more, %v; want 1", made, err)
	}
}

func TestLiabilityIsToldByTheMonthItEnds(t *testing.T) {
	h := newHouse(t) // 1 March 2026
	brand := h.open("r1", "r2")
	actor := account.SystemActor(brand)
	adjust := func(key, member string, points int64, days *int) {
		h.must(brand, key, loyalty.Adjust{Member: member, Points: points, Reason: "x", ExpiryDays: days})
	}
	adjust("1", "r1", 10, new(5))
	adjust("2", "r2", 20, new(29)) // ends on the midnight after 30 March
	adjust("3", "r1", 40, new(40))
	adjust("4", "r1", 80, nil)
	check := func(want ...loyalty.Liability) {
		t.Helper()
		got, err := h.ListLiability(t.Context(), actor, brand)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("liability %v, want %v (%v)", got, want, err)
		}
	}
	month := func(m time.Month) time.Time { return time.Date(2026, m, 1, 0, 0, 0, 0, time.UTC) }
	check(loyalty.Liability{Month: month(3), Points: 30}, loyalty.Liability{Month: month(4), Points: 40}, loyalty.Liability{Points: 80})
	h.later(10 * 24 * time.Hour) // what has ended is not owed, though nobody wrote it down
	check(loyalty.Liability{Month: month(3), Points: 20}, loyalty.Liability{Month: month(4), Points: 40}, loyalty.Liability{Points: 80})
	if swept, err := h.Sweep(t.Context()); err != nil || swept != 1 {
		t.Errorf("swept %d wallets, %v; want 1", swept, err)
	}
	check(loyalty.Liability{Month: month(3), Points: 20}, loyalty.Liability{Month: month(4), Points: 40}, loyalty.Liability{Points: 80})
	h.verify()
}

func TestMembersAreListedAndFound(t *testing.T) {
	h := newHouse(t)
	brand := h.open("a_1", "ab1", "b1")
	actor := account.SystemActor(brand)
	h.must(brand, "e", loyalty.Earn{Member: "b1", Rule: "purchase", SourceID: "o", Amount: 50_000})
	h.later(time.Minute)
	h.must(brand, "a", loyalty.Adjust{Member: "ab1", Points: 10, Reason: "x", ExpiryDays: new(1)})
	list := func(f loyalty.MemberFilter, page loyalty.Page) loyalty.MemberPage {
		t.Helper()
		found, err := h.ListMembers(t.Context(), actor, brand, f, page)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	var refs []string
	for page := (loyalty.Page{Size: 1}); ; {
		found := list(loyalty.MemberFilter{}, page)
		refs = append(refs, found.Lines[0].Ref)
		if page.After = found.Next; page.After == "" {
			break
		}
	}
	if !slices.Equal(refs, []string{"b1", "ab1", "a_1"}) {
		t.Errorf("page by page %v, want those who came last first", refs)
	}
	all := list(loyalty.MemberFilter{}, loyalty.Page{Size: 10})
	if all.Total != 3 || !slices.Equal(all.Levels, []int{2, 1}) || all.Lines[0].Tier != "silver" || all.Lines[0].Available != 500 {
		t.Errorf("the list: %+v", all)
	}
	if found := list(loyalty.MemberFilter{RefPrefix: "a_"}, loyalty.Page{Size: 10}); found.Total != 1 || found.Lines[0].Ref != "a_1" {
		t.Errorf("numbers that begin with a_: %+v", found)
	}
	if found := list(loyalty.MemberFilter{Level: new(1)}, loyalty.Page{Size: 10}); found.Total != 1 || found.Lines[0].Ref != "b1" {
		t.Errorf("silver members: %+v", found)
	}
	h.later(72 * time.Hour) // nobody has written down that ab1's points have ended
	if found := list(loyalty.MemberFilter{RefPrefix: "ab"}, loyalty.Page{Size: 10}); found.Lines[0].Available != 0 {
		t.Errorf("ended points are listed: %+v", found.Lines[0])
	}
}
