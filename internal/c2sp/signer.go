package c2sp

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"

	"golang.org/x/mod/sumdb/note"
)

// Signer signs the checkpoints of one log. It is a note.Signer.
type Signer struct {
	key     LogKey
	private ed25519.PrivateKey
}

// NewSigner makes the signer of a log from the log's name, which is its origin, and its
// private key.
func NewSigner(name string, private ed25519.PrivateKey) (Signer, error) {
	if len(private) != ed25519.PrivateKeySize {
		return Signer{}, fmt.Errorf("%w: not a private key", ErrFormat)
	}
	key, err := newLogKey(name, private.Public().(ed25519.PublicKey))
	if err != nil {
		return Signer{}, err
	}
	return Signer{key: key, private: private}, nil
}

// Name is the log's name.
func (s Signer) Name() string { return s.key.Name() }

// KeyHash is the hash that its signature lines begin with.
func (s Signer) KeyHash() uint32 { return s.key.KeyHash() }

// Sign signs a text.
func (s Signer) Sign(text []byte) ([]byte, error) { return ed25519.Sign(s.private, text), nil }

// Key is what others verify with.
func (s Signer) Key() LogKey { return s.key }

// Under signs with the same key for a tree of its own below the log's name, such as the
// list of one draw.
func (s Signer) Under(path string) (Signer, error) {
	return NewSigner(s.Name()+"/"+path, s.private)
}

// Sign returns the signed checkpoint.
func (c Checkpoint) Sign(signers ...note.Signer) ([]byte, error) {
	return note.Sign(&note.Note{Text: c.String()}, signers...)
}

// String is the verifier key that ParseLogKey reads.
func (k LogKey) String() string {
	key := append([]byte{typeEd25519}, k.public...)
	return fmt.Sprintf("%s+%08x+%s", k.Name(), k.KeyHash(), base64.StdEncoding.EncodeToString(key))
}
