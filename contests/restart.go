package contests

import (
	"context"
	"slices"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/db"
)

// announceLead is how long before the margin a later attempt's number lies in the future
// at least: its announcement is in the log, and signed, before the margin begins.
const announceLead = time.Minute

// maxAhead is how far ahead a number may be named. Chains are retired with notice.
const maxAhead = 90 * 24 * time.Hour

// Restart holds the draw once more, as another attempt: with the same list and for all
// prizes where the present attempt was cancelled or void; for the open units alone where
// it left prizes that nobody is there to receive. Then those who were disqualified are
// not in the list and, where an entry may win once, those who have a prize or stand by
// for one that may still become theirs. Who wins depends on a number that is named here
// and does not exist yet; notBefore puts it off, up to ninety days, and may be zero. The
// list is sealed in the same transaction, and at least the margin before the number: a
// server that stalls past that is refused.
// Faults: ErrRestartEarly, ErrRestartNothing, ErrRestartNobody, ErrAppealOpen,
// ErrDrawChanged, ErrNoBeacon, ErrNoDraw, ErrDrawAt on the field draw_at.
func (s *Service) Restart(ctx context.Context, actor account.Actor, slug string, notBefore time.Time) (Contest, error) {
	c, err := s.find(ctx, s.db, actor, account.DrawWinners, slug)
	if err != nil {
		return Contest{}, err
	}
	if c.Ranked() {
		return Contest{}, ErrNoDraw
	}
	now := s.clock.Now().Truncate(time.Second)
	if notBefore.After(now.Add(maxAhead)) {
		var wrong problems
		wrong.add("draw_at", ErrDrawAt.With(int(maxAhead.Hours())/24))
		return Contest{}, wrong.err()
	}
	next, err := s.plan(ctx, c, now, notBefore)
	if err != nil {
		return Contest{}, err
	}
	err = s.db.InTx(ctx, func(tx *db.DB) error { return s.restart(ctx, tx, actor, c, next) })
	if err != nil {
		return Contest{}, err
	}
	return s.Inspect(ctx, actor, slug)
}

// nextAttempt is an attempt that is about to be announced.
type nextAttempt struct {
	contest Contest // with the new attempt as the present one
	seed    []byte  // operator: sealed
	leftOut []draw.Hash
	to      closing
}

// plan makes the next attempt of what the present one has come to. It reads the list,
// which does not change any more, before anybody is kept waiting.
func (s *Service) plan(ctx context.Context, c Contest, now, notBefore time.Time) (nextAttempt, error) {
	var n nextAttempt
	a := Attempt{No: c.No + 1, AnnouncedAt: now}
	var err error
	switch {
	case c.ShutAt.IsZero():
		return n, ErrRestartEarly
	case c.Void():
		a.Reason = RestartUnsealed
	case !c.CancelledAt.IsZero():
		a.Reason, a.Units = RestartCancelled, c.Units
	case !c.DrawnAt.IsZero():
		a.Reason = RestartOpen
		if a.Units, n.leftOut, err = s.openUnits(ctx, s.db, c); err != nil {
			return n, err
		}
	default:
		return n, ErrRestartEarly
	}
	if a.Reason != RestartOpen {
		if n.leftOut, err = leftOutOf(ctx, s.db, c); err != nil {
			return n, err
		}
	}
	due := now.Add(announceLead + c.Margin)
	if notBefore.After(due) {
		due = notBefore
	}
	n.contest = c
	if n.seed, err = s.announce(&n.contest, a, due); err != nil {
		return n, err
	}
	n.to, err = s.closingAgain(ctx, n, c)
	return n, err
}

// openUnits are the units that nobody is left to receive, and who is left out of the list
// that they are drawn from.
func (s *Service) openUnits(ctx context.Context, d *db.DB, c Contest) ([]draw.Prize, []draw.Hash, error) {
	held, err := s.holdings(ctx, d, c)
	if err != nil {
		return nil, nil, err
	}
	if until := c.appealsOf(held); until.After(s.clock.Now()) {
		return nil, nil, c.appealOpen(until)
	}
	units := make([]draw.Prize, len(c.Prizes))
	some := false
	for j, n := range openOf(c, held) {
		if n > 0 {
			units[j], some = draw.Prize{Winners: n, Alternates: c.Prizes[j].Alternates}, true
		}
	}
	if !some {
		return nil, nil, ErrRestartNothing
	}
	out := map[draw.Hash]bool{}
	for _, h := range held {
		if h.Counts() {
			h.leaveOut(out, c.Mode)
		}
	}
	before, err := leftOutOf(ctx, d, c)
	for _, commitment := range before {
		out[commitment] = true
	}
	return units, sortedHashes(out), err
}

// leaveOut adds who of an attempt that stands is not drawn from again: who is
// disqualified and, where an entry may win once, who has a prize or stands by for one.
// Standing by ends when the prize is confirmed to its winners, for that is final. Somebody
// who stood by and was drawn again could come to two prizes.
func (h Holding) leaveOut(out map[draw.Hash]bool, mode draw.Mode) {
	undecided := map[int]bool{} // prizes that an alternate may still get
	for _, slot := range h.Slots {
		if slot.Holds() && slot.AcceptedAt.IsZero() {
			undecided[slot.Prize] = true
		}
	}
	for _, slot := range h.Slots {
		bound := slot.Holds() || slot.State == SlotAlternate && undecided[slot.Prize]
		if slot.State == SlotDisqualified || bound && mode == draw.OneWin {
			out[slot.Commitment] = true
		}
	}
}

// appealsOf is how long somebody who was disqualified can appeal; zero if nobody can.
func (c Contest) appealsOf(held []Holding) time.Time {
	var until time.Time
	for _, h := range held {
		for _, s := range h.Slots {
			if end := s.DisqualifiedAt.Add(c.AppealPeriod()); h.Counts() && s.State == SlotDisqualified && end.After(until) {
				until = end
			}
		}
	}
	return until
}

// leftOutOf is who is not in the list of the present attempt.
func leftOutOf(ctx context.Context, d *db.DB, c Contest) ([]draw.Hash, error) {
	out, err := selectLeftOut(ctx, d, c.listOf(c.Attempt))
	return sortedHashes(out), err
}

// closingAgain is what the close record of another attempt says. Its list is that of the
// attempt before it, or of the closing where that one had none.
func (s *Service) closingAgain(ctx context.Context, n nextAttempt, before Contest) (closing, error) {
	frozen, err := selectRules(ctx, s.db, before.ID)
	if err != nil {
		return closing{}, err
	}
	c := n.contest
	to := closing{state: before.Listing, Close: draw.Close{
		Attempt: c.No, Rules: frozen.Hash, Mode: c.Mode, Prizes: c.units(c.Attempt), Source: c.Named, ClosedAt: c.ClosesAt,
	}}
	if before.SealedAt.IsZero() {
		to.state = before.listing
	}
	if to.Draw, err = c.drawID(); err != nil {
		return closing{}, err
	}
	out := make(map[draw.Hash]bool, len(n.leftOut))
	for _, commitment := range n.leftOut {
		out[commitment] = true
	}
	hasher, err := without(list{contest: c.ID, state: to.state}.entries(ctx, s.db), out).Hash()
	if err != nil {
		return closing{}, err
	}
	to.Entries, to.Tickets, to.Root = hasher.Entries(), hasher.Tickets(), hasher.Root()
	if to.Entries == 0 && c.Reason == RestartOpen {
		return closing{}, ErrRestartNobody
	}
	return to, nil
}

// restart announces and seals the next attempt, unless the present one changed since it
// was looked at.
func (s *Service) restart(ctx context.Context, tx *db.DB, actor account.Actor, seen Contest, n nextAttempt) error {
	c, err := lockByID(ctx, tx, seen.ID)
	if err != nil {
		return err
	}
	if c.No != seen.No || c.CancelledAt != seen.CancelledAt || c.DrawnAt != seen.DrawnAt {
		return ErrDrawChanged
	}
	next := n.contest
	if next.Reason == RestartOpen {
		units, leftOut, err := s.openUnits(ctx, tx, c)
		if err != nil {
			return err
		}
		if !slices.Equal(units, next.Units) || !slices.Equal(leftOut, n.leftOut) {
			return ErrDrawChanged
		}
	}
	if err := insertAttempt(ctx, tx, c.ID, next.Attempt, n.seed); err != nil {
		return err
	}
	if err := insertLeftOut(ctx, tx, c.ID, next.No, n.leftOut); err != nil {
		return err
	}
	announced, err := next.event(draw.Event{
		Kind: draw.EventRestart, Attempt: next.No, Previous: c.No, Reason: string(next.Reason), Source: next.Named, At: next.AnnouncedAt,
	})
	if err != nil {
		return err
	}
	text, err := n.to.Encode()
	if err != nil {
		return err
	}
	err = account.Record(ctx, tx, actor, account.Change{
		Action: "contest.restarted", Subject: c.subject(), At: next.AnnouncedAt,
		After: map[string]any{"attempt": next.No, "reason": next.Reason, "source": next.Named.String(), "draw_at": next.DrawAt},
	})
	if err != nil {
		return err
	}
	if err := s.storeSeal(ctx, tx, actor, next, n.to, sealOf(text, n.to.Close, s.clock.Now()), announced); err != nil {
		return err
	}
	// Reading the list and waiting for the log may have taken any time. It is looked at last:
	// an attempt whose number may exist by now must not come to be.
	if !s.clock.Now().Before(next.DrawAt.Add(-next.Margin)) {
		return ErrDrawChanged
	}
	return nil
}
