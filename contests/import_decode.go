package contests

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// sniffBytes is how much of a file is looked at to tell how it is written.
const sniffBytes = 16 << 10

// errTooMany is returned by a limited reader at the first byte too many.
var errTooMany = errors.New("contests: the file is longer than its limit")

// limited reads up to a number of bytes.
type limited struct {
	in   io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.in.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, errTooMany
	}
	return n, err
}

// errRowTooLong is returned by a tail when a row has more bytes than it may have.
var errRowTooLong = errors.New("contests: a row is longer than its limit")

// tail remembers how the text that passes through it ends, and lets no row be read that
// a reader of CSV would need a hundred times its bytes for: a row of nothing but commas.
type tail struct {
	in   io.Reader
	last byte
	left int // bytes that the present row may still have, what is read ahead included
}

func (t *tail) Read(p []byte) (int, error) {
	if t.left <= 0 {
		return 0, errRowTooLong
	}
	n, err := t.in.Read(p)
	t.left -= n
	if n > 0 {
		t.last = p[n-1]
	}
	return n, err
}

// decode returns a file as UTF-8 without its byte-order mark. UTF-16 is known by its
// mark, or by the zero bytes that it is full of. Everything else passes as it is: a field
// that is not UTF-8 is told by decodeField. It refuses what is no text at all.
func decode(in io.Reader) (*bufio.Reader, error) {
	r := bufio.NewReaderSize(in, 64<<10)
	head, err := r.Peek(sniffBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")): // a spreadsheet, or another zip
		return nil, ErrFileNotCSV
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, err := r.Discard(3)
		return r, err
	case bytes.HasPrefix(head, []byte("\xff\xfe")), zeros(head, 1):
		return utf16(r, unicode.LittleEndian), nil
	case bytes.HasPrefix(head, []byte("\xfe\xff")), zeros(head, 0):
		return utf16(r, unicode.BigEndian), nil
	case bytes.Count(head, []byte{0}) > len(head)/100:
		return nil, ErrFileNotCSV
	}
	return r, nil
}

func utf16(r io.Reader, order unicode.Endianness) *bufio.Reader {
	return bufio.NewReaderSize(unicode.UTF16(order, unicode.UseBOM).NewDecoder().Reader(r), 64<<10)
}

// zeros reports whether most bytes at the odd (1) or even (0) places are zero and the
// others are not, as in Latin text in UTF-16.
func zeros(head []byte, parity int) bool {
	var here, there int
	for i, b := range head {
		switch {
		case b != 0:
		case i%2 == parity:
			here++
		default:
			there++
		}
	}
	return len(head) > 1 && here > len(head)/4 && there < len(head)/40
}

// decodeField returns a field as UTF-8. One that is not UTF-8 is taken for Windows-1252,
// which holds ISO-8859-1: Latin text with an accent is almost never valid UTF-8 by chance.
func decodeField(field string) string {
	if utf8.ValidString(field) {
		return field
	}
	decoded, err := charmap.Windows1252.NewDecoder().String(field)
	if err != nil {
		return field
	}
	return decoded
}

// cutRune reports whether a text that is otherwise UTF-8 ends in the middle of a
// character, or in the mark that UTF-16 leaves of half a one.
func cutRune(s string) bool {
	if strings.HasSuffix(s, "\ufffd") {
		return true
	}
	for n := 1; n < utf8.UTFMax && n <= len(s); n++ {
		if tail := s[len(s)-n:]; utf8.RuneStart(tail[0]) {
			return tail[0] >= utf8.RuneSelf && !utf8.FullRuneInString(tail) && utf8.ValidString(s[:len(s)-n])
		}
	}
	return false
}

// separators are what stands between fields, by how often exports use them.
var separators = []rune{',', ';', '\t', '|'}

// separator tells which one a file uses: the one that its first line has most of,
// outside quotation marks.
func separator(r *bufio.Reader) (rune, error) {
	head, err := r.Peek(sniffBytes)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return 0, err
	}
	counts := map[rune]int{}
	quoted := false
	for _, b := range head {
		if b == '"' {
			quoted = !quoted
		}
		if quoted {
			continue
		}
		if b == '\n' || b == '\r' {
			break
		}
		counts[rune(b)]++
	}
	best := separators[0]
	for _, sep := range separators {
		if counts[sep] > counts[best] {
			best = sep
		}
	}
	return best, nil
}
