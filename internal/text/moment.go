package text

import (
	"fmt"
	"strconv"
	"time"

	"kermesse/internal/fault"
)

var frenchMonths = [...]string{
	"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
}

// Moment writes a moment for rules, mails and faults, where it must leave no doubt: with the
// name of its zone.
func Moment(t time.Time, zone *time.Location) fault.Text {
	t = t.In(zone)
	day := Day(t)
	return fault.Text{
		FR: fmt.Sprintf("%s à %d\u00a0h\u00a0%02d (%s)", day.FR, t.Hour(), t.Minute(), zone),
		EN: fmt.Sprintf("%s at %s (%s)", day.EN, t.Format("15:04"), zone),
	}
}

// Day writes a day.
func Day(t time.Time) fault.Text {
	day := strconv.Itoa(t.Day())
	if t.Day() == 1 {
		day = "1er"
	}
	return fault.Text{
		FR: fmt.Sprintf("%s\u00a0%s\u00a0%d", day, frenchMonths[t.Month()-1], t.Year()),
		EN: t.Format("2\u00a0January\u00a02006"),
	}
}
