package handlers

import (
	"context"
	"time"
	"unicode"
	"unicode/utf8"

	"kermesse/contests"
	"kermesse/contests/draw"
	"kermesse/contests/draw/proof"
	"kermesse/frontend"
	"kermesse/internal/picture"
)

// contestView shows a contest in its own time zone.
func (a *App) contestView(ctx context.Context, c contests.Contest, lang string) (frontend.ContestView, error) {
	c = c.In(lang)
	zone := c.Location()
	view := frontend.ContestView{
		Slug: c.Slug, Title: c.Title, Intro: c.Description, Picture: contestPicture(c), Prizes: prizeViews(c.Prizes),
		OpensAt: in(c.OpensAt, zone), ClosesAt: in(c.ClosesAt, zone), DrawAt: in(c.DrawAt, zone),
		Contact: frontend.ContactChoice(c.Entry.Contact), AskAlias: c.Entry.AskAlias, MinAge: c.Entry.MinAge,
		Countries: countryNames(lang, c.Entry.Countries), Label: labelView(c), Statement: c.Statement().In(lang), Round: c.Round,
		Code: codeAsk(c), Instant: c.Entry.Instant != nil, Slips: c.Entry.Slips != nil, Photos: c.Entry.Photos != nil, Ranked: c.Ranked(),
		Cost: string(c.Cost()), Free: c.Cost().Free(),
	}
	for _, q := range c.Entry.Questions {
		view.Questions = append(view.Questions, frontend.ContestQuestion{ID: q.ID, Label: q.Label, Choices: q.Choices, Shown: c.ChoicesIn(lang, q), Required: q.Required, Kind: string(q.Kind), Bounds: a.boundWords(lang, q)})
		view.TakesFiles = view.TakesFiles || q.Kind == contests.QuestionPicture
	}
	view.Acts, view.Who = formActs(c, lang), a.whoView(c, lang)
	if c.Law != nil {
		view.KeptDays = c.Law.Kept(c.ClaimDays).LosersDays
	}
	if c.SealedAt.IsZero() {
		var err error
		view.Entries, err = a.Contests.CountUnsealed(ctx, c)
		return view, err
	}
	seal, sealed, err := a.Contests.FindSeal(ctx, c)
	if sealed {
		view.CloseHash, view.Entries = seal.Commit.String(), int(seal.Entries)
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
func entryReceipt(r contests.Receipt, lang string) frontend.EntryReceipt {
	e := r.Entry
	view := frontend.EntryReceipt{
		Number: e.Number, Key: r.Key, Status: frontend.EntryStatus(e.Status), FirstName: e.Name, Alias: e.Alias,
		Contact: r.Contact, Tickets: int(e.Tickets), AcceptedAt: in(e.AcceptedAt, r.Contest.Location()),
		Commitment: e.Commitment.String(), Note: string(r.Note), PrivatePart: r.Private, Reason: exclusionWords(e.Reason, lang),
		WonAtOnce: e.Reason == string(contests.ReasonInstant), Ready: !e.ReadyAt.IsZero(),
	}
	if view.AcceptedAt.IsZero() {
		view.AcceptedAt = in(e.CreatedAt, r.Contest.Location())
	}
	return view
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
		Accepted: !s.AcceptedAt.IsZero(), Prize: s.Prize, Slot: s.Slot, State: frontend.SlotState(s.State), Alias: s.Alias, Held: s.Held, Entry: s.Number,
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
func reasonWords(r contests.Reason, lang string) string { return sentenceOf(r.Text().In(lang)) }

// sentenceOf makes a sentence of words that go inside one.
func sentenceOf(words string) string {
	if words == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(words)
	return string(unicode.ToUpper(first)) + words[size:] + "."
}

// exclusionWords say why an entry was excluded: by its code or, before there were codes,
// in the words of whoever did it.
func exclusionWords(reason, lang string) string {
	if words := reasonWords(contests.Reason(reason), lang); words != "" {
		return words
	}
	return reason
}

// winnerLines are those who have a prize now.
func winnerLines(d contests.Draw, lang string) []frontend.WinnerLine {
	var lines []frontend.WinnerLine
	for j, p := range d.Contest.In(lang).Prizes {
		for _, s := range d.Holders() {
			if s.Prize == j {
				lines = append(lines, frontend.WinnerLine{Prize: p.Name, Alias: s.Alias, Held: s.Held})
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
