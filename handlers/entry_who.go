package handlers

import (
	"fmt"
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/fault"
)

// fieldGate says how far somebody has come who is asked who they are before the form: "yes"
// with the answers, gatePassed once they may go on.
const (
	fieldGate  = "gate"
	gatePassed = "passed"
)

// passGate shows the form to those who may enter by age and country, and tells others why
// they may not before they have typed anything else.
func (a *App) passGate(c *fiber.Ctx, s stand, typed url.Values) error {
	if _, err := s.contest.Admit(whoIn(typed), a.Clock.Now()); err != nil {
		return a.refuseEntry(c, s, typed, err)
	}
	typed.Del(fieldCSRF)
	typed.Set(fieldGate, gatePassed)
	return a.renderContest(c, fiber.StatusOK, s, frontend.Form{Key: typed.Get(fieldFormKey), Values: typed})
}

// gateAfter leads somebody whose form was refused back to the question that refused them, or
// leaves them at the form.
func gateAfter(f *fault.Error) string {
	for _, field := range f.Fields {
		if len(field.Name) > 4 && field.Name[:4] == "who." {
			return ""
		}
	}
	return gatePassed
}

// whoIn reads what somebody says of themselves.
func whoIn(typed url.Values) contests.WhoForm {
	form := contests.WhoForm{OldEnough: typed.Get("who_age") == "yes", Country: typed.Get("who_country")}
	day, dayErr := strconv.Atoi(typed.Get("who_day"))
	month, monthErr := strconv.Atoi(typed.Get("who_month"))
	year, yearErr := strconv.Atoi(typed.Get("who_year"))
	if dayErr == nil && monthErr == nil && yearErr == nil {
		form.Birth = fmt.Sprintf("%04d-%02d-%02d", year, month, day)
	}
	return form
}

// whoView is what a contest asks before its form.
func (a *App) whoView(c contests.Contest, lang string) frontend.WhoView {
	view := frontend.WhoView{}
	if c.Entry.AsksAge() {
		view.Age, view.Birth = c.Entry.MinAge, c.Entry.Who.Birth != contests.BirthDeclared
	}
	if c.Entry.AsksCountry() {
		view.Countries = []frontend.Choice{{}}
		for _, code := range c.Entry.Countries {
			view.Countries = append(view.Countries, frontend.Choice{Value: code, Label: frontend.CountryName(lang, code)})
		}
		other := frontend.Choice{Value: contests.OtherCountry, Label: a.Pages.Text(lang, "who.other_country")}
		view.Countries = append(view.Countries, other)
	}
	return view
}

// withValue is a form's values with one more.
func withValue(v url.Values, name, value string) url.Values {
	if v == nil {
		v = url.Values{}
	}
	v.Set(name, value)
	return v
}

// countryNames are countries in words, in the order of the alphabet.
func countryNames(lang string, codes []string) []string {
	var names []string
	for _, choice := range frontend.CountryChoices(lang, codes) {
		names = append(names, choice.Label)
	}
	return names
}
