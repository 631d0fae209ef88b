package contests

import (
	"context"
	"sync"
	"time"
)

// Odds are an entry's tickets among all tickets of its contest at a moment.
type Odds struct {
	Tickets, All uint64
	At           time.Time
}

// oddsLife is how long a sum of tickets is told with its moment before it is reckoned again:
// it reads every entry of a contest.
const oddsLife = 10 * time.Second

// sums keeps the last sum of tickets of each contest that somebody looked at.
type sums struct {
	mu   sync.Mutex
	last map[ID]Odds
}

const maxSums = 1000

func (s *sums) of(id ID, now time.Time) (Odds, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, known := s.last[id]
	return o, known && !now.Before(o.At) && now.Sub(o.At) < oddsLife
}

func (s *sums) keep(id ID, o Odds) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last == nil || len(s.last) >= maxSums {
		s.last = map[ID]Odds{}
	}
	s.last[id] = o
}

// FindOdds returns an entry's tickets among all: of the sealed list once there is one, else
// as they were a few seconds ago at most. It reports false for an entry that does not count,
// and for one that is younger than the last sum: its figures come with the next.
func (s *Service) FindOdds(ctx context.Context, c Contest, e Entry) (Odds, bool, error) {
	if e.Status != EntryConfirmed {
		return Odds{}, false, nil
	}
	seal, sealed, err := s.FindSeal(ctx, c)
	if err != nil {
		return Odds{}, false, err
	}
	if sealed {
		return Odds{Tickets: e.Tickets, All: seal.Tickets, At: seal.ClosedAt}, !e.accepted().After(seal.ClosedAt), nil
	}
	now := s.clock.Now()
	o, fresh := s.tickets.of(c.ID, now)
	if !fresh {
		sum, err := selectTicketSum(ctx, s.db, c.ID)
		if err != nil {
			return Odds{}, false, err
		}
		o = Odds{All: uint64(sum), At: now}
		s.tickets.keep(c.ID, o)
	}
	o.Tickets = e.Tickets
	return o, !e.accepted().After(o.At) && o.Tickets <= o.All, nil
}
