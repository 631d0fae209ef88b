package draw

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// maxRecordBytes bounds a record before anything is read from it; the longest one is the
// result of MaxSlots slots.
const maxRecordBytes = 128 << 20

// timeLayout is RFC 3339 in UTC and whole seconds.
const timeLayout = "2006-01-02T15:04:05Z"

// recordWriter writes the lines of a text record.
type recordWriter struct{ bytes.Buffer }

func (w *recordWriter) line(words ...string) {
	w.WriteString(strings.Join(words, " "))
	w.WriteByte('\n')
}

func (w *recordWriter) int(key string, n int) { w.line(key, strconv.Itoa(n)) }

func (w *recordWriter) uint(key string, n uint64) { w.line(key, strconv.FormatUint(n, 10)) }

func (w *recordWriter) time(key string, t time.Time) { w.line(key, t.UTC().Format(timeLayout)) }

// recordReader reads the lines of a text record in their order. It keeps the first
// mistake and returns zero values after it, so that a parser is a plain list of fields.
type recordReader struct {
	rest   string
	number int // of the line that was taken last, from 1
	err    error
}

// newRecordReader begins a record whose first line is head.
func newRecordReader(text []byte, head string) *recordReader {
	r := &recordReader{}
	if len(text) > maxRecordBytes {
		r.fail("the record has %d bytes", len(text))
		return r
	}
	r.rest = string(text)
	if r.take() != head {
		r.fail("line 1 is not %q", head)
	}
	return r
}

func (r *recordReader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("%w: %s", ErrGrammar, fmt.Sprintf(format, args...))
	}
}

// take returns the next line; there must be one, and it must end in LF.
func (r *recordReader) take() string {
	r.number++
	line, rest, ok := strings.Cut(r.rest, "\n")
	if !ok {
		r.fail("line %d is missing or does not end in LF", r.number)
		return ""
	}
	r.rest = rest
	return line
}

// has tells whether the next line begins with key.
func (r *recordReader) has(key string) bool {
	return r.err == nil && strings.HasPrefix(r.rest, key+" ")
}

// value takes the next line, which must be key, a space and a value.
func (r *recordReader) value(key string) string {
	if r.err != nil {
		return ""
	}
	value, ok := strings.CutPrefix(r.take(), key+" ")
	if !ok {
		r.fail("line %d should give %q", r.number, key)
	}
	return value
}

// words takes the next line and splits its value into exactly n words.
func (r *recordReader) words(key string, n int) []string {
	words := strings.Split(r.value(key), " ")
	if len(words) != n {
		r.fail("line %d should give %d words after %q", r.number, n, key)
		return make([]string, n)
	}
	return words
}

func (r *recordReader) uint(key string, most uint64) uint64 {
	return check(r, parseUint(most), r.value(key))
}

// int reads a decimal that fits in 31 bits, as int does everywhere.
func (r *recordReader) int(key string) int { return check(r, parseNumber, r.value(key)) }

func (r *recordReader) hash(key string) Hash { return check(r, ParseHash, r.value(key)) }

func (r *recordReader) id(key string) ID { return check(r, ParseID, r.value(key)) }

func (r *recordReader) time(key string) time.Time { return check(r, parseTime, r.value(key)) }

func (r *recordReader) source(key string) Source { return check(r, ParseSource, r.value(key)) }

// check runs a parser of values and keeps its error with the line's number.
func check[T any](r *recordReader, parse func(string) (T, error), s string) T {
	v, err := parse(s)
	if err != nil && r.err == nil {
		r.err = fmt.Errorf("line %d: %w", r.number, err)
	}
	return v
}

// end reports the first mistake, or lines that are left over.
func (r *recordReader) end() error {
	if r.rest != "" {
		r.fail("there is something after line %d", r.number)
	}
	return r.err
}

// canonical is the last check of every parser: what was understood must serialise to the
// same bytes, or a second spelling of the record would pass.
func canonical(text []byte, encode func() ([]byte, error)) error {
	again, err := encode()
	if err != nil {
		return err
	}
	if !bytes.Equal(text, again) {
		return fmt.Errorf("%w: it can be read but is spelled differently", ErrGrammar)
	}
	return nil
}

// parseDecimal reads a decimal without sign and leading zeros, at most most.
func parseDecimal(s string, most uint64) (uint64, error) {
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil || n > most || strconv.FormatUint(n, 10) != s {
		return 0, fmt.Errorf("%w: %q is not a plain decimal up to %d", ErrGrammar, s, most)
	}
	return n, nil
}

func parseUint(most uint64) func(string) (uint64, error) {
	return func(s string) (uint64, error) { return parseDecimal(s, most) }
}

func parseNumber(s string) (int, error) {
	n, err := parseDecimal(s, 1<<31-1)
	return int(n), err
}

func parseTime(s string) (time.Time, error) {
	t, err := time.Parse(timeLayout, s)
	if err != nil || t.Format(timeLayout) != s {
		return time.Time{}, fmt.Errorf("%w: %q is not a time like 2025-08-21T18:59:24Z", ErrGrammar, s)
	}
	return t, nil
}

// checkTime refuses times that a record cannot hold: years outside 0–9999 and parts of a second.
func checkTime(t time.Time) error {
	if y := t.UTC().Year(); y < 0 || y > 9999 || t.Nanosecond() != 0 {
		return fmt.Errorf("%w: %s is not a whole second of the years 0 to 9999", ErrGrammar, t)
	}
	return nil
}
