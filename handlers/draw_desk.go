package handlers

import (
	"errors"
	"slices"
	"strconv"

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
	page := frontend.AdminDrawPage{
		AdminFrame: a.adminFrame(c, d), Slug: contest.Slug, Title: contest.Title, State: contestState(contest.Status(a.Clock.Now())),
		ClosesAt: in(contest.ClosesAt, zone), DrawAt: in(contest.DrawAt, zone), Label: labelView(contest), Statement: contest.Statement().In(lang(c)),
		Counts: entryCounts(counts), Public: a.publicAddress(c, contest, "draw"),
	}
	seal, sealed, err := a.Contests.FindSeal(ctx, contest.ID)
	if err != nil {
		return err
	}
	if sealed {
		if err := a.fillDraw(c, d, contest, seal, &page); err != nil {
			return err
		}
	}
	return a.render(c, fiber.StatusOK, page)
}

func (a *App) fillDraw(c *fiber.Ctx, d desk, contest contests.Contest, seal contests.Seal, page *frontend.AdminDrawPage) error {
	held, err := a.deskDraw(c, d, contest)
	if err != nil {
		return err
	}
	page.Draw = drawView(contest, seal, held, lang(c))
	if held == nil {
		return nil
	}
	page.ProofHref, page.VerifyLine = contestFile(contest, "proof.zip"), verifyLine(a.Config.BaseURL, contest)
	return a.fillContacts(c, d, held, page.Draw)
}

// deskDraw is the draw as this member of staff may see it; nil until it is held.
func (a *App) deskDraw(c *fiber.Ctx, d desk, contest contests.Contest) (*contests.Draw, error) {
	if !d.Actor.May(account.ViewPeople) {
		return a.heldDraw(c, contest.Slug)
	}
	held, err := a.Contests.InspectDraw(c.UserContext(), d.Actor, contest.Slug)
	if errors.Is(err, contests.ErrNotDrawn) {
		return nil, nil
	}
	return &held, err
}

// fillContacts says beside each slot how its holder is reached, to those who may know.
func (a *App) fillContacts(c *fiber.Ctx, d desk, held *contests.Draw, view *frontend.DrawView) error {
	if !d.Actor.May(account.ViewPeople) {
		return nil
	}
	for j := range view.Prizes {
		for i := range view.Prizes[j].Slots {
			shown := &view.Prizes[j].Slots[i]
			slot, ok := slotOf(held, shown.Prize, shown.Slot)
			if !ok || slot.Entry == "" {
				continue
			}
			e, err := a.Contests.FindEntry(c.UserContext(), d.Actor, held.Contest.Slug, slot.Entry)
			if err != nil {
				return err
			}
			shown.Contact = e.Contact
			if slot.Code != "" {
				shown.Contact += " · " + slot.Code
			}
		}
	}
	return nil
}

func slotOf(held *contests.Draw, prize, slot int) (contests.Slot, bool) {
	i := slices.IndexFunc(held.Slots, func(s contests.Slot) bool { return s.Prize == prize && s.Slot == slot })
	if i < 0 {
		return contests.Slot{}, false
	}
	return held.Slots[i], true
}

// disqualifyPage says who loses the place, who gets it, and asks for the reason.
func (a *App) disqualifyPage(c *fiber.Ctx, d desk) error {
	return a.renderDisqualify(c, fiber.StatusOK, d, placeAsked{c.Query("prize"), c.Query("slot"), c.Query("reinstate")}, frontend.Form{})
}

// placeAsked names a slot as the address or the form does.
type placeAsked struct{ prize, slot, reinstate string }

func (p placeAsked) numbers() (prize, slot int, ok bool) {
	prize, errPrize := strconv.Atoi(p.prize)
	slot, errSlot := strconv.Atoi(p.slot)
	return prize, slot, errPrize == nil && errSlot == nil
}

func (a *App) renderDisqualify(c *fiber.Ctx, status int, d desk, asked placeAsked, form frontend.Form) error {
	if err := d.Actor.Require(account.DrawWinners, d.Brand.ID); err != nil {
		return err
	}
	held, err := a.Contests.InspectDraw(c.UserContext(), d.Actor, c.Params("slug"))
	if err != nil {
		return err
	}
	prize, place, ok := asked.numbers()
	slot, found := slotOf(&held, prize, place)
	if !ok || !found {
		return contests.ErrSlotNotFound
	}
	e, err := a.Contests.FindEntry(c.UserContext(), d.Actor, held.Contest.Slug, slot.Entry)
	if err != nil {
		return err
	}
	page := frontend.AdminDisqualifyPage{
		AdminFrame: a.adminFrame(c, d), Slug: held.Contest.Slug, Title: held.Contest.Title,
		Prize: held.Contest.Prizes[prize].Name, Slot: slotView(slot, lang(c)), Reinstate: asked.reinstate == "yes", Form: form,
	}
	page.Slot.Contact = e.Contact
	if !page.Reinstate {
		page.Next = nextInLine(held, slot, lang(c))
		for _, r := range contests.Reasons() {
			page.Reasons = append(page.Reasons, frontend.Choice{Value: string(r), Label: reasonWords(r, lang(c))})
		}
	}
	return a.render(c, status, page)
}

// nextInLine is who would take a prize that a slot loses; nil if nobody is left, or if
// the slot has none to lose.
func nextInLine(held contests.Draw, losing contests.Slot, lang string) *frontend.DrawSlot {
	if !losing.Holds() {
		return nil
	}
	for _, s := range held.Slots {
		if s.Prize == losing.Prize && s.State == contests.SlotAlternate {
			view := slotView(s, lang)
			return &view
		}
	}
	return nil
}

func (a *App) disqualifyForm(c *fiber.Ctx, d desk) error {
	asked := placeAsked{formValue(c, "prize"), formValue(c, "slot"), formValue(c, "reinstate")}
	prize, slot, ok := asked.numbers()
	if !ok {
		return contests.ErrSlotNotFound
	}
	slug, notice := c.Params("slug"), frontend.NoticeDisqualified
	var err error
	if asked.reinstate == "yes" {
		notice, err = frontend.NoticeReinstated, a.Contests.Reinstate(c.UserContext(), d.Actor, slug, prize, slot)
	} else {
		err = a.Contests.Disqualify(c.UserContext(), d.Actor, slug, prize, slot, contests.Reason(formValue(c, "reason")))
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderDisqualify(c, status, d, asked, form) })
	}
	return a.redirect(c, d.contestPath(slug, "draw"), notice)
}
