package handlers

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/polls"
)

// appealForm keeps what a voter says to their vote being set aside.
func (a *App) appealForm(c *fiber.Ctx, b booth) error {
	if err := a.Polls.Appeal(c.UserContext(), b.poll, b.voter, formValue(c, "appeal")); err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			return a.renderOwnReceipt(c, status, b, form)
		})
	}
	vote, err := a.Polls.FindVote(c.UserContext(), b.poll, b.voter)
	if err != nil {
		return err
	}
	return a.redirect(c, ownReceipt(b, vote), frontend.NoticeAppealed)
}

// ownReceipt is where a voter reads their vote again; in a frame whose browser keeps no cookie the
// address says that it is theirs.
func ownReceipt(b booth, v polls.Vote) string {
	path := frontend.PollPath(b.poll.Slug, "receipt", v.Key)
	if b.voter.Unkept {
		path += "?" + url.Values{queryStub: {v.Stub}}.Encode()
	}
	return path
}

func (a *App) renderOwnReceipt(c *fiber.Ctx, status int, b booth, form frontend.Form) error {
	vote, err := a.Polls.FindVote(c.UserContext(), b.poll, b.voter)
	if err != nil {
		return err
	}
	return a.renderReceipt(c, status, b, vote, true, form)
}

// reviewPage lists the votes of a poll that were set aside.
func (a *App) reviewPage(c *fiber.Ctx, d desk) error {
	return a.renderReview(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) renderReview(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	p, err := a.pollAt(c, d)
	if err != nil {
		return err
	}
	list, more, err := a.Polls.ListDoubtful(c.UserContext(), d.Actor, p)
	if err != nil {
		return err
	}
	page := frontend.AdminReviewPage{
		AdminFrame: a.adminFrame(c, d), Slug: p.Slug, Title: p.Title.In(lang(c)), More: more, Form: form,
		Networks: []frontend.Choice{{Label: frontend.ReviewChoice(lang(c), 0)}},
	}
	number := map[string]int{}
	for _, b := range list {
		if _, known := number[b.Network]; !known && b.Network != "" {
			n := len(number) + 1
			number[b.Network] = n
			page.Networks = append(page.Networks, frontend.Choice{Value: b.Network, Label: frontend.ReviewChoice(lang(c), n)})
		}
		row := frontend.ReviewRow{
			ID: b.ID, Number: b.Receipt, At: inZone(b.CastAt, p.TimeZone), Signals: voteSignals(b.Signals),
			Review: string(b.Review), Reason: b.Reason, Appeal: b.Appeal,
		}
		if n := number[b.Network]; n != 0 {
			row.Network = frontend.ReviewNetwork(lang(c), n)
		}
		page.Rows = append(page.Rows, row)
	}
	return a.render(c, status, page)
}

func voteSignals(signals []polls.Signal) []frontend.VoteSignal {
	shown := make([]frontend.VoteSignal, len(signals))
	for i, s := range signals {
		shown[i] = frontend.VoteSignal(s)
	}
	return shown
}

// reviewForm settles votes that were set aside.
func (a *App) reviewForm(c *fiber.Ctx, d desk) error {
	values := formValues(c)
	_, err := a.Polls.Decide(c.UserContext(), d.Actor, c.Params("slug"), polls.Decision{
		Review: polls.Review(values.Get("decision")), Reason: values.Get("reason"), Ballots: values["ballot"], Network: values.Get("network"),
	})
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderReview(c, status, d, form) })
	}
	return a.redirect(c, d.pollPath(c.Params("slug"), "review"), frontend.NoticeDecided)
}

// codesPage lists the codes of a poll by batch, and makes more.
func (a *App) codesPage(c *fiber.Ctx, d desk) error {
	return a.renderCodes(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) renderCodes(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	p, err := a.pollAt(c, d)
	if err != nil {
		return err
	}
	if p.Access != polls.AccessCode {
		return polls.ErrNotByCode
	}
	batches, err := a.Polls.ListCodes(c.UserContext(), d.Actor, p)
	if err != nil {
		return err
	}
	now := a.Clock.Now()
	page := frontend.AdminCodesPage{
		AdminFrame: a.adminFrame(c, d), Slug: p.Slug, Title: p.Title.In(lang(c)), Form: form,
		Example: a.Config.BaseURL + frontend.PollPath(p.Slug) + "?code=7KQA-2MNB-XR3T",
		Over:    p.Status(now).Over() || p.Status(now) == polls.Cancelled,
	}
	for _, b := range batches {
		page.Batches = append(page.Batches, frontend.CodeBatchRow{
			No: b.No, Label: b.Label, Size: b.Size, Used: b.Used,
			CreatedAt: inZone(b.CreatedAt, p.TimeZone), VoidedAt: inZone(b.VoidedAt, p.TimeZone),
		})
	}
	return a.render(c, status, page)
}

// makeCodes answers the codes as a file, which nobody can have a second time.
func (a *App) makeCodes(c *fiber.Ctx, d desk) error {
	count, err := strconv.Atoi(strings.Map(digitOnly, formValue(c, "count")))
	if err != nil {
		count = 0
	}
	batch, codes, err := a.Polls.IssueCodes(c.UserContext(), d.Actor, c.Params("slug"), formValue(c, "label"), count)
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderCodes(c, status, d, form) })
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return sendCSV(c, codesFile(c.Params("slug"), batch), a.codeTable(c.Params("slug"), codes))
}

// digitOnly leaves out the spaces with which people group figures.
func digitOnly(r rune) rune {
	if r == ' ' || r == '\u00a0' || r == '\u202f' {
		return -1
	}
	return r
}

// codeTable is a row a code, with the address that fills it in.
func (a *App) codeTable(slug string, codes []string) [][]string {
	rows := make([][]string, 0, len(codes)+1)
	rows = append(rows, []string{"code", "address"})
	for _, code := range codes {
		rows = append(rows, []string{code, a.Config.BaseURL + "/p/" + slug + "?code=" + code})
	}
	return rows
}

func codesFile(slug string, batch polls.CodeBatch) string {
	return slug + "-codes-" + strconv.Itoa(batch.No) + ".csv"
}

// voidCodesPage asks before the unused codes of a batch lose their worth.
func (a *App) voidCodesPage(c *fiber.Ctx, d desk) error {
	return a.renderVoidCodes(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) renderVoidCodes(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	p, err := a.pollAt(c, d)
	if err != nil {
		return err
	}
	if err := d.Actor.Require(account.EditCampaigns, p.Brand); err != nil {
		return err
	}
	batches, err := a.Polls.ListCodes(c.UserContext(), d.Actor, p)
	if err != nil {
		return err
	}
	for _, b := range batches {
		if strconv.Itoa(b.No) != c.Params("batch") {
			continue
		}
		return a.render(c, status, frontend.AdminConfirmPage{
			AdminFrame: a.adminFrame(c, d), Act: frontend.ActVoidCodes, Subject: strings.TrimSpace(c.Params("batch") + " " + b.Label),
			Count: b.Size - b.Used, AskReason: true, Published: true, Back: d.pollPath(p.Slug, "codes"), Form: form,
		})
	}
	return polls.ErrNoBatch
}

func (a *App) voidCodesForm(c *fiber.Ctx, d desk) error {
	no, err := strconv.Atoi(c.Params("batch"))
	if err != nil {
		return polls.ErrNoBatch
	}
	if err := a.Polls.VoidCodes(c.UserContext(), d.Actor, c.Params("slug"), no, formValue(c, "reason")); err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderVoidCodes(c, status, d, form) })
	}
	return a.redirect(c, d.pollPath(c.Params("slug"), "codes"), frontend.NoticeCodesVoided)
}
