package handlers

import (
	"strings"
	"sync"

	"golang.org/x/text/language"

	"kermesse/frontend"
	"kermesse/internal/text"
)

// countryCode is the code of a country that is named in French or English, or by its
// code, as people type it. Not found: the text as it is.
func countryCode(typed string) string {
	typed = strings.TrimSpace(typed)
	if code := strings.ToUpper(typed); isCountry(code) {
		return code
	}
	for _, name := range []string{typed, withoutArticle(typed)} {
		if code, known := countryCodes()[text.Fold(name)]; known {
			return code
		}
	}
	return typed
}

// withoutArticle is a name without what some put before it: La Réunion, île Maurice.
func withoutArticle(name string) string {
	for _, article := range []string{"La ", "Le ", "L’", "L'", "Les ", "Île ", "Ile ", "The "} {
		if len(name) > len(article) && strings.EqualFold(name[:len(article)], article) {
			return name[len(article):]
		}
	}
	return name
}

func isCountry(code string) bool {
	const letters = 2
	region, err := language.ParseRegion(code)
	return len(code) == letters && err == nil && region.IsCountry() && region.String() == code
}

// countryCodes are the codes by folded name, in both languages.
var countryCodes = sync.OnceValue(func() map[string]string {
	codes := map[string]string{}
	for first := 'A'; first <= 'Z'; first++ {
		for second := 'A'; second <= 'Z'; second++ {
			code := string([]rune{first, second})
			if !isCountry(code) {
				continue
			}
			for _, lang := range frontend.Languages {
				name := frontend.CountryName(lang, code)
				codes[text.Fold(name)], codes[text.Fold(withoutArticle(name))] = code, code
			}
		}
	}
	return codes
})
