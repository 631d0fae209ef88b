package contests

import (
	"crypto/hmac"
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/secret"
)

// NewFormKey returns the one-time key of an entry form that is shown now. It carries our
// word for when that was, so that a form that comes back faster than a person fills it in
// is seen; any other text serves as a key as well, and tells nothing of the time.
func (s *Service) NewFormKey() (string, error) {
	var nonce [12]byte
	if _, err := io.ReadFull(s.random, nonce[:]); err != nil {
		return "", fmt.Errorf("contests: no random numbers: %w", err)
	}
	said := strconv.FormatInt(db.Millis(s.clock.Now()), 36) + "." + base64.RawURLEncoding.EncodeToString(nonce[:])
	return said + "." + s.formWord(said), nil
}

func (s *Service) formWord(said string) string {
	return base64.RawURLEncoding.EncodeToString(secret.MAC(s.formKey, said)[:9])
}

// shownAt is when the form of a key was shown; false where the key is not ours.
func (s *Service) shownAt(key string) (time.Time, bool) {
	end := strings.LastIndexByte(key, '.')
	if end < 0 || !hmac.Equal([]byte(key[end+1:]), []byte(s.formWord(key[:end]))) {
		return time.Time{}, false
	}
	at, _, _ := strings.Cut(key, ".")
	ms, err := strconv.ParseInt(at, 36, 64)
	return db.Time(ms), err == nil
}
