package polls

import (
	"context"
	"errors"
	"fmt"

	"kermesse/internal/account"
	"kermesse/internal/fault"
)

// Reader is who asks for figures.
type Reader struct {
	Voter Voter
	Staff account.Actor // the zero Actor: no staff
}

// maxPatient is how many readers at once wait for a count under way; more get the last one.
const maxPatient = 64

// Results returns the figures of a poll, if this reader may see them now. They hold every
// ballot that was taken here before the question, but in the largest polls under load,
// where they may be a second old.
// Faults: ErrNotFound, ErrHidden, ErrLotsAwaited.
func (s *Service) Results(ctx context.Context, p Poll, reader Reader) (Snapshot, error) {
	if err := s.mayRead(ctx, p, reader); err != nil {
		return Snapshot{}, err
	}
	p, err := s.withLots(ctx, p)
	if err == nil {
		err = s.bringUpToDate(ctx, p)
	}
	if err != nil {
		return Snapshot{}, err
	}
	return s.lastSnapshot(ctx, p.ID)
}

// Visible reports whether a reader may see the figures of a poll now.
func (s *Service) Visible(ctx context.Context, p Poll, reader Reader) (bool, error) {
	err := s.mayRead(ctx, p, reader)
	if errors.Is(err, ErrHidden) || errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// mayRead is the one place that decides who sees figures, for pages, API, streams and
// exports alike.
func (s *Service) mayRead(ctx context.Context, p Poll, reader Reader) error {
	staff := reader.Staff.RequireOr(account.ViewCampaigns, p.Brand, ErrNotFound) == nil
	status := p.Status(s.clock.Now())
	switch {
	case status == Draft && !staff:
		return ErrNotFound
	case p.Visibility == Sealed && !status.Over():
		return ErrHidden // nor is a poll cancelled to have a look
	case status.Choosing():
		return ErrHidden // there are none
	case staff || p.Visibility == Always && status != Cancelled:
		return nil
	case status == Cancelled || p.Visibility == StaffOnly:
		return ErrHidden
	case status.Over():
		return nil
	case p.Visibility == AfterVote:
		return s.mayReadAsVoter(ctx, p, reader.Voter)
	}
	return ErrHidden
}

func (s *Service) mayReadAsVoter(ctx context.Context, p Poll, voter Voter) error {
	_, err := s.FindVote(ctx, p, voter)
	if errors.Is(err, ErrNoBallot) {
		return ErrHidden
	}
	return err
}

func (s *Service) lastSnapshot(ctx context.Context, id ID) (Snapshot, error) {
	row, err := selectSnapshot(ctx, s.db, id)
	if err != nil {
		return Snapshot{}, err
	}
	if row == nil {
		return Snapshot{}, fault.ErrInternal.Wrap(fmt.Errorf("polls: no snapshot of %s", id))
	}
	return row.snapshot()
}

// bringUpToDate makes the last snapshot tell what is in the box, or waits for who is at it.
func (s *Service) bringUpToDate(ctx context.Context, p Poll) error {
	switch {
	case p.State == StateClosed:
		return nil // the final count is there
	case p.Status(s.clock.Now()).Over():
		return s.close(ctx, p.ID)
	}
	for {
		mine, wait := s.live.begin(p.ID)
		if mine {
			return s.recountNow(ctx, p)
		}
		if wait == nil {
			return nil
		}
		if !s.waitFor(ctx, wait) {
			return ctx.Err()
		}
	}
}

// waitFor reports false where too many wait already, or ctx is done.
func (s *Service) waitFor(ctx context.Context, done <-chan struct{}) bool {
	select {
	case s.patient <- struct{}{}:
		defer func() { <-s.patient }()
	default:
		return false
	}
	select {
	case <-done:
		return true
	case <-ctx.Done():
		return false
	}
}

// recountNow makes the count that live.begin handed over.
func (s *Service) recountNow(ctx context.Context, p Poll) error {
	different, overtaken, err := s.recount(ctx, p)
	rest := countPause
	if different <= quickCount {
		rest = 0
	}
	s.live.end(p.ID, rest, overtaken || err != nil)
	return err
}

// Refresh counts every poll whose figures may be behind, and hands new ones to those who
// watch. It is called every two seconds.
func (s *Service) Refresh(ctx context.Context) error {
	var failed []error
	for _, id := range s.live.behind() {
		p, err := selectPollByID(ctx, s.db, id)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		if p.State != StatePublished || p.Visibility == Sealed || p.Lots.awaited() {
			s.live.forget(id)
			continue
		}
		if mine, _ := s.live.begin(id); mine {
			failed = append(failed, s.recountNow(ctx, p))
		}
	}
	failed = append(failed, s.push(ctx))
	return errors.Join(failed...)
}

// Reconcile has every poll that was seen here counted again, for ballots that another node
// took and could not count before it stopped. It is called every minute.
func (s *Service) Reconcile(context.Context) error {
	s.live.touchAll()
	return nil
}
