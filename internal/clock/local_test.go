package clock_test

import (
	"errors"
	"testing"
	"time"

	"kermesse/internal/clock"
)

func TestLocal(t *testing.T) {
	tests := []struct {
		value, zone, want string
		err               error
	}{
		{"2026-12-31T23:59", "Indian/Mauritius", "2026-12-31T19:59:00Z", nil},
		{"2026-07-14T20:00", "Europe/Paris", "2026-07-14T18:00:00Z", nil},
		{"2026-03-29T01:59", "Europe/Paris", "2026-03-29T00:59:00Z", nil},
		{"2026-03-29T02:00", "Europe/Paris", "", clock.ErrSkipped},
		{"2026-03-29T02:59", "Europe/Paris", "", clock.ErrSkipped},
		{"2026-03-29T03:00", "Europe/Paris", "2026-03-29T01:00:00Z", nil},
		{"2026-10-25T02:30", "Europe/Paris", "2026-10-25T00:30:00Z", nil}, // twice: the first
		{"2026-10-25T03:00", "Europe/Paris", "2026-10-25T02:00:00Z", nil},
		{"2026-04-05T01:45", "Australia/Lord_Howe", "2026-04-04T14:45:00Z", nil}, // half an hour twice
		{"2011-12-30T12:00", "Pacific/Apia", "", clock.ErrSkipped},               // a day that never was
		{"2026-02-29T12:00", "Africa/Dakar", "", clock.ErrUnreadable},
		{"tomorrow", "Africa/Dakar", "", clock.ErrUnreadable},
		{"2026-01-01T00:00", "Mars/Olympus", "", clock.ErrUnknownZone},
		{"2026-01-01T00:00", "", "", clock.ErrUnknownZone},
		{"2026-01-01T00:00", "Local", "", clock.ErrUnknownZone},
		{"2026-01-01T00:00", "../../etc/passwd", "", clock.ErrUnknownZone},
	}
	for _, test := range tests {
		got, err := clock.Local(test.value, test.zone)
		if !errors.Is(err, test.err) || err == nil && got.Format(time.RFC3339) != test.want {
			t.Errorf("Local(%s, %s) = %s, %v; want %s, %v", test.value, test.zone, got.Format(time.RFC3339), err, test.want, test.err)
		}
	}
}

func TestTwice(t *testing.T) {
	for _, test := range []struct {
		at, zone string
		want     bool
	}{
		{"2026-10-25T00:30:00Z", "Europe/Paris", true},
		{"2026-10-25T01:30:00Z", "Europe/Paris", true}, // the second 02:30
		{"2026-10-24T23:59:00Z", "Europe/Paris", false},
		{"2026-10-25T02:00:00Z", "Europe/Paris", false},
		{"2026-03-29T01:00:00Z", "Europe/Paris", false},
		{"2026-04-04T14:45:00Z", "Australia/Lord_Howe", true},
		{"2026-04-04T14:15:00Z", "Australia/Lord_Howe", false},
		{"2026-10-25T00:30:00Z", "Indian/Mauritius", false},
		{"2026-10-25T00:30:00Z", "Mars/Olympus", false},
	} {
		at, err := time.Parse(time.RFC3339, test.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := clock.Twice(at, test.zone); got != test.want {
			t.Errorf("Twice(%s, %s) = %v", test.at, test.zone, got)
		}
	}
	if clock.Twice(time.Time{}, "Europe/Paris") {
		t.Error("no time comes twice")
	}
}
