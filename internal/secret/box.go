package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
	"io"
	"sync"
)

// Box keeps small things that a stolen database must not give away: AES-256-GCM under a
// derived key. Each value is bound to the row it belongs to, so that a value moved to
// another row does not open.
type Box struct {
	aead   cipher.AEAD // of the key made of the secret
	random io.Reader

	purpose string
	ring    *Ring     // nil: there is no other key
	made    *sync.Map // by KeyID
}

// ErrBox says that a sealed value does not open: another secret, or a changed row.
var ErrBox = errors.New("secret: a sealed value does not open: another secret, a key that was removed, or a changed row")

// NewBox takes a key made by Secret.Key, which is never changed: for what was published with
// the value in it. Personal columns are sealed by Secret.Box.
func NewBox(key []byte, random io.Reader) Box {
	return Box{aead: newAEAD(key), random: random}
}

func newAEAD(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(fmt.Sprintf("secret: %v", err)) // a key of the wrong size: not with KeySize
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(fmt.Sprintf("secret: %v", err))
	}
	return aead
}

// With is the box with another source of randomness.
func (b Box) With(random io.Reader) Box {
	b.random = random
	return b
}

// Seal returns nonce and ciphertext of value, bound to row; before them the mark of the key,
// where it is one of a ring.
func (b Box) Seal(value []byte, row string) ([]byte, error) {
	aead, mark := b.aead, []byte(nil)
	if b.ring != nil {
		id, key, err := b.ring.sealing()
		if err != nil {
			return nil, err
		}
		if id != OriginKey {
			aead, mark = b.under(id, key), Mark(id)
		}
	}
	sealed := make([]byte, len(mark)+aead.NonceSize(), len(mark)+aead.NonceSize()+len(value)+aead.Overhead())
	copy(sealed, mark)
	nonce := sealed[len(mark):]
	if _, err := io.ReadFull(b.random, nonce); err != nil {
		return nil, fmt.Errorf("secret: no random numbers: %w", err)
	}
	return aead.Seal(sealed, nonce, value, []byte(row)), nil
}

// Open returns what was sealed for row, or ErrBox.
func (b Box) Open(sealed []byte, row string) ([]byte, error) {
	if b.ring != nil {
		if id := KeyOf(sealed); id != OriginKey {
			if key, ok := b.ring.opening(id); ok {
				if value, err := open(b.under(id, key), sealed[MarkSize:], row); err == nil {
					return value, nil
				}
			}
		}
		if !b.ring.originOpens() {
			return nil, ErrBox
		}
	}
	return open(b.aead, sealed, row)
}

func open(aead cipher.AEAD, sealed []byte, row string) ([]byte, error) {
	n := aead.NonceSize()
	if len(sealed) < n {
		return nil, ErrBox
	}
	value, err := aead.Open(nil, sealed[:n], sealed[n:], []byte(row))
	if err != nil {
		return nil, ErrBox
	}
	return value, nil
}
