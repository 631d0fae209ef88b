package contests

import (
	"context"
	"slices"
	"strings"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/db"
)

// Disqualify takes the prize, or the place in the queue, from the entry of a slot, for
// a reason of the closed list. The prize goes to the next of the same draw's order; who
// lost it and who gets it are told. It is public for ever.
// Faults: ErrNotDrawn, ErrSlotNotFound, ErrDisqualified, ErrReasonUnknown on the field reason.
func (s *Service) Disqualify(ctx context.Context, actor account.Actor, slug string, prize, slot int, reason Reason) error {
	if !slices.Contains(Reasons(), reason) {
		var wrong problems
		wrong.add("reason", ErrReasonUnknown.With(reasonList()))
		return wrong.err()
	}
	return s.judge(ctx, actor, slug, prize, slot, func(tx *db.DB, c Contest, at Slot, now time.Time) (Decision, error) {
		changed, err := updateDisqualified(ctx, tx, c.ID, at.Commitment, reason, now)
		if err == nil && !changed {
			err = ErrDisqualified
		}
		return Decision{Reason: reason}, err
	})
}

// Reinstate takes a disqualification back: after an appeal, or a mistake. Whoever had
// taken the place stands by again. Faults: those of Disqualify, ErrNotDisqualified.
func (s *Service) Reinstate(ctx context.Context, actor account.Actor, slug string, prize, slot int) error {
	return s.judge(ctx, actor, slug, prize, slot, func(tx *db.DB, c Contest, at Slot, _ time.Time) (Decision, error) {
		changed, err := updateReinstated(ctx, tx, c.ID, at.Commitment)
		if err == nil && !changed {
			err = ErrNotDisqualified
		}
		return Decision{Reinstated: true, Reason: at.Reason}, err
	})
}

func reasonList() string {
	var codes []string
	for _, r := range Reasons() {
		codes = append(codes, string(r))
	}
	return strings.Join(codes, ", ")
}

type judgement func(tx *db.DB, c Contest, at Slot, now time.Time) (Decision, error)

// judge decides about one slot. The contest's row is held, so that decisions come one
// after another and each sees who has been told of what.
func (s *Service) judge(ctx context.Context, actor account.Actor, slug string, prize, slot int, decide judgement) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := lockBySlug(ctx, tx, slug)
		if err != nil {
			return err
		}
		if err := actor.RequireOr(account.DrawWinners, c.Brand, ErrNotFound); err != nil {
			return err
		}
		if c.DrawnAt.IsZero() {
			return ErrNotDrawn
		}
		before, err := slotsOf(ctx, tx, c)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(before, func(s Slot) bool { return s.Prize == prize && s.Slot == slot && s.Index != draw.Vacant })
		if i < 0 {
			return ErrSlotNotFound
		}
		now := s.clock.Now().Truncate(time.Second)
		d, err := decide(tx, c, before[i], now)
		if err != nil {
			return err
		}
		d.Prize, d.Slot, d.Commitment, d.At = prize, slot, before[i].Commitment, now
		return s.record(ctx, tx, actor, c, d, before)
	})
}

// record writes a decision down and tells the people it touches.
func (s *Service) record(ctx context.Context, tx *db.DB, actor account.Actor, c Contest, d Decision, before []Slot) error {
	text, err := d.encode(c)
	if err != nil {
		return err
	}
	if err := insertDecision(ctx, tx, c.ID, d, text); err != nil {
		return err
	}
	after, err := slotsOf(ctx, tx, c)
	if err != nil {
		return err
	}
	action := "winner.disqualified"
	if d.Reinstated {
		action = "winner.reinstated"
	}
	err = account.Record(ctx, tx, actor, account.Change{
		Action: action, Subject: c.subject(), At: d.At,
		Before: holders(before),
		After:  merge(holders(after), map[string]any{"prize": d.Prize, "slot": d.Slot, "reason": d.Reason}),
	})
	if err != nil {
		return err
	}
	return s.tellWinners(ctx, tx, c)
}

// encode writes the decision as a public event.
func (d Decision) encode(c Contest) ([]byte, error) {
	id, err := c.drawID()
	if err != nil {
		return nil, err
	}
	kind := draw.EventDisqualify
	if d.Reinstated {
		kind = draw.EventReinstate
	}
	return draw.Event{
		Kind: kind, Draw: id, Attempt: firstAttempt, Prize: d.Prize, Slot: d.Slot, Entry: d.Commitment,
		Reason: string(d.Reason), At: d.At,
	}.Encode()
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
