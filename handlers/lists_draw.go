package handlers

import (
	"context"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/contests/draw"
	"kermesse/frontend"
	"kermesse/internal/fault"
)

// listDrawPage asks for the prizes of a list's draw and says what freezing means.
func (a *App) listDrawPage(c *fiber.Ctx, d desk) error {
	edit := contestEdit{
		values: values("mode", string(draw.OneWin), "source", string(a.bestSource())),
		prizes: []frontend.PrizeLine{{Winners: "1", Alternates: "2"}},
	}
	return a.renderListDraw(c, fiber.StatusOK, d, edit, nil)
}

func (a *App) renderListDraw(c *fiber.Ctx, status int, d desk, e contestEdit, wrong []fault.Field) error {
	l, err := a.Contests.FindNameList(c.UserContext(), d.Actor, contests.NameListID(c.Params("list")))
	if err != nil {
		return err
	}
	if l.Started() || l.Problem != nil {
		return a.redirect(c, listPath(d, string(l.ID)), "")
	}
	e.values.Del(fieldCSRF)
	if len(e.prizes) == 0 {
		e.prizes = []frontend.PrizeLine{{Winners: "1", Alternates: "2"}}
	}
	page := frontend.AdminListDrawPage{
		AdminFrame: a.adminFrame(c, d), List: listView(c, d, l), Prizes: e.prizes, Zone: d.Brand.TimeZone,
		// The version of the figures on this very page, also when it is shown again.
		Form: frontend.Form{Key: strconv.FormatInt(l.Version, 10), Values: e.values},
	}
	for _, source := range a.Contests.Sources() {
		page.Sources = append(page.Sources, frontend.DrawSource(source))
	}
	for _, f := range wrong {
		if f.Name == "slug" && e.values.Get("slug") == "" && e.values.Get("title") == "" {
			continue // it is made from the title, which is asked for
		}
		page.Form.Errors = append(page.Form.Errors, prizeError(c, page.Prizes, f))
	}
	return a.render(c, status, page)
}

// freezeList freezes a list and publishes its draw, or says what keeps it from that.
func (a *App) freezeList(c *fiber.Ctx, d desk) error {
	e := contestEdit{values: formValues(c)}
	e.readPrizes()
	if e.values.Get("act") == "add_prize" {
		e.prizes = append(e.prizes, frontend.PrizeLine{Winners: "1", Alternates: "1"})
		return a.renderListDraw(c, fiber.StatusOK, d, e, nil)
	}
	form := contests.Form{
		Slug: strings.TrimSpace(e.values.Get("slug")), Title: e.values.Get("title"), ClosesAt: strings.TrimSpace(e.values.Get("closes_at")),
		Mode: draw.Mode(e.values.Get("mode")), Source: contests.SourceKind(e.values.Get("source")),
	}
	for i, line := range e.prizes {
		form.Prizes = append(form.Prizes, e.prize(i, line, d.Brand.Currency))
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), importTime)
	defer cancel()
	id := contests.NameListID(c.Params("list"))
	if len(e.wrong) > 0 {
		return a.renderListDraw(c, fiber.StatusUnprocessableEntity, d, e, e.wrong)
	}
	l, err := a.Contests.FreezeNameList(ctx, d.Actor, id, e.version(), form)
	switch {
	case err != nil:
		return a.refuseListDraw(c, d, e, err)
	case l.FrozenAt.IsZero():
		return a.redirect(c, listPath(d, string(id)), "")
	}
	return a.redirect(c, d.contestPath(l.Slug, "draw"), frontend.NoticePublished)
}

// refuseListDraw shows the form again with what was typed, if another try may help.
func (a *App) refuseListDraw(c *fiber.Ctx, d desk, e contestEdit, err error) error {
	f := faultOf(err)
	if f.Kind != fault.Invalid && f.Kind != fault.Conflict && f.Kind != fault.Unavailable {
		return err
	}
	wrong := f.Fields
	if len(wrong) == 0 {
		wrong = []fault.Field{f.At("")}
	}
	return a.renderListDraw(c, kindStatus[f.Kind], d, e, wrong)
}
