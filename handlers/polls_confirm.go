package handlers

import (
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/polls"
)

// pendingRef is what the page that asks for a code sends back: which vote waits, and for
// which code.
func pendingRef(v polls.Vote) string { return v.ID + "." + v.Challenge.ID }

// confirmVotePage asks for the code, or, opened by the link of the mail, for one press of
// a button: programs that look into mails follow links, and confirm nothing.
func (a *App) confirmVotePage(c *fiber.Ctx, b booth) error {
	return a.renderConfirmVote(c, fiber.StatusOK, b, c.Query("token"), c.Query("pending"), frontend.Form{})
}

func (a *App) renderConfirmVote(c *fiber.Ctx, status int, b booth, token, pending string, form frontend.Form) error {
	if token != "" {
		if _, _, err := a.Polls.Preview(c.UserContext(), token); err != nil {
			return err
		}
	}
	return a.render(c, status, frontend.ConfirmPage{
		Frame: a.boothFrame(c, b), Kind: frontend.KindPoll, Slug: b.poll.Slug, Title: b.poll.Title.In(lang(c)),
		Contact: sentTo(c), Token: token, Pending: pending, ValidFor: fan.ChallengeLife, Form: form,
	})
}

// confirmVote counts the vote that waits for a link or a code, or sends another mail.
func (a *App) confirmVote(c *fiber.Ctx, b booth) error {
	ctx := c.UserContext()
	pending, token := c.FormValue("pending"), c.FormValue("token")
	waiting, challenge, _ := strings.Cut(pending, ".")
	if c.FormValue("resend") != "" {
		vote, err := a.Polls.Remind(ctx, waiting, lang(c))
		if err != nil {
			return err
		}
		notice := frontend.NoticeCodeSent
		if !vote.MailAt.IsZero() {
			notice = frontend.NoticeMailLater
		}
		return a.redirect(c, frontend.PollPath(b.poll.Slug, "confirm")+"?pending="+pendingRef(vote), notice)
	}
	if token == "" {
		var err error
		if token, err = a.Fans.Guess(ctx, challenge, c.FormValue("code")); err != nil {
			return a.refusedCode(c, b, pending, err)
		}
	}
	p, vote, err := a.Polls.Confirm(ctx, token)
	if err != nil {
		return err
	}
	a.keepStub(c, p, vote)
	notice := frontend.NoticeConfirmed
	if vote.Aside {
		notice = frontend.NoticeVoteAside
	}
	return a.redirect(c, frontend.PollPath(p.Slug, "receipt", vote.Key), notice)
}

// refusedCode shows the field again where another try may help.
func (a *App) refusedCode(c *fiber.Ctx, b booth, pending string, err error) error {
	f := faultOf(err)
	if f.Kind != fault.Invalid && f.Kind != fault.Limited {
		return err
	}
	form := frontend.Form{Errors: []frontend.FieldError{{Field: "code", Message: f.Message.In(lang(c))}}}
	return a.renderConfirmVote(c, kindStatus[f.Kind], b, "", pending, form)
}

// voteReceiptPage shows a vote to whoever holds the address that its voter was given.
func (a *App) voteReceiptPage(c *fiber.Ctx, b booth) error {
	vote, own, err := a.Polls.FindReceipt(c.UserContext(), b.poll, c.Params("key"), b.voter)
	if err != nil {
		return err
	}
	return a.renderReceipt(c, fiber.StatusOK, b, vote, own, frontend.Form{})
}

func (a *App) renderReceipt(c *fiber.Ctx, status int, b booth, vote polls.Vote, own bool, form frontend.Form) error {
	now := a.Clock.Now()
	c.Set(fiber.HeaderCacheControl, "no-store")
	return a.render(c, status, frontend.VoteReceiptPage{
		Frame: a.boothFrame(c, b), Poll: a.pollView(b.poll, b.poll.Options, lang(c)), State: pollState(b.poll.Status(now)),
		Vote: *receiptView(b.poll, vote, lang(c), b.poll.Status(now) == polls.Open && own),
		Own:  own, Form: form,
	})
}

// resultsPage shows the figures to who may see them, live while the vote is open.
func (a *App) resultsPage(c *fiber.Ctx, b booth) error {
	page, err := a.resultsOf(c, b, frontend.Form{})
	if err != nil {
		return err
	}
	return a.render(c, fiber.StatusOK, page)
}

// resultsOf is that page; follow is the form that asks to be told, where it was refused.
func (a *App) resultsOf(c *fiber.Ctx, b booth, follow frontend.Form) (frontend.ResultsPage, error) {
	page := frontend.ResultsPage{
		Frame: a.boothFrame(c, b), Poll: a.pollView(b.poll, b.poll.Options, lang(c)), State: pollState(b.poll.Status(a.Clock.Now())),
		Cancel: cancellation(b.poll), Void: voidance(b.poll), ConfirmedOnly: b.poll.Access == polls.AccessEmail,
	}
	page.Poll.ShareImage = a.pollPicture(c, b)
	var err error
	if page.Notices, err = a.pollNotices(c, b.poll); err != nil {
		return page, err
	}
	if page.YourVote, err = a.yourVote(c, b); err != nil {
		return page, err
	}
	if page.Comments, err = a.someComments(c, b, commentsOnResults); err != nil {
		return page, err
	}
	if err := a.fillDecision(c, b, &page, follow); err != nil {
		return page, err
	}
	reader := polls.Reader{Voter: b.voter}
	visible, err := a.Polls.Visible(c.UserContext(), b.poll, reader)
	if page.Hidden = !visible; err != nil || !visible {
		return page, err
	}
	return page, a.fillResults(c, b, reader, &page)
}

func (a *App) fillResults(c *fiber.Ctx, b booth, reader polls.Reader, page *frontend.ResultsPage) error {
	snap, err := a.Polls.Results(c.UserContext(), b.poll, reader)
	if errors.Is(err, polls.ErrLotsAwaited) {
		page.Hidden, page.Awaited = true, true
		return nil
	}
	if err != nil {
		return err
	}
	page.Results = a.resultsView(b.poll, snap, lang(c))
	markYours(page)
	if page.Frozen, err = a.frozenView(c.UserContext(), b.poll); err != nil {
		return err
	}
	switch b.poll.Status(a.Clock.Now()) {
	case polls.Open:
		page.StreamHref, page.SnapshotHref = figuresHrefs(lang(c), b.poll)
	case polls.Closed, polls.Void:
		page.BallotsHref = "/api/v1/polls/" + b.poll.Slug + "/ballots"
		page.RecountLine = recountLine(b.poll)
	}
	return nil
}

// markYours marks the bar that the reader's vote went to.
func markYours(page *frontend.ResultsPage) {
	if page.YourVote == nil || len(page.YourVote.Choices) != 1 {
		return
	}
	for i := range page.Results.Bars {
		if page.Results.Bars[i].Label == page.YourVote.Choices[0] {
			page.Results.Bars[i].YourVote = true
		}
	}
}
