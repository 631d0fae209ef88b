package mail

import (
	"context"
	"time"
)

// Backlog is how the outbox does, for operators.
type Backlog struct {
	Queued int64
	Failed int64         // given up and not purged yet
	Late   time.Duration // since the oldest waiting mail should have left; 0: none is late
}

// Backlog tells how many mails wait and for how long.
func (o *Outbox) Backlog(ctx context.Context) (Backlog, error) {
	b, due, err := selectBacklog(ctx, o.db)
	if late := o.clock.Now().Sub(due); !due.IsZero() && late > 0 {
		b.Late = late
	}
	return b, err
}
