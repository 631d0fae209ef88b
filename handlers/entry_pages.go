package handlers

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
)

// cookiePending remembers which entry waits for a code, so that the contest's page can
// lead back to where it is typed.
const cookiePending = "kermesse_pending_"

// entryPending is what the page that asks for a code sends back: which entry waits, and
// for which code.
func (a *App) entryPending(in contests.Entered) (string, error) {
	handle, err := a.Contests.Handle(in.Contest, in.Entry.ID)
	return handle + "." + in.Challenge, err
}

// confirmEntryPage asks for the code, or, opened by the link of the mail, for one press
// of a button: programs that look into mails follow links, and confirm nothing.
func (a *App) confirmEntryPage(c *fiber.Ctx, s stand) error {
	pending := c.Query("pending", cookie(c, cookiePending+string(s.contest.ID)))
	return a.renderConfirmEntry(c, fiber.StatusOK, s, c.Query("token"), pending, frontend.Form{})
}

func (a *App) renderConfirmEntry(c *fiber.Ctx, status int, s stand, token, pending string, form frontend.Form) error {
	if token != "" {
		if _, err := a.Fans.Preview(c.UserContext(), token); err != nil {
			return err
		}
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return a.render(c, status, frontend.ConfirmPage{
		Frame: a.standFrame(c, s), Kind: frontend.KindContest, Slug: s.contest.Slug, Title: s.contest.Title,
		Contact: sentTo(c), Token: token, Pending: pending, ValidFor: fan.ChallengeLife, Form: form,
	})
}

// confirmEntry makes the entry count that waits for a link or a code, or sends another mail.
func (a *App) confirmEntry(c *fiber.Ctx, s stand) error {
	ctx := c.UserContext()
	pending, token := formValue(c, "pending"), formValue(c, "token")
	waiting, challenge, _ := strings.Cut(pending, ".")
	if formValue(c, "resend") != "" {
		in, err := a.Contests.Remind(ctx, s.contest.Slug, waiting, lang(c))
		if err != nil {
			return err
		}
		return a.askToConfirm(c, in)
	}
	if token == "" {
		var err error
		if token, err = a.Fans.Guess(ctx, challenge, formValue(c, "code")); err != nil {
			return a.refuseEntryCode(c, s, pending, err)
		}
	}
	in, err := a.Contests.Confirm(ctx, s.contest.Slug, token)
	if err != nil {
		return err
	}
	a.setCookie(c, cookiePending+string(s.contest.ID), "", -1)
	if in.Entry.Status == contests.EntryPending { // something mandatory is missing
		return a.toReceipt(c, in, frontend.NoticeProvedContact)
	}
	return a.toReceipt(c, in, frontend.NoticeConfirmed)
}

// refuseEntryCode shows the field again where another try may help.
func (a *App) refuseEntryCode(c *fiber.Ctx, s stand, pending string, err error) error {
	f := faultOf(err)
	if f.Kind != fault.Invalid && f.Kind != fault.Limited {
		return err
	}
	form := frontend.Form{Errors: []frontend.FieldError{{Field: "code", Message: f.Message.In(lang(c))}}}
	return a.renderConfirmEntry(c, kindStatus[f.Kind], s, "", pending, form)
}

// receiptPage shows an entry to whoever holds the address that its entrant was given.
func (a *App) receiptPage(c *fiber.Ctx, s stand) error {
	r, err := a.Contests.FindReceipt(c.UserContext(), s.contest.Slug, c.Params("key"))
	if err != nil {
		return err
	}
	return a.renderExit(c, fiber.StatusOK, s, r, frontend.Form{})
}

// renderExit shows the exit screen. What a feature has to say to an entrant is one line
// here and a part of the template.
func (a *App) renderExit(c *fiber.Ctx, status int, s stand, r contests.Receipt, form frontend.Form) error {
	view, err := a.contestView(c.UserContext(), s.contest, lang(c))
	if err != nil {
		return err
	}
	frame := a.standFrame(c, s)
	page := frontend.ReceiptPage{
		Frame: frame, Contest: view, State: a.standState(s), Entry: entryReceipt(r, lang(c)), Member: frame.Brand.Loyalty,
		Word: frontend.SecretWord{Word: r.Word, Changeable: frame.Within == "" && s.contest.DrawnAt.IsZero(), Form: form},
	}
	if page.Acts, err = a.actsView(c, s, r); err != nil {
		return err
	}
	page.Form = form
	if page.Acts.Wrong = form.Values.Get("act"); page.Acts.Wrong != "" { // it is the form of an action
		form = frontend.Form{}
	}
	if page.Doubt, err = a.entryDoubt(c, s, r, form); err != nil {
		return err
	}
	page.Codes = a.entryCodes(s, r, form)
	if page.Slips, err = a.entrySlips(c, s, r, form); err != nil {
		return err
	}
	if page.Photo, err = a.entryPhoto(c, s, r, form); err != nil {
		return err
	}
	if page.Play, err = a.entryPlay(c, s, r); err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set("X-Robots-Tag", "noindex")
	return a.render(c, status, page)
}

// changeWord lets the holder of a receipt choose the secret word of their messages.
func (a *App) changeWord(c *fiber.Ctx, s stand) error {
	key := c.Params("key")
	r, err := a.Contests.FindReceipt(c.UserContext(), s.contest.Slug, key)
	if err != nil {
		return err
	}
	if err := a.Contests.ChangeWord(c.UserContext(), s.contest.Slug, key, formValue(c, "word")); err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderExit(c, status, s, r, form) })
	}
	return a.redirect(c, frontend.ContestPath(s.contest.Slug, "receipt", key)+"#word", frontend.NoticeSaved)
}
