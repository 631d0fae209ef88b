package exactjson

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

func TestFields(t *testing.T) {
	o, err := ParseObject([]byte(` {"a":"\u00e9","n":18446744073709551615,"l":["x"],"o":[{"k":"v"}],"other":null} `))
	if err != nil {
		t.Fatal(err)
	}
	if o.Text("a") != "é" || o.Uint("n", 1<<64-1) != 1<<64-1 || !slices.Equal(o.Texts("l"), []string{"x"}) ||
		o.Objects("o")[0].Text("k") != "v" || !o.Has("other") || o.Has("A") || o.Err() != nil {
		t.Errorf("%+v", o)
	}
}

func TestFieldMistakes(t *testing.T) {
	for name, take := range map[string]func(*Object){
		"missing":         func(o *Object) { o.Text("none") },
		"other case":      func(o *Object) { o.Text("S") },
		"null":            func(o *Object) { o.Text("null") },
		"not a string":    func(o *Object) { o.Text("n") },
		"not a number":    func(o *Object) { o.Uint("s", 9) },
		"too great":       func(o *Object) { o.Uint("n", 8) },
		"exponent":        func(o *Object) { o.Uint("e", 1000) },
		"fraction":        func(o *Object) { o.Uint("f", 1000) },
		"negative":        func(o *Object) { o.Uint("m", 1000) },
		"mixed list":      func(o *Object) { o.Texts("mixed") },
		"list of strings": func(o *Object) { o.Objects("mixed") },
	} {
		o, err := ParseObject([]byte(`{"s":"x","n":9,"e":1e2,"f":1.0,"m":-1,"null":null,"mixed":["a",1]}`))
		if err != nil {
			t.Fatal(err)
		}
		if take(o); o.Err() == nil {
			t.Errorf("%s: no mistake", name)
		}
	}
}

func TestParseRefusals(t *testing.T) {
	for why, text := range map[string]string{
		"name twice":       `{"a":1,"a":2}`,
		"name twice below": `{"a":[{"b":1,"b":1}]}`,
		"escaped twice":    `{"a":1,"\u0061":2}`,
		"two values":       `{} {}`,
		"something after":  `{}x`,
		"cut short":        `{"a":`,
		"empty":            ``,
		"not UTF-8":        "{\"a\":\"\xff\"}",
		"too deep":         strings.Repeat(`{"a":`, 17) + "1" + strings.Repeat("}", 17),
		"a list":           `[]`,
		"a string":         `"a"`,
		"comment":          `{/**/}`,
		"leading zero":     `{"a":01}`,
		"trailing comma":   `{"a":1,}`,
	} {
		if o, err := ParseObject([]byte(text)); err == nil {
			t.Errorf("%s: accepted as %v", why, o.fields)
		}
	}
}

// eachObject counts the objects of a list.
func eachObject(text string) (count int, err error) {
	for _, err = range EachObject([]byte(text)) {
		if err != nil {
			return count, err
		}
		count++
	}
	return count, nil
}

func TestEachObject(t *testing.T) {
	for text, want := range map[string]int{`[]`: 0, ` [{},{"a":[{"b":1}]}] `: 2} {
		if n, err := eachObject(text); n != want || err != nil {
			t.Errorf("%s: %d objects, %v", text, n, err)
		}
	}
	for why, text := range map[string]string{
		"something else in it": `[{},1]`, "an object": `{}`, "a number": `1`, "empty": ``, "cut short": `[{}`,
		"something after": `[{}] x`, "two lists": `[][]`, "not UTF-8": "[{\"a\":\"\xff\"}]", "name twice": `[{"a":1,"a":2}]`,
		"no comma": `[{}{}]`, "closed otherwise": `[{}}`,
		"too deep":        "[" + strings.Repeat(`{"a":`, 16) + "1" + strings.Repeat("}", 16) + "]",
		"too many values": `[{"a":[` + strings.Repeat("1,", 1000) + `1]}]`,
	} {
		if n, err := eachObject(text); err == nil {
			t.Errorf("%s: %d objects were accepted", why, n)
		}
	}
	for range EachObject([]byte(`[{},{}]`)) { // whoever has seen enough may stop
		break
	}
}

func FuzzEachObject(f *testing.F) {
	f.Add([]byte(`[{"a":[1,"\u0041",{"b":null}]},{}]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := eachObject(string(data))
		if err != nil {
			return
		}
		var list []map[string]any
		if err := json.Unmarshal(data, &list); err != nil || len(list) != n {
			t.Errorf("%q was read as %d objects; encoding/json says %d, %v", data, n, len(list), err)
		}
	})
}

// FuzzParseObject: what is accepted is what encoding/json reads as well.
func FuzzParseObject(f *testing.F) {
	f.Add([]byte(`{"a":[{"b":null},"\ud800",1.5e3,true]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := ParseObject(data); err != nil {
			return
		}
		var v map[string]any
		if err := json.Unmarshal(data, &v); err != nil {
			t.Errorf("accepted %q: %v", data, err)
		}
	})
}
