package fan

import (
	"bytes"
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"kermesse/internal/secret"
)

func vaultOf(t *testing.T, text string) vault {
	t.Helper()
	s, err := secret.New(text)
	if err != nil {
		t.Fatal(err)
	}
	return newVault(s, rand.Reader)
}

func TestVaultOpensOnlyWhatItSealedForTheRow(t *testing.T) {
	v := vaultOf(t, strings.Repeat("a", 32))
	const plain = "awa@exemple.sn"
	sealed, keyID, err := v.seal(plain, "row-1")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := v.open(sealed, keyID, "row-1"); err != nil || got != plain {
		t.Fatalf("open = %q, %v", got, err)
	}
	again, _, err := v.seal(plain, "row-1")
	if err != nil || bytes.Equal(again, sealed) {
		t.Errorf("the same address is sealed to the same bytes (%v)", err)
	}
	flipped := bytes.Clone(sealed)
	flipped[len(flipped)-1] ^= 1
	other := vaultOf(t, strings.Repeat("b", 32))
	for name, open := range map[string]func() (string, error){
		"another row":    func() (string, error) { return v.open(sealed, keyID, "row-2") },
		"another key id": func() (string, error) { return v.open(sealed, "2", "row-1") },
		"another secret": func() (string, error) { return other.open(sealed, keyID, "row-1") },
		"changed":        func() (string, error) { return v.open(flipped, keyID, "row-1") },
		"cut short":      func() (string, error) { return v.open(sealed[:8], keyID, "row-1") },
		"empty":          func() (string, error) { return v.open(nil, keyID, "row-1") },
	} {
		if got, err := open(); !errors.Is(err, errUnseal) || got != "" {
			t.Errorf("%s: %q, %v; want errUnseal", name, got, err)
		}
	}
}
