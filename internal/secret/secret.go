// Package secret turns the one secret of an installation into one key per purpose, so
// that a key used for sign-ins tells nothing about the key that seals addresses. The
// secret itself is never used as a key and never printed.
package secret

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// MinLength is how many characters a secret must have at least. Token makes 43.
const MinLength = 32

// KeySize is the length of every derived key, in bytes.
const KeySize = 32

// ErrShort is returned by New for a secret that might be guessed.
var ErrShort = errors.New("secret: at least 32 characters are needed")

// Secret is what an installation keeps to itself: whoever has it can sign in as
// anybody and read every sealed address.
type Secret struct {
	root []byte
	ring *Ring // of personal columns; nil: root alone
}

// New returns the secret written as text: KERMESSE_SECRET, or the file in the data folder.
func New(text string) (Secret, error) {
	if len(text) < MinLength {
		return Secret{}, ErrShort
	}
	return Secret{root: []byte(text)}, nil
}

// Token returns 256 random bits as 43 characters that are safe in a URL and a cookie:
// a new installation's secret, a session, a link.
func Token(random io.Reader) (string, error) {
	var bits [32]byte
	if _, err := io.ReadFull(random, bits[:]); err != nil {
		return "", fmt.Errorf("secret: no random numbers: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(bits[:]), nil
}

// Hash is how a token is stored: whoever reads the table cannot use what is in it. A
// token has 256 random bits, so a plain SHA-256 is enough where a password would need
// argon2id.
func Hash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// Key derives the key of one purpose (HKDF-SHA256, RFC 5869). The same secret and
// purpose always give the same KeySize bytes.
func (s Secret) Key(purpose string) []byte {
	if len(s.root) == 0 {
		panic("secret: a key was asked of no secret")
	}
	key, err := hkdf.Key(sha256.New, s.root, nil, "kermesse/"+purpose, KeySize)
	if err != nil {
		// Only a key longer than HKDF can give, or an approved-mode build, fails here.
		panic(fmt.Sprintf("secret: %v", err))
	}
	return key
}

// MAC authenticates parts under a derived key (HMAC-SHA256). Each part is preceded by
// its length, so that ("ab", "c") and ("a", "bc") differ.
func MAC(key []byte, parts ...string) []byte {
	mac := hmac.New(sha256.New, key)
	var length [8]byte
	for _, part := range parts {
		binary.BigEndian.PutUint64(length[:], uint64(len(part)))
		mac.Write(length[:])
		mac.Write([]byte(part))
	}
	return mac.Sum(nil)
}

// Equal compares a code that somebody typed with the right one, in a time that tells nothing
// of how much of it was right.
func Equal(typed, right string) bool { return hmac.Equal([]byte(typed), []byte(right)) }

// String hides the secret from logs and from %v.
func (Secret) String() string { return "[secret]" }

// GoString hides the secret from %#v.
func (Secret) GoString() string { return "[secret]" }
