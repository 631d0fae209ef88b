package handlers

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/picture"
)

// entrySlips is what the exit screen has of till receipts; nil where none are taken.
func (a *App) entrySlips(c *fiber.Ctx, s stand, r contests.Receipt, form frontend.Form) (*frontend.EntrySlips, error) {
	rules := s.contest.Entry.Slips
	if rules == nil || r.Entry.AcceptedAt.IsZero() {
		return nil, nil
	}
	sent, err := a.Contests.SlipsOf(c.UserContext(), r)
	if err != nil {
		return nil, err
	}
	view := &frontend.EntrySlips{PerMinor: rules.PerMinor, Currency: rules.Currency, Photo: rules.Photo}
	if r.Entry.Status == contests.EntryConfirmed && s.contest.Status(a.Clock.Now()) == contests.Open {
		view.Action = frontend.ContestPath(s.contest.Slug, "receipt", r.Key, "slips")
	}
	if len(rules.Shops) > 0 {
		view.Shops = []frontend.Choice{{}}
	}
	for _, shop := range rules.Shops {
		view.Shops = append(view.Shops, frontend.Choice{Value: shop, Label: shop})
	}
	for _, slip := range sent {
		view.Sent = append(view.Sent, slipLine(slip, rules.Currency, lang(c)))
	}
	if form.Failed() && form.Values.Has("bought_on") {
		view.Form = form
	}
	return view, nil
}

func slipLine(s contests.Slip, currency, lang string) frontend.SlipLine {
	return frontend.SlipLine{
		Shop: s.Shop, Number: s.Number, AmountMinor: s.AmountMinor, Currency: currency, BoughtOn: s.BoughtOn,
		State: string(s.State), Reason: s.Reason.Text().In(lang), Tickets: int(s.Tickets),
	}
}

// sendSlipForm takes a till receipt of whoever holds an entry's receipt.
func (a *App) sendSlipForm(c *fiber.Ctx, s stand) error {
	key := c.Params("key")
	err := a.sendSlip(c, s, key)
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			r, err := a.Contests.FindReceipt(c.UserContext(), s.contest.Slug, key)
			if err != nil {
				return err
			}
			if len(form.Errors) > 0 && form.Errors[0].Field == "" { // it is of the receipt as a whole
				form.Errors[0].Field = "number"
			}
			return a.renderExit(c, status, s, r, form)
		})
	}
	return a.redirect(c, frontend.ContestPath(s.contest.Slug, "receipt", key), frontend.NoticeSlipSent)
}

func (a *App) sendSlip(c *fiber.Ctx, s stand, key string) error {
	rules := s.contest.Entry.Slips
	if rules == nil {
		return contests.ErrNoSlips
	}
	amount, err := readAmount(formValue(c, "amount"), rules.Currency)
	if err != nil {
		amount = 0 // no amount: told at its field
	}
	form := contests.SlipForm{
		Shop: formValue(c, "shop"), Number: formValue(c, "number"), AmountMinor: amount, BoughtOn: formValue(c, "bought_on"),
	}
	if form.Photo, err = a.photoIn(c, "photo"); err != nil {
		return atField("photo", err)
	}
	return a.Contests.SendSlip(c.UserContext(), s.contest.Slug, key, form)
}

// photoIn reads a picture that is for staff alone: it is kept by whoever it belongs to, and
// not in the album that everybody sees.
func (a *App) photoIn(c *fiber.Ctx, field string) (*picture.Picture, error) {
	part, err := c.FormFile(field)
	if err != nil || part.Size == 0 {
		return nil, nil
	}
	file, err := part.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	p, err := a.Contests.ReadPicture(c.UserContext(), file)
	return &p, err
}

// slipsPage shows the till receipt to look at next.
func (a *App) slipsPage(c *fiber.Ctx, d desk) error {
	return a.renderSlips(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) renderSlips(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	q, err := a.Contests.NextSlip(c.UserContext(), d.Actor, c.Params("slug"), c.Query("after"))
	if err != nil {
		return err
	}
	contest := q.Contest
	page := frontend.AdminSlipsPage{
		AdminFrame: a.adminFrame(c, d), Slug: contest.Slug, Title: contest.Title, ClosesAt: in(contest.ClosesAt, contest.Location()),
		Sealed: contest.Sealed(a.Clock.Now()), Waiting: q.Waiting, Form: form,
	}
	for _, reason := range contests.SlipReasons() {
		page.Reasons = append(page.Reasons, frontend.Choice{Value: string(reason), Label: reason.Text().In(lang(c))})
	}
	if s := q.Slip; s != nil {
		page.Slip = &frontend.SlipView{
			SlipLine: slipLine(*s, contest.Entry.Slips.Currency, lang(c)), ID: s.ID, Entry: s.EntryNumber, Twins: s.Twins, SentAt: in(s.SentAt, contest.Location()),
		}
		if s.Photo {
			page.Slip.Photo = &frontend.Picture{
				URL: d.contestPath(contest.Slug, "receipts", s.ID, "photo.jpg"), Width: s.PhotoWidth, Height: s.PhotoHeight,
			}
		}
		if q.Waiting > 1 {
			page.Skip = "?after=" + s.ID
		}
	}
	return a.render(c, status, page)
}

func (a *App) reviewSlipForm(c *fiber.Ctx, d desk) error {
	act, reason, _ := strings.Cut(formValue(c, "act"), ".")
	err := a.Contests.ReviewSlip(c.UserContext(), d.Actor, c.Params("slug"), formValue(c, "slip"), act == "accept", contests.SlipReason(reason))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderSlips(c, status, d, form) })
	}
	return a.redirect(c, d.contestPath(c.Params("slug"), "receipts"), frontend.NoticeDecided)
}

// sendSlipPhoto answers the photo of a till receipt, to staff alone.
func (a *App) sendSlipPhoto(c *fiber.Ctx, d desk) error {
	photo, err := a.Contests.FindSlipPhoto(c.UserContext(), d.Actor, c.Params("slug"), c.Params("slip"))
	if err != nil {
		return err
	}
	return sendPrivatePicture(c, photo)
}
