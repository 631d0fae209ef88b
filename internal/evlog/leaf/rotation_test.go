package leaf

import (
	"bytes"
	"crypto/ed25519"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"kermesse/internal/c2sp"
)

func signer(t testing.TB, name string, seed byte) c2sp.Signer {
	t.Helper()
	s, err := c2sp.NewSigner(name, ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func rotation(t testing.TB) (r Rotation, old, next c2sp.Signer) {
	t.Helper()
	old, next = signer(t, "fete.example/log", 'o'), signer(t, "fete.example/log", 'n')
	return Rotation{
		Size: 12, Root: tlog.RecordHash([]byte("x")), Old: old.Key(), New: next.Key(),
		At: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC),
	}, old, next
}

func TestRotation(t *testing.T) {
	want, old, next := rotation(t)
	record, err := want.Sign(old, next)
	if err != nil {
		t.Fatal(err)
	}
	if !IsRotation(record) || !Reserved(record) {
		t.Errorf("%.40q is not known for what it is", record)
	}
	got, err := ParseRotation(record)
	if err != nil || got.text() != want.text() {
		t.Fatalf("%+v, %v", got, err)
	}
	for bit := range 8 * len(record) {
		flipped := bytes.Clone(record)
		flipped[bit/8] ^= 1 << (bit % 8)
		if _, err := ParseRotation(flipped); err == nil {
			t.Errorf("accepted with bit %d flipped", bit)
		}
	}
}

func TestRotationRefusals(t *testing.T) {
	r, old, next := rotation(t)
	good, err := r.Sign(old, next)
	if err != nil {
		t.Fatal(err)
	}
	sign := func(change func(*Rotation), signers ...c2sp.Signer) []byte {
		changed := r
		change(&changed)
		record, err := changed.Sign(signers[0], signers[1])
		if err != nil {
			t.Fatal(err)
		}
		return record
	}
	same := func(*Rotation) {}
	lines := strings.SplitAfter(string(good), "\n")
	elsewhere := signer(t, "other.example/log", 'n')
	for why, bad := range map[string][]byte{
		"signed by strangers":      sign(same, signer(t, "fete.example/log", 'x'), next),
		"new key did not sign":     []byte(strings.Join(lines[:8], "")),
		"old key did not sign":     []byte(strings.Join(append(lines[:7:7], lines[8]), "")),
		"in the other order":       sign(same, next, old),
		"to itself":                sign(func(r *Rotation) { r.New = r.Old }, old, old),
		"to a key of another log":  sign(func(r *Rotation) { r.New = elsewhere.Key() }, old, elsewhere),
		"negative size":            sign(func(r *Rotation) { r.Size = -1 }, old, next),
		"only a text":              []byte(r.text()),
		"empty":                    nil,
		"something after the note": append(good, '\n'),
	} {
		if got, err := ParseRotation(bad); err == nil {
			t.Errorf("%s: accepted as %+v", why, got)
		}
	}
}

func FuzzParseRotation(f *testing.F) {
	r, old, next := rotation(f)
	good, err := r.Sign(old, next)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Fuzz(func(t *testing.T, record []byte) {
		if got, err := ParseRotation(record); err == nil && got.text() != r.text() && got.Old.String() == r.Old.String() {
			t.Errorf("%q was accepted in the name of the old key", record)
		}
	})
}
