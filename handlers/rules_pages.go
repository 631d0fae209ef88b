package handlers

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/contests/law"
	"kermesse/frontend"
)

// rulesPage shows the rules in force, or those of an earlier version, with every amendment.
func (a *App) rulesPage(c *fiber.Ctx, s stand) error {
	page, err := a.rulesView(c, s)
	if err != nil {
		return err
	}
	return a.render(c, fiber.StatusOK, page)
}

func (a *App) rulesView(c *fiber.Ctx, s stand) (frontend.RulesPage, error) {
	ctx := c.UserContext()
	_, rules, err := a.rulesIn(ctx, s.contest.Slug, c.QueryInt("version"))
	if err != nil {
		return frontend.RulesPage{}, err
	}
	view, err := a.contestView(ctx, s.contest, lang(c))
	if err != nil {
		return frontend.RulesPage{}, err
	}
	body, err := markdown(rules.Text.In(lang(c)))
	if err != nil {
		return frontend.RulesPage{}, err
	}
	query := ""
	if rules.Version != s.contest.Amended+1 {
		query = "?version=" + strconv.Itoa(rules.Version)
	}
	page := frontend.RulesPage{
		Frame: a.standFrame(c, s), Contest: view, Version: rules.Version, PublishedAt: in(rules.FrozenAt, s.contest.Location()),
		Hash: rules.Hash.String(), Body: body, Download: contestFile(s.contest, "rules.json") + query, Current: s.contest.Amended + 1,
	}
	page.Paper = page.Href(frontend.ContestPath(s.contest.Slug, "rules.pdf")) + query
	for v := 1; v <= page.Current && page.Current > 1; v++ {
		page.Versions = append(page.Versions, frontend.RulesVersion{
			Version: v, Href: page.Href(frontend.ContestPath(s.contest.Slug, "rules")) + "?version=" + strconv.Itoa(v),
		})
	}
	permit, err := a.Contests.PermitOf(ctx, s.contest)
	if err != nil {
		return page, err
	}
	if permit != nil && permit.Public {
		page.Permit = frontend.ContestPath(s.contest.Slug, "permit")
	}
	page.Amendments, err = a.amendmentViews(c, s.contest)
	return page, err
}

// amendmentViews are the amendments of a contest, the oldest first.
func (a *App) amendmentViews(c *fiber.Ctx, contest contests.Contest) ([]frontend.Amendment, error) {
	if contest.Amended == 0 {
		return nil, nil
	}
	amendments, err := a.Contests.Amendments(c.UserContext(), contest.Slug)
	views := make([]frontend.Amendment, len(amendments))
	for i, done := range amendments {
		views[i] = frontend.Amendment{
			No: done.No, Version: done.No + 1, At: in(done.At, contest.Location()), Reason: done.Reason, Hash: done.Hash.String(),
		}
	}
	return views, err
}

// sendRulesPaper answers the rules as a document to print. The same version gives the same
// bytes.
func (a *App) sendRulesPaper(c *fiber.Ctx, s stand) error {
	page, err := a.rulesView(c, s)
	if err != nil {
		return err
	}
	_, rules, err := a.rulesIn(c.UserContext(), s.contest.Slug, page.Version)
	if err != nil {
		return err
	}
	paper, err := a.Pages.RulesPaper(page, rules.Text.In(lang(c)))
	if err != nil {
		return err
	}
	name := s.contest.Slug + "-" + a.Pages.Text(lang(c), "law.file") + "-v" + strconv.Itoa(page.Version) + ".pdf"
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, `inline; filename="`+name+`"`)
	return c.Send(paper)
}

// purgesOf say how long a published contest keeps what.
func (a *App) purgesOf(c *fiber.Ctx, contest contests.Contest) ([]frontend.PurgeLine, error) {
	if contest.PublishedAt.IsZero() {
		return nil, nil
	}
	purges, err := a.Contests.Purges(c.UserContext(), contest)
	if err != nil {
		return nil, err
	}
	zone := contest.Location()
	lines := make([]frontend.PurgeLine, len(purges))
	for i, p := range purges {
		lines[i] = frontend.PurgeLine{
			What: sentenceOf(contests.ClassWords(p.Class).In(lang(c))), Days: p.Days, AfterDraw: p.Class != law.Invalid,
			DueAt: in(p.DueAt, zone), DoneAt: in(p.DoneAt, zone), Entries: p.Entries,
		}
	}
	return lines, nil
}
