package handlers

import (
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
)

func (a *App) memberDoorRoutes() {
	r := a.fiber
	r.Get("/m/:brand", a.memberEntry)
	r.Post("/m/:brand/sign-in", a.requestCode)
	r.Get("/m/:brand/code", a.codePage)
	r.Post("/m/:brand/code", a.openMember)
	r.Post("/m/:brand/sign-out", a.leaveMember)
	r.Get("/m/:brand/letters", a.asGuest(a.lettersPage))
	r.Post("/m/:brand/letters", a.asGuest(a.askLetters))
	r.Post("/m/:brand/join", a.asGuest(a.joinForm))
	r.Get("/m/:brand/card", a.asGuest(a.cardPage))
	r.Get("/m/:brand/friends", a.asGuest(a.friendsPage))
	r.Get("/m/:brand/friend/:code", a.invitedPage)
	r.Get("/m/:brand/gifts", a.asGuest(a.giftsPage))
	r.Post("/m/:brand/gifts", a.asGuest(a.giftsForm))
	r.Get("/m/:brand/gift/:token", a.giftPage)
	r.Post("/m/:brand/gift/:token", a.asGuest(a.claimGiftForm))
	r.Get("/m/:brand/profile", a.asGuest(a.profilePage))
	r.Post("/m/:brand/profile", a.asGuest(a.profileForm))
	r.Get("/m/:brand/statement.pdf", a.asGuest(a.ownStatementPaper))
	r.Get("/m/:brand/statement.csv", a.asGuest(a.ownStatementTable))
	r.Get("/m/:brand/missed", a.asGuest(a.missedPage))
	r.Get("/m/:brand/rewards/:reward", a.asGuest(a.redeemPage))
	r.Post("/m/:brand/rewards/:reward", a.asGuest(a.redeem))
}

// guest is a fan who is signed in to a brand.
type guest struct {
	Brand account.Brand
	Fan   fan.Fan
}

// asGuest wraps a page under /m/:brand that is for the fan who is signed in. Others sign
// in first and come back.
func (a *App) asGuest(h func(*fiber.Ctx, guest) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderCacheControl, "no-store")
		brand, err := a.Accounts.FindBrandBySlug(c.UserContext(), c.Params("brand"))
		if err != nil {
			return err
		}
		f, err := a.fanOf(c, brand.ID)
		if err != nil {
			return err
		}
		if f.ID == "" {
			return c.Redirect(frontend.LocalPath(lang(c), frontend.MemberPath(brand.Slug))+"?"+
				values("next", c.Path()).Encode(), fiber.StatusSeeOther)
		}
		return h(c, guest{Brand: brand, Fan: f})
	}
}

// memberEntry shows a fan their points, and anybody else the field for their address.
func (a *App) memberEntry(c *fiber.Ctx) error {
	brand, err := a.Accounts.FindBrandBySlug(c.UserContext(), c.Params("brand"))
	if err != nil {
		return err
	}
	f, err := a.fanOf(c, brand.ID)
	if err != nil {
		return err
	}
	if f.ID != "" {
		c.Set(fiber.HeaderCacheControl, "no-store")
		return a.memberPage(c, guest{Brand: brand, Fan: f})
	}
	return a.showMemberDoor(c, fiber.StatusOK, brand, frontend.MemberSignInPage{Next: c.Query("next")})
}

func (a *App) showMemberDoor(c *fiber.Ctx, status int, brand account.Brand, page frontend.MemberSignInPage) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	page.Frame = a.frame(c)
	page.Brand = a.brandFor(c, brand)
	page.Choice, page.Next, page.ValidFor = frontend.ContactEmail, safeNext(page.Next, ""), fan.ChallengeLife
	return a.render(c, status, page)
}

// requestCode mails a link and a code. Nothing in its answer tells whether the address
// was known.
func (a *App) requestCode(c *fiber.Ctx) error {
	brand, err := a.Accounts.FindBrandBySlug(c.UserContext(), c.Params("brand"))
	if err != nil {
		return err
	}
	contact, err := fan.ParseContact(formValue(c, "email"), "", "")
	var challenge fan.Challenge
	if err == nil {
		challenge, err = a.Fans.RequestSignIn(c.UserContext(), fan.SignInRequest{
			Brand: brand.ID, Contact: contact, Locale: lang(c), Path: frontend.MemberPath(brand.Slug, "code"), Network: a.clientNetwork(c),
		})
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			return a.showMemberDoor(c, status, brand, frontend.MemberSignInPage{Next: formValue(c, "next"), Form: form})
		})
	}
	a.rememberSentTo(c, contact)
	query := values("pending", challenge.ID, "next", safeNext(formValue(c, "next"), "")).Encode()
	return a.redirect(c, frontend.MemberPath(brand.Slug, "code")+"?"+query, mailNotice(challenge.MailAt, frontend.NoticeCodeSent))
}

// mailNotice tells that a code was mailed, or that it will be later; atOnce may be empty.
func mailNotice(leaves time.Time, atOnce frontend.Notice) frontend.Notice {
	if !leaves.IsZero() {
		return frontend.NoticeCodeLater
	}
	return atOnce
}

// codePage asks for the code, or, opened by the link of the mail, for one press of a
// button: programs that look into mails follow links, and sign nobody in.
func (a *App) codePage(c *fiber.Ctx) error {
	brand, err := a.Accounts.FindBrandBySlug(c.UserContext(), c.Params("brand"))
	if err != nil {
		return err
	}
	token := c.Query("token")
	if token != "" {
		if _, err := a.Fans.Preview(c.UserContext(), token); err != nil {
			return a.codeRefused(c, brand, err)
		}
	}
	return a.showMemberDoor(c, fiber.StatusOK, brand, frontend.MemberSignInPage{
		Token: token, Pending: c.Query("pending"), Contact: sentToOr(c, c.Query("pending")), Next: c.Query("next"),
	})
}

// sentToOr is where the code went, for a page that waits for one.
func sentToOr(c *fiber.Ctx, pending string) string {
	if to := sentTo(c); to != "" || pending == "" {
		return to
	}
	return "•••" // asked for in another browser
}

// openMember signs a fan in, by the token of the link or by the code.
func (a *App) openMember(c *fiber.Ctx) error {
	ctx := c.UserContext()
	brand, err := a.Accounts.FindBrandBySlug(ctx, c.Params("brand"))
	if err != nil {
		return err
	}
	token := formValue(c, "token")
	if token == "" {
		if token, err = a.Fans.Guess(ctx, formValue(c, "pending"), formValue(c, "code")); err != nil {
			return a.codeRefused(c, brand, err)
		}
	}
	_, session, err := a.Fans.SignIn(ctx, brand.ID, token)
	if err != nil {
		return a.codeRefused(c, brand, err)
	}
	a.signFanIn(c, brand.ID, session)
	return a.redirect(c, safeNext(formValue(c, "next"), frontend.MemberPath(brand.Slug)), "")
}

// codeRefused shows the field again where another try may help. A link that was used by
// whoever is signed in now, a double tap, leads on as if it were the first time.
func (a *App) codeRefused(c *fiber.Ctx, brand account.Brand, err error) error {
	if errors.Is(err, fan.ErrLinkUsed) {
		if f, ferr := a.fanOf(c, brand.ID); ferr == nil && f.ID != "" {
			return a.redirect(c, frontend.MemberPath(brand.Slug), "")
		}
	}
	f := faultOf(err)
	if f.Kind != fault.Invalid && f.Kind != fault.Limited {
		return err
	}
	pending := formValue(c, "pending")
	return a.showMemberDoor(c, kindStatus[f.Kind], brand, frontend.MemberSignInPage{
		Pending: pending, Contact: sentToOr(c, pending), Next: formValue(c, "next"),
		Form: frontend.Form{Errors: []frontend.FieldError{{Field: "code", Message: f.Message.In(lang(c))}}},
	})
}

func (a *App) leaveMember(c *fiber.Ctx) error {
	brand, err := a.Accounts.FindBrandBySlug(c.UserContext(), c.Params("brand"))
	if err != nil {
		return err
	}
	name := cookieFan + string(brand.ID)
	if err := a.Fans.EndSession(c.UserContext(), c.Cookies(name)); err != nil {
		return err
	}
	a.setCookie(c, name, "", -1)
	return a.redirect(c, frontend.BrandPath(brand.Slug), frontend.NoticeSignedOut)
}
