package handlers

import (
	"context"
	"net/url"
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
	best := a.Contests.Sources()[0]
	return a.renderListDraw(c, fiber.StatusOK, d, values("mode", string(draw.OneWin), "source", string(best)), nil)
}

func (a *App) renderListDraw(c *fiber.Ctx, status int, d desk, typed url.Values, wrong []fault.Field) error {
	l, err := a.Contests.FindNameList(c.UserContext(), d.Actor, contests.NameListID(c.Params("list")))
	if err != nil {
		return err
	}
	if l.Started() || l.Problem != nil {
		return a.redirect(c, listPath(d, string(l.ID)), "")
	}
	typed.Del(fieldCSRF)
	page := frontend.AdminListDrawPage{
		AdminFrame: a.adminFrame(c, d), List: listView(c, d, l), Zone: d.Brand.TimeZone,
		// The version of the figures on this very page, also when it is shown again.
		Form: frontend.Form{Key: strconv.FormatInt(l.Version, 10), Values: typed, Errors: listDrawErrors(c, typed, wrong)},
	}
	page.Prizes = (&typedForm{values: typed}).prizeLines(page.Form)
	if len(page.Prizes) == 0 || typed.Get("act") == "add_prize" {
		page.Prizes = append(page.Prizes, blankPrize)
	}
	for _, source := range a.Contests.Sources() {
		page.Sources = append(page.Sources, frontend.DrawSource(source))
	}
	return a.render(c, status, page)
}

// listDrawErrors puts faults at the fields of the page.
func listDrawErrors(c *fiber.Ctx, typed url.Values, wrong []fault.Field) []frontend.FieldError {
	var shown []frontend.FieldError
	for _, f := range wrong {
		if f.Name == "slug" && typed.Get("slug") == "" && typed.Get("title") == "" {
			continue // it is made from the title, which is asked for
		}
		field := strings.TrimPrefix(f.Name, "draw.")
		if strings.HasPrefix(f.Name, "prizes") {
			field = prizeField(f.Name)
		}
		shown = append(shown, frontend.FieldError{Field: field, Message: f.Fault.Message.In(lang(c))})
	}
	return shown
}

// freezeList freezes a list and publishes its draw, or says what keeps it from that.
func (a *App) freezeList(c *fiber.Ctx, d desk) error {
	e := typedForm{values: formValues(c)}
	prizes := e.prizes(d.Brand.Currency)
	if e.values.Get("act") == "add_prize" {
		return a.renderListDraw(c, fiber.StatusOK, d, e.values, nil)
	}
	form := contests.Form{
		Slug: strings.TrimSpace(e.values.Get("slug")), Title: e.values.Get("title"), ClosesAt: strings.TrimSpace(e.values.Get("closes_at")),
		Mode: draw.Mode(e.values.Get("mode")), Source: contests.SourceKind(e.values.Get("source")), Prizes: prizes,
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), importTime)
	defer cancel()
	id := contests.NameListID(c.Params("list"))
	version, err := strconv.ParseInt(e.values.Get(fieldFormKey), 10, 64)
	if err != nil {
		version = 0 // of no list
	}
	if len(e.wrong) > 0 {
		return a.renderListDraw(c, fiber.StatusUnprocessableEntity, d, e.values, e.wrong)
	}
	l, err := a.Contests.FreezeNameList(ctx, d.Actor, id, version, form)
	switch {
	case err != nil:
		return a.refuseListDraw(c, d, e.values, err)
	case l.FrozenAt.IsZero():
		return a.redirect(c, listPath(d, string(id)), "")
	}
	return a.redirect(c, d.contestPath(l.Slug, "draw"), frontend.NoticePublished)
}

// refuseListDraw shows the form again with what was typed, if another try may help.
func (a *App) refuseListDraw(c *fiber.Ctx, d desk, typed url.Values, err error) error {
	f := faultOf(err)
	if f.Kind != fault.Invalid && f.Kind != fault.Conflict && f.Kind != fault.Unavailable {
		return err
	}
	wrong := f.Fields
	if len(wrong) == 0 {
		wrong = []fault.Field{f.At("")}
	}
	return a.renderListDraw(c, kindStatus[f.Kind], d, typed, wrong)
}
