package frontend

import (
	"slices"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// CountryName is the name of a country, ISO 3166-1, in a language: « Côte d’Ivoire » for CI. A code that names none is
// shown as it is.
func CountryName(lang, code string) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	names := display.English.Regions()
	if lang == "fr" {
		names = display.French.Regions()
	}
	if name := names.Name(region); name != "" {
		return name
	}
	return code
}

// CountryChoices offers countries by their names, in the order of the language's alphabet.
func CountryChoices(lang string, codes []string) []Choice {
	choices := make([]Choice, len(codes))
	for i, code := range codes {
		choices[i] = Choice{Value: code, Label: CountryName(lang, code)}
	}
	order := collate.New(language.Make(lang))
	slices.SortStableFunc(choices, func(a, b Choice) int { return order.CompareString(a.Label, b.Label) })
	return choices
}
