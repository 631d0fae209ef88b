package fan_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/fan"
)

// signIn requests a code for an address and returns the token that was mailed.
func (h *house) signIn(t *testing.T, email string) string {
	t.Helper()
	c, err := fan.ParseContact(email, "", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.fans.RequestSignIn(t.Context(), fan.SignInRequest{
		Brand: h.brand.ID, Contact: c, Locale: "fr", Path: "/m/glaces/code", Network: "192.0.2.0/24",
	}); err != nil {
		t.Fatal(err)
	}
	_, token := h.mailed(t)
	return token
}

func TestSignInOpensOneSession(t *testing.T) {
	h := newHouse(t)
	token := h.signIn(t, "awa@exemple.sn")
	var won atomic.Int64
	var cookie atomic.Value
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			switch _, c, err := h.fans.SignIn(t.Context(), h.brand.ID, token); {
			case err == nil:
				won.Add(1)
				cookie.Store(c)
			case !errors.Is(err, fan.ErrLinkUsed):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Fatalf("one link opened %d sessions", won.Load())
	}
	f, err := h.fans.FindSession(t.Context(), h.brand.ID, cookie.Load().(string))
	if err != nil || f.Contact.Value != "awa@exemple.sn" || !f.Verified() {
		t.Fatalf("signed in as %+v, %v", f, err)
	}
}

func TestSignInTakesNoOtherLink(t *testing.T) {
	h := newHouse(t)
	f := h.ensure(t, "awa@exemple.sn", false)
	_, _, entry := h.challenge(t, f, fan.Entry)
	if _, _, err := h.fans.SignIn(t.Context(), h.brand.ID, entry); !errors.Is(err, fan.ErrLinkInvalid) {
		t.Errorf("the link of an entry: %v, want ErrLinkInvalid", err)
	}
	if _, err := h.fans.Preview(t.Context(), entry); err != nil {
		t.Errorf("and it no longer confirms the entry: %v", err)
	}
	token := h.signIn(t, "awa@exemple.sn")
	if _, _, err := h.fans.SignIn(t.Context(), account.BrandID("other"), token); !errors.Is(err, fan.ErrLinkInvalid) {
		t.Errorf("the link of another brand: %v, want ErrLinkInvalid", err)
	}
}

func TestSessionLastsWithUseAndEnds(t *testing.T) {
	h := newHouse(t)
	_, cookie, err := h.fans.SignIn(t.Context(), h.brand.ID, h.signIn(t, "awa@exemple.sn"))
	if err != nil {
		t.Fatal(err)
	}
	find := func() error {
		_, err := h.fans.FindSession(t.Context(), h.brand.ID, cookie)
		return err
	}
	for range 3 {
		h.clock.Advance(fan.SessionLife - time.Hour)
		if err := find(); err != nil {
			t.Fatalf("a session in use ended: %v", err)
		}
	}
	if _, err := h.fans.FindSession(t.Context(), "other", cookie); !errors.Is(err, fan.ErrSignedOut) {
		t.Errorf("at another brand: %v, want ErrSignedOut", err)
	}
	h.clock.Advance(fan.SessionLife)
	if err := find(); !errors.Is(err, fan.ErrSignedOut) {
		t.Errorf("unused: %v, want ErrSignedOut", err)
	}
	_, cookie, err = h.fans.SignIn(t.Context(), h.brand.ID, h.signIn(t, "awa@exemple.sn"))
	if err != nil {
		t.Fatal(err)
	}
	if err := h.fans.EndSession(t.Context(), cookie); err != nil {
		t.Fatal(err)
	}
	for _, cookie := range []string{cookie, "", "x"} {
		if _, err := h.fans.FindSession(t.Context(), h.brand.ID, cookie); !errors.Is(err, fan.ErrSignedOut) {
			t.Errorf("cookie %q: %v, want ErrSignedOut", cookie, err)
		}
	}
}

func TestPurgeKeepsWhatIsInUse(t *testing.T) {
	h := newHouse(t)
	_, cookie, err := h.fans.SignIn(t.Context(), h.brand.ID, h.signIn(t, "awa@exemple.sn"))
	if err != nil {
		t.Fatal(err)
	}
	old := h.signIn(t, "old@exemple.sn")
	h.clock.Advance(8 * 24 * time.Hour)
	if err := h.fans.Task().Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := h.fans.FindSession(t.Context(), h.brand.ID, cookie); err != nil {
		t.Errorf("an open session was purged: %v", err)
	}
	if _, err := h.fans.Preview(t.Context(), old); !errors.Is(err, fan.ErrLinkInvalid) {
		t.Errorf("an old link: %v, want ErrLinkInvalid", err)
	}
}

func TestDeviceCookie(t *testing.T) {
	h := newHouse(t)
	id, cookie, err := h.fans.NewDevice()
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := h.fans.Device(cookie); !ok || got != id {
		t.Errorf("Device = %q, %v; want %q", got, ok, id)
	}
	other, _, err := h.fans.NewDevice()
	if err != nil || other == id {
		t.Fatalf("two devices are one (%v)", err)
	}
	_, signature, _ := strings.Cut(cookie, ".")
	for _, forged := range []string{"", ".", string(id), string(id) + ".", string(other) + "." + signature, cookie + "x", "." + signature} {
		if got, ok := h.fans.Device(forged); ok {
			t.Errorf("Device(%q) = %q", forged, got)
		}
	}
}

// A network that asks for very many codes is slowed down: their mails leave in the hours after,
// with links that hold as long as any. Nobody is refused for where they are.
func TestACrowdedNetworkWaitsAndIsNotRefused(t *testing.T) {
	h := newHouse(t)
	ask := func(i int, network string) fan.Challenge {
		t.Helper()
		c, err := fan.ParseContact(fmt.Sprintf("fan%d@exemple.sn", i), "", "")
		if err != nil {
			t.Fatal(err)
		}
		challenge, err := h.fans.RequestSignIn(t.Context(), fan.SignInRequest{
			Brand: h.brand.ID, Contact: c, Locale: "fr", Path: "/m/glaces/code", Network: network,
		})
		if err != nil {
			t.Fatalf("the %dth of the network is refused: %v", i+1, err)
		}
		return challenge
	}
	const anHour = 300
	for i := range anHour {
		if c := ask(i, "192.0.2.0/24"); !c.MailAt.IsZero() {
			t.Fatalf("the %dth waits", i+1)
		}
	}
	late := ask(anHour, "192.0.2.0/24")
	next := h.clock.Now().Truncate(time.Hour).Add(time.Hour)
	if !late.MailAt.Equal(next) || !late.ExpiresAt.Equal(next.Add(fan.ChallengeLife)) {
		t.Errorf("the next mail leaves at %v and its link ends at %v", late.MailAt, late.ExpiresAt)
	}
	if c := ask(anHour+1, "198.51.100.0/24"); !c.MailAt.IsZero() {
		t.Error("another network waits, too")
	}
	var due []int64
	if err := h.db.Gorm(t.Context()).Raw("SELECT due_at FROM mail_outbox WHERE recipient = ?", fmt.Sprintf("fan%d@exemple.sn", anHour)).Scan(&due).Error; err != nil || len(due) != 1 || due[0] != next.UnixMilli() {
		t.Errorf("the mail is due at %v, %v", due, err)
	}
}
