package draw

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
)

// Whatever a parser accepts must serialise to the same bytes, so that no two texts mean
// the same record.

const (
	seedClose = "vdraw1/close\ndraw 7b0e6f1c-52a4-4c0e-9d3a-3d6d0c1e9a01\nattempt 1\n" +
		"rules d40b9161cd4a020e2eea031fae9dd9dfce54c29a470f46d2a22183f0a6fe2952\nmode one-win\nprize 0 1 2\nprize 1 3 2\n" +
		"entries 25\ntickets 61\nroot 67d48b9fb2091d9670f75336ab0de4be7e9814960274f88971c50e563f8d4828\n" +
		"source drand 52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971 21000000\nclosed 2025-08-21T18:59:24Z\n"
	seedResult = "vdraw1/result\ndraw 7b0e6f1c-52a4-4c0e-9d3a-3d6d0c1e9a01\nattempt 1\n" +
		"close fd7a9b9c26b7e72875801f2b67801941863848cbb348c4416027289470efa2fa\n" +
		"randomness 36ecd957580ee415f951370e2a5e13273be97de9072418aaf14d38242979e3c1\n" +
		"seed 9df17378fe25aa2dd672f416924b6676d8968c79c841762d4f68b329bc953049\n" +
		"winner 0 0 0 09c0796adcd7bf7a17463990a29a7521749bda1add749d171ca95230270380fa\nalternate 0 1 -1 -\n"
	seedEvent = "vdraw1/restart\ndraw 7b0e6f1c-52a4-4c0e-9d3a-3d6d0c1e9a01\nattempt 2\nprevious 1\nreason wrong-prize\n" +
		"source operator 52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971\nat 2025-08-21T18:59:24Z\n"
	seedReceipt = "vdraw1/receipt\ndraw 7b0e6f1c-52a4-4c0e-9d3a-3d6d0c1e9a01\nentry 18a2adbd10836bdbe7582898cdbc6e5d\n" +
		"commitment 4421bad80f3847bf653f1e351dc3a0893621f5b115dbf06c21b6a5d4e922c142\ntickets 4\nrevision 1\n" +
		"rules d40b9161cd4a020e2eea031fae9dd9dfce54c29a470f46d2a22183f0a6fe2952\naccepted 2025-08-02T10:00:00Z\n" +
		"log 0 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
)

// fuzzRecord runs a parser that returns a function to serialise what it accepted.
func fuzzRecord(f *testing.F, seed string, parse func([]byte) (func() ([]byte, error), error)) {
	if _, err := parse([]byte(seed)); err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(seed))
	f.Fuzz(func(t *testing.T, text []byte) {
		encode, err := parse(text)
		if err != nil {
			return
		}
		if again, err := encode(); err != nil || !bytes.Equal(again, text) {
			t.Errorf("accepted, but is written as %v\n%q\nnot\n%q", err, again, text)
		}
	})
}

func FuzzParseClose(f *testing.F) {
	fuzzRecord(f, seedClose, func(b []byte) (func() ([]byte, error), error) {
		c, err := ParseClose(b)
		return c.Encode, err
	})
}

func FuzzParseResult(f *testing.F) {
	fuzzRecord(f, seedResult, func(b []byte) (func() ([]byte, error), error) {
		res, err := ParseResult(b)
		return res.Encode, err
	})
}

func FuzzParseEvent(f *testing.F) {
	fuzzRecord(f, seedEvent, func(b []byte) (func() ([]byte, error), error) {
		e, err := ParseEvent(b)
		return e.Encode, err
	})
}

func FuzzParseReceipt(f *testing.F) {
	fuzzRecord(f, seedReceipt, func(b []byte) (func() ([]byte, error), error) {
		r, err := ParseReceipt(b)
		return r.Encode, err
	})
}

func FuzzOpenReceipt(f *testing.F) {
	signer, verifier := testKey(f, "draws.example.org")
	r, err := ParseReceipt([]byte(seedReceipt))
	if err != nil {
		f.Fatal(err)
	}
	signed, err := r.Sign(signer)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(signed)
	f.Fuzz(func(t *testing.T, text []byte) {
		if _, err := OpenReceipt(text, verifier); err == nil && !bytes.Equal(text, signed) {
			t.Errorf("accepted %q", text)
		}
	})
}

func FuzzReadEntries(f *testing.F) {
	f.Add([]byte(strings.Repeat("0a", 32) + " 1\n" + strings.Repeat("0b", 32) + " 9007199254740990\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var again []byte
		for e, err := range ReadEntries(bytes.NewReader(text)) {
			if err != nil {
				return
			}
			again = AppendEntry(again, e)
		}
		if !bytes.Equal(again, text) {
			t.Errorf("accepted, but is written as %q, not %q", again, text)
		}
	})
}

func FuzzParseSource(f *testing.F) {
	f.Add("drand 52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971 21000000")
	f.Add("operator 52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971")
	f.Fuzz(func(t *testing.T, text string) {
		if s, err := ParseSource(text); err == nil && s.String() != text {
			t.Errorf("accepted %q, written as %q", text, s)
		}
	})
}

// FuzzParseRules: rules.json is hashed as bytes, so it may be spelled in many ways; what
// was understood must survive being written and read again.
func FuzzParseRules(f *testing.F) {
	f.Add([]byte(`{"draw":"7b0e6f1c-52a4-4c0e-9d3a-3d6d0c1e9a01","title":"T","opens":"2025-08-01T10:00:00Z","closes":"2025-08-21T18:59:24Z",` +
		`"mode":"one-win","prizes":[{"name":"A","winners":1,"alternates":2}],"margin_seconds":900,"other":[1,{"a":null}],` +
		`"source":"operator 52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971","disqualification_reasons":["no-answer"]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		rules, err := ParseRules(data)
		if err != nil {
			return
		}
		written, err := rules.Encode()
		if err != nil {
			t.Fatalf("%q was read and cannot be written: %v", data, err)
		}
		again, err := ParseRules(written)
		if err != nil || !reflect.DeepEqual(again, rules) {
			t.Errorf("%+v came back as %+v (%v)", rules, again, err)
		}
	})
}

// FuzzParseNames: hashes and ids, in each of their spellings.
func FuzzParseNames(f *testing.F) {
	f.Add("7b0e6f1c-52a4-4c0e-9d3a-3d6d0c1e9a01")
	f.Add("18a2adbd10836bdbe7582898cdbc6e5d")
	f.Add("52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971")
	f.Fuzz(func(t *testing.T, text string) {
		var written []string
		if h, err := ParseHash(text); err == nil {
			written = append(written, h.String())
		}
		if id, err := ParseID(text); err == nil {
			written = append(written, id.String())
		}
		if id, err := ParseHexID(text); err == nil {
			written = append(written, id.Hex())
		}
		if len(written) > 1 || len(written) == 1 && written[0] != text {
			t.Errorf("accepted %q, written as %q", text, written)
		}
	})
}
