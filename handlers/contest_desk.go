package handlers

import (
	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/contests/law"
	"kermesse/frontend"
	"kermesse/internal/account"
)

// contestPath is a page of the panel about one contest, without language.
func (d desk) contestPath(slug string, under ...string) string {
	return frontend.AdminBrandPath(d.Brand.Slug, append([]string{"contests", slug}, under...)...)
}

// contestAt finds the contest of the address in the brand of the address.
func (a *App) contestAt(c *fiber.Ctx, d desk) (contests.Contest, error) {
	return a.Contests.Inspect(c.UserContext(), d.Actor, c.Params("slug"))
}

func (a *App) publicAddress(c *fiber.Ctx, contest contests.Contest, under ...string) string {
	return a.Config.BaseURL + frontend.LocalPath(lang(c), frontend.ContestPath(contest.Slug, under...))
}

// adminContestPage shows a contest as it stands, with its figures.
func (a *App) adminContestPage(c *fiber.Ctx, d desk) error {
	ctx, now := c.UserContext(), a.Clock.Now()
	contest, err := a.contestAt(c, d)
	if err != nil {
		return err
	}
	view, err := a.contestView(ctx, contest, lang(c))
	if err != nil {
		return err
	}
	counts, err := a.Contests.Count(ctx, contest)
	if err != nil {
		return err
	}
	page := frontend.AdminContestPage{
		AdminFrame: a.adminFrame(c, d), Contest: view, State: contestState(contest.Status(now)),
		Missing: a.missingInContest(c, contest, d.Brand), Public: a.publicAddress(c, contest), Counts: entryCounts(counts),
		FirstDay: firstDay(now, contest, trendDays), Rules: frontend.RulesView{LogIndex: -1}, Cancel: contestCancellation(contest), Copies: contest.List == nil,
		Rehearsal: frontend.LocalPath(lang(c), frontend.RehearsalPath(d.Brand.Slug)+frontend.ContestPath(contest.Slug)),
	}
	if page.Appeals, err = a.Contests.CountAppeals(ctx, contest); err != nil {
		return err
	}
	if !contest.PublishedAt.IsZero() {
		page.Rules = frontend.RulesView{
			Version: contest.Amended + 1, Hash: contest.RulesInForce().String(), PublishedAt: in(contest.PublishedAt, contest.Location()), LogIndex: -1,
		}
		if page.Days, err = a.Contests.CountDays(ctx, contest, trendDays); err != nil {
			return err
		}
	}
	if page.Purges, err = a.purgesOf(c, contest); err != nil {
		return err
	}
	page.Amend = !contest.PublishedAt.IsZero() && a.Contests.Amendable(contest) == nil && d.Actor.Require(account.EditCampaigns, d.Brand.ID) == nil
	if page.Timeline, err = a.timeline(c, d, "contest:"+contest.Slug); err != nil {
		return err
	}
	return a.render(c, fiber.StatusOK, page)
}

func entryCounts(n contests.EntryCounts) frontend.EntryCounts {
	return frontend.EntryCounts{
		Confirmed: n.Confirmed, Pending: n.Pending, Excluded: n.Excluded, Flagged: n.Flagged, Tickets: n.Tickets, Today: n.Today,
	}
}

// publishContestPage says what publishing freezes.
func (a *App) publishContestPage(c *fiber.Ctx, d desk) error {
	return a.renderPublishContest(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) renderPublishContest(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	if err := d.Actor.Require(account.EditCampaigns, d.Brand.ID); err != nil {
		return err
	}
	contest, err := a.contestAt(c, d)
	if err != nil {
		return err
	}
	page := frontend.AdminPublishPage{
		AdminFrame: a.adminFrame(c, d), Kind: frontend.KindContest, Slug: contest.Slug, Title: contest.Title, Form: form,
		Missing: blocking(a.missingInContest(c, contest, d.Brand)),
	}
	// The preview names the round as publication would; where it cannot, it says why.
	previewed, _, err := a.Contests.Preview(c.UserContext(), d.Actor, contest.Slug)
	if err != nil && len(page.Missing) == 0 && !form.Failed() {
		page.Form.Errors = fieldErrors(c, err)
		status = kindStatus[faultOf(err).Kind]
	}
	if err == nil {
		contest = previewed
	}
	zone := contest.Location()
	page.OpensAt, page.ClosesAt, page.DrawAt = in(contest.OpensAt, zone), in(contest.ClosesAt, zone), in(contest.DrawAt, zone)
	page.Statement = contest.Statement().In(lang(c))
	page.Caution = law.Disclaimer.In(lang(c))
	if d.Actor.May(account.EditCampaigns) {
		page.Rules = page.Link("contests", contest.Slug, "edit", "rules")
	}
	if page.Law, err = a.lawLines(c, contest, d.Brand); err != nil {
		return err
	}
	page.PublishAt, page.Zone, page.Advice = in(contest.PublishAt, zone), contest.TimeZone, advice(a.missingApartFromLaw(c, contest, d.Brand))
	page.Ranked = contest.Ranked()
	page.Rehearsal = frontend.LocalPath(lang(c), frontend.RehearsalPath(d.Brand.Slug)+frontend.ContestPath(contest.Slug))
	for _, p := range contest.In(lang(c)).Prizes {
		page.Facts = append(page.Facts, p.Text().In(lang(c)))
	}
	return a.render(c, status, page)
}

func (a *App) publishContestForm(c *fiber.Ctx, d desk) error {
	const whicheverVersion = 0
	contest, err := a.Contests.Publish(c.UserContext(), d.Actor, c.Params("slug"), whicheverVersion)
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderPublishContest(c, status, d, form) })
	}
	return a.redirect(c, d.contestPath(contest.Slug, "share"), frontend.NoticePublished)
}

// cancelContestPage asks before a contest is called off or a draft deleted.
func (a *App) cancelContestPage(c *fiber.Ctx, d desk) error {
	return a.renderCancelContest(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) renderCancelContest(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	contest, err := a.contestAt(c, d)
	if err != nil {
		return err
	}
	counts, err := a.Contests.Count(c.UserContext(), contest)
	if err != nil {
		return err
	}
	page := frontend.AdminConfirmPage{
		AdminFrame: a.adminFrame(c, d), Act: frontend.ActCancelContest, Subject: contest.Title, Count: counts.Confirmed,
		AskReason: true, Back: d.contestPath(contest.Slug), Form: form,
	}
	switch {
	case contest.PublishedAt.IsZero():
		page.Act, page.AskReason = frontend.ActDeleteDraft, false
	case !contest.ShutAt.IsZero():
		page.Act = frontend.ActCancelAttempt
		fallthrough
	default:
		page.Published = true
		for _, code := range contests.CancelCodes() {
			page.Codes = append(page.Codes, frontend.Choice{Value: string(code), Label: sentenceOf(code.Text().In(lang(c)))})
		}
	}
	return a.render(c, status, page)
}

func (a *App) cancelContestForm(c *fiber.Ctx, d desk) error {
	ctx := c.UserContext()
	contest, err := a.contestAt(c, d)
	if err != nil {
		return err
	}
	if contest.PublishedAt.IsZero() {
		if err := a.Contests.Discard(ctx, d.Actor, contest.Slug); err != nil {
			return err
		}
		return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "campaigns"), frontend.NoticeRemoved)
	}
	if _, err = a.Contests.Cancel(ctx, d.Actor, contest.Slug, contests.Cancellation{
		Code: contests.CancelCode(formValue(c, "code")), Reason: formValue(c, "reason"),
	}); err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderCancelContest(c, status, d, form) })
	}
	return a.redirect(c, d.contestPath(contest.Slug), frontend.NoticeCancelled)
}
