package frontend

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

var (
	frDays    = [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}
	frMonths  = [...]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}
	frMonths3 = [...]string{"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."}
)

// Moment writes a date, an hour and the zone in words:
// « jeudi 31 décembre 2026 à 23 h 59 (heure de Maurice) », "Thursday 31 December 2026 at 23:59 (Mauritius time)".
func Moment(lang string, t time.Time) string {
	at := " at "
	if lang == "fr" {
		at = " à "
	}
	return Day(lang, t) + at + Hour(lang, t) + " (" + Zone(lang, t) + ")"
}

// Day writes a date in full with its weekday.
func Day(lang string, t time.Time) string {
	if lang == "fr" {
		return frDays[t.Weekday()] + " " + dayOfMonth(t) + nbsp + frMonths[t.Month()-1] + " " + strconv.Itoa(t.Year())
	}
	return t.Format("Monday 2") + nbsp + t.Format("January 2006")
}

// ShortDay writes a date for tables and lists: « 31 déc. 2026 », "31 Dec 2026".
func ShortDay(lang string, t time.Time) string {
	if lang == "fr" {
		return dayOfMonth(t) + nbsp + frMonths3[t.Month()-1] + nbsp + strconv.Itoa(t.Year())
	}
	return strings.ReplaceAll(t.Format("2 Jan 2006"), " ", nbsp)
}

// Weekday writes the day of the week: « lundi », "Monday".
func Weekday(lang string, t time.Time) string {
	if lang == "fr" {
		return frDays[t.Weekday()]
	}
	return t.Format("Monday")
}

// ShortWeekday writes it for the head of a column: « lun. », "Mon".
func ShortWeekday(lang string, t time.Time) string {
	if lang == "fr" {
		return frDays[t.Weekday()][:3] + "."
	}
	return t.Format("Mon")
}

// ShortMoment writes a date and an hour for tables: « 31 déc. 2026, 23 h 59 », "31 Dec 2026, 23:59".
func ShortMoment(lang string, t time.Time) string {
	return ShortDay(lang, t) + ", " + Hour(lang, t)
}

// Month writes a month with its year: « décembre 2026 », "December 2026".
func Month(lang string, t time.Time) string {
	if lang == "fr" {
		return frMonths[t.Month()-1] + nbsp + strconv.Itoa(t.Year())
	}
	return strings.ReplaceAll(t.Format("January 2006"), " ", nbsp)
}

// Hour writes an hour: « 23 h 59 », « 18 h », "23:59".
func Hour(lang string, t time.Time) string {
	if lang != "fr" {
		return t.Format("15:04")
	}
	if t.Minute() == 0 {
		return strconv.Itoa(t.Hour()) + nbsp + "h"
	}
	return fmt.Sprintf("%d%sh%s%02d", t.Hour(), nbsp, nbsp, t.Minute())
}

// dayOfMonth is « 1er » on the first day, as French writes it.
func dayOfMonth(t time.Time) string {
	if t.Day() == 1 {
		return "1er"
	}
	return strconv.Itoa(t.Day())
}

// places names the zones of the countries where Kermesse is at home, after « heure » in French, before "time" in English.
var places = map[string]struct{ fr, en string }{
	"Indian/Mauritius": {"de Maurice", "Mauritius"},
	"Indian/Reunion":   {"de La Réunion", "Réunion"},
	"Europe/Paris":     {"de Paris", "Paris"},
	"Africa/Dakar":     {"de Dakar", "Dakar"},
	"Africa/Abidjan":   {"d’Abidjan", "Abidjan"},
}

// Zone writes the zone of t in words: « heure de Maurice », "Mauritius time". Zones without words of their own are
// named by their city; a time without a place is in UTC.
func Zone(lang string, t time.Time) string {
	name := t.Location().String()
	if place, known := places[name]; known {
		if lang == "fr" {
			return "heure " + place.fr
		}
		return place.en + " time"
	}
	_, city, found := strings.Cut(name, "/")
	if !found {
		if lang == "fr" {
			return "heure UTC"
		}
		return "UTC"
	}
	city = strings.ReplaceAll(city[strings.LastIndex(city, "/")+1:], "_", " ")
	if lang == "fr" {
		return "heure " + of(city)
	}
	return city + " time"
}

// of puts « de » or « d’ » before a name.
func of(name string) string {
	if strings.ContainsAny(name[:1], "AEIOUY") {
		return "d’" + name
	}
	return "de " + name
}

// Until writes how far t is from now, at the start of a sentence: « Dans 2 jours », "In 3 hours", « Dans quelques
// minutes ». It is empty for a time that is past.
func Until(lang string, now, t time.Time) string {
	left := t.Sub(now)
	switch {
	case left <= 0:
		return ""
	case left < 10*time.Minute:
		return either(lang, "Dans quelques minutes", "In a few minutes")
	case left < 2*time.Hour:
		return span(lang, int(left.Minutes()), "minute", "minute")
	case left < 48*time.Hour:
		return span(lang, int(left.Hours()), "heure", "hour")
	default:
		return span(lang, int(left.Hours()/24), "jour", "day")
	}
}

// span writes "In n units"; n is 2 at least, or 10 for minutes.
func span(lang string, n int, fr, en string) string {
	return either(lang, fmt.Sprintf("Dans %d%s%ss", n, nbsp, fr), fmt.Sprintf("In %d%s%ss", n, nbsp, en))
}

// Duration writes a length of time in its largest unit: « 15 minutes », "2 hours", "30 days".
func Duration(lang string, d time.Duration) string {
	write := func(n int, fr, en string) string {
		unit := either(lang, fr, en)
		if n != 1 {
			unit += "s"
		}
		return strconv.Itoa(n) + nbsp + unit
	}
	switch {
	case d < time.Hour:
		return write(int(d.Minutes()), "minute", "minute")
	case d < 48*time.Hour:
		return write(int(d.Hours()), "heure", "hour")
	default:
		return write(int(d.Hours()/24), "jour", "day")
	}
}

func either(lang, fr, en string) string {
	if lang == "fr" {
		return fr
	}
	return en
}
