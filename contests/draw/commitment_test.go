package draw

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"kermesse/internal/shareddata"
)

func TestNewSecretReadsAllOfIt(t *testing.T) {
	want := bytes.Repeat([]byte{7}, 32)
	s, err := NewSecret(iotest.OneByteReader(bytes.NewReader(want)))
	if err != nil || !bytes.Equal(s[:], want) {
		t.Errorf("%x, %v", s, err)
	}
	if _, err := NewSecret(bytes.NewReader(want[:31])); err == nil {
		t.Error("a source that ran dry gave a secret")
	}
}

// TestReceiptExample opens the example entrant's commitment from its private part and
// finds it in the list, with the tickets the entrant was told.
func TestReceiptExample(t *testing.T) {
	var private struct {
		Alias, Identity, Draw string
		Secret, Commitment    Hash
		EntryID               string `json:"entry_id"`
		Index                 int
		Start, Weight         uint64
	}
	if err := json.NewDecoder(shareddata.Open(t, "draws", "receipt-example.json")).Decode(&private); err != nil {
		t.Fatal(err)
	}
	draw, err := ParseID(private.Draw)
	if err != nil {
		t.Fatal(err)
	}
	entry, err := ParseHexID(private.EntryID)
	if err != nil {
		t.Fatal(err)
	}
	o := Opening{Draw: draw, Entry: entry, Secret: Secret(private.Secret), Alias: private.Alias, Identity: private.Identity}
	if o.Commitment() != private.Commitment {
		t.Errorf("commitment %s, want %s", o.Commitment(), private.Commitment)
	}
	if !o.Disclose().Opens(draw, private.Commitment) {
		t.Error("the disclosure does not open the commitment")
	}
	checkExampleInclusion(t, private.Index, private.Start, Entry{private.Commitment, private.Weight})
}

func checkExampleInclusion(t *testing.T, index int, start uint64, e Entry) {
	t.Helper()
	list := exampleList(t)
	outline, err := NewOutline(list.All())
	if err != nil {
		t.Fatal(err)
	}
	p, found, err := outline.Prove(e.Commitment, list.entries)
	if err != nil || !found || p.Index != index {
		t.Fatalf("index %d, %v, %v", p.Index, found, err)
	}
	if p.Entry != e || p.Start != start {
		t.Errorf("entry %d is %+v, want %+v from ticket %d", index, p, e, start)
	}
	given, err := io.ReadAll(shareddata.Open(t, "draws", "receipt-example.tlog-proof"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range p.Path {
		if !strings.Contains(string(given), base64.StdEncoding.EncodeToString(line[:])+"\n") {
			t.Errorf("%s is not in the example's proof", base64.StdEncoding.EncodeToString(line[:]))
		}
	}
}

func TestDisclosureOpensNothingElse(t *testing.T) {
	o := Opening{Draw: ID{1}, Entry: ID{2}, Secret: Secret{3}, Alias: "Zoë M.", Identity: "zoe@example.org"}
	c := o.Commitment()
	for why, change := range map[string]func(*Disclosure){
		"other alias":       func(d *Disclosure) { d.Alias = "Zoe M." },
		"other entry":       func(d *Disclosure) { d.Entry = ID{9} },
		"other salt":        func(d *Disclosure) { d.AliasSalt[0] ^= 1 },
		"other identity":    func(d *Disclosure) { d.IdentityCommitment[0] ^= 1 },
		"alias not UTF-8":   func(d *Disclosure) { d.Alias = "Zo\xeb M." },
		"alias with suffix": func(d *Disclosure) { d.Alias += "\x00" },
	} {
		d := o.Disclose()
		change(&d)
		if d.Opens(o.Draw, c) {
			t.Errorf("%s opens it too", why)
		}
	}
	if o.Disclose().Opens(ID{8}, c) {
		t.Error("it opens in another draw")
	}
}
