package fan

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
	"io"

	"kermesse/internal/secret"
)

// vault seals contacts: AES-256-GCM under a derived key, bound to the row they belong
// to, so that a sealed value moved to another row does not open.
type vault struct {
	current string
	keys    map[string]cipher.AEAD // by the id stored beside each sealed value
}

var errUnseal = errors.New("fan: a sealed contact does not open: another secret, or a changed row")

func newVault(s secret.Secret) vault {
	const current = "1"
	block, err := aes.NewCipher(s.Key("fan contacts " + current))
	if err != nil {
		panic(fmt.Sprintf("fan: %v", err)) // a key of the wrong size: not with secret.KeySize
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(fmt.Sprintf("fan: %v", err))
	}
	return vault{current: current, keys: map[string]cipher.AEAD{current: aead}}
}

// seal returns nonce and ciphertext, and the id of the key.
func (v vault) seal(random io.Reader, plain, row string) ([]byte, string, error) {
	aead := v.keys[v.current]
	nonce := make([]byte, aead.NonceSize())
	if _, err := io.ReadFull(random, nonce); err != nil {
		return nil, "", fmt.Errorf("fan: no random numbers: %w", err)
	}
	return aead.Seal(nonce, nonce, []byte(plain), []byte(row)), v.current, nil
}

// open returns what was sealed for row.
func (v vault) open(sealed []byte, keyID, row string) (string, error) {
	aead, ok := v.keys[keyID]
	if !ok || len(sealed) < aead.NonceSize() {
		return "", errUnseal
	}
	plain, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], []byte(row))
	if err != nil {
		return "", errUnseal
	}
	return string(plain), nil
}
