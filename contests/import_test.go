package contests_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"kermesse/contests"
	"kermesse/internal/fault"
	"kermesse/internal/shareddata"
)

// comments opens a contest made for imports.
func (h *house) comments(t testing.TB, slug string) contests.Contest {
	t.Helper()
	f := form(slug)
	f.Prizes = []contests.Prize{{Name: "Un an de glaces", Winners: 3, Alternates: 3}}
	return h.open(t, f)
}

func (h *house) load(t testing.TB, slug string, file io.Reader, change ...func(*contests.Import)) (contests.ImportReport, error) {
	t.Helper()
	in := contests.Import{File: file}
	for _, c := range change {
		c(&in)
	}
	return h.Import(t.Context(), h.manager(), slug, in)
}

func excluding(conditions ...string) func(*contests.Import) {
	return func(in *contests.Import) {
		for _, text := range conditions {
			c, f := contests.ParseCondition(text)
			if f != nil {
				panic(f)
			}
			in.Filter.Exclude = append(in.Filter.Exclude, c)
		}
	}
}

func perComment(in *contests.Import) { in.Per = contests.PerComment }

func psy(t testing.TB) string {
	t.Helper()
	data, err := io.ReadAll(shareddata.Open(t, "contests", "comments-01-Psy.csv"))
	must(t, err)
	return string(data)
}

func TestRealCommentsAreImportedAndDrawn(t *testing.T) {
	h := newHouse(t)
	c := h.comments(t, "psy")
	report, err := h.load(t, "psy", strings.NewReader(psy(t)), perComment, excluding("CLASS=1"))
	must(t, err)
	// 350 comments, 175 of them spam; none twice.
	if report.Rows != 350 || report.Accepted != 175 || report.Filtered != 175 || report.Refused != 175 || report.Repeated != 0 {
		t.Errorf("%d rows, %d accepted, %d filtered, %d repeated, %d refused", report.Rows, report.Accepted, report.Filtered, report.Repeated, report.Refused)
	}
	if first := report.Listed[0]; first.Row != 2 || first.Author != "Julius NM" || first.Fault.Code != contests.ErrRowFiltered.Code {
		t.Errorf("%+v", first)
	}
	h.runJobs(t, c.ClosesAt)
	h.runJobs(t, c.DrawAt)
	d, err := h.InspectDraw(t.Context(), h.manager(), "psy")
	must(t, err)
	held := map[contests.SlotState]int{}
	for _, s := range d.Slots {
		held[s.State]++
	}
	if d.Seal.Entries != 175 || held[contests.SlotWinner] != 3 || held[contests.SlotAlternate] != 3 {
		t.Errorf("%d entries, %v", d.Seal.Entries, held)
	}
}

func TestOneEntryPerAuthorHoweverOftenTheyCommented(t *testing.T) {
	h := newHouse(t)
	h.comments(t, "authors")
	report, err := h.load(t, "authors", strings.NewReader(psy(t)))
	must(t, err)
	authors := h.count(t, "(SELECT DISTINCT lower(author) FROM entries) a")
	if report.Accepted != authors || report.Accepted+report.Repeated != 350 || report.Repeated == 0 {
		t.Errorf("%d accepted, %d authors, %d repeated", report.Accepted, authors, report.Repeated)
	}
}

func TestTheSameFileTwiceCountsOnce(t *testing.T) {
	h := newHouse(t)
	h.comments(t, "twice")
	first, err := h.load(t, "twice", strings.NewReader(psy(t)))
	must(t, err)
	var accepted atomic.Int64
	file := psy(t)
	for _, err := range together(4, func(int) error {
		again, err := h.load(t, "twice", strings.NewReader(file))
		accepted.Add(int64(again.Accepted))
		return err
	}) {
		must(t, err)
	}
	if n := h.count(t, "entries"); accepted.Load() != 0 || n != first.Accepted {
		t.Errorf("%d more accepted, %d entries, want %d", accepted.Load(), n, first.Accepted)
	}
}

// TestFilesAsPeopleHaveThem imports the same comments in many spellings: each gives the
// same entries.
func TestFilesAsPeopleHaveThem(t *testing.T) {
	plain := "COMMENT_ID,AUTHOR,DATE,CONTENT,CLASS\n" +
		"1,Zoé Ndiaye,2013-11-07,\"Génial, à bientôt\nsur deux lignes\",0\n" +
		"2,@kobyoshi,2013-11-08,\"Dis \"\"oui\"\" &amp; clique\",0\n" +
		"3,L&#39;Été 😀,2013-11-09,ok\ufeff,0\n"
	latin := strings.ReplaceAll(plain, "😀", "")
	encode := func(s string, e interface{ String(string) (string, error) }) string {
		out, err := e.String(s)
		must(t, err)
		return out
	}
	for name, file := range map[string]string{
		"plain":              plain,
		"byte-order mark":    "\ufeff" + plain,
		"CRLF":               strings.ReplaceAll(plain, "\n", "\r\n"),
		"no final line end":  strings.TrimSuffix(plain, "\n"),
		"semicolons":         "id;auteur;date;texte\n1;Zoé Ndiaye;a;b\n2;@kobyoshi;a;b,c\n3;L'Été 😀;a;b\n",
		"tabs":               "commentId\tauthorDisplayName\ttextOriginal\n1\tZoé Ndiaye\tx\n2\t@kobyoshi\ty\n3\tL'Été 😀\tz\n",
		"titles in French":   "Identifiant,Nom d’utilisateur,Commentaire\n1,Zoé Ndiaye,x\n2,kobyoshi,y\n3,L'Été 😀,z\n",
		"ISO-8859-1":         encode(strings.ReplaceAll(latin, "\ufeff", ""), charmap.ISO8859_1.NewEncoder()),
		"UTF-16 with mark":   encode(plain, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder()),
		"UTF-16 big-endian":  encode(plain, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder()),
		"UTF-16 without one": encode(plain, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder()),
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.comments(t, "spelling")
			report, err := h.load(t, "spelling", strings.NewReader(file))
			must(t, err)
			if report.Rows != 3 || report.Accepted != 3 {
				t.Fatalf("%+v", report)
			}
			for _, author := range []string{"Zoé Ndiaye", "L'Été"} {
				if h.count(t, "entries WHERE author LIKE ?", author+"%") != 1 {
					t.Errorf("no entry of %s", author)
				}
			}
		})
	}
}

func TestColumnsAreAskedFor(t *testing.T) {
	h := newHouse(t)
	h.comments(t, "columns")
	file := "quand,quoi,par\n2013,bonjour,Awa\n"
	_, err := h.load(t, "columns", strings.NewReader(file))
	wantFields(t, err, "columns.author import_column_unknown")
	if f := fault.From(err).Fields[0].Fault.Message; !strings.Contains(f.FR, "quand, quoi, par") || !strings.Contains(f.EN, "the author") {
		t.Errorf("%+v", f)
	}
	_, err = h.load(t, "columns", strings.NewReader(file), excluding("CLASS=1"), func(in *contests.Import) {
		in.Columns.Author, in.Columns.Content = "PAR", "texte"
	})
	wantFields(t, err, "columns.content import_column_unknown", "exclude[0] import_column_unknown")
	report, err := h.load(t, "columns", strings.NewReader(file), func(in *contests.Import) { in.Columns.Author = "par" })
	must(t, err)
	if report.Accepted != 1 {
		t.Errorf("%+v", report)
	}
}

func TestFiltersAreStated(t *testing.T) {
	h := newHouse(t)
	h.comments(t, "filters")
	file := "author,content,class\n" +
		"Awa,J'adore @zoe et @Marie.,0\nBob,Abonnez-vous à ma chaîne @a @b,0\nCleo,@zoe @ZOE,0\nDan,bien @a @b,1\n"
	report, err := h.load(t, "filters", strings.NewReader(file), excluding("class=1", "CONTENT~ABONNEZ-VOUS a ma CHAINE"),
		func(in *contests.Import) { in.Filter.MinMentions = 2 })
	must(t, err)
	if got := codes(report); report.Accepted != 1 || got != "3 row_filtered, 4 row_mentions_missing, 5 row_filtered" {
		t.Errorf("%d accepted; %s", report.Accepted, got)
	}
	if h.count(t, "contest_imports WHERE options_json LIKE '%class=1%'") != 1 {
		t.Error("the filter is not on record")
	}
}

func codes(r contests.ImportReport) string {
	var out []string
	for _, refusal := range r.Listed {
		out = append(out, fmt.Sprintf("%d %s", refusal.Row, refusal.Fault.Code))
	}
	return strings.Join(out, ", ")
}

func TestBrokenRowsAreReportedAndTheOthersImported(t *testing.T) {
	h := newHouse(t)
	h.comments(t, "rows")
	file := "author,content\nAwa,ok\nBob\n,nobody\nCleo,a,b,c\n\"Dan\"x,quotes\nEve,\"two\nlines\"\nAwa,again\n" +
		strings.Repeat("x", 300) + ",long\n@,handle\nFay,ok\n"
	report, err := h.load(t, "rows", strings.NewReader(file))
	must(t, err)
	want := "3 row_columns_wrong, 4 row_author_missing, 5 row_columns_wrong, 6 row_quotes_wrong, 9 row_repeated, 10 too_long, 11 row_author_missing"
	if got := codes(report); got != want || report.Accepted != 3 || report.Rows != 10 || report.Refused != 7 {
		t.Errorf("%+v\n%s", report, got)
	}
}

// Nothing of a file that is wrong as a whole is imported.
func TestWrongFilesAreRefusedWhole(t *testing.T) {
	data := psy(t)
	lastRow := strings.LastIndex(strings.TrimSuffix(data, "\n"), "\n")
	quoted := strings.LastIndex(data, ",\"") + 20 // within a field in quotation marks
	for name, test := range map[string]struct {
		file io.Reader
		want *fault.Error
	}{
		"empty":                           {strings.NewReader(""), contests.ErrFileEmpty},
		"only a byte-order mark":          {strings.NewReader("\ufeff"), contests.ErrFileEmpty},
		"only titles":                     {strings.NewReader("author,content\n"), contests.ErrFileEmpty},
		"cut in the last row":             {strings.NewReader(data[:lastRow+20]), contests.ErrFileCut},
		"cut in a quoted field":           {strings.NewReader(data[:quoted]), contests.ErrFileCut},
		"cut at the end of a quoted line": {strings.NewReader("author,content\nAwa,ok\nBob,\"two\n"), contests.ErrFileCut},
		"cut within a character":          {strings.NewReader("content,author\nok,Zoé\nok,Zo\xc3"), contests.ErrFileCut},
		"spreadsheet":                     {strings.NewReader("PK\x03\x04" + strings.Repeat("x\x00", 500)), contests.ErrFileNotCSV},
		"picture":                         {bytes.NewReader(append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 4000)...)), contests.ErrFileNotCSV},
		"200 MB":                          {endless(200 << 20), contests.ErrFileTooLarge},
		"titles of commas":                {strings.NewReader(strings.Repeat(",", 1<<20)), contests.ErrFileNotCSV},
		"a row of commas":                 {strings.NewReader("author,content\nAwa,ok\n" + strings.Repeat(",", 1<<20)), contests.ErrRowTooLong},
		"a row of quoted line ends":       {strings.NewReader("author,content\nAwa,ok\n" + strings.Repeat("\"\n\",", 1<<18)), contests.ErrRowTooLong},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.comments(t, "whole")
			_, err := h.load(t, "whole", test.file)
			wantFault(t, err, test.want)
			if n := h.count(t, "entries") + h.count(t, "contest_imports"); n != 0 {
				t.Errorf("%d rows of half an import", n)
			}
		})
	}
}

// endless is a file of that many bytes, made as it is read: few authors, long comments.
func endless(bytes int64) io.Reader {
	line := "Awa," + strings.Repeat("bonjour ", 1000) + "\n"
	return io.MultiReader(strings.NewReader("author,content\n"), io.LimitReader(&repeated{text: line}, bytes))
}

type repeated struct {
	text string
	at   int
}

func (r *repeated) Read(p []byte) (int, error) {
	n := copy(p, r.text[r.at:])
	r.at = (r.at + n) % len(r.text)
	return n, nil
}

func TestImportFollowsTheClock(t *testing.T) {
	h := newHouse(t)
	f := form("when")
	f.OpensAt = noon.Add(time.Minute).Format(time.RFC3339)
	_, err := h.Create(t.Context(), h.manager(), f)
	must(t, err)
	file := func() io.Reader { return strings.NewReader("author\nAwa\n") }
	_, err = h.load(t, "when", file())
	wantFault(t, err, contests.ErrNotPublished)
	c, err := h.Publish(t.Context(), h.manager(), "when", 0)
	must(t, err)
	_, err = h.load(t, "when", file()) // a list may be filled before the contest opens
	must(t, err)
	h.clock.Set(c.ClosesAt)
	_, err = h.load(t, "when", file())
	wantFault(t, err, contests.ErrClosed)
}

func TestParseCondition(t *testing.T) {
	for text, want := range map[string]contests.Condition{
		"CLASS=1":      {Column: "CLASS", Value: "1"},
		" Texte ~ a=b": {Column: "Texte", Contains: true, Value: "a=b"},
		"class=":       {Column: "class"},
	} {
		got, f := contests.ParseCondition(text)
		if f != nil || got != want {
			t.Errorf("ParseCondition(%q) = %+v, %v", text, got, f)
		}
	}
	for _, text := range []string{"", "CLASS", "=1", "~x", "a~"} {
		if _, f := contests.ParseCondition(text); f == nil {
			t.Errorf("ParseCondition(%q) is accepted", text)
		}
	}
}
