package contests

import (
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"hash"
	"io"
	"strings"

	"kermesse/contests/draw"
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
	row      int
	author   string
	authorID string // the network's own; empty without one
	holder   string // author:KEY, comment:KEY or row:NUMBER
	text     string // as written; only for looking at while the row is at hand
	date     string
}

// commentFile is a whole file, read.
type commentFile struct {
	options    Import
	hash       draw.Hash // of the file's bytes
	rows       int
	entries    int // rows that give an entry
	filtered   int
	duplicates int // the very same comment again
	repeated   int // another comment of somebody who has an entry
	removals   []Removal
	header     []string // titles of the columns; numbers where the file has none
	columns    columns
	comments   []comment // collected by readComments alone
	refusals   []Refusal
}

// commentReader reads a file row by row and hands on what gives an entry.
type commentReader struct {
	commentFile
	most    int                 // entries
	keep    func(comment) error // given each row that gives an entry
	drop    func(Refusal) error // given each row that gives none; nil: the first are collected
	csv     *csv.Reader
	sum     hash.Hash
	tail    *tail
	sieves  []sieve
	seen    map[[16]byte]int32 // comment → row
	authors map[[16]byte]int32 // author → row of the comment that counts
	last    int                // line on which the last record ended
	cut     int                // row of the last record, if something of it may be missing
	open    bool               // that row has a quotation mark that does not close
	pending []string           // the first record of a file without titles
}

func newCommentReader(in Import, most int) *commentReader {
	if in.Per == "" {
		in.Per = PerAuthor
	}
	return &commentReader{
		commentFile: commentFile{options: in}, most: most, sum: sha256.New(),
		seen: map[[16]byte]int32{}, authors: map[[16]byte]int32{},
		keep: func(comment) error { return nil },
	}
}

// readComments reads a file to its end, or says what is wrong with it as a whole.
func readComments(in Import) (commentFile, error) { return collect(in, MaxImportRows, MaxImportBytes) }

func collect(in Import, mostRows int, mostBytes int64) (commentFile, error) {
	r := newCommentReader(in, mostRows)
	r.keep = func(c comment) error {
		// What was cut out of a row would keep the whole row in memory.
		r.comments = append(r.comments, comment{row: c.row, author: strings.Clone(c.author), holder: c.holder})
		return nil
	}
	err := r.run(mostBytes)
	return r.commentFile, err
}

// run reads the file of the options, up to so many bytes.
func (r *commentReader) run(maxBytes int64) error {
	if r.options.Per != PerAuthor && r.options.Per != PerComment && r.options.Per != PerEach {
		return fault.Invalids(ErrImportUnit.At("per"))
	}
	err := r.read(&limited{in: io.TeeReader(r.options.File, r.sum), left: maxBytes})
	if errors.Is(err, errTooMany) {
		err = ErrFileTooLarge.With(maxBytes >> 20)
	}
	r.hash = draw.Hash(r.sum.Sum(nil))
	for _, s := range r.sieves {
		r.removals = append(r.removals, Removal{Filter: s.name, Value: s.value, Rows: s.caught})
	}
	if r.options.Per == PerAuthor {
		r.removals = append(r.removals, Removal{Filter: FilterOnePerAuthor, Rows: r.repeated})
	}
	return err
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
	if record := r.pending; record != nil {
		r.pending = nil
		return record, nil
	}
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
	first, err := r.readRow()
	var parse *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return ErrFileEmpty
	case errors.As(err, &parse), errors.Is(err, errRowTooLong):
		return ErrFileNotCSV
	case err != nil:
		return err
	}
	return r.readTitles(first)
}

// readTitles tells the columns by the first line. A list of one column that has no title
// we know is a list of names from its first line on, where the options allow that.
func (r *commentReader) readTitles(first []string) error {
	r.header = make([]string, len(first))
	for i, title := range first {
		r.header[i] = strings.TrimSpace(plain(decodeField(title)))
	}
	if r.options.Untitled && len(first) == 1 && r.options.Columns.Author == "" && findColumn(r.header, "", usual.author) < 0 {
		r.pending, r.header = first, []string{usual.author[0]}
	}
	var wrong problems
	r.columns = findColumns(r.header, r.options.Columns, r.options.Filter, &wrong)
	r.sieves = r.options.Filter.sieves(r.columns, &wrong)
	return wrong.err()
}

// row takes one record, or the error that came in its place.
func (r *commentReader) row(record []string, err error) error {
	var parse *csv.ParseError
	switch {
	case errors.As(err, &parse):
		r.rows++
		r.cut, r.open = parse.StartLine, errors.Is(parse.Err, csv.ErrQuote)
		return r.refuse(parse.StartLine, "", ErrRowQuotes)
	case err != nil:
		return err
	}
	line, _ := r.csv.FieldPos(0)
	r.rows++
	if got, want := len(record), len(r.header); got != want {
		r.cut, r.open = line, false
		return r.refuse(line, "", ErrRowColumns.With(got, want))
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
		"file_sha256": f.hash.String(), "per": f.options.Per, "columns": f.options.Columns, "exclude": filters,
		"min_mentions": f.options.Filter.MinMentions,
	}
}
