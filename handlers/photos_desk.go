package handlers

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests/photos"
	"kermesse/frontend"
	"kermesse/internal/account"
)

// photoDesk is the photos of a contest in the panel.
func (d desk) photoDesk(slug string, under ...string) string {
	return d.contestPath(slug, append([]string{"photos"}, under...)...)
}

// photosDeskPage shows the photo to look at next.
func (a *App) photosDeskPage(c *fiber.Ctx, d desk) error {
	return a.renderPhotosDesk(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) renderPhotosDesk(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	ctx, slug := c.UserContext(), c.Params("slug")
	q, err := a.Contests.Photos().NextToReview(ctx, d.Actor, slug, c.Query("after"))
	if err != nil {
		return err
	}
	now := a.Clock.Now()
	page := frontend.AdminPhotosPage{
		AdminFrame: a.adminFrame(c, d), Slug: slug, Title: q.Contest.TitleIn(lang(c)), Sealed: q.Contest.Closed(now), Form: form,
		Until: in(q.Contest.ClosesAt, q.Contest.Zone), Waiting: q.Counts[photos.Waiting], Reasons: photoReasons(lang(c)),
	}
	if page.Tabs, err = a.photoTabs(c, d, q.Contest, q.Counts, string(photos.Waiting)); err != nil {
		return err
	}
	if q.Next != nil {
		view := a.adminPhoto(c, d, q.Contest, q.Next.Photo, 720)
		view.Number, view.Twins = q.Next.Number, q.Next.Twins
		page.Photo = &view
		if page.Waiting > 1 {
			page.Skip = "?after=" + string(q.Next.ID)
		}
	}
	if done := c.Query("done"); done != "" {
		_, r, err := a.Contests.Photos().Inspect(ctx, d.Actor, slug, photos.ID(done))
		if err != nil && !errors.Is(err, photos.ErrNotFound) {
			return err
		}
		if r.State == photos.Published || r.State == photos.Refused {
			view := a.adminPhoto(c, d, q.Contest, r.Photo, 360)
			page.Done = &view
		}
	}
	return a.render(c, status, page)
}

func photoReasons(lang string) []frontend.Choice {
	var choices []frontend.Choice
	for _, r := range photos.Reasons() {
		choices = append(choices, frontend.Choice{Value: string(r), Label: r.Text().In(lang)})
	}
	return choices
}

func (a *App) adminPhoto(c *fiber.Ctx, d desk, at photos.Contest, p photos.Photo, most int) frontend.AdminPhoto {
	view := frontend.AdminPhoto{
		ID: string(p.ID), Image: photoImage(p, most, ""), Author: p.Author, State: string(p.State), Reason: p.Reason.Text().In(lang(c)),
		Minor: p.Minor, Agreed: in(p.AgreedAt, at.Zone), SentAt: in(p.SentAt, at.Zone), Decided: in(p.DecidedAt, at.Zone), By: p.DecidedBy, Votes: p.Votes,
	}
	view.Image.URL = frontend.LocalPath(lang(c), d.photoDesk(at.Slug, string(p.ID), strconv.Itoa(view.Image.Width)+".jpg"))
	return view
}

// photoTabs lead from what waits to what was decided, the votes and the ranking.
func (a *App) photoTabs(c *fiber.Ctx, d desk, at photos.Contest, counts map[photos.State]int, here string) ([]frontend.Tab, error) {
	tab := func(key, path string, count int) frontend.Tab {
		return frontend.Tab{
			Label: a.Pages.Text(lang(c), "photo_desk.tab_"+key), Count: count, Href: frontend.LocalPath(lang(c), path), Current: key == here,
		}
	}
	tabs := []frontend.Tab{
		tab("waiting", d.photoDesk(at.Slug), counts[photos.Waiting]), tab("published", d.photoDesk(at.Slug, "published"), counts[photos.Published]),
		tab("refused", d.photoDesk(at.Slug, "refused"), counts[photos.Refused]),
	}
	if at.Rules.Minors {
		tabs = append(tabs, tab("held", d.photoDesk(at.Slug, "held"), counts[photos.Held]))
	}
	if at.Rules.Votes != photos.NoVotes {
		_, aside, err := a.Contests.Photos().ListAside(c.UserContext(), d.Actor, at.Slug)
		if err != nil {
			return nil, err
		}
		n := 0
		for _, row := range aside {
			n += row.Votes
		}
		tabs = append(tabs, tab("votes", d.photoDesk(at.Slug, "votes"), n))
	}
	return append(tabs, tab("ranking", d.photoDesk(at.Slug, "ranking"), -1)), nil
}

// photosDeskForm decides about a photo and leads on to the next.
func (a *App) photosDeskForm(c *fiber.Ctx, d desk) error {
	ctx, slug, id := c.UserContext(), c.Params("slug"), photos.ID(formValue(c, "photo"))
	act, reason, _ := strings.Cut(formValue(c, "act"), ".")
	var err error
	switch act {
	case "undo":
		if err = a.Contests.Photos().Undo(ctx, d.Actor, slug, id); err == nil {
			return a.redirect(c, d.photoDesk(slug), frontend.NoticeUndone)
		}
	default:
		err = a.Contests.Photos().Decide(ctx, d.Actor, slug, id, act == "publish", photos.Reason(reason))
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderPhotosDesk(c, status, d, form) })
	}
	return a.redirect(c, d.photoDesk(slug)+"?"+url.Values{"done": {string(id)}}.Encode(), "")
}

// sendDeskPhoto answers a file of any photo, to staff alone.
func (a *App) sendDeskPhoto(c *fiber.Ctx, d desk) error {
	width, err := strconv.Atoi(c.Params("width"))
	if err != nil {
		return photos.ErrNotFound
	}
	file, err := a.Contests.Photos().InspectFile(c.UserContext(), d.Actor, c.Params("slug"), photos.ID(c.Params("photo")), width)
	if err != nil {
		return err
	}
	return sendPrivateJPEG(c, file)
}

// photoListPage lists the photos of a state.
func (a *App) photoListPage(c *fiber.Ctx, d desk) error {
	ctx, slug, state := c.UserContext(), c.Params("slug"), photos.State(c.Params("state"))
	at, list, err := a.Contests.Photos().ListPhotos(ctx, d.Actor, slug, state)
	if err != nil {
		return err
	}
	page := frontend.AdminPhotoListPage{
		AdminFrame: a.adminFrame(c, d), Slug: slug, Title: at.TitleIn(lang(c)), State: string(state), Sealed: at.Closed(a.Clock.Now()), Reasons: photoReasons(lang(c)),
	}
	for _, p := range list {
		view := a.adminPhoto(c, d, at, p, 360)
		view.Image.Width, view.Image.Height = 120, max(120*view.Image.Height/max(view.Image.Width, 1), 1)
		page.Photos = append(page.Photos, view)
	}
	q, err := a.Contests.Photos().NextToReview(ctx, d.Actor, slug, "")
	if err != nil {
		return err
	}
	if page.Tabs, err = a.photoTabs(c, d, at, q.Counts, string(state)); err != nil {
		return err
	}
	return a.render(c, fiber.StatusOK, page)
}

// photoVotesPage lists the votes that were set aside.
func (a *App) photoVotesPage(c *fiber.Ctx, d desk) error {
	return a.renderPhotoVotes(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) renderPhotoVotes(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	ctx, slug := c.UserContext(), c.Params("slug")
	at, aside, err := a.Contests.Photos().ListAside(ctx, d.Actor, slug)
	if err != nil {
		return err
	}
	page := frontend.AdminPhotoVotesPage{
		AdminFrame: a.adminFrame(c, d), Slug: slug, Title: at.TitleIn(lang(c)), Sealed: at.Closed(a.Clock.Now()), Form: form,
	}
	for _, row := range aside {
		view := a.adminPhoto(c, d, at, row.Photo, 360)
		view.Image.Width, view.Image.Height = 120, max(120*view.Image.Height/max(view.Image.Width, 1), 1)
		page.Rows = append(page.Rows, frontend.AsideRow{Photo: view, Why: row.Why, Votes: row.Votes, First: in(row.First, at.Zone), Latest: in(row.Latest, at.Zone)})
	}
	q, err := a.Contests.Photos().NextToReview(ctx, d.Actor, slug, "")
	if err != nil {
		return err
	}
	if page.Tabs, err = a.photoTabs(c, d, at, q.Counts, "votes"); err != nil {
		return err
	}
	return a.render(c, status, page)
}

func (a *App) photoVotesForm(c *fiber.Ctx, d desk) error {
	slug := c.Params("slug")
	err := a.Contests.Photos().SettleAside(c.UserContext(), d.Actor, slug, photos.ID(formValue(c, "photo")), formValue(c, "why"), formValue(c, "act") == "count")
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderPhotoVotes(c, status, d, form) })
	}
	return a.redirect(c, d.photoDesk(slug, "votes"), frontend.NoticeDecided)
}

// photoOrderPage shows the order as it is now, and the jury.
func (a *App) photoOrderPage(c *fiber.Ctx, d desk) error {
	return a.renderPhotoOrder(c, fiber.StatusOK, d, "", frontend.Form{})
}

func (a *App) renderPhotoOrder(c *fiber.Ctx, status int, d desk, link string, form frontend.Form) error {
	ctx, slug := c.UserContext(), c.Params("slug")
	r, err := a.Contests.Photos().Preview(ctx, d.Actor, slug)
	if err != nil {
		return err
	}
	at := r.Contest
	page := frontend.AdminPhotoRankingPage{
		AdminFrame: a.adminFrame(c, d), Slug: slug, Title: at.TitleIn(lang(c)), Settled: at.Shut, Places: a.photoPlaces(r, lang(c)), Top: at.Rules.Top,
		HasJury: at.Rules.Jury(), MayEdit: d.Actor.Require(account.EditCampaigns, d.Brand.ID) == nil, Sealed: at.Closed(a.Clock.Now()), Invited: link, Form: form,
	}
	if at.Shut {
		page.Public = frontend.LocalPath(lang(c), frontend.ContestPath(slug, "photos", "ranking"))
	}
	_, jurors, total, err := a.Contests.Photos().ListJurors(ctx, d.Actor, slug)
	if err != nil {
		return err
	}
	page.Total = total
	for _, j := range jurors {
		page.Jurors = append(page.Jurors, frontend.JurorRow{ID: j.ID, Name: j.Name, InvitedAt: in(j.InvitedAt, at.Zone), Marked: j.Marked, Dismissed: j.Dismissed})
	}
	if d.Actor.Require(account.Moderate, d.Brand.ID) == nil {
		q, err := a.Contests.Photos().NextToReview(ctx, d.Actor, slug, "")
		if err != nil {
			return err
		}
		if page.Tabs, err = a.photoTabs(c, d, at, q.Counts, "ranking"); err != nil {
			return err
		}
	}
	if link != "" {
		c.Set(fiber.HeaderCacheControl, "no-store")
	}
	return a.render(c, status, page)
}

// juryDeskForm invites a juror, whose link is shown once, or dismisses one.
func (a *App) juryDeskForm(c *fiber.Ctx, d desk) error {
	ctx, slug := c.UserContext(), c.Params("slug")
	if id := formValue(c, "dismiss"); id != "" {
		if err := a.Contests.Photos().Dismiss(ctx, d.Actor, slug, id); err != nil {
			return err
		}
		return a.redirect(c, d.photoDesk(slug, "ranking"), frontend.NoticeRemoved)
	}
	key, err := a.Contests.Photos().Invite(ctx, d.Actor, slug, formValue(c, "name"), formValue(c, "email"), lang(c))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderPhotoOrder(c, status, d, "", form) })
	}
	link := a.Config.BaseURL + frontend.LocalPath(lang(c), frontend.ContestPath(slug, "jury", key))
	return a.renderPhotoOrder(c, fiber.StatusOK, d, link, frontend.Form{})
}

var photoLists = []string{string(photos.Published), string(photos.Refused), string(photos.Held)}

// photoListOr lists a state that has a list of its own.
func (a *App) photoListOr(c *fiber.Ctx, d desk) error {
	if !slices.Contains(photoLists, c.Params("state")) {
		return errNoRoute
	}
	return a.photoListPage(c, d)
}
