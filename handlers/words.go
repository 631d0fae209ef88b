package handlers

import (
	"bytes"
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"
)

// words are a text of the API: a string in the brand's own language, or an object with
// "fr", "en" or both.
type words struct {
	one    string
	FR, EN string
}

// UnmarshalJSON reads either shape; the schema has been checked before.
func (w *words) UnmarshalJSON(data []byte) error {
	if data = bytes.TrimSpace(data); len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &w.one)
	}
	var both struct {
		FR string `json:"fr"`
		EN string `json:"en"`
	}
	err := json.Unmarshal(data, &both)
	w.FR, w.EN = both.FR, both.EN
	return err
}

// MarshalJSON writes the object.
func (w words) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		FR string `json:"fr,omitempty"`
		EN string `json:"en,omitempty"`
	}{w.FR, w.EN})
}

// Schema implements huma.SchemaProvider.
func (words) Schema(huma.Registry) *huma.Schema {
	text := func(of string) *huma.Schema { return &huma.Schema{Type: huma.TypeString, Description: of} }
	return &huma.Schema{
		Description: "A text: a string in the brand's language, or an object with one text per language.",
		OneOf: []*huma.Schema{
			text("In the brand's language."),
			{
				Type: huma.TypeObject, AdditionalProperties: false,
				Properties: map[string]*huma.Schema{"fr": text("In French."), "en": text("In English.")},
			},
		},
	}
}

// in returns the French and the English text, given the language of a plain string.
func (w words) in(locale string) (fr, en string) {
	if w.one == "" {
		return w.FR, w.EN
	}
	if locale == langEN {
		return "", w.one
	}
	return w.one, ""
}
