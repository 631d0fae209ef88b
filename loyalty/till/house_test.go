package till_test

import (
	"context"
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
	"kermesse/loyalty/ledger"
	"kermesse/loyalty/till"
)

const pin = "270415"

// counter is a shop on a fresh database: Fatou has a PIN at the till Comptoir, Ben runs the shop.
type counter struct {
	*till.Service
	t      *testing.T
	db     *db.DB
	clock  *clock.Settable
	points *loyalty.Service
	brand  account.BrandID
	team   team
	till   till.Till
	fatou  account.Actor
	ben    account.Actor
}

// team is who works for the shop.
type team map[account.UserID]account.Actor

func (t team) ListTeam(_ context.Context, _ account.Actor) (list []account.Member, err error) {
	for id, a := range t {
		list = append(list, account.Member{User: account.User{ID: id, Name: a.Name}, Role: a.Role})
	}
	return list, nil
}

func (t team) FindActor(_ context.Context, user account.UserID, brand account.BrandID) (account.Actor, error) {
	if a, ok := t[user]; ok && a.Brand == brand {
		return a, nil
	}
	return account.Actor{}, account.ErrUserNotFound
}

func newCounter(t *testing.T) *counter {
	t.Helper()
	d, c := dbtest.Open(t), clock.NewSettable(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	key, err := secret.New(strings.Repeat("s", secret.MinLength))
	if err != nil {
		t.Fatal(err)
	}
	brand := account.BrandID(db.NewID())
	err = d.InTx(t.Context(), func(tx *db.DB) error {
		return tx.Gorm(t.Context()).Exec(
			"INSERT INTO brands (id, slug, name, time_zone, currency, locale, created_at) VALUES (?, 'shop', 'Shop', 'UTC', 'EUR', 'fr', 1)", brand).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	person := func(name string, role account.Role) account.Actor {
		return account.Actor{User: account.UserID(name), Name: name, Brand: brand, Role: role, Kind: account.KindStaff}
	}
	h := &counter{
		t: t, db: d, clock: c, brand: brand, fatou: person("Fatou", account.Till), ben: person("Ben", account.Owner),
		points: loyalty.New(loyalty.Options{DB: d, Clock: c, Random: rand.Reader, Secret: key}),
	}
	h.team = team{h.fatou.User: h.fatou, h.ben.User: h.ben}
	h.Service = till.New(till.Options{
		DB: d, Clock: c, Random: rand.Reader, Secret: key, Points: h.points, Team: h.team, Hashing: account.Hashing{MemoryKiB: 64, Passes: 1, AtOnce: 4},
	})
	house := account.SystemActor(brand)
	h.ok(h.points.SetProgramme(t.Context(), house, brand, loyalty.Programme{
		Terms: ledger.Terms{Clawback: ledger.ToDebt, TierWindow: 365, TierRetention: 365, Zone: time.UTC},
		Rules: []loyalty.Rule{{Name: "Achat", Active: true, Rule: ledger.Rule{ID: "purchase", Num: 1, Den: 100, ExpiryDays: ledger.Never, Dedupe: ledger.PerBrand}}},
	}))
	_, err = h.points.CreateMembers(t.Context(), house, brand, []string{"1000000001", "1000000002"})
	h.ok(err)
	h.ok(h.SetPIN(t.Context(), h.fatou, brand, pin))
	h.till, _, err = h.Open(t.Context(), h.fatou, brand, "Comptoir")
	h.ok(err)
	return h
}

func (h *counter) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// at is a person at the till.
func (h *counter) at(actor account.Actor) till.Clerk { return till.Clerk{Actor: actor, Till: h.till} }

// limit says what everybody may do.
func (h *counter) limit(l till.Limits) {
	h.t.Helper()
	h.ok(h.SetLimits(h.t.Context(), h.ben, h.brand, "", &l))
}

// writesOff has the brand write off points that it cannot take back.
func (h *counter) writesOff() {
	h.t.Helper()
	p, err := h.points.FindProgramme(h.t.Context(), h.brand)
	h.ok(err)
	p.Terms.Clawback = ledger.Clamp
	h.ok(h.points.SetProgramme(h.t.Context(), account.SystemActor(h.brand), h.brand, *p))
}

// thanksForPresence has members who are there get points.
func (h *counter) thanksForPresence(points int64) {
	h.t.Helper()
	h.ok(h.points.SaveRule(h.t.Context(), account.SystemActor(h.brand), h.brand, loyalty.Rule{
		Name: "Présence", Active: true, Rule: ledger.Rule{ID: loyalty.CheckIn, Fixed: points, ExpiryDays: ledger.Never, Dedupe: ledger.PerBrand},
	}))
}

func (h *counter) available(member string) int64 {
	h.t.Helper()
	v, err := h.points.FindMember(h.t.Context(), account.SystemActor(h.brand), h.brand, member)
	h.ok(err)
	return v.Available
}

// verify fails the test where the books do not prove themselves.
func (h *counter) verify() {
	h.t.Helper()
	report, err := loyalty.Verify(h.t.Context(), h.db, h.brand)
	h.ok(err)
	for _, p := range report.Problems {
		h.t.Error(p.In("en"))
	}
}
