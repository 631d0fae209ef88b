package record

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// field writes one part of a record and reads it back.
type field struct {
	write func(*bytes.Buffer, *Record)
	read  func(*reader, *Record)
}

var (
	fieldPoll = field{
		func(w *bytes.Buffer, r *Record) { line(w, "poll", r.Poll) },
		func(in *reader, r *Record) { r.Poll = in.match("poll", uuid) },
	}
	fieldPublished = hashField("publish", func(r *Record) *Hash { return &r.Published })
	fieldTerms     = hashField("terms", func(r *Record) *Hash { return &r.Terms })
	fieldTold      = hashField("told", func(r *Record) *Hash { return &r.Told })
	fieldReason    = hashField("reason", func(r *Record) *Hash { return &r.Reason })
	fieldOpens     = timeField("opens", func(r *Record) *time.Time { return &r.OpensAt })
	fieldCloses    = timeField("closes", func(r *Record) *time.Time { return &r.ClosesAt })
	fieldAt        = timeField("at", func(r *Record) *time.Time { return &r.At })
	fieldNumber    = intField("number", func(r *Record) *int { return &r.Number })
	fieldOptions   = intField("options", func(r *Record) *int { return &r.Options })
	fieldLots      = field{
		func(w *bytes.Buffer, r *Record) { line(w, "lots", r.Lots.String()) },
		func(in *reader, r *Record) { r.Lots = check(in, ParseSource, in.value("lots")) },
	}
	fieldBox = field{
		func(w *bytes.Buffer, r *Record) {
			if r.Box == nil {
				line(w, "hidden", r.Hidden.String())
				return
			}
			w.WriteString(r.Box.String())
		},
		func(in *reader, r *Record) {
			if strings.HasPrefix(in.rest, "hidden ") {
				r.Hidden = check(in, parseHash, in.value("hidden"))
				return
			}
			r.Box = in.box()
		},
	}
)

// grammar lists the fields of each kind in their order.
var grammar = map[Kind][]field{
	Publish:   {fieldPoll, fieldTerms, fieldOptions, fieldLots, fieldOpens, fieldCloses, fieldAt},
	Unpublish: {fieldPoll, fieldPublished, fieldAt},
	Cancel:    {fieldPoll, fieldPublished, fieldReason, fieldAt},
	Close:     {fieldPoll, fieldPublished, fieldNumber, fieldBox, fieldAt},
	Reopen:    {fieldPoll, fieldPublished, fieldNumber, fieldReason, fieldCloses, fieldAt},
	Void:      {fieldPoll, fieldPublished, fieldNumber, fieldReason, fieldAt},
	Notice:    {fieldPoll, fieldPublished, fieldNumber, fieldTold, fieldAt},
}

var uuid = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

func line(w *bytes.Buffer, key, value string) { fmt.Fprintf(w, "%s %s\n", key, value) }

func hashField(key string, at func(*Record) *Hash) field {
	return field{
		func(w *bytes.Buffer, r *Record) { line(w, key, at(r).String()) },
		func(in *reader, r *Record) { *at(r) = check(in, parseHash, in.value(key)) },
	}
}

// intField is a number from 1 up.
func intField(key string, at func(*Record) *int) field {
	return field{
		func(w *bytes.Buffer, r *Record) { line(w, key, strconv.Itoa(*at(r))) },
		func(in *reader, r *Record) {
			if *at(r) = int(in.decimal(key)); *at(r) < 1 {
				in.fail("%s counts from 1", key)
			}
		},
	}
}

func timeField(key string, at func(*Record) *time.Time) field {
	return field{
		func(w *bytes.Buffer, r *Record) { line(w, key, at(r).UTC().Format(time.RFC3339)) },
		func(in *reader, r *Record) { *at(r) = check(in, parseTime, in.value(key)) },
	}
}

func parse(text []byte) (Record, error) {
	if len(text) > maxBytes || !Is(text) {
		return Record{}, fmt.Errorf("%w: it does not begin with %q, or is too long", ErrGrammar, head)
	}
	first, rest, _ := strings.Cut(string(text), "\n")
	r := Record{Kind: Kind(strings.TrimPrefix(first, head))}
	fields, ok := grammar[r.Kind]
	if !ok {
		return Record{}, fmt.Errorf("%w: no kind %q", ErrGrammar, r.Kind)
	}
	in := &reader{rest: rest}
	for _, f := range fields {
		f.read(in, &r)
	}
	if in.rest != "" {
		in.fail("something follows the last field")
	}
	return r, in.err
}

// reader takes the lines of a record in their order and keeps the first mistake.
type reader struct {
	rest string
	err  error
}

func (in *reader) fail(format string, args ...any) {
	if in.err == nil {
		in.err = fmt.Errorf("%w: %s", ErrGrammar, fmt.Sprintf(format, args...))
	}
}

// value takes the next line, which must be key, a space and a value.
func (in *reader) value(key string) string {
	text, rest, ended := strings.Cut(in.rest, "\n")
	value, found := strings.CutPrefix(text, key+" ")
	if !ended || !found {
		in.fail("%q is missing", key)
		return ""
	}
	in.rest = rest
	return value
}

func (in *reader) match(key string, shape *regexp.Regexp) string {
	value := in.value(key)
	if !shape.MatchString(value) {
		in.fail("%q is no %s", value, key)
	}
	return value
}

func (in *reader) decimal(key string) int64 { return check(in, parseDecimal, in.value(key)) }

// check runs a parser of values and keeps its error.
func check[T any](in *reader, parse func(string) (T, error), value string) T {
	v, err := parse(value)
	if err != nil && in.err == nil {
		in.err = err
	}
	return v
}

func parseHash(s string) (h Hash, err error) {
	if n, err := hex.Decode(h[:], []byte(s[:min(len(s), 2*len(h))])); err != nil || n != len(h) || h.String() != s {
		return Hash{}, fmt.Errorf("%w: %q is not a SHA-256", ErrGrammar, s)
	}
	return h, nil
}

func parseTime(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil || t.UTC().Format(time.RFC3339) != s {
		return time.Time{}, fmt.Errorf("%w: %q is not a time like 2026-11-21T12:00:00Z", ErrGrammar, s)
	}
	return t.UTC(), nil
}

func parseDecimal(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || strconv.FormatInt(n, 10) != s {
		return 0, fmt.Errorf("%w: %q is not a plain number", ErrGrammar, s)
	}
	return n, nil
}
