package handlers

import (
	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/loyalty"
)

// giftsPage shows what a member has given, and the form to give more.
func (a *App) giftsPage(c *fiber.Ctx, g guest) error {
	return a.showGifts(c, fiber.StatusOK, g, frontend.Form{Key: newFormKey()})
}

func (a *App) showGifts(c *fiber.Ctx, status int, g guest, form frontend.Form) error {
	ctx := c.UserContext()
	programme, err := a.Loyalty.FindProgramme(ctx, g.Brand.ID)
	if err != nil {
		return err
	}
	if programme.Social.Gifts.PerMonth == 0 {
		return loyalty.ErrNoGifts
	}
	view, err := a.Loyalty.FindOwn(ctx, g.Brand.ID, g.Fan.ID)
	if err != nil {
		return err
	}
	gifts, err := a.Loyalty.ListOwnGifts(ctx, g.Brand.ID, g.Fan.ID)
	if err != nil {
		return err
	}
	page := frontend.GiftsPage{
		Frame: a.frame(c), Available: view.Available, PerMonth: programme.Social.Gifts.PerMonth, Days: programme.Social.Gifts.Days, Form: form,
	}
	page.Brand = a.brandFor(c, g.Brand)
	for _, gift := range gifts {
		page.Gifts = append(page.Gifts, a.giftView(g.Brand, gift))
		if made := &page.Gifts[len(page.Gifts)-1]; made.ID == c.Query("made") && made.State == frontend.GiftOpen {
			page.Made = made
		}
	}
	return a.render(c, status, page)
}

func (a *App) giftView(brand account.Brand, g loyalty.Gift) frontend.GiftView {
	zone := brand.Location()
	view := frontend.GiftView{
		ID: string(g.ID), Points: g.Points, Message: g.Message, State: frontend.GiftBack,
		At: in(g.At, zone), ExpiresAt: in(g.ExpiresAt, zone), ClaimedAt: in(g.ClaimedAt, zone),
	}
	switch {
	case !g.ClaimedAt.IsZero():
		view.State = frontend.GiftClaimed
	case g.Open:
		view.State = frontend.GiftOpen
	}
	if g.Token != "" {
		view.Link = a.giftLink(brand.Slug, g.Token)
	}
	return view
}

func (a *App) giftLink(brand, token string) string {
	return a.Config.BaseURL + frontend.MemberPath(brand, "gift", token)
}

// giftsForm gives points away, once however often the form is sent, or takes a gift back.
func (a *App) giftsForm(c *fiber.Ctx, g guest) error {
	if formValue(c, "act") == "back" {
		return a.takeBackForm(c, g)
	}
	f := formFigures{c: c}
	points := f.number("points", 0)
	err := error(fault.Invalids(f.wrong...))
	var answer loyalty.Answer
	if len(f.wrong) == 0 {
		answer, _, err = a.Loyalty.Give(c.UserContext(), g.Brand.ID, g.Fan.ID, formValue(c, fieldFormKey), points, formValue(c, "message"))
	}
	if err == nil && answer.Refused != nil {
		err = fault.Invalids(answer.Refused.At("points"))
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			form.Key = newFormKey() // what was refused stays refused under its key
			return a.showGifts(c, status, g, form)
		})
	}
	return a.redirect(c, frontend.MemberPath(g.Brand.Slug, "gifts")+"?"+values("made", string(answer.Txn)).Encode(), frontend.NoticeGiftMade)
}

func (a *App) takeBackForm(c *fiber.Ctx, g guest) error {
	answer, err := a.Loyalty.TakeBackGift(c.UserContext(), g.Brand.ID, g.Fan.ID, loyalty.TxnID(formValue(c, "gift")))
	if err == nil && answer.Refused != nil {
		err = answer.Refused
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			form.Key = newFormKey()
			return a.showGifts(c, status, g, form)
		})
	}
	return a.redirect(c, frontend.MemberPath(g.Brand.Slug, "gifts"), frontend.NoticeGiftBack)
}

// giftPage is where the link of a gift leads. It does not say who gives.
func (a *App) giftPage(c *fiber.Ctx) error {
	return a.showGift(c, fiber.StatusOK, frontend.Form{})
}

func (a *App) showGift(c *fiber.Ctx, status int, form frontend.Form) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer") // the address is the gift
	ctx := c.UserContext()
	brand, err := a.Accounts.FindBrandBySlug(ctx, c.Params("brand"))
	if err != nil {
		return err
	}
	gift, err := a.Loyalty.FindGift(ctx, brand.ID, c.Params("token"))
	if err != nil {
		return err
	}
	page := frontend.GiftPage{Frame: a.frame(c), Gift: a.giftView(brand, gift), Form: form}
	page.Brand = a.brandFor(c, brand)
	f, err := a.fanOf(c, brand.ID)
	if err != nil {
		return err
	}
	if f.ID == "" {
		page.SignIn = frontend.LocalPath(lang(c), frontend.MemberPath(brand.Slug)) + "?" + values("next", c.Path()).Encode()
	}
	return a.render(c, status, page)
}

// claimGiftForm gives the points to whoever has the link and has proved an address.
func (a *App) claimGiftForm(c *fiber.Ctx, g guest) error {
	answer, err := a.Loyalty.ClaimGift(c.UserContext(), g.Fan, c.Params("token"))
	if err == nil && answer.Refused != nil {
		err = answer.Refused
	}
	if err != nil {
		if fault.KindOf(err) == fault.Gone {
			return a.showGift(c, fiber.StatusGone, frontend.Form{})
		}
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.showGift(c, status, form) })
	}
	return a.redirect(c, frontend.MemberPath(g.Brand.Slug), frontend.NoticeGiftClaimed)
}
