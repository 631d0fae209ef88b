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

// drawPosters draws the pictures of shared links ahead, so that the first network that asks
// does not wait for them.
func (a *App) drawPosters(s stand) {
	for _, language := range frontend.Languages {
		view := posterOf(stand{s.contest.In(language), s.brand}, language)
		go func() {
			if _, err := a.Pages.Poster(view); err != nil {
				a.Log.Error("no picture for shared links", "contest", s.contest.Slug, "error", err)
			}
		}()
	}
}
