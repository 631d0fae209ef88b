package handlers

import (
	"context"
	"io"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
)

// checkPage lets an entrant check their receipt in the browser. It gives the addresses of
// what is public, the same to everybody, and learns nothing of the receipt.
func (a *App) checkPage(c *fiber.Ctx, s stand) error {
	ctx := c.UserContext()
	view, err := a.contestView(ctx, s.contest, lang(c))
	if err != nil {
		return err
	}
	d, err := a.Contests.DrawOf(ctx, s.contest)
	if err != nil {
		return err
	}
	keys, err := a.Evlog.Keys(ctx)
	if err != nil {
		return err
	}
	page := frontend.CheckPage{
		Frame: a.standFrame(c, s), Contest: view, Draw: string(s.contest.ID), LogHref: "/log/",
		RecordsHref: contestFile(s.contest, "records"),
	}
	for _, k := range keys {
		if k.Signing {
			page.Keys = append(page.Keys, k.VerifierKey)
		}
	}
	switch {
	case d.Drawn():
		page.ProofHref = contestFile(s.contest, "proof.zip")
	case !d.SealedAt.IsZero():
		page.CloseRecord, page.ListHref = string(d.Seal.Record), contestFile(s.contest, "entries.txt")
	}
	return a.render(c, fiber.StatusOK, page)
}

// sendSealedList answers the sealed list, word for word.
func (a *App) sendSealedList(c *fiber.Ctx) error {
	slug := c.Params("slug")
	c.Set(fiber.HeaderCacheControl, "no-cache")
	return a.sendMade(c, slug+"-entries.txt", fiber.MIMETextPlainCharsetUTF8, func(ctx context.Context, w io.Writer) error {
		return a.Contests.WriteSealedList(ctx, slug, w)
	})
}
