package proof

import (
	"bytes"
	"maps"
	"reflect"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"kermesse/contests/draw"
)

// operatorDraw is a draw without a beacon, whose proof is verified in no time.
func operatorDraw(t testing.TB, n int) Content {
	t.Helper()
	seed := draw.Hash{42}
	s := stage(t, n, opensAt.Add(time.Hour), draw.Operator(draw.OperatorDigest(seed)), nil)
	c := s.content(t, draw.Hash{}, seed)
	c.ServerSeed = &seed
	c.Events = [][]byte{s.closeText, c.Result, encodeEvent(t, draw.Event{
		Kind: draw.EventDisqualify, Draw: s.rules.Draw, Attempt: 1, Entry: c.Disclosures[0].Commitment, Reason: "no-answer", At: opensAt,
	})}
	return c
}

// FuzzVerify changes one file of a good bundle to anything at all. Either the bundle is
// refused, or it proves the same winners.
func FuzzVerify(f *testing.F) {
	files := folder(f, operatorDraw(f, 5))
	names := slices.Sorted(maps.Keys(files))
	want, err := verifyFolder(files, Options{})
	if err != nil {
		f.Fatal(err)
	}
	for i, name := range names {
		f.Add(uint8(i), files[name].Data)
	}
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		name := names[int(which)%len(names)]
		changed := maps.Clone(files)
		changed[name] = &fstest.MapFile{Data: data}
		r, err := verifyFolder(changed, Options{})
		if err == nil && !reflect.DeepEqual(r.Result, want.Result) {
			t.Errorf("%s: %q proves something else", name, data)
		}
	})
}

func FuzzReadRecords(f *testing.F) {
	files := folder(f, operatorDraw(f, 5))
	record, err := draw.ParseClose(files[CloseFile].Data)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(files[EventsFile].Data)
	f.Fuzz(func(t *testing.T, data []byte) {
		records := bytes.Split(data, []byte(eventSeparator))
		events, err := readRecords(records, record)
		if err != nil {
			return
		}
		for _, e := range events {
			if e.Draw != record.Draw || !bytes.Equal(records[e.position], e.text) {
				t.Errorf("%q was read as an event of draw %s at %d", e.text, e.Draw, e.position)
			}
		}
	})
}

func FuzzParseServerSeed(f *testing.F) {
	f.Add([]byte(draw.Hash{42}.String() + "\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if seed, err := parseServerSeed(data); err == nil && seed.String()+"\n" != string(data) {
			t.Errorf("accepted %q", data)
		}
	})
}
