package doccheck

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kermesse/internal/gosource"
	"kermesse/internal/shareddata"
)

var update = flag.Bool("update", false, "write docs/errors.md instead of comparing it")

// TestErrors compares docs/errors.md with the faults in the source: a code that is not
// in it, a sentence that changed and a code that is gone all differ.
func TestErrors(t *testing.T) {
	root := shareddata.ModuleRoot(t)
	packages, err := gosource.Load(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	faults, err := Faults(packages)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(root, "docs", "errors.md")
	document := read(t, path)
	want, err := WriteErrors(document, faults)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(document, want); diff != "" {
		t.Errorf("docs/errors.md does not tell the faults of the source; run make docs (- written, + true):\n%s", diff)
	}
}

func parse(t *testing.T, name, text string) []gosource.Package {
	t.Helper()
	file, err := gosource.Parse(name, text)
	if err != nil {
		t.Fatal(err)
	}
	return []gosource.Package{{Path: filepath.Dir(name), Files: []gosource.File{file}}}
}

func TestFaults(t *testing.T) {
	faults, err := Faults(parse(t, "polls/faults.go", `package polls
import f "kermesse/internal/fault"
var ErrB = f.New(f.Conflict, "b_closed", "Fermé.", "Closed "+
	"for good.")
var ErrA = f.New(f.Invalid, "a_wrong", "Faux.", "Wrong.").With(3)
var other = strings.New("x", "y", "z", "w")`))
	if err != nil {
		t.Fatal(err)
	}
	want := []Declared{
		{Kind: "Invalid", Code: "a_wrong", FR: "Faux.", EN: "Wrong.", At: "polls/faults.go:5"},
		{Kind: "Conflict", Code: "b_closed", FR: "Fermé.", EN: "Closed for good.", At: "polls/faults.go:3"},
	}
	if diff := cmp.Diff(want, faults); diff != "" {
		t.Error(diff)
	}
}

func TestFaultsRefused(t *testing.T) {
	tests := map[string]struct{ source, want string }{
		"computed code":   {`var E = fault.New(fault.Gone, code, "x", "y")`, "string literals"},
		"computed words":  {`var E = fault.New(fault.Gone, "c", "x"+y, "y")`, "string literals"},
		"odd code":        {`var E = fault.New(fault.Gone, "Not_Snake", "x", "y")`, "not snake_case"},
		"unknown kind":    {`var E = fault.New(fault.Odd, "c", "x", "y")`, "unknown kind"},
		"computed kind":   {`var E = fault.New(kinds[0], "c", "x", "y")`, "unknown kind"},
		"arguments":       {`var E = fault.New(fault.Gone, "c")`, "2 arguments"},
		"two kinds":       {`var E, F = fault.New(fault.Gone, "c", "x", "y"), fault.New(fault.Invalid, "c", "x", "y")`, "Gone at"},
		"in a func, also": {`func f() error { return fault.New(fault.Gone, "C", "x", "y") }`, "not snake_case"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Faults(parse(t, "polls/x.go", "package polls\nimport \"kermesse/internal/fault\"\n"+test.source))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestFaultsSharedCode(t *testing.T) {
	faults, err := Faults(parse(t, "polls/x.go", `package polls
import "kermesse/internal/fault"
var (
	ErrA = fault.New(fault.Gone, "over", "Fini.", "It is over.")
	ErrB = fault.New(fault.Gone, "over", "Clos.", "It is over.")
)`))
	want := []Declared{{Kind: "Gone", Code: "over", FR: "Fini. — Clos.", EN: "It is over.", At: "polls/x.go:4"}}
	if err != nil || !cmp.Equal(want, faults) {
		t.Errorf("faults %v, error %v, want %v", faults, err, want)
	}
}

func TestFaultsLeavesTests(t *testing.T) {
	faults, err := Faults(parse(t, "polls/x_test.go",
		"package polls\nimport \"kermesse/internal/fault\"\nvar E = fault.New(fault.Gone, code, \"x\", \"y\")"))
	if err != nil || len(faults) > 0 {
		t.Errorf("faults %v, error %v; a test's own faults are nobody's business", faults, err)
	}
}

func TestWriteErrors(t *testing.T) {
	document := "# Errors\n\n" + begin + "\n| `kept` | old | vieux | Do this. |\n| `gone` | x | x | y |\n\n" + end + "\nTail.\n"
	faults := []Declared{
		{Kind: "Gone", Code: "fresh", FR: "Fini | clos.", EN: "Over."},
		{Kind: "Gone", Code: "kept", FR: "Neuf.", EN: "New."},
	}
	want := "# Errors\n\n" + begin + `
## 410 Gone

It existed and is over.

| code | sentence | phrase | what to do |
|---|---|---|---|
| ` + "`fresh`" + ` | Over. | Fini \| clos. | Nothing: it does not come back. |
| ` + "`kept`" + ` | New. | Neuf. | Do this. |

` + end + "\nTail.\n"
	once, err := WriteErrors(document, faults)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, once); diff != "" {
		t.Error(diff)
	}
	twice, err := WriteErrors(once, faults)
	if err != nil || twice != once {
		t.Errorf("writing again changes it: %s, %v", cmp.Diff(once, twice), err)
	}
}

func TestWriteErrorsWantsItsPlace(t *testing.T) {
	if _, err := WriteErrors("# Errors\n", nil); err == nil {
		t.Error("a document without the marks was accepted")
	}
}
