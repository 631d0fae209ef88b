package text_test

import (
	"errors"
	"strings"
	"testing"

	"kermesse/internal/fault"
	"kermesse/internal/text"
)

func TestLineReadsWhatIsMeant(t *testing.T) {
	for in, want := range map[string]string{
		"  Mangue   piment \n":      "Mangue piment",
		"Cre\u0300me":               "Crème",                     // decomposed, as macOS sends it
		"<script>alert(1)</script>": "<script>alert(1)</script>", // text like any other: templates escape it
		"a\u2028b\vc":               "a b c",
		"\u00a0100\u00a0Rs !\u00a0": "100\u00a0Rs !",
		"👨‍👩‍👧":                     "👨‍👩‍👧", // joined by U+200D, which deceives nobody
		"":                          "",
	} {
		got, err := text.Line(in, 60)
		if err != nil || got != want {
			t.Errorf("Line(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
}

func TestLineRefusesWhatDeceives(t *testing.T) {
	for in, want := range map[string]*fault.Error{
		"a\ufeffb":                 text.ErrControl,
		"a\x00b":                   text.ErrControl,
		"a\x1b[31mb":               text.ErrControl,
		"a\u202eb":                 text.ErrDirection,
		"a\u200fb":                 text.ErrDirection,
		"a\u2066b":                 text.ErrDirection,
		"a\xffb":                   text.ErrEncoding,
		"a\ufffeb":                 text.ErrControl,
		strings.Repeat("é", 61):    text.ErrTooLong,
		strings.Repeat("x", 1<<20): text.ErrTooLong,
	} {
		if _, err := text.Line(in, 60); !errors.Is(err, want) {
			t.Errorf("Line(%.12q) = %v, want %v", in, err, want.Code)
		}
	}
	if _, err := text.Line(strings.Repeat("é", 60), 60); err != nil {
		t.Errorf("60 characters of 60: %v", err)
	}
}

func TestLinesKeepsLines(t *testing.T) {
	got, err := text.Lines("\n\nUn \r\n\r\nDeux\n\n", 60)
	if want := "Un\n\nDeux"; err != nil || got != want {
		t.Errorf("Lines = %q, %v; want %q", got, err, want)
	}
}

func TestCellIsNoFormula(t *testing.T) {
	for in, want := range map[string]string{
		"=HYPERLINK(\"http://x\")": "'=HYPERLINK(\"http://x\")",
		"+1":                       "'+1", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx",
		"  =1+1": "'  =1+1", "＝1": "'＝1",
		"Mangue": "Mangue", "1=1": "1=1", "": "", "é=": "é=",
		// what a spreadsheet that parts cells by semicolons makes of a file of ours
		"Awa;=HYPERLINK(\"http://x\")": "Awa;'=HYPERLINK(\"http://x\")", "a; =1;@x;b": "a;' =1;'@x;b", "a\t=1": "a\t'=1",
		"a\r\n=1": "a\r\n'=1", "a;\"=1\"": "a;'\"=1\"", ";": ";", "merci ;-)": "merci ;-)", "a;-1": "a;'-1", "1;2": "1;2", "=1;=2": "'=1;'=2",
	} {
		if got := text.Cell(in); got != want {
			t.Errorf("Cell(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSlug(t *testing.T) {
	for in, want := range map[string]string{
		"Goût de l’été 2026":      "gout-de-l-ete-2026",
		"  Œufs & bœuf ":          "oeufs-boeuf",
		"日本":                      "",
		"--a--b--":                "a-b",
		strings.Repeat("ab ", 40): strings.TrimSuffix(strings.Repeat("ab-", 20), "-"),
	} {
		if got := text.Slug(in); got != want {
			t.Errorf("Slug(%q) = %q, want %q", in, got, want)
		}
	}
	for _, bad := range []string{"", "Été", "a b", "a/b", "-a", "a-", "a--b", strings.Repeat("a", 61), "a\x00"} {
		if err := text.CheckSlug(bad); !errors.Is(err, text.ErrSlug) {
			t.Errorf("CheckSlug(%q) = %v", bad, err)
		}
	}
	if err := text.CheckSlug("gout-2026"); err != nil {
		t.Error(err)
	}
}
