package handlers

import (
	"net/url"
	"strings"

	"kermesse/contests"
	"kermesse/frontend"
)

// codesSection is what codes on packs are worth.
func codesSection() editSection {
	return editSection{
		key: "codes", faults: []string{"entry.codes"}, used: func(c contests.Contest) bool { return c.Entry.Codes != nil },
		fields: func(c contests.Contest) url.Values {
			r := c.Entry.Codes
			switch {
			case r == nil:
				return values("codes", "none")
			case r.Required:
				return values("codes", "required", "codes_tickets", count(r.Tickets, 0), "codes_where", r.Where)
			}
			return values("codes", "extra", "codes_tickets", count(r.Tickets, 0), "codes_where", r.Where)
		},
		read: func(e *contestEdit, f *contests.Form) {
			use := e.values.Get("codes")
			if f.Entry.Codes = nil; use != "extra" && use != "required" {
				return
			}
			f.Entry.Codes = &contests.CodeRules{
				Required: use == "required", Tickets: e.number("entry.codes.tickets", e.values.Get("codes_tickets"), 1),
				Where: strings.TrimSpace(e.values.Get("codes_where")),
			}
		},
		field: func(path string) string { return "codes_" + strings.TrimPrefix(path, "entry.codes.") },
		page: func(_ *App, _ *contestEdit, frame frontend.ContestEditFrame) frontend.Page {
			return frontend.ContestCodesPage{ContestEditFrame: frame}
		},
	}
}
