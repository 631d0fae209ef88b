package beacon

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"kermesse/internal/shareddata"
)

func exampleBeacon(t *testing.T) []byte {
	t.Helper()
	data, err := io.ReadAll(shareddata.Open(t, "draws", "bundle", "beacon.json"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestExampleBeacon(t *testing.T) {
	data := exampleBeacon(t)
	r, err := ParseRound(data)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Verify(Quicknet(), 21_000_000); err != nil {
		t.Error(err)
	}
	if r.Chain == nil || r.Chain.Hash() != Quicknet().Hash() {
		t.Error("the chain beside the round is not quicknet")
	}
	if again, err := EncodeRound(Quicknet(), r); err != nil || !bytes.Equal(again, data) {
		t.Errorf("written as\n%s\n(%v), not\n%s", again, err, data)
	}
}

func TestParseRoundRefusals(t *testing.T) {
	data := string(exampleBeacon(t))
	for why, change := range map[string][2]string{
		"upper case":         {`"971cbe`, `"971CBE`},
		"not hex":            {`"971cbe`, `"971cbz`},
		"other randomness":   {`"36ecd9`, `"36ecd8`},
		"round as text":      {`21000000`, `"21000000"`},
		"round twice":        {`"period": 3`, `"period": 3, "round": 21000000`},
		"other period":       {`"period": 3`, `"period": 4`},
		"other genesis":      {`1692803367`, `1692803368`},
		"other name":         {`"quicknet"`, `"quickest"`},
		"facts cut out":      {`"scheme": "bls-unchained-g1-rfc9380",`, ``},
		"other chain hash":   {`"52db9b`, `"52db9c`},
		"signature missing":  {`"signature"`, `"Signature"`},
		"something after it": {"}\n", "} x"},
	} {
		bad := strings.Replace(data, change[0], change[1], 1)
		if bad == data {
			t.Fatalf("%s: nothing was changed", why)
		}
		if _, err := ParseRound([]byte(bad)); err == nil {
			t.Errorf("%s: accepted", why)
		}
	}
	if _, err := ParseRound(make([]byte, MaxRoundBytes+1)); err == nil {
		t.Error("a giant was read")
	}
}

func TestRoundOfAnotherChain(t *testing.T) {
	c := newTestChain(t, 3*time.Second)
	r, err := c.Sign(1)
	if err != nil {
		t.Fatal(err)
	}
	r.Chain = &quicknet
	if _, err := r.Verify(c.Chain, 1); err == nil {
		t.Error("a round that names another chain was accepted")
	}
}

func FuzzParseRound(f *testing.F) {
	c := newTestChain(f, 3*time.Second)
	r, err := c.Sign(9)
	if err != nil {
		f.Fatal(err)
	}
	data, err := EncodeRound(c.Chain, r)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"round":1,"randomness":"00","signature":"01","previous_signature":"02"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := ParseRound(data)
		if err != nil || r.Chain == nil {
			return
		}
		written, err := EncodeRound(*r.Chain, r)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ParseRound(written)
		if err != nil || again.Number != r.Number || again.Chain.Hash() != r.Chain.Hash() {
			t.Errorf("%q was read, written as %q and refused: %v", data, written, err)
		}
	})
}
