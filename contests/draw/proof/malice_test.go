package proof

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"kermesse/contests/draw"
)

// allocated is how many bytes fn asks for, all in all.
func allocated(fn func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	fn()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestTruncatedZips: wherever a zip is cut off, it is no proof.
func TestTruncatedZips(t *testing.T) {
	_, c := testDraw(t, 6, nil)
	var packed bytes.Buffer
	if err := c.WriteZip(&packed); err != nil {
		t.Fatal(err)
	}
	whole := packed.Bytes()
	for cut := 0; cut < len(whole); cut += 97 {
		b, err := OpenZip(bytes.NewReader(whole[:cut]), int64(cut))
		if err == nil {
			_, err = Verify(b, Options{})
		}
		if err == nil {
			t.Errorf("the first %d of %d bytes are a proof", cut, len(whole))
		}
	}
}

// TestTruncatedFiles: nor is one any of whose files was cut off.
func TestTruncatedFiles(t *testing.T) {
	folder := exampleFolder(t)
	for _, name := range hashed {
		data := folder[name].Data
		for _, keep := range []int{0, 1, len(data) / 2, len(data) - 1} {
			folder[name] = &fstest.MapFile{Data: data[:keep]}
			if _, err := verifyFolder(folder, Options{}); err == nil {
				t.Errorf("%s: accepted with %d of %d bytes", name, keep, len(data))
			}
		}
		folder[name] = &fstest.MapFile{Data: data}
	}
}

// TestDamagedZip: a flipped bit in what is packed is found by the zip's own sums, or by
// what was unpacked. Never is another draw proven.
func TestDamagedZip(t *testing.T) {
	_, c := testDraw(t, 6, nil)
	var packed bytes.Buffer
	if err := c.WriteZip(&packed); err != nil {
		t.Fatal(err)
	}
	data := packed.Bytes()
	open := func() (*Report, error) {
		b, err := OpenZip(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return nil, err
		}
		return Verify(b, Options{})
	}
	want, err := open()
	if err != nil {
		t.Fatal(err)
	}
	for bit := range flips(data) {
		data[bit/8] ^= 1 << (bit % 8)
		r, err := open()
		data[bit/8] ^= 1 << (bit % 8)
		if err == nil && (!reflect.DeepEqual(r.Result, want.Result) || !reflect.DeepEqual(r.Aliases, want.Aliases)) {
			t.Errorf("bit %d changed what was reported", bit)
		}
	}
}

// TestGiganticFileOnDisk: a file of terabytes is refused by its size, unread.
func TestGiganticFileOnDisk(t *testing.T) {
	dir := t.TempDir()
	file, err := os.Create(filepath.Join(dir, EntriesFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(file.Truncate(1<<40), file.Close()); err != nil {
		t.Skip("no sparse files here:", err)
	}
	_, err = OpenFolder(os.DirFS(dir))
	wantInvalid(t, "a terabyte", err, CheckGrammar)
}

// packedList is a zip whose list has n entries in perfect order, which pack to almost
// nothing since they count upwards.
func packedList(t *testing.T, n int) []byte {
	t.Helper()
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	w, err := z.Create(EntriesFile)
	if err != nil {
		t.Fatal(err)
	}
	entries := func(yield func(draw.Entry, error) bool) {
		for i := range n {
			e := draw.Entry{Tickets: 1}
			binary.BigEndian.PutUint64(e.Commitment[24:], uint64(i))
			if !yield(e, nil) {
				return
			}
		}
	}
	if _, err := draw.Entries(entries).WriteTo(w); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

// TestPackedListBomb: a list that unpacks to many times its size is none, since hashes
// cannot be packed. It is refused before a line of it is read.
func TestPackedListBomb(t *testing.T) {
	bomb := packedList(t, 200_000)
	var err error
	taken := allocated(func() { _, err = OpenZip(bytes.NewReader(bomb), int64(len(bomb))) })
	wantInvalid(t, "a list that counts upwards", err, CheckGrammar)
	if taken > mib {
		t.Errorf("refusing %d bytes took %d", len(bomb), taken)
	}
	if small := packedList(t, 1000); len(small) < 1000 {
		t.Fatal("the small list should be honest enough")
	} else if _, err := OpenZip(bytes.NewReader(small), int64(len(small))); err != nil {
		t.Errorf("a list of a few kilobytes: %v", err)
	}
}

// TestListLongerThanAnnounced: what follows the announced entries is not even read.
func TestListLongerThanAnnounced(t *testing.T) {
	long, err := draw.Freeze(manyEntries(100_000))
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if _, err := long.WriteTo(&file); err != nil {
		t.Fatal(err)
	}
	f := exampleFolder(t)
	f[EntriesFile] = &fstest.MapFile{Data: file.Bytes()}
	var read int64
	_, err = verifyFolder(f, Options{Progress: func(done, _ int64) { read = done }})
	wantInvalid(t, "100,000 instead of 25", err, CheckList)
	if read > 128*kib {
		t.Errorf("read %d bytes of it", read)
	}
}

func manyEntries(n int) []draw.Entry {
	entries := make([]draw.Entry, n)
	for i := range entries {
		entries[i] = draw.Entry{Commitment: draw.OperatorDigest(draw.Hash{byte(i), byte(i >> 8), byte(i >> 16)}), Tickets: 1}
	}
	return entries
}

// TestBoastfulClose: a close record that announces nine quadrillion entries makes nobody
// get the memory ready for them.
func TestBoastfulClose(t *testing.T) {
	s, c := testDraw(t, 6, nil)
	s.close.Entries, s.close.Tickets = draw.MaxTickets, draw.MaxTickets
	text, err := s.close.Encode()
	if err != nil {
		t.Fatal(err)
	}
	c.Close = text
	f := folder(t, c)
	taken := allocated(func() { _, err = verifyFolder(f, Options{}) })
	wantInvalid(t, "too many entries", err, CheckList)
	if taken > 4*mib {
		t.Errorf("it took %d bytes", taken)
	}
}

// TestJSONBombs: a few kilobytes of zip that would become gigabytes of values.
func TestJSONBombs(t *testing.T) {
	_, c := testDraw(t, 6, nil)
	files := folder(t, c)
	for why, text := range map[string]string{
		"many disclosures": "[" + strings.Repeat("{},", 1<<20) + "{}]",
		"many values":      `[{"alias":[` + strings.Repeat("1,", 1<<20) + `1]}]`,
		"many levels":      strings.Repeat("[", 1<<20),
		"many names":       `[{` + strings.Repeat(`"a":1,`, 1<<20) + `"a":1}]`,
	} {
		files[DisclosuresFile] = &fstest.MapFile{Data: []byte(text)}
		var err error
		taken := allocated(func() { _, err = verifyFolder(files, Options{}) })
		wantInvalid(t, why, err, CheckGrammar)
		if taken > uint64(8*len(text)) {
			t.Errorf("%s: refusing %d bytes took %d", why, len(text), taken)
		}
	}
}

// TestRecordBombs: a log of millions of empty records, and a draw whose life never ends.
func TestRecordBombs(t *testing.T) {
	s, c := testDraw(t, 6, nil)
	files := folder(t, c)
	files[EventsFile] = &fstest.MapFile{Data: bytes.Repeat([]byte(eventSeparator), maxRecords)}
	_, err := verifyFolder(files, Options{})
	wantInvalid(t, "many records", err, CheckGrammar)
	entries := encodeEvent(t, draw.Event{Kind: draw.EventEntries, Draw: s.rules.Draw, At: opensAt})
	files[EventsFile] = &fstest.MapFile{Data: bytes.Join(slices.Repeat([][]byte{entries}, maxEvents+1), []byte(eventSeparator))}
	_, err = verifyFolder(files, Options{})
	wantInvalid(t, "many records of one draw", err, CheckGrammar)
}

// TestAttemptsBomb: each of many attempts has as many places as one may have, so that
// keeping their results would fill the memory.
func TestAttemptsBomb(t *testing.T) {
	s, c := testDraw(t, 6, func(r *draw.Rules) { r.Prizes[0].Prize = draw.Prize{Winners: draw.MaxSlots / 2} })
	attempt := func(n int) []byte {
		s.closeAs(t, n, s.rules.ClosesAt, s.rules.Source)
		return s.closeText
	}
	list := unpack(t, c)[EntriesFile]
	c.More = map[string][]byte{}
	c.Events = [][]byte{c.Close, c.Result}
	for n := 2; n <= 4; n++ {
		again := draw.Event{
			Kind: draw.EventRestart, Draw: s.rules.Draw, Attempt: n, Previous: n - 1, Reason: "again", Source: s.rules.Source, At: opensAt,
		}
		cancel := draw.Event{Kind: draw.EventCancel, Draw: s.rules.Draw, Attempt: n - 1, Reason: "again", At: opensAt}
		record := attempt(n)
		c.Events = append(c.Events, encodeEvent(t, cancel), encodeEvent(t, again), record)
		c.More[attemptFolder(n)+CloseFile], c.More[attemptFolder(n)+EntriesFile] = record, list
		c.More[attemptFolder(n)+BeaconFile] = c.Beacon
	}
	_, err := verifyFolder(folder(t, c), Options{})
	wantInvalid(t, "four attempts of half a million places", err, CheckAttempts)
}

// TestNestedBundle: a bundle in a bundle is not opened, nor a folder that has the name of
// a file.
func TestNestedBundle(t *testing.T) {
	_, c := testDraw(t, 3, nil)
	var inner bytes.Buffer
	if err := c.WriteZip(&inner); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"proof.zip", "attempts/2/proof.zip", "rules.json/close.txt", "log/../rules.json", "./rules.json", "C:rules.json"} {
		h := named(name)
		h.Comment = inner.String()
		h.Comment = h.Comment[:min(len(h.Comment), 1000)]
		data := zipOf(t, h)
		_, err := OpenZip(bytes.NewReader(data), int64(len(data)))
		wantInvalid(t, name, err, CheckGrammar)
	}
}

// TestTwoDrawsOfOneID: an organiser who publishes two contests under one draw id, to
// show the one whose winner suits, has both in the log.
func TestTwoDrawsOfOneID(t *testing.T) {
	s, c := testDraw(t, 6, nil)
	publish := func(rules draw.Hash) []byte {
		return encodeEvent(t, draw.Event{Kind: draw.EventPublish, Draw: s.rules.Draw, Rules: rules, Source: s.rules.Source, At: opensAt})
	}
	mine, other := publish(s.close.Rules), publish(draw.Hash{1})
	twin, _ := testDraw(t, 7, nil)
	for why, events := range map[string][][]byte{
		"published with other rules":   {mine, other},
		"with other rules first":       {other, mine},
		"published twice":              {mine, mine},
		"two lists":                    {mine, s.closeText, twin.closeText},
		"only the other list":          {mine, twin.closeText},
		"only the other one's publish": {other, s.closeText},
	} {
		c.Events = events
		_, err := verifyFolder(folder(t, c), Options{})
		wantInvalid(t, why, err, CheckEvents)
	}
	c.Events = [][]byte{mine, s.closeText, c.Result}
	if _, err := verifyFolder(folder(t, c), Options{}); err != nil {
		t.Errorf("one draw: %v", err)
	}
}

// TestOrderOfDisqualifications: in whatever order a manager disqualifies, and reinstates
// in between, the same people in the end have the same prizes.
func TestOrderOfDisqualifications(t *testing.T) {
	s, c := testDraw(t, 12, func(r *draw.Rules) {
		r.Prizes = []draw.RulesPrize{
			{Name: "Panier", Prize: draw.Prize{Winners: 2, Alternates: 3}}, {Name: "Carte", Prize: draw.Prize{Winners: 2, Alternates: 2}},
		}
	})
	result, err := draw.ParseResult(c.Result)
	if err != nil {
		t.Fatal(err)
	}
	files := folder(t, c)
	awards := func(t *rapid.T, decided [][]byte) []draw.Award {
		files[EventsFile] = &fstest.MapFile{Data: bytes.Join(decided, []byte(eventSeparator))}
		r, err := verifyFolder(files, Options{})
		if err != nil {
			t.Fatal(err)
		}
		return r.Awards
	}
	record := func(kind draw.EventKind, slot draw.ResultSlot, at time.Time) []byte {
		text, err := draw.Event{
			Kind: kind, Draw: s.rules.Draw, Attempt: 1, Prize: slot.Prize, Slot: slot.Slot, Entry: slot.Commitment, Reason: "no-answer", At: at,
		}.Encode()
		if err != nil {
			panic(err)
		}
		return text
	}
	rapid.Check(t, func(t *rapid.T) {
		out := rapid.SliceOfNDistinct(rapid.SampledFrom(result.Slots), 1, len(result.Slots), func(s draw.ResultSlot) int { return s.Index }).Draw(t, "out")
		decide := func(order []draw.ResultSlot, wavering bool) (decided [][]byte) {
			at := s.rules.ClosesAt
			add := func(kind draw.EventKind, slot draw.ResultSlot) {
				at = at.Add(time.Minute)
				decided = append(decided, record(kind, slot, at))
			}
			for _, slot := range order {
				add(draw.EventDisqualify, slot)
				if wavering {
					add(draw.EventReinstate, slot)
					add(draw.EventDisqualify, slot)
				}
			}
			return decided
		}
		want := awards(t, decide(out, false))
		got := awards(t, decide(rapid.Permutation(out).Draw(t, "order"), rapid.Bool().Draw(t, "wavering")))
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%+v\nin another order\n%+v", want, got)
		}
	})
}

// TestEntryOfAnotherDraw: a commitment holds in one draw only, so a genuine receipt of
// another one is no evidence here.
func TestEntryOfAnotherDraw(t *testing.T) {
	s, _ := testDraw(t, 6, nil)
	other, _ := testDraw(t, 6, func(r *draw.Rules) { r.Draw = draw.ID{8} })
	for commitment, person := range other.people {
		if _, listed := s.list.Find(commitment); listed {
			t.Errorf("%s stands in two draws", commitment)
		}
		person.Draw = s.rules.Draw
		if _, listed := s.list.Find(person.Commitment()); !listed {
			t.Errorf("%s is not in the draw that the same person entered", person.Alias)
		}
	}
}
