package secret_test

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"kermesse/internal/secret"
)

func TestKeysDifferByPurposeAndBySecret(t *testing.T) {
	one, err := secret.New(strings.Repeat("a", 32))
	if err != nil {
		t.Fatal(err)
	}
	two, err := secret.New(strings.Repeat("b", 32))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(one.Key("access"), one.Key("access")) {
		t.Error("the same purpose gave two keys")
	}
	if bytes.Equal(one.Key("access"), one.Key("contacts")) || bytes.Equal(one.Key("access"), two.Key("access")) {
		t.Error("two purposes or two secrets share a key")
	}
}

// A derived key must not change from one version to the next: every sealed address and
// every stored lookup depends on it.
func TestKeyIsPinned(t *testing.T) {
	s, err := secret.New(strings.Repeat("k", 32))
	if err != nil {
		t.Fatal(err)
	}
	const want = "65f7139dc1cca3a0c825978027862f036021badcf4deae186cd4a2a9e4f67e88"
	if got := hex.EncodeToString(s.Key("pinned")); got != want {
		t.Errorf("Key = %s, want %s", got, want)
	}
}

func TestShortSecretIsRefused(t *testing.T) {
	if _, err := secret.New(strings.Repeat("a", 31)); !errors.Is(err, secret.ErrShort) {
		t.Errorf("New = %v, want ErrShort", err)
	}
	token, err := secret.Token(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := secret.New(token); err != nil {
		t.Errorf("a generated secret is refused: %v", err)
	}
}

func TestMACKeepsPartsApart(t *testing.T) {
	key := []byte("key")
	if bytes.Equal(secret.MAC(key, "ab", "c"), secret.MAC(key, "a", "bc")) {
		t.Error("two lists of parts have the same MAC")
	}
}

func TestSecretIsNotPrinted(t *testing.T) {
	const text = "do-not-print-me-do-not-print-me-1"
	s, err := secret.New(text)
	if err != nil {
		t.Fatal(err)
	}
	if out := fmt.Sprintf("%v %+v %#v %s", s, s, s, s); strings.Contains(out, "print") {
		t.Errorf("printed: %s", out)
	}
}
