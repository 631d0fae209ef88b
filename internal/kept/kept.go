// Package kept keeps pages that are the same for everybody, ready to be sent: made once,
// compressed once, and cut where something belongs to one visitor alone, which is put in as
// the page is sent and never kept. It guarantees that a page is made once however many ask
// for it at the same moment, that nobody is given one that was stale when they asked, and
// that all of them together stay within the memory they were given.
//
// What may be kept, under which name and for how long, is its callers' business.
package kept

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"strconv"
	"sync"
)

// Encoding is how a body is compressed, as Content-Encoding names it; empty: not at all.
type Encoding string

// The encodings.
const (
	Identity Encoding = ""
	Gzip     Encoding = "gzip"
	Brotli   Encoding = "br"
)

// Page is the body of an answer, in pieces between which something is missing. It is safe
// for concurrent use.
type Page struct {
	pieces [][]byte // one more than gaps
	gaps   []int    // whose text goes behind the piece, by its number
	tag    string

	zipped   func() []byte   // of a page without gaps
	brotli   func() []byte   // likewise
	deflated func() [][]byte // the pieces of one with gaps
}

// MaxGaps is how many different texts may be missing in a page.
const MaxGaps = 100

// Mark is how a page that is to be cut names the missing text of that number. mark is a text
// that nobody can guess and write into a page of theirs: of letters and digits, so that it
// means the same wherever in a page it stands.
func Mark(mark string, number int) string {
	return mark + string([]byte{'0' + byte(number/10), '0' + byte(number%10)})
}

var errMark = errors.New("kept: a page was cut through a mark")

// Cut makes a page of its text, in which marks stand for what is missing.
func Cut(text []byte, mark string) (*Page, error) {
	p := &Page{}
	sum := sha256.Sum256(text)
	for _, part := range bytes.Split(text, []byte(mark)) {
		if p.pieces != nil {
			if len(part) < 2 {
				return nil, errMark
			}
			number, err := strconv.Atoi(string(part[:2]))
			if err != nil {
				return nil, errMark
			}
			p.gaps, part = append(p.gaps, number), part[2:]
		}
		p.pieces = append(p.pieces, part)
	}
	p.tag = base64.RawURLEncoding.EncodeToString(sum[:12])
	p.zipped = sync.OnceValue(func() []byte {
		var body []byte
		join(p, p.deflated(), nil, func(b []byte) { body = append(body, b...) })
		return body
	})
	p.brotli = sync.OnceValue(func() []byte { return brotliOf(p.pieces[0]) })
	p.deflated = sync.OnceValue(func() [][]byte { return deflate(p.pieces) })
	return p, nil
}

// Tag names the page as an entity tag does, without quotes: another text has another.
func (p *Page) Tag() string { return p.tag }

// Whole holds for a page in which nothing is missing.
func (p *Page) Whole() bool { return len(p.gaps) == 0 }

// Lacks tells whether the text of that number is missing anywhere.
func (p *Page) Lacks(number int) bool {
	for _, gap := range p.gaps {
		if gap == number {
			return true
		}
	}
	return false
}

// Weight is about how many bytes of memory the page takes, compressed variants included.
func (p *Page) Weight() int64 {
	var n int64 = 512
	for _, piece := range p.pieces {
		n += int64(len(piece)) * 3 / 2
	}
	return n
}

// Fill is what is missing in a page: a text, or an order. Where the number of an order
// stands k+1 times the k pieces between are put in that order, which names each once, from 0.
type Fill struct {
	Text  []byte
	Order []int
}

// whole is a page without gaps in an encoding, as it is kept.
func (p *Page) whole(e Encoding) []byte {
	switch e {
	case Brotli:
		return p.brotli()
	case Gzip:
		return p.zipped()
	}
	return p.pieces[0]
}

// Send writes the page with what was missing, by number, in an encoding: Brotli only of a
// whole page. An error is out's.
func (p *Page) Send(out io.Writer, e Encoding, fill []Fill) error {
	var err error
	write := func(b []byte) {
		if err == nil {
			_, err = out.Write(b)
		}
	}
	switch {
	case p.Whole():
		write(p.whole(e))
	case e == Identity:
		p.walk(fill, func(piece int) { write(p.pieces[piece]) }, write)
	default:
		join(p, p.deflated(), fill, write)
	}
	return err
}

// walk goes through the page in the order in which it is sent.
func (p *Page) walk(fill []Fill, fixed func(piece int), own func(text []byte)) {
	fixed(0)
	for i := 0; i < len(p.gaps); i++ {
		f := fill[p.gaps[i]]
		if f.Order == nil {
			own(f.Text)
			fixed(i + 1)
			continue
		}
		for _, turn := range f.Order {
			fixed(i + 1 + turn)
		}
		i += len(f.Order)
		fixed(i + 1)
	}
}
