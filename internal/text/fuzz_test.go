package text_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"kermesse/internal/text"
)

// What Line and Lines let pass is text that stays what it is: read again it is the same, and
// nothing in it commands anybody.
func FuzzLine(f *testing.F) {
	for _, seed := range []string{"Awa Diop", " a\r\n b ", "e\u0301", "\u202eabc", "\x00", "\xff", "👩‍👩‍👧", "＝1", strings.Repeat("é", 80)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		const most = 60
		for name, read := range map[string]func(string) (string, bool){
			"Line":  func(s string) (string, bool) { out, f := text.Line(s, most); return out, f == nil },
			"Lines": func(s string) (string, bool) { out, f := text.Lines(s, most); return out, f == nil },
		} {
			kept, ok := read(typed)
			if !ok {
				continue
			}
			if again, ok := read(kept); !ok || again != kept {
				t.Errorf("%s(%q) = %q, and of that %q (%v)", name, typed, kept, again, ok)
			}
			command := func(r rune) bool {
				return unicode.IsControl(r) && !(name == "Lines" && (r == '\n' || r == '\t')) || unicode.Is(unicode.Bidi_Control, r)
			}
			if !utf8.ValidString(kept) || utf8.RuneCountInString(kept) > most || strings.ContainsFunc(kept, command) {
				t.Errorf("%s(%q) lets %q pass", name, typed, kept)
			}
		}
	})
}

func FuzzSlug(f *testing.F) {
	for _, seed := range []string{"Goût de l’été", "日本", "--a--", strings.Repeat("œ ", 60), "\xff", "İ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if slug := text.Slug(name); slug != "" {
			if f := text.CheckSlug(slug); f != nil {
				t.Errorf("Slug(%q) = %q, which is none", name, slug)
			}
		}
	})
}

// FuzzCell opens a table as spreadsheets do: with commas and quotes as they are meant, and cut at
// every semicolon, tab and line end, whatever the quotes say, as where semicolons part cells. In
// neither does a cell begin a formula.
func FuzzCell(f *testing.F) {
	for _, seed := range []string{"Awa", "=1+1", " ＝1", "a;=1", "a\t@x", "a\r\n+1", "\"=1", "a;\"\"=1", "-", ";-)", ";;=1", "a,=1"} {
		f.Add(seed)
	}
	const signs = "=+-@＝＋－＠"
	formula := func(cell string) bool {
		cell = strings.TrimLeft(cell, " \u00a0\"")
		first, _ := utf8.DecodeRuneInString(cell)
		return cell != "" && strings.ContainsRune(signs, first) && !strings.HasPrefix(cell, "-)")
	}
	f.Fuzz(func(t *testing.T, typed string) {
		var file bytes.Buffer
		w := csv.NewWriter(&file)
		_ = w.Write([]string{"1", text.Cell(typed), "2"})
		w.Flush()
		for _, cell := range strings.FieldsFunc(file.String(), func(r rune) bool { return strings.ContainsRune(";\t\r\n", r) }) {
			if formula(cell) {
				t.Errorf("%q is written %q, in which %q begins a formula", typed, file.String(), cell)
			}
		}
		rows, err := csv.NewReader(&file).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			for _, cell := range row {
				if formula(cell) {
					t.Errorf("%q is read as %q", typed, cell)
				}
			}
		}
	})
}

func FuzzFold(f *testing.F) {
	for _, seed := range []string{"Éclair", "ﬁn", "ก็", "\xff", "İ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if once := text.Fold(s); !utf8.ValidString(once) {
			t.Errorf("Fold(%q) = %q", s, once)
		}
	})
}
