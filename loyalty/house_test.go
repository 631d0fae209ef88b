package loyalty_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
	"kermesse/internal/secret"
	"kermesse/loyalty"
	"kermesse/loyalty/earning"
	"kermesse/loyalty/ledger"
	"kermesse/loyalty/loyaltytest"
)

// house is the domain on a fresh database, with a clock that the test sets.
type house struct {
	t     testing.TB
	db    *db.DB
	clock *clock.Settable
	*loyalty.Service
	brands map[string]account.BrandID
}

func newHouse(t testing.TB, change ...func(*loyalty.Options)) *house {
	d, c := dbtest.Open(t), clock.NewSettable(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	o := loyalty.Options{DB: d, Clock: c, Random: rand.Reader, Secret: testSecret(t)}
	for _, f := range change {
		f(&o)
	}
	return &house{t: t, db: d, clock: c, brands: map[string]account.BrandID{}, Service: loyalty.New(o)}
}

// testSecret is what a house of tests keeps to itself.
func testSecret(t testing.TB) secret.Secret {
	t.Helper()
	key, err := secret.New(strings.Repeat("s", secret.MinLength))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// brand makes a brand without a programme.
func (h *house) brand(slug string) account.BrandID {
	h.t.Helper()
	id := account.BrandID(db.NewID())
	err := h.db.InTx(h.t.Context(), func(tx *db.DB) error {
		return tx.Gorm(h.t.Context()).Exec(
			"INSERT INTO brands (id, slug, name, time_zone, currency, locale, created_at) VALUES (?, ?, ?, 'UTC', 'EUR', 'fr', 1)",
			id, slug, slug).Error
	})
	if err != nil {
		h.t.Fatal(err)
	}
	h.brands[slug] = id
	return id
}

// verify fails the test where the books of any brand do not prove themselves.
func (h *house) verify() {
	h.t.Helper()
	for slug, id := range h.brands {
		report, err := loyalty.Verify(h.t.Context(), h.db, id)
		if err != nil {
			h.t.Fatal(err)
		}
		for _, p := range report.Problems {
			h.t.Errorf("books of %s: %s", slug, p.In("en"))
		}
	}
}

func (h *house) SetClock(at time.Time) { h.clock.Set(at) }

func (h *house) Configure(name string, c loyaltytest.Brand) error {
	id := h.brand(name)
	actor, ctx := account.SystemActor(id), h.t.Context()
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		return err
	}
	programme := programmeOf(c)
	programme.Terms.Zone = zone
	if err := h.SetProgramme(ctx, actor, id, programme); err != nil {
		return err
	}
	for reward, r := range c.Rewards {
		err := h.SaveReward(ctx, actor, id, loyalty.Reward{
			ID: reward, Name: reward, Active: true, Cost: r.Cost, StockLeft: r.Stock, PerMember: r.PerMember, MinTier: r.MinTier,
			From: loyaltytest.At(r.From), To: loyaltytest.At(r.To), VoucherDays: r.VoucherDays,
		})
		if err != nil {
			return err
		}
	}
	for code, k := range c.PromoCodes {
		_, err := h.SaveCode(ctx, actor, id, loyalty.Code{
			Code: code, Kind: loyalty.CodeKind(k.Kind), Value: k.Value, MaxDiscount: k.MaxDiscount, Total: k.Total,
			PerMember: k.PerMember, MinAmount: k.MinAmount, ExpiryDays: daysOf(k.ExpiryDays),
			From: loyaltytest.At(k.From), To: loyaltytest.At(k.To),
		})
		if err != nil {
			return err
		}
	}
	_, err = h.CreateMembers(ctx, actor, id, c.Members)
	return err
}

func programmeOf(c loyaltytest.Brand) loyalty.Programme {
	p := loyalty.Programme{Terms: ledger.Terms{
		Clawback: ledger.Policy(c.Clawback), GraceDays: c.GraceDays,
		TierWindow: c.TierWindow, TierRetention: c.TierRetention, Zone: time.UTC,
	}}
	for _, tier := range c.Tiers {
		p.Terms.Tiers = append(p.Terms.Tiers, ledger.Tier(tier))
	}
	for id, group := range c.Groups {
		p.Groups = append(p.Groups, loyalty.Group{ID: id, Cap: earning.Cap{Points: group.PointsPerDay}})
	}
	for _, k := range c.Campaigns {
		p.Campaigns = append(p.Campaigns, ledger.Campaign{
			Rule: k.Rule, From: loyaltytest.At(k.From), To: loyaltytest.At(k.To), BP: k.BP,
		})
	}
	for id, r := range c.Rules {
		p.Rules = append(p.Rules, loyalty.Rule{Name: id, Active: true, Rule: ledger.Rule{
			ID: id, Num: r.Num, Den: r.Den, Fixed: r.Points, TierMultiplier: r.TierMultiplier,
			PendingDays: r.PendingDays, ExpiryDays: daysOf(r.ExpiryDays),
			MaxPerOp: r.MaxPerOp, MaxPerDay: r.MaxPerDay, MaxPerYear: r.MaxPerYear,
			Group: r.Group, Qualifying: r.Qualifying, Dedupe: ledger.Dedupe(r.Dedupe), NoSelf: r.NoSelf,
		}})
	}
	return p
}

func daysOf(days *int) int {
	if days == nil {
		return ledger.Never
	}
	return *days
}

func (h *house) Do(s loyaltytest.Step, ref string) (map[string]any, string, error) {
	brand := h.brands[s.Brand]
	if s.Op == "balance" {
		return map[string]any{"status": "ok"}, "", nil
	}
	op, ok := operationOf(s.Op, s.Args, loyalty.TxnID(ref))
	if !ok {
		return nil, "", loyaltytest.ErrNotBuilt
	}
	answers, err := h.DoAll(h.t.Context(), account.SystemActor(brand), brand, []loyalty.Request{{Key: s.Idem, Op: op}})
	if err != nil {
		return nil, "", err
	}
	return resultOf(s.Op, answers[0]), string(answers[0].Txn), nil
}

func operationOf(name string, a loyaltytest.Args, ref loyalty.TxnID) (loyalty.Operation, bool) {
	var points int64
	if a.Points != nil {
		points = *a.Points
	}
	switch name {
	case "earn":
		return loyalty.Earn{Member: a.Member, Rule: a.Rule, SourceID: a.SourceID, Amount: a.Amount}, true
	case "confirm":
		return loyalty.Confirm{Ref: ref}, true
	case "spend":
		return loyalty.Spend{Member: a.Member, Points: points}, true
	case "redeem":
		return loyalty.Redeem{Member: a.Member, Reward: a.Reward}, true
	case "voucher_use":
		return loyalty.VoucherUse{Ref: ref}, true
	case "hold":
		return loyalty.Hold{Member: a.Member, Points: points, TTL: a.TTL}, true
	case "capture":
		return loyalty.Capture{Ref: ref, Points: a.Points}, true
	case "release":
		return loyalty.Release{Ref: ref}, true
	case "adjust":
		return loyalty.Adjust{Member: a.Member, Points: points, Reason: a.Reason, Actor: a.Actor, ExpiryDays: a.ExpiryDays}, true
	case "transfer":
		return loyalty.Transfer{From: a.From, To: a.To, Points: points}, true
	case "reverse":
		return loyalty.Reverse{Ref: ref, Points: a.Points}, true
	case "refund":
		return loyalty.Refund{Ref: ref, Amount: a.Amount}, true
	case "promo_redeem":
		return loyalty.PromoRedeem{Member: a.Member, Code: a.Code, Amount: a.Amount}, true
	case "promo_rollback":
		return loyalty.PromoRollback{Ref: ref}, true
	case "erase":
		return loyalty.Erase{Member: a.Member}, true
	}
	return nil, false
}

// resultOf is an answer as the workload writes it.
func resultOf(op string, a loyalty.Answer) map[string]any {
	r := map[string]any{"status": "ok"}
	if a.Replayed {
		r["replayed"] = true
	}
	if a.Refused != nil {
		r["status"], r["code"] = "rejected", a.Refused.Code
		return r
	}
	if op != "voucher_use" {
		r["points"] = a.Points
	}
	switch op {
	case "hold":
		r["hold_expires_at"] = a.ExpiresAt.Unix()
	case "redeem":
		r["voucher_expires_at"] = a.ExpiresAt.Unix()
	case "promo_redeem":
		r["discount"] = a.Discount
	case "erase":
		r["written_off"] = a.WrittenOff
	}
	if c := a.Clawback; c != nil {
		r["from_pending"], r["from_lot"], r["from_expired"] = c.FromPending, c.FromLot, c.FromExpired
		r["from_other_lots"], r["to_debt"], r["written_off"] = c.FromOtherLots, c.ToDebt, c.WrittenOff
	}
	if b := a.Restored; b != nil {
		r["to_lots"], r["to_grace_lot"], r["expired_at_once"] = b.ToLots, b.ToGraceLot, b.ExpiredAtOnce
	}
	return r
}

func (h *house) View(brand, member string) (loyaltytest.View, error) {
	id := h.brands[brand]
	v, err := h.FindMember(h.t.Context(), account.SystemActor(id), id, member)
	if err != nil {
		return loyaltytest.View{}, err
	}
	view := loyaltytest.View{
		Available: v.Available, Pending: v.Pending, Held: v.Held, Debt: v.Debt,
		Earned: v.Earned, Spent: v.Spent, Restored: v.Restored, Expired: v.Expired, ClawedBack: v.ClawedBack,
		Tier: v.Tier, TierUntil: seconds(v.TierUntil), Qualifying: v.Qualifying, Erased: v.Erased,
	}
	if at, points := v.NextExpiry(); points > 0 {
		view.NextExpiry = &loyaltytest.Expiry{At: at.Unix(), Points: points}
	}
	return view, nil
}

func seconds(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	s := t.Unix()
	return &s
}

func (h *house) Lots(brand, member string) ([]loyaltytest.Lot, error) {
	id := h.brands[brand]
	lots, err := h.ListLots(h.t.Context(), account.SystemActor(id), id, member)
	var list []loyaltytest.Lot
	for _, l := range lots {
		list = append(list, loyaltytest.Lot{
			Kind: string(l.Kind), Points: l.Points, Pending: l.Pending, Available: l.Available, Held: l.Held,
			Expired: l.Expired, Reversed: l.Reversed, ExpiresAt: seconds(l.ExpiresAt),
		})
	}
	return list, err
}

func (h *house) Stock(brand, reward string) (*int64, error) {
	r, err := h.FindReward(h.t.Context(), h.brands[brand], reward)
	return r.StockLeft, err
}

func (h *house) CodeUsed(brand, code string) (int64, error) {
	codes, err := h.ListCodes(h.t.Context(), h.brands[brand])
	for _, c := range codes {
		if c.Code == code {
			return c.Used, err
		}
	}
	return 0, err
}

func (h *house) Totals(brand string) (map[string]int64, error) {
	id := h.brands[brand]
	totals, err := h.FindTotals(h.t.Context(), account.SystemActor(id), id)
	books := map[string]int64{}
	for name, points := range totals {
		books[string(name)] = points
	}
	return books, err
}

var _ loyaltytest.House = (*house)(nil)
