package handlers

import (
	"net/url"
	"strings"

	"kermesse/contests"
	"kermesse/frontend"
)

// whoSection is who may enter.
func whoSection() editSection {
	return editSection{
		key:    "who",
		faults: []string{"entry.min_age", "entry.countries", "entry.fold_aliases"},
		fields: func(c contests.Contest) url.Values {
			return values("min_age", count(c.Entry.MinAge, 0), "countries", strings.Join(c.Entry.Countries, ", "), "fold_aliases", ticked(c.Entry.FoldAliases),
				"shared", ticked(c.Entry.Trust.Shared))
		},
		read: func(e *contestEdit, f *contests.Form) {
			f.Entry.MinAge = e.number("entry.min_age", e.values.Get("min_age"), 0)
			f.Entry.Trust.Shared = e.values.Get("shared") == "yes"
			f.Entry.FoldAliases = e.values.Get("fold_aliases") == "yes"
			f.Entry.Countries = strings.FieldsFunc(e.values.Get("countries"), func(r rune) bool { return r == ',' || r == ';' || r == ' ' })
		},
		field: func(path string) string {
			if strings.HasPrefix(path, "entry.countries") {
				return "countries"
			}
			return strings.TrimPrefix(path, "entry.")
		},
		page: func(_ *App, _ *contestEdit, frame frontend.ContestEditFrame) frontend.Page {
			return frontend.ContestWhoPage{ContestEditFrame: frame}
		},
	}
}
