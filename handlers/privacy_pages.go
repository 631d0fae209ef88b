package handlers

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/contests/law"
	"kermesse/frontend"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
)

// retentionShown bounds how many contests the privacy page lists.
const retentionShown = 20

// privacyPage says to everybody what a brand does with personal data, for how long, and
// which cookies its pages set.
func (a *App) privacyPage(c *fiber.Ctx) error {
	brand, err := a.Accounts.FindBrandBySlug(c.UserContext(), c.Params("brand"))
	if err != nil {
		return err
	}
	page := frontend.PrivacyPage{
		Frame: a.frame(c), Organiser: brand.LegalName, Address: brand.LegalAddress, Contact: brand.PrivacyContact(),
		Registration: brand.Legal.DataRegistration, Retention: retentionLines(lang(c)), Cookies: cookieLines(lang(c)),
	}
	if page.Organiser == "" {
		page.Organiser = brand.Name
	}
	page.Brand = a.brandFor(c, brand)
	shown, err := a.Contests.ListPublic(c.UserContext(), brand.ID, retentionShown)
	if err != nil {
		return err
	}
	for _, contest := range shown {
		if contest.Law != nil {
			page.Contests = append(page.Contests, frontend.ContestRetention{
				Title: contest.Title, Path: frontend.ContestPath(contest.Slug, "rules"), Lines: a.keptLines(c, contest),
			})
		}
	}
	return a.render(c, fiber.StatusOK, page)
}

// keptLines say how long a contest keeps each class of data.
func (a *App) keptLines(c *fiber.Ctx, contest contests.Contest) []string {
	kept := contest.Law.Kept(contest.ClaimDays)
	lines := make([]string, 0, len(law.Classes()))
	for _, class := range law.Classes() {
		key := "law.kept_draw"
		if class == law.Invalid {
			key = "law.kept_closing"
		}
		lines = append(lines, a.Pages.Text(lang(c), key, "What", contests.ClassWords(class).In(lang(c)), "Days", frontend.Int(lang(c), int64(kept.Days(class)))))
	}
	return lines
}

func requestKinds(lang string) []frontend.Choice {
	kinds := make([]frontend.Choice, 0, len(fan.RequestKinds()))
	for _, k := range fan.RequestKinds() {
		kinds = append(kinds, frontend.Choice{Value: string(k), Label: k.Text().In(lang)})
	}
	return kinds
}

func requestLines(requests []fan.Request, lang string, zone *time.Location) []frontend.RequestLine {
	lines := make([]frontend.RequestLine, len(requests))
	for i, r := range requests {
		lines[i] = frontend.RequestLine{
			Kind: r.Kind.Text().In(lang), Words: r.Words, At: r.CreatedAt.In(zone), DueAt: r.DueAt.In(zone), AnsweredAt: in(r.AnsweredAt, zone), Answer: r.Answer,
		}
	}
	return lines
}

// askForm takes what a fan asks about their data.
func (a *App) askForm(c *fiber.Ctx, g guest) error {
	_, err := a.Fans.Ask(c.UserContext(), g.Fan, fan.RequestKind(formValue(c, "kind")), formValue(c, "words"))
	if err != nil && fault.KindOf(err) == fault.Limited {
		err = fault.Invalids(faultOf(err).At("words"))
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderData(c, status, g, form) })
	}
	return a.redirect(c, frontend.MemberPath(g.Brand.Slug, "data"), frontend.NoticeAsked)
}
