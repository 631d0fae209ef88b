package handlers

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
)

// codeOperations are promo codes by the batch, what a code would give, and vouchers as they
// are scanned or typed.
func (a *App) codeOperations() {
	op := func(method, path, id, summary string) operation {
		return operation{method: method, path: "/brands/{brand}/loyalty" + path, id: id, summary: summary, tag: "loyalty", natural: true}
	}
	issue := op(http.MethodPost, "/codes/batches", "issue-promo-codes", "Make up to a million codes by a pattern; take them with export-promo-codes, once")
	issue.status, issue.natural = http.StatusCreated, false
	register(a, issue, a.issuePromoCodes)
	register(a, op(http.MethodPost, "/codes/batches/{batch}/export", "export-promo-codes", "Take the codes of a batch as a table, once: they are kept nowhere"), a.exportPromoCodes)
	register(a, op(http.MethodPost, "/codes/batches/{batch}/void", "void-promo-codes", "Make the unused codes of a batch worthless"), a.voidPromoCodes)
	register(a, op(http.MethodPost, "/codes/check", "check-promo-code", "Say what a code would give a member for an order, and take nothing"), a.checkPromoCode)
	register(a, op(http.MethodPost, "/vouchers/find", "find-voucher", "Find what a voucher is for, as it was scanned or typed"), a.findVoucher)
	register(a, op(http.MethodPost, "/vouchers/use", "use-voucher", "Hand a reward over for its voucher, once"), a.useVoucher)
}

// codeTerms is what a code gives, and when.
type codeTerms struct {
	Label       string    `json:"label,omitempty" maxLength:"80" doc:"For people. It is never the code."`
	Kind        string    `json:"kind" enum:"percent,fixed,points"`
	Value       int64     `json:"value" doc:"Basis points of the amount, minor units, or points."`
	MaxDiscount int64     `json:"max_discount,omitempty" doc:"Minor units; 0: no limit."`
	Total       *int64    `json:"total,omitempty" doc:"Uses of one code by all members; unlimited if left out."`
	PerMember   int64     `json:"per_member,omitempty" doc:"0: no limit."`
	MinAmount   int64     `json:"min_amount,omitempty" doc:"Minor units."`
	ExpiryDays  *int      `json:"expiry_days,omitempty" minimum:"0" doc:"Life of points given; for ever if left out."`
	From        time.Time `json:"from,omitzero"`
	To          time.Time `json:"to,omitzero"`
}

func (t codeTerms) code() loyalty.Code {
	return loyalty.Code{
		Label: t.Label, Kind: loyalty.CodeKind(t.Kind), Value: t.Value, MaxDiscount: t.MaxDiscount, Total: t.Total,
		PerMember: t.PerMember, MinAmount: t.MinAmount, ExpiryDays: or(t.ExpiryDays, ledger.Never), From: t.From, To: t.To,
	}
}

func tellTerms(c loyalty.Code) codeTerms {
	return codeTerms{
		Label: c.Label, Kind: string(c.Kind), Value: c.Value, MaxDiscount: c.MaxDiscount, Total: c.Total, PerMember: c.PerMember,
		MinAmount: c.MinAmount, ExpiryDays: optionalDays(c.ExpiryDays), From: c.From, To: c.To,
	}
}

// batchAnswer is what a Code has that stands for many.
type batchAnswer struct {
	Pattern    string     `json:"pattern"`
	Size       int64      `json:"size"`
	CreatedAt  time.Time  `json:"created_at"`
	Ready      bool       `json:"ready" doc:"All its codes are good."`
	ExportedAt *time.Time `json:"exported_at" doc:"When its codes were handed out; null: not yet."`
	VoidedAt   *time.Time `json:"voided_at"`
}

func tellBatch(c loyalty.Code) *batchAnswer {
	if !c.IsBatch() {
		return nil
	}
	return &batchAnswer{
		Pattern: c.Pattern, Size: c.Size, CreatedAt: c.CreatedAt, Ready: !c.ReadyAt.IsZero(),
		ExportedAt: optionalTime(c.ExportedAt), VoidedAt: optionalTime(c.VoidedAt),
	}
}

type issuePromoRequest struct {
	BrandRequest
	Body struct {
		CodeTerms
		Pattern string `json:"pattern,omitempty" example:"SUN-####-####-###" doc:"# for each letter that changes, 4 to 13; ####-####-### if left out."`
		Size    int    `json:"size" minimum:"1" maximum:"1000000"`
	}
}

// CodeTerms is codeTerms, with a name that may be embedded.
type CodeTerms = codeTerms

type promoCodeResponse struct {
	Body codeBody
}

func (a *App) issuePromoCodes(ctx context.Context, in *issuePromoRequest) (*promoCodeResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	c := in.Body.code()
	c.Pattern = in.Body.Pattern
	c, err = a.Loyalty.IssueCodes(ctx, actor, brand.ID, c, in.Body.Size)
	return &promoCodeResponse{Body: tellCode(c)}, err
}

type batchRequest struct {
	BrandRequest
	Batch string `path:"batch"`
}

type codesFileResponse struct {
	ContentType  string `header:"Content-Type"`
	Disposition  string `header:"Content-Disposition"`
	CacheControl string `header:"Cache-Control"`
	Body         []byte
}

func (a *App) exportPromoCodes(ctx context.Context, in *batchRequest) (*codesFileResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	out := &codesFileResponse{ContentType: contentTypeCSV, Disposition: `attachment; filename="codes.csv"`, CacheControl: "no-store"}
	err = a.Loyalty.ExportCodes(ctx, actor, brand.ID, loyalty.CodeID(in.Batch), func(c loyalty.Code, codes func(func(string) bool)) error {
		var table bytes.Buffer
		table.Grow(int(c.Size) * (len(c.Pattern) + 2))
		table.WriteString("code\r\n")
		for code := range codes {
			table.WriteString(code) // letters, digits and hyphens: nothing to quote
			table.WriteString("\r\n")
		}
		out.Body = table.Bytes()
		return nil
	})
	return out, err
}

func (a *App) voidPromoCodes(ctx context.Context, in *batchRequest) (*promoCodeResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	if err := a.Loyalty.VoidCodes(ctx, actor, brand.ID, loyalty.CodeID(in.Batch)); err != nil {
		return nil, err
	}
	c, err := a.Loyalty.FindCode(ctx, actor, brand.ID, loyalty.CodeID(in.Batch))
	return &promoCodeResponse{Body: tellCode(c)}, err
}

type checkPromoRequest struct {
	BrandRequest
	Body struct {
		Member string `json:"member" maxLength:"64"`
		Code   string `json:"code" maxLength:"80"`
		Amount int64  `json:"amount,omitempty" minimum:"0" maximum:"1000000000000" doc:"Of the order, minor units."`
	}
}

type quoteAnswer struct {
	Valid    bool       `json:"valid"`
	Code     string     `json:"code,omitempty" doc:"Why it may not be used now."`
	Detail   string     `json:"detail,omitempty"`
	Name     string     `json:"name,omitempty"`
	Discount int64      `json:"discount" doc:"Minor units."`
	Points   int64      `json:"points"`
	Until    *time.Time `json:"until" doc:"When it ends; null: never."`
}

func (a *App) checkPromoCode(ctx context.Context, in *checkPromoRequest) (*struct{ Body quoteAnswer }, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	q, err := a.Loyalty.CheckCode(ctx, actor, brand.ID, in.Body.Member, in.Body.Code, in.Body.Amount)
	if err != nil {
		return nil, err
	}
	out := quoteAnswer{Valid: q.Refused == nil, Name: q.Name, Discount: q.Discount, Points: q.Points, Until: optionalTime(q.Until)}
	if q.Refused != nil {
		out.Code, out.Detail = q.Refused.Code, q.Refused.Message.In(requestFrom(ctx).lang)
	}
	return &struct{ Body quoteAnswer }{out}, nil
}

type voucherBody struct {
	Voucher string `json:"voucher" maxLength:"80" doc:"Small letters, blanks and hyphens do not matter."`
	Amount  int64  `json:"amount,omitempty" minimum:"0" maximum:"1000000000000" doc:"Of the bill, minor units, for a voucher that takes something off it."`
}

type findVoucherRequest struct {
	BrandRequest
	Body voucherBody
}

// VoucherAnswer is voucherAnswer, with a name that may be embedded.
type VoucherAnswer = voucherAnswer

type voucherAnswer struct {
	Transaction string     `json:"transaction" doc:"Reference for voucher_use and reverse."`
	Reward      string     `json:"reward"`
	Status      string     `json:"status" enum:"issued,used,void"`
	ExpiresAt   time.Time  `json:"expires_at"`
	UsedAt      *time.Time `json:"used_at"`
}

func (a *App) findVoucher(ctx context.Context, in *findVoucherRequest) (*struct{ Body voucherAnswer }, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	r, err := a.Loyalty.FindVoucher(ctx, actor, brand.ID, in.Body.Voucher)
	return &struct{ Body voucherAnswer }{tellVoucher(r)}, err
}

type useVoucherRequest struct {
	BrandRequest
	Key  string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"128"`
	Body voucherBody
}

func (a *App) useVoucher(ctx context.Context, in *useVoucherRequest) (*ledgerResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	answer, err := a.Loyalty.UseVoucher(ctx, actor, brand.ID, in.Key, in.Body.Voucher, in.Body.Amount)
	return answerLedger(ctx, loyalty.VoucherUse{}, answer, err)
}
