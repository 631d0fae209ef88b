package handlers

import (
	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
)

// scheduleForm has a draft publish itself at a moment, or takes it off the schedule.
func (a *App) scheduleForm(c *fiber.Ctx, d desk) error {
	at := formValue(c, "publish_at")
	if formValue(c, "act") == "unschedule" {
		at = ""
	} else if at == "" {
		at = "?" // a moment is asked for, and none was chosen
	}
	contest, err := a.Contests.Schedule(c.UserContext(), d.Actor, c.Params("slug"), at)
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderPublishContest(c, status, d, form) })
	}
	notice := frontend.NoticeScheduled
	if at == "" {
		notice = frontend.NoticeUnscheduled
	}
	return a.redirect(c, d.contestPath(contest.Slug, "publish"), notice)
}
