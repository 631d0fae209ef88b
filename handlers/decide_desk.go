package handlers

import (
	"context"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/account"
)

// decision is what may be decided about a slot.
type decision struct {
	reasons func() []contests.Reason
	decide  func(*contests.Service, context.Context, account.Actor, string, contests.Place, contests.Reason) error
	notice  frontend.Notice
}

var decisions = map[frontend.DecisionAct]decision{
	frontend.DecideDisqualify: {contests.Reasons, (*contests.Service).Disqualify, frontend.NoticeDisqualified},
	frontend.DecideReinstate:  {contests.ReinstatementReasons, (*contests.Service).Reinstate, frontend.NoticeReinstated},
	frontend.DecideAccept:     {contests.AcceptanceReasons, (*contests.Service).Accept, frontend.NoticeAccepted},
}

// asked is a decision about a slot as the address or the form names it.
type asked struct {
	act   frontend.DecisionAct
	place contests.Place
}

// readAsked reads a decision; value gives what stands under a name. What is no number is
// no slot.
func readAsked(value func(name string) string) (asked, error) {
	in := asked{act: frontend.DecisionAct(value("act"))}
	if _, known := decisions[in.act]; !known {
		return in, contests.ErrSlotNotFound
	}
	for name, field := range map[string]*int{"attempt": &in.place.Attempt, "prize": &in.place.Prize, "slot": &in.place.Slot} {
		text := value(name)
		n, err := strconv.Atoi(text)
		if err != nil && (text != "" || name != "attempt") {
			return in, contests.ErrSlotNotFound
		}
		*field = n
	}
	return in, nil
}

// decidePage says who loses or keeps the place, who gets it, and asks for the reason.
func (a *App) decidePage(c *fiber.Ctx, d desk) error {
	in, err := readAsked(func(name string) string { return c.Query(name) })
	if err != nil {
		return err
	}
	return a.renderDecide(c, fiber.StatusOK, d, in, frontend.Form{})
}

func (a *App) renderDecide(c *fiber.Ctx, status int, d desk, in asked, form frontend.Form) error {
	if err := d.Actor.Require(account.DrawWinners, d.Brand.ID); err != nil {
		return err
	}
	held, err := a.Contests.InspectDraw(c.UserContext(), d.Actor, c.Params("slug"))
	if err != nil {
		return err
	}
	slots, slot, found := slotIn(held, in.place)
	if !found {
		return contests.ErrSlotNotFound
	}
	e, err := a.Contests.FindEntry(c.UserContext(), d.Actor, held.Contest.Slug, slot.Entry)
	if err != nil {
		return err
	}
	page := frontend.AdminDecidePage{
		AdminFrame: a.adminFrame(c, d), Slug: held.Contest.Slug, Title: held.Contest.Title, Act: in.act, Attempt: in.place.Attempt,
		Prize: held.Contest.Prizes[slot.Prize].Name, Slot: slotView(slot, lang(c)), Form: form,
	}
	page.Slot.Contact = e.Contact
	if in.act == frontend.DecideDisqualify {
		page.Next = nextInLine(slots, slot, lang(c))
	}
	for _, r := range decisions[in.act].reasons() {
		page.Reasons = append(page.Reasons, frontend.Choice{Value: string(r), Label: reasonWords(r, lang(c))})
	}
	return a.render(c, status, page)
}

// slotIn finds a slot, and those of its attempt.
func slotIn(d contests.Draw, at contests.Place) ([]contests.Slot, contests.Slot, bool) {
	for _, h := range d.Attempts {
		if h.No != at.Attempt && (at.Attempt != 0 || h.No != d.No) {
			continue
		}
		i := slices.IndexFunc(h.Slots, func(s contests.Slot) bool { return s.Prize == at.Prize && s.Slot == at.Slot && s.Entry != "" })
		if i >= 0 {
			return h.Slots, h.Slots[i], true
		}
	}
	return nil, contests.Slot{}, false
}

// nextInLine is who would take a prize that a slot loses; nil if nobody is left, or if
// the slot has none to lose.
func nextInLine(slots []contests.Slot, losing contests.Slot, lang string) *frontend.DrawSlot {
	if !losing.Holds() {
		return nil
	}
	for _, s := range slots {
		if s.Prize == losing.Prize && s.State == contests.SlotAlternate {
			view := slotView(s, lang)
			return &view
		}
	}
	return nil
}

func (a *App) decideForm(c *fiber.Ctx, d desk) error {
	in, err := readAsked(func(name string) string { return formValue(c, name) })
	if err != nil {
		return err
	}
	slug, by := c.Params("slug"), decisions[in.act]
	if err := by.decide(a.Contests, c.UserContext(), d.Actor, slug, in.place, contests.Reason(formValue(c, "reason"))); err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderDecide(c, status, d, in, form) })
	}
	return a.redirect(c, d.contestPath(slug, "draw"), by.notice)
}
