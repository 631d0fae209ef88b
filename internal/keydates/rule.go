package keydates

import (
	"time"

	"github.com/rickar/cal/v2"
)

// entry is one line of the table: a day under one name, and when it is where.
type entry struct {
	key    string
	name   Text
	source Text
	rules  []rule
}

// rule is when a day is in some countries.
type rule struct {
	where     []Country
	holiday   []Country // of where
	when      func(year int) []time.Time
	tentative bool
	source    Text // if not that of the entry
}

func one(on time.Time) []time.Time { return []time.Time{on} }

// fixed is the same date each year.
func fixed(month time.Month, day int) func(int) []time.Time {
	return func(year int) []time.Time { return one(date(year, month, day)) }
}

// easter is so many days after Easter Sunday of the Gregorian calendar.
func easter(days int) func(int) []time.Time {
	return func(year int) []time.Time { return one(civil(cal.CalcEasterOffset(&cal.Holiday{Offset: days}, year))) }
}

// weekday is the nth weekday of a month; n is below 0 where it counts from the month's end.
func weekday(n int, day time.Weekday, month time.Month) func(int) []time.Time {
	return func(year int) []time.Time { return one(civil(cal.WeekdayN(year, month, day, n))) }
}

// after is so many days after another rule's.
func after(days int, rule func(int) []time.Time) func(int) []time.Time {
	return func(year int) []time.Time { return one(rule(year)[0].AddDate(0, 0, days)) }
}

// mothersOfFrance is the last Sunday of May, unless that is Pentecost: then it is the first
// Sunday of June (Code de l'action sociale et des familles, D215-1).
func mothersOfFrance(year int) []time.Time {
	day := weekday(-1, time.Sunday, time.May)(year)
	if day[0].Equal(easter(pentecost)(year)[0]) {
		return weekday(1, time.Sunday, time.June)(year)
	}
	return day
}

// The sales of France begin on the second Wednesday of January, or on the first if the second is after the
// 12th; and on the last Wednesday of June, or on the one before if the last is after the
// 28th (Code de commerce, D310-15-2; arrêté du 27 mai 2019).
func winterSales(year int) []time.Time {
	return notAfter(12, weekday(2, time.Wednesday, time.January)(year))
}

func summerSales(year int) []time.Time {
	return notAfter(28, weekday(-1, time.Wednesday, time.June)(year))
}

func notAfter(day int, on []time.Time) []time.Time {
	if on[0].Day() > day {
		return one(on[0].AddDate(0, 0, -7))
	}
	return on
}

// even and odd keep a rule in such years only.
func even(rule func(int) []time.Time) func(int) []time.Time { return inYears(0, rule) }
func odd(rule func(int) []time.Time) func(int) []time.Time  { return inYears(1, rule) }

func inYears(remainder int, rule func(int) []time.Time) func(int) []time.Time {
	return func(year int) []time.Time {
		if year%2 != remainder {
			return nil
		}
		return rule(year)
	}
}

// md is a date of a list.
type md struct {
	month time.Month
	day   int
}

// listed gives the dates of the years from FirstListed to LastListed, one list a year: a
// feast of the moon may come twice in a year.
func listed(years ...[]md) func(int) []time.Time {
	return func(year int) []time.Time {
		if year < FirstListed || year-FirstListed >= len(years) {
			return nil
		}
		var dates []time.Time
		for _, d := range years[year-FirstListed] {
			dates = append(dates, date(year, d.month, d.day))
		}
		return dates
	}
}

// on is the only date of a year in a list.
func on(month time.Month, day int) []md { return []md{{month, day}} }
