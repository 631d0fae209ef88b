package contests

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
	"io"
)

// vault encrypts what a stolen database must not open: the secrets that link people to
// their commitments, and an operator's seed before its draw. AES-256-GCM; each value is
// bound to the row it belongs to, so that a value moved to another row does not open.
type vault struct {
	aead   cipher.AEAD
	random io.Reader
}

var errVault = errors.New("contests: a sealed value does not open: another KERMESSE_SECRET, or a damaged row")

// newVault takes a key of 32 bytes.
func newVault(key []byte, random io.Reader) vault {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(fmt.Sprintf("contests: %v", err)) // the key's length is fixed by package secret
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(fmt.Sprintf("contests: %v", err))
	}
	return vault{aead: aead, random: random}
}

// seal returns nonce and ciphertext of value, bound to row.
func (v vault) seal(value []byte, row string) ([]byte, error) {
	nonce := make([]byte, v.aead.NonceSize(), v.aead.NonceSize()+len(value)+v.aead.Overhead())
	if _, err := io.ReadFull(v.random, nonce); err != nil {
		return nil, fmt.Errorf("contests: sealing: %w", err)
	}
	return v.aead.Seal(nonce, nonce, value, []byte(row)), nil
}

func (v vault) open(sealed []byte, row string) ([]byte, error) {
	n := v.aead.NonceSize()
	if len(sealed) < n {
		return nil, errVault
	}
	value, err := v.aead.Open(nil, sealed[:n], sealed[n:], []byte(row))
	if err != nil {
		return nil, errVault
	}
	return value, nil
}
