package proof

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"kermesse/contests/draw"
	"kermesse/internal/c2sp"
)

// driver runs verify.py on changed copies of a bundle, within one process: a line
// "<file> <bit>" asks for the bundle with that bit flipped, "-" for the bundle as it is.
// The answer is the exit code.
const driver = `
import sys, functools
sys.path.insert(0, sys.argv[1])
import verify
verify.ed25519 = functools.lru_cache(None)(verify.ed25519)
whole = verify.Bundle(sys.argv[2])

class Flipped:
    def __init__(self, where): self.where = where
    def has(self, name): return whole.has(name)
    json = verify.Bundle.json
    def read(self, name):
        data = bytearray(whole.read(name))
        if name == flip[0]: data[int(flip[1]) // 8] ^= 1 << int(flip[1]) % 8
        return bytes(data)

verify.Bundle = Flipped
verify.print = lambda *args, **kwargs: None
for line in sys.stdin:
    flip = line.split()
    print(verify.main(["bundle"] + sys.argv[3:]), flush=True)
`

// python runs verify.py with those arguments after the bundle's folder.
func python(t *testing.T, folder fstest.MapFS, questions string, args ...string) []string {
	t.Helper()
	program, err := exec.LookPath("python3")
	if err != nil {
		const reason = "python3 is not here, so verify.py cannot be compared with this verifier"
		if os.Getenv("CI") == "true" {
			t.Fatal(reason)
		}
		t.Skip(reason)
	}
	dir, code := t.TempDir(), t.TempDir()
	if err := os.CopyFS(dir, folder); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(code, "verify.py"), verifierPython, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, append([]string{"-B", "-c", driver, code, dir}, args...)...)
	cmd.Stdin = strings.NewReader(questions)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.Bytes())
	}
	return strings.Fields(string(out))
}

// TestPythonAgrees: verify.py accepts what this verifier accepts.
func TestPythonAgrees(t *testing.T) {
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
	for why, c := range map[string]Content{"test": test, "many wins": many, "nobody": nobody, "operator": operator, "public": public} {
		f := folder(t, c)
		if _, err := verifyFolder(f, Options{}); err != nil {
			t.Errorf("%s: %v", why, err)
		}
		if got := python(t, f, "-\n"); len(got) != 1 || got[0] != "0" {
			t.Errorf("%s: verify.py answers %v", why, got)
		}
	}
}

// TestPythonRefusesTheSameFlips compares both verifiers on flipped bits.
func TestPythonRefusesTheSameFlips(t *testing.T) {
	f := exampleFolder(t)
	log, witness := exampleKeys(t, f)
	opts := Options{Log: &log, Witnesses: []c2sp.Witness{witness}}
	var questions strings.Builder
	var want []string
	for _, name := range append([]string{BeaconFile}, hashed...) {
		data := f[name].Data
		n := 0
		for bit := range flips(data) {
			if n++; n%10 != 0 {
				continue
			}
			fmt.Fprintf(&questions, "%s %d\n", name, bit)
			data[bit/8] ^= 1 << (bit % 8)
			_, err := verifyFolder(f, opts)
			data[bit/8] ^= 1 << (bit % 8)
			want = append(want, fmt.Sprintf("%s %d: %v", name, bit, err == nil))
		}
	}
	log0, witness0 := vkeys(t, f)
	got := python(t, f, questions.String(), "--log-key", log0, "--witness-key", witness0)
	if len(got) != len(want) {
		t.Fatalf("%d answers to %d questions", len(got), len(want))
	}
	for i, answer := range got {
		accepted := strings.HasSuffix(want[i], "true")
		if (answer == "0") != accepted && !strings.HasPrefix(want[i], BeaconFile) {
			t.Errorf("%s by this verifier, verify.py answers %s", want[i], answer)
		}
	}
}

// vkeys writes the example's keys as an operator publishes them.
func vkeys(t *testing.T, f fstest.MapFS) (log, witness string) {
	t.Helper()
	var keys map[string]string
	if err := json.Unmarshal(f[KeysFile].Data, &keys); err != nil {
		t.Fatal(err)
	}
	_, w := exampleKeys(t, f)
	return keys["log_vkey"], w.String()
}
