package account_test

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
	"kermesse/internal/secret"
)

func creds(email, pass string) account.Credentials {
	return account.Credentials{Email: email, Password: pass, Network: "192.0.2.0/24", Device: "Firefox, Android"}
}

// Who is not there and who mistypes get the same answer: code, sentence, everything.
func TestSignInTellsNothingAboutAccounts(t *testing.T) {
	h := newHouse(t)
	h.brand(t, "glaces")
	h.user(t, "awa@exemple.sn", "glaces", account.Owner)
	_, known := h.SignInPanel(t.Context(), creds("awa@exemple.sn", "pas le bon mot de passe"))
	_, unknown := h.SignInPanel(t.Context(), creds("nobody@exemple.sn", "pas le bon mot de passe"))
	if !errors.Is(known, account.ErrCredentials) || known.Error() != unknown.Error() {
		t.Errorf("known: %v, unknown: %v", known, unknown)
	}
	for _, hostile := range []string{"", "x", "awa@exemple.sn\x00", strings.Repeat("é", 10_000), "' OR 1=1 --"} {
		if _, err := h.SignInPanel(t.Context(), creds(hostile, password)); !errors.Is(err, account.ErrCredentials) {
			t.Errorf("address %.20q: %v, want ErrCredentials", hostile, err)
		}
	}
	if _, err := h.SignInPanel(t.Context(), creds("awa@exemple.sn", strings.Repeat("x", 1<<20))); !errors.Is(err, account.ErrCredentials) {
		t.Errorf("a password of a megabyte: %v, want ErrCredentials", err)
	}
	if _, err := h.SignInPanel(t.Context(), creds(" AWA@Exemple.SN ", password)); err != nil {
		t.Errorf("the case of an address keeps its owner out: %v", err)
	}
}

func TestGuessesAreSlowedAndToldWhenToRetry(t *testing.T) {
	h := newHouse(t)
	h.brand(t, "glaces")
	h.user(t, "awa@exemple.sn", "glaces", account.Owner)
	var refused, slowed atomic.Int64
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			_, err := h.SignInPanel(t.Context(), creds("awa@exemple.sn", "pas le bon mot de passe"))
			switch {
			case errors.Is(err, account.ErrCredentials):
				refused.Add(1)
			case errors.Is(err, account.ErrTooManySignIns):
				slowed.Add(1)
				if wait := fault.From(err).RetryAfter; wait <= 0 || wait > 15*time.Minute {
					t.Errorf("retry after %v", wait)
				}
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if refused.Load() != 8 || slowed.Load() != 12 {
		t.Errorf("%d guesses were tried and %d slowed down, want 8 and 12", refused.Load(), slowed.Load())
	}
	if _, err := h.SignInPanel(t.Context(), creds("awa@exemple.sn", password)); !errors.Is(err, account.ErrTooManySignIns) {
		t.Errorf("the right password while slowed down: %v", err)
	}
	elsewhere := creds("awa@exemple.sn", password)
	elsewhere.Network = "198.51.100.0/24"
	if _, err := h.SignInPanel(t.Context(), elsewhere); err != nil {
		t.Errorf("a stranger's guesses keep the owner out everywhere: %v", err)
	}
	h.clock.Advance(15 * time.Minute)
	if _, err := h.SignInPanel(t.Context(), creds("awa@exemple.sn", password)); err != nil {
		t.Errorf("after the wait: %v", err)
	}
}

func TestSuccessForgetsMistakes(t *testing.T) {
	h := newHouse(t)
	h.brand(t, "glaces")
	h.user(t, "awa@exemple.sn", "glaces", account.Owner)
	for range 5 {
		for range 7 {
			if _, err := h.SignInPanel(t.Context(), creds("awa@exemple.sn", "une faute de frappe")); !errors.Is(err, account.ErrCredentials) {
				t.Fatal(err)
			}
		}
		if _, err := h.SignInPanel(t.Context(), creds("awa@exemple.sn", password)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestPanelSessionLastsWithUse(t *testing.T) {
	h := newHouse(t)
	h.brand(t, "glaces")
	h.user(t, "awa@exemple.sn", "glaces", account.Owner)
	_, cookie := h.signedIn(t, "awa@exemple.sn")
	for range 3 {
		h.clock.Advance(account.PanelLife - time.Hour)
		if _, err := h.FindPanel(t.Context(), cookie); err != nil {
			t.Fatalf("a session in use ended: %v", err)
		}
	}
	h.clock.Advance(account.PanelLife)
	for _, cookie := range []string{cookie, "", "x"} {
		if _, err := h.FindPanel(t.Context(), cookie); !errors.Is(err, account.ErrSignedOut) {
			t.Errorf("cookie %.5q…: %v, want ErrSignedOut", cookie, err)
		}
	}
}

func TestSignOutElsewhereEndsEverythingElse(t *testing.T) {
	h := newHouse(t)
	h.brand(t, "glaces")
	h.user(t, "awa@exemple.sn", "glaces", account.Owner)
	here, cookie := h.signedIn(t, "awa@exemple.sn")
	_, other := h.signedIn(t, "awa@exemple.sn")
	tokens, err := h.SignInAPI(t.Context(), creds("awa@exemple.sn", password))
	if err != nil {
		t.Fatal(err)
	}
	if sessions, err := h.ListSessions(t.Context(), here); err != nil || len(sessions) != 3 {
		t.Fatalf("%d sessions (%v), want 3", len(sessions), err)
	}
	if err := h.SignOutElsewhere(t.Context(), here); err != nil {
		t.Fatal(err)
	}
	if _, err := h.FindPanel(t.Context(), cookie); err != nil {
		t.Errorf("the session at hand ended: %v", err)
	}
	if _, err := h.FindPanel(t.Context(), other); !errors.Is(err, account.ErrSignedOut) {
		t.Errorf("the other browser: %v", err)
	}
	if _, err := h.Authenticate(t.Context(), tokens.Access); !errors.Is(err, account.ErrSignedOut) {
		t.Errorf("the access token: %v", err)
	}
	if _, err := h.Refresh(t.Context(), tokens.Refresh); !errors.Is(err, account.ErrSignedOut) {
		t.Errorf("the refresh token: %v", err)
	}
}

// A role that is taken away is gone with the next request, whatever tokens are about.
func TestRolesAreReadForEveryRequest(t *testing.T) {
	h := newHouse(t)
	b := h.brand(t, "glaces")
	owner := h.actor(t, b, "owner@exemple.sn", account.Owner)
	till := h.user(t, "till@exemple.sn", "glaces", account.Manager)
	tokens, err := h.SignInAPI(t.Context(), creds("till@exemple.sn", password))
	if err != nil {
		t.Fatal(err)
	}
	role := func() account.Role {
		staff, err := h.Authenticate(t.Context(), tokens.Access)
		if err != nil {
			t.Fatal(err)
		}
		actor, _ := staff.In(b.ID)
		return actor.Role
	}
	if got := role(); got != account.Manager {
		t.Fatalf("role %q", got)
	}
	if err := h.ChangeRole(t.Context(), owner, till.ID, account.Till); err != nil {
		t.Fatal(err)
	}
	if got := role(); got != account.Till {
		t.Errorf("role %q after the change", got)
	}
	if err := h.RemoveMember(t.Context(), owner, till.ID); err != nil {
		t.Fatal(err)
	}
	if got := role(); got != "" {
		t.Errorf("role %q after the removal", got)
	}
}

func TestPurgeKeepsOpenSessions(t *testing.T) {
	h := newHouse(t)
	h.brand(t, "glaces")
	h.user(t, "awa@exemple.sn", "glaces", account.Owner)
	over, old := h.signedIn(t, "awa@exemple.sn")
	if err := h.SignOut(t.Context(), over); err != nil {
		t.Fatal(err)
	}
	h.clock.Advance(31 * 24 * time.Hour)
	_, cookie := h.signedIn(t, "awa@exemple.sn")
	if err := h.Task().Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := h.FindPanel(t.Context(), cookie); err != nil {
		t.Errorf("an open session was purged: %v", err)
	}
	if _, err := h.FindPanel(t.Context(), old); !errors.Is(err, account.ErrSignedOut) {
		t.Errorf("an old one: %v", err)
	}
	var left int
	if err := h.db.Gorm(t.Context()).Raw("SELECT count(*) FROM staff_sessions").Scan(&left).Error; err != nil || left != 1 {
		t.Errorf("%d sessions stored (%v), want 1", left, err)
	}
}

func TestFormTokens(t *testing.T) {
	h := newHouse(t)
	token, err := h.FormToken("session-1")
	if err != nil {
		t.Fatal(err)
	}
	again, err := h.FormToken("session-1")
	if err != nil || again == token {
		t.Fatalf("two tokens are the same text (%v)", err)
	}
	if !h.CheckFormToken("session-1", token) || !h.CheckFormToken("session-1", again) {
		t.Error("a good token is refused")
	}
	nonce, _, _ := strings.Cut(token, ".")
	_, other, _ := strings.Cut(again, ".")
	for binding, token := range map[string]string{
		"session-2": token, "": token, "session-10": token, "session-1": nonce + "." + other,
	} {
		if h.CheckFormToken(binding, token) {
			t.Errorf("binding %q takes %q", binding, token)
		}
	}
	for _, bad := range []string{"", ".", nonce, nonce + "."} {
		if h.CheckFormToken("session-1", bad) {
			t.Errorf("token %q is taken", bad)
		}
	}
}

// Strangers who guess, from everywhere and from the same Wi-Fi, keep nobody out of a browser at
// which they have signed in before; and whoever is new asks for a password by mail, and is let in.
func TestAKnownBrowserIsNotLockedOut(t *testing.T) {
	h := newHouse(t)
	h.brand(t, "glaces")
	h.user(t, "awa@exemple.sn", "glaces", account.Owner)
	known, err := h.KnowBrowser("awa@exemple.sn")
	if err != nil {
		t.Fatal(err)
	}
	guess := func(network, browser string, times int) (last error) {
		for range times {
			c := creds("awa@exemple.sn", "pas le bon mot de passe")
			c.Network, c.Browser = network, browser
			_, last = h.SignInPanel(t.Context(), c)
		}
		return last
	}
	for i := range 6 {
		guess("198.51."+string(rune('0'+i))+".0/24", "", 8)
	}
	if err := guess("192.0.2.0/24", "", 9); !errors.Is(err, account.ErrTooManySignIns) {
		t.Fatalf("the account is not being guessed at: %v", err)
	}
	own := creds("awa@exemple.sn", password)
	if _, err := h.SignInPanel(t.Context(), own); !errors.Is(err, account.ErrTooManySignIns) {
		t.Errorf("a browser that nobody knows: %v", err)
	}
	own.Browser = known
	if _, err := h.SignInPanel(t.Context(), own); err != nil {
		t.Errorf("the owner is kept out of their own browser: %v", err)
	}
	if err := guess("192.0.2.0/24", known, 9); !errors.Is(err, account.ErrTooManySignIns) {
		t.Errorf("who holds what a browser is known by may guess for ever: %v", err)
	}
	other, err := h.KnowBrowser("bob@exemple.sn")
	if err != nil {
		t.Fatal(err)
	}
	for name, browser := range map[string]string{"another's": other, "a forged one": known[:len(known)-1] + "x", "nonsense": "..", "cut": known[3:]} {
		own.Browser = browser
		if _, err := h.SignInPanel(t.Context(), own); !errors.Is(err, account.ErrTooManySignIns) {
			t.Errorf("by %s: %v", name, err)
		}
	}
	h.clock.Advance(account.BrowserLife)
	for range 60 {
		guess("192.0.2.0/24", "", 1)
	}
	own.Browser = known
	if _, err := h.SignInPanel(t.Context(), own); !errors.Is(err, account.ErrTooManySignIns) {
		t.Errorf("half a year later: %v", err)
	}
}

// Mails that anybody sets off do not keep the link back from somebody who has lost a password, and
// that link sends no more than its share.
func TestAFullMailboxStillGetsANewPassword(t *testing.T) {
	h := newHouse(t)
	h.brand(t, "glaces")
	h.user(t, "awa@exemple.sn", "glaces", account.Owner)
	key, err := secret.New(strings.Repeat("s", 40))
	if err != nil {
		t.Fatal(err)
	}
	boxes := mail.NewMailboxes(key, h.clock)
	fill := func() {
		for range 3 * mail.PerDay {
			if err := h.db.InTx(t.Context(), func(tx *db.DB) error {
				_, err := boxes.Bears(t.Context(), tx, "awa@exemple.sn", "")
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for hour := range 3 {
		fill()
		for range 5 {
			if err := h.RequestReset(t.Context(), "awa@exemple.sn"); err != nil {
				t.Fatal(err)
			}
		}
		mails, err := h.outbox.Recent(t.Context(), 50)
		if err != nil || len(mails) != hour+1 {
			t.Fatalf("hour %d: %d mails, %v; want one an hour", hour, len(mails), err)
		}
		h.clock.Advance(time.Hour)
	}
}
