package handlers

import (
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/polls"
)

// pollPath is a page of the panel about one poll, without language.
func (d desk) pollPath(slug string, under ...string) string {
	return frontend.AdminBrandPath(d.Brand.Slug, append([]string{"polls", slug}, under...)...)
}

// pollAt finds the poll of the address in the brand of the address.
func (a *App) pollAt(c *fiber.Ctx, d desk) (polls.Poll, error) {
	return a.Polls.FindFor(c.UserContext(), d.Actor, c.Params("slug"))
}

// adminPollPage shows a poll as it stands, with its figures.
func (a *App) adminPollPage(c *fiber.Ctx, d desk) error {
	ctx, now := c.UserContext(), a.Clock.Now()
	p, err := a.pollAt(c, d)
	if err != nil {
		return err
	}
	counts, err := a.Polls.CountBallots(ctx, d.Actor, []polls.Poll{p})
	if err != nil {
		return err
	}
	attendance, err := a.Polls.Attendance(ctx, d.Actor, p)
	if err != nil {
		return err
	}
	page := frontend.AdminPollPage{
		AdminFrame: a.adminFrame(c, d), Poll: a.pollView(p, p.Options, lang(c)), State: pollState(p.Status(now)), Missing: missingParts(p, now),
		Public: a.Config.BaseURL + frontend.LocalPath(lang(c), frontend.PollPath(p.Slug)),
		Today:  attendance.Today(), Days: attendance.Days, FirstDay: attendance.FirstDay, Cancel: cancellation(p),
		Void: voidance(p),
	}
	page.Poll.Ballots = int(counts[p.ID])
	if err := a.fillAdminResults(c, d, p, &page); err != nil {
		return err
	}
	page.Draft = p.State == polls.StateDraft
	ideas, err := a.Polls.ListProposals(ctx, d.Actor, p)
	if err != nil {
		return err
	}
	page.HasIdeas = len(ideas) > 0 || p.WriteIns || !p.CalledAt.IsZero()
	for _, idea := range ideas {
		if idea.State == polls.ProposalHeld {
			page.IdeasHeld++
		}
	}
	if page.Waiting, page.HasAside, err = a.Polls.CountAside(ctx, d.Actor, p); err != nil {
		return err
	}
	if page.Unread, err = a.unread(c, d, p); err != nil {
		return err
	}
	if page.Notices, err = a.pollNotices(c, p); err != nil {
		return err
	}
	page.Timeline, err = a.timeline(c, d, "poll:"+p.Slug)
	if err != nil {
		return err
	}
	return a.render(c, fiber.StatusOK, page)
}

func (a *App) fillAdminResults(c *fiber.Ctx, d desk, p polls.Poll, page *frontend.AdminPollPage) error {
	if p.State == polls.StateDraft {
		return nil
	}
	snap, err := a.Polls.Results(c.UserContext(), p, polls.Reader{Staff: d.Actor})
	if errors.Is(err, polls.ErrHidden) {
		page.Sealed = true
		return nil
	}
	if err != nil {
		return err
	}
	page.Results = a.resultsView(p, snap, lang(c))
	if p.Status(a.Clock.Now()).Over() {
		page.BallotsHref = frontend.LocalPath(lang(c), d.pollPath(p.Slug, "ballots"))
		page.RecountLine = recountLine(p)
	}
	page.Frozen, err = a.frozenView(c.UserContext(), p)
	return err
}

// timeline is what the journal says about one thing, to who may read the journal.
func (a *App) timeline(c *fiber.Ctx, d desk, subject string) ([]frontend.JournalLine, error) {
	if !d.Actor.May(account.ViewJournal) {
		return nil, nil
	}
	page, err := a.Accounts.ListJournal(c.UserContext(), d.Actor, account.JournalFilter{Subject: subject})
	if err != nil {
		return nil, err
	}
	return journalLines(c, d, page.Lines), nil
}

// missingParts is what a draft needs before it can be published, as the editor lists it.
func missingParts(p polls.Poll, now time.Time) []frontend.MissingPart {
	if p.State != polls.StateDraft {
		return nil
	}
	var parts []frontend.MissingPart
	seen := map[string]bool{}
	for _, f := range p.Missing(now) {
		part := frontend.MissingPart{Key: "options", Section: "options"}
		switch f.Fault.Code {
		case polls.ErrTimeMissing.Code:
			part = frontend.MissingPart{Key: "dates", Section: "dates"}
		case polls.ErrTimePast.Code:
			part = frontend.MissingPart{Key: "dates_past", Section: "dates"}
		case polls.ErrRoundEnds.Code, polls.ErrRoundsShort.Code:
			part = frontend.MissingPart{Key: "rounds", Section: "method"}
		case polls.ErrAltMissing.Code:
			part.Key = "alt"
		}
		if f.Name == "title" {
			part = frontend.MissingPart{Key: "title", Section: "look"}
		}
		if !seen[part.Key] {
			parts, seen[part.Key] = append(parts, part), true
		}
	}
	return parts
}

// publishPollPage says what publishing fixes.
func (a *App) publishPollPage(c *fiber.Ctx, d desk) error {
	return a.renderPublish(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) renderPublish(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	p, err := a.pollAt(c, d)
	if err != nil {
		return err
	}
	now := a.Clock.Now()
	opens := p.OpensAt
	if opens.IsZero() {
		opens = now // a poll without opening time opens when it is published
	}
	return a.render(c, status, frontend.AdminPublishPage{
		AdminFrame: a.adminFrame(c, d), Kind: frontend.KindPoll, Slug: p.Slug, Title: p.Title.In(lang(c)),
		OpensAt: inZone(opens, p.TimeZone), ClosesAt: inZone(p.ClosesAt, p.TimeZone), Missing: missingParts(p, now), Form: form,
		Facts: []string{
			a.Pages.Text(lang(c), "method.how."+string(p.Method)), a.Pages.Text(lang(c), "access."+string(p.Access)),
			a.Pages.Text(lang(c), "results_rule."+string(p.Visibility)), a.Pages.Text(lang(c), "vote.ties"),
			a.Pages.Text(lang(c), "comments_policy."+string(p.Comments)) + ".",
		},
	})
}

func (a *App) publishPollForm(c *fiber.Ctx, d desk) error {
	p, err := a.Polls.Publish(c.UserContext(), d.Actor, c.Params("slug"))
	if fault.KindOf(err) == fault.Invalid || fault.KindOf(err) == fault.Conflict {
		return a.renderPublish(c, kindStatus[fault.KindOf(err)], d, frontend.Form{Errors: fieldErrors(c, err)})
	}
	if err != nil {
		return err
	}
	return a.redirect(c, d.pollPath(p.Slug), frontend.NoticePublished)
}

// cancelPollPage asks before a poll is cancelled or a draft deleted.
func (a *App) cancelPollPage(c *fiber.Ctx, d desk) error {
	return a.renderCancel(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) renderCancel(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	p, err := a.pollAt(c, d)
	if err != nil {
		return err
	}
	counts, err := a.Polls.CountBallots(c.UserContext(), d.Actor, []polls.Poll{p})
	if err != nil {
		return err
	}
	page := frontend.AdminConfirmPage{
		AdminFrame: a.adminFrame(c, d), Act: frontend.ActCancelPoll, Subject: p.Title.In(lang(c)), Count: int(counts[p.ID]),
		AskReason: true, Published: true, Back: d.pollPath(p.Slug), Form: form,
	}
	if !p.Public() {
		page.Act, page.AskReason = frontend.ActDeleteDraft, false
	}
	return a.render(c, status, page)
}

func (a *App) cancelPollForm(c *fiber.Ctx, d desk) error {
	ctx := c.UserContext()
	p, err := a.pollAt(c, d)
	if err != nil {
		return err
	}
	if !p.Public() {
		if err := a.Polls.Delete(ctx, d.Actor, p.Slug); err != nil {
			return err
		}
		return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "campaigns"), frontend.NoticeRemoved)
	}
	if _, err = a.Polls.Cancel(ctx, d.Actor, p.Slug, formValue(c, "reason")); err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderCancel(c, status, d, form) })
	}
	return a.redirect(c, d.pollPath(p.Slug), frontend.NoticeCancelled)
}

// exportPollBallots answers the ballots of a closed poll to staff.
func (a *App) exportPollBallots(c *fiber.Ctx, d desk) error {
	p, err := a.pollAt(c, d)
	if err != nil {
		return err
	}
	return a.sendBallots(c, p, polls.Reader{Staff: d.Actor})
}
