package webhook

import (
	"context"
	"time"
)

// Backlog is how deliveries do, of all brands, for operators.
type Backlog struct {
	Queued  int64
	GivenUp int64         // and still in the log
	Late    time.Duration // since the oldest waiting delivery was due; 0: none is late
}

// Backlog tells how many deliveries wait and for how long.
func (s *Service) Backlog(ctx context.Context) (Backlog, error) {
	b, due, err := selectBacklog(ctx, s.db)
	if late := s.clock.Now().Sub(due); !due.IsZero() && late > 0 {
		b.Late = late
	}
	return b, err
}
