package handlers

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kermesse/contests"
	"kermesse/contests/beacon"
	"kermesse/contests/draw"
	"kermesse/contests/draw/proof"
	"kermesse/frontend"
	"kermesse/internal/picture"
)

// contestView shows a contest in its own time zone.
func (a *App) contestView(ctx context.Context, c contests.Contest, lang string) (frontend.ContestView, error) {
	zone := c.Location()
	view := frontend.ContestView{
		Slug: c.Slug, Title: c.Title, Intro: c.Description, Picture: contestPicture(c), Prizes: prizeViews(c.Prizes),
		OpensAt: in(c.OpensAt, zone), ClosesAt: in(c.ClosesAt, zone), DrawAt: in(c.DrawAt, zone),
		Contact: frontend.ContactChoice(c.Entry.Contact), AskAlias: c.Entry.AskAlias, MinAge: c.Entry.MinAge,
		Countries: c.Entry.Countries, Label: labelView(c), Statement: c.Statement().In(lang), Round: c.Round,
	}
	for _, q := range c.Entry.Questions {
		view.Questions = append(view.Questions, frontend.ContestQuestion{ID: q.ID, Label: q.Label, Choices: q.Choices, Required: q.Required})
	}
	var err error
	if view.Entries, err = a.Contests.CountConfirmed(ctx, c); err != nil {
		return view, err
	}
	seal, sealed, err := a.Contests.FindSeal(ctx, c.ID)
	if sealed {
		view.CloseHash = seal.Commit.String()
	}
	return view, err
}

func contestPicture(c contests.Contest) *frontend.Picture {
	if c.Picture == nil {
		return nil
	}
	widths := picture.Widths(c.Picture.Width)
	width := widths[min(1, len(widths)-1)] // 720 pixels, where there are that many
	return &frontend.Picture{
		URL: picture.Path(c.Picture.Hash, width), Alt: c.Picture.Alt,
		Width: width, Height: max(c.Picture.Height*width/c.Picture.Width, 1),
	}
}

func prizeViews(prizes []contests.Prize) []frontend.PrizeView {
	views := make([]frontend.PrizeView, len(prizes))
	for j, p := range prizes {
		views[j] = frontend.PrizeView{
			Name: p.Name, Winners: p.Winners, Alternates: p.Alternates, ValueMinor: p.ValueMinor, Currency: p.Currency,
		}
	}
	return views
}

// labelView is the label as pages name it. No page may promise more than it does.
func labelView(c contests.Contest) frontend.DrawLabel {
	return map[proof.Label]frontend.DrawLabel{
		proof.A1: frontend.LabelA1, proof.A2: frontend.LabelA2, proof.B: frontend.LabelB,
		proof.Unsealed: frontend.LabelUnsealed, proof.C: frontend.LabelC, proof.Test: frontend.LabelTest,
	}[c.Label()]
}

func contestCancellation(c contests.Contest) *frontend.Cancellation {
	if c.CancelledAt.IsZero() {
		return nil
	}
	return &frontend.Cancellation{At: in(c.CancelledAt, c.Location()), Reason: c.CancelReason}
}

// receiptOf shows an entry to its entrant.
func entryReceipt(r contests.Receipt) frontend.EntryReceipt {
	e := r.Entry
	view := frontend.EntryReceipt{
		Number: e.Number, Key: r.Key, Status: frontend.EntryStatus(e.Status), FirstName: e.Name, Alias: e.Alias,
		Contact: r.Contact, Tickets: int(e.Tickets), AcceptedAt: in(e.AcceptedAt, r.Contest.Location()),
		Commitment: e.Commitment.String(), Note: string(r.Note), PrivatePart: r.Private, Reason: e.Reason,
	}
	if view.AcceptedAt.IsZero() {
		view.AcceptedAt = in(e.CreatedAt, r.Contest.Location())
	}
	return view
}

// drawView is the public record of a draw: of its seal alone until it is held.
func drawView(c contests.Contest, seal contests.Seal, held *contests.Draw, lang string) *frontend.DrawView {
	zone := c.Location()
	view := &frontend.DrawView{
		Label: labelView(c), Statement: c.Statement().In(lang), Attempt: 1, Round: c.Round, RoundHref: roundAtSource(c),
		PublishedAt: in(c.PublishedAt, zone), ClosedAt: in(c.ClosesAt, zone), SealedAt: in(seal.SealedAt, zone), RoundAt: in(c.DrawAt, zone),
		Entries: int(seal.Entries), Tickets: int64(seal.Tickets), Root: seal.Root.String(), CloseRecord: string(seal.Record),
		CloseHash: seal.Commit.String(), RulesHash: c.RulesHash.String(),
	}
	if held == nil {
		return view
	}
	view.DrawnAt, view.Seed = in(held.DrawnAt, zone), held.Seed.String()
	if held.Randomness != (draw.Hash{}) {
		view.Randomness = held.Randomness.String()
	}
	for j, p := range c.Prizes {
		view.Prizes = append(view.Prizes, frontend.DrawnPrize{Name: p.Name, Winners: p.Winners, Slots: slotViews(held.Slots, j, lang)})
	}
	for _, d := range held.Decisions {
		view.Changes = append(view.Changes, frontend.DrawChange{
			At: in(d.At, zone), Prize: c.Prizes[d.Prize].Name, Place: d.Slot + 1, Reinstated: d.Reinstated,
			Reason: reasonWords(d.Reason, lang),
		})
	}
	return view
}

// roundAtSource is where anybody reads the round from those who made it; empty for a
// chain of our own and for an operator's number.
func roundAtSource(c contests.Contest) string {
	if _, real := beacon.Pinned(c.Chain); !real {
		return ""
	}
	return fmt.Sprintf("https://api.drand.sh/%s/public/%d", c.Chain, c.Round)
}

// slotViews are the slots of one prize, in their order.
func slotViews(slots []contests.Slot, prize int, lang string) []frontend.DrawSlot {
	var views []frontend.DrawSlot
	for _, s := range slots {
		if s.Prize == prize {
			views = append(views, slotView(s, lang))
		}
	}
	return views
}

func slotView(s contests.Slot, lang string) frontend.DrawSlot {
	view := frontend.DrawSlot{
		Prize: s.Prize, Slot: s.Slot, State: frontend.SlotState(s.State), Alias: s.Alias, Entry: s.Number,
	}
	if s.Index != draw.Vacant {
		view.Commitment = s.Commitment.String()
	}
	if s.Reason != "" {
		view.Reason = reasonWords(s.Reason, lang)
	}
	return view
}

// reasonWords is the reason as a sentence.
func reasonWords(r contests.Reason, lang string) string {
	words := r.Text().In(lang)
	if words == "" {
		return ""
	}
	return strings.ToUpper(words[:1]) + words[1:] + "."
}

// winnerLines are those who have a prize now.
func winnerLines(d contests.Draw) []frontend.WinnerLine {
	var lines []frontend.WinnerLine
	for j, p := range d.Contest.Prizes {
		for _, s := range d.Slots {
			if s.Prize == j && s.Holds() {
				lines = append(lines, frontend.WinnerLine{Prize: p.Name, Alias: s.Alias})
			}
		}
	}
	return lines
}

// entryCheck is the answer about one number.
func entryCheck(c contests.Contest, check contests.Check) *frontend.EntryCheck {
	view := &frontend.EntryCheck{
		Number: check.Number, Found: true, Status: frontend.EntryStatus(check.Status), Sealed: check.Sealed,
		Tickets: int(check.Tickets), Commitment: check.Commitment.String(),
	}
	if check.Proof.Size > 0 {
		view.Position = check.Proof.Index + 1
		view.First, view.Last = int64(check.Proof.Start)+1, int64(check.Proof.Start+check.Proof.Entry.Tickets)
	}
	for _, s := range check.Slots {
		if view.Prize == "" || s.Holds() {
			view.Prize, view.Slot = c.Prizes[s.Prize].Name, frontend.SlotState(s.State)
		}
	}
	return view
}

// firstDay is the first of the last days, in a contest's zone.
func firstDay(now time.Time, c contests.Contest, days int) time.Time {
	return now.In(c.Location()).AddDate(0, 0, 1-days)
}
