package account_test

import (
	"crypto/rand"
	"net/url"
	"strings"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
	"kermesse/internal/mail"
	"kermesse/internal/secret"
)

const password = "une phrase assez longue"

// house is what an account test runs in.
type house struct {
	*account.Service
	db     *db.DB
	clock  *clock.Settable
	outbox *mail.Outbox
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{db: dbtest.Open(t), clock: clock.NewSettable(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))}
	h.outbox = mail.NewOutbox(h.db, h.clock)
	h.Service = h.withSecret(t, strings.Repeat("s", 40))
	return h
}

// withSecret is the same house under another secret.
func (h *house) withSecret(t *testing.T, text string) *account.Service {
	t.Helper()
	key, err := secret.New(text)
	if err != nil {
		t.Fatal(err)
	}
	return account.New(account.Options{
		DB: h.db, Clock: h.clock, Random: rand.Reader, Outbox: h.outbox, Secret: key,
		Hashing: account.Hashing{MemoryKiB: 64, Passes: 1, AtOnce: 4}, BaseURL: "https://fete.example",
	})
}

func (h *house) brand(t *testing.T, slug string) account.Brand {
	t.Helper()
	b, err := h.OpenBrand(t.Context(), account.Brand{
		Slug: slug, Name: "Marque " + slug, TimeZone: "Indian/Mauritius", Currency: "MUR", Locale: "fr",
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// user adds a user with a role in a brand.
func (h *house) user(t *testing.T, email, brandSlug string, role account.Role) account.User {
	t.Helper()
	u, err := h.AddUser(t.Context(), account.NewUser{Email: email, Name: "Nom de " + email, Password: password}, brandSlug, role)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// signedIn opens a panel session and returns who is behind it.
func (h *house) signedIn(t *testing.T, email string) (account.Staff, string) {
	t.Helper()
	cookie, err := h.SignInPanel(t.Context(), account.Credentials{Email: email, Password: password, Network: "n"})
	if err != nil {
		t.Fatal(err)
	}
	staff, err := h.FindPanel(t.Context(), cookie)
	if err != nil {
		t.Fatal(err)
	}
	return staff, cookie
}

// actor is a new user with a role in a brand, signed in.
func (h *house) actor(t *testing.T, b account.Brand, email string, role account.Role) account.Actor {
	t.Helper()
	h.user(t, email, b.Slug, role)
	staff, _ := h.signedIn(t, email)
	actor, err := staff.In(b.ID)
	if err != nil {
		t.Fatal(err)
	}
	return actor
}

// mailedToken returns the token of the link in the newest mail to an address.
func (h *house) mailedToken(t *testing.T, to string) string {
	t.Helper()
	mails, err := h.outbox.Recent(t.Context(), 50)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mails {
		if m.To == to {
			return tokenIn(t, m.Text)
		}
	}
	t.Fatalf("no mail to %s", to)
	return ""
}

func tokenIn(t *testing.T, text string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, "token=")
	if !ok {
		t.Fatalf("no link in:\n%s", text)
	}
	token, err := url.QueryUnescape(strings.Fields(rest)[0])
	if err != nil {
		t.Fatal(err)
	}
	return token
}
