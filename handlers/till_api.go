package handlers

import (
	"context"
	"net/http"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/loyalty"
	"kermesse/loyalty/till"
)

// tillOperations are the till for programs: what a role of till may do, within the limits of
// whoever is signed in.
func (a *App) tillOperations() {
	op := func(method, path, id, summary string) operation {
		return operation{method: method, path: "/brands/{brand}/till" + path, id: id, summary: summary, tag: "till", natural: true}
	}
	register(a, op(http.MethodPost, "/find", "till-find", "Find the member, the voucher or the prize of a code, as it was scanned or typed"), a.tillFindByAPI)
	register(a, op(http.MethodPost, "/preview", "till-preview", "Say what a bill would give a member, and give nothing"), a.tillPreviewByAPI)
	register(a, op(http.MethodPost, "/earns", "till-earn", "Give a member the points of a bill"), a.tillEarnByAPI)
	register(a, op(http.MethodPost, "/check-ins", "till-check-in", "Note that a member is present, which earns once a day"), a.tillCheckInByAPI)
	register(a, op(http.MethodPost, "/spends", "till-spend", "Take points, or those of a reward, for the code on a member's card"), a.tillSpendByAPI)
	register(a, op(http.MethodPost, "/vouchers", "till-voucher", "Hand over what a voucher is for, once"), a.tillVoucherByAPI)
	register(a, op(http.MethodPost, "/prizes", "till-prize", "Hand over a prize that was won, once"), a.tillPrizeByAPI)
	register(a, op(http.MethodGet, "/operations", "till-operations", "List what you did today, the latest first"), a.tillActsByAPI)
	register(a, op(http.MethodPost, "/operations/{operation}/undo", "till-undo", "Undo what you did today: points given or taken"), a.tillUndoByAPI)
	register(a, op(http.MethodGet, "/limits", "till-limits", "List who may do how much at tills"), a.tillLimitsByAPI)
	register(a, op(http.MethodPut, "/limits", "set-till-limits", "Say how much everybody may do at tills, or one person"), a.setTillLimitsByAPI)
}

// clerkIn is the caller as a clerk without a till.
func (a *App) clerkIn(ctx context.Context, brandSlug string) (till.Clerk, account.Brand, error) {
	actor, brand, err := a.actorIn(ctx, brandSlug)
	if err == nil {
		err = actor.Require(account.UseTill, brand.ID)
	}
	return till.Clerk{Actor: actor}, brand, err
}

type tillFindRequest struct {
	BrandRequest
	Body struct {
		Code string `json:"code" maxLength:"120" doc:"A member number, a voucher, or a whole code as it was scanned."`
	}
}

type tillFound struct {
	Member  *tillMemberAnswer `json:"member,omitempty"`
	Code    string            `json:"code,omitempty" doc:"To spend by, where the card showed it."`
	Voucher *tillVoucherFound `json:"voucher,omitempty"`
	Prize   *tillPrizeFound   `json:"prize,omitempty"`
}

type tillMemberAnswer struct {
	Member    string             `json:"member"`
	FirstName string             `json:"first_name,omitempty"`
	Tier      string             `json:"tier,omitempty"`
	Available int64              `json:"available"`
	Owed      int64              `json:"owed,omitempty"`
	Ready     []tillRewardAnswer `json:"ready" doc:"Rewards that the member could take now."`
}

type tillRewardAnswer struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Cost   int64  `json:"cost"`
	AtTill bool   `json:"at_till" doc:"It can be taken and handed over here."`
}

type tillVoucherFound struct {
	VoucherAnswer
	Name   string `json:"name" doc:"Of the reward."`
	UsedBy string `json:"used_by,omitempty" doc:"Who took it, and at which till."`
}

type tillPrizeFound struct {
	Code     string     `json:"code"`
	Name     string     `json:"name"`
	Contest  string     `json:"contest"`
	Winner   string     `json:"winner,omitempty"`
	HandedAt *time.Time `json:"handed_at"`
	HandedBy string     `json:"handed_by,omitempty"`
}

func (a *App) tillFindByAPI(ctx context.Context, in *tillFindRequest) (*struct{ Body tillFound }, error) {
	clerk, _, err := a.clerkIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	found, err := a.Tills.Scan(ctx, clerk, in.Body.Code)
	if err != nil {
		return nil, err
	}
	out := tillFound{Code: found.Code}
	switch {
	case found.Card != nil:
		m := &tillMemberAnswer{
			Member: found.Card.Member, FirstName: found.Card.FirstName, Tier: found.Card.Tier, Available: found.Card.Available,
			Owed: found.Card.Debt, Ready: []tillRewardAnswer{},
		}
		for _, r := range found.Card.Ready {
			m.Ready = append(m.Ready, tillRewardAnswer{ID: r.ID, Name: r.Name, Cost: r.Cost, AtTill: till.AtTill(r)})
		}
		out.Member = m
	case found.Voucher != nil:
		v := found.Voucher
		out.Voucher = &tillVoucherFound{VoucherAnswer: tellVoucher(v.Redemption), Name: v.Gives.Name, UsedBy: v.Use.By}
	default:
		p := found.Prize
		out.Prize = &tillPrizeFound{Code: p.Code, Name: p.Name, Contest: p.Contest, Winner: p.Winner, HandedAt: optionalTime(p.HandedAt), HandedBy: p.HandedBy}
	}
	return &struct{ Body tillFound }{out}, nil
}

// TillSale is a bill that a member gets points for.
type TillSale struct {
	Member string `json:"member" maxLength:"64" doc:"Member number."`
	Amount int64  `json:"amount" minimum:"1" maximum:"1000000000000" doc:"Minor units."`
}

type tillPreviewRequest struct {
	BrandRequest
	Body TillSale
}

func (a *App) tillPreviewByAPI(ctx context.Context, in *tillPreviewRequest) (*struct {
	Body struct {
		Points int64 `json:"points"`
	}
}, error,
) {
	clerk, _, err := a.clerkIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	earned, err := a.Tills.Preview(ctx, clerk, till.Sale{Member: in.Body.Member, Amount: in.Body.Amount})
	out := &struct {
		Body struct {
			Points int64 `json:"points"`
		}
	}{}
	out.Body.Points = earned.Points
	return out, err
}

// TillRequest is a write at a till under its key.
type TillRequest struct {
	BrandRequest
	Key string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"128" doc:"Any text that names this write. The same key with the same body gets the first answer again."`
}

type tillEarnRequest struct {
	TillRequest
	Body TillSale
}

// tillActAnswer is one thing that was done at a till.
type tillActAnswer struct {
	ID         string    `json:"id"`
	Kind       string    `json:"kind" enum:"earn,spend,reward,voucher,prize"`
	State      string    `json:"state" enum:"open,done,refused,undone"`
	Replayed   bool      `json:"replayed,omitempty" doc:"This answer was given before."`
	Member     string    `json:"member,omitempty"`
	About      string    `json:"about,omitempty" doc:"The reward, or the prize; check_in where points are for being present."`
	Amount     int64     `json:"amount,omitempty" doc:"Of the bill, minor units."`
	Points     int64     `json:"points,omitempty"`
	Discount   int64     `json:"discount,omitempty" doc:"Minor units off the bill."`
	At         time.Time `json:"at"`
	ReceivedAt time.Time `json:"received_at"`
	Code       string    `json:"code,omitempty" doc:"Why it was refused."`
	Detail     string    `json:"detail,omitempty"`
	Undoable   bool      `json:"undoable"`
}

type tillActResponse struct {
	Body tillActAnswer
}

func tellTillAct(ctx context.Context, act till.Act) tillActAnswer {
	out := tillActAnswer{
		ID: act.ID, Kind: string(act.Kind), State: string(act.State), Replayed: act.Replayed, Member: act.Member, About: act.About,
		Amount: act.Amount, Points: act.Points, Discount: act.Discount, At: act.At, ReceivedAt: act.ReceivedAt, Undoable: act.Undoable(),
	}
	if act.Refused != nil {
		out.Code, out.Detail = act.Refused.Code, act.Refused.Message.In(requestFrom(ctx).lang)
	}
	return out
}

// answerTill answers a write. What was refused is a problem, under the same key again too.
func answerTill(ctx context.Context, act till.Act, err error) (*tillActResponse, error) {
	if err == nil && act.Refused != nil {
		err = act.Refused
	}
	if err != nil {
		return nil, err
	}
	if act.Replayed {
		requestFrom(ctx).c.Set(headerReplayed, "true")
	}
	return &tillActResponse{Body: tellTillAct(ctx, act)}, nil
}

func (a *App) tillEarnByAPI(ctx context.Context, in *tillEarnRequest) (*tillActResponse, error) {
	clerk, _, err := a.clerkIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	act, err := a.Tills.Earn(ctx, clerk, in.Key, till.Sale{Member: in.Body.Member, Amount: in.Body.Amount})
	return answerTill(ctx, act, err)
}

type tillCheckInRequest struct {
	TillRequest
	Body struct {
		Member string `json:"member" maxLength:"64" doc:"Member number."`
	}
}

func (a *App) tillCheckInByAPI(ctx context.Context, in *tillCheckInRequest) (*tillActResponse, error) {
	clerk, _, err := a.clerkIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	act, err := a.Tills.CheckIn(ctx, clerk, in.Key, till.Visit{Member: in.Body.Member})
	return answerTill(ctx, act, err)
}

type tillSpendRequest struct {
	TillRequest
	Body struct {
		Member string `json:"member" maxLength:"64"`
		Code   string `json:"code" maxLength:"12" doc:"The six digits that the member shows. They change every minute and work once."`
		Points int64  `json:"points,omitempty" minimum:"0"`
		Reward string `json:"reward,omitempty" maxLength:"60" doc:"Instead of points: it is taken and handed over."`
	}
}

func (a *App) tillSpendByAPI(ctx context.Context, in *tillSpendRequest) (*tillActResponse, error) {
	clerk, _, err := a.clerkIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	act, err := a.Tills.Spend(ctx, clerk, in.Key, till.Spending(in.Body))
	return answerTill(ctx, act, err)
}

type tillVoucherRequest struct {
	TillRequest
	Body voucherBody
}

func (a *App) tillVoucherByAPI(ctx context.Context, in *tillVoucherRequest) (*tillActResponse, error) {
	clerk, _, err := a.clerkIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	act, err := a.Tills.UseVoucher(ctx, clerk, in.Key, till.Bill{Voucher: in.Body.Voucher, Amount: in.Body.Amount})
	return answerTill(ctx, act, err)
}

type tillPrizeRequest struct {
	TillRequest
	Body struct {
		Code string `json:"code" maxLength:"120" doc:"That the winner shows."`
	}
}

func (a *App) tillPrizeByAPI(ctx context.Context, in *tillPrizeRequest) (*tillActResponse, error) {
	clerk, _, err := a.clerkIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	act, err := a.Tills.HandOver(ctx, clerk, in.Key, in.Body.Code)
	return answerTill(ctx, act, err)
}

type tillActsResponse struct {
	Body struct {
		Items []tillActAnswer `json:"items"`
	}
}

func (a *App) tillActsByAPI(ctx context.Context, in *BrandRequest) (*tillActsResponse, error) {
	clerk, _, err := a.clerkIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	acts, err := a.Tills.ListToday(ctx, clerk)
	out := &tillActsResponse{}
	out.Body.Items = []tillActAnswer{}
	for _, act := range acts {
		out.Body.Items = append(out.Body.Items, tellTillAct(ctx, act))
	}
	return out, err
}

type tillUndoRequest struct {
	BrandRequest
	Operation string `path:"operation" maxLength:"36"`
}

func (a *App) tillUndoByAPI(ctx context.Context, in *tillUndoRequest) (*tillActResponse, error) {
	clerk, _, err := a.clerkIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	act, err := a.Tills.Undo(ctx, clerk, in.Operation)
	return answerTill(ctx, act, err)
}

// TillLimits are what a person may do; 0 is no limit.
type TillLimits struct {
	Bill     int64 `json:"bill" doc:"Minor units of one purchase."`
	DayBills int64 `json:"day_bills" doc:"Minor units of all purchases of a day."`
	Spend    int64 `json:"spend" doc:"Points taken at once."`
	DaySpend int64 `json:"day_spend" doc:"Points taken in a day."`
}

type tillAllowance struct {
	User   string `json:"user,omitempty" doc:"Left out: everybody of whom nothing else is said."`
	Name   string `json:"name,omitempty"`
	Role   string `json:"role,omitempty"`
	HasPIN bool   `json:"has_pin"`
	Own    bool   `json:"own" doc:"These are limits of their own."`
	TillLimits
}

type tillLimitsResponse struct {
	Body struct {
		Items []tillAllowance `json:"items"`
	}
}

func (a *App) tillLimitsByAPI(ctx context.Context, in *BrandRequest) (*tillLimitsResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	people, err := a.Tills.ListAllowances(ctx, actor, brand.ID)
	out := &tillLimitsResponse{}
	for _, p := range people {
		out.Body.Items = append(out.Body.Items, tillAllowance{
			User: string(p.User), Name: p.Name, Role: string(p.Role), HasPIN: p.HasPIN, Own: p.Own, TillLimits: TillLimits(p.Limits),
		})
	}
	return out, err
}

type setTillLimitsRequest struct {
	BrandRequest
	Body struct {
		User   string      `json:"user,omitempty" maxLength:"36" doc:"Left out: everybody."`
		Limits *TillLimits `json:"limits,omitempty" doc:"Left out: those of everybody hold."`
	}
}

var errLimitsMissing = fault.New(fault.Invalid, "till_limits_missing",
	"Indiquez les limites de tout le monde.", "Give the limits of everybody.")

func (a *App) setTillLimitsByAPI(ctx context.Context, in *setTillLimitsRequest) (*tillLimitsResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	if in.Body.User == "" && in.Body.Limits == nil {
		return nil, fault.Invalids(errLimitsMissing.At("limits"))
	}
	if err := a.Tills.SetLimits(ctx, actor, brand.ID, account.UserID(in.Body.User), (*till.Limits)(in.Body.Limits)); err != nil {
		return nil, err
	}
	return a.tillLimitsByAPI(ctx, &in.BrandRequest)
}

func tellVoucher(r loyalty.Redemption) voucherAnswer {
	return voucherAnswer{
		Transaction: string(r.Txn), Reward: r.Reward, Status: string(r.Status), ExpiresAt: r.ExpiresAt, UsedAt: optionalTime(r.UsedAt),
	}
}
