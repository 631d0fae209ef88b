package polls

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/clock"
)

// Attendance is how many ballots were first cast on each day, in the poll's time zone.
type Attendance struct {
	FirstDay time.Time // midnight in the poll's zone; zero where nobody has voted
	Days     []int     // from the first day to the present one, the oldest first
}

// Today is the number of the present day.
func (a Attendance) Today() int {
	if len(a.Days) == 0 {
		return 0
	}
	return a.Days[len(a.Days)-1]
}

// maxDays bounds the list: a poll may stay open for years.
const maxDays = 366

// Attendance counts the ballots of a poll by day, withdrawn ones included: staff see when
// people came, never what they chose. Faults: ErrNotFound, account.ErrNotAllowed.
func (s *Service) Attendance(ctx context.Context, actor account.Actor, p Poll) (Attendance, error) {
	if err := actor.RequireOr(account.ViewCampaigns, p.Brand, ErrNotFound); err != nil {
		return Attendance{}, err
	}
	place, err := clock.Zone(p.TimeZone)
	if err != nil {
		return Attendance{}, err
	}
	quarters, err := countByQuarter(ctx, s.db, p.ID)
	if err != nil || len(quarters) == 0 {
		return Attendance{}, err
	}
	until := s.clock.Now()
	if p.Status(until).Over() {
		until = p.ClosesAt
	}
	return spread(quarters, midnight(until.In(place))), nil
}

// quarter is how many ballots were cast in one quarter of an hour, the finest step by
// which time zones differ.
type quarter struct {
	At time.Time
	N  int
}

// spread lays quarters, in order of time, over the days up to and including last.
func spread(quarters []quarter, last time.Time) Attendance {
	first := midnight(quarters[0].At.In(last.Location()))
	if earliest := last.AddDate(0, 0, 1-maxDays); first.Before(earliest) {
		first = earliest
	}
	a := Attendance{FirstDay: first}
	for day := first; !day.After(last); day = day.AddDate(0, 0, 1) {
		n := 0
		for len(quarters) > 0 && quarters[0].At.Before(day.AddDate(0, 0, 1)) {
			if !quarters[0].At.Before(first) {
				n += quarters[0].N
			}
			quarters = quarters[1:]
		}
		a.Days = append(a.Days, n)
	}
	return a
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}
