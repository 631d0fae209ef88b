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
		faults: []string{"entry.min_age", "entry.countries", "entry.fold_aliases", "entry.who"},
		fields: whoFieldsOf, read: readWho,
		field: func(path string) string {
			switch {
			case strings.HasPrefix(path, "entry.countries"):
				return "countries"
			case strings.HasPrefix(path, "entry.who.domains"):
				return "domains"
			}
			return path[strings.LastIndexByte(path, '.')+1:]
		},
		page: func(_ *App, _ *contestEdit, frame frontend.ContestEditFrame) frontend.Page {
			return frontend.ContestWhoPage{ContestEditFrame: frame}
		},
	}
}

func whoFieldsOf(c contests.Contest) url.Values {
	r := c.Entry
	birth := "declare"
	switch {
	case r.Who.Birth != contests.BirthDeclared:
		birth = string(r.Who.Birth)
	case r.Who.Ask || r.MinAge == 0 && len(r.Countries) == 0:
		birth = "ask"
	}
	return values("min_age", count(r.MinAge, 0), "countries", strings.Join(r.Countries, ", "), "birth", birth, "fold_aliases", ticked(r.FoldAliases), "shared", ticked(r.Trust.Shared),
		"invited", ticked(r.Who.Invited), "no_staff", ticked(r.Who.NoStaff), "domains", strings.Join(r.Who.Domains, ", "), "rest_days", count(r.Who.RestDays, 0))
}

func readWho(e *contestEdit, f *contests.Form) {
	r := &f.Entry
	r.MinAge = e.number("entry.min_age", e.values.Get("min_age"), 0)
	r.FoldAliases, r.Trust.Shared = e.values.Get("fold_aliases") == "yes", e.values.Get("shared") == "yes"
	r.Countries = wordsOf(e.values.Get("countries"))
	birth := e.values.Get("birth")
	if birth == "" { // a page from before it was asked: as it was
		birth = whoFieldsOf(contests.Contest{Entry: contests.EntryRules{MinAge: 1, Who: r.Who}}).Get("birth")
	}
	r.Who = contests.Who{
		Ask: birth != "declare", Invited: e.values.Get("invited") == "yes", NoStaff: e.values.Get("no_staff") == "yes",
		Domains: wordsOf(e.values.Get("domains")), RestDays: e.number("entry.who.rest_days", e.values.Get("rest_days"), 0),
	}
	if birth == string(contests.BirthChecked) || birth == string(contests.BirthKept) {
		r.Who.Birth = contests.BirthRule(birth)
	}
}

// wordsOf are the parts of a line that commas, semicolons or spaces part.
func wordsOf(typed string) []string {
	return strings.FieldsFunc(typed, func(r rune) bool { return strings.ContainsRune(",; \r\n\t", r) })
}
