package fan

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strings"
	"unicode"
)

// document turns what domains hold, which are Go values of their own making, into what
// an export writes: fields of structs become snake_case names, keys of maps stay as
// they are, since people typed some of them, and empty optional values are left out.
func document(v any) any {
	return documentOf(reflect.ValueOf(v))
}

func documentOf(v reflect.Value) any {
	if !v.IsValid() {
		return nil
	}
	if writesItself(v) {
		return v.Interface()
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return documentOf(v.Elem())
	case reflect.Struct:
		fields := map[string]any{}
		addFields(fields, v)
		return fields
	case reflect.Map:
		entries := make(map[string]any, v.Len())
		for key, value := range v.Seq2() {
			entries[key.String()] = documentOf(value)
		}
		return entries
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return v.Interface() // base64, as encoding/json writes bytes
		}
		items := make([]any, v.Len())
		for i := range items {
			items[i] = documentOf(v.Index(i))
		}
		return items
	}
	return v.Interface()
}

// writesItself reports whether a type has its own form in JSON, as times have.
func writesItself(v reflect.Value) bool {
	switch v.Interface().(type) {
	case json.Marshaler, encoding.TextMarshaler:
		return v.Kind() != reflect.Pointer || !v.IsNil()
	}
	return false
}

func addFields(fields map[string]any, v reflect.Value) {
	for field, value := range v.Fields() {
		switch {
		case field.Anonymous && value.Kind() == reflect.Struct:
			addFields(fields, value)
		case !field.IsExported() || value.Kind() == reflect.Pointer && value.IsNil():
		default:
			fields[snake(field.Name)] = documentOf(value)
		}
	}
}

// snake is a Go name as other languages write it: "AcceptedAt" is "accepted_at".
func snake(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if i > 0 && unicode.IsUpper(r) &&
			(unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
