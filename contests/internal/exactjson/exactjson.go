// Package exactjson reads JSON whose meaning must be the same for every reader: the
// files of a proof and the answers of a beacon's relay are read by programs in several
// languages. It refuses what they would read differently — a name twice in an object,
// names that differ from the expected ones only by case, bytes that are not UTF-8,
// something after the value, numbers that are not plain decimals.
package exactjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"unicode/utf8"
)

const (
	// maxDepth bounds how deep values may be nested.
	maxDepth = 16
	// maxItemValues bounds the values within one object of a list. A list may be long,
	// since its objects are handed out one by one; each of them is held in memory, where
	// a value takes many times the two bytes that it may have in the text.
	maxItemValues = 1000
)

// Object is a JSON object whose fields are taken by name. Taking keeps the first
// mistake, for Err, and returns zero values after it, so that a reader is a plain list
// of fields. Names that nobody asks for are ignored.
type Object struct {
	fields map[string]any
	err    error
}

// ParseObject reads one object and nothing else.
func ParseObject(data []byte) (*Object, error) {
	v, err := parse(data)
	if err != nil {
		return nil, err
	}
	fields, ok := v.(map[string]any)
	if !ok {
		return nil, errors.New("the JSON is not an object")
	}
	return &Object{fields: fields}, nil
}

// EachObject reads one list of objects and nothing else, and yields them one by one. It
// stops after the first error, which may come after objects that were in order.
func EachObject(data []byte) iter.Seq2[*Object, error] {
	return func(yield func(*Object, error) bool) {
		r, err := newReader(data, 0)
		if err == nil {
			err = r.delim('[')
		}
		for err == nil && r.dec.More() {
			r.left = maxItemValues
			var v any
			if v, err = r.value(maxDepth - 1); err != nil {
				break
			}
			fields, ok := v.(map[string]any)
			if !ok {
				err = errors.New("the JSON is not a list of objects")
				break
			}
			if !yield(&Object{fields: fields}, nil) {
				return
			}
		}
		if err == nil {
			err = r.delim(']')
		}
		if err == nil {
			err = r.end()
		}
		if err != nil {
			yield(nil, fmt.Errorf("reading JSON: %w", err))
		}
	}
}

// Has tells whether the object has a field of that name.
func (o *Object) Has(name string) bool {
	_, ok := o.fields[name]
	return ok
}

// Err is the first mistake of the fields taken so far.
func (o *Object) Err() error { return o.err }

// Fail keeps a mistake that the caller found in a field's value.
func (o *Object) Fail(name string, err error) {
	if o.err == nil && err != nil {
		o.err = fmt.Errorf("field %q: %w", name, err)
	}
}

// Text takes a field that is a string.
func (o *Object) Text(name string) string {
	s, ok := o.fields[name].(string)
	if !ok {
		o.Fail(name, errors.New("it is not there or not a string"))
	}
	return s
}

// Uint takes a field that is a whole number in plain decimals, at most most.
func (o *Object) Uint(name string, most uint64) uint64 {
	text, ok := o.fields[name].(json.Number)
	n, err := strconv.ParseUint(string(text), 10, 64)
	if !ok || err != nil || n > most {
		o.Fail(name, fmt.Errorf("it is not there or not a whole number up to %d", most))
		return 0
	}
	return n
}

// Texts takes a field that is a list of strings.
func (o *Object) Texts(name string) []string {
	list, ok := o.fields[name].([]any)
	texts := make([]string, 0, len(list))
	for _, v := range list {
		s, isText := v.(string)
		ok = ok && isText
		texts = append(texts, s)
	}
	if !ok {
		o.Fail(name, errors.New("it is not there or not a list of strings"))
		return nil
	}
	return texts
}

// Object returns a field that is an object itself; its own mistakes are told by its Err.
func (o *Object) Object(name string) *Object {
	fields, ok := o.fields[name].(map[string]any)
	if !ok {
		o.Fail(name, errors.New("it is not there or not an object"))
	}
	return &Object{fields: fields}
}

// Objects takes a field that is a list of objects.
func (o *Object) Objects(name string) []*Object {
	list, err := objects(o.fields[name])
	o.Fail(name, err)
	return list
}

func objects(v any) ([]*Object, error) {
	list, ok := v.([]any)
	out := make([]*Object, 0, len(list))
	for _, item := range list {
		fields, isObject := item.(map[string]any)
		ok = ok && isObject
		out = append(out, &Object{fields: fields})
	}
	if !ok {
		return nil, errors.New("the JSON is not a list of objects")
	}
	return out, nil
}

func parse(data []byte) (any, error) {
	r, err := newReader(data, len(data))
	if err != nil {
		return nil, err
	}
	v, err := r.value(maxDepth)
	if err == nil {
		err = r.end()
	}
	if err != nil {
		return nil, fmt.Errorf("reading JSON: %w", err)
	}
	return v, nil
}

// reader reads values token by token, since only tokens show a name that comes twice.
type reader struct {
	dec  *json.Decoder
	left int // values that may still come
}

func newReader(data []byte, values int) (*reader, error) {
	if !utf8.Valid(data) {
		return nil, errors.New("the JSON is not UTF-8")
	}
	r := &reader{dec: json.NewDecoder(bytes.NewReader(data)), left: values}
	r.dec.UseNumber()
	return r, nil
}

// end makes sure that nothing follows.
func (r *reader) end() error {
	if _, err := r.dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is something after the JSON value")
	}
	return nil
}

// delim takes the bracket that must be next.
func (r *reader) delim(want json.Delim) error {
	token, err := r.dec.Token()
	if err == nil && token != want {
		err = fmt.Errorf("%v stands where there should be %q", token, want)
	}
	return err
}

func (r *reader) value(depth int) (any, error) {
	if r.left--; r.left < 0 {
		return nil, fmt.Errorf("more than %d values in one object", maxItemValues)
	}
	token, err := r.dec.Token()
	if err != nil {
		return nil, err
	}
	delim, nested := token.(json.Delim)
	if !nested {
		return token, nil
	}
	if depth == 0 {
		return nil, fmt.Errorf("values are nested deeper than %d", maxDepth)
	}
	if delim == '{' {
		return r.object(depth - 1)
	}
	return r.list(depth - 1)
}

func (r *reader) object(depth int) (any, error) {
	fields := map[string]any{}
	for r.dec.More() {
		token, err := r.dec.Token()
		if err != nil {
			return nil, err
		}
		name, ok := token.(string)
		if _, twice := fields[name]; twice || !ok {
			return nil, fmt.Errorf("the name %q comes twice in an object", name)
		}
		if fields[name], err = r.value(depth); err != nil {
			return nil, err
		}
	}
	return fields, r.delim('}')
}

func (r *reader) list(depth int) (any, error) {
	items := []any{}
	for r.dec.More() {
		item, err := r.value(depth)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, r.delim(']')
}
