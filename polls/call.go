package polls

import (
	"context"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/text"
)

// Call makes a draft public for fans to propose options, until its ProposalsUntil. Staff
// make a shortlist of what comes, out of sight, and publish the vote. What fans are told
// here stays as it is: the question, the address, who may vote and until when they propose.
// Faults: ErrIncomplete with what is missing, ErrAlreadyPublished, ErrCalled.
func (s *Service) Call(ctx context.Context, actor account.Actor, slug string) (Poll, error) {
	return s.change(ctx, actor, slug, "poll.called", func(_ context.Context, _ *db.DB, p *Poll) error {
		now := s.clock.Now()
		var missing complaints
		switch {
		case p.State != StateDraft:
			return ErrAlreadyPublished
		case !p.CalledAt.IsZero():
			return ErrCalled
		case p.ProposalsUntil.IsZero():
			missing.add("proposals_until", ErrProposalsTime)
		case !p.ProposalsUntil.After(now):
			missing.add("proposals_until", ErrTimePast)
		}
		if p.Title.Empty() {
			missing.add("title", text.ErrRequired)
		}
		if p.ClosesAt.IsZero() {
			missing.add("closes_at", ErrTimeMissing)
		}
		if len(missing) > 0 {
			return withFields(ErrIncomplete, missing)
		}
		p.CalledAt = now
		return nil
	})
}

// told to fans by a call, and fixed by it.
var calledFields = []string{"slug", "access", "proposals_until", "closes_at", "time_zone"}

// Public reports whether fans know of the poll: published, or called for ideas.
func (p Poll) Public() bool { return p.State != StateDraft || !p.CalledAt.IsZero() }

// Choosing reports whether fans may not know the options yet.
func (s Status) Choosing() bool { return s == Calling || s == Sifting }
