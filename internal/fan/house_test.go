package fan_test

import (
	"crypto/rand"
	"regexp"
	"strings"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
	"kermesse/internal/fan"
	"kermesse/internal/mail"
	"kermesse/internal/secret"
)

// house is what a fan test runs in: a brand, a clock that stands still, an outbox.
type house struct {
	db     *db.DB
	clock  *clock.Settable
	outbox *mail.Outbox
	fans   *fan.Service
	brand  account.Brand
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{db: dbtest.Open(t), clock: clock.NewSettable(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))}
	key := testSecret(t)
	h.outbox = mail.NewOutbox(h.db, h.clock)
	accounts := account.New(account.Options{DB: h.db, Clock: h.clock, Outbox: h.outbox, Secret: key, BaseURL: "https://fete.example"})
	h.fans = fan.New(fan.Options{
		DB: h.db, Clock: h.clock, Random: rand.Reader, Outbox: h.outbox, Secret: key, BaseURL: "https://fete.example",
	})
	var err error
	h.brand, err = accounts.OpenBrand(t.Context(), account.Brand{
		Slug: "glaces", Name: "Glaces Awa", TimeZone: "Indian/Mauritius", Currency: "MUR", Locale: "fr",
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func testSecret(t *testing.T) secret.Secret {
	t.Helper()
	key, err := secret.New(strings.Repeat("s", 40))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (h *house) inTx(t *testing.T, fn func(tx *db.DB) error) {
	t.Helper()
	if err := h.db.InTx(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func (h *house) ensure(t *testing.T, email string, fold bool) fan.Fan {
	t.Helper()
	c, err := fan.ParseContact(email, "", "")
	if err != nil {
		t.Fatal(err)
	}
	var f fan.Fan
	h.inTx(t, func(tx *db.DB) (err error) {
		f, err = h.fans.Ensure(t.Context(), tx, h.brand.ID, c, fold)
		return err
	})
	return f
}

// challenge starts a verification and returns it with the code and the token that were
// mailed.
func (h *house) challenge(t *testing.T, f fan.Fan, p fan.Purpose) (c fan.Challenge, code, token string) {
	t.Helper()
	h.inTx(t, func(tx *db.DB) (err error) {
		c, err = h.fans.StartVerification(t.Context(), tx, fan.VerificationRequest{
			Fan: f.ID, Purpose: p, Subject: "entry:1", Title: "Un an de glaces", Locale: "fr", Path: "/c/glaces/confirm",
		})
		return err
	})
	code, token = h.mailed(t)
	return c, code, token
}

var (
	codeShape = regexp.MustCompile(`(?m)^ {4}(\d{6})$`)
	linkShape = regexp.MustCompile(`https://fete\.example/fr/\S+\?token=(\S+)`)
)

// mailed reads the code and the token of the newest mail.
func (h *house) mailed(t *testing.T) (code, token string) {
	t.Helper()
	mails, err := h.outbox.Recent(t.Context(), 1)
	if err != nil || len(mails) == 0 {
		t.Fatalf("no mail (%v)", err)
	}
	c, l := codeShape.FindStringSubmatch(mails[0].Text), linkShape.FindStringSubmatch(mails[0].Text)
	if c == nil || l == nil {
		t.Fatalf("no code or link in:\n%s", mails[0].Text)
	}
	return c[1], l[1]
}
