package polls_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"kermesse/polls"
)

func TestAttendanceFollowsThePollsZone(t *testing.T) {
	h := newHouse(t)
	p := h.open(t, func(terms *polls.Terms) {
		terms.TimeZone, terms.ClosesAt = "Asia/Kolkata", noon.Add(96*time.Hour) // five hours and a half ahead
	})
	if got, err := h.polls.Attendance(t.Context(), h.cm, p); err != nil || got.Today() != 0 || len(got.Days) != 0 {
		t.Errorf("nobody has voted: %+v, %v", got, err)
	}
	for i, at := range []time.Duration{0, 6 * time.Hour, 6*time.Hour + 29*time.Minute, 6*time.Hour + 30*time.Minute, 60 * time.Hour} {
		h.clock.Set(noon.Add(at))
		h.vote(t, "gout", device(fmt.Sprint(i)), one("coco"))
	}
	got, err := h.polls.Attendance(t.Context(), h.cm, p)
	if err != nil || !slices.Equal(got.Days, []int{3, 1, 0, 1}) || got.Today() != 1 || got.FirstDay.Format("2006-01-02 15:04") != "2026-11-21 00:00" {
		t.Errorf("Attendance = %+v, %v", got, err)
	}
	_, err = h.polls.Attendance(t.Context(), h.other, p)
	wants(t, "another brand", err, polls.ErrNotFound)
}
