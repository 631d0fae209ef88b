package account_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"kermesse/internal/account"
	"kermesse/internal/secret"
)

func apiSession(t *testing.T, h *house) account.Tokens {
	t.Helper()
	h.brand(t, "glaces")
	h.user(t, "awa@exemple.sn", "glaces", account.Owner)
	tokens, err := h.SignInAPI(t.Context(), account.Credentials{Email: "awa@exemple.sn", Password: password, Network: "n"})
	if err != nil {
		t.Fatal(err)
	}
	return tokens
}

func TestAccessTokenTellsWhoItIs(t *testing.T) {
	h := newHouse(t)
	tokens := apiSession(t, h)
	staff, err := h.Authenticate(t.Context(), tokens.Access)
	if err != nil {
		t.Fatal(err)
	}
	if staff.User.Email != "awa@exemple.sn" || staff.Kind != account.APISession || len(staff.Memberships) != 1 {
		t.Errorf("signed in as %+v", staff)
	}
	if tokens.ExpiresIn != account.AccessLife || tokens.ExpiresIn > 15*time.Minute {
		t.Errorf("lasts %v", tokens.ExpiresIn)
	}
}

// Every token that is not exactly one of ours is refused, and refused alike.
func TestForgedAccessTokens(t *testing.T) {
	h := newHouse(t)
	tokens := apiSession(t, h)
	key, err := secret.New(strings.Repeat("s", 40))
	if err != nil {
		t.Fatal(err)
	}
	right := key.Key("account access")
	var claims jwt.RegisteredClaims
	ours, _, err := jwt.NewParser().ParseUnverified(tokens.Access, &claims)
	if err != nil {
		t.Fatal(err)
	}
	kid := ours.Header["kid"]
	forge := func(method jwt.SigningMethod, key any, kid any, change func(*jwt.RegisteredClaims)) string {
		c := claims
		change(&c)
		token := jwt.NewWithClaims(method, c)
		if kid != nil {
			token.Header["kid"] = kid
		}
		s, err := token.SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	same := func(*jwt.RegisteredClaims) {}
	if _, err := h.Authenticate(t.Context(), forge(jwt.SigningMethodHS256, right, kid, same)); err != nil {
		t.Fatalf("the forger itself is broken: %v", err)
	}
	parts := strings.Split(tokens.Access, ".")
	raw := base64.RawURLEncoding.EncodeToString
	for name, token := range map[string]string{
		"empty":            "",
		"not a token":      "abc",
		"two parts":        parts[0] + "." + parts[1],
		"alg none":         forge(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, kid, same),
		"alg None, signed": raw([]byte(`{"alg":"None","typ":"JWT"}`)) + "." + parts[1] + "." + parts[2],
		"no signature":     parts[0] + "." + parts[1] + ".",
		"other algorithm":  forge(jwt.SigningMethodHS512, right, kid, same),
		"other key":        forge(jwt.SigningMethodHS256, key.Key("account form"), kid, same),
		"empty key":        forge(jwt.SigningMethodHS256, []byte{}, kid, same),
		"other kid":        forge(jwt.SigningMethodHS256, right, "deadbeef", same),
		"no kid":           forge(jwt.SigningMethodHS256, right, nil, same),
		"tampered":         parts[0] + "." + raw([]byte(`{"sub":"somebody"}`)) + "." + parts[2],
		"other issuer":     forge(jwt.SigningMethodHS256, right, kid, func(c *jwt.RegisteredClaims) { c.Issuer = "x" }),
		"other audience":   forge(jwt.SigningMethodHS256, right, kid, func(c *jwt.RegisteredClaims) { c.Audience = jwt.ClaimStrings{"x"} }),
		"no expiration":    forge(jwt.SigningMethodHS256, right, kid, func(c *jwt.RegisteredClaims) { c.ExpiresAt = nil }),
		"from the future": forge(jwt.SigningMethodHS256, right, kid, func(c *jwt.RegisteredClaims) {
			c.IssuedAt = jwt.NewNumericDate(h.clock.Now().Add(time.Hour))
		}),
		"no session": forge(jwt.SigningMethodHS256, right, kid, func(c *jwt.RegisteredClaims) { c.ID = "" }),
	} {
		if _, err := h.Authenticate(t.Context(), token); !errors.Is(err, account.ErrToken) {
			t.Errorf("%s: %v, want ErrToken", name, err)
		}
	}
	for name, change := range map[string]func(*jwt.RegisteredClaims){
		"another user's session": func(c *jwt.RegisteredClaims) { c.Subject = "somebody" },
		"another session":        func(c *jwt.RegisteredClaims) { c.ID = "0.0" },
		"another epoch":          func(c *jwt.RegisteredClaims) { c.ID = strings.TrimSuffix(c.ID, ".0") + ".1" },
	} {
		if _, err := h.Authenticate(t.Context(), forge(jwt.SigningMethodHS256, right, kid, change)); !errors.Is(err, account.ErrSignedOut) {
			t.Errorf("%s: %v, want ErrSignedOut", name, err)
		}
	}
	if _, err := h.withSecret(t, strings.Repeat("x", 40)).Authenticate(t.Context(), tokens.Access); !errors.Is(err, account.ErrToken) {
		t.Errorf("another installation took our token: %v", err)
	}
}

// A token is taken where the clock is a little behind the one that made it: that of another server,
// or this one's before it was set right.
func TestAccessTokenBearsASlowClock(t *testing.T) {
	h := newHouse(t)
	tokens := apiSession(t, h)
	h.clock.Advance(-30 * time.Second)
	if _, err := h.Authenticate(t.Context(), tokens.Access); err != nil {
		t.Errorf("half a minute before it was made: %v", err)
	}
	h.clock.Advance(-time.Hour)
	if _, err := h.Authenticate(t.Context(), tokens.Access); !errors.Is(err, account.ErrToken) {
		t.Errorf("an hour before it was made: %v, want ErrToken", err)
	}
}

func TestAccessTokenExpires(t *testing.T) {
	h := newHouse(t)
	tokens := apiSession(t, h)
	h.clock.Advance(account.AccessLife - time.Second)
	if _, err := h.Authenticate(t.Context(), tokens.Access); err != nil {
		t.Fatalf("a second before its end: %v", err)
	}
	h.clock.Advance(time.Second)
	if _, err := h.Authenticate(t.Context(), tokens.Access); !errors.Is(err, account.ErrTokenExpired) {
		t.Errorf("at its end: %v, want ErrTokenExpired", err)
	}
}

func TestRefreshRotates(t *testing.T) {
	h := newHouse(t)
	first := apiSession(t, h)
	second, err := h.Refresh(t.Context(), first.Refresh)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Authenticate(t.Context(), second.Access); err != nil {
		t.Fatal(err)
	}
	// The first refresh token comes back: it was copied. Everything of the session ends.
	if _, err := h.Refresh(t.Context(), first.Refresh); !errors.Is(err, account.ErrRefreshReused) {
		t.Fatalf("reuse: %v, want ErrRefreshReused", err)
	}
	if _, err := h.Refresh(t.Context(), second.Refresh); !errors.Is(err, account.ErrSignedOut) {
		t.Errorf("the good refresh token after a reuse: %v, want ErrSignedOut", err)
	}
	for _, access := range []string{first.Access, second.Access} {
		if _, err := h.Authenticate(t.Context(), access); !errors.Is(err, account.ErrSignedOut) {
			t.Errorf("an access token after a reuse: %v, want ErrSignedOut", err)
		}
	}
}

func TestConcurrentRefreshIsOneAndThenNone(t *testing.T) {
	h := newHouse(t)
	tokens := apiSession(t, h)
	var won atomic.Int64
	var next atomic.Value
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			switch got, err := h.Refresh(t.Context(), tokens.Refresh); {
			case err == nil:
				won.Add(1)
				next.Store(got)
			case errors.Is(err, account.ErrRefreshReused), errors.Is(err, account.ErrSignedOut):
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Fatalf("%d refreshes with one token succeeded, want 1", won.Load())
	}
	if _, err := h.Authenticate(t.Context(), next.Load().(account.Tokens).Access); !errors.Is(err, account.ErrSignedOut) {
		t.Errorf("the session survived nineteen reuses: %v", err)
	}
}

func TestRefreshExpiresAndIsNoOtherToken(t *testing.T) {
	h := newHouse(t)
	tokens := apiSession(t, h)
	_, cookie := h.signedIn(t, "awa@exemple.sn")
	for name, token := range map[string]string{"empty": "", "unknown": "x", "access": tokens.Access, "cookie": cookie} {
		if _, err := h.Refresh(t.Context(), token); !errors.Is(err, account.ErrSignedOut) {
			t.Errorf("%s: %v, want ErrSignedOut", name, err)
		}
	}
	if _, err := h.FindPanel(t.Context(), tokens.Refresh); !errors.Is(err, account.ErrSignedOut) {
		t.Errorf("a refresh token as a cookie: %v, want ErrSignedOut", err)
	}
	h.clock.Advance(account.RefreshLife)
	if _, err := h.Refresh(t.Context(), tokens.Refresh); !errors.Is(err, account.ErrSignedOut) {
		t.Errorf("expired: %v, want ErrSignedOut", err)
	}
}

func TestSignOutEndsTheSessionAtOnce(t *testing.T) {
	h := newHouse(t)
	tokens := apiSession(t, h)
	staff, err := h.Authenticate(t.Context(), tokens.Access)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.SignOut(t.Context(), staff); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Authenticate(t.Context(), tokens.Access); !errors.Is(err, account.ErrSignedOut) {
		t.Errorf("access: %v, want ErrSignedOut", err)
	}
	if _, err := h.Refresh(t.Context(), tokens.Refresh); !errors.Is(err, account.ErrSignedOut) {
		t.Errorf("refresh: %v, want ErrSignedOut", err)
	}
}
