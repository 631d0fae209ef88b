package history

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/shareddata"
)

// TestExample: the log of the worked example is a possible one, and no record of it may
// be left out, come twice or stand elsewhere.
func TestExample(t *testing.T) {
	data, err := io.ReadAll(shareddata.Open(t, "draws", "bundle", "log", "events.txt"))
	if err != nil {
		t.Fatal(err)
	}
	records := bytes.Split(data, []byte("\x00\n"))
	if err := read(records); err != nil {
		t.Fatal(err)
	}
	for i := range records {
		if i < len(records)-1 && read(slices.Concat(records[:i], records[i+1:])) == nil {
			t.Errorf("record %d may be left out", i)
		}
		if read(slices.Concat(records[:i+1], records[i:])) == nil {
			t.Errorf("record %d may come twice", i)
		}
		if i > 0 && read(slices.Concat(records[:i-1], [][]byte{records[i], records[i-1]}, records[i+1:])) == nil {
			t.Errorf("record %d may come before the one it follows", i)
		}
	}
}

func read(records [][]byte) error {
	var h History
	for i, r := range records {
		if err := h.Add(int64(i), r); err != nil {
			return err
		}
	}
	return nil
}

var (
	one, two = draw.ID{1}, draw.ID{2}
	noon     = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	first    = draw.Source{Kind: draw.SourceDrand, Chain: draw.Hash{9}, Round: 100}
	second   = draw.Source{Kind: draw.SourceDrand, Chain: draw.Hash{9}, Round: 200}
	entry    = draw.Hash{5}
)

// step makes a record of a short name.
func step(t *testing.T, name string) []byte {
	t.Helper()
	seal := func(attempt int, s draw.Source, rules byte) draw.Close {
		return draw.Close{
			Draw: one, Attempt: attempt, Rules: draw.Hash{rules}, Mode: draw.OneWin, Prizes: []draw.Prize{{Winners: 1}},
			Entries: 1, Tickets: 1, Root: draw.Hash{7}, Source: s, ClosedAt: noon,
		}
	}
	event := func(kind draw.EventKind, change func(*draw.Event)) ([]byte, error) {
		e := draw.Event{Kind: kind, Draw: one, At: noon}
		change(&e)
		return e.Encode()
	}
	judge := func(e *draw.Event) { e.Attempt, e.Entry, e.Reason = 1, entry, "no-answer" }
	result := func(attempt int, s draw.Source) ([]byte, error) {
		text, err := seal(attempt, s, 1).Encode()
		if err != nil {
			return nil, err
		}
		return draw.Result{Draw: one, Attempt: attempt, Close: draw.CommitOf(text), Slots: []draw.ResultSlot{{Commitment: entry}}}.Encode()
	}
	var record []byte
	var err error
	switch name {
	case "publish":
		record, err = event(draw.EventPublish, func(e *draw.Event) { e.Rules, e.Source = draw.Hash{1}, first })
	case "publish other":
		record, err = event(draw.EventPublish, func(e *draw.Event) { e.Draw, e.Rules, e.Source = two, draw.Hash{1}, first })
	case "amend":
		record, err = event(draw.EventAmend, func(e *draw.Event) { e.Rules, e.Reason = draw.Hash{2}, "spelling" })
	case "entries":
		record, err = event(draw.EventEntries, func(e *draw.Event) { e.Entries, e.Tickets = 1, 1 })
	case "later entries":
		record, err = event(draw.EventEntries, func(e *draw.Event) { e.Entries, e.Tickets, e.At = 2, 2, noon.Add(time.Minute) })
	case "late close":
		c := seal(1, first, 1)
		c.Root = draw.Hash{}
		record, err = c.Encode()
	case "exclude":
		record, err = event(draw.EventExclude, func(e *draw.Event) { e.Entry, e.Reason = entry, "twice" })
	case "close":
		record, err = seal(1, first, 1).Encode()
	case "close amended":
		record, err = seal(1, first, 2).Encode()
	case "close by another source":
		record, err = seal(1, second, 1).Encode()
	case "close 2":
		record, err = seal(2, second, 1).Encode()
	case "result":
		record, err = result(1, first)
	case "result 2":
		record, err = result(2, second)
	case "disqualify":
		record, err = event(draw.EventDisqualify, judge)
	case "disqualify another":
		record, err = event(draw.EventDisqualify, func(e *draw.Event) { judge(e); e.Entry = draw.Hash{6} })
	case "reinstate":
		record, err = event(draw.EventReinstate, judge)
	case "accept":
		record, err = event(draw.EventAccept, judge)
	case "cancel":
		record, err = event(draw.EventCancel, func(e *draw.Event) { e.Attempt, e.Reason = 1, "mistake" })
	case "restart":
		record, err = event(draw.EventRestart, func(e *draw.Event) { e.Attempt, e.Previous, e.Reason, e.Source = 2, 1, "mistake", second })
	case "restart 3":
		record, err = event(draw.EventRestart, func(e *draw.Event) { e.Attempt, e.Previous, e.Reason, e.Source = 3, 2, "mistake", second })
	case "fallback":
		record, err = event(draw.EventFallback, func(e *draw.Event) { e.Attempt, e.From, e.To = 1, first, second })
	case "audit":
		record, err = event(draw.EventAudit, func(e *draw.Event) { e.Attempt, e.Sample, e.Auditor = 1, 30, "Maitre Martin" })
	case "poll":
		record = []byte("kermesse/poll/open\n")
	case "unknown":
		record = []byte("vdraw1/hurry\n")
	case "malformed":
		record = []byte("vdraw1/close\n")
	default:
		t.Fatalf("no step %q", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return record
}

func steps(t *testing.T, names string) [][]byte {
	t.Helper()
	var records [][]byte
	for _, name := range strings.Split(names, ", ") {
		records = append(records, step(t, name))
	}
	return records
}

func TestPossibleLives(t *testing.T) {
	for _, names := range []string{
		"poll, publish, publish other, entries, poll, exclude, entries, close, result, disqualify, reinstate, accept",
		"publish, amend, close amended",
		"publish, entries, late close",
		"publish, later entries, entries, late close",
		"publish, close, cancel, restart, close 2, result 2",
		"publish, close, result, disqualify, restart, close 2, result 2",      // a prize that nobody took
		"publish, close, cancel, result, restart, entries, close 2, result 2", // the shadow result, on record
		"publish, close, fallback, result",
		"publish, close, audit, result, audit",
	} {
		if err := read(steps(t, names)); err != nil {
			t.Errorf("%s: %v", names, err)
		}
	}
}

func TestImpossibleLives(t *testing.T) {
	for names, why := range map[string]string{
		"publish, publish":                               "published a second time",
		"close":                                          "was not published",
		"entries":                                        "was not published",
		"publish other, result":                          "was not published",
		"publish, result":                                "was not sealed",
		"publish, audit":                                 "was not sealed",
		"publish, close, close":                          "sealed a second time",
		"publish, close, entries":                        "sealed already",
		"publish, close, exclude":                        "sealed already",
		"publish, close, amend":                          "sealed already",
		"publish, amend, close":                          "not those that were published",
		"publish, close by another source":               "not the one that was announced",
		"publish, close, result, result":                 "drawn a second time",
		"publish, cancel, close":                         "was cancelled",
		"publish, cancel, cancel":                        "cancelled already",
		"publish, restart":                               "neither drawn nor cancelled",
		"publish, close, restart":                        "neither drawn nor cancelled",
		"publish, cancel, restart, restart":              "does not follow",
		"publish, cancel, restart 3":                     "does not follow",
		"publish, close 2":                               "no attempt 2",
		"publish, disqualify":                            "does not name the entry",
		"publish, close, result, disqualify another":     "does not name the entry",
		"publish, close, result, disqualify, disqualify": "disqualified already",
		"publish, close, result, reinstate":              "was not disqualified",
		"publish, close, result, disqualify, accept":     "was disqualified",
		"publish, close, result, fallback":               "drawn already",
		"publish, close, fallback, fallback":             "not that of the attempt",
		"unknown":                                        "malformed",
		"publish, entries, later entries, late close":    "not of the last one",
		"publish, malformed":                             "malformed",
	} {
		records := steps(t, names)
		err := read(records)
		var impossible *Impossible
		if !errors.As(err, &impossible) || impossible.Index != int64(len(records)-1) || !strings.Contains(impossible.EN, why) || impossible.FR == "" {
			t.Errorf("%s: %v, want %q", names, err, why)
		}
	}
}

func TestCounts(t *testing.T) {
	var h History
	for i, r := range steps(t, "poll, publish, publish other, entries, poll, entries") {
		if err := h.Add(int64(i), r); err != nil {
			t.Fatal(err)
		}
	}
	if h.Draws() != 2 || h.Count("entries") != 2 || h.Count("publish") != 2 || h.Count("") != 2 || h.Count("close") != 0 {
		t.Errorf("%+v", h.counts)
	}
}

func FuzzAdd(f *testing.F) {
	e, err := draw.Event{Kind: draw.EventPublish, Draw: one, Rules: draw.Hash{1}, Source: first, At: noon}.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(e, []byte("vdraw1/close\n"))
	f.Fuzz(func(_ *testing.T, a, b []byte) {
		_ = read([][]byte{a, b, a})
	})
}
