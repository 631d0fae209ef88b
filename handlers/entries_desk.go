package handlers

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/account"
)

// entriesPage lists the entries of a contest.
func (a *App) entriesPage(c *fiber.Ctx, d desk) error {
	ctx := c.UserContext()
	contest, err := a.contestAt(c, d)
	if err != nil {
		return err
	}
	filter := entryFilter(c)
	found, err := a.Contests.ListEntries(ctx, d.Actor, contest.Slug, filter)
	if err != nil {
		return err
	}
	counts, err := a.Contests.Count(ctx, contest)
	if err != nil {
		return err
	}
	page := frontend.AdminEntriesPage{
		AdminFrame: a.adminFrame(c, d), Slug: contest.Slug, Title: contest.Title, State: contestState(contest.Status(a.Clock.Now())),
		Tabs: a.entryTabs(c, d, contest, counts), Query: filter.Query, Status: string(filter.Status),
		Sealed: contest.Sealed(a.Clock.Now()), Empty: counts.Started == 0, Pager: entriesPager(c, found, filter),
	}
	if d.Actor.May(account.ExportPeople) {
		page.ExportURL = frontend.LocalPath(lang(c), d.contestPath(contest.Slug, "entries.csv")) + queryOf(c)
	}
	sent, err := a.Contests.PicturesOf(ctx, found.Items)
	if err != nil {
		return err
	}
	for _, e := range found.Items {
		row := entryRow(c, contest, e)
		for _, field := range sent[e.ID] {
			row.Pictures = append(row.Pictures, frontend.LocalPath(lang(c), entryPicturePath(d.Brand.Slug, contest.Slug, e.ID, field)))
		}
		page.Rows = append(page.Rows, row)
	}
	if page.Proofs, err = a.Contests.CountProofs(ctx, contest); err != nil {
		return err
	}
	return a.render(c, fiber.StatusOK, page)
}

func entryFilter(c *fiber.Ctx) contests.EntryFilter {
	return contests.EntryFilter{
		Status: contests.EntryStatus(c.Query("status")), Flagged: c.Query("flag") != "", Query: strings.TrimSpace(c.Query("q")),
		Cursor: c.Query("cursor"), Limit: campaignsPerPage,
	}
}

const queryBefore = "before" // rows of a list that lie before a page of it

// queryOf is the query of the page but for its place in the list, with its "?".
func queryOf(c *fiber.Ctx) string {
	query := url.Values{}
	for name, value := range c.Queries() {
		if name != "cursor" && name != queryBefore && value != "" {
			query.Set(name, value)
		}
	}
	if len(query) == 0 {
		return ""
	}
	return "?" + query.Encode()
}

// entriesPager leads on by cursor: counting all that a search finds would be slow. How many
// rows lie before a page goes along in its address, and is only ever shown.
func entriesPager(c *fiber.Ctx, found contests.EntryPage, filter contests.EntryFilter) frontend.Pager {
	before := 0
	path := frontend.LocalPath(lang(c), c.Path())
	if filter.Cursor != "" {
		before = max(0, c.QueryInt(queryBefore))
	}
	pager := frontend.Pager{From: before + 1, To: before + len(found.Items), Total: -1}
	if filter.Cursor != "" {
		pager.First = path + queryOf(c)
	}
	if found.Next != "" {
		query := values("cursor", found.Next, queryBefore, strconv.Itoa(pager.To))
		for name, value := range c.Queries() {
			if name != "cursor" && name != queryBefore {
				query.Set(name, value)
			}
		}
		pager.Next = path + "?" + query.Encode()
	}
	return pager
}

func (a *App) entryTabs(c *fiber.Ctx, d desk, contest contests.Contest, n contests.EntryCounts) []frontend.Tab {
	path := frontend.LocalPath(lang(c), d.contestPath(contest.Slug, "entries"))
	status, flag := c.Query("status"), c.Query("flag")
	tabs := []frontend.Tab{{Key: "all", Count: n.Started, Href: path, Current: status == "" && flag == ""}}
	for _, tab := range []struct {
		key   string
		count int
	}{{"confirmed", n.Confirmed}, {"pending", n.Pending}, {"excluded", n.Excluded}} {
		tabs = append(tabs, frontend.Tab{Key: tab.key, Count: tab.count, Href: path + "?status=" + tab.key, Current: status == tab.key})
	}
	return append(tabs, frontend.Tab{Key: "flagged", Count: n.Flagged, Href: path + "?flag=yes", Current: flag != ""})
}

func entryRow(c *fiber.Ctx, contest contests.Contest, e contests.EntryLine) frontend.EntryRow {
	row := frontend.EntryRow{
		ID: string(e.ID), Number: e.Number, Name: e.Name, Alias: e.Alias, Contact: e.Contact, Status: frontend.EntryStatus(e.Status),
		Tickets: int(e.Tickets), At: in(e.CreatedAt, contest.Location()), Source: entrySourceWord(e.Source, e.Place), Reason: exclusionWords(e.Reason, lang(c)),
		Fan: e.Fan != "",
	}
	if e.Author != "" {
		row.Name = e.Author
	}
	for _, flag := range e.Flags {
		row.Flags = append(row.Flags, flag.Text().In(lang(c)))
	}
	var answers []string
	for _, q := range contest.Entry.Questions {
		if answer := e.Answers[q.ID]; answer != "" {
			answers = append(answers, answer)
		}
	}
	row.Answer = strings.Join(answers, " · ")
	return row
}

func entrySourceWord(s contests.EntrySource, place contests.EntryPlace) string {
	if place != contests.OnPage {
		return string(place)
	}
	if s == contests.FromForm {
		return "page"
	}
	return string(s)
}

// exportEntries answers the list as a file for a spreadsheet.
func (a *App) exportEntries(c *fiber.Ctx, d desk) error {
	export, err := a.Contests.ExportEntries(c.UserContext(), d.Actor, c.Params("slug"), entryFilter(c))
	if err != nil {
		return err
	}
	return streamFile(c, c.Params("slug")+"-entries.csv", "text/csv; charset=utf-8", export.Write)
}

func sendFile(c *fiber.Ctx, name, contentType string, body []byte) error {
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	c.Set(fiber.HeaderContentType, contentType)
	return c.Send(body)
}

// settleEntryPage asks before an entry is taken out or back in.
func (a *App) settleEntryPage(c *fiber.Ctx, d desk) error {
	return a.renderSettle(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) renderSettle(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	e, err := a.Contests.FindEntry(c.UserContext(), d.Actor, c.Params("slug"), contests.EntryID(c.Params("entry")))
	if err != nil {
		return err
	}
	page := frontend.AdminConfirmPage{
		AdminFrame: a.adminFrame(c, d), Act: frontend.ActExcludeEntry, Subject: e.Number + " · " + e.Alias, Count: 1,
		Back: d.contestPath(c.Params("slug"), "entries"), Form: form,
	}
	if c.Params("act") == "include" {
		page.Act = frontend.ActIncludeEntry
		return a.render(c, status, page)
	}
	for _, r := range contests.ExclusionReasons() {
		page.Reasons = append(page.Reasons, frontend.Choice{Value: string(r), Label: reasonWords(r, lang(c))})
	}
	return a.render(c, status, page)
}

func (a *App) settleEntryForm(c *fiber.Ctx, d desk) error {
	ctx, slug, id := c.UserContext(), c.Params("slug"), contests.EntryID(c.Params("entry"))
	back := d.contestPath(slug, "entries")
	if c.Params("act") == "include" {
		if err := a.Contests.Include(ctx, d.Actor, slug, id); err != nil {
			return err
		}
		return a.redirect(c, back, frontend.NoticeIncluded)
	}
	if err := a.Contests.Exclude(ctx, d.Actor, slug, id, contests.Reason(formValue(c, "reason"))); err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderSettle(c, status, d, form) })
	}
	return a.redirect(c, back, frontend.NoticeExcluded)
}

// importPage shows the form for a file of comments.
func (a *App) importPage(c *fiber.Ctx, d desk) error {
	return a.renderImport(c, fiber.StatusOK, d, frontend.Form{}, nil)
}

func (a *App) renderImport(c *fiber.Ctx, status int, d desk, form frontend.Form, report *frontend.ImportReport) error {
	contest, err := a.draftAt(c, d)
	if err != nil {
		return err
	}
	return a.render(c, status, frontend.AdminImportPage{
		AdminFrame: a.adminFrame(c, d), Slug: contest.Slug, Title: contest.Title, MaxBytes: contests.MaxImportBytes,
		Form: form, Report: report,
	})
}

// importTime is how long a large file may take.
const importTime = 3 * time.Minute

// importForm takes a file and answers with what became of each of its rows: the report
// is told once, so it is not redirected to.
func (a *App) importForm(c *fiber.Ctx, d desk) error {
	show := func(status int, form frontend.Form) error {
		for i := range form.Errors {
			form.Errors[i].Field = importField(form.Errors[i].Field)
		}
		return a.renderImport(c, status, d, form, nil)
	}
	part, err := c.FormFile("file")
	if err != nil {
		return a.refuseForm(c, errNoFile, show)
	}
	file, err := part.Open()
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	in, err := panelImport(c)
	if err != nil {
		return a.refuseForm(c, err, show)
	}
	in.File = file
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), importTime)
	defer cancel()
	report, err := a.Contests.Import(ctx, d.Actor, c.Params("slug"), in)
	if err != nil {
		return a.refuseForm(c, err, show)
	}
	return a.renderImport(c, fiber.StatusOK, d, frontend.Form{Values: formValues(c)}, importReport(c, part.Filename, report))
}

// panelImport reads the panel's form: who the author is, by name or by the network's own
// account, and one filter.
func panelImport(c *fiber.Ctx) (contests.Import, error) {
	in := contests.Import{
		Per:     contests.ImportUnit(formValue(c, "per")),
		Columns: contests.ImportColumns{Author: formValue(c, "column.identity"), Content: formValue(c, "column.text")},
	}
	if alias := formValue(c, "column.alias"); alias != "" {
		in.Columns.Author, in.Columns.AuthorID = alias, in.Columns.Author
	}
	if column := strings.TrimSpace(formValue(c, "column.filter")); column != "" {
		in.Filter.Exclude = []contests.Condition{{Column: column, Value: strings.TrimSpace(formValue(c, "filter_value"))}}
	}
	return in, nil
}

// importField is the field of the panel that a part of an import was typed in.
func importField(name string) string {
	switch {
	case name == "columns.author" || name == "columns.author_id":
		return "column.identity"
	case name == "columns.content":
		return "column.text"
	case strings.HasPrefix(name, "exclude"):
		return "column.filter"
	case name == "":
		return "file"
	}
	return name
}

func importReport(c *fiber.Ctx, file string, r contests.ImportReport) *frontend.ImportReport {
	view := &frontend.ImportReport{
		File: file, Rows: r.Rows, Accepted: r.Accepted, Filtered: r.Filtered, Duplicates: r.Repeated, Total: r.Refused,
	}
	const most = 100
	for _, refusal := range r.Listed[:min(len(r.Listed), most)] {
		view.Refused = append(view.Refused, frontend.RefusedRow{
			Line: refusal.Row, Text: refusal.Author, Message: refusal.Fault.Message.In(lang(c)),
		})
	}
	return view
}
