package handlers

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/internal/picture"
)

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
	a.slipFileOperations()
	register(a, op(http.MethodPost, "/slips/{slip}/review", "review-slip", "Accept a till receipt, or refuse it with a reason; its sender is told. For moderators", "entries", false), a.reviewSlip)
}

// slipFileOperations describes the plain handlers of photos.
func (a *App) slipFileOperations() {
	text := &huma.Schema{Type: huma.TypeString}
	binary := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	param := func(name string) *huma.Param {
		return &huma.Param{Name: name, In: "path", Required: true, Schema: text}
	}
	a.api.OpenAPI().AddOperation(&huma.Operation{
		Method: http.MethodPost, Path: "/api/v1/contests/{slug}/receipts/{key}/slips/photo", OperationID: "send-slip-photo", Tags: []string{"entries"},
		Summary:     "Send a till receipt with a photo of up to 10 MB. For whoever holds the receipt of the entry",
		Description: "JPEG, PNG, GIF or WebP, up to 25 million pixels. It is drawn anew without metadata, sealed, and seen by moderators alone.",
		Security:    []map[string][]string{}, Parameters: []*huma.Param{param("slug"), param("key")},
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
			Type: huma.TypeObject, Required: []string{"shop", "number", "amount_minor", "bought_on", "file"}, Properties: map[string]*huma.Schema{
				"shop": text, "number": text, "amount_minor": {Type: huma.TypeInteger}, "bought_on": {Type: huma.TypeString, Format: "date"}, "file": binary,
			},
		}}}},
		Responses: map[string]*huma.Response{
			"201": {Description: "It waits for staff.", Content: map[string]*huma.MediaType{"application/json": {Schema: a.schemaOf(slipsAnswer{})}}},
			"4XX": a.problemResponse(),
		},
	})
	a.api.OpenAPI().AddOperation(&huma.Operation{
		Method: http.MethodGet, Path: "/api/v1/contests/{slug}/slips/{slip}/photo.jpg", OperationID: "find-slip-photo", Tags: []string{"entries"},
		Summary:  "Read the photo of a till receipt. For moderators",
		Security: []map[string][]string{{"staff": {}}}, Parameters: []*huma.Param{param("slug"), param("slip")},
		Responses: map[string]*huma.Response{
			"200": {Description: "The photo.", Content: map[string]*huma.MediaType{"image/jpeg": {Schema: binary}}}, "4XX": a.problemResponse(),
		},
	})
	a.api.OpenAPI().AddOperation(&huma.Operation{
		Method: http.MethodGet, Path: "/api/v1/contests/{slug}/entries/{entry}/pictures/{field}", OperationID: "find-entry-picture", Tags: []string{"entries"},
		Summary:  "Read a picture that an entrant sent, as an answer or for an action. Whoever may see people",
		Security: []map[string][]string{{"staff": {}}}, Parameters: []*huma.Param{param("slug"), param("entry"), param("field")},
		Responses: map[string]*huma.Response{
			"200": {Description: "The picture.", Content: map[string]*huma.MediaType{"image/jpeg": {Schema: binary}}}, "4XX": a.problemResponse(),
		},
	})
}

// sendSlipPhotoByAPI takes a till receipt with a photo. It is a plain handler, because the
// body is a form with a file and not JSON.
func (a *App) sendSlipPhotoByAPI(c *fiber.Ctx) error {
	amount, err := strconv.ParseInt(formValue(c, "amount_minor"), 10, 64)
	if err != nil {
		amount = 0 // no amount: told at its field
	}
	form := contests.SlipForm{Shop: formValue(c, "shop"), Number: formValue(c, "number"), AmountMinor: amount, BoughtOn: formValue(c, "bought_on")}
	slug, key := c.Params("slug"), c.Params("key")
	if _, err := a.Contests.FindReceipt(c.UserContext(), slug, key); err != nil {
		return err // before a stranger's picture is drawn anew
	}
	if form.Photo, err = a.photoIn(c, "file"); err != nil {
		return atField("photo", err)
	}
	if err := a.Contests.SendSlip(c.UserContext(), slug, key, form); err != nil {
		return err
	}
	out, err := a.listOwnSlips(c.UserContext(), &receiptRequest{Slug: slug, Key: key})
	if err != nil {
		return err
	}
	return c.Status(http.StatusCreated).JSON(out.Body)
}

// sendSlipPhotoToStaff answers the photo of a till receipt.
func (a *App) sendSlipPhotoToStaff(c *fiber.Ctx) error {
	actor, err := a.contestActor(c.UserContext(), c.Params("slug"))
	if err != nil {
		return err
	}
	photo, err := a.Contests.FindSlipPhoto(c.UserContext(), actor, c.Params("slug"), c.Params("slip"))
	if err != nil {
		return err
	}
	return sendPrivatePicture(c, photo)
}

// entryPictureByAPI answers a picture that an entrant sent, to staff alone.
func (a *App) entryPictureByAPI(c *fiber.Ctx) error {
	actor, err := a.contestActor(c.UserContext(), c.Params("slug"))
	if err != nil {
		return err
	}
	field, err := url.PathUnescape(c.Params("field"))
	if err != nil {
		return picture.ErrNotFound
	}
	p, err := a.Contests.FindPicture(c.UserContext(), actor, c.Params("slug"), contests.EntryID(c.Params("entry")), field)
	if err != nil {
		return err
	}
	return sendPrivatePicture(c, p)
}

func sendPrivatePicture(c *fiber.Ctx, p contests.EntryPicture) error {
	c.Set(fiber.HeaderContentType, "image/jpeg")
	c.Set(fiber.HeaderCacheControl, "private, no-store")
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	return c.Send(p.JPEG)
}

type slipBody struct {
	Shop     string `json:"shop" maxLength:"80"`
	Number   string `json:"number" maxLength:"40"`
	Amount   int64  `json:"amount_minor" minimum:"1" doc:"In minor units of the contest's currency."`
	BoughtOn string `json:"bought_on" format:"date"`
	Photo    []byte `json:"photo,omitempty" doc:"A picture, in base64; at most 190 kB here, 10 MB by send-slip-photo. It is drawn anew without metadata, sealed, and seen by moderators alone."`
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
	Photo    bool      `json:"photo" doc:"It came with a photo that is not deleted yet."`
	PhotoURL string    `json:"photo_url,omitempty" doc:"Where moderators read it; for staff."`
	Twins    int       `json:"twins,omitempty" doc:"Others of the same shop and number; for staff."`
	SentAt   time.Time `json:"sent_at"`
}

func tellSlip(s contests.Slip) slipAnswer {
	out := slipAnswer{
		ID: s.ID, Shop: s.Shop, Number: s.Number, Amount: s.AmountMinor, BoughtOn: s.BoughtOn.Format(time.DateOnly), State: string(s.State),
		Reason: string(s.Reason), Tickets: s.Tickets, SentAt: s.SentAt, Photo: s.Photo,
	}
	return out
}

// tellSlipToStaff is the same with what staff decide by.
func (a *App) tellSlipToStaff(slug string, s contests.Slip) slipAnswer {
	out := tellSlip(s)
	out.Entry, out.Twins = s.EntryNumber, s.Twins
	if s.Photo {
		out.PhotoURL = a.Config.BaseURL + "/api/v1/contests/" + slug + "/slips/" + s.ID + "/photo.jpg"
	}
	return out
}

type sendSlipRequest struct {
	Slug string `path:"slug"`
	Key  string `path:"key" doc:"Last part of the receipt's address."`
	Body slipBody
}

type slipsAnswer struct {
	Items []slipAnswer `json:"items" doc:"The newest first."`
}

type slipsResponse struct{ Body slipsAnswer }

func (a *App) sendSlipByAPI(ctx context.Context, in *sendSlipRequest) (*slipsResponse, error) {
	form := contests.SlipForm{Shop: in.Body.Shop, Number: in.Body.Number, AmountMinor: in.Body.Amount, BoughtOn: in.Body.BoughtOn}
	if len(in.Body.Photo) > 0 {
		p, err := a.Contests.ReadPicture(ctx, bytes.NewReader(in.Body.Photo))
		if err != nil {
			return nil, atField("photo", err)
		}
		form.Photo = &p
	}
	if err := a.Contests.SendSlip(ctx, in.Slug, in.Key, form); err != nil {
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
		out.Body.Items[i] = tellSlip(s)
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
		told := a.tellSlipToStaff(in.Slug, *q.Slip)
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
