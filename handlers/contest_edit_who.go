package handlers

import (
	"net/url"
	"slices"
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
				return "countries_more"
			case strings.HasPrefix(path, "entry.who.domains"):
				return "domains"
			}
			return path[strings.LastIndexByte(path, '.')+1:]
		},
		page: func(_ *App, e *contestEdit, frame frontend.ContestEditFrame) frontend.Page {
			return frontend.ContestWhoPage{ContestEditFrame: frame, Countries: countryBoxes(frame.Lang, e.values["countries"])}
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
	v := values("min_age", count(r.MinAge, 0), "birth", birth, "fold_aliases", ticked(r.FoldAliases), "shared", ticked(r.Trust.Shared),
		"invited", ticked(r.Who.Invited), "no_staff", ticked(r.Who.NoStaff), "domains", strings.Join(r.Who.Domains, ", "), "rest_days", count(r.Who.RestDays, 0))
	for _, code := range r.Countries {
		v.Add("countries", code)
	}
	return v
}

// usualCountries are offered to be ticked; others are typed.
var usualCountries = []string{"FR", "BE", "CH", "LU", "CA", "RE", "MU", "SN", "CI", "MA", "US"}

// countryBoxes are the usual countries and those that were chosen.
func countryBoxes(lang string, chosen []string) []frontend.CountryBox {
	codes := slices.Clone(usualCountries)
	for _, code := range chosen {
		if code = strings.ToUpper(code); !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	var boxes []frontend.CountryBox
	for _, choice := range frontend.CountryChoices(lang, codes) {
		boxes = append(boxes, frontend.CountryBox{Choice: choice, On: slices.Contains(chosen, choice.Value)})
	}
	return boxes
}

// countriesTyped are countries by their names or codes, parted by commas or lines; codes by
// spaces as well.
func countriesTyped(typed string) []string {
	var codes []string
	for _, part := range strings.FieldsFunc(typed, func(r rune) bool { return strings.ContainsRune(",;\r\n\t", r) }) {
		const letters = 2
		words := strings.Fields(part)
		if slices.ContainsFunc(words, func(w string) bool { return len(w) != letters }) {
			words = []string{part}
		}
		for _, w := range words {
			codes = append(codes, countryCode(w))
		}
	}
	return codes
}

func readWho(e *contestEdit, f *contests.Form) {
	r := &f.Entry
	r.MinAge = e.number("entry.min_age", e.values.Get("min_age"), 0)
	r.FoldAliases, r.Trust.Shared = e.values.Get("fold_aliases") == "yes", e.values.Get("shared") == "yes"
	r.Countries = countriesTyped(strings.Join(append(slices.Clone(e.values["countries"]), e.values.Get("countries_more")), ","))
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
