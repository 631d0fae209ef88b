package kept_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/valyala/fasthttp"
	"pgregory.net/rapid"

	"kermesse/internal/kept"
)

const mark = "K7Q2HOLE"

func read(t interface{ Fatal(...any) }, e kept.Encoding, body []byte) string {
	text, err := body, error(nil)
	switch e {
	case kept.Gzip:
		var zip *gzip.Reader
		if zip, err = gzip.NewReader(bytes.NewReader(body)); err == nil {
			zip.Multistream(false) // browsers read one member
			text, err = io.ReadAll(zip)
		}
	case kept.Brotli:
		text, err = fasthttp.AppendUnbrotliBytes(nil, body)
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func cut(t interface{ Fatal(...any) }, text string) *kept.Page {
	p, err := kept.Cut([]byte(text), mark)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func sent(t interface{ Fatal(...any) }, p *kept.Page, e kept.Encoding, fill []kept.Fill) []byte {
	var out bytes.Buffer
	if err := p.Send(&out, e, fill); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// last keeps what was written last.
type last struct{ written []byte }

func (l *last) Write(b []byte) (int, error) {
	l.written = b
	return len(b), nil
}

var encodings = []kept.Encoding{kept.Identity, kept.Gzip, kept.Brotli}

// In every encoding a page says the same, whatever is put into it and wherever.
func TestPageIsPutTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fill := make([]kept.Fill, rapid.IntRange(1, 5).Draw(t, "texts"))
		for i := range fill {
			n := rapid.SampledFrom([]int{0, 1, 40, 70_000}).Draw(t, "length")
			fill[i].Text = []byte(strings.Repeat(rapid.StringN(1, 1, 4).Draw(t, "letter"), n))
		}
		var text, want strings.Builder
		for range rapid.IntRange(0, 9).Draw(t, "pieces") {
			piece := rapid.StringMatching(`(<p>[a-zéà ]{0,9}</p>\n){0,30}`).Draw(t, "piece")
			number := rapid.IntRange(0, len(fill)-1).Draw(t, "number")
			text.WriteString(piece + kept.Mark(mark, number))
			want.WriteString(piece + string(fill[number].Text))
		}
		p := cut(t, text.String()+"</html>")
		for _, e := range encodings {
			if e == kept.Brotli && !p.Whole() {
				continue
			}
			if got := read(t, e, sent(t, p, e, fill)); got != want.String()+"</html>" {
				t.Fatalf("in %q: %q, want %q", e, got, want.String())
			}
		}
	})
}

func TestPiecesTakeTheirTurn(t *testing.T) {
	m, own := kept.Mark(mark, 3), kept.Mark(mark, 0)
	p := cut(t, "<ul>"+m+"a"+m+"b"+m+"c"+m+"</ul>"+own+".")
	fill := []kept.Fill{{Text: []byte("mine")}, {}, {}, {Order: []int{2, 0, 1}}}
	for _, e := range []kept.Encoding{kept.Identity, kept.Gzip} {
		if got := read(t, e, sent(t, p, e, fill)); got != "<ul>cab</ul>mine." {
			t.Errorf("in %q: %q", e, got)
		}
	}
	if p.Whole() || !p.Lacks(3) || !p.Lacks(0) || p.Lacks(1) {
		t.Error("the page does not know what it lacks")
	}
}

func TestWholePageIsCompressedOnce(t *testing.T) {
	p := cut(t, strings.Repeat("<p>glaces</p>", 500))
	for _, e := range encodings {
		first, again := &last{}, &last{}
		if err := errors.Join(p.Send(first, e, nil), p.Send(again, e, nil)); err != nil || &first.written[0] != &again.written[0] {
			t.Errorf("%q was made anew (%v)", e, err)
		}
	}
}

func TestTagNamesTheText(t *testing.T) {
	if a, b := cut(t, "a"), cut(t, "b"); a.Tag() == b.Tag() || a.Tag() != cut(t, "a").Tag() {
		t.Error("tags do not tell texts apart")
	}
}

func TestACutMarkIsFound(t *testing.T) {
	for _, text := range []string{"a" + mark, "a" + mark + "1", "a" + mark + "xy"} {
		if _, err := kept.Cut([]byte(text), mark); err == nil {
			t.Errorf("%q was cut", text)
		}
	}
	if marks := []string{kept.Mark(mark, 0), kept.Mark(mark, 7), kept.Mark(mark, 99)}; !slices.Equal(marks, []string{mark + "00", mark + "07", mark + "99"}) {
		t.Error(marks)
	}
}
