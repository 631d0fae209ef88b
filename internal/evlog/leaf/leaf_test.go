package leaf

import (
	"bytes"
	"testing"
)

func TestOf(t *testing.T) {
	short := bytes.Repeat([]byte("a"), MaxBytes)
	if !bytes.Equal(Of(short), short) || IsDigest(Of(short)) {
		t.Error("a record that fits does not stand for itself")
	}
	long := append(bytes.Clone(short), 'a')
	leaf := Of(long)
	if len(leaf) > MaxBytes || !IsDigest(leaf) || !Reserved(leaf) {
		t.Errorf("leaf of %d bytes: %.60q", len(long), leaf)
	}
	if d, err := ParseDigest(leaf); err != nil || d != DigestOf(long) {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestParseDigestRefusals(t *testing.T) {
	good := string(DigestOf(make([]byte, MaxBytes+1)).Encode())
	for why, bad := range map[string]string{
		"a short record": string(DigestOf(make([]byte, MaxBytes)).Encode()),
		"no head":        good[len(digestHead):],
		"leading zero":   digestHead + "bytes 065536" + good[len(digestHead)+len("bytes 65536"):],
		"capitals":       good[:len(good)-65] + "DE2F256064A0AF797747C2B97505DC0B9F3DF0DE4F489EAC731C23AE9CA9CC31\n",
		"a line more":    good + "\n",
		"cut":            good[:len(good)-1],
		"empty":          "",
	} {
		if d, err := ParseDigest([]byte(bad)); err == nil {
			t.Errorf("%s: accepted as %+v", why, d)
		}
	}
}

func FuzzParseDigest(f *testing.F) {
	f.Add(DigestOf(make([]byte, MaxBytes+1)).Encode())
	f.Fuzz(func(t *testing.T, text []byte) {
		if d, err := ParseDigest(text); err == nil && !bytes.Equal(d.Encode(), text) {
			t.Errorf("accepted %q, written as %q", text, d.Encode())
		}
	})
}
