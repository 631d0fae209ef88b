package polls

import (
	"context"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/polls/record"
	"kermesse/polls/tally"
)

// Accept makes an option of an idea. Once it stands on ballots its name is what fans have
// written, spelling and a translation aside.
// Faults: ErrNoProposal, ErrAccepted, ErrInvalid at label, ErrNotSpelling, ErrTooManyOptions, ErrOver.
func (s *Service) Accept(ctx context.Context, actor account.Actor, slug string, id tally.OptionID, label Text) (Poll, error) {
	return s.moderate(ctx, actor, slug, id, "poll.idea_accepted", func(ctx context.Context, tx *db.DB, p *Poll, idea *Proposal) error {
		var wrong complaints
		if label.Empty() {
			label = Text{FR: idea.Label}
		}
		label = wrong.line("label", label, MaxLabel)
		if p.State != StateDraft && !sameButSpelling(idea.Label, label.FR) && !sameButSpelling(idea.Label, label.EN) {
			wrong.add("label", ErrNotSpelling.With(idea.Label))
		}
		options := append(append([]Option(nil), p.Options...), Option{ID: idea.ID, Label: label, Proposed: true})
		if len(options) > MaxOptions {
			wrong.add("label", ErrTooManyOptions.With(MaxOptions))
		}
		var same complaints
		if same.sameLabels(options); len(same) > 0 {
			wrong.add("label", ErrSameLabel)
		}
		if len(wrong) > 0 {
			return fault.Invalids(wrong...)
		}
		p.Options, idea.State, idea.Into, idea.Reason = options, ProposalAccepted, "", ""
		return s.tellIfPublished(ctx, tx, *p, NoticeIdeaAccepted, "", NoticeDetail{Rewordings: []Rewording{{
			Field: place("options", len(options)-1) + ".label", Option: string(idea.ID), Lang: "fr", After: label.In("fr"),
		}}})
	})
}

// Merge counts an idea for the option that says the same.
// Faults: ErrNoProposal, ErrAccepted, ErrUnknownOption at into, ErrOver.
func (s *Service) Merge(ctx context.Context, actor account.Actor, slug string, id, into tally.OptionID) (Poll, error) {
	return s.moderate(ctx, actor, slug, id, "poll.idea_merged", func(ctx context.Context, tx *db.DB, p *Poll, idea *Proposal) error {
		option, ok := p.Option(into)
		if !ok {
			return fault.Invalids(ErrUnknownOption.With(quotable(into)).At("into"))
		}
		idea.State, idea.Into, idea.Reason = ProposalMerged, into, ""
		return s.tellIfPublished(ctx, tx, *p, NoticeIdeaMerged, "", NoticeDetail{Rewordings: []Rewording{{
			Field: "write_in", Option: string(into), Lang: "fr", Before: idea.Label, After: option.Label.In("fr"),
		}}})
	})
}

// Decline counts an idea for nothing. The reason is told to all; the idea itself to nobody.
// Faults: ErrNoProposal, ErrAccepted, ErrReason, ErrOver.
func (s *Service) Decline(ctx context.Context, actor account.Actor, slug string, id tally.OptionID, reason string) (Poll, error) {
	reason, wrong := readReason(reason)
	if len(wrong) > 0 {
		return Poll{}, fault.Invalids(wrong...)
	}
	return s.moderate(ctx, actor, slug, id, "poll.idea_declined", func(ctx context.Context, tx *db.DB, p *Poll, idea *Proposal) error {
		idea.State, idea.Into, idea.Reason = ProposalDeclined, "", reason
		return s.tellIfPublished(ctx, tx, *p, NoticeIdeaDeclined, reason, NoticeDetail{Count: 1})
	})
}

// tellIfPublished keeps the shortlist of a vote to come to the staff.
func (s *Service) tellIfPublished(ctx context.Context, tx *db.DB, p Poll, kind NoticeKind, reason string, detail NoticeDetail) error {
	if p.State == StateDraft {
		return nil
	}
	return s.tell(ctx, tx, p, kind, reason, detail)
}

// moderate settles one idea, in a transaction that holds the poll. After closing the figures
// are made anew: their version grows.
func (s *Service) moderate(
	ctx context.Context, actor account.Actor, slug string, id tally.OptionID, action string,
	fn func(context.Context, *db.DB, *Poll, *Proposal) error,
) (Poll, error) {
	var p Poll
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		before, err := lockPoll(ctx, tx, slug)
		if err != nil {
			return err
		}
		if err := actor.RequireOr(account.Moderate, before.Brand, ErrNotFound); err != nil {
			return err
		}
		if before.State == StateCancelled || !before.VoidedAt.IsZero() {
			return ErrOver
		}
		idea, err := selectProposal(ctx, tx, before.ID, id)
		if err != nil {
			return err
		}
		if _, stands := before.Option(idea.ID); stands {
			return ErrAccepted
		}
		p = before
		if err := fn(ctx, tx, &p, &idea); err != nil {
			return err
		}
		if err := updateProposal(ctx, tx, p.ID, idea); err != nil {
			return err
		}
		p.Revision, p.UpdatedAt = before.Revision+1, s.clock.Now()
		if err := updatePoll(ctx, tx, p); err != nil {
			return err
		}
		if p.State == StateClosed {
			if err := s.countAgain(ctx, tx, p); err != nil {
				return err
			}
		}
		err = account.Record(ctx, tx, actor, account.Change{
			Action: action, Subject: "poll:" + p.Slug, At: s.clock.Now(),
			After: map[string]any{"idea": idea.Label, "into": idea.Into, "reason": idea.Reason},
		})
		if err == nil && p.State == StateClosed {
			err = s.logAct(ctx, tx, p, record.Record{Kind: record.Close})
		}
		if err == nil {
			err = s.logNotices(ctx, tx, p)
		}
		return err
	})
	if err == nil {
		s.live.touch(p.ID)
	}
	return p, err
}
