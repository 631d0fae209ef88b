package handlers

import (
	"context"
	"errors"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/loyalty"
)

// importsPage shows the files of members that were brought, and takes another.
func (a *App) importsPage(c *fiber.Ctx, d desk) error {
	return a.showImports(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) showImports(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	list, err := a.Loyalty.ListImports(c.UserContext(), d.Actor, d.Brand.ID)
	if err != nil {
		return err
	}
	page := frontend.AdminMemberImportsPage{
		AdminFrame: a.adminFrame(c, d), MaxBytes: loyalty.MaxMemberBytes, MaxRows: loyalty.MaxMemberRows, Form: form,
		CanTakeOut: d.Actor.May(account.TakeLoyalty),
	}
	for _, m := range list {
		page.Rows = append(page.Rows, importView(m, d))
	}
	return a.render(c, status, page)
}

func importView(m loyalty.MemberImport, d desk) frontend.MemberImportView {
	return frontend.MemberImportView{
		ID: string(m.ID), File: m.File, State: string(m.State), Rows: m.Rows, Done: m.Progress(), Author: m.Author, Runner: m.Runner,
		Foreseen: frontend.TallyView(m.Foreseen), CameTo: frontend.TallyView(m.CameTo),
		At: m.CreatedAt.In(d.Brand.Location()), EndedAt: in(m.EndedAt, d.Brand.Location()),
	}
}

// addImport takes a file, and shows how its check goes.
func (a *App) addImport(c *fiber.Ctx, d desk) error {
	part, err := c.FormFile("file")
	if err != nil || part.Size == 0 {
		return a.refuseImport(c, d, errNoFile)
	}
	file, err := part.Open()
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // it was only read
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), importTime)
	defer cancel()
	m, err := a.Loyalty.AddImport(ctx, d.Actor, d.Brand.ID, part.Filename, file, false)
	if err != nil {
		return a.refuseImport(c, d, err)
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "imports", string(m.ID)), "")
}

func (a *App) refuseImport(c *fiber.Ctx, d desk, err error) error {
	return a.refuseForm(c, err, func(status int, form frontend.Form) error {
		for i := range form.Errors {
			form.Errors[i].Field = "file"
		}
		return a.showImports(c, status, d, form)
	})
}

// importShown is how many lines that were left out a page shows.
const importShown = 100

// memberImportPage shows how far an import is, what it comes to and what it leaves out.
func (a *App) memberImportPage(c *fiber.Ctx, d desk) error {
	return a.showImport(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) showImport(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	id := loyalty.ImportID(c.Params("import"))
	m, err := a.Loyalty.FindImport(c.UserContext(), d.Actor, d.Brand.ID, id)
	if err != nil {
		return err
	}
	lines, err := a.Loyalty.ListLeftOut(c.UserContext(), d.Actor, d.Brand.ID, id, 0, importShown)
	if err != nil {
		return err
	}
	page := frontend.AdminMemberImportPage{AdminFrame: a.adminFrame(c, d), Import: importView(m, d), Form: form}
	page.Tally = page.Import.Foreseen
	if m.State == loyalty.ImportDone || m.State == loyalty.ImportRunning {
		page.Tally = page.Import.CameTo
	}
	if m.State == loyalty.ImportChecking || m.State == loyalty.ImportRunning {
		c.Set("Refresh", "2") // also without scripts
		page.Working = true
	}
	for _, l := range lines {
		page.Left = append(page.Left, frontend.LeftOutRow{Line: l.Line, Cells: l.Cells, Message: l.Fault.Message.In(lang(c))})
	}
	if len(lines) > 0 {
		page.LeftHref = a.deskHref(c, d, "imports", string(id), "left-out.csv")
	}
	return a.render(c, status, page)
}

// runImportForm lets a checked import run.
func (a *App) runImportForm(c *fiber.Ctx, d desk) error {
	id := c.Params("import")
	if _, err := a.Loyalty.RunImport(c.UserContext(), d.Actor, d.Brand.ID, loyalty.ImportID(id)); err != nil {
		if errors.Is(err, loyalty.ErrSecondPerson) {
			return a.showImport(c, fiber.StatusUnprocessableEntity, d, frontend.Form{Errors: fieldErrors(c, err)})
		}
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.showImport(c, status, d, form) })
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "imports", id), "")
}

func (a *App) leftOutMembers(c *fiber.Ctx, d desk) error {
	return a.sendLeftOutMembers(c, d.Actor, d.Brand)
}

func (a *App) takeoutForm(c *fiber.Ctx, d desk) error { return a.sendTakeout(c, d.Actor, d.Brand) }
