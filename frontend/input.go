package frontend

import "fmt"

// input is one field of a form with its label, hint and error, as the component "field" shows it.
type input struct {
	Name, ID, Label, Hint, Error string
	Kind                         string // text, email, tel, password, number, search, date, datetime-local, textarea, select, file, color
	Value                        string
	Autocomplete, Inputmode      string
	Max                          int    // characters; 0: no limit stated
	Rows                         int    // of a textarea
	Width                        string // "short", "medium": how long the answer is
	Suffix                       string // unit after the field
	Optional                     bool
	Off                          bool // shown, not editable
	Choices                      []Choice
	Spellcheck                   string // "false" for codes and addresses
	Accept                       string
}

// newInput makes the field of that name. Options are names and values: "hint", "kind", "autocomplete", "inputmode",
// "max", "rows", "width", "suffix", "optional", "off", "choices", "spellcheck", "accept", "value", "id".
func newInput(form Form, name, label string, options ...any) (input, error) {
	in := input{Name: name, ID: "f-" + name, Label: label, Kind: "text", Value: form.Value(name), Error: form.Error(name)}
	given, err := named(options...)
	if err != nil {
		return in, fmt.Errorf("field %s: %w", name, err)
	}
	for option, value := range given {
		if err := in.set(option, value); err != nil {
			return in, fmt.Errorf("field %s: %w", name, err)
		}
	}
	if in.Kind == "color" && in.Value == "" {
		in.Value = houseColour // browsers know no empty colour
	}
	return in, nil
}

func (in *input) set(option string, value any) error {
	words := map[string]*string{
		"hint": &in.Hint, "kind": &in.Kind, "autocomplete": &in.Autocomplete, "inputmode": &in.Inputmode,
		"width": &in.Width, "suffix": &in.Suffix, "spellcheck": &in.Spellcheck, "accept": &in.Accept,
		"value": &in.Value, "id": &in.ID, "error": &in.Error,
	}
	numbers := map[string]*int{"max": &in.Max, "rows": &in.Rows}
	flags := map[string]*bool{"optional": &in.Optional, "off": &in.Off}
	var ok bool
	switch {
	case words[option] != nil:
		*words[option], ok = value.(string)
	case numbers[option] != nil:
		*numbers[option], ok = value.(int)
	case flags[option] != nil:
		*flags[option], ok = value.(bool)
	case option == "choices":
		in.Choices, ok = value.([]Choice)
	default:
		return fmt.Errorf("no option %q", option)
	}
	if !ok {
		return fmt.Errorf("option %s cannot be %T", option, value)
	}
	return nil
}

// Described is the value of aria-describedby: the ids of the hint and of the error.
func (in input) Described() string {
	switch {
	case in.Hint != "" && in.Error != "":
		return in.ID + "-hint " + in.ID + "-error"
	case in.Hint != "":
		return in.ID + "-hint"
	case in.Error != "":
		return in.ID + "-error"
	default:
		return ""
	}
}
