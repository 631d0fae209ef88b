package handlers

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/account"
)

// adminDrawPage is the console: its steps pass by the clock, people look and replace.
func (a *App) adminDrawPage(c *fiber.Ctx, d desk) error {
	ctx := c.UserContext()
	contest, err := a.contestAt(c, d)
	if err != nil {
		return err
	}
	counts, err := a.Contests.Count(ctx, contest)
	if err != nil {
		return err
	}
	zone := contest.Location()
	now := a.Clock.Now()
	page := frontend.AdminDrawPage{
		AdminFrame: a.adminFrame(c, d), Slug: contest.Slug, Title: contest.Title, State: contestState(contest.Status(now)),
		ClosesAt: in(contest.ClosesAt, zone), DrawAt: in(contest.DrawAt, zone), Label: labelView(contest), Statement: contest.Statement().In(lang(c)),
		Counts: entryCounts(counts), Public: a.publicAddress(c, contest, "draw"), Ranked: contest.Ranked(),
	}
	if !contest.PublishedAt.IsZero() {
		if err := a.fillDraw(c, d, contest, &page); err != nil {
			return err
		}
	}
	return a.render(c, fiber.StatusOK, page)
}

func (a *App) fillDraw(c *fiber.Ctx, d desk, contest contests.Contest, page *frontend.AdminDrawPage) error {
	held, err := a.deskDraw(c, d, contest)
	if err != nil {
		return err
	}
	page.Draw, page.Sentence, page.Attempts = drawView(held, lang(c)), held.Sentence.In(lang(c)), attemptViews(held, lang(c))
	page.MayCancel, page.Restart = mayCancel(held), restartOf(held)
	post := a.Contests.Post(held)
	page.PostFR, page.PostEN = post.FR, post.EN
	if held.State == contests.StateWaiting {
		page.Waits = held.Round
	}
	if page.Drawn, err = a.drawnViews(c, d, held); err != nil {
		return err
	}
	if page.Unfit, err = a.markUnfit(c, d, contest, page.Drawn); err != nil {
		return err
	}
	if len(page.Drawn) == 0 {
		return nil
	}
	if e := embargoView(held); e != nil {
		page.EmbargoTill = e.Until
	}
	if !contest.Ranked() {
		page.ProofHref, page.VerifyLine = contestFile(contest, "proof.zip"), verifyLine(a.Config.BaseURL, contest)
	}
	return nil
}

// mayCancel reports whether the present attempt can be given up.
func mayCancel(d contests.Draw) bool {
	return d.CancelledAt.IsZero() && !slices.ContainsFunc(d.Slots, func(s contests.Slot) bool { return !s.AcceptedAt.IsZero() })
}

// restartOf is what another attempt would be held for.
func restartOf(d contests.Draw) frontend.Restart {
	switch {
	case !d.CancelledAt.IsZero() && !d.Contest.ShutAt.IsZero():
		return frontend.RestartAll
	case d.Counts() && slices.ContainsFunc(d.Open(), func(n int) bool { return n > 0 }):
		return frontend.RestartOpen
	}
	return frontend.RestartNone
}

// deskDraw is the draw as this member of staff may see it.
func (a *App) deskDraw(c *fiber.Ctx, d desk, contest contests.Contest) (contests.Draw, error) {
	if !d.Actor.May(account.ViewPeople) {
		return a.Contests.FindDraw(c.UserContext(), contest.Slug)
	}
	return a.Contests.InspectDraw(c.UserContext(), d.Actor, contest.Slug)
}

// drawnViews are the slots of the attempts that count, with how each holder is reached
// for those who may know.
func (a *App) drawnViews(c *fiber.Ctx, d desk, held contests.Draw) ([]frontend.DrawnAttempt, error) {
	var views []frontend.DrawnAttempt
	for _, h := range held.Attempts {
		if !h.Counts() {
			continue
		}
		view := frontend.DrawnAttempt{Attempt: h.No}
		for j, p := range held.Contest.Prizes {
			prize := frontend.DrawnPrize{Name: p.Name, Winners: p.Winners}
			for _, s := range h.Slots {
				if s.Prize != j {
					continue
				}
				shown := slotView(s, lang(c))
				var err error
				if shown.Contact, err = a.contactOf(c, d, held.Contest, s); err != nil {
					return nil, err
				}
				prize.Slots = append(prize.Slots, shown)
			}
			if len(prize.Slots) > 0 {
				view.Prizes = append(view.Prizes, prize)
			}
		}
		views = append(views, view)
	}
	return views, nil
}

// markUnfit says at each place why its holder could not enter by the lists as they are now,
// and returns how many there are. It decides nothing.
func (a *App) markUnfit(c *fiber.Ctx, d desk, contest contests.Contest, drawn []frontend.DrawnAttempt) (int, error) {
	if !d.Actor.May(account.ViewPeople) || len(drawn) == 0 {
		return 0, nil
	}
	found, err := a.Contests.FindUnfit(c.UserContext(), d.Actor, contest.Slug)
	for _, u := range found {
		for _, attempt := range drawn {
			if attempt.Attempt == u.Place.Attempt {
				markSlot(attempt.Prizes, u, lang(c))
			}
		}
	}
	return len(found), err
}

func markSlot(prizes []frontend.DrawnPrize, u contests.Unfit, lang string) {
	for _, prize := range prizes {
		for i, slot := range prize.Slots {
			if slot.Prize == u.Place.Prize && slot.Slot == u.Place.Slot {
				prize.Slots[i].Unfit = u.Why.Message.In(lang)
			}
		}
	}
}

// contactOf says how the holder of a slot is reached, and the code of their message.
func (a *App) contactOf(c *fiber.Ctx, d desk, contest contests.Contest, slot contests.Slot) (string, error) {
	if slot.Entry == "" || !d.Actor.May(account.ViewPeople) {
		return "", nil
	}
	e, err := a.Contests.FindEntry(c.UserContext(), d.Actor, contest.Slug, slot.Entry)
	if err != nil || slot.Code == "" {
		return e.Contact, err
	}
	return e.Contact + " · " + slot.Code, nil
}
