package main

import (
	"context"
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
	"kermesse/polls/survey"
)

// TestTheHouseThanksAndSellsTickets: what fans do elsewhere in the house earns points, and points
// buy tickets, wired as the program is: up to the cap of the rules, and no further.
func TestTheHouseThanksAndSellsTickets(t *testing.T) {
	h, ctx := demoHouse(t), t.Context()
	brand, err := h.accounts.FindBrandBySlug(ctx, demoBrand)
	if err != nil {
		t.Fatal(err)
	}
	s := newSeeder(h, nil, time.Now().UTC().Truncate(time.Hour))
	s.brand, s.owner = brand, account.Actor{Brand: brand.ID, Role: account.Owner, Kind: account.KindStaff, Name: "test"}
	for _, rule := range []string{loyalty.ContestEntry, loyalty.Vote} { // the demo's fans entered and voted
		var n int64
		err := h.db.Gorm(ctx).Raw("SELECT count(*) FROM ly_txn WHERE brand = ? AND kind = 'earn' AND rule = ? AND points > 0", string(brand.ID), rule).Scan(&n).Error
		if err != nil || n == 0 {
			t.Errorf("%d earned by %s, %v", n, rule, err)
		}
	}
	for id, points := range map[string]int64{loyalty.ContestWin: 50, loyalty.Survey: 7} {
		err := h.loyalty.SaveRule(ctx, s.owner, brand.ID, loyalty.Rule{Name: id, Active: true, Rule: ledger.Rule{ID: id, Fixed: points, ExpiryDays: ledger.Never, Dedupe: ledger.PerMember}})
		if err != nil {
			t.Fatal(err)
		}
	}
	who, err := s.join(ctx, "tickets@fans.example")
	if err != nil {
		t.Fatal(err)
	}
	form := openContestForm(s)
	form.Slug, form.OpensAt = "points-contre-tickets", time.Now().Add(-time.Minute).Format(time.RFC3339)
	form.Entry.MaxTickets, form.Entry.PointTickets = 5, 2
	if _, err := h.contests.Create(ctx, s.owner, form); err != nil {
		t.Fatal(err)
	}
	contest, err := h.contests.Publish(ctx, s.owner, form.Slug, 0)
	if err != nil {
		t.Fatal(err)
	}
	before := s.points(ctx, t, who)
	s.enterAndConfirm(ctx, t, form.Slug, "tickets@fans.example")
	if got := s.points(ctx, t, who) - before; got != 10 {
		t.Errorf("entering earned %d", got)
	}
	before = s.points(ctx, t, who)
	for range 2 { // twice is once
		err := h.db.InTx(ctx, func(tx *db.DB) error {
			r := rewards{h.loyalty}
			if err := r.Award(ctx, tx, contests.Thanks{Brand: brand.ID, Fan: who.ID, Contest: contest.ID, Won: true}); err != nil {
				return err
			}
			_, err := r.RewardSurvey(ctx, tx, brand.ID, who.ID, survey.ID("s-1"))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if got := s.points(ctx, t, who) - before; got != 57 {
		t.Errorf("a prize and a survey earned %d", got)
	}
	err = h.loyalty.SaveReward(ctx, s.owner, brand.ID, loyalty.Reward{
		ID: "un-ticket", Name: "Un ticket", Active: true, Cost: 10, VoucherDays: 1,
		Gives: loyalty.Gives{Kind: loyalty.RewardTickets, Contest: form.Slug, Tickets: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	before = s.points(ctx, t, who)
	for i, want := range []string{"", "", "tickets_refused"} {
		answer, err := h.loyalty.RedeemOwn(ctx, brand.ID, who.ID, string(rune('a'+i)), "un-ticket")
		code := ""
		if answer.Refused != nil {
			code = answer.Refused.Code
		}
		if err != nil || code != want {
			t.Errorf("ticket %d: %v %s, want %q", i+1, err, code, want)
		}
	}
	var tickets int64
	err = h.db.Gorm(ctx).Raw("SELECT tickets FROM entries WHERE contest_id = ? AND fan_id = ?", string(contest.ID), string(who.ID)).Scan(&tickets).Error
	if err != nil || tickets != 3 || before-s.points(ctx, t, who) != 20 {
		t.Errorf("the entry has %d tickets for %d points, %v", tickets, before-s.points(ctx, t, who), err)
	}
	report, err := loyalty.Verify(ctx, h.db, brand.ID)
	if err != nil || len(report.Problems) > 0 {
		t.Errorf("%v, %v", report.Problems, err)
	}
}

func (s *seeder) points(ctx context.Context, t *testing.T, who fan.Fan) int64 {
	t.Helper()
	v, err := s.h.loyalty.FindOwn(ctx, s.brand.ID, who.ID)
	if err != nil {
		t.Fatal(err)
	}
	return v.Available
}

func (s *seeder) enterAndConfirm(ctx context.Context, t *testing.T, slug, email string) {
	t.Helper()
	_, err := s.h.contests.Enter(ctx, slug, contests.EntryForm{
		Email: email, Name: "Awa", Rules: contests.Tick{Given: true}, Locale: "fr", Source: contests.FromForm,
	})
	if err != nil {
		t.Fatal(err)
	}
	token, err := s.mailedToken(ctx, email)
	if err == nil {
		_, err = s.h.contests.Confirm(ctx, slug, token)
	}
	if err != nil {
		t.Fatal(err)
	}
}
