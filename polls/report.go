package polls

import (
	"context"

	"kermesse/internal/account"
)

// Report is all that a brand reads about one of its polls.
type Report struct {
	Snapshot   Snapshot
	Statistics Statistics
	Attendance Attendance
}

// Report reads a poll for staff of its brand. Faults: those of Results, account.ErrNotAllowed.
func (s *Service) Report(ctx context.Context, actor account.Actor, p Poll) (Report, error) {
	snap, err := s.Results(ctx, p, Reader{Staff: actor})
	if err != nil {
		return Report{}, err
	}
	attendance, err := s.Attendance(ctx, actor, p)
	return Report{Snapshot: snap, Statistics: p.Statistics(snap), Attendance: attendance}, err
}
