package handlers

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/loyalty"
)

// rewardBody is a reward of the catalogue.
type rewardBody struct {
	ID          string     `json:"id,omitempty"`
	Name        string     `json:"name"`
	Description string     `json:"description,omitempty"`
	Active      *bool      `json:"active,omitempty" doc:"true if left out."`
	Cost        int64      `json:"cost" doc:"Points."`
	Stock       *int64     `json:"stock,omitempty" doc:"Left; unlimited if left out. Of a reward that is there it is not changed here."`
	PerMember   int64      `json:"per_member,omitempty" doc:"How often one member may take it; 0: no limit."`
	MinTier     int        `json:"min_tier,omitempty" doc:"Level of the lowest tier that may take it, from 0."`
	From        time.Time  `json:"from"`
	To          time.Time  `json:"to"`
	VoucherDays int        `json:"voucher_days" doc:"How long a voucher is valid."`
	Gives       *givesBody `json:"gives,omitempty" doc:"Beside a voucher; a product that is handed over if left out."`
}

// givesBody is what a reward gives beside its voucher.
type givesBody struct {
	Kind        string `json:"kind" enum:"seat,discount,code,pool,tickets" doc:"A seat at an event; a discount, or a promo code of your own for it; a partner's code; tickets in a contest."`
	Discount    string `json:"discount,omitempty" enum:"percent,fixed" doc:"Of a discount or a code."`
	Value       int64  `json:"value,omitempty" doc:"Basis points or minor units."`
	MaxDiscount int64  `json:"max_discount,omitempty" doc:"Minor units; 0: no limit."`
	MinAmount   int64  `json:"min_amount,omitempty" doc:"Minor units."`
	Pool        string `json:"pool,omitempty"`
	Contest     string `json:"contest,omitempty" doc:"Slug. Its rules say how many tickets points may buy."`
	Tickets     int    `json:"tickets,omitempty"`
	Event       string `json:"event,omitempty" maxLength:"120"`
}

func (b *givesBody) gives() loyalty.Gives {
	if b == nil {
		return loyalty.Gives{}
	}
	return loyalty.Gives{
		Kind: loyalty.RewardKind(b.Kind), Discount: loyalty.CodeKind(b.Discount), Value: b.Value, MaxDiscount: b.MaxDiscount, MinAmount: b.MinAmount,
		Pool: b.Pool, Contest: b.Contest, Tickets: b.Tickets, Event: b.Event,
	}
}

func tellGives(g loyalty.Gives) *givesBody {
	if g.Kind == loyalty.RewardProduct {
		return nil
	}
	return &givesBody{
		Kind: string(g.Kind), Discount: string(g.Discount), Value: g.Value, MaxDiscount: g.MaxDiscount, MinAmount: g.MinAmount,
		Pool: g.Pool, Contest: g.Contest, Tickets: g.Tickets, Event: g.Event,
	}
}

func (b rewardBody) reward() loyalty.Reward {
	return loyalty.Reward{
		ID: b.ID, Name: b.Name, Description: b.Description, Active: or(b.Active, true), Cost: b.Cost, StockLeft: b.Stock,
		PerMember: b.PerMember, MinTier: b.MinTier, From: b.From, To: b.To, VoucherDays: b.VoucherDays, Gives: b.Gives.gives(),
	}
}

func tellReward(r loyalty.Reward) rewardBody {
	return rewardBody{
		ID: r.ID, Name: r.Name, Description: r.Description, Active: &r.Active, Cost: r.Cost, Stock: r.StockLeft,
		PerMember: r.PerMember, MinTier: r.MinTier, From: r.From, To: r.To, VoucherDays: r.VoucherDays, Gives: tellGives(r.Gives),
	}
}

type rewardRequest struct {
	BrandRequest
	Reward string `path:"reward"`
	Body   rewardBody
}

type rewardResponse struct {
	Body rewardBody
}

type listRewardsResponse struct {
	Body struct {
		Items []rewardBody `json:"items"`
	}
}

func (a *App) listRewards(ctx context.Context, in *BrandRequest) (*listRewardsResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	if err := actor.Require(account.UseTill, brand.ID); err != nil {
		return nil, err
	}
	rewards, err := a.Loyalty.ListRewards(ctx, brand.ID)
	out := &listRewardsResponse{}
	out.Body.Items = []rewardBody{}
	for _, r := range rewards {
		out.Body.Items = append(out.Body.Items, tellReward(r))
	}
	return out, err
}

func (a *App) saveReward(ctx context.Context, in *rewardRequest) (*rewardResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	r := in.Body.reward()
	r.ID = in.Reward
	if known, err := a.Loyalty.FindReward(ctx, brand.ID, r.ID); err == nil {
		r.Picture, r.PictureAlt = known.Picture, known.PictureAlt
	}
	if err := a.Loyalty.SaveReward(ctx, actor, brand.ID, r); err != nil {
		return nil, err
	}
	return a.answerReward(ctx, brand.ID, r.ID)
}

func (a *App) answerReward(ctx context.Context, brand account.BrandID, id string) (*rewardResponse, error) {
	r, err := a.Loyalty.FindReward(ctx, brand, id)
	if err != nil {
		return nil, err
	}
	return &rewardResponse{Body: tellReward(r)}, nil
}

type stockRequest struct {
	BrandRequest
	Reward string `path:"reward"`
	Body   struct {
		Seen  *int64 `json:"seen,omitempty" doc:"What was left when you decided; left out: unlimited. Another figure now refuses the change."`
		Stock *int64 `json:"stock,omitempty" doc:"What is left now; left out: unlimited."`
	}
}

func (a *App) setStock(ctx context.Context, in *stockRequest) (*rewardResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	if err := a.Loyalty.SetStock(ctx, actor, brand.ID, in.Reward, in.Body.Seen, in.Body.Stock); err != nil {
		return nil, err
	}
	return a.answerReward(ctx, brand.ID, in.Reward)
}

// codeBody is a promo code, or a batch of them.
type codeBody struct {
	ID   string `json:"id,omitempty" readOnly:"true" doc:"By which histories name it."`
	Code string `json:"code,omitempty" doc:"Left out of a batch, whose codes are kept nowhere."`
	CodeTerms
	Used  int64        `json:"used,omitempty" readOnly:"true" doc:"Uses of all its codes, reserved ones included."`
	Batch *batchAnswer `json:"batch,omitempty" readOnly:"true"`
}

func tellCode(c loyalty.Code) codeBody {
	return codeBody{ID: string(c.ID), Code: c.Code, CodeTerms: tellTerms(c), Used: c.Used, Batch: tellBatch(c)}
}

type codeRequest struct {
	BrandRequest
	Code string `path:"code"`
	Body codeBody
}

type listCodesResponse struct {
	Body struct {
		Items []codeBody `json:"items"`
	}
}

func (a *App) listCodes(ctx context.Context, in *BrandRequest) (*listCodesResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	if err := actor.Require(account.ViewLoyalty, brand.ID); err != nil {
		return nil, err
	}
	codes, err := a.Loyalty.ListCodes(ctx, brand.ID)
	out := &listCodesResponse{}
	out.Body.Items = []codeBody{}
	for _, c := range codes {
		out.Body.Items = append(out.Body.Items, tellCode(c))
	}
	return out, err
}

func (a *App) saveCode(ctx context.Context, in *codeRequest) (*struct{ Body codeBody }, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	c := in.Body.code()
	c.Code = in.Code
	if c, err = a.Loyalty.SaveCode(ctx, actor, brand.ID, c); err != nil {
		return nil, err
	}
	return &struct{ Body codeBody }{tellCode(c)}, nil
}
