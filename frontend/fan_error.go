package frontend

import "strconv"

// ErrorPage answers with a status of 400 or more. What happened, whether anything was lost, what to do.
type ErrorPage struct {
	Frame
	Status     int
	Message    string // sentence of the fault; empty: the words for the status
	RequestID  string // quoted for 500
	RetryAfter int    // seconds; 0: not said
	Back       string // path of the one useful link, without language; empty: the home page
	Admin      bool   // met in the panel: the useful link is the panel's home
}

// Template names the page's template.
func (ErrorPage) Template() string { return "fan/error" }

// statuses lists those with words of their own.
var statuses = map[int]bool{403: true, 404: true, 405: true, 410: true, 413: true, 422: true, 429: true, 500: true, 503: true}

// Key is the part of the text keys that belongs to the status: "404", or "4xx", "5xx" for one without words of its own.
func (p ErrorPage) Key() string {
	switch {
	case statuses[p.Status]:
		return strconv.Itoa(p.Status)
	case p.Status >= 500:
		return "5xx"
	default:
		return "4xx"
	}
}

// Home is the path of the useful link.
func (p ErrorPage) Home() string {
	switch {
	case p.Back != "":
		return p.Back
	case p.Admin:
		return AdminPath()
	case p.Brand != nil:
		return BrandPath(p.Brand.Slug)
	default:
		return "/"
	}
}
