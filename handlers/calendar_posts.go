package handlers

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/agenda"
	"kermesse/internal/clock"
	"kermesse/internal/fault"
	"kermesse/internal/keydates"
)

// newPostPage shows an empty form; the day may be named by the address.
func (a *App) newPostPage(c *fiber.Ctx, d desk) error {
	if err := d.Actor.Require(account.EditCampaigns, d.Brand.ID); err != nil {
		return err
	}
	form := frontend.Form{Values: values("channel", "facebook", "state", string(agenda.Idea), "remind", "60")}
	return a.renderPost(c, fiber.StatusOK, d, agenda.Post{}, form)
}

// postPage shows a post as it is kept.
func (a *App) postPage(c *fiber.Ctx, d desk) error {
	p, err := a.Agenda.Find(c.UserContext(), d.Actor, agenda.PostID(c.Params("id")))
	if err != nil {
		return err
	}
	form := frontend.Form{Key: strconv.FormatInt(p.Revision, 10), Values: values(
		"title", p.Title, "body", p.Body, "channel", p.Channel, "at", p.At.In(d.Brand.Location()).Format(clock.LocalLayout),
		"state", string(p.State), "remind", strconv.Itoa(int(p.Remind/time.Minute)), "picture_kept", p.Picture, "picture_alt", p.PictureAlt,
	)}
	return a.renderPost(c, fiber.StatusOK, d, p, form)
}

func (a *App) renderPost(c *fiber.Ctx, status int, d desk, p agenda.Post, form frontend.Form) error {
	zone := d.Brand.Location()
	page := frontend.AdminPostPage{
		AdminFrame: a.adminFrame(c, d), ID: string(p.ID), Form: form, Zone: d.Brand.TimeZone, SavedAt: in(p.UpdatedAt, zone), Reminded: in(p.RemindedAt, zone),
		Kept: form.Value("picture_kept"),
	}
	if page.Kept != "" {
		width, height, err := a.Album.FindSize(c.UserContext(), page.Kept)
		if err != nil {
			return err
		}
		page.Picture = smallPicture(page.Kept, form.Value("picture_alt"), width, height)
	}
	if at, err := clock.Local(form.Value("at"), d.Brand.TimeZone); err == nil {
		countries, err := a.Agenda.Countries(c.UserContext(), d.Brand)
		if err != nil {
			return err
		}
		at = at.In(zone)
		page.Day = keyDayViews(keydates.Between(at, at, countries...), countries, lang(c))
	}
	return a.render(c, status, page)
}

// savePost makes or changes a post by the form, or deletes it.
func (a *App) savePost(c *fiber.Ctx, d desk) error {
	ctx, sent := c.UserContext(), formValues(c)
	var before agenda.Post
	if id := c.Params("id"); id != "" {
		p, err := a.Agenda.Find(ctx, d.Actor, agenda.PostID(id))
		if err != nil {
			return err
		}
		before = p
	}
	show := func(status int, form frontend.Form) error { return a.renderPost(c, status, d, before, form) }
	if before.ID != "" && sent.Get("act") == "delete" {
		if err := a.Agenda.Delete(ctx, d.Actor, before.ID); err != nil {
			return err
		}
		return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "calendar"), frontend.NoticeRemoved)
	}
	terms, err := a.postTerms(c, d, sent)
	if err != nil {
		return a.refuseForm(c, err, show)
	}
	var p agenda.Post
	if before.ID == "" {
		p, err = a.Agenda.Plan(ctx, d.Actor, terms)
	} else {
		revision, _ := strconv.ParseInt(sent.Get(fieldFormKey), 10, 64)
		p, err = a.Agenda.Edit(ctx, d.Actor, before.ID, revision, terms)
	}
	if err != nil {
		return a.refuseForm(c, err, show)
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "calendar", "posts", string(p.ID)), frontend.NoticeSaved)
}

// postTerms reads the form. A picture that came with it is kept at once, so that it is not
// lost when something else is wrong.
func (a *App) postTerms(c *fiber.Ctx, d desk, sent url.Values) (agenda.Terms, error) {
	t := agenda.Terms{
		Title: sent.Get("title"), Body: sent.Get("body"), Channel: sent.Get("channel"), State: agenda.State(sent.Get("state")),
		Picture: sent.Get("picture_kept"), PictureAlt: sent.Get("picture_alt"),
	}
	if sent.Get("picture_drop") == "yes" {
		t.Picture, t.PictureAlt = "", ""
	}
	if minutes, err := strconv.Atoi(strings.TrimSpace(sent.Get("remind"))); err == nil {
		t.Remind = time.Duration(min(max(minutes, -1), 1_000_000)) * time.Minute
	} else {
		return t, fault.Invalids(agenda.ErrRemind.At("remind"))
	}
	at, wrong := readMoment(sent.Get("at"), d.Brand.TimeZone)
	if wrong != nil {
		return t, fault.Invalids(wrong.At("at"))
	}
	t.At = at
	p, err := a.pictureIn(c, "picture")
	if err != nil {
		return t, fault.Invalids(faultOf(err).At("picture"))
	}
	if p != nil {
		t.Picture = p.Hash
	}
	return t, nil
}
