package contests

import (
	"context"
	"errors"
	"slices"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/db"
)

// Place names a slot of a contest's draw.
type Place struct {
	Attempt int // 0: the present one
	Prize   int // index
	Slot    int // from 0 within the prize; alternates follow the winners
}

// Disqualify takes the prize, or the place in the queue, from the entry of a slot, for
// a reason of the closed list. The prize goes to the next of the same draw's order; who
// lost it and who gets it are told. It is public for ever.
// Faults: ErrNotDrawn, ErrSlotNotFound, ErrDisqualified, ErrAccepted, ErrReasonUnknown on
// the field reason.
func (s *Service) Disqualify(ctx context.Context, actor account.Actor, slug string, at Place, reason Reason) error {
	if err := checkReason(reason, Reasons()); err != nil {
		return err
	}
	return s.judge(ctx, actor, slug, at, Decision{Kind: draw.EventDisqualify, Reason: reason}, s.disqualify)
}

func (s *Service) disqualify(ctx context.Context, tx *db.DB, c Contest, j judged) error {
	if slices.ContainsFunc(j.before, func(s Slot) bool { return s.Commitment == j.slot.Commitment && !s.AcceptedAt.IsZero() }) {
		return ErrAccepted
	}
	changed, err := updateDisqualified(ctx, tx, c.ID, c.No, j.slot.Commitment, j.Reason, j.At)
	if err == nil && !changed {
		err = ErrDisqualified
	}
	return err
}

// Reinstate takes a disqualification back: after an appeal, or a mistake. Whoever had
// taken the place stands by again, unless they are confirmed already, or the prize is
// being drawn again: then it is too late.
// Faults: those of Disqualify, ErrNotDisqualified, ErrReinstateLate.
func (s *Service) Reinstate(ctx context.Context, actor account.Actor, slug string, at Place, reason Reason) error {
	if err := checkReason(reason, ReinstatementReasons()); err != nil {
		return err
	}
	return s.judge(ctx, actor, slug, at, Decision{Kind: draw.EventReinstate, Reason: reason}, s.reinstate)
}

func (s *Service) reinstate(ctx context.Context, tx *db.DB, c Contest, j judged) error {
	if j.present != c.No {
		return ErrReinstateLate
	}
	changed, err := updateReinstated(ctx, tx, c.ID, c.No, j.slot.Commitment)
	if err != nil {
		return err
	}
	if !changed {
		return ErrNotDisqualified
	}
	after, err := slotsOf(ctx, tx, c, c.Attempt)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(after, func(s Slot) bool { return !s.AcceptedAt.IsZero() && !s.Holds() }) {
		return ErrReinstateLate
	}
	return nil
}

// Accept confirms that the holder of a slot has the prize for good. An alternate is
// confirmed once nobody who was drawn before can appeal any more.
// Faults: ErrNotDrawn, ErrSlotNotFound, ErrNotHeld, ErrAccepted, ErrAppealOpen,
// ErrReasonUnknown on the field reason.
func (s *Service) Accept(ctx context.Context, actor account.Actor, slug string, at Place, reason Reason) error {
	if err := checkReason(reason, AcceptanceReasons()); err != nil {
		return err
	}
	return s.judge(ctx, actor, slug, at, Decision{Kind: draw.EventAccept, Reason: reason}, s.accept)
}

func (s *Service) accept(ctx context.Context, tx *db.DB, c Contest, j judged) error {
	switch {
	case !j.slot.Holds():
		return ErrNotHeld
	case !j.slot.AcceptedAt.IsZero():
		return ErrAccepted
	}
	if until := c.appealsUntil(j.before, j.slot); until.After(j.At) {
		return c.appealOpen(until)
	}
	first, err := updateAccepted(ctx, tx, c.ID, c.No, j.slot, j.At)
	if err != nil || !first {
		return err
	}
	if err := s.claims.Settle(ctx, tx, j.by, c.wonAt(c.No, j.slot), j.Reason == ReasonDelivered); err != nil {
		return err
	}
	return s.thankWinner(ctx, tx, c, j.slot)
}

// thankWinner rewards a fan for a prize that is theirs for good, and lets others go first
// for as long as the rules say. Who entered by a comment, or
// was forgotten since, is no fan of the house.
func (s *Service) thankWinner(ctx context.Context, tx *db.DB, c Contest, slot Slot) error {
	e, err := selectEntry(ctx, tx, "WHERE contest_id = ? AND commitment = ?", string(c.ID), slot.Commitment[:])
	if errors.Is(err, ErrEntryNotFound) || err == nil && e.Fan == "" {
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.rest(ctx, tx, c, e.Entry, s.clock.Now()); err != nil || s.reward == nil {
		return err
	}
	return s.reward.Award(ctx, tx, Thanks{Brand: c.Brand, Fan: e.Fan, Contest: c.ID, Slug: c.Slug, Key: "win:" + string(e.ID), Won: true})
}

// appealsUntil is how long somebody who was drawn before the holder of a slot, for the
// same prize, can appeal; zero if nobody can.
func (c Contest) appealsUntil(slots []Slot, holder Slot) time.Time {
	var until time.Time
	for _, s := range slots {
		if s.Prize != holder.Prize || s.Slot >= holder.Slot || s.State != SlotDisqualified {
			continue
		}
		if end := s.DisqualifiedAt.Add(c.AppealPeriod()); end.After(until) {
			until = end
		}
	}
	return until
}

func (c Contest) appealOpen(until time.Time) error {
	at := momentWords(until, c.Location())
	return ErrAppealOpen.With(at.FR, at.EN)
}

func checkReason(reason Reason, closed []Reason) error {
	var wrong problems
	if !slices.Contains(closed, reason) {
		wrong.add("reason", ErrReasonUnknown.With(listed(closed)))
	}
	return wrong.err()
}

// judged is a decision about a slot of the contest's present or an earlier attempt.
type judged struct {
	Decision
	slot    Slot
	before  []Slot // of the attempt, as they stood
	present int    // number of the contest's present attempt
	by      account.Actor
}

// judge decides about one slot. The contest's row is held, so that decisions come one
// after another and each sees who has been told of what.
func (s *Service) judge(
	ctx context.Context, actor account.Actor, slug string, at Place, d Decision, decide func(context.Context, *db.DB, Contest, judged) error,
) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := lockBySlug(ctx, tx, slug)
		if err != nil {
			return err
		}
		if err := actor.RequireOr(account.DrawWinners, c.Brand, ErrNotFound); err != nil {
			return err
		}
		return s.judgeIn(ctx, tx, actor, c, at, d, decide)
	})
}

// judgeIn decides about one slot of a contest that the transaction holds.
func (s *Service) judgeIn(
	ctx context.Context, tx *db.DB, actor account.Actor, c Contest, at Place, d Decision, decide func(context.Context, *db.DB, Contest, judged) error,
) (err error) {
	j := judged{Decision: d, present: c.No, by: actor}
	if c.Attempt, err = attemptAt(ctx, tx, c, at.Attempt); err != nil {
		return err
	}
	if j.before, err = slotsOf(ctx, tx, c, c.Attempt); err != nil {
		return err
	}
	i := slices.IndexFunc(j.before, func(s Slot) bool { return s.Prize == at.Prize && s.Slot == at.Slot && s.Index != draw.Vacant })
	if i < 0 {
		return ErrSlotNotFound
	}
	j.slot = j.before[i]
	j.At = s.clock.Now().Truncate(time.Second)
	if err := decide(ctx, tx, c, j); err != nil {
		return err
	}
	return s.decided(ctx, tx, actor, c, j)
}

// attemptAt is an attempt whose result counts. Faults: ErrNotDrawn.
func attemptAt(ctx context.Context, d *db.DB, c Contest, no int) (Attempt, error) {
	attempts, err := attemptsOf(ctx, d, c.ID)
	if err != nil {
		return Attempt{}, err
	}
	for _, a := range attempts {
		if (a.No == no || no == 0 && a.No == c.No) && a.Counts() {
			return a, nil
		}
	}
	return Attempt{}, ErrNotDrawn
}

var decisionActions = map[draw.EventKind]string{
	draw.EventDisqualify: "winner.disqualified", draw.EventReinstate: "winner.reinstated", draw.EventAccept: "winner.accepted",
}

// decided writes a decision down, tells the people it touches, and puts it on record.
func (s *Service) decided(ctx context.Context, tx *db.DB, actor account.Actor, c Contest, j judged) error {
	after, err := slotsOf(ctx, tx, c, c.Attempt)
	if err != nil {
		return err
	}
	err = account.Record(ctx, tx, actor, account.Change{
		Action: decisionActions[j.Kind], Subject: c.subject(), At: j.At,
		Before: holders(j.before),
		After:  merge(holders(after), map[string]any{"attempt": c.No, "prize": j.slot.Prize, "slot": j.slot.Slot, "reason": j.Reason}),
	})
	if err != nil {
		return err
	}
	if err := s.tellWinners(ctx, tx, c, c.Attempt); err != nil || c.Ranked() {
		return err // of a ranking there is no result on record that a decision could be about
	}
	r, err := c.event(draw.Event{
		Kind: j.Kind, Attempt: c.No, Prize: j.slot.Prize, Slot: j.slot.Slot, Entry: j.slot.Commitment, Reason: string(j.Reason), At: j.At,
	})
	if err != nil {
		return err
	}
	return s.publicise(ctx, tx, c.ID, r)
}

// holders names by entry who has each prize, for the journal.
func holders(slots []Slot) map[string]any {
	var numbers []string
	for _, s := range slots {
		if s.Holds() {
			numbers = append(numbers, s.Number)
		}
	}
	return map[string]any{"winners": numbers}
}

func merge(into, from map[string]any) map[string]any {
	for k, v := range from {
		into[k] = v
	}
	return into
}
