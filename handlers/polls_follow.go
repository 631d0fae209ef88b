package handlers

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
)

// wish is what a fan agrees to by asking to be told, word for word.
func (a *App) wish(c *fiber.Ctx, b booth) string {
	return a.Pages.Text(lang(c), "follow.consent", "Brand", b.brand.Name, "Title", frontend.Tidy(b.poll.Title.In(lang(c))))
}

// followForm takes the wish to be told what a brand decides: of a fan who is signed in at once,
// of others by the link or the code of a mail.
func (a *App) followForm(c *fiber.Ctx, b booth) error {
	ctx := c.UserContext()
	if b.voter.Fan.Verified() && formValue(c, "email") == "" {
		if err := a.Polls.FollowAs(ctx, b.poll, b.voter.Fan, a.wish(c, b), lang(c)); err != nil {
			return err
		}
		return a.redirect(c, frontend.PollPath(b.poll.Slug, "results"), frontend.NoticeFollowing)
	}
	contact, err := fan.ParseContact(formValue(c, "email"), "", "")
	var challenge fan.Challenge
	if err == nil {
		challenge, err = a.Polls.Follow(ctx, b.poll, contact, a.clientNetwork(c), lang(c))
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			page, err := a.resultsOf(c, b, form)
			if err != nil {
				return err
			}
			return a.render(c, status, page)
		})
	}
	a.rememberSentTo(c, contact)
	return a.redirect(c, frontend.PollPath(b.poll.Slug, "follow", "confirm")+"?pending="+challenge.ID, mailNotice(challenge.MailAt, ""))
}

// confirmFollowPage asks for the code or, opened by the link of the mail, for one press.
func (a *App) confirmFollowPage(c *fiber.Ctx, b booth) error {
	return a.renderFollow(c, fiber.StatusOK, b, c.Query("token"), c.Query("pending"), frontend.Form{})
}

func (a *App) renderFollow(c *fiber.Ctx, status int, b booth, token, pending string, form frontend.Form) error {
	if token != "" {
		if err := a.Polls.PreviewFollow(c.UserContext(), b.poll, token); err != nil {
			return err
		}
	}
	return a.render(c, status, frontend.FollowPage{
		Frame: a.boothFrame(c, b), Slug: b.poll.Slug, Title: b.poll.Title.In(lang(c)), Contact: sentToOr(c, pending), Token: token,
		Pending: pending, ValidFor: fan.ChallengeLife, Form: form,
	})
}

// confirmFollow keeps the wish.
func (a *App) confirmFollow(c *fiber.Ctx, b booth) error {
	ctx := c.UserContext()
	token, pending := formValue(c, "token"), formValue(c, "pending")
	if token == "" {
		var err error
		token, err = a.Fans.Guess(ctx, pending, formValue(c, "code"))
		if f := faultOf(err); err != nil && (f.Kind == fault.Invalid || f.Kind == fault.Limited) {
			form := frontend.Form{Errors: []frontend.FieldError{{Field: "code", Message: f.Message.In(lang(c))}}}
			return a.renderFollow(c, kindStatus[f.Kind], b, "", pending, form)
		}
		if err != nil {
			return err
		}
	}
	if err := a.Polls.ConfirmFollow(ctx, b.poll, token, a.wish(c, b), lang(c)); err != nil {
		return err
	}
	return a.redirect(c, frontend.PollPath(b.poll.Slug, "results"), frontend.NoticeFollowing)
}

// stopPage asks for one press: programs that look into mails follow links, and stop nothing.
func (a *App) stopPage(c *fiber.Ctx) error {
	stop, err := a.Fans.FindStop(c.UserContext(), c.Query("token"))
	gone := errors.Is(err, fan.ErrNotFound) || errors.Is(err, fan.ErrConsentUnknown)
	if err != nil && !gone {
		return err
	}
	return a.renderStop(c, stop, gone || !stop.Consent.Granted)
}

func (a *App) renderStop(c *fiber.Ctx, stop fan.Stop, done bool) error {
	page := frontend.StopPage{Frame: a.frame(c), Token: c.Query("token"), Text: stop.Consent.Text, Done: done}
	if stop.Brand != "" {
		brand, err := a.Accounts.FindBrand(c.UserContext(), stop.Brand)
		if err != nil {
			return err
		}
		page.Brand = a.brandFor(c, brand)
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return a.render(c, fiber.StatusOK, page)
}

// stopMails stops the mails of one subject, by the button of the page or by that of a mailbox.
// The token is the proof: it came with the mail, and no page has to be seen first.
func (a *App) stopMails(c *fiber.Ctx) error {
	if err := a.Fans.StopMails(c.UserContext(), c.Query("token")); err != nil {
		return err
	}
	return a.stopPage(c)
}
