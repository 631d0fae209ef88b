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
	"strconv"
	"unicode/utf8"
)

// maxDepth bounds how deep values may be nested.
const maxDepth = 16

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

// ParseList reads one list of objects and nothing else.
func ParseList(data []byte) ([]*Object, error) {
	v, err := parse(data)
	if err != nil {
		return nil, err
	}
	return objects(v)
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
	if !utf8.Valid(data) {
		return nil, errors.New("the JSON is not UTF-8")
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	v, err := value(dec, maxDepth)
	if err != nil {
		return nil, fmt.Errorf("reading JSON: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is something after the JSON value")
	}
	return v, nil
}

// value reads the next value token by token, since only tokens show a name that comes twice.
func value(dec *json.Decoder, depth int) (any, error) {
	token, err := dec.Token()
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
		return object(dec, depth-1)
	}
	return list(dec, depth-1)
}

func object(dec *json.Decoder, depth int) (any, error) {
	fields := map[string]any{}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return nil, err
		}
		name, ok := token.(string)
		if _, twice := fields[name]; twice || !ok {
			return nil, fmt.Errorf("the name %q comes twice in an object", name)
		}
		if fields[name], err = value(dec, depth); err != nil {
			return nil, err
		}
	}
	_, err := dec.Token()
	return fields, err
}

func list(dec *json.Decoder, depth int) (any, error) {
	items := []any{}
	for dec.More() {
		item, err := value(dec, depth)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	_, err := dec.Token()
	return items, err
}
