package account

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"kermesse/internal/secret"
)

// BrowserLife is how long a browser is known after somebody has proved there who they are.
const BrowserLife = 180 * 24 * time.Hour

// BrowserName names what a browser keeps for an account, so that several people may share it. It
// tells nothing about whether there is such an account.
func (s *Service) BrowserName(email string) string {
	return base64.RawURLEncoding.EncodeToString(secret.MAC(s.keys.browser, "name", normalEmail(email))[:9])
}

// KnowBrowser returns what a browser keeps where somebody has just proved who they are: by their
// password or by a mailed link. It opens nothing; it keeps strangers who guess the password from
// locking its owner out (see signInLimits).
func (s *Service) KnowBrowser(email string) (string, error) {
	id, err := secret.Token(s.random)
	if err != nil {
		return "", err
	}
	const enough = 16 // letters, to tell browsers apart
	text := id[:enough] + "." + strconv.FormatInt(s.clock.Now().Add(BrowserLife).Unix(), 36)
	return text + "." + s.browserMAC(text, normalEmail(email)), nil
}

// browserOf is the id of a browser that is known to be of the account; empty for any other.
func (s *Service) browserOf(c Credentials) string {
	text, mac, ok := cutLast(c.Browser, ".")
	id, until, dated := strings.Cut(text, ".")
	expires, err := strconv.ParseInt(until, 36, 64)
	if !ok || !dated || err != nil || c.Email == "" || s.clock.Now().Unix() >= expires || !secret.Equal(mac, s.browserMAC(text, c.Email)) {
		return ""
	}
	return id
}

func (s *Service) browserMAC(text, email string) string {
	return base64.RawURLEncoding.EncodeToString(secret.MAC(s.keys.browser, "known", text, email)[:18])
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}
