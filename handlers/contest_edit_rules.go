package handlers

import (
	"net/url"

	"kermesse/contests"
	"kermesse/frontend"
)

// rulesSection is what the brand adds to the rules that are written from all other parts.
func rulesSection() editSection {
	return editSection{
		key: "rules", faults: []string{"own_rules"},
		fields: func(c contests.Contest) url.Values { return values("rules", c.OwnRules) },
		read:   func(e *contestEdit, f *contests.Form) { f.OwnRules = e.values.Get("rules") },
		field:  func(string) string { return "rules" },
		page: func(_ *App, _ *contestEdit, frame frontend.ContestEditFrame) frontend.Page {
			return frontend.ContestRulesPage{ContestEditFrame: frame}
		},
	}
}
