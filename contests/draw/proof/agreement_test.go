package proof

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"kermesse/contests/draw"
	"kermesse/internal/c2sp"
)

// question asks for the verdict on a bundle, with one bit flipped where Flip says which.
type question struct {
	Folder    string   `json:"folder"`
	Flip      *flip    `json:"flip"`
	Log       string   `json:"log"`
	Witnesses []string `json:"witnesses"`

	name  string
	files fstest.MapFS
	opts  Options
}

// flip is a file and a bit of it.
type flip struct {
	File string
	Bit  int
}

func (f flip) MarshalJSON() ([]byte, error) { return json.Marshal([]any{f.File, f.Bit}) }

// answer is a verdict: valid, invalid at a step, or unchecked; and what makes two valid
// ones the same.
type answer struct {
	Verdict      string   `json:"verdict"`
	Step         Check    `json:"step"`
	Label        Label    `json:"label"`
	Cancelled    bool     `json:"cancelled"`
	Result       string   `json:"result"` // hash of the result record
	Awards       []string `json:"awards"` // by prize, the slots that hold one
	Disqualified []string `json:"disqualified"`
	Accepted     []string `json:"accepted"`
	Aliases      []string `json:"aliases"`
	Notes        *int     `json:"notes"`  // how many; verify.py does not count them
	Others       []string `json:"others"` // other attempts and who they would have given
}

// ask answers a question with this package.
func ask(q question) answer {
	if q.Flip != nil {
		data := q.files[q.Flip.File].Data
		data[q.Flip.Bit/8] ^= 1 << (q.Flip.Bit % 8)
		defer func() { data[q.Flip.Bit/8] ^= 1 << (q.Flip.Bit % 8) }()
	}
	r, err := verifyFolder(q.files, q.opts)
	var invalid *Invalid
	switch {
	case errors.As(err, &invalid):
		return answer{Verdict: "invalid", Step: invalid.Check}
	case err != nil:
		return answer{Verdict: "unchecked"}
	}
	text, err := r.Result.Encode()
	if err != nil {
		return answer{Verdict: err.Error()}
	}
	notes := len(r.Notes)
	a := answer{
		Verdict: "valid", Label: r.Label, Cancelled: r.Cancelled, Result: draw.RulesDigest(text).String(), Notes: &notes,
		Disqualified: []string{}, Accepted: []string{}, Aliases: []string{}, Others: []string{},
	}
	for _, award := range r.Awards {
		var slots []string
		for _, s := range award.Slots {
			slots = append(slots, Place{s.Prize, s.Slot}.String())
		}
		a.Awards = append(a.Awards, strings.Join(slots, ", "))
	}
	for _, d := range r.Disqualified {
		a.Disqualified = append(a.Disqualified, d.Place.String())
	}
	for _, p := range r.Accepted {
		a.Accepted = append(a.Accepted, p.String())
	}
	for place, alias := range r.Aliases {
		a.Aliases = append(a.Aliases, place.String()+" "+alias)
	}
	slices.Sort(a.Aliases)
	for _, o := range r.OtherAttempts {
		a.Others = append(a.Others, tellOther(o))
	}
	return a
}

// String is how the answers of the other verifiers name a slot.
func (p Place) String() string { return fmt.Sprintf("%d %d", p.Prize, p.Slot) }

func tellOther(o OtherAttempt) string {
	words := []string{fmt.Sprint(o.Attempt)}
	if o.Void {
		words = append(words, "void")
	}
	for _, s := range o.Result.Slots {
		if s.Index != draw.Vacant {
			words = append(words, fmt.Sprint(s.Index))
		}
	}
	if len(words) == 1 {
		words = append(words, "")
	}
	return strings.Join(words, " ")
}

// verifiers are the other programs, each with the command that answers questions.
var verifiers = map[string][]string{
	"the browser's": {"node", "testdata/answer.mjs", "../../../frontend/src/verify"},
	"verify.py":     {"python3", "-B", "testdata/answer.py", "."},
}

// needProgram skips the test where a program is missing, and fails in CI.
func needProgram(t *testing.T, name string) string {
	t.Helper()
	program, err := exec.LookPath(name)
	if err != nil {
		reason := name + " is not here, so the verifiers cannot be compared"
		if os.Getenv("CI") == "true" {
			t.Fatal(reason)
		}
		t.Skip(reason)
	}
	return program
}

// converse asks another verifier all questions, in one process.
func converse[Q any](t *testing.T, command []string, questions []Q) [][]byte {
	t.Helper()
	var asked bytes.Buffer
	enc := json.NewEncoder(&asked)
	for _, q := range questions {
		if err := enc.Encode(q); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(needProgram(t, command[0]), command[1:]...)
	cmd.Stdin = &asked
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.Bytes())
	}
	lines := bytes.Split(bytes.TrimSuffix(out, []byte("\n")), []byte("\n"))
	if len(lines) != len(questions) {
		t.Fatalf("%d answers to %d questions\n%s", len(lines), len(questions), stderr.Bytes())
	}
	return lines
}

// answers asks another verifier about bundles.
func answers(t *testing.T, command []string, questions []question) []answer {
	t.Helper()
	all := make([]answer, len(questions))
	for i, line := range converse(t, command, questions) {
		if err := json.Unmarshal(line, &all[i]); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
	}
	return all
}

// agree asks all verifiers and compares their answers. alike tells which parts of two
// answers must be the same.
func agree(t *testing.T, questions []question, alike func(ours, theirs answer) bool) {
	t.Helper()
	ours := make([]answer, len(questions))
	for i, q := range questions {
		ours[i] = ask(q)
	}
	for name, command := range verifiers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i, theirs := range answers(t, command, questions) {
				if !alike(ours[i], theirs) {
					t.Errorf("%s:\nthis verifier %+v\n%s %+v", questions[i].name, ours[i], name, theirs)
				}
			}
		})
	}
}

// onDisk writes a bundle into a folder of its own, for the other verifiers.
func onDisk(t *testing.T, name string, files fstest.MapFS, opts Options) question {
	t.Helper()
	q := question{Folder: t.TempDir(), name: name, files: files, opts: opts}
	if opts.Log != nil {
		q.Log = opts.Log.String()
	}
	for _, w := range opts.Witnesses {
		q.Witnesses = append(q.Witnesses, w.String())
	}
	if err := os.CopyFS(q.Folder, files); err != nil {
		t.Fatal(err)
	}
	return q
}

// TestVerifiersAgree: three programs, each written from the protocol alone, say the same
// of every kind of draw there is, and of every way to get one wrong that has a test.
func TestVerifiersAgree(t *testing.T) {
	var questions []question
	for _, s := range scenes(t) {
		questions = append(questions, onDisk(t, s.name, folder(t, s.c), s.opts))
	}
	questions = append(questions, plainDraws(t)...)
	agree(t, questions, func(ours, theirs answer) bool {
		if theirs.Notes == nil {
			ours.Notes = nil
		}
		return reflect.DeepEqual(ours, theirs)
	})
}

// plainDraws are draws without a log, of each source, and the worked example under
// several keys.
func plainDraws(t *testing.T) []question {
	t.Helper()
	_, test := testDraw(t, 25, nil)
	_, many := testDraw(t, 7, func(r *draw.Rules) {
		r.Mode = draw.ManyWins
		r.Prizes = []draw.RulesPrize{{Name: "A", Prize: draw.Prize{Winners: 5, Alternates: 5}}, {Name: "B", Prize: draw.Prize{Winners: 1}}}
	})
	_, nobody := testDraw(t, 0, nil)
	seed := draw.Hash{42}
	operator := stage(t, 9, opensAt.AddDate(0, 0, 1), draw.Operator(draw.OperatorDigest(seed)), nil).content(t, draw.Hash{}, seed)
	operator.ServerSeed = &seed
	announcement := []byte("Loto\n")
	public := stage(t, 9, opensAt.AddDate(0, 0, 1), draw.Public(draw.AnnouncementDigest(announcement)), nil).
		content(t, draw.PublicRandomness("1 2 3"), draw.Hash{})
	public.Announcement, public.Outcome = announcement, "1 2 3"
	_, real := realDraw(t, nil)
	var questions []question
	for name, c := range map[string]Content{"test": test, "many wins": many, "nobody": nobody, "operator": operator, "public": public, "quicknet": real} {
		questions = append(questions, onDisk(t, name, folder(t, c), Options{}))
	}
	example := exampleFolder(t)
	log, witness := exampleKeys(t, example)
	for why, c := range exampleChanges() {
		changed := exampleFolder(t)
		c.change(changed)
		questions = append(questions, onDisk(t, "example, "+why, changed, Options{}))
	}
	for _, opts := range []Options{{}, {Log: &log}, {Log: &log, Witnesses: []c2sp.Witness{witness}}} {
		questions = append(questions, onDisk(t, "example", example, opts))
	}
	return questions
}

// TestVerifiersRefuseTheSameFlips compares the verifiers on 300 flipped bits in each file
// of the worked example. In files that are not hashed, a bit of white space may pass.
func TestVerifiersRefuseTheSameFlips(t *testing.T) {
	example := exampleFolder(t)
	log, witness := exampleKeys(t, example)
	base := onDisk(t, "", example, Options{Log: &log, Witnesses: []c2sp.Witness{witness}})
	var questions []question
	for _, name := range append([]string{BeaconFile, DisclosuresFile, KeysFile}, hashed...) {
		for bit := range flips(example[name].Data) {
			q := base
			q.Flip = &flip{name, bit}
			q.name = fmt.Sprintf("%s, bit %d", name, bit)
			questions = append(questions, q)
		}
	}
	agree(t, questions, func(ours, theirs answer) bool {
		return ours.Verdict == theirs.Verdict && ours.Result == theirs.Result && reflect.DeepEqual(ours.Aliases, theirs.Aliases)
	})
}

// TestShippedVerifier: the script that lies in every bundle is the one that was tested.
func TestShippedVerifier(t *testing.T) {
	example := exampleFolder(t)
	q := onDisk(t, "", example, Options{})
	const program = `
		require(process.argv[1]);
		const { readdirSync, readFileSync } = require("node:fs");
		const files = {};
		for (const e of readdirSync(process.argv[2], { recursive: true, withFileTypes: true })) {
			const file = (e.parentPath ?? e.path) + "/" + e.name;
			if (e.isFile()) files[file.slice(process.argv[2].length + 1)] = new Uint8Array(readFileSync(file));
		}
		kermesse.verify(kermesse.bundleOf(files)).then((r) => console.log(r.label, r.seed));`
	script, err := filepath.Abs("verify.js")
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(needProgram(t, "node"), "-e", program, script, q.Folder).CombinedOutput()
	if want := "A2 9df17378fe25aa2dd672f416924b6676d8968c79c841762d4f68b329bc953049\n"; err != nil || string(out) != want {
		t.Errorf("%s (%v), want %s", out, err, want)
	}
}
