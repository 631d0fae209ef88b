package contests

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"html"
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"kermesse/internal/fault"
	"kermesse/internal/text"
)

// maxAuthor bounds the name of an account, and maxRowBytes a whole row with its comment;
// networks allow far less.
const (
	maxAuthor   = 200
	maxRowBytes = 256 << 10
)

// comment is a row that gives an entry.
type comment struct {
	row    int
	author string
	holder string // author:KEY or comment:KEY
}

// commentFile is a whole file, read.
type commentFile struct {
	options  Import
	hash     string
	rows     int
	comments []comment
	filtered int
	repeated int
	refusals []Refusal
}

// commentReader reads a file row by row and keeps what gives an entry.
type commentReader struct {
	commentFile
	csv     *csv.Reader
	sum     hash.Hash
	tail    *tail
	columns columns
	exclude []condition
	seen    map[string]int // holder → row
	last    int            // line on which the last record ended
	cut     int            // row of the last record, if something of it may be missing
	open    bool           // that row has a quotation mark that does not close
}

// readComments reads a file to its end, or says what is wrong with it as a whole.
func readComments(in Import) (commentFile, error) {
	if in.Per == "" {
		in.Per = PerAuthor
	}
	if in.Per != PerAuthor && in.Per != PerComment {
		return commentFile{}, fault.Invalids(ErrImportUnit.At("per"))
	}
	r := &commentReader{
		commentFile: commentFile{options: in}, sum: sha256.New(), seen: map[string]int{},
	}
	err := r.read(&limited{in: io.TeeReader(in.File, r.sum), left: MaxImportBytes})
	if errors.Is(err, errTooMany) {
		err = ErrFileTooLarge.With(MaxImportBytes >> 20)
	}
	r.hash = hex.EncodeToString(r.sum.Sum(nil))
	return r.commentFile, err
}

func (r *commentReader) read(in io.Reader) error {
	if err := r.begin(in); err != nil {
		return err
	}
	for {
		record, err := r.readRow()
		switch {
		case errors.Is(err, io.EOF):
			return r.end()
		case errors.Is(err, errRowTooLong):
			return ErrRowTooLong.With(r.last+1, maxRowBytes>>10)
		}
		if err := r.row(record, err); err != nil {
			return err
		}
	}
}

// readRow reads the next record. A row begins after the last line of the one before.
func (r *commentReader) readRow() ([]string, error) {
	r.tail.left = maxRowBytes
	record, err := r.csv.Read()
	var parse *csv.ParseError
	switch {
	case errors.As(err, &parse):
		r.last = parse.Line
	case err == nil:
		r.last, _ = r.csv.FieldPos(len(record) - 1)
		r.last += strings.Count(record[len(record)-1], "\n")
	}
	return record, err
}

// begin finds out how the file is written and which column is which.
func (r *commentReader) begin(in io.Reader) error {
	decoded, err := decode(in)
	if err != nil {
		return err
	}
	comma, err := separator(decoded)
	if err != nil {
		return err
	}
	r.tail = &tail{in: decoded}
	r.csv = csv.NewReader(r.tail)
	r.csv.Comma, r.csv.FieldsPerRecord, r.csv.ReuseRecord = comma, -1, true
	header, err := r.readRow()
	var parse *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return ErrFileEmpty
	case errors.As(err, &parse), errors.Is(err, errRowTooLong):
		return ErrFileNotCSV
	case err != nil:
		return err
	}
	titles := make([]string, len(header))
	for i, title := range header {
		titles[i] = strings.TrimSpace(plain(decodeField(title)))
	}
	var wrong problems
	r.columns = findColumns(titles, r.options.Columns, &wrong)
	r.exclude = r.options.Filter.bind(titles, &wrong)
	return wrong.err()
}

// row takes one record, or the error that came in its place.
func (r *commentReader) row(record []string, err error) error {
	var parse *csv.ParseError
	switch {
	case errors.As(err, &parse):
		r.rows++
		r.cut, r.open = parse.StartLine, errors.Is(parse.Err, csv.ErrQuote)
		r.refuse(parse.StartLine, "", ErrRowQuotes)
		return nil
	case err != nil:
		return err
	}
	line, _ := r.csv.FieldPos(0)
	r.rows++
	if got, want := len(record), len(r.columns.header); got != want {
		r.cut, r.open = line, false
		r.refuse(line, "", ErrRowColumns.With(got, want))
		return nil
	}
	r.cut, r.open = 0, false
	if cutRune(record[len(record)-1]) {
		r.cut = line
	}
	for i, field := range record {
		record[i] = decodeField(field)
	}
	return r.take(line, record)
}

// end judges the last row: a file whose last row is broken was cut on its way, unless
// the line that it stands on is complete.
func (r *commentReader) end() error {
	switch {
	case r.rows == 0:
		return ErrFileEmpty
	case r.cut > 0 && (r.tail.last != '\n' || r.open):
		return ErrFileCut.With(r.cut)
	}
	return nil
}

// take keeps a row that gives an entry and says of any other why not.
func (r *commentReader) take(line int, record []string) error {
	author, f := text.Line(plain(record[r.columns.author]), maxAuthor)
	switch {
	case f != nil:
		r.refuse(line, "", f)
		return nil
	case strings.Trim(author, "@ ") == "":
		r.refuse(line, "", ErrRowAuthor)
		return nil
	}
	if f := r.leaveOut(record); f != nil {
		r.filtered++
		r.refuse(line, author, f)
		return nil
	}
	c := comment{row: line, author: author, holder: r.holder(author, record)}
	if first, repeated := r.seen[c.holder]; repeated {
		r.repeated++
		r.refuse(line, author, ErrRowRepeated.With(first))
		return nil
	}
	if len(r.comments) == MaxImportRows {
		return ErrFileTooLong.With(MaxImportRows)
	}
	r.seen[c.holder] = line
	r.comments = append(r.comments, c)
	return nil
}

func (r *commentReader) leaveOut(record []string) *fault.Error {
	for _, c := range r.exclude {
		if c.met(record) {
			return ErrRowFiltered.With(c.Condition)
		}
	}
	least := r.options.Filter.MinMentions
	if least > 0 && (r.columns.content < 0 || mentions(plain(record[r.columns.content])) < least) {
		return ErrRowMentions.With(least)
	}
	return nil
}

// holder names whom or what the entry stands for, the same for the same row in any file.
func (r *commentReader) holder(author string, record []string) string {
	who := "name " + strings.ToLower(norm.NFKC.String(strings.TrimPrefix(author, "@")))
	if i := r.columns.authorID; i >= 0 && strings.TrimSpace(record[i]) != "" {
		who = "id " + strings.TrimSpace(record[i])
	}
	if r.options.Per == PerAuthor {
		return "author:" + fingerprint(who)
	}
	if i := r.columns.id; i >= 0 && strings.TrimSpace(record[i]) != "" {
		return "comment:" + fingerprint("id "+strings.TrimSpace(record[i]))
	}
	return "comment:" + fingerprint(fmt.Sprintf("%q", record))
}

// fingerprint keeps holders short whatever a file holds.
func fingerprint(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:16])
}

func (r *commentReader) refuse(line int, author string, f *fault.Error) {
	if len(r.refusals) < maxRefusals {
		r.refusals = append(r.refusals, Refusal{Row: line, Author: author, Fault: f})
	}
}

// facts are what the journal keeps of an import.
func (f commentFile) facts() map[string]any {
	filters := make([]string, len(f.options.Filter.Exclude))
	for i, c := range f.options.Filter.Exclude {
		filters[i] = c.String()
	}
	return map[string]any{
		"file_sha256": f.hash, "per": f.options.Per, "columns": f.options.Columns, "exclude": filters,
		"min_mentions": f.options.Filter.MinMentions,
	}
}

// plain undoes the HTML that exports leave in texts and drops what cannot be seen, such
// as the byte-order marks that some networks put after every comment.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\u200d':
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\ufeff', r == '\u200b', r == '\u2060':
			return -1
		}
		return r
	}, html.UnescapeString(s))
}
