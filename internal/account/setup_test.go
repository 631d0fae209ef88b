package account_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/fault"
)

func first() account.NewUser {
	return account.NewUser{Email: "Awa@Exemple.SN", Name: "Awa Diop", Password: password, Locale: "fr"}
}

func firstBrand() account.Brand {
	return account.Brand{Slug: "glaces", Name: "Glaces Awa", TimeZone: "Indian/Mauritius", Currency: "mur", Locale: "fr"}
}

func TestSetUpMakesOneOwner(t *testing.T) {
	h := newHouse(t)
	link, err := h.SetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	token := tokenIn(t, link)
	if err := h.CheckSetup(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	var made atomic.Int64
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			_, _, err := h.SetUp(t.Context(), token, first(), firstBrand())
			if err == nil {
				made.Add(1)
			} else if !errors.Is(err, account.ErrLink) && !errors.Is(err, account.ErrSetUp) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if made.Load() != 1 {
		t.Fatalf("the link made %d owners", made.Load())
	}
	staff, _ := h.signedIn(t, "awa@exemple.sn")
	actor, brand, err := staff.InSlug("glaces")
	if err != nil || actor.Role != account.Owner || brand.Currency != "MUR" {
		t.Errorf("signed in as %+v of %+v, %v", actor, brand, err)
	}
	if link, err := h.SetupLink(t.Context()); link != "" || err != nil {
		t.Errorf("a second owner is invited: %q, %v", link, err)
	}
	if err := h.CheckSetup(t.Context(), token); !errors.Is(err, account.ErrSetUp) {
		t.Errorf("CheckSetup afterwards = %v, want ErrSetUp", err)
	}
}

func TestSetUpLinkIsOneAtATimeAndEnds(t *testing.T) {
	h := newHouse(t)
	links := make([]string, 2)
	for i := range links {
		link, err := h.SetupLink(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		links[i] = tokenIn(t, link)
	}
	for _, bad := range []string{"", "x", links[0]} {
		if _, _, err := h.SetUp(t.Context(), bad, first(), firstBrand()); !errors.Is(err, account.ErrLink) {
			t.Errorf("token %.6q: %v, want ErrLink", bad, err)
		}
	}
	h.clock.Advance(24 * time.Hour)
	if _, _, err := h.SetUp(t.Context(), links[1], first(), firstBrand()); !errors.Is(err, account.ErrLink) {
		t.Errorf("after a day: %v, want ErrLink", err)
	}
}

func TestSetUpTellsEveryWrongFieldAndKeepsTheLink(t *testing.T) {
	h := newHouse(t)
	link, err := h.SetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	token := tokenIn(t, link)
	_, _, err = h.SetUp(t.Context(), token, account.NewUser{Email: "awa", Name: " ", Password: "court", Locale: "de"},
		account.Brand{Slug: "Été 2026", Name: "", TimeZone: "Local", Currency: "EURO", Locale: "", Colour: "red", ContactEmail: "x"})
	got := map[string]bool{}
	for _, f := range fault.From(err).Fields {
		got[f.Name] = true
	}
	for _, want := range []string{
		"email", "name", "password", "locale", "brand_slug", "brand_name", "time_zone", "currency", "colour", "contact_email",
	} {
		if !got[want] {
			t.Errorf("%s is not told: %v", want, err)
		}
	}
	if err := h.CheckSetup(t.Context(), token); err != nil {
		t.Errorf("a mistake used the link up: %v", err)
	}
}

func TestPasswords(t *testing.T) {
	h := newHouse(t)
	for name, pass := range map[string]string{
		"short": "onze lettre", "one letter": "aaaaaaaaaaaaaaaa", "two letters": "abababababababab",
		"own address": "awa@exemple.sn", "too long": string(make([]byte, 201)), "not UTF-8": "\xff\xfe une phrase assez longue",
	} {
		_, err := h.AddUser(t.Context(), account.NewUser{Email: "awa@exemple.sn", Name: "Awa", Password: pass}, "", "")
		if f := fault.From(err); f == nil || len(f.Fields) != 1 || !errors.Is(f.Fields[0].Fault, account.ErrPassword) {
			t.Errorf("%s: %v, want ErrPassword", name, err)
		}
	}
	if _, err := h.AddUser(t.Context(), account.NewUser{Email: "awa@exemple.sn", Name: "Awa", Password: "mangue piment 🌶"}, "", ""); err != nil {
		t.Errorf("a good one: %v", err)
	}
	var stored string
	if err := h.db.Gorm(t.Context()).Raw("SELECT password_hash FROM users").Scan(&stored).Error; err != nil || len(stored) < 60 || stored[:9] != "$argon2id" {
		t.Errorf("stored as %q, %v", stored, err)
	}
}

func TestAddUserOnce(t *testing.T) {
	h := newHouse(t)
	h.brand(t, "glaces")
	var made atomic.Int64
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if _, err := h.AddUser(t.Context(), first(), "glaces", account.Manager); err == nil {
				made.Add(1)
			} else if !errors.Is(err, account.ErrUserTaken) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if made.Load() != 1 {
		t.Errorf("%d users with one address", made.Load())
	}
}
