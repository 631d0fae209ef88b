package polls

import (
	"context"
	"slices"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/text"
	"kermesse/polls/record"
)

// Review is what staff have decided about a ballot that was set aside.
type Review string

// The decisions.
const (
	Undecided Review = ""
	Released  Review = "released" // it counts
	Kept      Review = "kept"     // it stays out, and in the count “with them”
)

// Doubtful is a ballot that was set aside, as staff see it: why, and never what it says.
type Doubtful struct {
	ID      string
	Receipt string // what its voter holds
	CastAt  time.Time
	Network string // the same for ballots of one network and day; empty: long ago
	Signals []Signal
	Review  Review
	Reason  string // of the decision
	Appeal  string // what the voter says to it
}

const (
	maxAppeal      = 500  // characters
	maxDecided     = 5000 // ballots in one decision
	doubtfulOnPage = 200
)

// ListDoubtful lists the ballots that were set aside: those with an appeal first, then the
// undecided ones, network by network. more tells that there are others.
func (s *Service) ListDoubtful(ctx context.Context, actor account.Actor, p Poll) (list []Doubtful, more bool, err error) {
	if err := actor.RequireOr(account.Moderate, p.Brand, ErrNotFound); err != nil {
		return nil, false, err
	}
	rows, err := selectDoubtful(ctx, s.db, p.ID, doubtfulOnPage+1)
	for _, r := range rows {
		list = append(list, Doubtful{
			ID: r.ID, Receipt: receiptOf(r.ID), CastAt: db.Time(r.CastAt), Network: r.Network, Signals: readSignals(r.Signals),
			Review: Review(r.Review), Reason: r.ReviewReason, Appeal: r.Appeal,
		})
	}
	if more = len(list) > doubtfulOnPage; more {
		list = list[:doubtfulOnPage]
	}
	return list, more, err
}

// CountAside tells how many ballots of a poll wait for a decision, and whether any was ever
// set aside.
func (s *Service) CountAside(ctx context.Context, actor account.Actor, p Poll) (waiting int, any bool, err error) {
	if err := actor.RequireOr(account.ViewCampaigns, p.Brand, ErrNotFound); err != nil {
		return 0, false, err
	}
	return countAside(ctx, s.db, p.ID)
}

// ListWaiting tells how many ballots wait for a decision in each poll of the actor's brand
// that has some.
func (s *Service) ListWaiting(ctx context.Context, actor account.Actor) (map[ID]int, error) {
	if err := actor.Require(account.Moderate, actor.Brand); err != nil {
		return nil, err
	}
	return countWaiting(ctx, s.db, string(actor.Brand))
}

// Decision is what becomes of some ballots that were set aside.
type Decision struct {
	Review  Review // Released or Kept
	Reason  string // told to the voters, and to all
	Ballots []string
	Network string // instead of Ballots: all of one network and day
}

// Decide settles ballots that were set aside, and tells all how many and why. It returns how
// many it changed. After closing the figures are made anew: their version grows.
// Faults: ErrReview, ErrReason, ErrNotDoubtful, ErrNotFound, ErrCancelled.
func (s *Service) Decide(ctx context.Context, actor account.Actor, slug string, decision Decision) (int64, error) {
	reason, wrong := readReason(decision.Reason)
	if decision.Review != Released && decision.Review != Kept {
		wrong.add("decision", ErrReview)
	}
	if n := len(decision.Ballots); n > maxDecided || n == 0 && decision.Network == "" {
		wrong.add("ballots", ErrRange.With(1, maxDecided))
	}
	if len(wrong) > 0 {
		return 0, fault.Invalids(wrong...)
	}
	decision.Reason = reason
	var n int64
	var id ID
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		p, err := lockPoll(ctx, tx, slug)
		if err != nil {
			return err
		}
		id = p.ID
		if err := actor.RequireOr(account.Moderate, p.Brand, ErrNotFound); err != nil {
			return err
		}
		if p.State == StateCancelled {
			return ErrCancelled
		}
		if n, err = s.settle(ctx, tx, p, decision); err != nil {
			return err
		}
		err = account.Record(ctx, tx, actor, account.Change{
			Action: "poll.reviewed", Subject: "poll:" + p.Slug, At: s.clock.Now(),
			After: map[string]any{"decision": decision.Review, "count": n, "reason": reason},
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
		s.live.touch(id)
	}
	return n, err
}

func (s *Service) settle(ctx context.Context, tx *db.DB, p Poll, decision Decision) (int64, error) {
	if err := dropPlayed(ctx, tx, p, decision); err != nil {
		return 0, err
	}
	n, err := updateDoubtful(ctx, tx, p.ID, decision)
	if err != nil {
		return 0, err
	}
	if n == 0 {
		return 0, ErrNotDoubtful
	}
	if err := retally(ctx, tx, p); err != nil {
		return 0, err
	}
	kind := NoticeReleased
	if decision.Review == Kept {
		kind = NoticeKept
	}
	if err := s.tell(ctx, tx, p, kind, decision.Reason, NoticeDetail{Count: n}); err != nil {
		return 0, err
	}
	if p.State == StateClosed {
		err = s.countAgain(ctx, tx, p)
	}
	return n, err
}

// dropPlayed takes out of a bracket's ballots that are released what they say of rounds that
// are over: the rounds after follow from the ballots that were counted. For the same reason
// a ballot that was released stays so.
func dropPlayed(ctx context.Context, tx *db.DB, p Poll, decision Decision) error {
	if p.Rounds() == 0 {
		return nil
	}
	doubtful, err := selectUndecided(ctx, tx, p.ID, decision)
	if err != nil {
		return err
	}
	if decision.Review == Kept && slices.ContainsFunc(doubtful, func(b ballotRow) bool { return Review(b.Review) == Released }) {
		return ErrReleased
	}
	if decision.Review == Kept || p.Round < 2 {
		return nil
	}
	round, err := roundOf(ctx, tx, p)
	if err != nil {
		return err
	}
	for _, b := range doubtful {
		if b.Content, err = round.withoutPlayed(b.Content); err != nil {
			return err
		}
		if err := setContent(ctx, tx, b); err != nil {
			return err
		}
	}
	return nil
}

// Appeal keeps what a voter says to their ballot being set aside. They may say it anew until
// it is decided. Faults: ErrNoBallot, ErrNoAppeal, those of a text.
func (s *Service) Appeal(ctx context.Context, p Poll, voter Voter, said string) error {
	said, wrong := text.Lines(said, maxAppeal)
	if wrong == nil {
		wrong = text.Require(said)
	}
	if wrong != nil {
		return fault.Invalids(wrong.At("appeal"))
	}
	key := s.ownKey(p, voter)
	if key == nil {
		return ErrNoBallot
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		done, err := updateAppeal(ctx, tx, p.ID, key, said)
		if err == nil && !done {
			err = ErrNoAppeal
		}
		return err
	})
}
