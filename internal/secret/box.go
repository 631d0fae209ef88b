package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
	"io"
)

// Box keeps small things that a stolen database must not give away: AES-256-GCM under a
// derived key. Each value is bound to the row it belongs to, so that a value moved to
// another row does not open.
type Box struct {
	aead   cipher.AEAD
	random io.Reader
}

// ErrBox says that a sealed value does not open: another secret, or a changed row.
var ErrBox = errors.New("secret: a sealed value does not open: another secret, or a changed row")

// NewBox takes a key made by Secret.Key.
func NewBox(key []byte, random io.Reader) Box {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(fmt.Sprintf("secret: %v", err)) // a key of the wrong size: not with KeySize
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(fmt.Sprintf("secret: %v", err))
	}
	return Box{aead: aead, random: random}
}

// Seal returns nonce and ciphertext of value, bound to row.
func (b Box) Seal(value []byte, row string) ([]byte, error) {
	nonce := make([]byte, b.aead.NonceSize(), b.aead.NonceSize()+len(value)+b.aead.Overhead())
	if _, err := io.ReadFull(b.random, nonce); err != nil {
		return nil, fmt.Errorf("secret: no random numbers: %w", err)
	}
	return b.aead.Seal(nonce, nonce, value, []byte(row)), nil
}

// Open returns what was sealed for row, or ErrBox.
func (b Box) Open(sealed []byte, row string) ([]byte, error) {
	n := b.aead.NonceSize()
	if len(sealed) < n {
		return nil, ErrBox
	}
	value, err := b.aead.Open(nil, sealed[:n], sealed[n:], []byte(row))
	if err != nil {
		return nil, ErrBox
	}
	return value, nil
}
