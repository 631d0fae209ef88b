package account

import (
	"errors"
	"strings"
	"testing"
	"time"

	"kermesse/internal/clock"
	"kermesse/internal/secret"
)

// sevens are no random numbers.
type sevens struct{}

func (sevens) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 7
	}
	return len(p), nil
}

// A token that was not made here is refused as one, and a browser that is not known is none.
func FuzzTokens(f *testing.F) {
	key, err := secret.New(strings.Repeat("s", secret.MinLength))
	if err != nil {
		f.Fatal(err)
	}
	now := clock.NewSettable(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
	s := New(Options{Clock: now, Random: sevens{}, Secret: key}) // the same in every process that fuzzes
	good, err := s.access.sign(pass{session: "s", user: "u", epoch: 1}, now.Now())
	if err != nil {
		f.Fatal(err)
	}
	browser, err := s.KnowBrowser("awa@exemple.sn")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good, "awa@exemple.sn")
	f.Add(browser, "awa@exemple.sn")
	f.Add(browser, " AWA@exemple.sn")
	f.Add("eyJhbGciOiJub25lIn0.e30.", "")
	f.Add("a..b", "")
	f.Fuzz(func(t *testing.T, token, email string) {
		p, err := s.access.parse(token)
		switch {
		case err == nil && (p != pass{session: "s", user: "u", epoch: 1}):
			t.Errorf("%q is taken for %+v", token, p)
		case err != nil && !errors.Is(err, ErrToken) && !errors.Is(err, ErrTokenExpired):
			t.Errorf("%q: %v", token, err)
		}
		if id := s.browserOf(Credentials{Email: normalEmail(email), Browser: token}); id != "" && (token != browser || normalEmail(email) != "awa@exemple.sn") {
			t.Errorf("%q is a browser of %q", token, email)
		}
	})
}
