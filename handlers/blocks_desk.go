package handlers

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/fan"
)

// usualBlockDays is what the form proposes.
const usualBlockDays = "365"

// blocksPage lists whom the brand keeps out of its campaigns, or has looked at.
func (a *App) blocksPage(c *fiber.Ctx, d desk) error {
	return a.renderBlocks(c, fiber.StatusOK, d, frontend.Form{
		Key: newFormKey(), Values: url.Values{"days": {usualBlockDays}, "effect": {string(fan.BlockFlags)}, "target": {c.Query("target")}},
	})
}

func (a *App) renderBlocks(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	blocks, err := a.Fans.ListBlocks(c.UserContext(), d.Actor, c.Query("after"), campaignsPerPage+1)
	if err != nil {
		return err
	}
	page := frontend.AdminBlocksPage{AdminFrame: a.adminFrame(c, d), Form: form}
	if len(blocks) > campaignsPerPage {
		blocks = blocks[:campaignsPerPage]
		page.Next = nextPage(c, blocks[campaignsPerPage-1].ID)
	}
	for _, effect := range []fan.BlockEffect{fan.BlockFlags, fan.BlockRefuses} {
		page.Effects = append(page.Effects, frontend.Choice{Value: string(effect), Label: a.Pages.Text(lang(c), "block_effect."+string(effect))})
	}
	for _, b := range blocks {
		page.Rows = append(page.Rows, frontend.BlockRow{
			ID: b.ID, Label: b.Label, Effect: string(b.Effect), Reason: b.Reason,
			Until: in(b.Until, d.Brand.Location()), CreatedAt: in(b.CreatedAt, d.Brand.Location()),
		})
	}
	return a.render(c, status, page)
}

// blocksForm adds a block, or lifts one.
func (a *App) blocksForm(c *fiber.Ctx, d desk) error {
	back := frontend.AdminBrandPath(d.Brand.Slug, "blocks")
	if id := formValue(c, "lift"); id != "" {
		if err := a.Fans.Lift(c.UserContext(), d.Actor, id); err != nil {
			return err
		}
		return a.redirect(c, back, frontend.NoticeBlockLifted)
	}
	days, err := strconv.Atoi(strings.TrimSpace(formValue(c, "days")))
	if err != nil {
		days = 0
	}
	_, err = a.Fans.Block(c.UserContext(), d.Actor, fan.BlockForm{
		Target: formValue(c, "target"), Effect: fan.BlockEffect(formValue(c, "effect")), Reason: formValue(c, "reason"), Days: days,
	})
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderBlocks(c, status, d, form) })
	}
	return a.redirect(c, back, frontend.NoticeBlocked)
}
