package handlers

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/loyalty"
)

// adjustmentsPage lists corrections that wait for a second person, and what became of others.
func (a *App) adjustmentsPage(c *fiber.Ctx, d desk) error {
	return a.showAdjustments(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) showAdjustments(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	list, err := a.Loyalty.ListAdjustRequests(c.UserContext(), d.Actor, d.Brand.ID)
	if err != nil {
		return err
	}
	p, err := a.programmeOrNone(c, d)
	if err != nil {
		return err
	}
	page := frontend.AdminAdjustmentsPage{AdminFrame: a.adminFrame(c, d), Limit: p.Desk.FourEyes, Form: form}
	for _, r := range list {
		row := adjustmentView(r, d)
		if r.State == loyalty.RequestWaiting {
			page.Waiting = append(page.Waiting, row)
		} else {
			page.Decided = append(page.Decided, row)
		}
	}
	return a.render(c, status, page)
}

func adjustmentView(r loyalty.AdjustRequest, d desk) frontend.AdjustmentView {
	return frontend.AdjustmentView{
		ID: string(r.ID), Kind: string(r.Kind), Member: r.Member, Points: r.Points, Reason: r.Reason, State: string(r.State), Asker: r.AskerName, Own: r.Asker == d.Actor.User,
		At: r.AskedAt.In(d.Brand.Location()), ExpiresAt: r.ExpiresAt.In(d.Brand.Location()), Decider: r.Decider,
		DecidedAt: in(r.DecidedAt, d.Brand.Location()), Words: r.Words,
	}
}

// decideAdjustmentForm approves or refuses a correction.
func (a *App) decideAdjustmentForm(c *fiber.Ctx, d desk) error {
	ctx, id := c.UserContext(), loyalty.RequestID(c.Params("request"))
	var err error
	if formValue(c, "act") == "approve" {
		_, err = a.Loyalty.ApproveAdjust(ctx, d.Actor, d.Brand.ID, id)
	} else {
		_, err = a.Loyalty.RefuseAdjust(ctx, d.Actor, d.Brand.ID, id, formValue(c, "words"))
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.showAdjustments(c, status, d, form) })
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "adjustments"), frontend.NoticeSaved)
}

// askInstead asks a second person for a correction that is above the limit.
func (a *App) askInstead(c *fiber.Ctx, d desk, op loyalty.Adjust) error {
	if _, err := a.Loyalty.AskAdjust(c.UserContext(), d.Actor, d.Brand.ID, formValue(c, fieldFormKey), op); err != nil {
		return a.refuseAdjust(c, d, err)
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "adjustments"), frontend.NoticeAskedSecond)
}

type adjustmentAnswer struct {
	ID          string     `json:"id"`
	Kind        string     `json:"kind" enum:"adjust,reverse,refund"`
	Undoes      string     `json:"undoes,omitempty" doc:"The transaction that is reversed, or whose purchase is refunded."`
	Member      string     `json:"member"`
	Points      int64      `json:"points" doc:"Signed. Of what is undone: as many as it would have moved when it was asked for."`
	Amount      int64      `json:"amount,omitempty" doc:"Of a refund, minor units."`
	Reason      string     `json:"reason" doc:"Empty once the member is erased."`
	ExpiryDays  *int       `json:"expiry_days"`
	State       string     `json:"state" enum:"waiting,approved,refused,lapsed"`
	AskedBy     string     `json:"asked_by"`
	AskedAt     time.Time  `json:"asked_at"`
	ExpiresAt   time.Time  `json:"expires_at" doc:"It lapses then."`
	DecidedBy   string     `json:"decided_by,omitempty"`
	DecidedAt   *time.Time `json:"decided_at"`
	Words       string     `json:"words,omitempty" doc:"Why it was refused."`
	Transaction string     `json:"transaction,omitempty"`
}

func tellAdjustment(r loyalty.AdjustRequest) adjustmentAnswer {
	return adjustmentAnswer{
		ID: string(r.ID), Kind: string(r.Kind), Undoes: string(r.Ref), Member: r.Member, Points: r.Points, Amount: r.Amount, Reason: r.Reason, ExpiryDays: r.ExpiryDays, State: string(r.State), AskedBy: r.AskerName,
		AskedAt: r.AskedAt, ExpiresAt: r.ExpiresAt, DecidedBy: r.Decider, DecidedAt: optionalTime(r.DecidedAt), Words: r.Words, Transaction: string(r.Txn),
	}
}

type askAdjustmentRequest struct {
	BrandRequest
	Body struct {
		Member      string `json:"member,omitempty" maxLength:"64" doc:"Of a correction by hand; where a transaction is undone it is the transaction's."`
		Points      int64  `json:"points,omitempty" doc:"Signed, of a correction by hand; of a reversal how many are undone, all that is left if 0."`
		Reason      string `json:"reason,omitempty" maxLength:"500" doc:"The member reads it in the history. A correction by hand needs one."`
		ExpiryDays  *int   `json:"expiry_days,omitempty" minimum:"0" maximum:"3650"`
		Transaction string `json:"transaction,omitempty" maxLength:"64" doc:"Instead of a member: what is to be undone."`
		Amount      int64  `json:"amount,omitempty" minimum:"0" doc:"The transaction's purchase is refunded by so much, minor units; 0: the transaction is reversed."`
	}
}

type adjustmentResponse struct{ Body adjustmentAnswer }

func (a *App) askAdjustment(ctx context.Context, in *askAdjustmentRequest) (*adjustmentResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	b := in.Body
	var r loyalty.AdjustRequest
	switch ref := loyalty.TxnID(b.Transaction); {
	case ref == "":
		r, err = a.Loyalty.AskAdjust(ctx, actor, brand.ID, newFormKey(), loyalty.Adjust{Member: b.Member, Points: b.Points, Reason: b.Reason, ExpiryDays: b.ExpiryDays})
	case b.Amount > 0:
		r, err = a.Loyalty.AskRefund(ctx, actor, brand.ID, newFormKey(), loyalty.Refund{Ref: ref, Amount: b.Amount}, b.Reason)
	default:
		op := loyalty.Reverse{Ref: ref}
		if b.Points != 0 {
			op.Points = &b.Points
		}
		r, err = a.Loyalty.AskReverse(ctx, actor, brand.ID, newFormKey(), op, b.Reason)
	}
	return &adjustmentResponse{tellAdjustment(r)}, err
}

type adjustmentsResponse struct {
	Body struct {
		Items []adjustmentAnswer `json:"items"`
	}
}

func (a *App) listAdjustments(ctx context.Context, in *BrandRequest) (*adjustmentsResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	list, err := a.Loyalty.ListAdjustRequests(ctx, actor, brand.ID)
	out := &adjustmentsResponse{}
	out.Body.Items = []adjustmentAnswer{}
	for _, r := range list {
		out.Body.Items = append(out.Body.Items, tellAdjustment(r))
	}
	return out, err
}

type decideAdjustmentRequest struct {
	BrandRequest
	Request string `path:"request" maxLength:"64"`
	Body    *struct {
		Words string `json:"words,omitempty" maxLength:"300" doc:"Why it is refused."`
	}
}

func (a *App) decideAdjustment(approve bool) func(context.Context, *decideAdjustmentRequest) (*adjustmentResponse, error) {
	return func(ctx context.Context, in *decideAdjustmentRequest) (*adjustmentResponse, error) {
		actor, brand, err := a.actorIn(ctx, in.Brand)
		if err != nil {
			return nil, err
		}
		id := loyalty.RequestID(in.Request)
		var r loyalty.AdjustRequest
		if approve {
			r, err = a.Loyalty.ApproveAdjust(ctx, actor, brand.ID, id)
		} else {
			words := ""
			if in.Body != nil {
				words = in.Body.Words
			}
			r, err = a.Loyalty.RefuseAdjust(ctx, actor, brand.ID, id, words)
		}
		return &adjustmentResponse{tellAdjustment(r)}, err
	}
}
