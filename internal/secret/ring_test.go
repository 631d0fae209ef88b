package secret_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"kermesse/internal/secret"
)

// shelf is where a test keeps the keys of a ring.
type shelf struct {
	now     time.Time
	current secret.KeyID
	keys    map[secret.KeyID]secret.Secret
	origin  bool
	away    error
	learnt  int
}

func (s *shelf) ring() *secret.Ring {
	r := secret.NewRing(func() time.Time { return s.now }, func(r *secret.Ring) error {
		s.learnt++
		if s.away == nil {
			r.Learnt(s.now, s.current, s.keys, s.origin)
		}
		return s.away
	})
	r.Learnt(s.now, s.current, s.keys, s.origin)
	return r
}

func (s *shelf) add(t *testing.T) {
	t.Helper()
	s.current++
	keys := map[secret.KeyID]secret.Secret{s.current: of(t, strings.Repeat(string(rune('a'+s.current)), 40))}
	for id, key := range s.keys {
		keys[id] = key
	}
	s.keys = keys
}

func of(t *testing.T, text string) secret.Secret {
	t.Helper()
	s, err := secret.New(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func seal(t *testing.T, b secret.Box, value, row string) []byte {
	t.Helper()
	sealed, err := b.Seal([]byte(value), row)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

// What was sealed before there was a ring, and with every key since, opens; the newest seals.
func TestRingOpensWhatItsKeysSealed(t *testing.T) {
	root := of(t, strings.Repeat("r", 32))
	s := &shelf{now: time.Unix(1000, 0), current: secret.OriginKey, origin: true}
	before := secret.NewBox(root.Key("letters"), rand.Reader)
	box := root.With(s.ring()).Box("letters", rand.Reader)
	sealed := map[secret.KeyID][]byte{0: seal(t, before, "awa", "row"), 1: seal(t, box, "awa", "row")}
	if secret.KeyOf(sealed[1]) != secret.OriginKey || len(sealed[0]) != len(sealed[1]) {
		t.Error("the first key leaves a mark, which an older version cannot read")
	}
	for range 2 {
		s.add(t)
		s.now = s.now.Add(secret.LearnWithin + time.Second) // old enough to be learnt anew
		sealed[s.current] = seal(t, box, "awa", "row")
		if got := secret.KeyOf(sealed[s.current]); got != s.current || !bytes.HasPrefix(sealed[s.current], secret.Mark(got)) {
			t.Errorf("key %d seals, and key %d is marked", s.current, got)
		}
	}
	other := root.With(s.ring()).Box("parcels", rand.Reader)
	for id, value := range sealed {
		if plain, err := box.Open(value, "row"); err != nil || string(plain) != "awa" {
			t.Errorf("key %d: %q, %v", id, plain, err)
		}
		damaged := bytes.Clone(value)
		damaged[len(damaged)-1] ^= 1
		for name, open := range map[string]func() ([]byte, error){
			"another row":     func() ([]byte, error) { return box.Open(value, "other") },
			"another purpose": func() ([]byte, error) { return other.Open(value, "row") },
			"damaged":         func() ([]byte, error) { return box.Open(damaged, "row") },
			"cut short":       func() ([]byte, error) { return box.Open(value[:14], "row") },
		} {
			if plain, err := open(); !errors.Is(err, secret.ErrBox) {
				t.Errorf("key %d, %s: %q, %v", id, name, plain, err)
			}
		}
	}
	swapped := append(secret.Mark(2), sealed[3][secret.MarkSize:]...)
	if _, err := box.Open(swapped, "row"); !errors.Is(err, secret.ErrBox) {
		t.Errorf("under the mark of another key: %v", err)
	}
}

// A key that somebody else made is learnt when a value names it; one that was removed opens
// nothing, the first one neither.
func TestRingLearnsOfKeysAndOfTheirRemoval(t *testing.T) {
	root := of(t, strings.Repeat("r", 32))
	s := &shelf{now: time.Unix(1000, 0), current: secret.OriginKey, origin: true}
	mine, theirs := s.ring(), s.ring()
	box, others := root.With(mine).Box("letters", rand.Reader), root.With(theirs).Box("letters", rand.Reader)
	first := seal(t, box, "awa", "row")
	s.add(t)
	if err := theirs.Learn(); err != nil {
		t.Fatal(err)
	}
	second := seal(t, others, "binta", "row")
	if secret.KeyOf(seal(t, box, "x", "row")) != secret.OriginKey {
		t.Error("a ring that knows nothing of the new key seals with it")
	}
	if plain, err := box.Open(second, "row"); err != nil || string(plain) != "binta" {
		t.Errorf("of a key it did not know: %q, %v", plain, err)
	}
	s.origin = false
	if err := mine.Learn(); err != nil {
		t.Fatal(err)
	}
	if _, err := box.Open(first, "row"); !errors.Is(err, secret.ErrBox) {
		t.Errorf("with the first key, which was removed: %v", err)
	}
	if plain, err := box.Open(second, "row"); err != nil || string(plain) != "binta" {
		t.Errorf("with the second: %q, %v", plain, err)
	}
	s.add(t)
	s.keys = map[secret.KeyID]secret.Secret{3: s.keys[3]}
	if err := mine.Learn(); err != nil {
		t.Fatal(err)
	}
	if _, err := box.Open(second, "row"); !errors.Is(err, secret.ErrBox) {
		t.Errorf("with the second key, which was removed: %v", err)
	}
}

// Nothing is sealed with a key that may not be the newest any more.
func TestRingThatLearntNothingForLongSealsNothing(t *testing.T) {
	s := &shelf{now: time.Unix(1000, 0), current: secret.OriginKey, origin: true}
	box := of(t, strings.Repeat("r", 32)).With(s.ring()).Box("letters", rand.Reader)
	sealed := seal(t, box, "awa", "row")
	s.away = errors.New("the database is away")
	s.now = s.now.Add(secret.LearnWithin)
	seal(t, box, "awa", "row")
	s.now = s.now.Add(time.Millisecond)
	if _, err := box.Seal([]byte("awa"), "row"); !errors.Is(err, secret.ErrRing) {
		t.Errorf("sealed with what was learnt %s ago: %v", secret.LearnWithin, err)
	}
	if plain, err := box.Open(sealed, "row"); err != nil || string(plain) != "awa" {
		t.Errorf("what is known opens: %q, %v", plain, err)
	}
}
