package loyalty_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
)

// village is fans whose addresses are proved, as the house would find them.
type village map[fan.ID]fan.Fan

func (c village) FindIn(_ context.Context, _ *db.DB, _ account.BrandID, id fan.ID) (fan.Fan, error) {
	if f, ok := c[id]; ok {
		return f, nil
	}
	return fan.Fan{}, fan.ErrNotFound
}

func (c village) FindByContact(_ context.Context, _ *db.DB, _ account.BrandID, contact fan.Contact) (fan.Fan, error) {
	for _, f := range c {
		if f.Contact == contact {
			return f, nil
		}
	}
	return fan.Fan{}, fan.ErrNotFound
}

func (c village) FindMany(_ context.Context, _ account.BrandID, ids []fan.ID) (map[fan.ID]fan.Fan, error) {
	found := map[fan.ID]fan.Fan{}
	for _, id := range ids {
		if f, ok := c[id]; ok {
			found[id] = f
		}
	}
	return found, nil
}

func (c village) Ensure(ctx context.Context, tx *db.DB, brand account.BrandID, contact fan.Contact, _ bool) (fan.Fan, error) {
	if f, err := c.FindByContact(ctx, tx, brand, contact); err == nil {
		return f, nil
	}
	f := fan.Fan{ID: fan.ID(db.NewID()), Brand: brand, Contact: contact}
	c[f.ID] = f
	return f, nil
}

// proved adds a fan whose address is proved.
func (c village) proved(brand account.BrandID, email string) fan.Fan {
	f := fan.Fan{
		ID: fan.ID(db.NewID()), Brand: brand, Contact: fan.Contact{Kind: fan.ContactEmail, Value: email}, VerifiedAt: time.Unix(1, 0),
	}
	c[f.ID] = f
	return f
}

// referring is a shop that rewards referrals once the friend has done that.
func referring(t *testing.T, act string) (*house, village, account.BrandID) {
	people := village{}
	h := newHouse(t, func(o *loyalty.Options) { o.Fans = people })
	brand := h.open()
	h.rule(brand, loyalty.Rule{Rule: ledger.Rule{ID: loyalty.SignUp, Fixed: 20, Dedupe: ledger.PerMember}})
	h.rule(brand, loyalty.Rule{Rule: ledger.Rule{ID: loyalty.Referral, Fixed: 100, MaxPerYear: 2, NoSelf: true}})
	h.rule(brand, loyalty.Rule{Rule: ledger.Rule{ID: loyalty.Referred, Fixed: 30}})
	h.programme(brand, func(p *loyalty.Programme) { p.Social.ReferralAct = act })
	return h, people, brand
}

func (h *house) join(who fan.Fan, referral string) string {
	h.t.Helper()
	ref, err := h.Join(h.t.Context(), who, referral)
	if err != nil {
		h.t.Fatal(err)
	}
	return ref
}

func (h *house) points(brand account.BrandID, who fan.Fan) int64 {
	h.t.Helper()
	v, err := h.FindOwn(h.t.Context(), brand, who.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	return v.Available
}

func (h *house) link(brand account.BrandID, who fan.Fan) string {
	h.t.Helper()
	code, err := h.ReferralCode(h.t.Context(), brand, who.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	return code
}

func (h *house) rewardReferrals() {
	h.t.Helper()
	if err := h.RewardReferrals(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

// Both sides are rewarded when the friend has bought something: not before, and once.
func TestReferralWaitsForTheFriendsAct(t *testing.T) {
	h, people, brand := referring(t, "purchase")
	awa, moussa := people.proved(brand, "awa@exemple.sn"), people.proved(brand, "moussa@exemple.sn")
	h.join(awa, "")
	if got := h.points(brand, awa); got != 20 {
		t.Fatalf("signing up gave %d", got)
	}
	link := h.link(brand, awa)
	if again := h.link(brand, awa); again != link || link == "" {
		t.Errorf("the link is %s, then %s", link, again)
	}
	ref := h.join(moussa, strings.ToLower(link))
	h.rewardReferrals()
	if a, m := h.points(brand, awa), h.points(brand, moussa); a != 20 || m != 20 {
		t.Errorf("before the act they have %d and %d", a, m)
	}
	for i := range 2 {
		h.buy(brand, loyalty.Purchase{Order: fmt.Sprint("o-", i), Member: ref, Amount: 1000})
		h.rewardReferrals()
	}
	if a, m := h.points(brand, awa), h.points(brand, moussa); a != 120 || m != 20+20+30 {
		t.Errorf("after the act they have %d and %d", a, m)
	}
	list, err := h.ListOwnReferrals(t.Context(), brand, awa.ID)
	if err != nil || len(list) != 1 || list[0].RewardedAt.IsZero() {
		t.Errorf("the referrals: %+v, %v", list, err)
	}
	h.verify()
}

func TestReferralsThatCountForNothing(t *testing.T) {
	h, people, brand := referring(t, loyalty.SignUp)
	awa := people.proved(brand, "awa@gmail.com")
	h.join(awa, "")
	link := h.link(brand, awa)
	alias, known, old := people.proved(brand, "a.wa+2@gmail.com"), people.proved(brand, "b@exemple.sn"), awa
	h.join(alias, link)
	h.join(known, "")
	h.join(known, link) // a member already
	h.join(old, link)   // herself
	for i := range 4 {
		h.join(people.proved(brand, fmt.Sprint("friend", i, "@exemple.sn")), link)
	}
	h.join(people.proved(brand, "c@exemple.sn"), "NOSUCHLK")
	h.rewardReferrals()
	if got := h.points(brand, awa); got != 20+200 { // two a year
		t.Errorf("the referrer has %d", got)
	}
	if n := h.count("SELECT count(*) FROM ly_referral"); n != 4 {
		t.Errorf("%d referrals", n)
	}
	stranger := fan.Fan{ID: fan.ID(db.NewID()), Brand: brand}
	if _, err := h.Join(t.Context(), stranger, link); !errors.Is(err, loyalty.ErrUnverified) {
		t.Errorf("an address that is not proved: %v", err)
	}
	h.verify()
}

func TestManyServersRewardReferralsOnce(t *testing.T) {
	h, people, brand := referring(t, loyalty.SignUp)
	awa := people.proved(brand, "awa@exemple.sn")
	h.join(awa, "")
	h.join(people.proved(brand, "m@exemple.sn"), h.link(brand, awa))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if err := h.RewardReferrals(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := h.points(brand, awa); got != 120 {
		t.Errorf("the referrer has %d", got)
	}
}

func TestGiftByALink(t *testing.T) {
	h, people, brand := referring(t, loyalty.SignUp)
	awa, moussa, third := people.proved(brand, "awa@exemple.sn"), people.proved(brand, "m@exemple.sn"), people.proved(brand, "x@exemple.sn")
	ref := h.join(awa, "")
	h.must(brand, "seed", loyalty.Adjust{Member: ref, Points: 100, Reason: "seed", ExpiryDays: new(20)})
	give := func(key string, points int64) (loyalty.Answer, string) {
		t.Helper()
		a, token, err := h.Give(t.Context(), brand, awa.ID, key, points, "Bon anniversaire !")
		if err != nil {
			t.Fatal(err)
		}
		return a, token
	}
	if a, _ := give("off", 10); !errors.Is(a.Refused, loyalty.ErrNoGifts) {
		t.Errorf("where gifts are off: %v", a.Refused)
	}
	h.programme(brand, func(p *loyalty.Programme) { p.Social.Gifts = loyalty.Gifts{PerMonth: 80, Days: 30} })
	a, token := give("k", 50)
	if again, same := give("k", 50); again.Txn != a.Txn || same != token {
		t.Errorf("the same gift twice: %+v %s", again, same)
	}
	if a, _ := give("more", 31); !errors.Is(a.Refused, loyalty.ErrGiftLimit) {
		t.Errorf("above the month's limit: %v", a.Refused)
	}
	h.wantBalances(brand, ref, ledger.Balances{Available: 70, Held: 50})
	if g, err := h.FindGift(t.Context(), brand, token); err != nil || !g.Open || g.Points != 50 {
		t.Errorf("the gift: %+v, %v", g, err)
	}
	if _, err := h.FindGift(t.Context(), brand, token+"x"); !errors.Is(err, loyalty.ErrGiftUnknown) {
		t.Errorf("another link: %v", err)
	}
	if a, err := h.ClaimGift(t.Context(), awa, token); err != nil || !errors.Is(a.Refused, loyalty.ErrSelfTransfer) {
		t.Errorf("by the giver: %+v, %v", a, err)
	}
	got, err := h.ClaimGift(t.Context(), moussa, token)
	if err != nil || got.Points != 50 || h.points(brand, moussa) != 70 {
		t.Errorf("claimed: %+v, %v", got, err)
	}
	if again, err := h.ClaimGift(t.Context(), moussa, token); err != nil || again.Refused != nil || !again.Replayed {
		t.Errorf("claimed again: %+v, %v", again, err)
	}
	if a, err := h.ClaimGift(t.Context(), third, token); err != nil || !errors.Is(a.Refused, loyalty.ErrGiftGone) {
		t.Errorf("by another: %+v, %v", a, err)
	}
	// A gift lengthens no life.
	v, err := h.FindOwn(t.Context(), brand, moussa.ID)
	if at, points := v.NextExpiry(); err != nil || points != 50 || at.After(h.clock.Now().AddDate(0, 0, 22)) {
		t.Errorf("%d of the points end at %v, %v", points, at, err)
	}
	h.wantBalances(brand, ref, ledger.Balances{Available: 70})
	h.verify()
}

func TestGiftThatNobodyTakes(t *testing.T) {
	h, people, brand := referring(t, "")
	awa, moussa := people.proved(brand, "awa@exemple.sn"), people.proved(brand, "m@exemple.sn")
	h.programme(brand, func(p *loyalty.Programme) { p.Social.Gifts = loyalty.Gifts{PerMonth: 1000, Days: 7} })
	ref := h.join(awa, "")
	give := func(key string) (loyalty.TxnID, string) {
		t.Helper()
		a, token, err := h.Give(t.Context(), brand, awa.ID, key, 20, "")
		if err != nil || a.Refused != nil {
			t.Fatal(a.Refused, err)
		}
		return a.Txn, token
	}
	id, token := give("a")
	if _, err := h.TakeBackGift(t.Context(), brand, moussa.ID, id); !errors.Is(err, loyalty.ErrGiftUnknown) {
		t.Errorf("taken back by another: %v", err)
	}
	if a, err := h.TakeBackGift(t.Context(), brand, awa.ID, id); err != nil || a.Refused != nil {
		t.Errorf("taken back: %+v, %v", a, err)
	}
	if a, err := h.ClaimGift(t.Context(), moussa, token); err != nil || !errors.Is(a.Refused, loyalty.ErrGiftGone) {
		t.Errorf("claimed after that: %+v, %v", a, err)
	}
	_, token = give("b")
	h.clock.Advance(7 * 24 * time.Hour)
	if g, err := h.FindGift(t.Context(), brand, token); err != nil || g.Open {
		t.Errorf("after its time: %+v, %v", g, err)
	}
	h.wantBalances(brand, ref, ledger.Balances{Available: 20})
	h.verify()
}

func TestOneGiftClaimedByMany(t *testing.T) {
	h, people, brand := referring(t, "")
	awa := people.proved(brand, "awa@exemple.sn")
	h.programme(brand, func(p *loyalty.Programme) { p.Social.Gifts = loyalty.Gifts{PerMonth: 1000, Days: 7} })
	h.join(awa, "")
	_, token, err := h.Give(t.Context(), brand, awa.ID, "k", 20, "")
	if err != nil {
		t.Fatal(err)
	}
	friends := make([]fan.Fan, 12)
	for i := range friends {
		friends[i] = people.proved(brand, fmt.Sprint("f", i, "@exemple.sn"))
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	took := 0
	for _, friend := range friends {
		wg.Go(func() {
			a, err := h.ClaimGift(t.Context(), friend, token)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err != nil:
				t.Error(err)
			case a.Refused == nil:
				took++
			case !errors.Is(a.Refused, loyalty.ErrGiftGone):
				t.Error(a.Refused)
			}
		})
	}
	wg.Wait()
	if took != 1 {
		t.Errorf("%d friends have the gift", took)
	}
	h.verify()
}

func (h *house) offer(brand account.BrandID, r loyalty.Reward) {
	h.t.Helper()
	r.Name, r.Active, r.VoucherDays = r.ID, true, 30
	if r.Cost == 0 {
		r.Cost = 10
	}
	if err := h.SaveReward(h.t.Context(), account.SystemActor(brand), brand, r); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) pool(brand account.BrandID, text string) loyalty.PoolReport {
	h.t.Helper()
	r, err := h.FillPool(h.t.Context(), account.SystemActor(brand), brand, loyalty.Pool{ID: "cinema", Name: "Cinéma"}, strings.NewReader(text), false)
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

// A partner's codes are handed out one by one, each to one member, and stand nowhere.
func TestPartnerCodes(t *testing.T) {
	h := newHouse(t)
	brand := h.open(numbered(8)...)
	h.give(brand, 100, numbered(8)...)
	if r := h.pool(brand, "\ufeffCINE-1\r\nCINE-2\nCINE-2\n\n"+strings.Repeat("x", 81)+"\nCINE-3\n"); r.Added != 3 || r.Repeated != 1 || r.Failed != 1 || r.Wrong[0] != 5 {
		t.Errorf("filled: %+v", r)
	}
	if r := h.pool(brand, "CINE-3\nCINE-1"); r.Added != 0 || r.Repeated != 2 {
		t.Errorf("again: %+v", r)
	}
	err := h.SaveReward(t.Context(), account.SystemActor(brand), brand, loyalty.Reward{
		ID: "seat", Name: "Place", Cost: 10, VoucherDays: 30, Gives: loyalty.Gives{Kind: loyalty.RewardPool, Pool: "nowhere"},
	})
	wantField(t, err, "pool", loyalty.ErrUnknownPool)
	h.offer(brand, loyalty.Reward{ID: "seat", Gives: loyalty.Gives{Kind: loyalty.RewardPool, Pool: "cinema"}})
	got := h.race(brand, 8, func(i int) (string, loyalty.Operation) {
		return fmt.Sprint("k-", i), loyalty.Redeem{Member: fmt.Sprint("r", i+1), Reward: "seat"}
	})
	wantCodes(t, got, map[string]int{"ok": 3, "out_of_stock": 5})
	seen := map[string]bool{}
	for _, member := range numbered(8) {
		taken, err := h.ListRedemptions(t.Context(), account.SystemActor(brand), brand, member)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range taken {
			seen[r.Delivered] = true
		}
	}
	if len(seen) != 3 || !seen["CINE-1"] || !seen["CINE-2"] || !seen["CINE-3"] {
		t.Errorf("handed out: %v", seen)
	}
	h.nowhere("CINE-1", "CINE-2", "CINE-3")
	pools, err := h.ListPools(t.Context(), account.SystemActor(brand), brand)
	if err != nil || len(pools) != 1 || pools[0].Size != 3 || pools[0].Left != 0 {
		t.Errorf("pools %+v, %v", pools, err)
	}
	h.verify()
}

// A reward can be a promo code of one's own: good once, and for as long as the voucher.
func TestRewardThatIsAPromoCode(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	h.give(brand, 100, "r1")
	h.offer(brand, loyalty.Reward{ID: "five", Gives: loyalty.Gives{Kind: loyalty.RewardCode, Discount: loyalty.CodeFixed, Value: 500}})
	first := h.must(brand, "a", loyalty.Redeem{Member: "r1", Reward: "five"})
	if again := h.try(brand, "a", loyalty.Redeem{Member: "r1", Reward: "five"}); again.Delivered != first.Delivered || first.Delivered == "" {
		t.Errorf("the code is %q, then %q", first.Delivered, again.Delivered)
	}
	h.nowhere(first.Delivered, strings.ReplaceAll(first.Delivered, "-", ""))
	if a := h.try(brand, "till", loyalty.VoucherUse{Ref: first.Txn}); !errors.Is(a.Refused, loyalty.ErrVoucherIsCode) {
		t.Errorf("its voucher at the till: %v", a.Refused)
	}
	if a := h.must(brand, "use", loyalty.PromoRedeem{Member: "r1", Code: first.Delivered, Amount: 2000}); a.Discount != 500 {
		t.Errorf("used: %+v", a)
	}
	if a := h.try(brand, "back", loyalty.Reverse{Ref: first.Txn}); !errors.Is(a.Refused, loyalty.ErrVoucherUsed) {
		t.Errorf("cancelled after its use: %v", a.Refused)
	}
	second := h.must(brand, "b", loyalty.Redeem{Member: "r1", Reward: "five"})
	h.must(brand, "back2", loyalty.Reverse{Ref: second.Txn})
	if a := h.try(brand, "use2", loyalty.PromoRedeem{Member: "r1", Code: second.Delivered}); !errors.Is(a.Refused, loyalty.ErrUnknownCode) {
		t.Errorf("used after it was cancelled: %v", a.Refused)
	}
	third := h.must(brand, "c", loyalty.Redeem{Member: "r1", Reward: "five"})
	h.clock.Advance(30 * 24 * time.Hour)
	if a := h.try(brand, "use3", loyalty.PromoRedeem{Member: "r1", Code: third.Delivered}); !errors.Is(a.Refused, loyalty.ErrExpiredCode) {
		t.Errorf("used after its time: %v", a.Refused)
	}
	h.verify()
}

func TestDiscountVoucher(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	actor := account.SystemActor(brand)
	h.give(brand, 100, "r1")
	h.offer(brand, loyalty.Reward{ID: "ten", Gives: loyalty.Gives{Kind: loyalty.RewardDiscount, Discount: loyalty.CodePercent, Value: 1000, MaxDiscount: 300, MinAmount: 1000}})
	v := h.must(brand, "a", loyalty.Redeem{Member: "r1", Reward: "ten"})
	if a, err := h.UseVoucher(t.Context(), actor, brand, "u1", v.Voucher, 999); err != nil || !errors.Is(a.Refused, loyalty.ErrMinAmount) {
		t.Errorf("below its amount: %+v, %v", a, err)
	}
	if a, err := h.UseVoucher(t.Context(), actor, brand, "u2", v.Voucher, 5000); err != nil || a.Refused != nil || a.Discount != 300 {
		t.Errorf("used: %+v, %v", a, err)
	}
}

// shop is a contest that takes so many tickets.
type shop struct{ left int }

func (s *shop) BuyTickets(_ context.Context, _ *db.DB, _ account.BrandID, _ fan.ID, _ string, n int) error {
	if n > s.left {
		return loyalty.ErrOutOfStock // whatever a contest says no with
	}
	s.left -= n
	return nil
}

func TestPointsBuyTickets(t *testing.T) {
	people, contest := village{}, &shop{left: 3}
	h := newHouse(t, func(o *loyalty.Options) { o.Fans, o.Tickets = people, contest })
	brand := h.open("r1")
	h.offer(brand, loyalty.Reward{ID: "two", Gives: loyalty.Gives{Kind: loyalty.RewardTickets, Contest: "ete", Tickets: 2}})
	ref := h.join(people.proved(brand, "awa@exemple.sn"), "")
	h.give(brand, 100, ref, "r1")
	bought := h.must(brand, "a", loyalty.Redeem{Member: ref, Reward: "two"})
	if a := h.try(brand, "b", loyalty.Redeem{Member: ref, Reward: "two"}); !errors.Is(a.Refused, loyalty.ErrTicketsRefused) {
		t.Errorf("above the contest's cap: %v", a.Refused)
	}
	if a := h.try(brand, "c", loyalty.Redeem{Member: "r1", Reward: "two"}); !errors.Is(a.Refused, loyalty.ErrTicketsRefused) {
		t.Errorf("a member who is no fan: %v", a.Refused)
	}
	h.wantBalances(brand, ref, ledger.Balances{Available: 90})
	if a := h.try(brand, "d", loyalty.Reverse{Ref: bought.Txn}); !errors.Is(a.Refused, loyalty.ErrVoucherUsed) {
		t.Errorf("tickets given back: %v", a.Refused)
	}
	h.verify()
}
