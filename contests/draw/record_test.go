package draw

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"
)

var (
	genHash = rapid.Custom(func(t *rapid.T) Hash {
		return Hash(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "hash"))
	})
	genID = rapid.Custom(func(t *rapid.T) ID {
		return ID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
	})
	genTime = rapid.Custom(func(t *rapid.T) time.Time {
		return time.Unix(rapid.Int64Range(-62135596800, 253402300799).Draw(t, "time"), 0).UTC()
	})
	genSource = rapid.Custom(func(t *rapid.T) Source {
		h := genHash.Draw(t, "digest")
		switch rapid.IntRange(0, 2).Draw(t, "kind") {
		case 0:
			return Drand(h, rapid.Uint64Min(1).Draw(t, "round"))
		case 1:
			return Public(h)
		}
		return Operator(h)
	})
	genPrizes = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Prize {
		return Prize{Winners: rapid.IntRange(1, 6).Draw(t, "winners"), Alternates: rapid.IntRange(0, 4).Draw(t, "alternates")}
	}), 1, 5)
	genMode   = rapid.SampledFrom([]Mode{OneWin, ManyWins})
	genReason = rapid.StringMatching(`[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,2}`)
	genClose  = rapid.Custom(func(t *rapid.T) Close {
		entries := rapid.Uint64Range(0, 1000).Draw(t, "entries")
		return Close{
			Draw: genID.Draw(t, "draw"), Attempt: rapid.IntRange(1, 1<<31-1).Draw(t, "attempt"),
			Rules: genHash.Draw(t, "rules"), Mode: genMode.Draw(t, "mode"), Prizes: genPrizes.Draw(t, "prizes"),
			Entries: entries, Tickets: entries * rapid.Uint64Range(1, 1<<40).Draw(t, "tickets"),
			Root: genHash.Draw(t, "root"), Source: genSource.Draw(t, "source"), ClosedAt: genTime.Draw(t, "closed"),
		}
	})
)

func TestCloseRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := genClose.Draw(t, "close")
		text, err := c.Encode()
		if err != nil {
			t.Fatal(err)
		}
		again, err := ParseClose(text)
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if encoded, _ := again.Encode(); !bytes.Equal(encoded, text) {
			t.Fatalf("came back as\n%s\nnot\n%s", encoded, text)
		}
	})
}

func TestEventRoundTrip(t *testing.T) {
	kinds := rapid.SampledFrom([]EventKind{
		EventPublish, EventAmend, EventEntries, EventExclude, EventDisqualify, EventReinstate,
		EventAccept, EventCancel, EventRestart, EventFallback, EventAudit,
	})
	rapid.Check(t, func(t *rapid.T) {
		full := Event{
			Kind: kinds.Draw(t, "kind"), Draw: genID.Draw(t, "draw"), Attempt: 3, Previous: 2, Rules: genHash.Draw(t, "rules"),
			Source: genSource.Draw(t, "source"), From: genSource.Draw(t, "from"), To: genSource.Draw(t, "to"),
			Entries: 7, Tickets: 9, Root: genHash.Draw(t, "root"), Prize: 1, Slot: 4, Entry: genHash.Draw(t, "entry"),
			Reason: genReason.Draw(t, "reason"), Sample: 30, Auditor: "Cabinet X, Port-Louis",
			Document: genHash.Draw(t, "statement"), At: genTime.Draw(t, "at"),
		}
		if _, err := full.Encode(); err == nil {
			t.Fatal("an event with every field was written")
		}
		// Writing and reading it back leaves the fields of its kind.
		var w recordWriter
		w.line("vdraw1/" + string(full.Kind))
		for _, f := range eventFields[full.Kind] {
			f.write(&w, &full)
		}
		e, err := ParseEvent(w.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		text, err := e.Encode()
		if err != nil || !bytes.Equal(text, w.Bytes()) {
			t.Fatalf("came back as %v\n%s\nnot\n%s", err, text, w.Bytes())
		}
	})
}

func TestReceipt(t *testing.T) {
	signer, verifier := testKey(t, "draws.example.org")
	r := Receipt{
		Draw: ID{1}, Entry: ID{2}, Commitment: Hash{3}, Tickets: 4, Revision: 1, Rules: Hash{5},
		AcceptedAt: time.Date(2025, 8, 2, 10, 0, 0, 0, time.UTC), LogRoot: EmptyLog,
	}
	signed, err := r.Sign(signer)
	if err != nil {
		t.Fatal(err)
	}
	again, err := OpenReceipt(signed, verifier)
	if err != nil || again != r {
		t.Fatalf("%+v, %v", again, err)
	}
	for bit := range 8 * len(signed) {
		forged := bytes.Clone(signed)
		forged[bit/8] ^= 1 << (bit % 8)
		if _, err := OpenReceipt(forged, verifier); err == nil {
			t.Errorf("accepted with bit %d flipped:\n%s", bit, forged)
		}
	}
	_, foreign := testKey(t, "draws.example.com")
	if _, err := OpenReceipt(signed, foreign); err == nil {
		t.Error("accepted under another key")
	}
	if _, err := OpenReceipt(append(bytes.Clone(signed), signed[bytes.LastIndex(signed, []byte("\u2014")):]...), verifier); err == nil {
		t.Error("accepted with its signature twice")
	}
}

// testKey makes a signing key from the name, so that tests repeat.
func testKey(t testing.TB, name string) (note.Signer, note.Verifier) {
	t.Helper()
	private, public, err := note.GenerateKey(strings.NewReader((name + strings.Repeat("!", ed25519.SeedSize))[:ed25519.SeedSize]), name)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		t.Fatal(err)
	}
	return signer, verifier
}

func TestOneSpellingOnly(t *testing.T) {
	const good = "vdraw1/disqualify\ndraw 7b0e6f1c-52a4-4c0e-9d3a-3d6d0c1e9a01\nattempt 1\nprize 1\nslot 1\n" +
		"entry 1d53ce42c4c598087313656a633479b6c164c9d1daf63089852bce73595ced45\nreason no-answer\nat 2025-09-06T09:00:00Z\n"
	if _, err := ParseEvent([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for why, change := range map[string][2]string{
		"other head":             {"vdraw1/", "vdraw2/"},
		"other kind":             {"/disqualify", "/accept-it"},
		"upper case hex":         {"1d53ce", "1D53CE"},
		"upper case UUID":        {"7b0e6f1c", "7B0E6F1C"},
		"leading zero":           {"slot 1", "slot 01"},
		"sign":                   {"slot 1", "slot +1"},
		"negative":               {"slot 1", "slot -1"},
		"attempt 0":              {"attempt 1", "attempt 0"},
		"two spaces":             {"slot 1", "slot  1"},
		"trailing space":         {"slot 1\n", "slot 1 \n"},
		"CR LF":                  {"slot 1\n", "slot 1\r\n"},
		"vertical tab":           {"slot 1\n", "slot 1\v"},
		"no final LF":            {"00Z\n", "00Z"},
		"something after":        {"00Z\n", "00Z\n\n"},
		"fraction of a second":   {"09:00:00Z", "09:00:00.0Z"},
		"other zone":             {"09:00:00Z", "09:00:00+00:00"},
		"no such day":            {"09-06", "02-30"},
		"leap second":            {"09:00:00Z", "08:59:60Z"},
		"reason with a space":    {"no-answer", "no answer"},
		"reason empty":           {"no-answer", ""},
		"reason in upper case":   {"no-answer", "No-answer"},
		"line missing":           {"slot 1\n", ""},
		"lines in other order":   {"prize 1\nslot 1\n", "slot 1\nprize 1\n"},
		"line twice":             {"slot 1\n", "slot 1\nslot 1\n"},
		"UUID without hyphens":   {"7b0e6f1c-52a4-4c0e-9d3a-3d6d0c1e9a01", "7b0e6f1c52a44c0e9d3a3d6d0c1e9a01"},
		"UUID hyphens elsewhere": {"7b0e6f1c-52a4", "7b0e6f1-c52a4"},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		if bad == good {
			t.Fatalf("%s: nothing was changed", why)
		}
		if _, err := ParseEvent([]byte(bad)); !errors.Is(err, ErrGrammar) {
			t.Errorf("%s: %v", why, err)
		}
	}
}

func TestCloseRefusals(t *testing.T) {
	good := Close{
		Draw: ID{1}, Attempt: 1, Mode: OneWin, Prizes: []Prize{{Winners: 1}}, Entries: 2, Tickets: 3,
		Source: Drand(Hash{1}, 1), ClosedAt: time.Unix(0, 0),
	}
	if _, err := good.Encode(); err != nil {
		t.Fatal(err)
	}
	for why, change := range map[string]func(*Close){
		"attempt 0":             func(c *Close) { c.Attempt = 0 },
		"no mode":               func(c *Close) { c.Mode = "" },
		"no prize":              func(c *Close) { c.Prizes = nil },
		"no winner":             func(c *Close) { c.Prizes = []Prize{{}} },
		"negative alternates":   func(c *Close) { c.Prizes = []Prize{{1, -1}} },
		"too many slots":        func(c *Close) { c.Prizes = []Prize{{MaxSlots, 0}, {1, 0}} },
		"too many prizes":       func(c *Close) { c.Prizes = make([]Prize, MaxPrizes+1) },
		"fewer tickets":         func(c *Close) { c.Tickets = 1 },
		"too many tickets":      func(c *Close) { c.Tickets = MaxTickets + 1 },
		"tickets of nobody":     func(c *Close) { c.Entries = 0 },
		"round 0":               func(c *Close) { c.Source.Round = 0 },
		"source with leftovers": func(c *Close) { c.Source.Digest = Hash{1} },
		"no source":             func(c *Close) { c.Source = Source{} },
		"part of a second":      func(c *Close) { c.ClosedAt = time.Unix(0, 1) },
		"year 10000":            func(c *Close) { c.ClosedAt = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) },
	} {
		bad := good
		change(&bad)
		if _, err := bad.Encode(); !errors.Is(err, ErrGrammar) {
			t.Errorf("%s: %v", why, err)
		}
	}
}
