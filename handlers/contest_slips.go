package handlers

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/picture"
)

// entrySlips is what the exit screen has of till receipts; nil where none are taken.
func (a *App) entrySlips(c *fiber.Ctx, s stand, r contests.Receipt, form frontend.Form) (*frontend.EntrySlips, error) {
	rules := s.contest.Entry.Slips
	if rules == nil || r.Entry.AcceptedAt.IsZero() {
		return nil, nil
	}
	sent, err := a.Contests.SlipsOf(c.UserContext(), r)
	if err != nil {
		return nil, err
	}
	view := &frontend.EntrySlips{PerMinor: rules.PerMinor, Currency: rules.Currency, Photo: rules.Photo}
	if r.Entry.Status == contests.EntryConfirmed && s.contest.Status(a.Clock.Now()) == contests.Open {
		view.Action = frontend.ContestPath(s.contest.Slug, "receipt", r.Key, "slips")
	}
	if len(rules.Shops) > 0 {
		view.Shops = []frontend.Choice{{}}
	}
	for _, shop := range rules.Shops {
		view.Shops = append(view.Shops, frontend.Choice{Value: shop, Label: shop})
	}
	for _, slip := range sent {
		view.Sent = append(view.Sent, slipLine(slip, rules.Currency, lang(c)))
	}
	if form.Failed() && form.Values.Has("bought_on") {
		view.Form = form
	}
	return view, nil
}

func slipLine(s contests.Slip, currency, lang string) frontend.SlipLine {
	return frontend.SlipLine{
		Shop: s.Shop, Number: s.Number, AmountMinor: s.AmountMinor, Currency: currency, BoughtOn: s.BoughtOn,
		State: string(s.State), Reason: s.Reason.Text().In(lang), Tickets: int(s.Tickets),
	}
}

// sendSlipForm takes a till receipt of whoever holds an entry's receipt.
func (a *App) sendSlipForm(c *fiber.Ctx, s stand) error {
	key := c.Params("key")
	err := a.sendSlip(c, s, key)
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			r, err := a.Contests.FindReceipt(c.UserContext(), s.contest.Slug, key)
			if err != nil {
				return err
			}
			if len(form.Errors) > 0 && form.Errors[0].Field == "" { // it is of the receipt as a whole
				form.Errors[0].Field = "number"
			}
			return a.renderExit(c, status, s, r, form)
		})
	}
	return a.redirect(c, frontend.ContestPath(s.contest.Slug, "receipt", key), frontend.NoticeSlipSent)
}

func (a *App) sendSlip(c *fiber.Ctx, s stand, key string) error {
	rules := s.contest.Entry.Slips
	if rules == nil {
		return contests.ErrNoSlips
	}
	amount, err := readAmount(formValue(c, "amount"), rules.Currency)
	if err != nil {
		amount = 0 // no amount: told at its field
	}
	form := contests.SlipForm{
		Shop: formValue(c, "shop"), Number: formValue(c, "number"), AmountMinor: amount, BoughtOn: formValue(c, "bought_on"),
	}
	if form.Photo, err = a.photoIn(c, "photo"); err != nil {
		return atField("photo", err)
	}
	return a.Contests.SendSlip(c.UserContext(), s.contest.Slug, key, form)
}

// photoIn reads a picture that is for staff alone: it is kept by whoever it belongs to, and
// not in the album that everybody sees.
func (a *App) photoIn(c *fiber.Ctx, field string) (*picture.Picture, error) {
	part, err := c.FormFile(field)
	if err != nil || part.Size == 0 {
		return nil, nil
	}
	file, err := part.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	p, err := a.Contests.ReadPicture(c.UserContext(), file)
	return &p, err
}

// slipsPage shows the till receipt to look at next.
func (a *App) slipsPage(c *fiber.Ctx, d desk) error {
	return a.renderSlips(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) renderSlips(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	q, err := a.Contests.NextSlip(c.UserContext(), d.Actor, c.Params("slug"), c.Query("after"))
	if err != nil {
		return err
	}
	contest := q.Contest
	page := frontend.AdminSlipsPage{
		AdminFrame: a.adminFrame(c, d), Slug: contest.Slug, Title: contest.Title, ClosesAt: in(contest.ClosesAt, contest.Location()),
		Sealed: contest.Sealed(a.Clock.Now()), Waiting: q.Waiting, Form: form,
	}
	for _, reason := range contests.SlipReasons() {
		page.Reasons = append(page.Reasons, frontend.Choice{Value: string(reason), Label: reason.Text().In(lang(c))})
	}
	if s := q.Slip; s != nil {
		page.Slip = &frontend.SlipView{
			SlipLine: slipLine(*s, contest.Entry.Slips.Currency, lang(c)), ID: s.ID, Entry: s.EntryNumber, Twins: s.Twins, SentAt: in(s.SentAt, contest.Location()),
		}
		if s.Photo {
			page.Slip.Photo = &frontend.Picture{
				URL: d.contestPath(contest.Slug, "receipts", s.ID, "photo.jpg"), Width: s.PhotoWidth, Height: s.PhotoHeight,
			}
		}
		if q.Waiting > 1 {
			page.Skip = "?after=" + s.ID
		}
	}
	return a.render(c, status, page)
}

func (a *App) reviewSlipForm(c *fiber.Ctx, d desk) error {
	act, reason, _ := strings.Cut(formValue(c, "act"), ".")
	err := a.Contests.ReviewSlip(c.UserContext(), d.Actor, c.Params("slug"), formValue(c, "slip"), act == "accept", contests.SlipReason(reason))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderSlips(c, status, d, form) })
	}
	return a.redirect(c, d.contestPath(c.Params("slug"), "receipts"), frontend.NoticeDecided)
}

// sendSlipPhoto answers the photo of a till receipt, to staff alone.
func (a *App) sendSlipPhoto(c *fiber.Ctx, d desk) error {
	photo, err := a.Contests.FindSlipPhoto(c.UserContext(), d.Actor, c.Params("slug"), c.Params("slip"))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "image/jpeg")
	c.Set(fiber.HeaderCacheControl, "private, no-store")
	return c.Send(photo.JPEG)
}

// slipOperations are till receipts, in the API.
func (a *App) slipOperations() {
	op := func(method, path, id, summary, tag string, public bool) operation {
		return operation{method: method, path: "/contests/{slug}" + path, id: id, summary: summary, tag: tag, public: public, natural: true}
	}
	send := op(http.MethodPost, "/receipts/{key}/slips", "send-slip", "Send a till receipt for more tickets; staff look at it. For whoever holds the receipt of the entry", "entries", true)
	send.status = http.StatusCreated
	register(a, send, a.sendSlipByAPI)
	register(a, op(http.MethodGet, "/receipts/{key}/slips", "list-own-slips", "List the till receipts of one's own entry. For whoever holds its receipt", "entries", true), a.listOwnSlips)
	register(a, op(http.MethodGet, "/slips/next", "next-slip", "Read the till receipt that staff look at next. For moderators", "entries", false), a.nextSlip)
	register(a, op(http.MethodPost, "/slips/{slip}/review", "review-slip", "Accept a till receipt, or refuse it with a reason; its sender is told. For moderators", "entries", false), a.reviewSlip)
}

type slipBody struct {
	Shop     string `json:"shop" maxLength:"80"`
	Number   string `json:"number" maxLength:"40"`
	Amount   int64  `json:"amount_minor" minimum:"1" doc:"In minor units of the contest's currency."`
	BoughtOn string `json:"bought_on" format:"date"`
}

// slipAnswer is what is told of a till receipt.
type slipAnswer struct {
	ID       string    `json:"id"`
	Shop     string    `json:"shop"`
	Number   string    `json:"number"`
	Amount   int64     `json:"amount_minor"`
	BoughtOn string    `json:"bought_on"`
	State    string    `json:"state" enum:"waiting,accepted,refused"`
	Reason   string    `json:"reason,omitempty" enum:"unreadable,other-data,outside,twin"`
	Tickets  uint64    `json:"tickets" doc:"That it gave or, while it waits, would give."`
	Entry    string    `json:"entry,omitempty" doc:"Number of the entry."`
	Twins    int       `json:"twins,omitempty" doc:"Others of the same shop and number; for staff."`
	SentAt   time.Time `json:"sent_at"`
}

func tellSlip(s contests.Slip, staff bool) slipAnswer {
	out := slipAnswer{
		ID: s.ID, Shop: s.Shop, Number: s.Number, Amount: s.AmountMinor, BoughtOn: s.BoughtOn.Format(time.DateOnly), State: string(s.State),
		Reason: string(s.Reason), Tickets: s.Tickets, SentAt: s.SentAt,
	}
	if staff {
		out.Entry, out.Twins = s.EntryNumber, s.Twins
	}
	return out
}

type sendSlipRequest struct {
	Slug string `path:"slug"`
	Key  string `path:"key" doc:"Last part of the receipt's address."`
	Body slipBody
}

type slipsResponse struct {
	Body struct {
		Items []slipAnswer `json:"items" doc:"The newest first."`
	}
}

func (a *App) sendSlipByAPI(ctx context.Context, in *sendSlipRequest) (*slipsResponse, error) {
	err := a.Contests.SendSlip(ctx, in.Slug, in.Key, contests.SlipForm{
		Shop: in.Body.Shop, Number: in.Body.Number, AmountMinor: in.Body.Amount, BoughtOn: in.Body.BoughtOn,
	})
	if err != nil {
		return nil, err
	}
	return a.listOwnSlips(ctx, &receiptRequest{Slug: in.Slug, Key: in.Key})
}

func (a *App) listOwnSlips(ctx context.Context, in *receiptRequest) (*slipsResponse, error) {
	r, err := a.Contests.FindReceipt(ctx, in.Slug, in.Key)
	if err != nil {
		return nil, err
	}
	sent, err := a.Contests.SlipsOf(ctx, r)
	if err != nil {
		return nil, err
	}
	out := &slipsResponse{}
	out.Body.Items = make([]slipAnswer, len(sent))
	for i, s := range sent {
		out.Body.Items[i] = tellSlip(s, false)
	}
	return out, nil
}

type nextSlipRequest struct {
	Slug  string `path:"slug"`
	After string `query:"after" doc:"Id of a till receipt: the first that waits after it."`
}

type nextSlipResponse struct {
	Body struct {
		Waiting int         `json:"waiting"`
		Slip    *slipAnswer `json:"slip" doc:"null: none."`
	}
}

func (a *App) nextSlip(ctx context.Context, in *nextSlipRequest) (*nextSlipResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	q, err := a.Contests.NextSlip(ctx, actor, in.Slug, in.After)
	if err != nil {
		return nil, err
	}
	out := &nextSlipResponse{}
	if out.Body.Waiting = q.Waiting; q.Slip != nil {
		told := tellSlip(*q.Slip, true)
		out.Body.Slip = &told
	}
	return out, nil
}

type reviewSlipRequest struct {
	Slug string `path:"slug"`
	Slip string `path:"slip"`
	Body struct {
		Accept bool   `json:"accept"`
		Reason string `json:"reason,omitempty" enum:"unreadable,other-data,outside,twin" doc:"Of a refusal."`
	}
}

func (a *App) reviewSlip(ctx context.Context, in *reviewSlipRequest) (*struct{}, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	return nil, a.Contests.ReviewSlip(ctx, actor, in.Slug, in.Slip, in.Body.Accept, contests.SlipReason(in.Body.Reason))
}

type slipRulesBody struct {
	PerMinor int64    `json:"per_minor" minimum:"1" doc:"Of the amount of a till receipt, for one ticket, in minor units."`
	Currency string   `json:"currency" doc:"ISO 4217."`
	Shops    []string `json:"shops,omitempty" maxItems:"200" doc:"Left out: any shop."`
	Photo    bool     `json:"photo_required,omitempty"`
}

func (b *slipRulesBody) rules() *contests.SlipRules {
	if b == nil {
		return nil
	}
	return &contests.SlipRules{PerMinor: b.PerMinor, Currency: b.Currency, Shops: b.Shops, Photo: b.Photo}
}

func slipRulesBodyOf(r *contests.SlipRules) *slipRulesBody {
	if r == nil {
		return nil
	}
	return &slipRulesBody{PerMinor: r.PerMinor, Currency: r.Currency, Shops: r.Shops, Photo: r.Photo}
}
