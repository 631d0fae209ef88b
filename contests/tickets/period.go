package tickets

import (
	"fmt"
	"time"
)

// Every is how often an action counts.
type Every string

// The periods, in the calendar of the contest's zone.
const (
	Once   Every = ""
	Daily  Every = "day"  // from midnight to midnight
	Weekly Every = "week" // from Monday to Sunday
)

// Period names the period of a moment: "2026-06-01", "2026-W23"; empty where an action
// counts once.
func (e Every) Period(t time.Time, zone *time.Location) string {
	t = t.In(zone)
	switch e {
	case Daily:
		return t.Format(time.DateOnly)
	case Weekly:
		year, week := t.ISOWeek()
		return fmt.Sprintf("%04d-W%02d", year, week)
	}
	return ""
}

// Next is the first moment of the period after that of t; the zero time where an action
// counts once. Days are days of the zone, of 23 or 25 hours where the clocks change.
func (e Every) Next(t time.Time, zone *time.Location) time.Time {
	t = t.In(zone)
	days := 1
	switch e {
	case Once:
		return time.Time{}
	case Weekly:
		days = 8 - isoWeekday(t)
	}
	return midnight(t.Year(), t.Month(), t.Day()+days, zone)
}

// isoWeekday is 1 for Monday and 7 for Sunday.
func isoWeekday(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

// midnight is the first moment of a day. Where the clocks go forward at midnight, 0:00 does
// not exist and the day begins at 1:00; where they go back at it, 0:00 comes twice.
func midnight(year int, month time.Month, day int, zone *time.Location) time.Time {
	noon := time.Date(year, month, day, 12, 0, 0, 0, zone)
	first := time.Date(year, month, day, 0, 0, 0, 0, zone)
	if first.Day() != noon.Day() {
		_, before := first.Zone()
		_, after := noon.Zone()
		return first.Add(time.Duration(after-before) * time.Second)
	}
	if earlier := first.Add(-time.Hour); earlier.Day() == noon.Day() {
		return earlier
	}
	return first
}
