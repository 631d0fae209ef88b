package evlog

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"time"

	"kermesse/internal/c2sp"
	"kermesse/internal/db"
	"kermesse/internal/secret"
)

// ErrSealed is returned when a private key of the log cannot be unsealed.
var ErrSealed = errors.New("evlog: the key of the log does not open: another KERMESSE_SECRET, or a changed row of log_keys")

// Key is a key that signs, signed or will sign the checkpoints of the log.
type Key struct {
	VerifierKey string
	CreatedAt   time.Time
	Signing     bool  // it signed something already
	FirstSize   int64 // Signing: the size of the first checkpoint it signed
}

// Keys are all keys the log ever had, in the order in which they signed; one that is
// prepared comes last.
func (l *Log) Keys(ctx context.Context) ([]Key, error) { return ListKeys(ctx, l.db) }

// ListKeys is Keys for a database whose secret is not at hand.
func ListKeys(ctx context.Context, d *db.DB) ([]Key, error) { return selectKeys(ctx, d) }

// newSeal seals private keys: AES-256-GCM under a derived key, bound to the verifier key
// beside it.
func newSeal(s secret.Secret) cipher.AEAD {
	block, err := aes.NewCipher(s.Key("log keys"))
	if err != nil {
		panic(fmt.Sprintf("evlog: %v", err)) // a key of the wrong size: not with secret.KeySize
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(fmt.Sprintf("evlog: %v", err))
	}
	return aead
}

// newKey makes a key and stores it, sealed. It signs nothing yet.
func (l *Log) newKey(ctx context.Context, tx *db.DB, origin string) (c2sp.Signer, error) {
	bits := make([]byte, ed25519.SeedSize+l.seal.NonceSize())
	if _, err := io.ReadFull(l.random, bits); err != nil {
		return c2sp.Signer{}, fmt.Errorf("evlog: no random numbers: %w", err)
	}
	seed, nonce := bits[:ed25519.SeedSize], bits[ed25519.SeedSize:]
	signer, err := c2sp.NewSigner(origin, ed25519.NewKeyFromSeed(seed))
	if err != nil {
		return c2sp.Signer{}, fmt.Errorf("evlog: a log named %q: %w", origin, err)
	}
	vkey := signer.Key().String()
	return signer, insertKey(ctx, tx, vkey, l.seal.Seal(nonce, nonce, seed, []byte(vkey)), l.clock.Now())
}

// signerOf returns the signer of a stored key and remembers it as the current one.
func (l *Log) signerOf(ctx context.Context, d *db.DB, vkey string) (c2sp.Signer, error) {
	if s := l.current.Load(); s != nil && s.Key().String() == vkey {
		return *s, nil
	}
	signer, err := l.unseal(ctx, d, vkey)
	if err != nil {
		return c2sp.Signer{}, err
	}
	l.current.Store(&signer)
	return signer, nil
}

func (l *Log) unseal(ctx context.Context, d *db.DB, vkey string) (c2sp.Signer, error) {
	sealed, err := selectSealed(ctx, d, vkey)
	if err != nil {
		return c2sp.Signer{}, fmt.Errorf("evlog: %w", err)
	}
	if len(sealed) < l.seal.NonceSize() {
		return c2sp.Signer{}, ErrSealed
	}
	nonce, box := sealed[:l.seal.NonceSize()], sealed[l.seal.NonceSize():]
	seed, err := l.seal.Open(nil, nonce, box, []byte(vkey))
	if err != nil || len(seed) != ed25519.SeedSize {
		return c2sp.Signer{}, ErrSealed
	}
	signer, err := c2sp.NewSigner(l.origin, ed25519.NewKeyFromSeed(seed))
	if err != nil || signer.Key().String() != vkey {
		return c2sp.Signer{}, ErrSealed
	}
	return signer, nil
}
