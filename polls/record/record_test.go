package record_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"kermesse/polls/record"
	"kermesse/polls/tally"
)

const poll = "0193b0c1-5a1e-7c3d-9f00-0123456789ab"

var (
	noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	some = record.HashOf([]byte("some"))
)

func examples() []record.Record {
	box := record.Box{Ballots: 3, Aside: 1, BallotsRoot: some, ReceiptsRoot: some, Seed: some.String(), Result: some}
	return []record.Record{
		{Kind: record.Publish, Poll: poll, Terms: some, Options: 3, Lots: record.Source{Chain: some, Round: 7}, OpensAt: noon, ClosesAt: noon.Add(time.Hour), At: noon},
		{Kind: record.Publish, Poll: poll, Terms: some, Options: 3, Lots: record.Source{Commitment: some}, OpensAt: noon, ClosesAt: noon.Add(time.Hour), At: noon},
		{Kind: record.Unpublish, Poll: poll, Published: some, At: noon},
		{Kind: record.Cancel, Poll: poll, Published: some, Reason: some, At: noon},
		{Kind: record.Close, Poll: poll, Published: some, Number: 1, Box: &box, At: noon},
		{Kind: record.Close, Poll: poll, Published: some, Number: 2, Hidden: some, At: noon},
		{Kind: record.Reopen, Poll: poll, Published: some, Number: 1, Reason: some, ClosesAt: noon, At: noon},
		{Kind: record.Notice, Poll: poll, Published: some, Number: 1, Told: some, At: noon},
		{Kind: record.Void, Poll: poll, Published: some, Number: 1, Reason: some, At: noon},
	}
}

func encode(t *testing.T, r record.Record) []byte {
	t.Helper()
	text, err := r.Encode()
	if err != nil {
		t.Fatalf("%s: %v", r.Kind, err)
	}
	return text
}

func TestEveryKindIsReadBack(t *testing.T) {
	for _, r := range examples() {
		text := encode(t, r)
		read, err := record.Parse(text)
		if err != nil {
			t.Fatalf("%s: %v\n%s", r.Kind, err, text)
		}
		if again := encode(t, read); string(again) != string(text) {
			t.Errorf("%s: written back as\n%s", r.Kind, again)
		}
	}
}

func TestOneSpelling(t *testing.T) {
	text := string(encode(t, examples()[0]))
	for what, wrong := range map[string]string{
		"nothing":            "",
		"another log":        strings.Replace(text, "kermesse/poll/", "kermesse/draw/", 1),
		"an unknown kind":    strings.Replace(text, "publish", "publicise", 1),
		"no last line feed":  strings.TrimSuffix(text, "\n"),
		"a line more":        text + "at 2026-11-21T12:00:00Z\n",
		"capitals":           strings.Replace(text, some.String(), strings.ToUpper(some.String()), 1),
		"another zone":       strings.Replace(text, "at 2026-11-21T12:00:00Z", "at 2026-11-21T16:00:00+04:00", 1),
		"half a second":      strings.Replace(text, "at 2026-11-21T12:00:00Z", "at 2026-11-21T12:00:00.5Z", 1),
		"a round with zeros": strings.Replace(text, " 7\n", " 07\n", 1),
		"no option":          strings.Replace(text, "options 3", "options 0", 1),
		"round zero":         strings.Replace(text, " 7\n", " 0\n", 1),
		"an id in capitals":  strings.Replace(text, poll, strings.ToUpper(poll), 1),
		"two spaces":         strings.Replace(text, "terms ", "terms  ", 1),
		"a carriage return":  strings.ReplaceAll(text, "\n", "\r\n"),
		"a very long one":    text + strings.Repeat("x", 1<<16),
	} {
		if _, err := record.Parse([]byte(wrong)); !errors.Is(err, record.ErrGrammar) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestEncodeRefuses(t *testing.T) {
	for what, change := range map[string]func(*record.Record){
		"a reason for publishing":     func(r *record.Record) { r.Reason = some },
		"part of a second":            func(r *record.Record) { r.At = r.At.Add(time.Millisecond) },
		"no id":                       func(r *record.Record) { r.Poll = "" },
		"a box before there is one":   func(r *record.Record) { r.Box = &record.Box{} },
		"an unknown kind":             func(r *record.Record) { r.Kind = "x" },
		"a commitment beside a round": func(r *record.Record) { r.Lots.Commitment = some },
	} {
		r := examples()[0]
		change(&r)
		if _, err := r.Encode(); err == nil {
			t.Errorf("%s was written", what)
		}
	}
}

func TestTreeIsThatOfTheLog(t *testing.T) {
	var tree record.Tree
	var hashes []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, at := range indexes {
			out[i] = hashes[at]
		}
		return out, nil
	})
	if tree.Root() != record.HashOf(nil) {
		t.Errorf("empty: %s", tree.Root())
	}
	for n := range int64(70) {
		data := []byte{byte(n)}
		tree.Add(data)
		added, err := tlog.StoredHashes(n, data, reader)
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, added...)
		want, err := tlog.TreeHash(n+1, reader)
		if err != nil || record.Hash(want) != tree.Root() {
			t.Fatalf("%d leaves: %s, want %x (%v)", n+1, tree.Root(), want, err)
		}
	}
}

func TestHistory(t *testing.T) {
	published := record.HashOf(encode(t, examples()[0]))
	at := func(kind record.Kind, number int) record.Record {
		for _, r := range examples() {
			if r.Kind == kind {
				if kind != record.Publish {
					r.Published = published
				}
				if r.Number > 0 {
					r.Number = number
				}
				return r
			}
		}
		panic(kind)
	}
	stranger := at(record.Close, 1)
	stranger.Published = some
	for _, test := range []struct {
		name  string
		lives []record.Record
		wrong string
	}{
		{"a whole life", []record.Record{at("publish", 0), at("close", 1), at("reopen", 1), at("close", 2), at("close", 3), at("void", 3)}, ""},
		{"published twice", []record.Record{at("publish", 0), at("unpublish", 0), at("publish", 0), at("cancel", 0)}, ""},
		{"closed and never published", []record.Record{at("close", 1)}, "not published"},
		{"reopened before closing", []record.Record{at("publish", 0), at("reopen", 1)}, "cannot follow"},
		{"after the end", []record.Record{at("publish", 0), at("cancel", 0), at("close", 1)}, "cannot follow"},
		{"a number left out", []record.Record{at("publish", 0), at("close", 2)}, "number 2"},
		{"another publication", []record.Record{at("publish", 0), stranger}, "publication"},
	} {
		var h record.History
		var err error
		for i, r := range test.lives {
			if err = h.Add(int64(i), encode(t, r)); err != nil {
				break
			}
		}
		if (err == nil) != (test.wrong == "") || err != nil && !strings.Contains(err.Error(), test.wrong) {
			t.Errorf("%s: %v, want %q", test.name, err, test.wrong)
		}
	}
	var h record.History
	if err := h.Add(0, []byte("vdraw1/close\n")); err != nil || h.Polls() != 0 {
		t.Errorf("a record of a draw: %v, %d polls", err, h.Polls())
	}
	if err := h.Add(1, []byte("kermesse/poll/close\n")); err == nil {
		t.Error("a malformed record was passed over")
	}
}

// What a ballot says has one text, whatever the order in which equal options were sent.
func TestSaid(t *testing.T) {
	for want, b := range map[string]tally.Ballot{
		`["a","b"]`:         {Choices: []tally.OptionID{"b", "a"}},
		`[["a","b"],["c"]]`: {Ranking: [][]tally.OptionID{{"b", "a"}, {"c"}}},
		`{"a":1,"b":0}`:     {Scores: map[tally.OptionID]int64{"b": 0, "a": 1}},
		`[]`:                {},
	} {
		if got, err := record.Said(b); err != nil || got != want {
			t.Errorf("%+v: %s, %v, want %s", b, got, err, want)
		}
	}
}

// The published vectors of the order of lots hold for whatever seed comes from a beacon.
func TestSeedDependsOnTheRecord(t *testing.T) {
	a, b := record.Seed(some, [32]byte{1}), record.Seed(record.HashOf(nil), [32]byte{1})
	if a == b || len(a) != 64 || a == record.Seed(some, [32]byte{2}) {
		t.Errorf("seeds %s and %s", a, b)
	}
}

func FuzzParse(f *testing.F) {
	for _, r := range examples() {
		text, err := r.Encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := record.Parse(text)
		if err != nil {
			return
		}
		if again, err := r.Encode(); err != nil || string(again) != string(text) {
			t.Errorf("read, and written as %q (%v)", again, err)
		}
	})
}
