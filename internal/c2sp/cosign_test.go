package c2sp

import (
	"bytes"
	"crypto/ed25519"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

func testKey(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
}

func TestSignAndCosign(t *testing.T) {
	log, err := NewSigner("fete.example/log", testKey('l'))
	if err != nil {
		t.Fatal(err)
	}
	cosigner, err := NewCosigner("temoin.example", testKey('w'))
	if err != nil {
		t.Fatal(err)
	}
	c := Checkpoint{Origin: log.Name(), Size: 7, Root: tlog.RecordHash([]byte("x"))}
	signed, err := c.Sign(log)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 21, 12, 0, 3, 0, time.UTC)
	line := cosigner.Cosign(c, at)
	opened, err := OpenCheckpoint(append(signed, line...), log.Key(), []Witness{cosigner.Witness()})
	if err != nil || opened.Checkpoint != c || len(opened.Cosignatures) != 1 || !opened.Cosignatures[0].At.Equal(at) {
		t.Fatalf("%+v, %v", opened, err)
	}
	other, err := NewCosigner("temoin.example", testKey('o'))
	if err != nil {
		t.Fatal(err)
	}
	found, when, err := FindCosignature(c, []byte(other.Cosign(c, at)+line), cosigner.Witness())
	if err != nil || found != line || !when.Equal(at) {
		t.Errorf("%q at %s, %v", found, when, err)
	}
	c.Size++
	if _, _, err := FindCosignature(c, []byte(line), cosigner.Witness()); err == nil {
		t.Error("a cosignature on another checkpoint was taken")
	}
	if key, err := ParseLogKey(log.Key().String()); err != nil || key.String() != log.Key().String() {
		t.Errorf("%q, %v", log.Key(), err)
	}
}

func TestPrivateKeyOfAWitness(t *testing.T) {
	c, err := NewCosigner("temoin.example/w1", testKey('w'))
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseCosigner(c.Private())
	if err != nil || again.Witness().String() != c.Witness().String() {
		t.Fatalf("%v", err)
	}
	for why, bad := range map[string]string{
		"public": c.Witness().String(), "empty": "", "cut": c.Private()[:70],
		"without head": strings.TrimPrefix(c.Private(), privateHead),
		"other name":   strings.Replace(c.Private(), "w1", "w2", 1),
	} {
		if _, err := ParseCosigner(bad); err == nil {
			t.Errorf("%s: accepted", why)
		}
	}
}

func TestSubmission(t *testing.T) {
	s := Submission{Old: 3, Proof: []tlog.Hash{{1}, {2}}, Checkpoint: []byte("fete.example/log\n4\n…\n\n— x y\n")}
	again, err := ParseSubmission(s.Encode())
	if err != nil || !bytes.Equal(again.Encode(), s.Encode()) || again.Old != 3 || len(again.Proof) != 2 {
		t.Fatalf("%+v, %v", again, err)
	}
	if got := OriginOf(again.Checkpoint); got != "fete.example/log" {
		t.Errorf("origin %q", got)
	}
	good := string(s.Encode())
	for why, bad := range map[string]string{
		"no old":       strings.TrimPrefix(good, "old "),
		"leading zero": strings.Replace(good, "old 3", "old 03", 1),
		"negative":     strings.Replace(good, "old 3", "old -3", 1),
		"not a hash":   strings.Replace(good, "AQAA", "A?AA", 1),
		"64 hashes":    string(Submission{Proof: make([]tlog.Hash, 64)}.Encode()),
		"no blank":     "old 3\n",
		"empty":        "",
		"too long":     good + strings.Repeat("x", MaxSubmissionBytes),
	} {
		if got, err := ParseSubmission([]byte(bad)); err == nil {
			t.Errorf("%s: accepted as %+v", why, got)
		}
	}
	if n, err := ParseSize([]byte("20\n")); err != nil || n != 20 {
		t.Errorf("%d, %v", n, err)
	}
	for _, bad := range []string{"", "20", "+20\n", "020\n", "20\n\n"} {
		if _, err := ParseSize([]byte(bad)); err == nil {
			t.Errorf("%q: accepted as a size", bad)
		}
	}
}

func TestTilePaths(t *testing.T) {
	for path, want := range map[string]tlog.Tile{
		"tile/0/000":                 {H: 8, L: 0, N: 0, W: 256},
		"tile/0/000.p/1":             {H: 8, L: 0, N: 0, W: 1},
		"tile/3/x001/x234/067":       {H: 8, L: 3, N: 1234067, W: 256},
		"tile/entries/x001/234.p/56": EntryTile(1234, 56),
	} {
		got, err := ParseTilePath(path)
		if err != nil || got != want {
			t.Errorf("%s: %+v, %v", path, got, err)
		}
		if TilePath(want) != path {
			t.Errorf("%+v is written %s", want, TilePath(want))
		}
	}
	for _, bad := range []string{
		"", "tile/", "tile/0/0", "tile/00/000", "tile/0/000.p/256", "tile/0/000.p/0", "tile/0/000.p/01", "tile/data/000",
		"tile/64/000", "tile/-1/000", "tile/0/1234", "0/000", "tile/0/x000/000", "tile/entries/",
	} {
		if got, err := ParseTilePath(bad); err == nil {
			t.Errorf("%q: accepted as %+v", bad, got)
		}
	}
}

func TestBundle(t *testing.T) {
	entries := [][]byte{[]byte("a"), {}, bytes.Repeat([]byte("b"), 1<<16-1)}
	data, err := EncodeBundle(entries)
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseBundle(data, 3)
	if err != nil || len(again) != 3 || !bytes.Equal(again[2], entries[2]) {
		t.Fatalf("%d entries, %v", len(again), err)
	}
	if _, err := EncodeBundle([][]byte{make([]byte, 1<<16)}); err == nil {
		t.Error("an entry of 65,536 bytes was written")
	}
	for why, bad := range map[string][]byte{
		"one less": data[:len(data)-1], "one more": append(data, 0), "an entry more": append(data, 0, 0), "empty": nil,
	} {
		if _, err := ParseBundle(bad, 3); err == nil {
			t.Errorf("%s: accepted", why)
		}
	}
}

func FuzzParseSubmission(f *testing.F) {
	f.Add(Submission{Old: 1, Proof: []tlog.Hash{{1}}, Checkpoint: []byte("log\n2\n")}.Encode())
	f.Fuzz(func(t *testing.T, body []byte) {
		if s, err := ParseSubmission(body); err == nil && !bytes.Equal(s.Encode(), body) {
			t.Errorf("accepted %q, written as %q", body, s.Encode())
		}
	})
}

func FuzzParseBundle(f *testing.F) {
	f.Add([]byte{0, 1, 'a', 0, 0}, 2)
	f.Fuzz(func(t *testing.T, data []byte, width int) {
		entries, err := ParseBundle(data, width)
		if err != nil {
			return
		}
		if again, err := EncodeBundle(entries); err != nil || !bytes.Equal(again, data) {
			t.Errorf("accepted %x, written as %x, %v", data, again, err)
		}
	})
}
