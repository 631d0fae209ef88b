package secret

import (
	"bytes"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// KeyID names a key that personal columns are sealed with. They are counted from 1.
type KeyID uint32

// OriginKey is the key that is made of the installation's secret itself. What it sealed has
// no mark; what any later key sealed begins with one.
const OriginKey KeyID = 1

// Ring is the keys that personal columns are sealed with: the newest seals, and those that
// were not removed open. A Ring is safe for concurrent use.
//
// Others may put a key onto it while this process runs, so it is learnt anew: by whoever made
// it, every now and then, and by itself where a value names a key that it does not know, or
// where it has learnt nothing for so long that the newest key may not be the newest any more.
type Ring struct {
	learn func(*Ring) error
	now   func() time.Time

	learning sync.Mutex // one at a time

	mu       sync.RWMutex
	current  KeyID
	keys     map[KeyID]Secret // but for OriginKey
	origin   bool             // OriginKey opens
	learntAt time.Time
}

// LearnWithin is how old what a ring knows may be when it seals: so long after a key was made
// no running server seals with the one before.
const LearnWithin = 10 * time.Second

// NewRing returns a ring that knows nothing yet. learn calls Learnt.
func NewRing(now func() time.Time, learn func(*Ring) error) *Ring {
	return &Ring{now: now, learn: learn}
}

// Learn looks which keys there are now.
func (r *Ring) Learn() error {
	r.learning.Lock()
	defer r.learning.Unlock()
	return r.learn(r)
}

// Learnt says which keys there are, and whether the first one, which is not among them, still
// opens.
func (r *Ring) Learnt(at time.Time, current KeyID, keys map[KeyID]Secret, origin bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.current, r.keys, r.origin, r.learntAt = current, keys, origin, at
}

// ErrRing says that a ring could not be learnt in time.
var ErrRing = errors.New("secret: which key seals is not known")

// sealing returns the newest key; the zero Secret where it is OriginKey.
func (r *Ring) sealing() (KeyID, Secret, error) {
	r.mu.RLock()
	age := r.now().Sub(r.learntAt)
	r.mu.RUnlock()
	if age > LearnWithin {
		if err := r.Learn(); err != nil {
			return 0, Secret{}, fmt.Errorf("%w: %w", ErrRing, err)
		}
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.current, r.keys[r.current], nil
}

// opening returns a key, if it still opens.
func (r *Ring) opening(id KeyID) (Secret, bool) {
	for _, again := range []bool{true, false} {
		r.mu.RLock()
		key, ok := r.keys[id]
		r.mu.RUnlock()
		if ok || !again || r.Learn() != nil {
			return key, ok
		}
	}
	return Secret{}, false
}

func (r *Ring) originOpens() bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.origin
}

// With returns the secret with the ring that personal columns are sealed with.
func (s Secret) With(r *Ring) Secret {
	s.ring = r
	return s
}

// Box seals the personal columns of one purpose: with the newest key of the ring, or without
// a ring with the key made of the secret.
func (s Secret) Box(purpose string, random io.Reader) Box {
	b := NewBox(s.Key(purpose), random)
	b.purpose, b.ring, b.made = purpose, s.ring, &sync.Map{}
	return b
}

// A mark stands before what a key of the ring sealed. That a nonce of OriginKey looks like
// one will not happen; if it did, the value would still open.
var markBegins = []byte("kermesse")

// MarkSize is the length of a mark, in bytes.
const MarkSize = 12

// Mark is how a value begins that a key sealed; nothing for OriginKey.
func Mark(id KeyID) []byte {
	if id == OriginKey {
		return nil
	}
	return binary.BigEndian.AppendUint32(bytes.Clone(markBegins), uint32(id))
}

// KeyOf tells which key sealed a value.
func KeyOf(sealed []byte) KeyID {
	if len(sealed) < MarkSize || !bytes.HasPrefix(sealed, markBegins) {
		return OriginKey
	}
	return KeyID(binary.BigEndian.Uint32(sealed[len(markBegins):MarkSize]))
}

// under is the cipher of a key of the ring for the purpose of the box.
func (b Box) under(id KeyID, key Secret) cipher.AEAD {
	if made, ok := b.made.Load(id); ok {
		return made.(cipher.AEAD) //nolint:forcetypeassert // nothing else is kept there
	}
	aead := newAEAD(key.Key(b.purpose))
	b.made.Store(id, aead)
	return aead
}
