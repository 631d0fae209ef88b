package handlers

import (
	"context"
	"time"

	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
)

type createMembersRequest struct {
	BrandRequest
	Body struct {
		Members []string `json:"members" maxItems:"10000" doc:"Member numbers: 1 to 64 letters, digits, dots, hyphens or underscores, and never an e-mail address."`
	}
}

type createMembersResponse struct {
	Body struct {
		Created int `json:"created" doc:"How many are new; those that were there stay as they are."`
	}
}

func (a *App) createMembers(ctx context.Context, in *createMembersRequest) (*createMembersResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	out := &createMembersResponse{}
	out.Body.Created, err = a.Loyalty.CreateMembers(ctx, actor, brand.ID, in.Body.Members)
	return out, err
}

type loyaltyMemberRequest struct {
	BrandRequest
	Member string `path:"member" doc:"Member number."`
}

// memberAnswer is what a member has, to the second.
type memberAnswer struct {
	Member     string        `json:"member"`
	Since      time.Time     `json:"since"`
	Available  int64         `json:"available"`
	Pending    int64         `json:"pending" doc:"Earned, not spendable yet."`
	Held       int64         `json:"held"`
	Debt       int64         `json:"debt" doc:"Owed after a refund; paid from the next points."`
	Earned     int64         `json:"earned" doc:"In all, gross."`
	Spent      int64         `json:"spent" doc:"In all, gross."`
	Restored   int64         `json:"restored" doc:"In all, gross."`
	Expired    int64         `json:"expired" doc:"In all, less what refunds found expired."`
	ClawedBack int64         `json:"clawed_back" doc:"In all, gross."`
	Tier       string        `json:"tier"`
	TierUntil  *time.Time    `json:"tier_until" doc:"When the tier is reviewed; null: never."`
	Qualifying int64         `json:"qualifying" doc:"Points that count for the tier now."`
	NextExpiry *expiryAnswer `json:"next_expiry" doc:"null: nothing ends."`
	Erased     bool          `json:"erased"`
}

type expiryAnswer struct {
	At     time.Time `json:"at"`
	Points int64     `json:"points"`
}

func tellMember(v loyalty.View) memberAnswer {
	m := memberAnswer{
		Member: v.Ref, Since: v.CreatedAt, Available: v.Available, Pending: v.Pending, Held: v.Held, Debt: v.Debt,
		Earned: v.Earned, Spent: v.Spent, Restored: v.Restored, Expired: v.Expired, ClawedBack: v.ClawedBack,
		Tier: v.Tier, TierUntil: optionalTime(v.TierUntil), Qualifying: v.Qualifying, Erased: v.Erased,
	}
	if at, points := v.NextExpiry(); points > 0 {
		m.NextExpiry = &expiryAnswer{At: at, Points: points}
	}
	return m
}

func (a *App) findMember(ctx context.Context, in *loyaltyMemberRequest) (*struct{ Body memberAnswer }, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	v, err := a.Loyalty.FindMember(ctx, actor, brand.ID, in.Member)
	if err != nil {
		return nil, err
	}
	return &struct{ Body memberAnswer }{tellMember(v)}, nil
}

type listMembersRequest struct {
	BrandRequest
	Query string `query:"q" maxLength:"64" doc:"Beginning of the member number."`
	Tier  string `query:"tier" doc:"Name of a tier."`
	Next  string `query:"next" doc:"Cursor of the page before."`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type memberLineAnswer struct {
	Member    string     `json:"member"`
	Available int64      `json:"available"`
	Pending   int64      `json:"pending"`
	Held      int64      `json:"held"`
	Debt      int64      `json:"debt"`
	Tier      string     `json:"tier"`
	LastAt    *time.Time `json:"last_at,omitempty" doc:"Of the last movement."`
	Erased    bool       `json:"erased"`
}

type listMembersResponse struct {
	Body struct {
		Items []memberLineAnswer `json:"items"`
		Next  string             `json:"next,omitempty"`
		Total int                `json:"total"`
	}
}

func (a *App) listMembers(ctx context.Context, in *listMembersRequest) (*listMembersResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	filter := loyalty.MemberFilter{RefPrefix: in.Query}
	if in.Tier != "" {
		if filter.Level, err = a.tierLevel(ctx, brand.ID, in.Tier); err != nil {
			return nil, err
		}
	}
	found, err := a.Loyalty.ListMembers(ctx, actor, brand.ID, filter, loyalty.Page{After: in.Next, Size: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &listMembersResponse{}
	out.Body.Items, out.Body.Next, out.Body.Total = []memberLineAnswer{}, found.Next, found.Total
	for _, m := range found.Lines {
		out.Body.Items = append(out.Body.Items, memberLineAnswer{
			Member: m.Ref, Available: m.Available, Pending: m.Pending, Held: m.Held, Debt: m.Debt, Tier: m.Tier,
			LastAt: optionalTime(m.LastAt), Erased: m.Erased,
		})
	}
	return out, nil
}

// lotAnswer is a point lot with what is left of it.
type lotAnswer struct {
	Number      int64      `json:"number" doc:"Order in which the member's lots and holds were made."`
	Transaction string     `json:"transaction"`
	Kind        string     `json:"kind" enum:"earn,promo,adjust,transfer,grace"`
	Rule        string     `json:"rule,omitempty"`
	Points      int64      `json:"points"`
	Pending     int64      `json:"pending"`
	Available   int64      `json:"available"`
	Held        int64      `json:"held"`
	Expired     int64      `json:"expired"`
	Reversed    int64      `json:"reversed"`
	AvailableAt *time.Time `json:"available_at"`
	ExpiresAt   *time.Time `json:"expires_at" doc:"null: never."`
}

type listLotsResponse struct {
	Body struct {
		Items []lotAnswer `json:"items"`
	}
}

func (a *App) listLots(ctx context.Context, in *loyaltyMemberRequest) (*listLotsResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	lots, err := a.Loyalty.ListLots(ctx, actor, brand.ID, in.Member)
	if err != nil {
		return nil, err
	}
	out := &listLotsResponse{}
	out.Body.Items = []lotAnswer{}
	for _, l := range lots {
		out.Body.Items = append(out.Body.Items, tellLot(l))
	}
	return out, nil
}

func tellLot(l ledger.PointLot) lotAnswer {
	return lotAnswer{
		Number: l.No, Transaction: l.Txn, Kind: string(l.Kind), Rule: l.Rule, Points: l.Points, Pending: l.Pending, Available: l.Available,
		Held: l.Held, Expired: l.Expired, Reversed: l.Reversed, AvailableAt: optionalTime(l.AvailableAt), ExpiresAt: optionalTime(l.ExpiresAt),
	}
}

type listHistoryRequest struct {
	BrandRequest
	Member string `path:"member"`
	Next   string `query:"next" doc:"Cursor of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type historyAnswer struct {
	Transaction string          `json:"transaction"`
	At          time.Time       `json:"at"`
	Operation   string          `json:"operation"`
	Rule        string          `json:"rule,omitempty" doc:"Rule, reward, or id of a promo code."`
	Ref         string          `json:"ref,omitempty" doc:"The transaction this one is about."`
	SourceID    string          `json:"source_id,omitempty"`
	Reason      string          `json:"reason,omitempty"`
	Actor       string          `json:"actor,omitempty"`
	Points      int64           `json:"points" doc:"What it changed of what the member can spend, signed."`
	Trace       []traceStep     `json:"trace,omitempty" doc:"What made the points what they are, step by step."`
	Postings    []postingAnswer `json:"postings"`
}

type postingAnswer struct {
	Debit     string `json:"debit" doc:"Account that gives."`
	DebitLot  int64  `json:"debit_lot,omitempty"`
	Credit    string `json:"credit" doc:"Account that receives."`
	CreditLot int64  `json:"credit_lot,omitempty"`
	Points    int64  `json:"points"`
}

type listHistoryResponse struct {
	Body struct {
		Items []historyAnswer `json:"items"`
		Next  string          `json:"next,omitempty"`
	}
}

func (a *App) listHistory(ctx context.Context, in *listHistoryRequest) (*listHistoryResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	lines, next, err := a.Loyalty.ListHistory(ctx, actor, brand.ID, in.Member, loyalty.Page{After: in.Next, Size: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &listHistoryResponse{}
	out.Body.Items, out.Body.Next = []historyAnswer{}, next
	for _, l := range lines {
		line := historyAnswer{
			Transaction: string(l.Txn), At: l.At, Operation: string(l.Kind), Rule: l.Rule, Ref: string(l.Ref), SourceID: l.SourceID,
			Reason: l.Reason, Actor: l.Actor, Points: l.Points, Postings: []postingAnswer{}, Trace: tellTrace(l.Trace),
		}
		for _, p := range l.Postings {
			line.Postings = append(line.Postings, postingAnswer{
				Debit: string(p.Debit), DebitLot: p.DebitLot, Credit: string(p.Credit), CreditLot: p.CreditLot, Points: p.Points,
			})
		}
		out.Body.Items = append(out.Body.Items, line)
	}
	return out, nil
}
