package keydates

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// dates finds the dates of a day in a year and a country.
func dates(key string, year int, c Country) []string {
	var found []string
	for _, d := range Between(date(year, time.January, 1), date(year, time.December, 31), c) {
		if d.Key == key {
			found = append(found, d.On.Format(time.DateOnly))
		}
	}
	return found
}

func wantDates(t *testing.T, key string, year int, c Country, want ...string) {
	t.Helper()
	if got := dates(key, year, c); !slices.Equal(got, want) {
		t.Errorf("%s of %d in %s: %q, want %q", key, year, c, got, want)
	}
}

// The dates are of official almanacs and notices, not of the rules under test.
func TestKnownDates(t *testing.T) {
	for _, test := range []struct {
		key     string
		country Country
		want    []string // from 2026 on
	}{
		{"easter", France, []string{"2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21"}},
		{"mothers_day", France, []string{"2026-05-31", "2027-05-30", "2028-05-28", "2029-05-27", "2030-05-26"}},
		{"mothers_day", Belgium, []string{"2026-05-10", "2027-05-09", "2028-05-14", "2029-05-13", "2030-05-12"}},
		{"fathers_day", Mauritius, []string{"2026-06-21", "2027-06-20"}},
		{"winter_sales", France, []string{"2026-01-07", "2027-01-06", "2028-01-12"}},
		{"summer_sales", France, []string{"2026-06-24", "2027-06-23", "2028-06-28"}},
		{"black_friday", France, []string{"2026-11-27", "2027-11-26", "2028-11-24"}},
		{"thanksgiving", UnitedStates, []string{"2026-11-26", "2027-11-25", "2028-11-23"}},
		{"maha_shivaratri", Mauritius, []string{"2026-02-15", "2027-03-06", "2028-02-23", "2029-02-11", "2030-03-02"}},
		{"shrove_tuesday", IvoryCoast, []string{"2026-02-17", "2027-02-09", "2028-02-29"}},
		{"whit_monday", Senegal, []string{"2026-05-25", "2027-05-17", "2028-06-05"}},
		{"labour_day", UnitedStates, []string{"2026-09-07", "2027-09-06"}},
	} {
		for i, want := range test.want {
			wantDates(t, test.key, 2026+i, test.country, want)
		}
	}
}

// In 2023 the last Sunday of May was Pentecost, so mothers waited for June; Mauritius does
// not follow that rule.
func TestMothersGiveWayToPentecost(t *testing.T) {
	wantDates(t, "mothers_day", 2023, France, "2023-06-04")
	wantDates(t, "mothers_day", 2023, Mauritius, "2023-05-28")
}

// A lunar year is shorter than a solar one: Ramadan begins twice in 2030.
func TestRamadanTwiceInAYear(t *testing.T) {
	wantDates(t, "ramadan", 2030, Senegal, "2030-01-05", "2030-12-26")
}

func TestMauritiusSharesTwoHolidaysBetweenTheYears(t *testing.T) {
	wantDates(t, "assumption", 2026, Mauritius, "2026-08-15")
	wantDates(t, "all_saints", 2026, Mauritius)
	wantDates(t, "assumption", 2027, Mauritius)
	wantDates(t, "all_saints", 2027, Mauritius, "2027-11-01")
}

// Outside of the lists a day of the moon is not guessed.
func TestNothingIsGuessed(t *testing.T) {
	for _, year := range []int{FirstListed - 1, LastListed + 1} {
		for _, d := range Between(date(year, time.January, 1), date(year, time.December, 31), Countries()...) {
			if d.Tentative {
				t.Errorf("%s of %d is guessed", d.Key, year)
			}
		}
	}
	for year := FirstListed; year <= LastListed; year++ {
		for _, e := range table {
			for _, r := range e.rules {
				if r.tentative && len(r.when(year)) == 0 {
					t.Errorf("%s of %d is missing", e.key, year)
				}
			}
		}
	}
}

func TestBetween(t *testing.T) {
	noon := time.Date(2026, time.December, 24, 23, 30, 0, 0, time.FixedZone("", 4*3600))
	for _, test := range []struct {
		from, to  time.Time
		countries []Country
		want      []string
	}{
		{noon, noon.AddDate(0, 0, 8), []Country{France}, []string{"christmas", "new_years_eve", "new_year"}},
		{noon.AddDate(0, 0, 1), noon.AddDate(0, 0, 1), []Country{France}, []string{"christmas"}},
		{noon, noon.AddDate(1, 0, 0), nil, nil},
		{noon, noon.AddDate(0, 0, -1), []Country{France}, nil},
	} {
		var keys []string
		for _, d := range Between(test.from, test.to, test.countries...) {
			keys = append(keys, d.Key)
		}
		if !slices.Equal(keys, test.want) {
			t.Errorf("from %v to %v in %v: %q, want %q", test.from, test.to, test.countries, keys, test.want)
		}
	}
}

func TestDaysAreInOrderAndSayTheirSource(t *testing.T) {
	days := Between(date(2026, time.January, 1), date(2030, time.December, 31), Countries()...)
	if !slices.IsSortedFunc(days, func(x, y Day) int { return x.On.Compare(y.On) }) {
		t.Error("the days are not in order")
	}
	for _, d := range days {
		if d.Source.FR == "" || d.Source.EN == "" {
			t.Errorf("%s names no source", d.Key)
		}
	}
}

func TestTheTableIsWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range table {
		if seen[e.key] {
			t.Errorf("%s is there twice", e.key)
		}
		seen[e.key] = true
		if e.name.FR == "" || e.name.EN == "" || strings.ContainsRune(e.name.FR+e.name.EN, '\'') {
			t.Errorf("%s: name %+v", e.key, e.name)
		}
		for _, r := range e.rules {
			for _, c := range slices.Concat(r.where, r.holiday) {
				if !c.Known() {
					t.Errorf("%s: %s is no country of the table", e.key, c)
				}
			}
			if !slices.Equal(r.holiday, common(r.holiday, r.where)) {
				t.Errorf("%s: a holiday where it is not", e.key)
			}
		}
	}
}
