package handlers

import (
	"context"
	"net/http"
	"time"

	"kermesse/loyalty"
)

// ownOperations are what a member does for themselves, signed in as a fan of the brand.
func (a *App) ownOperations() {
	op := func(method, path, id, summary string) operation {
		return operation{method: method, path: "/brands/{brand}/loyalty" + path, id: id, summary: summary, tag: "loyalty", public: true, natural: true}
	}
	register(a, op(http.MethodGet, "/me", "find-own-membership", "Read what you have, as the member you are (fan's session)"), a.findOwnMembership)
	register(a, op(http.MethodPost, "/me", "join-loyalty", "Become a member, by a friend's link it may be (fan's session)"), a.joinByAPI)
	register(a, op(http.MethodGet, "/me/card", "find-own-card", "Read your card with the code of this minute, to spend by (fan's session)"), a.findOwnCard)
	register(a, op(http.MethodGet, "/me/vouchers", "list-own-vouchers", "List your vouchers and the codes you were given (fan's session)"), a.listOwnVouchers)
	register(a, op(http.MethodPost, "/me/redemptions", "redeem-own", "Take a reward for your points (fan's session)"), a.redeemOwnByAPI)
	register(a, op(http.MethodGet, "/me/history", "list-own-history", "List what moved your points, and why, latest first (fan's session)"), a.listOwnHistory)
	register(a, op(http.MethodGet, "/me/refusals", "list-own-refusals", "List what earned you nothing, and why (fan's session)"), a.listOwnRefusals)
	register(a, op(http.MethodGet, "/me/profile", "find-own-profile", "Read what you have told of yourself (fan's session)"), a.findOwnProfile)
	register(a, op(http.MethodPut, "/me/profile", "set-own-profile", "Tell your first name and your birthday (fan's session)"), a.setOwnProfile)
	register(a, op(http.MethodGet, "/me/referrals", "list-own-referrals", "Read your referral link and what became of those who came by it (fan's session)"), a.listOwnReferrals)
	register(a, op(http.MethodGet, "/me/gifts", "list-own-gifts", "List what you gave, with the links that wait (fan's session)"), a.listOwnGifts)
	give := op(http.MethodPost, "/me/gifts", "give-points", "Set points aside for whoever opens the link in the answer (fan's session)")
	give.status = http.StatusCreated
	register(a, give, a.giveByAPI)
	register(a, op(http.MethodDelete, "/me/gifts/{gift}", "take-gift-back", "Take a gift back that nobody has claimed (fan's session)"), a.takeGiftBackByAPI)
	register(a, op(http.MethodGet, "/gifts/{token}", "find-gift", "Read what the link of a gift gives; anybody may"), a.findGiftByAPI)
	register(a, op(http.MethodPost, "/gifts/{token}/claim", "claim-gift", "Take the points of a gift (fan's session)"), a.claimGiftByAPI)
}

type ownMembership struct {
	Member    string       `json:"member"`
	Available int64        `json:"available"`
	Pending   int64        `json:"pending"`
	Held      int64        `json:"held"`
	Owed      int64        `json:"owed"`
	Expiries  []ownExpiry  `json:"expiries" doc:"The nearest first."`
	Tier      string       `json:"tier,omitempty"`
	TierUntil *time.Time   `json:"tier_until"`
	Next      *ownNextTier `json:"next_tier"`
	Benefits  []string     `json:"benefits"`
}

type ownExpiry struct {
	At     time.Time `json:"at" doc:"From then on the points are gone."`
	Points int64     `json:"points"`
}

type ownNextTier struct {
	Tier       string `json:"tier"`
	Qualifying int64  `json:"qualifying" doc:"What you have."`
	Needed     int64  `json:"needed"`
}

type ownMembershipResponse struct{ Body ownMembership }

func (a *App) findOwnMembership(ctx context.Context, in *BrandRequest) (*ownMembershipResponse, error) {
	g, err := a.guestFrom(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	v, err := a.Loyalty.FindOwn(ctx, g.Brand.ID, g.Fan.ID)
	if err != nil {
		return nil, err
	}
	p, err := a.Loyalty.FindProgramme(ctx, g.Brand.ID)
	if err != nil {
		return nil, err
	}
	out := ownMembership{
		Member: v.Ref, Available: v.Available, Pending: v.Pending, Held: v.Held, Owed: v.Debt, Expiries: []ownExpiry{},
		Tier: v.Tier, TierUntil: optionalTime(v.TierUntil), Benefits: []string{},
	}
	for _, lot := range v.Lots {
		if lot.Available > 0 && !lot.ExpiresAt.IsZero() {
			out.Expiries = append(out.Expiries, ownExpiry{At: lot.ExpiresAt, Points: lot.Available})
		}
	}
	if v.NextTier != "" {
		out.Next = &ownNextTier{Tier: v.NextTier, Qualifying: v.Qualifying, Needed: v.NextTierMin}
	}
	if v.Level < len(p.Social.Benefits) {
		out.Benefits = append(out.Benefits, p.Social.Benefits[v.Level]...)
	}
	return &ownMembershipResponse{Body: out}, nil
}

type joinRequest struct {
	BrandRequest
	Body struct {
		Referral string `json:"referral,omitempty" maxLength:"40" doc:"What stands in a friend's link."`
	}
}

func (a *App) joinByAPI(ctx context.Context, in *joinRequest) (*ownMembershipResponse, error) {
	g, err := a.guestFrom(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	if _, err := a.Loyalty.Join(ctx, g.Fan, in.Body.Referral); err != nil {
		return nil, err
	}
	return a.findOwnMembership(ctx, &in.BrandRequest)
}

type ownCardBody struct {
	Member string    `json:"member" doc:"Enough to be given points."`
	Code   string    `json:"code" doc:"To spend by. It changes every minute and works once."`
	Until  time.Time `json:"until"`
}

func (a *App) findOwnCard(ctx context.Context, in *BrandRequest) (*struct{ Body ownCardBody }, error) {
	g, err := a.guestFrom(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	face, err := a.Loyalty.FindOwnCard(ctx, g.Brand.ID, g.Fan.ID)
	return &struct{ Body ownCardBody }{ownCardBody(face)}, err
}

type ownVoucher struct {
	VoucherAnswer
	Voucher   string `json:"voucher" doc:"To show at the till."`
	Delivered string `json:"delivered,omitempty" doc:"A code that the reward gave."`
}

type ownVouchersResponse struct {
	Body struct {
		Items []ownVoucher `json:"items"`
	}
}

func (a *App) listOwnVouchers(ctx context.Context, in *BrandRequest) (*ownVouchersResponse, error) {
	g, err := a.guestFrom(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	list, err := a.Loyalty.ListOwnRedemptions(ctx, g.Brand.ID, g.Fan.ID)
	out := &ownVouchersResponse{}
	out.Body.Items = []ownVoucher{}
	for _, r := range list {
		out.Body.Items = append(out.Body.Items, ownVoucher{VoucherAnswer: tellVoucher(r), Voucher: r.Voucher, Delivered: r.Delivered})
	}
	return out, err
}

type redeemOwnRequest struct {
	BrandRequest
	Key  string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"128"`
	Body struct {
		Reward string `json:"reward" maxLength:"60"`
	}
}

func (a *App) redeemOwnByAPI(ctx context.Context, in *redeemOwnRequest) (*ledgerResponse, error) {
	g, err := a.guestFrom(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	answer, err := a.Loyalty.RedeemOwn(ctx, g.Brand.ID, g.Fan.ID, string(g.Fan.ID)+":"+in.Key, in.Body.Reward)
	return answerLedger(ctx, loyalty.Redeem{}, answer, err)
}

type ownHistoryRequest struct {
	BrandRequest
	After string `query:"after" maxLength:"200"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type ownLine struct {
	At     time.Time   `json:"at"`
	What   string      `json:"what" doc:"The operation."`
	About  string      `json:"about,omitempty" doc:"Rule, reward or code."`
	Points int64       `json:"points" doc:"What it changed of what you can spend."`
	Reason string      `json:"reason,omitempty"`
	Trace  []traceStep `json:"trace,omitempty" doc:"What made the points what they are, step by step."`
}

type ownHistoryResponse struct {
	Body struct {
		Items []ownLine `json:"items"`
		Next  string    `json:"next,omitempty"`
	}
}

func (a *App) listOwnHistory(ctx context.Context, in *ownHistoryRequest) (*ownHistoryResponse, error) {
	g, err := a.guestFrom(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	lines, next, err := a.Loyalty.ListOwnHistory(ctx, g.Brand.ID, g.Fan.ID, loyalty.Page{After: in.After, Size: in.Limit})
	out := &ownHistoryResponse{}
	out.Body.Items, out.Body.Next = []ownLine{}, next
	for _, l := range lines {
		out.Body.Items = append(out.Body.Items, ownLine{
			At: l.At, What: string(l.Kind), About: l.Rule, Points: l.Points, Reason: l.Reason, Trace: tellTrace(l.Trace),
		})
	}
	return out, err
}

type ownRefusalsResponse struct {
	Body struct {
		Items []refusalAnswer `json:"items"`
	}
}

func (a *App) listOwnRefusals(ctx context.Context, in *BrandRequest) (*ownRefusalsResponse, error) {
	g, err := a.guestFrom(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	list, err := a.Loyalty.ListOwnRefusals(ctx, g.Brand.ID, g.Fan.ID)
	out := &ownRefusalsResponse{}
	out.Body.Items = tellRefusals(ctx, list)
	return out, err
}

type ownProfileBody struct {
	FirstName string `json:"first_name" maxLength:"40" doc:"Said at the till."`
	Birthday  string `json:"birthday" maxLength:"5" example:"03-14" doc:"Month and day, without a year."`
}

type ownProfileRequest struct {
	BrandRequest
	Body struct {
		FirstName string `json:"first_name,omitempty" maxLength:"40"`
		Birthday  string `json:"birthday,omitempty" maxLength:"5" example:"03-14"`
		Consent   bool   `json:"birthday_consent,omitempty" doc:"You have read that the day and month are kept to give you points."`
	}
}

type ownProfileResponse struct{ Body ownProfileBody }

func (a *App) findOwnProfile(ctx context.Context, in *BrandRequest) (*ownProfileResponse, error) {
	g, err := a.guestFrom(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	p, err := a.Loyalty.FindOwnProfile(ctx, g.Brand.ID, g.Fan.ID)
	return &ownProfileResponse{Body: ownProfileBody(p)}, err
}

func (a *App) setOwnProfile(ctx context.Context, in *ownProfileRequest) (*ownProfileResponse, error) {
	g, err := a.guestFrom(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	p := loyalty.OwnProfile{FirstName: in.Body.FirstName, Birthday: in.Body.Birthday}
	if err := a.Loyalty.SetOwnProfile(ctx, g.Brand.ID, g.Fan.ID, p, in.Body.Consent, requestFrom(ctx).lang); err != nil {
		return nil, err
	}
	return a.findOwnProfile(ctx, &in.BrandRequest)
}

type ownReferralsResponse struct {
	Body struct {
		Code  string        `json:"code"`
		Link  string        `json:"link"`
		Act   string        `json:"act" doc:"The event that a referral waits for."`
		Items []ownReferral `json:"items" doc:"Friends, without saying who they are."`
	}
}

type ownReferral struct {
	At    time.Time `json:"at"`
	State string    `json:"state" enum:"came,acted,rewarded"`
}

func (a *App) listOwnReferrals(ctx context.Context, in *BrandRequest) (*ownReferralsResponse, error) {
	g, err := a.guestFrom(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	p, err := a.Loyalty.FindProgramme(ctx, g.Brand.ID)
	if err != nil {
		return nil, err
	}
	code, err := a.Loyalty.ReferralCode(ctx, g.Brand.ID, g.Fan.ID)
	if err != nil {
		return nil, err
	}
	friends, err := a.Loyalty.ListOwnReferrals(ctx, g.Brand.ID, g.Fan.ID)
	out := &ownReferralsResponse{}
	out.Body.Code, out.Body.Link, out.Body.Act, out.Body.Items = code, a.referralLink(g.Brand.Slug, code), p.Social.ReferralAct, []ownReferral{}
	for _, f := range friends {
		out.Body.Items = append(out.Body.Items, ownReferral{At: f.At, State: referralState(f)})
	}
	return out, err
}

type giftAnswer struct {
	ID        string     `json:"id,omitempty" doc:"For its giver alone."`
	Points    int64      `json:"points"`
	Message   string     `json:"message,omitempty"`
	Link      string     `json:"link,omitempty" doc:"For its giver, while it can be claimed."`
	Open      bool       `json:"open" doc:"It can be claimed."`
	ExpiresAt time.Time  `json:"expires_at"`
	ClaimedAt *time.Time `json:"claimed_at"`
}

func (a *App) tellGift(brand string, g loyalty.Gift) giftAnswer {
	out := giftAnswer{Points: g.Points, Message: g.Message, Open: g.Open, ExpiresAt: g.ExpiresAt, ClaimedAt: optionalTime(g.ClaimedAt)}
	if g.Token != "" {
		out.Link = a.giftLink(brand, g.Token)
	}
	return out
}

type giftsResponse struct {
	Body struct {
		Items []giftAnswer `json:"items"`
	}
}

func (a *App) listOwnGifts(ctx context.Context, in *BrandRequest) (*giftsResponse, error) {
	g, err := a.guestFrom(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	gifts, err := a.Loyalty.ListOwnGifts(ctx, g.Brand.ID, g.Fan.ID)
	out := &giftsResponse{}
	out.Body.Items = []giftAnswer{}
	for _, gift := range gifts {
		told := a.tellGift(in.Brand, gift)
		told.ID = string(gift.ID)
		out.Body.Items = append(out.Body.Items, told)
	}
	return out, err
}

type giveRequest struct {
	BrandRequest
	Key  string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"128"`
	Body struct {
		Points  int64  `json:"points"`
		Message string `json:"message,omitempty" maxLength:"300"`
	}
}

type giftResponse struct{ Body giftAnswer }

func (a *App) giveByAPI(ctx context.Context, in *giveRequest) (*giftResponse, error) {
	g, err := a.guestFrom(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	answer, token, err := a.Loyalty.Give(ctx, g.Brand.ID, g.Fan.ID, string(g.Fan.ID)+":"+in.Key, in.Body.Points, in.Body.Message)
	if err == nil && answer.Refused != nil {
		err = answer.Refused
	}
	if err != nil {
		return nil, err
	}
	if answer.Replayed {
		requestFrom(ctx).c.Set(headerReplayed, "true")
	}
	gift, err := a.Loyalty.FindGift(ctx, g.Brand.ID, token)
	gift.Token = token
	out := a.tellGift(in.Brand, gift)
	out.ID = string(answer.Txn)
	return &giftResponse{Body: out}, err
}

type giftRequest struct {
	BrandRequest
	Gift string `path:"gift" maxLength:"36"`
}

func (a *App) takeGiftBackByAPI(ctx context.Context, in *giftRequest) (*struct{}, error) {
	g, err := a.guestFrom(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	answer, err := a.Loyalty.TakeBackGift(ctx, g.Brand.ID, g.Fan.ID, loyalty.TxnID(in.Gift))
	if err == nil && answer.Refused != nil {
		err = answer.Refused
	}
	return nil, err
}

type giftTokenRequest struct {
	BrandRequest
	Token string `path:"token" maxLength:"120"`
}

func (a *App) findGiftByAPI(ctx context.Context, in *giftTokenRequest) (*giftResponse, error) {
	brand, err := a.Accounts.FindBrandBySlug(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	gift, err := a.Loyalty.FindGift(ctx, brand.ID, in.Token)
	return &giftResponse{Body: a.tellGift(in.Brand, gift)}, err
}

func (a *App) claimGiftByAPI(ctx context.Context, in *giftTokenRequest) (*ledgerResponse, error) {
	g, err := a.guestFrom(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	answer, err := a.Loyalty.ClaimGift(ctx, g.Fan, in.Token)
	return answerLedger(ctx, loyalty.Transfer{}, answer, err)
}
