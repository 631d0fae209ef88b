package handlers

import (
	"bufio"
	"context"
	"iter"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/account"
)

// codeForm is the code that somebody typed, and where it came from. A tablet that people
// share has no device: its guesses are those of many.
func (a *App) codeForm(c *fiber.Ctx) contests.CodeForm {
	form := contests.CodeForm{Typed: strings.TrimSpace(formValue(c, "code")), Network: a.clientNetwork(c)}
	if placeOf(c) != frontend.KioskPath {
		form.Device = string(a.device(c))
	}
	return form
}

// codeAsk is what the entry form says of codes; nil where none are taken.
func codeAsk(c contests.Contest) *frontend.CodeAsk {
	r := c.Entry.Codes
	if r == nil {
		return nil
	}
	return &frontend.CodeAsk{Required: r.Required, Where: r.Where, Tickets: r.Tickets}
}

// entryCodes is the form on the exit screen that takes one more code; nil for none.
func (a *App) entryCodes(s stand, r contests.Receipt, form frontend.Form) *frontend.EntryCodes {
	rules := s.contest.Entry.Codes
	if rules == nil || r.Entry.Status != contests.EntryConfirmed || s.contest.Status(a.Clock.Now()) != contests.Open {
		return nil
	}
	view := &frontend.EntryCodes{
		Action: frontend.ContestPath(s.contest.Slug, "receipt", r.Key, "codes"), Used: r.Codes, Tickets: rules.Tickets,
		Full: r.Entry.Tickets >= uint64(max(s.contest.Entry.MaxTickets, 1)),
	}
	if form.Error("code") != "" {
		view.Form = form
	}
	return view
}

// useCodeForm adds a code to the entry of whoever holds the receipt.
func (a *App) useCodeForm(c *fiber.Ctx, s stand) error {
	key := c.Params("key")
	err := a.Contests.UseCode(c.UserContext(), s.contest.Slug, key, a.codeForm(c))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			r, err := a.Contests.FindReceipt(c.UserContext(), s.contest.Slug, key)
			if err != nil {
				return err
			}
			if form.Error("code") == "" { // one has to wait: there is no field that is wrong
				form.Errors = append(form.Errors, frontend.FieldError{Field: "code", Message: form.Errors[0].Message})
			}
			return a.renderExit(c, status, s, r, form)
		})
	}
	return a.redirect(c, frontend.ContestPath(s.contest.Slug, "receipt", key), frontend.NoticeCodeAdded)
}

// packCodesPage lists the codes of a contest by batch, makes more and takes files.
func (a *App) packCodesPage(c *fiber.Ctx, d desk) error {
	return a.renderPackCodes(c, fiber.StatusOK, d, frontend.Form{}, frontend.Form{})
}

func (a *App) renderPackCodes(c *fiber.Ctx, status int, d desk, form, file frontend.Form) error {
	contest, err := a.contestAt(c, d)
	if err != nil {
		return err
	}
	if contest.Entry.Codes == nil {
		return contests.ErrNoCodes
	}
	batches, err := a.Contests.ListCodes(c.UserContext(), d.Actor, contest.Slug)
	if err != nil {
		return err
	}
	page := frontend.AdminPackCodesPage{
		AdminFrame: a.adminFrame(c, d), Slug: contest.Slug, Title: contest.Title, Form: form, Import: file,
		Pattern: contests.DefaultCodePattern, Example: a.publicAddress(c, contest) + "?code=7KQA-2MNB-XR3",
		Over: !contest.PublishedAt.IsZero() && contest.Sealed(a.Clock.Now()),
	}
	edits := d.Actor.Require(account.EditCampaigns, contest.Brand) == nil
	zone := contest.Location()
	for _, b := range batches {
		page.Batches = append(page.Batches, frontend.PackCodesRow{
			No: b.No, Label: b.Label, Pattern: b.Pattern, Imported: b.Imported(), Size: b.Size, Used: b.Used, Left: b.Left(),
			Ready: !b.ReadyAt.IsZero(), CreatedAt: in(b.CreatedAt, zone), ExportedAt: in(b.ExportedAt, zone), RevokedAt: in(b.RevokedAt, zone),
			CanTake: edits && !b.Imported() && b.ExportedAt.IsZero(), CanUndo: edits,
		})
	}
	return a.render(c, status, page)
}

func (a *App) makePackCodes(c *fiber.Ctx, d desk) error {
	if err := d.Actor.Require(account.EditCampaigns, d.Brand.ID); err != nil {
		return err
	}
	size, err := strconv.Atoi(strings.Map(digitOnly, formValue(c, "size")))
	if err != nil {
		size = 0
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), importTime)
	defer cancel()
	_, err = a.Contests.IssueCodes(ctx, d.Actor, c.Params("slug"), formValue(c, "label"), strings.TrimSpace(formValue(c, "pattern")), size)
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			return a.renderPackCodes(c, status, d, form, frontend.Form{})
		})
	}
	return a.redirect(c, d.contestPath(c.Params("slug"), "codes"), frontend.NoticeCodesMade)
}

// importPackCodes takes a file of codes that others made.
func (a *App) importPackCodes(c *fiber.Ctx, d desk) error {
	if err := d.Actor.Require(account.EditCampaigns, d.Brand.ID); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), importTime)
	defer cancel()
	err := func() error {
		part, err := c.FormFile("file")
		if err != nil {
			return errNoFile.Field("file", errNoFile)
		}
		file, err := part.Open()
		if err != nil {
			return err
		}
		defer func() { _ = file.Close() }()
		_, err = a.Contests.ImportCodes(ctx, d.Actor, c.Params("slug"), formValue(c, "label"), file)
		return err
	}()
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			return a.renderPackCodes(c, status, d, frontend.Form{}, form)
		})
	}
	return a.redirect(c, d.contestPath(c.Params("slug"), "codes"), frontend.NoticeImported)
}

// takePackCodes answers the codes of a batch as a file, once.
func (a *App) takePackCodes(c *fiber.Ctx, d desk) error {
	no, err := strconv.Atoi(c.Params("batch"))
	if err != nil {
		return contests.ErrBatchNotFound
	}
	return a.sendPackCodes(c, d.Actor, c.Params("slug"), no)
}

// sendPackCodes streams the codes of a batch, with the address that fills each in: none is
// kept in memory longer than it takes to write it.
func (a *App) sendPackCodes(c *fiber.Ctx, actor account.Actor, slug string, no int) error {
	batch, all, err := a.Contests.ExportCodes(c.UserContext(), actor, slug, no)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, contentTypeCSV)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+slug+"-codes-"+strconv.Itoa(batch.No)+`.csv"`)
	c.Set(fiber.HeaderCacheControl, "no-store")
	address := a.Config.BaseURL + "/c/" + slug + "?code="
	c.Context().SetBodyStreamWriter(func(w *bufio.Writer) { writePackCodes(w, all, address) })
	return nil
}

// writePackCodes writes until the reader has left, or all is written.
func writePackCodes(w *bufio.Writer, all iter.Seq[string], address string) {
	_, err := w.WriteString("\ufeffcode,address\r\n")
	for code := range all {
		if err != nil {
			return
		}
		_, err = w.WriteString(code + "," + address + code + "\r\n") // codes are letters, digits and hyphens
	}
}

func (a *App) revokePackCodesPage(c *fiber.Ctx, d desk) error {
	return a.renderRevokePackCodes(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) renderRevokePackCodes(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	contest, err := a.contestAt(c, d)
	if err != nil {
		return err
	}
	if err := d.Actor.Require(account.EditCampaigns, contest.Brand); err != nil {
		return err
	}
	batches, err := a.Contests.ListCodes(c.UserContext(), d.Actor, contest.Slug)
	if err != nil {
		return err
	}
	for _, b := range batches {
		if strconv.Itoa(b.No) == c.Params("batch") {
			return a.render(c, status, frontend.AdminConfirmPage{
				AdminFrame: a.adminFrame(c, d), Act: frontend.ActRevokeCodes, Subject: c.Params("batch") + " " + b.Label,
				Count: int(b.Left()), Back: d.contestPath(contest.Slug, "codes"), Form: form,
				AskReason: a.Contests.NeedsReason(contest), Published: true,
			})
		}
	}
	return contests.ErrBatchNotFound
}

func (a *App) revokePackCodesForm(c *fiber.Ctx, d desk) error {
	no, err := strconv.Atoi(c.Params("batch"))
	if err != nil {
		return contests.ErrBatchNotFound
	}
	if err := a.Contests.RevokeCodes(c.UserContext(), d.Actor, c.Params("slug"), no, formValue(c, "reason")); err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderRevokePackCodes(c, status, d, form) })
	}
	return a.redirect(c, d.contestPath(c.Params("slug"), "codes"), frontend.NoticeCodesRevoked)
}
