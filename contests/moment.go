package contests

import (
	"errors"
	"strings"
	"time"

	"kermesse/internal/clock"
	"kermesse/internal/fault"
)

// parseMoment reads a moment: RFC 3339 as it is, or a local date and hour in zone, as
// clock.Local reads it. The result is UTC in whole seconds.
func parseMoment(value, zone string) (time.Time, *fault.Error) {
	value = strings.TrimSpace(value)
	t, err := time.Parse(time.RFC3339, value)
	if err != nil {
		t, err = clock.Local(value, zone)
	}
	switch {
	case errors.Is(err, clock.ErrSkipped):
		return time.Time{}, ErrTimeSkipped
	case errors.Is(err, clock.ErrUnknownZone):
		return time.Time{}, nil // told once, at the zone's own field
	case err != nil || t.Year() < 2000 || t.Year() > 2200: // years that a typing mistake gives
		return time.Time{}, ErrTimeUnreadable
	}
	return t.UTC().Truncate(time.Second), nil
}
