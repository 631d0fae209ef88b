package contests

import (
	"crypto/ed25519"

	"golang.org/x/mod/sumdb/note"
)

// Notary signs receipts, so that an entrant can show somebody else that the organiser
// took their entry. It is a note.Signer whose key is derived, not kept: an installation
// has the same one for as long as it has its secret and its name.
type Notary struct {
	name     string
	hash     uint32
	key      ed25519.PrivateKey
	verifier string
}

// NewNotary returns the notary of a name, which is that of the house without a scheme
// and holds neither blanks nor plus signs, and of a seed of 32 bytes.
func NewNotary(name string, seed []byte) (*Notary, error) {
	key := ed25519.NewKeyFromSeed(seed)
	text, err := note.NewEd25519VerifierKey(name, key.Public().(ed25519.PublicKey))
	if err != nil {
		return nil, err
	}
	verifier, err := note.NewVerifier(text)
	if err != nil {
		return nil, err
	}
	return &Notary{name: name, hash: verifier.KeyHash(), key: key, verifier: text}, nil
}

// Name implements note.Signer.
func (n *Notary) Name() string { return n.name }

// KeyHash implements note.Signer.
func (n *Notary) KeyHash() uint32 { return n.hash }

// Sign implements note.Signer.
func (n *Notary) Sign(msg []byte) ([]byte, error) { return ed25519.Sign(n.key, msg), nil }

// VerifierKey is what others check signatures with, as text.
func (n *Notary) VerifierKey() string { return n.verifier }
