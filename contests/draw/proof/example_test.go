package proof

import (
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"kermesse/contests/draw"
	"kermesse/internal/c2sp"
	"kermesse/internal/shareddata"
)

// exampleFolder loads the example bundle into memory, where tests may change it.
func exampleFolder(t testing.TB) fstest.MapFS {
	t.Helper()
	root := os.DirFS(filepath.Join(shareddata.Dir(t), "draws", "bundle"))
	folder := fstest.MapFS{}
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, name)
		folder[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

func verifyFolder(folder fs.FS, opts Options) (*Report, error) {
	b, err := OpenFolder(folder)
	if err != nil {
		return nil, err
	}
	return Verify(b, opts)
}

// exampleKeys are the keys of the example's log and witness, as a verifier would pin them.
func exampleKeys(t testing.TB, folder fstest.MapFS) (c2sp.LogKey, c2sp.Witness) {
	t.Helper()
	own, err := parseKeys(folder[KeysFile].Data)
	if err != nil || len(own.witnesses) != 1 {
		t.Fatal(err, own)
	}
	return own.log, own.witnesses[0]
}

func TestExample(t *testing.T) {
	folder := exampleFolder(t)
	log, witness := exampleKeys(t, folder)
	for _, c := range []struct {
		name    string
		opts    Options
		label   Label
		ownKeys bool
		notes   int
	}{
		{"own keys", Options{}, A2, true, 2},
		{"log pinned", Options{Log: &log}, A2, true, 1},
		{"both pinned", Options{Log: &log, Witnesses: []c2sp.Witness{witness}}, A1, false, 0},
	} {
		r, err := verifyFolder(folder, c.opts)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if r.Label != c.label || r.OwnKeys != c.ownKeys || len(r.Notes) != c.notes {
			t.Errorf("%s: label %s, own keys %v, notes %v", c.name, r.Label, r.OwnKeys, r.Notes)
		}
	}
}

func TestExampleReport(t *testing.T) {
	r, err := verifyFolder(exampleFolder(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Close.String() != "fd7a9b9c26b7e72875801f2b67801941863848cbb348c4416027289470efa2fa" ||
		r.Result.Seed.String() != "9df17378fe25aa2dd672f416924b6676d8968c79c841762d4f68b329bc953049" ||
		r.Entries != 25 || r.Tickets != 61 || r.Title != "Example draw" || r.Due.Unix() != 1755803364 {
		t.Errorf("%+v", r)
	}
	// Slot 1 of prize 1 gave no answer, so the first alternate moves up.
	var won [][]int
	for _, a := range r.Awards {
		var slots []int
		for _, s := range a.Slots {
			slots = append(slots, s.Slot)
		}
		won = append(won, slots)
	}
	if want := [][]int{{0}, {0, 2, 3}, {0, 1, 2, 3, 4}}; !reflect.DeepEqual(won, want) {
		t.Errorf("awarded slots %v, want %v", won, want)
	}
	count := map[SlotState]int{}
	for _, state := range r.States() {
		count[state]++
	}
	if want := map[SlotState]int{SlotWinner: 8, SlotPromoted: 1, SlotDisqualified: 1, SlotAlternate: 6}; !reflect.DeepEqual(count, want) {
		t.Errorf("states %v, want %v", count, want)
	}
	if len(r.Disqualified) != 1 || r.Disqualified[0].Place != (Place{1, 1}) || r.Disqualified[0].Reason != "no-answer" {
		t.Errorf("disqualified %+v", r.Disqualified)
	}
	if len(r.Aliases) != 9 || r.Aliases[Place{2, 3}] != "User15" {
		t.Errorf("aliases %v", r.Aliases)
	}
	if len(r.Sealed) != 1 || !r.Sealed[0].At.Before(r.Due) {
		t.Errorf("sealed %v, round due %v", r.Sealed, r.Due)
	}
}

// hashed are the files whose bytes are hashed or signed: no change of them may pass.
var hashed = []string{
	RulesFile, CloseFile, EntriesFile, ResultFile, EntriesTreeFile, EventsFile, LogTreeFile,
	"log/close.tlog-proof", "log/result.tlog-proof", "log/disqualify-1.tlog-proof", "log/disqualify-1.txt",
}

// flips yields 300 bits of a file, spread over all of it; fewer for a short run.
func flips(data []byte) iter.Seq[int] {
	count := 300
	if testing.Short() {
		count = 20
	}
	return func(yield func(int) bool) {
		for i := range count {
			// The square keeps the places within a byte from repeating.
			if !yield((8*len(data)*i/count + i*i) % (8 * len(data))) {
				return
			}
		}
	}
}

func TestFlips(t *testing.T) {
	folder := exampleFolder(t)
	log, witness := exampleKeys(t, folder)
	for _, name := range hashed {
		data := folder[name].Data
		for bit := range flips(data) {
			data[bit/8] ^= 1 << (bit % 8)
			if _, err := verifyFolder(folder, Options{Log: &log, Witnesses: []c2sp.Witness{witness}}); err == nil {
				t.Errorf("%s: accepted with bit %d flipped", name, bit)
			}
			data[bit/8] ^= 1 << (bit % 8)
		}
	}
}

// TestFlipsOfJSON: in the files that are not hashed as bytes, a change may pass only
// where it leaves the meaning: white space, and names that nobody asks for.
func TestFlipsOfJSON(t *testing.T) {
	folder := exampleFolder(t)
	want, err := verifyFolder(folder, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{BeaconFile, DisclosuresFile, KeysFile} {
		data := folder[name].Data
		for bit := range flips(data) {
			data[bit/8] ^= 1 << (bit % 8)
			r, err := verifyFolder(folder, Options{})
			data[bit/8] ^= 1 << (bit % 8)
			if err == nil && (!reflect.DeepEqual(r.Result, want.Result) || !reflect.DeepEqual(r.Aliases, want.Aliases)) {
				t.Errorf("%s: bit %d changed what was reported", name, bit)
			}
		}
	}
}

// exampleChange is a change of the worked example, and the step that refuses it.
type exampleChange struct {
	change func(fstest.MapFS)
	check  Check
}

// exampleChanges are changes by what they do.
func exampleChanges() map[string]exampleChange {
	type files = fstest.MapFS
	replace := func(name, old, with string) func(files) {
		return func(f files) {
			changed := strings.Replace(string(f[name].Data), old, with, 1)
			if changed == string(f[name].Data) {
				panic("nothing was changed in " + name)
			}
			f[name] = &fstest.MapFile{Data: []byte(changed)}
		}
	}
	remove := func(name string) func(files) { return func(f files) { delete(f, name) } }
	return map[string]exampleChange{
		"rules missing":             {remove(RulesFile), CheckGrammar},
		"close missing":             {remove(CloseFile), CheckGrammar},
		"result missing":            {remove(ResultFile), CheckGrammar},
		"list missing":              {remove(EntriesFile), CheckList},
		"beacon missing":            {remove(BeaconFile), CheckBeacon},
		"proof of close missing":    {remove("log/close.tlog-proof"), CheckGrammar},
		"checkpoint missing":        {remove(LogTreeFile), CheckGrammar},
		"events missing":            {remove(EventsFile), CheckEvents},
		"other rules":               {replace(RulesFile, "Bicycle", "Tricycle"), CheckRules},
		"entry taken out":           {replace(EntriesFile, "12a3ee9f9b8ad729a5482104b08f0f44ca4371d5da3ce1e79535f63896c17b02 1\n", ""), CheckList},
		"tickets added":             {replace(EntriesFile, " 4\n", " 5\n"), CheckList},
		"winner changed":            {replace(ResultFile, "winner 0 0 0 09c0", "winner 0 0 0 19c0"), CheckWinners},
		"other winner":              {replace(ResultFile, "winner 1 0 4 1edc487d508c21a8f95cde32c1bf8e706b11e67df5f37f0a18f9605a968a0c11\n", ""), CheckWinners},
		"seed changed":              {replace(ResultFile, "seed 9d", "seed 9e"), CheckSeed},
		"other round in the beacon": {replace(BeaconFile, "21000000", "21000001"), CheckBeacon},
		"name changed":              {replace(DisclosuresFile, "User15", "User16"), CheckDisclosures},
		"name of another slot":      {replace(DisclosuresFile, `"slot": 3`, `"slot": 4`), CheckDisclosures},
		"event taken out":           {replace(EventsFile, "reason no-answer", "reason declined"), CheckLog},
		"unknown file":              {func(f files) { f["winners.txt"] = &fstest.MapFile{} }, CheckGrammar},
		"record without an event": {func(f files) {
			f["log/disqualify-2.txt"] = f["log/disqualify-1.txt"]
		}, CheckEvents},
	}
}

func TestChangedExample(t *testing.T) {
	for why, c := range exampleChanges() {
		folder := exampleFolder(t)
		c.change(folder)
		_, err := verifyFolder(folder, Options{})
		var invalid *Invalid
		if !errors.As(err, &invalid) || invalid.Check != c.check {
			t.Errorf("%s: %v, want it refused at %q", why, err, c.check)
		} else if invalid.Reason.FR == "" || invalid.Reason.FR == invalid.Reason.EN {
			t.Errorf("%s: the reason is not in both languages: %+v", why, invalid.Reason)
		}
	}
}

func TestExampleWithoutItsLog(t *testing.T) {
	folder := exampleFolder(t)
	log, witness := exampleKeys(t, folder)
	for name := range folder {
		if strings.HasPrefix(name, "log/") || name == EntriesTreeFile || name == KeysFile {
			delete(folder, name)
		}
	}
	r, err := verifyFolder(folder, Options{})
	if err != nil || r.Label != Unsealed || !strings.Contains(r.Statement.EN, "only the organiser's word") {
		t.Errorf("%+v, %v", r, err)
	}
	var invalid *Invalid
	for _, opts := range []Options{{Log: &log}, {Witnesses: []c2sp.Witness{witness}}} {
		if _, err := verifyFolder(folder, opts); !errors.As(err, &invalid) || invalid.Check != CheckLog {
			t.Errorf("a key was given and the log is gone: %v", err)
		}
	}
}

func TestExampleUnderOtherKeys(t *testing.T) {
	folder := exampleFolder(t)
	foreignLog, foreignWitness := foreignKeys(t)
	log, witness := exampleKeys(t, folder)
	var invalid *Invalid
	for why, opts := range map[string]Options{
		"other log":     {Log: &foreignLog},
		"other witness": {Log: &log, Witnesses: []c2sp.Witness{foreignWitness}},
		"one of two":    {Log: &log, Witnesses: []c2sp.Witness{witness, foreignWitness}},
	} {
		if _, err := verifyFolder(folder, opts); !errors.As(err, &invalid) || invalid.Check != CheckLog {
			t.Errorf("%s: %v", why, err)
		}
	}
	delete(folder, KeysFile)
	if _, err := verifyFolder(folder, Options{}); !errors.Is(err, ErrUnverifiable) {
		t.Errorf("a log and no key: %v", err)
	}
	if r, err := verifyFolder(folder, Options{Log: &log}); err != nil || r.Label != A2 || r.OwnKeys {
		t.Errorf("%+v, %v", r, err)
	}
}

func foreignKeys(t testing.TB) (c2sp.LogKey, c2sp.Witness) {
	t.Helper()
	o := newOrganiser(t, "example.org/draws")
	return o.logKey, o.witness
}

func TestLabelWords(t *testing.T) {
	source := draw.Drand(draw.Hash{}, 7)
	for label, want := range map[Label]string{
		A1:   "Public random number (drand round 7), list sealed and witnessed before it existed. Anyone can recompute the winners.",
		A2:   "sealed before it existed according to the organiser's own log",
		B:    "Check the source yourself. List sealed before.",
		C:    "The organiser's server chose the random number. The proof only shows that the list and winners were not changed afterwards. It does not show that the number was random: the organiser could have tried many.",
		Test: "Demo beacon: not fair, for trying out only.",
	} {
		got := label.Statement(source)
		if !strings.Contains(got.EN, want) || got.FR == "" {
			t.Errorf("%s says %q", label, got)
		}
		if label == C && strings.Contains(strings.ToLower(got.EN), "verified") {
			t.Error("label C says it was verified")
		}
	}
}
