package c2sp

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"kermesse/internal/shareddata"
)

func example(t testing.TB, name ...string) []byte {
	t.Helper()
	b, err := io.ReadAll(shareddata.Open(t, append([]string{"draws"}, name...)...))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// exampleKeys are the keys that come with the example draw.
func exampleKeys(t testing.TB) (LogKey, Witness) {
	t.Helper()
	var keys struct {
		Log  string `json:"log_vkey"`
		Name string `json:"witness_name"`
		Pub  string `json:"witness_pub"`
	}
	if err := json.Unmarshal(example(t, "bundle", "keys.json"), &keys); err != nil {
		t.Fatal(err)
	}
	log, err := ParseLogKey(keys.Log)
	if err != nil {
		t.Fatal(err)
	}
	public, err := hex.DecodeString(keys.Pub)
	if err != nil {
		t.Fatal(err)
	}
	witness, err := NewWitness(keys.Name, public)
	if err != nil {
		t.Fatal(err)
	}
	return log, witness
}

func TestExampleProofs(t *testing.T) {
	log, witness := exampleKeys(t)
	for _, c := range []struct {
		proof, record string
		index         int64
		cosigned      string
	}{
		{"log/close.tlog-proof", "close.txt", 1, "2025-08-21T18:59:28Z"},
		{"log/result.tlog-proof", "result.txt", 2, "2025-08-21T19:09:29Z"},
		{"log/disqualify-1.tlog-proof", "log/disqualify-1.txt", 3, "2025-09-06T09:00:03Z"},
	} {
		data, record := example(t, "bundle", c.proof), example(t, "bundle", c.record)
		p, err := ParseProof(data)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(p.Encode(), data) {
			t.Errorf("%s is written differently", c.proof)
		}
		signed, err := OpenCheckpoint(p.Checkpoint, log, []Witness{witness})
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Check(record, signed.Checkpoint); err != nil || p.Index != c.index {
			t.Errorf("%s at %d: %v", c.proof, p.Index, err)
		}
		if p.Check(append(record, '\n'), signed.Checkpoint) == nil {
			t.Errorf("%s proves another record too", c.proof)
		}
		if len(signed.Cosignatures) != 1 || signed.Cosignatures[0].At.Format(time.RFC3339) != c.cosigned {
			t.Errorf("%s: cosignatures %v", c.proof, signed.Cosignatures)
		}
	}
}

// TestFlippedProofs: the log and the witness must both still have signed.
func TestFlippedProofs(t *testing.T) {
	log, witness := exampleKeys(t)
	data, record := example(t, "bundle", "log", "close.tlog-proof"), example(t, "bundle", "close.txt")
	for bit := range 8 * len(data) {
		flipped := bytes.Clone(data)
		flipped[bit/8] ^= 1 << (bit % 8)
		p, err := ParseProof(flipped)
		if err != nil {
			continue
		}
		signed, err := OpenCheckpoint(p.Checkpoint, log, []Witness{witness})
		if err == nil && len(signed.Cosignatures) == 1 && p.Check(record, signed.Checkpoint) == nil {
			t.Errorf("accepted with bit %d flipped", bit)
		}
	}
}

func TestCheckpointOfAList(t *testing.T) {
	log, _ := exampleKeys(t)
	list, err := log.Under("7b0e6f1c-52a4-4c0e-9d3a-3d6d0c1e9a01/1")
	if err != nil {
		t.Fatal(err)
	}
	signed := example(t, "bundle", "entries.checkpoint")
	if c, err := OpenCheckpoint(signed, list, nil); err != nil || c.Size != 25 {
		t.Errorf("%+v, %v", c, err)
	}
	if _, err := OpenCheckpoint(signed, log, nil); err == nil {
		t.Error("the checkpoint of a list was taken for the log's")
	}
}

func TestOpenCheckpointRefusals(t *testing.T) {
	log, witness := exampleKeys(t)
	good := string(example(t, "bundle", "log", "checkpoint"))
	lines := strings.SplitAfter(good, "\n")
	for why, bad := range map[string]string{
		"not signed by the log": strings.Join(append(lines[:4:4], lines[5]), ""),
		"witness line twice":    good + lines[5],
		"stray bits in base64":  strings.Replace(good, "JAQ=\n", "JAR=\n", 1),
		"carriage return":       strings.Replace(good, "\n4\n", "\r\n4\r\n", 1),
		"extension line":        strings.Replace(good, "=\n\n", "=\nextension\n\n", 1),
		"no signatures":         strings.Join(lines[:4], ""),
		"empty":                 "",
	} {
		if bad == good {
			t.Fatalf("%s: nothing was changed", why)
		}
		if s, err := OpenCheckpoint([]byte(bad), log, []Witness{witness}); err == nil {
			t.Errorf("%s: accepted as %+v", why, s)
		}
	}
	if s, err := OpenCheckpoint([]byte(good), log, nil); err != nil || len(s.Cosignatures) != 0 {
		t.Errorf("an unknown witness: %+v, %v", s, err)
	}
}

func TestKeyRefusals(t *testing.T) {
	good := "example.org/draws+cfceb414+AbKHOB5OqZS/TpFpbCd/6soNZLPgLWEGatMmt7a8t0LR"
	if _, err := ParseLogKey(good); err != nil {
		t.Fatal(err)
	}
	for why, bad := range map[string]string{
		"empty":        "",
		"other hash":   strings.Replace(good, "cfceb414", "cfceb415", 1),
		"other name":   strings.Replace(good, "draws", "draw", 1),
		"other type":   strings.Replace(good, "+Ab", "+Bb", 1),
		"cut short":    good[:len(good)-4],
		"upper case":   strings.Replace(good, "cfceb414", "CFCEB414", 1),
		"line at end":  good + "\n",
		"no separator": strings.ReplaceAll(good, "+", "-"),
	} {
		if _, err := ParseLogKey(bad); err == nil {
			t.Errorf("%s: accepted", why)
		}
	}
	_, witness := exampleKeys(t)
	if again, err := ParseWitness(witness.String()); err != nil || again.String() != witness.String() {
		t.Errorf("%q: %v", witness, err)
	}
	if _, err := ParseWitness(good); err == nil {
		t.Error("the key of a log was taken for a witness's")
	}
	if _, err := NewWitness("w", []byte{1}); err == nil {
		t.Error("a key of one byte was accepted")
	}
}

func FuzzParseProof(f *testing.F) {
	f.Add([]byte(proofHead + "\nindex 1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\nlog\n2\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if p, err := ParseProof(data); err == nil && !bytes.Equal(p.Encode(), data) {
			t.Errorf("accepted %q, written as %q", data, p.Encode())
		}
	})
}

func FuzzParseCheckpoint(f *testing.F) {
	f.Add("example.org/draws\n4\nWL5RGUiu+q5wNmte5RS21ICjQq0ux/a7raU3Jhcyyjs=\n")
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := ParseCheckpoint(text); err == nil && c.String() != text {
			t.Errorf("accepted %q, written as %q", text, c)
		}
	})
}

// FuzzOpenCheckpoint: whatever is accepted states what the log has signed.
func FuzzOpenCheckpoint(f *testing.F) {
	private, public, err := note.GenerateKey(strings.NewReader(strings.Repeat("k", 32)), "log.test")
	if err != nil {
		f.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		f.Fatal(err)
	}
	log, err := ParseLogKey(public)
	if err != nil {
		f.Fatal(err)
	}
	want := Checkpoint{Origin: "log.test", Size: 7}
	signed, err := note.Sign(&note.Note{Text: want.String()}, signer)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(signed)
	f.Fuzz(func(t *testing.T, data []byte) {
		if got, err := OpenCheckpoint(data, log, nil); err == nil && got.Checkpoint != want {
			t.Errorf("%q was opened as %+v", data, got)
		}
	})
}
