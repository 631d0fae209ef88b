package handlers

import (
	"context"
	"errors"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/fault"
)

// listRoutes are draws from a list: the panel's journey and the API.
func (a *App) listRoutes() {
	r := a.fiber
	a.listOperations()
	r.Post("/api/v1/brands/:brand/lists", a.addListByAPI)
	r.Get("/api/v1/brands/:brand/lists/:list/left-out.csv", a.leftOutByAPI)
	r.Get("/admin/b/:brand/lists/new", a.inBrand(a.newListPage))
	r.Post("/admin/b/:brand/lists/new", a.inBrand(a.addList))
	r.Get("/admin/b/:brand/lists/:list", a.inBrand(a.listPage))
	r.Post("/admin/b/:brand/lists/:list", a.inBrand(a.siftList))
	r.Get("/admin/b/:brand/lists/:list/left-out.csv", a.inBrand(a.leftOutOfList))
	r.Get("/admin/b/:brand/lists/:list/draw", a.inBrand(a.listDrawPage))
	r.Post("/admin/b/:brand/lists/:list/draw", a.inBrand(a.freezeList))
}

func listPath(d desk, list string, under ...string) string {
	return frontend.AdminBrandPath(d.Brand.Slug, append([]string{"lists", list}, under...)...)
}

// newListPage asks for a list, and shows those that were brought before.
func (a *App) newListPage(c *fiber.Ctx, d desk) error {
	return a.renderNewList(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) renderNewList(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	lists, err := a.Contests.NameLists(c.UserContext(), d.Actor)
	if err != nil {
		return err
	}
	page := frontend.AdminListNewPage{AdminFrame: a.adminFrame(c, d), MaxBytes: contests.MaxListBytes, Form: form}
	for _, l := range lists {
		page.Drafts = append(page.Drafts, frontend.ListDraft{
			ID: string(l.ID), Name: l.Name, Rows: l.Report.Rows, At: in(l.CreatedAt, d.Brand.Location()), Started: l.Started(),
		})
	}
	return a.render(c, status, page)
}

// addList keeps a list, whatever is to be said about it: the next page says it.
func (a *App) addList(c *fiber.Ctx, d desk) error {
	if err := d.Actor.Require(account.EditCampaigns, d.Brand.ID); err != nil {
		return err
	}
	name, content, done, err := sentText(c, "file", "pasted")
	if err == nil && content == nil {
		err = errNoList
	}
	if err == nil {
		defer done()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), importTime)
		defer cancel()
		var l contests.NameList
		if l, err = a.Contests.AddNameList(ctx, d.Actor, name, content); err == nil {
			return a.redirect(c, listPath(d, string(l.ID)), "")
		}
	}
	return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderNewList(c, status, d, form) })
}

var errNoList = fault.New(fault.Invalid, "list_missing",
	"Choisissez un fichier, ou collez une liste.", "Choose a file, or paste a list.")

// sentText is a text that a form brings as a file or, without one, in a field; nil if it
// brings neither. done gives the file back.
func sentText(c *fiber.Ctx, fileField, textField string) (name string, content io.Reader, done func(), err error) {
	done = func() {}
	part, err := c.FormFile(fileField)
	if err == nil && part.Size > 0 {
		file, err := part.Open()
		if err != nil {
			return "", nil, done, err
		}
		return part.Filename, file, func() { _ = file.Close() }, nil // it was only read
	}
	if text := formValue(c, textField); strings.TrimSpace(text) != "" {
		return "", strings.NewReader(text), done, nil
	}
	return "", nil, done, nil
}

// listPage shows how a list was read, the filters, and what each leaves out.
func (a *App) listPage(c *fiber.Ctx, d desk) error {
	l, err := a.Contests.FindNameList(c.UserContext(), d.Actor, contests.NameListID(c.Params("list")))
	if err != nil {
		return err
	}
	if !l.FrozenAt.IsZero() {
		return a.redirect(c, d.contestPath(l.Slug, "draw"), "")
	}
	form := frontend.Form{Key: strconv.FormatInt(l.Version, 10), Values: listValues(l, d)}
	if l.Problem != nil {
		form.Errors = listErrors(c, l.Problem)
	}
	return a.renderList(c, fiber.StatusOK, d, l, form)
}

func (a *App) renderList(c *fiber.Ctx, status int, d desk, l contests.NameList, form frontend.Form) error {
	if l.Started() {
		c.Set("Refresh", "3") // also without scripts
	}
	return a.render(c, status, frontend.AdminListPage{
		AdminFrame: a.adminFrame(c, d), List: listView(c, d, l), Problem: l.Problem != nil, Filling: l.Started(),
		Zone: d.Brand.TimeZone, Form: form,
	})
}

func listView(c *fiber.Ctx, d desk, l contests.NameList) frontend.ListView {
	r := l.Report
	view := frontend.ListView{
		ID: string(l.ID), Name: l.Name, Hash: l.Hash.String(), At: in(l.CreatedAt, d.Brand.Location()), Rows: r.Rows, Refused: r.Refused,
		Duplicates: r.Duplicates, Entries: r.Entries, Excluded: l.Excluded, Columns: r.Header, FilledRow: l.FilledRow,
		SameList: sameListViews(l.Twins, d.Brand.Location()), Reconciled: l.Reconciled().In(lang(c)),
	}
	for _, removal := range r.Removed {
		view.Removed = append(view.Removed, frontend.RemovedRows{Text: removal.Text().In(lang(c)), Rows: removal.Rows})
	}
	for _, row := range r.Listed {
		view.Listed = append(view.Listed, frontend.RefusedRow{Line: row.Row, Text: row.Author, Message: row.Message.In(lang(c))})
	}
	for _, row := range r.Sample {
		view.Sample = append(view.Sample, frontend.SampleEntry{Line: row.Row, Author: row.Author, Text: row.Text, Date: row.Date})
	}
	return view
}

// listValues fills the form with the filter as it is kept.
func listValues(l contests.NameList, d desk) url.Values {
	f := l.Filter
	form := values("contains", f.Contains, "column.author", f.Columns.Author, "column.text", f.Columns.Content, "column.date", f.Columns.Date)
	if f.Mentions > 0 {
		form.Set("mentions", strconv.Itoa(f.Mentions))
	}
	form.Set("shown", count(f.Shown, 0))
	if f.OnePerAuthor {
		form.Set("one_per_author", "yes")
	}
	form.Set("before", localMoment(f.Before, d))
	if len(f.Drop) > 0 {
		form.Set("drop", f.Drop[0].String())
	}
	return form
}

// localMoment is a moment as the brand's own clocks show it.
func localMoment(moment string, d desk) string {
	if at, err := time.Parse(time.RFC3339, moment); err == nil {
		return at.In(d.Brand.Location()).Format(clock.LocalLayout)
	}
	return moment
}

// listErrors are the faults of a list at the fields of its page.
func listErrors(c *fiber.Ctx, err error) []frontend.FieldError {
	shown := fieldErrors(c, err)
	for i := range shown {
		shown[i].Field = listField(shown[i].Field)
	}
	return shown
}

func listField(name string) string {
	switch name {
	case "columns.author", "columns.author_id":
		return "column.author"
	case "columns.content":
		return "column.text"
	case "columns.date":
		return "column.date"
	case "exclude[0]":
		return "drop"
	}
	return name
}

// leftOutOfList answers every row that gives no entry, for a spreadsheet.
func (a *App) leftOutOfList(c *fiber.Ctx, d desk) error {
	return a.sendLeftOut(c, d.Actor)
}

func (a *App) sendLeftOut(c *fiber.Ctx, actor account.Actor) error {
	id := contests.NameListID(c.Params("list"))
	if l, err := a.Contests.FindNameList(c.UserContext(), actor, id); err != nil || l.Problem != nil {
		return errors.Join(err, l.Problem)
	}
	return a.sendMade(c, "left-out.csv", "text/csv; charset=utf-8", func(ctx context.Context, w io.Writer) error {
		return a.Contests.WriteLeftOut(ctx, actor, id, w)
	})
}
