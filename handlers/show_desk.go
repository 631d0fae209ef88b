package handlers

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fault"
)

// showRoutes are the stage of a draw and its console.
func (a *App) showRoutes() {
	r := a.fiber
	a.showOperations()
	register(a, operation{
		method: http.MethodPost, path: "/contests/{slug}/stage/seen", id: "stage-seen", tag: "draws", public: true, natural: true,
		summary: "The stage says that it is there, with its key",
	}, a.stageSeen)
	r.Get("/c/:slug/draw/stage", a.atDraw(a.stagePage))
	r.Get("/c/:slug/draw/stage/names/:step", a.atDraw(a.stageNames))
	r.Get("/c/:slug/draw/stage/cues", a.atDraw(a.stageCues))

	r.Get("/admin/b/:brand/contests/:slug/show", a.inBrand(a.showPage))
	r.Post("/admin/b/:brand/contests/:slug/show", a.inBrand(a.showForm))
	r.Get("/admin/b/:brand/contests/:slug/show/stage", a.inBrand(a.showStage))
	r.Get("/admin/b/:brand/contests/:slug/show/rehearsal", a.inBrand(a.rehearsalPage))
}

type stageSeenRequest struct {
	Slug string `path:"slug"`
	Key  string `query:"key" required:"true" doc:"Of the stage, as its address has it."`
	Body struct {
		Version int64 `json:"version" doc:"Of the cue that it shows."`
		Playing bool  `json:"playing,omitempty"`
	}
}

type stageSeenResponse struct {
	Body struct {
		Seen bool `json:"seen"`
	}
}

func (a *App) stageSeen(ctx context.Context, in *stageSeenRequest) (*stageSeenResponse, error) {
	if err := a.Contests.StageSeen(ctx, in.Slug, in.Key, in.Body.Version); err != nil {
		return nil, err
	}
	out := &stageSeenResponse{}
	out.Body.Seen = true
	return out, nil
}

// showPage is the console of the stage. It names nobody whom the audience has not seen.
func (a *App) showPage(c *fiber.Ctx, d desk) error {
	return a.renderShow(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) renderShow(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	ctx := c.UserContext()
	contest, err := a.contestAt(c, d)
	if err != nil {
		return err
	}
	switch {
	case contest.PublishedAt.IsZero():
		return contests.ErrNotPublished
	case contest.Ranked():
		return contests.ErrNoDraw // there is nothing to show
	}
	show, err := a.Contests.FindShow(ctx, d.Actor, contest.Slug)
	if err != nil {
		return err
	}
	held, err := a.Contests.FindDraw(ctx, contest.Slug)
	if err != nil {
		return err
	}
	page := frontend.AdminShowPage{
		AdminFrame: a.adminFrame(c, d), Slug: contest.Slug, Title: contest.Title, State: contestState(contest.Status(a.Clock.Now())),
		Drawn: held.Counts(), Hours: int(show.HoldFor.Hours()), Stage: a.stageLine(c, show), Form: form,
		StatusHref: a.deskHref(c, d, "contests", contest.Slug, "show", "stage"), RehearsalHref: a.deskHref(c, d, "contests", contest.Slug, "show", "rehearsal"),
	}
	if form.Values == nil {
		page.Form.Values = values("hours", strconv.Itoa(page.Hours))
	}
	if heldNames(held) > 0 {
		page.HeldUntil = in(show.Until(held.Attempt), contest.Location())
	}
	if d.Actor.May(account.DrawWinners) { // whoever has the key sees names before the others
		stage := frontend.LocalPath(lang(c), frontend.ContestPath(contest.Slug, "draw", "stage")) + "?key=" + a.Contests.StageKey(contest)
		page.StageHref, page.VerticalHref = stage+"&format=wide", stage+"&format=vertical"
	}
	if page.Drawn {
		page.Cues, page.Next = stageCuesOf(held, show)
	}
	return a.render(c, status, page)
}

// stageCuesOf lists the reveals and what comes next: a prize is announced, then revealed.
func stageCuesOf(d contests.Draw, show contests.Show) (cues []frontend.StageCue, next *frontend.StageCue) {
	now := show.Cue
	if now.Attempt != d.No {
		now = contests.Cue{Phase: contests.PhaseTitle}
	}
	done := -1 // the last step that was revealed before or at the present one
	for i, step := range d.Steps() {
		if i == maxSteps {
			break
		}
		cue := frontend.StageCue{Step: i, Prize: d.Contest.Prizes[step.Prize].Name, Of: len(step.Slots)}
		cue.Current = now.Phase != contests.PhaseTitle && now.Step == i
		cue.Shown = now.Phase != contests.PhaseTitle && (i < now.Step || i == now.Step && now.Phase == contests.PhaseReveal)
		if cue.Shown {
			done = i
		}
		cues = append(cues, cue)
	}
	if now.Phase == contests.PhasePrize && now.Step < len(cues) {
		next = &cues[now.Step]
		next.Phase = string(contests.PhaseReveal)
	} else if done+1 < len(cues) {
		next = &cues[done+1]
		next.Phase = string(contests.PhasePrize)
	}
	return cues, next
}

func (a *App) stageLine(c *fiber.Ctx, show contests.Show) frontend.StageLine {
	seconds := -1
	if !show.SeenAt.IsZero() {
		seconds = int(a.Clock.Now().Sub(show.SeenAt).Seconds())
	}
	return a.Pages.StageWords(lang(c), seconds)
}

// showStage answers whether the stage is there, for the console to ask again and again.
func (a *App) showStage(c *fiber.Ctx, d desk) error {
	show, err := a.Contests.FindShow(c.UserContext(), d.Actor, c.Params("slug"))
	if err != nil {
		return err
	}
	line := a.stageLine(c, show)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(struct {
		There bool   `json:"there"`
		Words string `json:"words"`
	}{line.There, line.Words})
}

var errActUnknown = fault.New(fault.Malformed, "act_unknown",
	"Cette action n’existe pas.", "There is no such act.")

func (a *App) showForm(c *fiber.Ctx, d desk) error {
	slug, notice := c.Params("slug"), frontend.NoticeSaved
	var err error
	switch formValue(c, "act") {
	case "hold":
		err = a.holdNames(c, d, slug)
	case "publish":
		notice, err = frontend.NoticeNamesPublic, a.Contests.PublishNames(c.UserContext(), d.Actor, slug)
	case "cue":
		step, wrong := strconv.Atoi(formValue(c, "step"))
		if wrong != nil {
			return contests.ErrStepNotFound
		}
		notice, err = "", a.Contests.CueStage(c.UserContext(), d.Actor, slug, contests.Phase(formValue(c, "phase")), step)
	default:
		return errActUnknown
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderShow(c, status, d, form) })
	}
	return a.redirect(c, d.contestPath(slug, "show"), notice)
}

func (a *App) holdNames(c *fiber.Ctx, d desk, slug string) error {
	hours, err := strconv.Atoi(formValue(c, "hours"))
	if err != nil {
		return fault.Invalids(errNumber.At("hours"))
	}
	// What no day has is told as too long, not multiplied into something that fits.
	if limit := int(contests.MaxHold.Hours()); hours < 0 || hours > limit {
		hours = limit + 1
	}
	return a.Contests.HoldNames(c.UserContext(), d.Actor, slug, time.Duration(hours)*time.Hour)
}

// rehearsalPage is the stage with invented names, for trying the room, the screen and
// one's voice. It reads no draw.
func (a *App) rehearsalPage(c *fiber.Ctx, d desk) error {
	if err := d.Actor.Require(account.ViewCampaigns, d.Brand.ID); err != nil {
		return err
	}
	contest, err := a.contestAt(c, d)
	if err != nil {
		return err
	}
	switch {
	case contest.PublishedAt.IsZero():
		return contests.ErrNotPublished
	case contest.Ranked():
		return contests.ErrNoDraw // there is nothing to show
	}
	page, err := a.stageOf(c, stand{contest, d.Brand}, contests.Draw{Contest: contest})
	if err != nil {
		return err
	}
	page.Mode, page.Roll = frontend.StageRehearsal, frontend.InventedNames()
	for j, p := range contest.Prizes {
		page.Steps = append(page.Steps, frontend.StageStep{Prize: p.Name, Of: p.Winners, Names: inventedFor(j, p.Winners)})
	}
	return a.render(c, fiber.StatusOK, page)
}

// inventedFor are as many invented names as a prize has winners, up to what a screen shows.
func inventedFor(prize, winners int) []string {
	const most = 80
	pool := frontend.InventedNames()
	names := make([]string, min(winners, most))
	for i := range names {
		names[i] = pool[(7*prize+3*i)%len(pool)]
	}
	return names
}
