package handlers

import (
	"fmt"
	"time"

	"kermesse/contests"
	"kermesse/contests/beacon"
	"kermesse/contests/draw"
	"kermesse/frontend"
)

// drawView is the public record of a draw's present attempt, of its seal alone until it
// is held. It is nil while nothing is sealed.
func drawView(d contests.Draw, lang string) *frontend.DrawView {
	if d.Seal.Record == nil {
		return nil
	}
	d.Contest = d.Contest.In(lang)
	c, zone := d.Contest, d.Contest.Location()
	view := &frontend.DrawView{
		Label: labelView(c), Statement: d.Statement.In(lang), Round: c.Round, RoundHref: roundAtSource(c),
		PublishedAt: in(c.PublishedAt, zone), ClosedAt: in(c.ClosesAt, zone), SealedAt: in(d.Seal.SealedAt, zone), RoundAt: in(c.DrawAt, zone),
		Witnesses: cosignedViews(d.Witnessed, zone), Late: d.Late, Fallback: fallbackView(d.Holding, zone),
		Entries: int(d.Seal.Entries), Tickets: int64(d.Seal.Tickets), Root: d.Seal.Root.String(), CloseRecord: string(d.Seal.Record),
		CloseHash: d.Seal.Commit.String(), RulesHash: c.RulesHash.String(),
	}
	if d.CloseIndex >= 0 {
		view.LogIndex, view.LoggedAt = d.CloseIndex, view.SealedAt
	}
	if !d.Counts() {
		return view
	}
	view.DrawnAt, view.Seed = in(d.DrawnAt, zone), d.Seed.String()
	if d.Randomness != (draw.Hash{}) {
		view.Randomness = d.Randomness.String()
	}
	for j, p := range c.Prizes {
		view.Prizes = append(view.Prizes, frontend.DrawnPrize{Name: p.Name, Winners: p.Winners, Slots: slotViews(d.Slots, j, lang)})
	}
	view.Changes = changeViews(d, lang)
	return view
}

// changeViews are the decisions that move a prize.
func changeViews(d contests.Draw, lang string) []frontend.DrawChange {
	var views []frontend.DrawChange
	for _, decision := range d.Decisions {
		if decision.Kind == draw.EventAccept {
			continue
		}
		views = append(views, frontend.DrawChange{
			At: in(decision.At, d.Contest.Location()), Prize: d.Contest.Prizes[decision.Prize].Name, Place: decision.Slot + 1,
			Reinstated: decision.Reinstated(), Reason: reasonWords(decision.Reason, lang),
		})
	}
	return views
}

func cosignedViews(witnessed []contests.Witnessed, zone *time.Location) []frontend.Cosigned {
	var views []frontend.Cosigned
	for _, w := range witnessed {
		views = append(views, frontend.Cosigned{Name: w.Name, At: in(w.At, zone), InTime: w.InTime})
	}
	return views
}

func fallbackView(h contests.Holding, zone *time.Location) *frontend.Fallback {
	if h.FallbackAt.IsZero() {
		return nil
	}
	return &frontend.Fallback{At: in(h.FallbackAt, zone), From: h.Named.String(), To: h.Fallback.String()}
}

// attemptViews are the attempts before the present one, and that one too if it was given
// up: what each decided, or would have decided, is shown for ever.
func attemptViews(d contests.Draw, lang string) []frontend.DrawAttempt {
	var views []frontend.DrawAttempt
	zone := d.Contest.Location()
	for _, h := range d.Attempts {
		if h.No == d.No && h.CancelledAt.IsZero() {
			continue
		}
		view := frontend.DrawAttempt{Attempt: h.No, Cancelled: !h.CancelledAt.IsZero(), At: in(h.DrawnAt, zone), Round: h.Round}
		if view.Cancelled {
			view.At, view.Reason = in(h.CancelledAt, zone), cancelWords(h.Attempt, lang)
		}
		if h.Seal.Record != nil {
			view.CloseHash = h.Seal.Commit.String()
		}
		if !h.Drawn() {
			view.DueAt = in(h.DrawAt, zone)
		}
		for _, s := range h.Slots {
			if s.Holds() {
				view.Winners = append(view.Winners, frontend.ShadowWinner{
					Prize: d.Contest.Prizes[s.Prize].Name, Alias: s.Alias, Commitment: s.Commitment.String(),
				})
			}
		}
		views = append(views, view)
	}
	return views
}

// cancelWords say why an attempt was given up: in the brand's words, where there are any.
func cancelWords(at contests.Attempt, lang string) string {
	if at.CancelReason != "" {
		return at.CancelReason
	}
	return at.CancelCode.Text().In(lang)
}

// roundAtSource is where anybody reads the round from those who made it; empty for a
// chain of our own and for an operator's number.
func roundAtSource(c contests.Contest) string {
	if _, real := beacon.Pinned(c.Chain); !real {
		return ""
	}
	return fmt.Sprintf("https://api.drand.sh/%s/public/%d", c.Chain, c.Round)
}
