// Package frontend holds every page that a person sees: templates, texts in French and English, style sheets, scripts.
//
// Each page is one struct (ContestPage, ResultsPage, AdminDrawPage …) that embeds Frame, or AdminFrame for the staff's
// panel. A handler fills the struct and gives it to Renderer.RenderBytes; the bytes are the whole page, or an error and
// no byte at all. The package knows no domain: strings arrive ready to be shown, quantities and times arrive raw and are
// written here, in the language of the page.
//
// Three conventions hold for every struct:
//   - a time.Time carries the zone in which the reader must see it (t.In(brand's location)); the zone is written in words;
//   - amounts of money are minor units with an ISO 4217 code; points, votes, entries are whole numbers; shares go from 0 to 1;
//   - a zero time, an empty string or a nil pointer means "nothing to show".
//
// Pages need no script. Their style is in one inlined block, so that a page is readable after a single request;
// Renderer.ContentSecurityPolicy gives the header that allows that block and nothing else.
package frontend
