package contests

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

// Attention is why a contest needs a hand.
type Attention string

// The reasons, the most pressing first.
const (
	AttentionVoid    Attention = "void"    // nothing was sealed in time: another attempt is needed
	AttentionBeacon  Attention = "beacon"  // the number is overdue: the source cannot be reached
	AttentionOpen    Attention = "open"    // a prize that nobody is left to receive
	AttentionAppeals Attention = "appeals" // entrants who object, to be answered before closing
	AttentionFlags   Attention = "flags"   // entries to look at before closing
	AttentionSlips   Attention = "slips"   // till receipts to read before closing
	AttentionProofs  Attention = "proofs"  // what entrants sent for an action, to look at before closing
	AttentionRefused Attention = "refused" // a draft that was to publish itself and could not
	AttentionDraft   Attention = "draft"   // a draft whose opening day is near or past
	AttentionDraw    Attention = "draw"    // a draw within a day
	AttentionClaims  Attention = "claims"  // winners who have days left to answer
	AttentionNobody  Attention = "nobody"  // open for a day and nobody has entered
)

// Hand is one thing that needs a hand.
type Hand struct {
	Why     Attention
	Contest Contest
	Count   int       // of entries, winners or prizes; 0 where it means nothing
	At      time.Time // since when, or when it is due
}

// beaconPatience is how late a number may be before somebody should look.
const beaconPatience = 2 * time.Minute

// NeedsHand lists what the actor's brand should look at now.
func (s *Service) NeedsHand(ctx context.Context, actor account.Actor) ([]Hand, error) {
	if err := actor.Require(account.ViewCampaigns, actor.Brand); err != nil {
		return nil, err
	}
	now := s.clock.Now()
	recent, err := selectContests(ctx, s.db,
		"WHERE brand_id = ? AND (published_at = 0 OR "+present("(a.cancelled_at = 0 OR a.cancel_code IN ('not-sealed-in-time', 'not-witnessed-in-time')) AND (a.drawn_at = 0 OR a.drawn_at > ?)")+") ORDER BY closes_at, id",
		string(actor.Brand), db.Millis(now.AddDate(0, 0, -maxClaimDays)))
	if err != nil {
		return nil, err
	}
	var hands []Hand
	for _, c := range recent {
		more, err := s.attention(ctx, c, now)
		if err != nil {
			return nil, err
		}
		hands = append(hands, more...)
	}
	return hands, nil
}

func (s *Service) attention(ctx context.Context, c Contest, now time.Time) ([]Hand, error) {
	const day = 24 * time.Hour
	switch c.Status(now) {
	case Draft:
		if !c.PublishRefusedAt.IsZero() {
			return []Hand{{Why: AttentionRefused, Contest: c, At: c.PublishRefusedAt}}, nil
		}
		if c.PublishAt.IsZero() && !c.OpensAt.IsZero() && c.OpensAt.Before(now.Add(3*day)) {
			return []Hand{{Why: AttentionDraft, Contest: c, At: c.OpensAt}}, nil
		}
	case Cancelled:
		if c.Void() {
			return []Hand{{Why: AttentionVoid, Contest: c, At: c.CancelledAt}}, nil
		}
	case AwaitingBeacon:
		if now.After(c.DrawAt.Add(beaconPatience)) {
			return []Hand{{Why: AttentionBeacon, Contest: c, At: c.DrawAt}}, nil
		}
	case Drawn:
		return s.drawnAttention(ctx, c, now)
	case Open, Closed:
		return s.runningAttention(ctx, c, now)
	}
	return nil, nil
}

func (s *Service) runningAttention(ctx context.Context, c Contest, now time.Time) ([]Hand, error) {
	const day = 24 * time.Hour
	var hands []Hand
	counts, err := s.Count(ctx, c)
	if err != nil {
		return nil, err
	}
	appeals, err := countAppeals(ctx, s.db, c.ID)
	if err != nil {
		return nil, err
	}
	if appeals > 0 && !c.Sealed(now) {
		hands = append(hands, Hand{Why: AttentionAppeals, Contest: c, Count: appeals, At: c.ClosesAt})
	}
	if counts.Flagged > 0 && !c.Sealed(now) {
		hands = append(hands, Hand{Why: AttentionFlags, Contest: c, Count: counts.Flagged, At: c.ClosesAt})
	}
	waiting, err := s.waitingAttention(ctx, c, now)
	if err != nil {
		return nil, err
	}
	hands = append(hands, waiting...)
	if counts.Started == 0 && now.After(c.OpensAt.Add(day)) {
		hands = append(hands, Hand{Why: AttentionNobody, Contest: c, At: c.OpensAt})
	}
	if c.DrawAt.Before(now.Add(day)) {
		hands = append(hands, Hand{Why: AttentionDraw, Contest: c, At: c.DrawAt})
	}
	return hands, nil
}

// waitingAttention is what entrants sent and a person has to look at while tickets can still
// come of it.
func (s *Service) waitingAttention(ctx context.Context, c Contest, now time.Time) ([]Hand, error) {
	if c.Sealed(now) {
		return nil, nil
	}
	var hands []Hand
	if c.Entry.Slips != nil {
		n, err := countSlips(ctx, s.db, "contest_id = ? AND state = 'waiting'", string(c.ID))
		if err != nil {
			return nil, err
		}
		if n > 0 {
			hands = append(hands, Hand{Why: AttentionSlips, Contest: c, Count: n, At: c.ClosesAt})
		}
	}
	n, err := s.CountProofs(ctx, c)
	if err != nil {
		return nil, err
	}
	if n > 0 {
		hands = append(hands, Hand{Why: AttentionProofs, Contest: c, Count: n, At: c.ClosesAt})
	}
	return hands, nil
}

func (s *Service) drawnAttention(ctx context.Context, c Contest, now time.Time) ([]Hand, error) {
	held, err := s.holdings(ctx, s.db, c)
	if err != nil {
		return nil, err
	}
	var hands []Hand
	open := 0
	for _, n := range openOf(c, held) {
		open += n
	}
	if open > 0 {
		hands = append(hands, Hand{Why: AttentionOpen, Contest: c, Count: open, At: c.DrawnAt})
	}
	winners := 0 // who have yet to be confirmed
	for _, slot := range held[len(held)-1].Slots {
		if slot.Holds() && slot.AcceptedAt.IsZero() {
			winners++
		}
	}
	if claimBy := c.DrawnAt.AddDate(0, 0, c.ClaimDays); winners > 0 && now.Before(claimBy) {
		hands = append(hands, Hand{Why: AttentionClaims, Contest: c, Count: winners, At: claimBy})
	}
	return hands, nil
}
