package handlers

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/account"
)

// restartPage says what another attempt is held for, and what becomes irrevocable by it.
func (a *App) restartPage(c *fiber.Ctx, d desk) error {
	return a.renderRestart(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) renderRestart(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	if err := d.Actor.Require(account.DrawWinners, d.Brand.ID); err != nil {
		return err
	}
	contest, err := a.contestAt(c, d)
	if err != nil {
		return err
	}
	held, err := a.deskDraw(c, d, contest)
	if err != nil {
		return err
	}
	page := frontend.AdminConfirmPage{
		AdminFrame: a.adminFrame(c, d), Act: frontend.ActRestartAll, Subject: contest.Title, Count: int(held.Seal.Entries),
		Back: d.contestPath(contest.Slug, "draw"), Form: form,
	}
	switch restartOf(held) {
	case frontend.RestartNone:
		return contests.ErrRestartNothing
	case frontend.RestartOpen:
		page.Act, page.Count = frontend.ActRestartOpen, 0
		for _, n := range held.Open() {
			page.Count += n
		}
	case frontend.RestartAll:
		if held.Seal.Record == nil { // nothing was sealed before: the list is that of the closing
			counts, err := a.Contests.Count(c.UserContext(), contest)
			if err != nil {
				return err
			}
			page.Count = counts.Confirmed
		}
	}
	return a.render(c, status, page)
}

func (a *App) restartForm(c *fiber.Ctx, d desk) error {
	slug := c.Params("slug")
	if _, err := a.Contests.Restart(c.UserContext(), d.Actor, slug, time.Time{}); err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderRestart(c, status, d, form) })
	}
	return a.redirect(c, d.contestPath(slug, "draw"), frontend.NoticeRestarted)
}

// beaconForm takes a round that a person found where the server cannot reach.
func (a *App) beaconForm(c *fiber.Ctx, d desk) error {
	contest, err := a.contestAt(c, d)
	if err != nil {
		return err
	}
	if err := a.Contests.TakeBeacon(c.UserContext(), contest.Slug, a.clientNetwork(c), []byte(formValue(c, "beacon"))); err != nil {
		return err
	}
	return a.redirect(c, d.contestPath(contest.Slug, "draw"), frontend.NoticeDrawn)
}
