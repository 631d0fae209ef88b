// Package keydates knows the days that campaigns are planned around, in the countries that
// Kermesse is made for: feasts, national days, sales.
//
// A day has a rule of which three kinds exist: a fixed date, a date computed from a rule of
// the Gregorian calendar (the last Sunday of May, so many days from Easter), and a date
// listed year by year because it follows a moon. Each day names where its rule or its list
// comes from. Listed dates are tentative: the moon is sighted, and the
// state announces the date, only shortly before.
package keydates

import (
	"cmp"
	"slices"
	"time"
)

// Country is an ISO 3166-1 alpha-2 code.
type Country string

// The countries whose days are known.
const (
	France       Country = "FR"
	Belgium      Country = "BE"
	Mauritius    Country = "MU"
	IvoryCoast   Country = "CI"
	Senegal      Country = "SN"
	UnitedStates Country = "US"
)

// The years of the lists; others lack the days that follow a moon.
const (
	FirstListed = 2026
	LastListed  = 2030
)

// Countries lists the countries whose days are known, in the order of reading.
func Countries() []Country {
	return []Country{France, Belgium, Mauritius, IvoryCoast, Senegal, UnitedStates}
}

// Known reports whether the days of a country are known.
func (c Country) Known() bool { return slices.Contains(Countries(), c) }

// Text is said in French and in English.
type Text struct{ FR, EN string }

// In is the text in a language: "fr", or English for anything else.
func (t Text) In(language string) string {
	if language == "fr" {
		return t.FR
	}
	return t.EN
}

// Day is one day of one year.
type Day struct {
	Key       string
	Name      Text
	On        time.Time // midnight UTC of the civil date
	Countries []Country // of those that were asked for, where it is this day
	Holiday   []Country // of these, where it is a public holiday
	Tentative bool      // listed beforehand, announced shortly before: it may move by a day
	Source    Text      // where the rule or the list comes from
}

// Between lists the days from the civil date of one time to that of another, both included,
// for some countries, in order of date; on one date in the order of the table.
func Between(from, to time.Time, countries ...Country) []Day {
	first, last := civil(from), civil(to)
	var days []Day
	for year := first.Year(); year <= last.Year(); year++ {
		for _, e := range table {
			days = append(days, e.in(year, countries)...)
		}
	}
	days = slices.DeleteFunc(days, func(d Day) bool { return d.On.Before(first) || d.On.After(last) })
	slices.SortStableFunc(days, func(x, y Day) int { return cmp.Compare(x.On.Unix(), y.On.Unix()) })
	return days
}

// civil is the date of a time as it is written where the time is.
func civil(t time.Time) time.Time {
	y, m, d := t.Date()
	return date(y, m, d)
}

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// in gives the days of one entry in a year: one a rule, where countries differ in theirs.
func (e entry) in(year int, countries []Country) []Day {
	var days []Day
	for _, r := range e.rules {
		here := common(r.where, countries)
		if len(here) == 0 {
			continue
		}
		for _, on := range r.when(year) {
			days = append(days, Day{
				Key: e.key, Name: e.name, On: on, Countries: here, Holiday: common(r.holiday, here), Tentative: r.tentative, Source: cmp.Or(r.source, e.source),
			})
		}
	}
	return days
}

func common(some, others []Country) []Country {
	var both []Country
	for _, c := range some {
		if slices.Contains(others, c) {
			both = append(both, c)
		}
	}
	return both
}
