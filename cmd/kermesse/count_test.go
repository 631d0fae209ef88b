package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kermesse/internal/shareddata"
	"kermesse/polls/tally"
)

// TestCountPublishedElections counts every election of the shared data by the command, with
// the methods whose winners were published, and compares the winners.
func TestCountPublishedElections(t *testing.T) {
	root := filepath.Join(shareddata.Dir(t), "polls")
	counted := 0
	for _, kind := range []string{"approval", "ranked", "real", "score", "stv"} {
		files, err := filepath.Glob(filepath.Join(root, kind, "*.json"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no files: %v", kind, err)
		}
		for _, file := range files {
			for _, published := range readPublished(t, file) {
				t.Run(filepath.Base(file)+"/"+published.Method, func(t *testing.T) {
					published.compare(t, file)
				})
				counted++
			}
		}
	}
	if counted < 100 {
		t.Errorf("only %d counts were compared", counted)
	}
}

// TestCountExitCodes: 1 where the file is at fault, 2 where what was typed is.
func TestCountExitCodes(t *testing.T) {
	const election = `{"candidates":["a","b"],"seats":9,"ballots":[{"ranking":[["a"]]}]}`
	for want, args := range map[int][][]string{
		0:          {{"--method", "irv"}, {"--method", "stv", "--seats", "1"}, {"--method", "Ranked-Pairs"}},
		exitFailed: {{"--method", "star"}, {"--method", "stv"}},
		exitUsage: {
			{"--method", "coin"},
			{"--method", ""},
			{},
			{"--method", "schulze", "--strength", "opposition"},
			{"--method", "borda", "--min-share", "101"},
			{"--method", "bracket", "--seeds", "a,x"},
			{"--method", "stv", "--seats", "1", "--tie", "declare"},
			{"--method", "borda", "--none", "x"},
			{"--method", "irv", "--seats", "2"},
			{"--method", "borda", "--seats", "-1"},
			{"--method", "irv", "--lot", "a"},
			{"--method", "irv", "--lot", "a,a"},
			{"--method", "irv", "--lot", "a,x"},
			{"--method", "score", "--max-score", "5000"},
			{"--method", "irv", "--frobnicate"},
		},
	} {
		for _, flags := range args {
			var stdout, stderr bytes.Buffer
			code := run(t.Context(), append([]string{"count", "-"}, flags...), strings.NewReader(election), &stdout, &stderr)
			if code != want {
				t.Errorf("%q: exit code %d, want %d: %s", flags, code, want, &stderr)
			}
			if (want == 0) != (stderr.Len() == 0) || (want == 0) != (stdout.Len() > 0) {
				t.Errorf("%q: stdout %q, stderr %q", flags, &stdout, &stderr)
			}
		}
	}
}

type publishedCount struct {
	Method  string
	Options struct {
		Lot                         []string
		Strength, Unranked, Variant string
		Tiebreak, Stop, Quota       string
		UnrankedPoints              string `json:"unranked_points"`
		Seats                       int
	}
	Expected struct {
		Winner    string
		Winners   []string
		WinnerSet []string `json:"winner_set"`
		Tie       bool
	}
}

// readPublished returns the checks of a file that tell winners.
func readPublished(t *testing.T, file string) []publishedCount {
	t.Helper()
	var election struct{ Checks []publishedCount }
	readLenient(t, file, &election)
	return slices.DeleteFunc(election.Checks, func(p publishedCount) bool {
		e := p.Expected
		// The published winner of "condorcet" may be nobody, where our count goes on.
		return e.Winner == "" && e.Winners == nil && e.WinnerSet == nil
	})
}

// flags are the rules of the election as they are typed.
func (p publishedCount) flags() (flags []string) {
	o := p.Options
	give := func(flag, value string) {
		if value != "" {
			flags = append(flags, flag, value)
		}
	}
	give("--lot", strings.Join(o.Lot, ","))
	give("--strength", o.Strength)
	give("--quota", o.Quota)
	switch {
	case p.Method == "borda":
		give("--places", o.Variant)
	case o.Variant != "winning":
		give("--strength", o.Variant)
	}
	if o.Unranked == "none" || o.UnrankedPoints == "zero" {
		give("--unlisted", "silent")
	}
	if o.Tiebreak == "lot" {
		flags = append(flags, "--lots-at-once")
	}
	if o.Stop == "two" {
		flags = append(flags, "--all-rounds")
	}
	return flags
}

func (p publishedCount) compare(t *testing.T, file string) {
	args := append([]string{"count", file, "--method", p.Method, "--json"}, p.flags()...)
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), args, strings.NewReader(""), &stdout, &stderr); code != 0 || stderr.Len() > 0 {
		t.Fatalf("exit code %d: %s", code, &stderr)
	}
	var got struct {
		Winners   []string
		TieBreaks []struct {
			Where struct{ Stage tally.Stage }
			Tied  []string
		} `json:"tie_breaks"`
	}
	if err := json.Unmarshal(stdout.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want := slices.Concat(p.Expected.Winners, p.Expected.WinnerSet)
	if p.Expected.Winner != "" {
		want = []string{p.Expected.Winner}
	}
	winners := got.Winners
	for _, tie := range got.TieBreaks {
		if p.Expected.Tie && tie.Where.Stage == tally.AtRunOff {
			winners = tie.Tied // the source stops at this tie and names the tied
		}
	}
	slices.Sort(winners)
	slices.Sort(want)
	if !slices.Equal(winners, want) {
		t.Errorf("winners %q, want %q", winners, want)
	}
}

// readLenient reads JSON in which one file writes Infinity.
func readLenient(t *testing.T, file string, into any) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.ReplaceAll(text, []byte(":Infinity"), []byte(":0"))
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}
