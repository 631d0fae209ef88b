package handlers

import (
	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/polls"
	"kermesse/polls/tally"
)

// proposeForm keeps an idea for a vote to come.
func (a *App) proposeForm(c *fiber.Ctx, b booth) error {
	values := formValues(c)
	err := error(nil)
	if values.Get(fieldTrap) != "" {
		err = fault.Invalids(errTrap.At(fieldTrap))
	}
	if err == nil {
		_, err = a.Polls.Propose(c.UserContext(), b.poll, b.voter, values.Get("proposal"))
	}
	if err != nil {
		return a.refusedVote(c, b, values, err)
	}
	return a.redirect(c, frontend.PollPath(b.poll.Slug), frontend.NoticeProposed)
}

// ownIdeas is what a visitor has proposed for a vote to come.
func (a *App) ownIdeas(c *fiber.Ctx, b booth) ([]string, error) {
	if !b.poll.Status(a.Clock.Now()).Choosing() {
		return nil, nil
	}
	own, err := a.Polls.ListOwn(c.UserContext(), b.poll, b.voter)
	labels := make([]string, len(own))
	for i, idea := range own {
		labels[i] = idea.Label
	}
	return labels, err
}

// ideasPage lists what fans have proposed or written on ballots.
func (a *App) ideasPage(c *fiber.Ctx, d desk) error {
	return a.renderIdeas(c, fiber.StatusOK, d, frontend.Form{}, "")
}

func (a *App) renderIdeas(c *fiber.Ctx, status int, d desk, form frontend.Form, wrong string) error {
	p, err := a.pollAt(c, d)
	if err != nil {
		return err
	}
	list, err := a.Polls.ListProposals(c.UserContext(), d.Actor, p)
	if err != nil {
		return err
	}
	page := frontend.AdminIdeasPage{AdminFrame: a.adminFrame(c, d), Slug: p.Slug, Title: p.Title.In(lang(c)), Form: form, Wrong: wrong}
	for _, o := range p.Options {
		page.Options = append(page.Options, frontend.Choice{Value: string(o.ID), Label: o.Label.In(lang(c))})
	}
	for _, idea := range list {
		row := frontend.IdeaRow{
			ID: string(idea.ID), Label: idea.Label, State: frontend.IdeaState(idea.State), Reason: idea.Reason, Voters: int(idea.Voters),
		}
		if idea.Into != "" {
			row.Into = label(p, idea.Into, lang(c))
		}
		page.Rows = append(page.Rows, row)
	}
	return a.render(c, status, page)
}

// ideaForm settles one idea.
func (a *App) ideaForm(c *fiber.Ctx, d desk) error {
	ctx, slug, id := c.UserContext(), c.Params("slug"), tally.OptionID(c.Params("idea"))
	var err error
	switch formValue(c, "act") {
	case "accept":
		said := polls.Text{FR: formValue(c, "label")}
		if d.Brand.Locale == langEN {
			said = polls.Text{EN: formValue(c, "label")}
		}
		_, err = a.Polls.Accept(ctx, d.Actor, slug, id, said)
	case "merge":
		_, err = a.Polls.Merge(ctx, d.Actor, slug, id, tally.OptionID(formValue(c, "into")))
	default:
		_, err = a.Polls.Decline(ctx, d.Actor, slug, id, formValue(c, "reason"))
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderIdeas(c, status, d, form, string(id)) })
	}
	return a.redirect(c, d.pollPath(slug, "ideas"), frontend.NoticeModerated)
}

// callPollPage says what a call for ideas fixes.
func (a *App) callPollPage(c *fiber.Ctx, d desk) error {
	return a.renderCall(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) renderCall(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	p, err := a.pollAt(c, d)
	if err != nil {
		return err
	}
	if err := d.Actor.Require(account.EditCampaigns, p.Brand); err != nil {
		return err
	}
	return a.render(c, status, frontend.AdminConfirmPage{
		AdminFrame: a.adminFrame(c, d), Act: frontend.ActCallPoll, Subject: p.Title.In(lang(c)), Back: d.pollPath(p.Slug), Form: form,
	})
}

func (a *App) callPollForm(c *fiber.Ctx, d desk) error {
	p, err := a.Polls.Call(c.UserContext(), d.Actor, c.Params("slug"))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderCall(c, status, d, form) })
	}
	return a.redirect(c, d.pollPath(p.Slug), frontend.NoticeCalled)
}
