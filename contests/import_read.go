package contests

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"strings"

	"kermesse/internal/fault"
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
