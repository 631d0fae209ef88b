package contests

import (
	"context"
	"net/url"
	"time"

	"kermesse/contests/tickets"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/picture"
	"kermesse/internal/rate"
	"kermesse/internal/text"
)

// ActForm is what an entrant sends for an action.
type ActForm struct {
	Answer  string           // of a code or a quiz; the text or the link of a proof
	Picture *picture.Picture // of a proof; nil: none
}

// ActState is what has become of an action that was tried.
type ActState string

// The states.
const (
	ActDone    ActState = "done"
	ActWrong   ActState = "wrong"   // a quiz whose rules allow one answer
	ActReview  ActState = "review"  // a proof that staff have not looked at
	ActRefused ActState = "refused" // a proof that they refused; another may be sent
)

const (
	maxProof     = 1000 // characters
	triesPerHour = 5    // wrong codes or answers of one entry to one action
)

// Act does an action of an entry, on its holder's word; doing again what is done, in another
// tab or by a resend, changes nothing. Tickets follow at once, in a receipt of a new
// revision; a mandatory action that was the last one missing makes the entry count.
// Faults: ErrEntryNotFound, ErrEntryState, those of Enter once nobody can enter,
// ErrActionUnknown, ErrActionLocked, ErrActionClosed, and those of the action's kind.
func (s *Service) Act(ctx context.Context, slug, key, action string, form ActForm) (Receipt, error) {
	id, ok := s.readKey(key)
	if !ok {
		return Receipt{}, ErrEntryNotFound
	}
	tier, err := s.tierFor(ctx, slug, id, action)
	if err != nil {
		return Receipt{}, err
	}
	var refused *fault.Error
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		c, e, err := s.lockActive(ctx, tx, slug, id)
		if err != nil {
			return err
		}
		a, known := c.Entry.Action(action)
		if !known || a.Kind == tickets.Referral {
			return ErrActionUnknown
		}
		// A wrong answer is an answer: it is kept, and counted, before it is told.
		refused, err = s.try(ctx, tx, c, e.Entry, a, tier, form)
		if err != nil || refused != nil {
			return err
		}
		return s.recount(ctx, tx, c, e, false)
	})
	if err == nil && refused != nil {
		err = refused
	}
	if err != nil {
		return Receipt{}, err
	}
	return s.ReceiptOf(ctx, id)
}

// lockActive holds a contest that is open, and the row of one of its entries that takes part
// or may come to.
func (s *Service) lockActive(ctx context.Context, tx *db.DB, slug string, id EntryID) (Contest, stored, error) {
	c, err := holdBySlug(ctx, tx, slug)
	if err != nil {
		return c, stored{}, err
	}
	e, err := selectEntry(ctx, tx, "WHERE id = ? AND contest_id = ?"+tx.ForUpdate(), string(id), string(c.ID))
	if err != nil {
		return c, e, err
	}
	if err := c.open(s.clock.Now()); err != nil {
		return c, e, err
	}
	if e.Status != EntryPending && e.Status != EntryConfirmed || e.row.SecretSealed == nil {
		return c, e, ErrEntryState
	}
	return c, e, nil
}

// try does one action, and says in its first result why it was not done. tier is what the
// entrant has reached, where the action asks for one.
func (s *Service) try(ctx context.Context, tx *db.DB, c Contest, e Entry, a Action, tier *fault.Error, form ActForm) (*fault.Error, error) {
	now := s.clock.Now()
	acts, err := selectActs(ctx, tx, e.ID)
	if err != nil {
		return nil, err
	}
	period := a.Every.Period(now, c.Location())
	switch c.Entry.plan().State(a.counted(), acts.counted(), period) {
	case tickets.Locked:
		return ErrActionLocked, nil
	case tickets.Waiting, tickets.Closed:
		return nil, nil
	}
	act := actRow{ID: db.NewID(), ContestID: string(c.ID), EntryID: string(e.ID), Action: a.ID, Period: period, State: string(ActDone), ActedAt: db.Millis(now)}
	switch a.Kind {
	case tickets.Code, tickets.Quiz:
		return s.answer(ctx, tx, c, e, a, acts, act, form.Answer, now)
	case tickets.Tier:
		if tier != nil {
			return tier, nil
		}
	case tickets.Proof:
		return s.prove(ctx, tx, a, act, form)
	}
	return nil, upsertAct(ctx, tx, act)
}

// answer compares a code or an answer on the server, and counts what is wrong.
func (s *Service) answer(
	ctx context.Context, tx *db.DB, c Contest, e Entry, a Action, acts actRows, act actRow, answer string, now time.Time,
) (*fault.Error, error) {
	if acts.state(a.ID, act.Period) == ActWrong {
		return ErrQuizLost, nil
	}
	who, known, err := s.entrant(ctx, tx, c, e)
	if err != nil {
		return nil, err
	}
	single := known && a.Kind == tickets.Quiz && !a.Retry
	if single {
		if lost, err := s.did(ctx, tx, c, who, deedAnswer, a.ID); err != nil {
			return nil, err
		} else if lost {
			act.State = string(ActWrong)
			return ErrQuizLost, upsertAct(ctx, tx, act)
		}
	}
	name := rate.NewName(s.tries, act.EntryID, a.ID)
	if known { // also by another entry, after this one was taken back
		name = rate.NewName(s.tries, string(s.person(c, who)), a.ID)
	}
	tries, err := rate.Seen(ctx, tx, name, time.Hour, now)
	switch {
	case err != nil:
		return nil, err
	case tries >= triesPerHour:
		return ErrTooManyTries, nil
	case a.right(answer):
		return nil, upsertAct(ctx, tx, act)
	}
	if _, err := rate.Hit(ctx, tx, name, time.Hour, now); err != nil {
		return nil, err
	}
	switch {
	case a.Kind == tickets.Code:
		return ErrCodeWrong.Field("answer", ErrCodeWrong), nil
	case a.Retry:
		return ErrQuizRetry.Field("answer", ErrQuizRetry), nil
	}
	if single {
		if _, err := s.once(ctx, tx, c, who, deedAnswer, a.ID); err != nil {
			return nil, err
		}
	}
	act.State = string(ActWrong)
	return ErrQuizLost, upsertAct(ctx, tx, act)
}

// prove takes what staff will look at. What was sent before and not looked at is replaced.
func (s *Service) prove(ctx context.Context, tx *db.DB, a Action, act actRow, form ActForm) (*fault.Error, error) {
	act.State = string(ActReview)
	if a.Proof == ProofPicture {
		if form.Picture == nil {
			return ErrProofPicture.Field("picture", ErrProofPicture), nil
		}
		if err := s.keepPicture(ctx, tx, EntryID(act.EntryID), actionField(a.ID, act.Period), *form.Picture); err != nil {
			return nil, err
		}
		return nil, upsertAct(ctx, tx, act)
	}
	said, f := text.Lines(form.Answer, maxProof)
	if f == nil {
		f = text.Require(said)
	}
	if f == nil && a.Proof == ProofLink {
		if u, err := url.Parse(said); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
			f = ErrProofLink
		}
	}
	if f != nil {
		return f.Field("answer", f), nil
	}
	act.Proof = said
	return nil, upsertAct(ctx, tx, act)
}

// tierFor asks the loyalty programme before anything is held, where an action asks for a
// tier: nil where it is reached.
func (s *Service) tierFor(ctx context.Context, slug string, id EntryID, action string) (*fault.Error, error) {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return nil, err
	}
	a, known := c.Entry.Action(action)
	if !known || a.Kind != tickets.Tier || s.tiers == nil {
		return nil, nil
	}
	e, err := selectEntry(ctx, s.db, "WHERE id = ? AND contest_id = ?", string(id), string(c.ID))
	if err != nil || e.Fan == "" {
		return ErrTierUnproved, err
	}
	return s.tierReached(ctx, c, e.Entry, a.Tier)
}

// recount gives an entry the tickets that its actions are worth, after one was done. told says
// whether its person learns of it by mail: they see for themselves what they have done.
func (s *Service) recount(ctx context.Context, tx *db.DB, c Contest, e stored, told bool) error {
	if e.Status == EntryPending {
		return s.completeLate(ctx, tx, c, e)
	}
	acts, err := selectActs(ctx, tx, e.ID)
	if err != nil {
		return err
	}
	plan := c.Entry.plan()
	total, granted := plan.Settle(e.Tickets, e.granted, plan.Count(acts.counted()).Bonus)
	if granted != e.granted {
		if err := updateGranted(ctx, tx, e.ID, granted); err != nil {
			return err
		}
	}
	if total == e.Tickets {
		return nil
	}
	if err := insertRevision(ctx, tx, c, e.ID); err != nil {
		return err
	}
	if told {
		return s.revise(ctx, tx, c, e, total, false)
	}
	_, _, err = s.reviseQuietly(ctx, tx, c, e, total, false)
	return err
}

// completeLate makes a pending entry count if what was just done was all that it lacked.
func (s *Service) completeLate(ctx context.Context, tx *db.DB, c Contest, e stored) error {
	if e.ReadyAt.IsZero() {
		return nil // its address is to be confirmed first
	}
	f, err := s.fans.FindIn(ctx, tx, c.Brand, e.Fan)
	if err != nil {
		return err
	}
	consents, err := e.consents()
	if err != nil {
		return err
	}
	return s.complete(ctx, tx, f, e.Entry, consents, &Entered{Contest: c})
}
