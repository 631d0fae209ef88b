package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kermesse/contests/draw/proof"
	"kermesse/internal/shareddata"
)

// imported runs the command and returns its exit code and what it said.
func (s *sandboxAPI) imported(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, fault bytes.Buffer
	code = run(t.Context(), append([]string{"import", "comments", "--url", s.base}, args...), strings.NewReader(""), &out, &fault)
	return code, out.String(), fault.String()
}

// openContest publishes a contest for comments and returns when it closes.
func (s *sandboxAPI) openContest(slug string) time.Time {
	s.t.Helper()
	now := time.Now().UTC().Truncate(time.Second)
	closes := now.Add(time.Hour)
	s.must("POST", "/brands/"+sandboxBrand+"/contests", map[string]any{
		"slug": slug, "title": "Win a record", "opens_at": now, "closes_at": closes, "draw": map[string]any{"source": "test"},
		"prizes": []map[string]any{{"name": "A record", "winners": 3, "alternates": 3}},
	}, nil)
	s.must("POST", "/contests/"+slug+"/publish", nil, nil)
	return closes
}

// TestCommentsOfAVideoAreDrawn takes 350 real comments from the file to the verified
// proof, as a community manager would at a terminal.
func TestCommentsOfAVideoAreDrawn(t *testing.T) {
	file := filepath.Join(shareddata.Dir(t), "contests", "comments-01-Psy.csv")
	api := newSandbox(t)
	closes := api.openContest("psy")
	code, stdout, stderr := api.imported(t, file, "--contest", "psy", "--per", "comment", "--exclude", "CLASS=1", "--json")
	var report importReport
	if err := json.Unmarshal([]byte(stdout), &report); code != 0 || err != nil {
		t.Fatalf("exit %d: %s (%v)", code, stderr, err)
	}
	if report.Rows != 350 || report.Accepted != 175 || report.Filtered != 175 || len(report.Refused) != 175 || report.Refused[0].Row != 2 {
		t.Errorf("%d rows, %d accepted, %d filtered", report.Rows, report.Accepted, report.Filtered)
	}
	if code, stdout, _ = api.imported(t, file, "--contest", "psy", "--per", "comment", "--exclude", "CLASS=1"); code != 0 ||
		!strings.HasPrefix(stdout, "350 rows: 0 entries added, 350 rows left out (175 by the filter, 175 counted already).\nline 2: ") {
		t.Errorf("the same file again: exit %d, %.200s", code, stdout)
	}
	api.must("PUT", "/sandbox/clock", map[string]any{"now": closes.Add(time.Hour)}, nil)
	report2 := api.verifiedProof("psy")
	if report2.Entries != 175 || len(report2.Awards[0].Slots) != 3 || len(report2.Slots) != 6 {
		t.Errorf("%d entries, %d slots", report2.Entries, len(report2.Slots))
	}
}

func (s *sandboxAPI) verifiedProof(slug string) *proof.Report {
	s.t.Helper()
	_, zip, err := s.send("GET", "/contests/"+slug+"/proof.zip", "", nil)
	if err != nil {
		s.t.Fatal(err)
	}
	bundle, err := proof.OpenZip(bytes.NewReader(zip), int64(len(zip)))
	if err != nil {
		s.t.Fatal(err)
	}
	report, err := proof.Verify(bundle, proof.Options{})
	if err != nil {
		s.t.Fatal(err)
	}
	return report
}

func TestImportSaysOnOneLineWhatIsWrong(t *testing.T) {
	psy, err := io.ReadAll(shareddata.Open(t, "contests", "comments-01-Psy.csv"))
	if err != nil {
		t.Fatal(err)
	}
	api := newSandbox(t)
	api.openContest("wrong")
	write := func(content string) string {
		name := filepath.Join(t.TempDir(), "comments.csv")
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	for name, test := range map[string]struct {
		file string
		args []string
		want string
	}{
		"cut":             {write(string(psy[:len(psy)-40])), nil, "stops in the middle of line"},
		"empty":           {write(""), nil, "This file is empty"},
		"other titles":    {write("quand;qui\n1;Awa\n"), nil, "Say which column holds the author. Columns of the file: quand, qui."},
		"unknown column":  {write("author\nAwa\n"), []string{"--exclude", "CLASS=1"}, "Say which column holds “CLASS”"},
		"no such contest": {write("author\nAwa\n"), []string{"--contest", "nowhere"}, "There is no such contest"},
		"more than 64 MB": {write("author\n" + strings.Repeat("Awa\n", 17<<20)), nil, "This file has more than 64 MB"},
	} {
		t.Run(name, func(t *testing.T) {
			code, _, stderr := api.imported(t, append([]string{test.file, "--contest", "wrong"}, test.args...)...)
			if code != 1 || !strings.Contains(stderr, test.want) || strings.Count(stderr, "\n") != 1 {
				t.Errorf("exit %d: %s", code, stderr)
			}
		})
	}
	var contest struct{ Entries int }
	api.must("GET", "/contests/wrong", nil, &contest)
	if contest.Entries != 0 {
		t.Errorf("%d entries of files that were refused", contest.Entries)
	}
}
