package clock

import (
	"errors"
	"fmt"
	"time"
)

// LocalLayout is how a date and hour without zone are written, as by a datetime-local
// field of a page.
const LocalLayout = "2006-01-02T15:04"

// Errors of Local.
var (
	// ErrUnreadable says that the text is no date and hour.
	ErrUnreadable = errors.New("clock: not a date and hour")
	// ErrSkipped says that the clocks of the zone jump over this hour (summer time begins).
	ErrSkipped = errors.New("clock: the clocks jump over this hour")
	// ErrUnknownZone says that the zone is no IANA time zone.
	ErrUnknownZone = errors.New("clock: unknown time zone")
)

// Local returns the instant at which the clocks of a zone show a date and hour written
// as LocalLayout, in UTC. An hour that comes twice (summer time ends) is the first of the
// two; one that never comes is refused, because each of its neighbours would surprise
// somebody.
func Local(value, zone string) (time.Time, error) {
	place, err := Zone(zone)
	if err != nil {
		return time.Time{}, err
	}
	wall, err := time.ParseInLocation(LocalLayout, value, time.UTC)
	if err != nil {
		return time.Time{}, ErrUnreadable
	}
	// Which offset holds is known only from the instant: try those before and after the
	// change that may lie near, the larger one first, which is the earlier instant.
	_, before := wall.Add(-26 * time.Hour).In(place).Zone()
	_, after := wall.Add(26 * time.Hour).In(place).Zone()
	for _, offset := range []int{max(before, after), min(before, after)} {
		t := wall.Add(-time.Duration(offset) * time.Second)
		if t.In(place).Format(LocalLayout) == wall.Format(LocalLayout) {
			return t, nil
		}
	}
	return time.Time{}, ErrSkipped
}

// Twice reports whether the clocks of a zone show the hour of an instant a second time,
// because they go back around it (summer time ends). An unknown zone has no such hour.
func Twice(t time.Time, zone string) bool {
	place, err := Zone(zone)
	if err != nil || t.IsZero() {
		return false
	}
	_, now := t.In(place).Zone()
	for _, near := range []time.Duration{-26 * time.Hour, 26 * time.Hour} {
		_, offset := t.Add(near).In(place).Zone()
		other := t.Add(time.Duration(now-offset) * time.Second)
		if offset != now && other.In(place).Format(LocalLayout) == t.In(place).Format(LocalLayout) {
			return true
		}
	}
	return false
}

// Zone returns the zone of an IANA name. Unlike time.LoadLocation it knows neither "" nor
// "Local", which mean another zone on each machine.
func Zone(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, ErrUnknownZone
	}
	place, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("%w: %q", ErrUnknownZone, name)
	}
	return place, nil
}
