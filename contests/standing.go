package contests

import (
	"context"
	"time"

	"kermesse/contests/tickets"
)

// Standing is what an entrant has done, what is missing and what is left to do.
type Standing struct {
	Missing []string // ids of the mandatory actions that are not done
	Acts    []ActLine
	Friend  string // what the entrant's own link carries; empty where no friend counts
}

// ActLine is one action as it stands for one entrant.
type ActLine struct {
	Action
	State  tickets.State
	Sent   ActState  // of the last try; empty: none
	Reason string    // why a proof was refused
	Times  int       // how often it counts by now
	BackAt time.Time // when it opens again, before closing; zero: it does not
}

// FindStanding returns how the actions of an entry stand at this moment.
func (s *Service) FindStanding(ctx context.Context, c Contest, e Entry) (Standing, error) {
	if len(c.Entry.actions()) == 0 {
		return Standing{}, nil
	}
	acts, err := selectActs(ctx, s.db, e.ID)
	if err != nil {
		return Standing{}, err
	}
	now, plan, done := s.clock.Now(), c.Entry.plan(), acts.counted()
	standing := Standing{Missing: plan.Count(done).Missing}
	for _, a := range c.Entry.actions() {
		period := a.Every.Period(now, c.Location())
		line := ActLine{Action: a, State: plan.State(a.counted(), done, period), Times: acts.times(a.ID)}
		line.Accept = nil
		for _, act := range acts {
			if act.Action == a.ID && (act.Period == period || a.Kind == tickets.Referral) {
				line.Sent, line.Reason = ActState(act.State), act.Reason
			}
		}
		if again := a.Every.Next(now, c.Location()); again.Before(c.ClosesAt) {
			line.BackAt = again
		}
		standing.Acts = append(standing.Acts, line)
	}
	if _, thanks := c.Entry.Referral(); thanks && e.Status == EntryConfirmed {
		standing.Friend = s.friendCode(e.ID)
	}
	return standing, nil
}
