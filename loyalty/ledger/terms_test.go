package ledger

import (
	"testing"
	"time"
	_ "time/tzdata"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	parsed, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return parsed.UTC()
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestWorthRoundsDownOnceAtTheEnd(t *testing.T) {
	perEuro := Rule{Num: 1, Den: 100, TierMultiplier: true}
	tests := []struct {
		name           string
		rule           Rule
		amount         int64
		tier, campaign int64
		want           int64
	}{
		{"one point per euro", perEuro, 853, One, One, 8},
		{"the tier's multiplier before rounding", perEuro, 999, 11_000, One, 10},
		{"both multipliers before rounding", perEuro, 333, 12_500, 20_000, 8},
		{"a rule that the tier leaves alone", Rule{Num: 3, Den: 200}, 1000, 15_000, One, 15},
		{"less than a point", perEuro, 99, One, One, 0},
		{"fixed", Rule{Fixed: 25}, 1_000_000, 15_000, 30_000, 25},
		{"more than 64 bits on the way", perEuro, 1_000_000_000_000, 15_000, 30_000, 45_000_000_000},
		{"bounded", Rule{Num: 1_000_000_000, Den: 1}, 1_000_000_000_000, One, One, maxPoints},
	}
	for _, test := range tests {
		if got := test.rule.Worth(test.amount, test.tier, test.campaign); got != test.want {
			t.Errorf("%s: Worth(%d) = %d, want %d", test.name, test.amount, got, test.want)
		}
	}
}

func TestCutAndLimits(t *testing.T) {
	rule := Rule{MaxPerOp: 500, MaxPerDay: 3, MaxPerYear: 10}
	if got := rule.Cut(501); got != 500 {
		t.Errorf("Cut(501) = %d, want 500", got)
	}
	if got := (Rule{}).Cut(501); got != 501 {
		t.Errorf("Cut without a cap = %d, want 501", got)
	}
	for used, want := range map[Used]bool{{2, 9}: false, {3, 3}: true, {0, 10}: true} {
		if got := rule.Exhausted(used); got != want {
			t.Errorf("Exhausted(%+v) = %t, want %t", used, got, want)
		}
	}
}

func TestTheHighestCampaignWins(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 3, n, 0, 0, 0, 0, time.UTC) }
	campaigns := []Campaign{
		{Rule: "purchase", From: day(2), To: day(9), BP: 20_000},
		{Rule: "purchase", From: day(6), To: day(20), BP: 15_000},
		{Rule: "review", From: day(1), To: day(30), BP: 90_000},
	}
	tests := map[time.Time]int64{
		day(1): One, day(2): 20_000, day(7): 20_000, day(9).Add(-time.Millisecond): 20_000, day(9): 15_000, day(20): One,
	}
	for when, want := range tests {
		if got := Multiplier(campaigns, "purchase", when); got != want {
			t.Errorf("Multiplier at %s = %d, want %d", when, got, want)
		}
	}
}

func TestEndOfDayIsTheBrandsNextMidnight(t *testing.T) {
	tests := []struct{ zone, at, want string }{
		{"UTC", "2026-03-01T12:00:00Z", "2026-03-02T00:00:00Z"},
		{"UTC", "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"}, // strictly after
		{"UTC", "2026-02-28T23:59:59.999Z", "2026-03-01T00:00:00Z"},
		{"Indian/Mauritius", "2026-03-01T19:59:59Z", "2026-03-01T20:00:00Z"},
		{"Indian/Mauritius", "2026-03-01T20:00:00Z", "2026-03-02T20:00:00Z"},
		{"Europe/Paris", "2026-03-28T23:30:00Z", "2026-03-29T22:00:00Z"}, // a day of 23 hours
		{"Europe/Paris", "2026-10-25T12:00:00Z", "2026-10-25T23:00:00Z"}, // and one of 25
		// In São Paulo clocks jumped from midnight to one o'clock on 4 November 2018: the
		// day begins at one.
		{"America/Sao_Paulo", "2018-11-03T12:00:00Z", "2018-11-04T03:00:00Z"},
	}
	for _, test := range tests {
		terms := Terms{Zone: zone(t, test.zone)}
		if got := terms.EndOfDay(at(t, test.at)); !got.Equal(at(t, test.want)) {
			t.Errorf("%s: EndOfDay(%s) = %s, want %s", test.zone, test.at, got.Format(time.RFC3339), test.want)
		}
	}
}

func TestDaysAndYearsBeginInTheBrandsZone(t *testing.T) {
	terms := Terms{Zone: zone(t, "Indian/Mauritius")}
	late := at(t, "2026-12-31T21:00:00Z") // one in the morning of 1 January there
	if got, want := terms.StartOfDay(late), at(t, "2026-12-31T20:00:00Z"); !got.Equal(want) {
		t.Errorf("StartOfDay = %s, want %s", got, want)
	}
	if got, want := terms.StartOfYear(late), at(t, "2026-12-31T20:00:00Z"); !got.Equal(want) {
		t.Errorf("StartOfYear = %s, want %s", got, want)
	}
}

func TestExpiryCountsFromWhenPointsAreAvailable(t *testing.T) {
	terms := Terms{Zone: time.UTC}
	available := at(t, "2026-01-15T08:00:00Z")
	if got, want := terms.Expires(available, 60), at(t, "2026-03-17T00:00:00Z"); !got.Equal(want) {
		t.Errorf("Expires in 60 days = %s, want %s", got, want)
	}
	if got := terms.Expires(available, Never); !got.IsZero() {
		t.Errorf("Expires never = %s", got)
	}
	if got, want := terms.Expires(available, 0), at(t, "2026-01-16T00:00:00Z"); !got.Equal(want) {
		t.Errorf("Expires in 0 days = %s, want the end of that day %s", got, want)
	}
}
