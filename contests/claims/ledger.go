package claims

import (
	"context"
	"time"

	"kermesse/internal/db"
)

// Ledger is what everybody may read of where the prizes of a contest are: how many were
// handed over and when, and nobody's name.
type Ledger struct {
	Contest  Contest
	Units    int // that were to win
	HandedOn int // of them, with their winners
	Lines    []LedgerLine
	Last     time.Time // when the latest was handed over; zero: none was
}

// LedgerLine is one prize that somebody has, or is asked about.
type LedgerLine struct {
	Origin OriginName
	Prize  int // index
	Place  int // in the order of the draw for this prize, from 1
	State  State
	Since  time.Time // when it got there
}

// FindLedger returns the ledger of a contest; without lines where nobody was told of a prize.
// Claims of before there was a ledger are not in it. Faults: those of Host.FindContest.
func (s *Service) FindLedger(ctx context.Context, slug string) (Ledger, error) {
	at, err := s.host.FindContest(ctx, s.db, slug)
	if err != nil {
		return Ledger{}, err
	}
	return s.ledger(ctx, s.db, at)
}

func (s *Service) ledger(ctx context.Context, d *db.DB, at Contest) (Ledger, error) {
	l := Ledger{Contest: at}
	for _, p := range at.Prizes {
		l.Units += p.Units
	}
	found, err := selectClaims(ctx, d, "WHERE contest_id = ? AND due_at > 0 AND state <> 'void' ORDER BY prize, attempt, slot, told_at, id", at.ID)
	if err != nil {
		return Ledger{}, err
	}
	now := s.clock.Now()
	for _, c := range found {
		line := LedgerLine{Origin: c.Origin, Prize: c.Prize, Place: c.Slot + 1, State: c.State, Since: c.Since()}
		if c.State.Open() && c.Late(now) { // whether a job has noted it or not
			line.State, line.Since = Expired, c.Due
		}
		if c.State == Received {
			l.HandedOn++
			if c.ReceivedAt.After(l.Last) {
				l.Last = c.ReceivedAt
			}
		}
		l.Lines = append(l.Lines, line)
	}
	return l, nil
}
