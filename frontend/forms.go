package frontend

import "net/url"

// Form is a form as it is shown: empty at first, or with what the person typed and what is wrong with it.
// Field names are in the doc comment of the page that holds the form. Every form also sends "csrf" (Frame.CSRF) and,
// where Key is set, "form_key".
type Form struct {
	Key    string     // one-time key made by the server: the same key sent twice shows the same result
	Values url.Values // what to put in the fields
	Errors []FieldError
}

// FieldError is one thing to put right, said at the field and in the summary on top of the page.
type FieldError struct {
	Field   string // name of the field; empty for what concerns the whole form
	Message string // sentence in the page's language
}

// Value is what the field holds.
func (f Form) Value(name string) string { return f.Values.Get(name) }

// Checked tells whether a box or radio button of that name has that value.
func (f Form) Checked(name, value string) bool {
	for _, v := range f.Values[name] {
		if v == value {
			return true
		}
	}
	return false
}

// Error is the sentence to show at the field, empty if it is right.
func (f Form) Error(name string) string {
	for _, e := range f.Errors {
		if e.Field == name {
			return e.Message
		}
	}
	return ""
}

// Failed tells whether anything must be put right.
func (f Form) Failed() bool { return len(f.Errors) > 0 }
