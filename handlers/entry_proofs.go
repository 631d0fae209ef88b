package handlers

import (
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/account"
)

// proofsPage shows what entrants sent and nobody has looked at.
func (a *App) proofsPage(c *fiber.Ctx, d desk) error {
	return a.renderProofs(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) renderProofs(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	contest, err := a.contestAt(c, d)
	if err != nil {
		return err
	}
	found, err := a.Contests.ListProofs(c.UserContext(), d.Actor, contest.Slug, c.Query("cursor"), proofsPerPage)
	if err != nil {
		return err
	}
	page := frontend.AdminProofsPage{
		AdminFrame: a.adminFrame(c, d), Slug: contest.Slug, Title: contest.Title, Sealed: contest.Sealed(a.Clock.Now()), Form: form,
	}
	for _, p := range found.Items {
		line := frontend.SentLine{
			ID: p.ID, Number: p.Entry.Number, Name: p.Entry.Name, Asked: p.Action.Label, Text: p.Text, SentAt: in(p.SentAt, contest.Location()),
			Link: p.Action.Proof == contests.ProofLink,
		}
		if p.Picture != "" {
			line.Width, line.Height = p.Width, p.Height
			line.Picture = frontend.LocalPath(lang(c), entryPicturePath(d.Brand.Slug, contest.Slug, p.Entry.ID, p.Picture))
		}
		page.Proofs = append(page.Proofs, line)
	}
	if found.Next != "" {
		page.Next = frontend.LocalPath(lang(c), c.Path()) + "?" + url.Values{"cursor": {found.Next}}.Encode()
	}
	return a.render(c, status, page)
}

const proofsPerPage = 20

// reviewProofForm accepts or refuses what an entrant sent.
func (a *App) reviewProofForm(c *fiber.Ctx, d desk) error {
	contest, err := a.contestAt(c, d)
	if err != nil {
		return err
	}
	accept := formValue(c, "act") == "accept"
	err = a.Contests.ReviewProof(c.UserContext(), d.Actor, contest.Slug, formValue(c, "proof"), accept, formValue(c, "reason"))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderProofs(c, status, d, form) })
	}
	return a.redirect(c, d.contestPath(contest.Slug, "proofs"), frontend.NoticeSaved)
}

// entryPicturePath is where staff see a picture that an entrant sent, without language.
func entryPicturePath(brand, slug string, id contests.EntryID, field string) string {
	return frontend.AdminBrandPath(brand, "contests", slug, "entries", string(id), "pictures", url.PathEscape(field))
}

// entryPicture sends a picture that an entrant sent, to staff alone.
func (a *App) entryPicture(c *fiber.Ctx, d desk) error {
	field, err := url.PathUnescape(c.Params("field"))
	if err != nil {
		return errNoRoute
	}
	p, err := a.Contests.FindPicture(c.UserContext(), d.Actor, c.Params("slug"), contests.EntryID(c.Params("entry")), field)
	if err != nil {
		return err
	}
	return sendPrivatePicture(c, p)
}

// contactsForm replaces a list of contacts by a file.
func (a *App) contactsForm(c *fiber.Ctx, d desk) error {
	contest, err := a.contestAt(c, d)
	if err != nil {
		return err
	}
	if err := d.Actor.Require(account.EditCampaigns, d.Brand.ID); err != nil {
		return err
	}
	list := contests.ContactList(c.Params("list"))
	part, err := c.FormFile("file")
	if err != nil {
		_, err = a.Contests.SetContacts(c.UserContext(), d.Actor, contest.Slug, list, formValue(c, "reason"), strings.NewReader(formValue(c, "contacts")))
	} else {
		file, openErr := part.Open()
		if openErr != nil {
			return openErr
		}
		defer func() { _ = file.Close() }()
		_, err = a.Contests.SetContacts(c.UserContext(), d.Actor, contest.Slug, list, formValue(c, "reason"), file)
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderContacts(c, status, d, form) })
	}
	return a.redirect(c, d.contestPath(contest.Slug, "contacts"), frontend.NoticeSaved)
}

// contactsPage shows how many are on the lists of a contest, and takes others.
func (a *App) contactsPage(c *fiber.Ctx, d desk) error {
	return a.renderContacts(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) renderContacts(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	contest, err := a.contestAt(c, d)
	if err != nil {
		return err
	}
	page := frontend.AdminContactsPage{
		AdminFrame: a.adminFrame(c, d), Slug: contest.Slug, Title: contest.Title, Form: form,
		Sealed: !contest.PublishedAt.IsZero() && contest.Sealed(a.Clock.Now()), Draft: contest.PublishedAt.IsZero(),
		AskReason: a.Contests.NeedsReason(contest),
	}
	for _, list := range []contests.ContactList{contests.ListInvited, contests.ListExcluded} {
		n, err := a.Contests.CountContacts(c.UserContext(), contest, list)
		if err != nil {
			return err
		}
		used := list == contests.ListInvited && contest.Entry.Who.Invited || list == contests.ListExcluded && contest.Entry.Who.NoStaff
		page.Lists = append(page.Lists, frontend.ContactListLine{Key: string(list), Contacts: n, Used: used})
	}
	return a.render(c, status, page)
}
