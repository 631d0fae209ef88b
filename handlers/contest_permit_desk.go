package handlers

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/internal/text"
)

// permitPage shows what there is of a contest's permit, and takes its document.
func (a *App) permitPage(c *fiber.Ctx, d desk) error {
	return a.renderPermit(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) renderPermit(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	contest, err := a.contestAt(c, d)
	if err != nil {
		return err
	}
	page := frontend.AdminPermitPage{
		AdminFrame: a.adminFrame(c, d), Slug: contest.Slug, Title: contest.Title, Draft: contest.PublishedAt.IsZero(), Form: form,
		Edits: d.Actor.Require(account.EditCampaigns, d.Brand.ID) == nil, MostMB: contests.MaxPermitBytes >> 20,
	}
	if contest.Law != nil {
		p := contest.Law.Permit
		page.Authority, page.Number, page.Promised = p.Authority, p.Number, p.Shown != ""
		if day, err := time.Parse(time.DateOnly, p.Date); err == nil {
			page.Date = text.Day(day).In(lang(c))
		}
	}
	kept, err := a.Contests.PermitOf(c.UserContext(), contest)
	if err != nil {
		return err
	}
	if kept != nil {
		page.File = &frontend.PermitFile{
			Href: page.Link("contests", contest.Slug, "permit", "file"), Picture: kept.Kind == contests.PermitJPEG, Bytes: kept.Bytes,
			Hash: kept.SHA256.String(), Public: kept.Public, KeptAt: in(kept.KeptAt, contest.Location()),
		}
		if kept.Public && !page.Draft {
			page.File.Address = a.publicAddress(c, contest, "permit")
		}
	}
	return a.render(c, status, page)
}

// permitForm keeps, shows, hides or removes the document of a permit.
func (a *App) permitForm(c *fiber.Ctx, d desk) error {
	slug, ctx := c.Params("slug"), c.UserContext()
	var err error
	switch formValue(c, "act") {
	case "show":
		err = a.Contests.ShowPermit(ctx, d.Actor, slug, true)
	case "hide":
		err = a.Contests.ShowPermit(ctx, d.Actor, slug, false)
	case "remove":
		err = a.Contests.RemovePermit(ctx, d.Actor, slug)
	default:
		err = a.keepPermit(c, d)
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderPermit(c, status, d, form) })
	}
	return a.redirect(c, d.contestPath(slug, "permit"), frontend.NoticeSaved)
}

func (a *App) keepPermit(c *fiber.Ctx, d desk) error {
	if err := d.Actor.Require(account.EditCampaigns, d.Brand.ID); err != nil {
		return err
	}
	part, err := c.FormFile("file")
	if err != nil || part.Size == 0 {
		return fault.Invalids(contests.ErrPermitFile.At("file"))
	}
	file, err := part.Open()
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	_, err = a.Contests.KeepPermit(c.UserContext(), d.Actor, c.Params("slug"), file)
	return fileFault(err)
}

// fileFault says of a file that it is the one that was refused.
func fileFault(err error) error {
	if f := fault.From(err); err != nil && len(f.Fields) == 0 && (f.Kind == fault.Invalid || f.Kind == fault.TooLarge) {
		return f.Field("file", f)
	}
	return err
}

// sendPermitToStaff answers the document to staff of the brand.
func (a *App) sendPermitToStaff(c *fiber.Ctx, d desk) error {
	kept, content, err := a.Contests.FindPermit(c.UserContext(), d.Actor, c.Params("slug"))
	if err != nil {
		return err
	}
	return sendPermit(c, kept, content)
}

// sendPublicPermit answers it to everybody, where the brand has made it public.
func (a *App) sendPublicPermit(c *fiber.Ctx, s stand) error {
	kept, content, err := a.Contests.FindPublicPermit(c.UserContext(), s.contest.Slug)
	if err != nil {
		return err
	}
	return sendPermit(c, kept, content)
}

// sendPermit answers a document as a file to keep: a PDF that came from outside is not opened
// on this site's pages.
func sendPermit(c *fiber.Ctx, p contests.PermitFile, content []byte) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	return sendFile(c, c.Params("slug")+"-permit."+p.Kind.Extension(), p.Kind.ContentType(), content)
}
