package contests

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"kermesse/internal/fault"
)

// Exports of comments as networks and spreadsheets write them: every row is accounted for, and
// what gives an entry has a name that can be shown.
func FuzzReadList(f *testing.F) {
	for _, seed := range []string{
		"id,author,text,date\n1,Awa,Bonjour #fete,2026-11-20T10:02:00Z\n2,Awa,encore,\n", "\ufeffPriya Sharma\nZoé\n", "a\xfeu\x00t\x00h\x00o\x00r\x00\n\x00A\x00\n\x00",
		"author;text\n\"Awa\"\"\";x\n", "\xff\xfea\x00u\x00t\x00h\x00o\x00r\x00\n\x00B\x00\n\x00", "author\n\"a", "author\n" + strings.Repeat(",", 5000) + "\n", "author|text\nAwa|x\n\n\n|\n",
	} {
		f.Add([]byte(seed), "CLASS=1")
	}
	f.Fuzz(func(t *testing.T, file []byte, filter string) {
		in := Import{Untitled: true}
		if c, f := ParseCondition(filter); f == nil {
			if again, f := ParseCondition(c.String()); f != nil || again != c {
				t.Errorf("%q is %+v, and again %+v", filter, c, again)
			}
			in.Filter.Exclude = []Condition{c}
		}
		for _, per := range []ImportUnit{PerAuthor, PerComment, PerEach} {
			in.Per, in.File = per, bytes.NewReader(file)
			listed, report, err := ReadList(in)
			if err != nil {
				if fault.KindOf(err) == fault.Internal {
					t.Fatal(err)
				}
				continue
			}
			if report.Accepted != len(listed) || report.Accepted+report.Refused != report.Rows {
				t.Errorf("per %s: %d rows, %d taken (%d listed), %d refused", per, report.Rows, report.Accepted, len(listed), report.Refused)
			}
			for _, l := range listed {
				if !utf8.ValidString(l.Author) || strings.ContainsAny(l.Author, "\x00\u202e") {
					t.Errorf("line %d is of %q", l.Row, l.Author)
				}
			}
		}
	})
}

func FuzzReadNames(f *testing.F) {
	f.Add([]byte("Priya Sharma\n@zoe\n=cmd|'x'!A1\n"))
	f.Add([]byte("author,author_id\nAwa,17\n"))
	f.Add([]byte(""))
	f.Fuzz(func(t *testing.T, file []byte) {
		names, people, err := ReadNames(bytes.NewReader(file))
		if err != nil && fault.KindOf(err) == fault.Internal {
			t.Fatal(err)
		}
		if err == nil && (people < 0 || len(names) > 3*people) {
			t.Errorf("%d keys of %d people", len(names), people)
		}
	})
}

// Words of addresses, dates and moments as people and networks write them.
func FuzzWords(f *testing.F) {
	for _, seed := range []string{"utm-fete", "link-7KQ2", "2026-11-22T10:00", "22/11/2026 10:02", "1763805600", "1763805600000", "Nov 22, 2026", "", "\xff", "9999999999999999999"} {
		f.Add(seed, "Indian/Mauritius")
	}
	f.Fuzz(func(t *testing.T, typed, zone string) {
		if via := ReadVia(typed); ReadVia(string(via)) != via || len(via) > 40 {
			t.Errorf("%q is the way %q", typed, via)
		}
		if at, ok := readDate(typed, time.UTC); ok && (at.Year() < -1 || at.Year() > 300_000_000_000) {
			t.Errorf("%q is in the year %d", typed, at.Year())
		}
		if at, f := parseMoment(typed, zone); f == nil && at.Location() == nil {
			t.Errorf("%q in %q is nowhere", typed, zone)
		}
		if number := readNumber(typed); number != "" && readNumber(number) != number {
			t.Errorf("%q is the number %q, and that %q", typed, number, readNumber(number))
		}
	})
}
