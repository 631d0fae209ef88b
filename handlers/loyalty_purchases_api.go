package handlers

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"kermesse/internal/fault"
	"kermesse/loyalty"
	"kermesse/loyalty/earning"
)

// purchaseOperations are what shops and tills tell of, and what it would earn.
func (a *App) purchaseOperations() {
	op := func(method, path, id, summary string) operation {
		return operation{method: method, path: "/brands/{brand}/loyalty" + path, id: id, summary: summary, tag: "loyalty", natural: true}
	}
	register(a, op(http.MethodPost, "/purchases", "record-purchase", "Take an order of a shop, once for ever by its number, and give what every rule about purchases says"), a.recordPurchase)
	register(a, op(http.MethodPost, "/purchases/preview", "preview-earning", "Say what an order or another event would earn, and why; changes nothing"), a.previewEarning)
	register(a, op(http.MethodPost, "/purchases/refund", "refund-purchase", "Take back what the returned part of an order earned; any sequence of refunds ends at the same points"), a.refundPurchase)
	register(a, op(http.MethodPost, "/events", "record-event", "Give what the rules about an event say: check_in, or an event of your own"), a.recordEvent)

	text := &huma.Schema{Type: huma.TypeString}
	a.api.OpenAPI().AddOperation(&huma.Operation{
		Method: http.MethodPost, Path: "/api/v1/brands/{brand}/loyalty/purchases/import", OperationID: "import-purchases", Tags: []string{"loyalty"},
		Summary: "Take the orders of a table",
		Description: "CSV in UTF-8 with a line of titles: order, member or email, amount; and date, store, sku, category, quantity. Rows of one order add up. " +
			"Up to 5,000 orders and 8 MB. An order sent twice counts once. With dry_run=true all of it is done and undone, and the report is what the import will say.",
		Security: []map[string][]string{{"staff": {}}},
		Parameters: []*huma.Param{
			{Name: "brand", In: "path", Required: true, Schema: text},
			{Name: "dry_run", In: "query", Schema: &huma.Schema{Type: huma.TypeBoolean}},
		},
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"text/csv": {Schema: text}}},
		Responses: map[string]*huma.Response{
			"200": {Description: "Done.", Content: map[string]*huma.MediaType{"application/json": {Schema: a.schemaOf(purchaseReport{})}}},
			"4XX": a.problemResponse(),
		},
	})
	a.fiber.Post("/api/v1/brands/:brand/loyalty/purchases/import", a.importPurchases)
}

type purchaseLine struct {
	SKU      string `json:"sku" minLength:"1" maxLength:"60"`
	Category string `json:"category,omitempty" maxLength:"60"`
	Quantity int64  `json:"quantity,omitempty" minimum:"0" maximum:"1000000" default:"1"`
	Amount   int64  `json:"amount,omitempty" minimum:"0" doc:"Minor units, of all pieces."`
}

func readLines(from []purchaseLine) []earning.Line {
	lines := make([]earning.Line, len(from))
	for i, line := range from {
		lines[i] = earning.Line(line)
	}
	return lines
}

type purchaseRequest struct {
	BrandRequest
	Body struct {
		Order  string         `json:"order" minLength:"1" maxLength:"200" doc:"The shop's number, by which it is taken once for ever."`
		Member string         `json:"member" maxLength:"64"`
		At     time.Time      `json:"at,omitzero" doc:"When it was made, by which dated rules and campaigns go; now if left out."`
		Amount int64          `json:"amount" minimum:"0" maximum:"1000000000000" doc:"Minor units, of all of it."`
		Store  string         `json:"store,omitempty" maxLength:"60"`
		Lines  []purchaseLine `json:"lines,omitempty" maxItems:"200" doc:"For rules about products."`
	}
}

// earnedAnswer is what an event came to.
type earnedAnswer struct {
	Replayed bool            `json:"replayed,omitempty" doc:"It was taken before; what earned nothing is then left out."`
	Points   int64           `json:"points"`
	Rules    []outcomeAnswer `json:"rules"`
}

type outcomeAnswer struct {
	Rule        string      `json:"rule"`
	Status      string      `json:"status" enum:"ok,rejected"`
	Transaction string      `json:"transaction,omitempty"`
	Points      int64       `json:"points"`
	Pending     bool        `json:"pending,omitempty"`
	Code        string      `json:"code,omitempty" doc:"Why it earned nothing."`
	Detail      string      `json:"detail,omitempty"`
	Trace       []traceStep `json:"trace,omitempty" doc:"What made the points what they are, step by step."`
}

// traceStep is one thing that made points what they are.
type traceStep struct {
	What   string `json:"what" enum:"fixed,per_amount,per_piece,of_amount,tier,campaign,max_per_op,cap,group,refused_for"`
	N      int64  `json:"n" doc:"The figure that the step is about: points of the rate, basis points of a multiplier, what was earned of a cap."`
	Of     int64  `json:"of,omitempty" doc:"Minor units or pieces of the rate, or the cap."`
	Points int64  `json:"points" doc:"After it."`
}

func tellTrace(steps []earning.Step) []traceStep {
	told := make([]traceStep, len(steps))
	for i, s := range steps {
		told[i] = traceStep{What: string(s.What), N: s.N, Of: s.Of, Points: s.Points}
	}
	return told
}

func tellEarned(ctx context.Context, e loyalty.Earned, err error) (*struct{ Body earnedAnswer }, error) {
	if err != nil {
		return nil, err
	}
	out := earnedAnswer{Replayed: e.Replayed, Points: e.Points, Rules: []outcomeAnswer{}}
	for _, o := range e.Outcomes {
		told := outcomeAnswer{Rule: o.Rule, Status: "ok", Transaction: string(o.Txn), Points: o.Points, Pending: o.Pending, Trace: tellTrace(o.Trace)}
		if o.Refused != nil {
			told.Status, told.Code, told.Detail = "rejected", o.Refused.Code, o.Refused.Message.In(requestFrom(ctx).lang)
		}
		out.Rules = append(out.Rules, told)
	}
	return &struct{ Body earnedAnswer }{out}, nil
}

func (a *App) recordPurchase(ctx context.Context, in *purchaseRequest) (*struct{ Body earnedAnswer }, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	b := in.Body
	earned, err := a.Loyalty.RecordPurchase(ctx, actor, brand.ID, loyalty.Purchase{
		Order: b.Order, Member: b.Member, At: b.At, Amount: b.Amount, Store: b.Store, Lines: readLines(b.Lines),
	})
	return tellEarned(ctx, earned, err)
}

type previewRequest struct {
	BrandRequest
	Body struct {
		Member string         `json:"member,omitempty" maxLength:"64" doc:"Left out: somebody new."`
		Tier   int            `json:"tier,omitempty" minimum:"0" maximum:"100" doc:"Level, for somebody new."`
		Event  string         `json:"event,omitempty" maxLength:"60" doc:"purchase if left out."`
		Source string         `json:"source_id,omitempty" maxLength:"200" doc:"To be told whether it has earned before."`
		Amount int64          `json:"amount,omitempty" minimum:"0" maximum:"1000000000000"`
		At     time.Time      `json:"at,omitzero"`
		Store  string         `json:"store,omitempty" maxLength:"60"`
		Lines  []purchaseLine `json:"lines,omitempty" maxItems:"200"`
		Rule   *ruleBody      `json:"rule,omitempty" doc:"A rule that is not saved, to be asked about alone."`
	}
}

func (a *App) previewEarning(ctx context.Context, in *previewRequest) (*struct{ Body earnedAnswer }, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	b := in.Body
	ask := loyalty.Preview{
		Member: b.Member, Level: b.Tier, Event: b.Event, Source: b.Source,
		Order: earning.Event{At: b.At, Amount: b.Amount, Store: b.Store, Lines: readLines(b.Lines)},
	}
	if b.Rule != nil {
		rule := b.Rule.rule()
		ask.Rule = &rule
	}
	said, err := a.Loyalty.Preview(ctx, actor, brand.ID, ask)
	return tellEarned(ctx, said, err)
}

type refundRequest struct {
	BrandRequest
	Key  string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"100" doc:"Names this refund: the same key takes back once."`
	Body struct {
		Order  string         `json:"order" minLength:"1" maxLength:"200"`
		Amount int64          `json:"amount" minimum:"0" maximum:"1000000000000" doc:"Given back now, minor units."`
		Lines  []purchaseLine `json:"lines,omitempty" maxItems:"200" doc:"What came back, for rules about products."`
	}
}

func (a *App) refundPurchase(ctx context.Context, in *refundRequest) (*struct{ Body earnedAnswer }, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	back, err := a.Loyalty.RefundPurchase(ctx, actor, brand.ID, in.Key, in.Body.Order, in.Body.Amount, readLines(in.Body.Lines))
	return tellEarned(ctx, back, err)
}

type eventRequest struct {
	BrandRequest
	Body struct {
		Member string `json:"member" maxLength:"64"`
		Event  string `json:"event" minLength:"1" maxLength:"60" example:"check_in"`
		Source string `json:"source_id" minLength:"1" maxLength:"200" example:"fete-2026" doc:"Names this one, which earns once."`
	}
}

func (a *App) recordEvent(ctx context.Context, in *eventRequest) (*struct{ Body earnedAnswer }, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	earned, err := a.Loyalty.RecordEvent(ctx, actor, brand.ID, in.Body.Member, in.Body.Event, in.Body.Source)
	return tellEarned(ctx, earned, err)
}

// purchaseReport accounts for every order of a table.
type purchaseReport struct {
	DryRun   bool              `json:"dry_run"`
	Orders   int               `json:"orders" doc:"That could be read."`
	Recorded int               `json:"recorded"`
	Repeated int               `json:"repeated" doc:"Taken before."`
	Points   int64             `json:"points"`
	Count    int               `json:"refused_count"`
	Refused  []refusedPurchase `json:"refused" doc:"The first 500 of them, in the file's order."`
}

type refusedPurchase struct {
	Line    int    `json:"line" doc:"Of the file, from 1."`
	Order   string `json:"order,omitempty"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// importPurchases is a plain handler, because the body is a table and not JSON.
func (a *App) importPurchases(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), importTime)
	defer cancel()
	actor, brand, err := a.actorIn(ctx, c.Params("brand"))
	if err != nil {
		return err
	}
	if len(c.Body()) == 0 {
		return fault.Invalids(errNoFile.At("file"))
	}
	r, err := a.Loyalty.ImportPurchases(ctx, actor, brand.ID, bytes.NewReader(c.Body()), c.QueryBool("dry_run"))
	if err != nil {
		return err
	}
	out := purchaseReport{
		DryRun: r.DryRun, Orders: r.Orders, Recorded: r.Recorded, Repeated: r.Repeated, Points: r.Points, Count: r.Failed, Refused: []refusedPurchase{},
	}
	for _, f := range r.Listed {
		out.Refused = append(out.Refused, refusedPurchase{Line: f.Line, Order: f.Order, Code: f.Fault.Code, Message: f.Fault.Message.In(lang(c))})
	}
	return c.JSON(out)
}
