package frontend

import "html/template"

// APIPage is "/api/docs": the operations of the API, for those who write programs. It is in English, like its names.
type APIPage struct {
	Frame
	Version string
	Groups  []APIGroup
}

// Template names the page's template.
func (APIPage) Template() string { return "fan/api" }

// APIGroup is what the API offers around one thing.
type APIGroup struct {
	Name       string
	Operations []APIOperation
}

// APIOperation is one call.
type APIOperation struct {
	ID      string
	Method  string
	Path    string
	Summary string
	Staff   bool   // needs an access token
	Request string // JSON Schema of the body; empty where there is none
	Answer  string // JSON Schema of the answer
}

// APIErrorsPage is "/api/docs/errors": every code with its meaning.
type APIErrorsPage struct {
	Frame
	Content template.HTML
}

// Template names the page's template.
func (APIErrorsPage) Template() string { return "fan/api_errors" }
