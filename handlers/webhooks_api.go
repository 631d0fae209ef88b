package handlers

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kermesse/internal/webhook"
)

func (a *App) webhookRoutes() {
	a.webhookOperations()
	a.describeEvents()
	a.webhookPages()
}

func (a *App) webhookOperations() {
	op := func(method, path, id, summary string, status int, natural bool) operation {
		return operation{method: method, path: "/brands/{brand}" + path, id: id, summary: summary, tag: "webhooks", status: status, natural: natural}
	}
	register(a, op(http.MethodGet, "/webhooks", "list-webhooks", "List whom the brand has told of what happens", 0, false), a.listWebhooks)
	register(a, op(http.MethodPost, "/webhooks", "add-webhook", "Have events told to an address", http.StatusCreated, false), a.addWebhook)
	register(a, op(http.MethodGet, "/webhooks/{id}", "find-webhook", "Read one webhook and how it fares", 0, false), a.findWebhook)
	register(a, op(http.MethodPut, "/webhooks/{id}", "change-webhook", "Change a webhook; one that was switched off begins anew", 0, true), a.changeWebhook)
	register(a, op(http.MethodDelete, "/webhooks/{id}", "remove-webhook", "Remove a webhook and its log", http.StatusNoContent, true), a.removeWebhook)
	register(a, op(http.MethodGet, "/webhooks/{id}/secret", "webhook-secret", "Read what signatures are verified with", 0, false), a.webhookSecret)
	register(a, op(http.MethodPost, "/webhooks/{id}/rotate", "rotate-webhook-secret", "Make a new secret; the old one signs beside it for a while", 0, true), a.rotateWebhook)
	register(a, op(http.MethodPost, "/webhooks/{id}/test", "test-webhook", "Send a webhook.test event", http.StatusNoContent, false), a.testWebhook)
	register(a, op(http.MethodGet, "/webhooks/{id}/deliveries", "list-webhook-deliveries", "List what was told, the newest first; kept for thirty days", 0, false), a.listDeliveries)
	register(a, op(http.MethodPost, "/webhooks/{id}/replay", "replay-webhook", "Tell again what was given up since a moment", 0, false), a.replayGivenUp)
	register(a, op(http.MethodGet, "/webhook-deliveries/{delivery}", "find-webhook-delivery", "Read one delivery with all its attempts", 0, false), a.findDelivery)
	register(a, op(http.MethodPost, "/webhook-deliveries/{delivery}/replay", "replay-webhook-delivery", "Tell one event again, under the same id", http.StatusCreated, false), a.replayDelivery)
}

type webhookBody struct {
	URL         string   `json:"url" maxLength:"2000" doc:"Where events are posted to. It begins with https://, unless the operator allows its network."`
	Description string   `json:"description,omitempty" maxLength:"120"`
	Events      []string `json:"events" minItems:"1" doc:"Types of events, or * for all of them."`
	Contacts    bool     `json:"contacts,omitempty" doc:"Add the e-mail address or telephone number of the fan. It needs the permission to export people."`
	Paused      bool     `json:"paused,omitempty" doc:"Tell it nothing for now; what happens meanwhile is not told later."`
}

func (b webhookBody) settings() webhook.Settings {
	in := webhook.Settings{URL: b.URL, Description: b.Description, Contacts: b.Contacts, Paused: b.Paused}
	for _, t := range b.Events {
		in.Events = append(in.Events, webhook.Type(t))
	}
	return in
}

type webhookAnswer struct {
	ID           string     `json:"id"`
	URL          string     `json:"url"`
	Description  string     `json:"description,omitempty"`
	Events       []string   `json:"events"`
	Contacts     bool       `json:"contacts"`
	State        string     `json:"state" enum:"active,paused,disabled"`
	Reason       string     `json:"reason,omitempty" enum:"failing,gone" doc:"Why it was switched off."`
	Failures     int        `json:"failures" doc:"Attempts that failed since the last that did not."`
	FailingSince *time.Time `json:"failing_since"`
	DeliveredAt  *time.Time `json:"delivered_at" doc:"When it last took something."`
	FormerUntil  *time.Time `json:"former_secret_until" doc:"Until when the secret before this one signs as well."`
	CreatedAt    time.Time  `json:"created_at"`
}

func tellWebhook(e webhook.Endpoint) webhookAnswer {
	return webhookAnswer{
		ID: string(e.ID), URL: e.URL, Description: e.Description, Events: strings.Fields(e.Events.String()), Contacts: e.Contacts,
		State: string(e.State), Reason: string(e.Reason), Failures: e.Failures, FailingSince: optionalTime(e.FailingFrom),
		DeliveredAt: optionalTime(e.DeliveredAt), FormerUntil: optionalTime(e.FormerUntil), CreatedAt: e.CreatedAt,
	}
}

type listWebhooksResponse struct {
	Body struct {
		Items []webhookAnswer `json:"items"`
		Next  string          `json:"next" doc:"Always empty: the list is whole."`
	}
}

func (a *App) listWebhooks(ctx context.Context, in *BrandRequest) (*listWebhooksResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	list, err := a.Webhooks.List(ctx, actor)
	if err != nil {
		return nil, err
	}
	out := &listWebhooksResponse{}
	out.Body.Items = []webhookAnswer{}
	for _, e := range list {
		out.Body.Items = append(out.Body.Items, tellWebhook(e))
	}
	return out, nil
}

type webhookResponse struct{ Body webhookAnswer }

// answerWebhook is what most operations on one webhook answer.
func answerWebhook(e webhook.Endpoint, err error) (*webhookResponse, error) {
	if err != nil {
		return nil, err
	}
	return &webhookResponse{tellWebhook(e)}, nil
}

func (a *App) addWebhook(ctx context.Context, in *struct {
	BrandRequest
	Body webhookBody
},
) (*webhookResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	return answerWebhook(a.Webhooks.Add(ctx, actor, in.Body.settings()))
}

// WebhookRequest names one of the brand's webhooks.
type WebhookRequest struct {
	BrandRequest
	ID string `path:"id" maxLength:"36"`
}

func (r WebhookRequest) endpoint() webhook.EndpointID { return webhook.EndpointID(r.ID) }

func (a *App) findWebhook(ctx context.Context, in *WebhookRequest) (*webhookResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	return answerWebhook(a.Webhooks.Find(ctx, actor, in.endpoint()))
}

func (a *App) changeWebhook(ctx context.Context, in *struct {
	WebhookRequest
	Body webhookBody
},
) (*webhookResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	return answerWebhook(a.Webhooks.Change(ctx, actor, in.endpoint(), in.Body.settings()))
}

func (a *App) removeWebhook(ctx context.Context, in *WebhookRequest) (*struct{}, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	return nil, a.Webhooks.Remove(ctx, actor, in.endpoint())
}

type webhookSecretResponse struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Secret string `json:"secret" doc:"whsec_ and base64."`
	}
}

func (a *App) webhookSecret(ctx context.Context, in *WebhookRequest) (*webhookSecretResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	out := &webhookSecretResponse{CacheControl: "no-store"}
	out.Body.Secret, err = a.Webhooks.Secret(ctx, actor, in.endpoint())
	return out, err
}

func (a *App) rotateWebhook(ctx context.Context, in *struct {
	WebhookRequest
	Body struct {
		OverlapHours int `json:"overlap_hours" minimum:"0" maximum:"168" doc:"For how long the old secret signs beside the new one; 0 where it leaked."`
	}
},
) (*webhookResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	return answerWebhook(a.Webhooks.Rotate(ctx, actor, in.endpoint(), time.Duration(in.Body.OverlapHours)*time.Hour))
}

func (a *App) testWebhook(ctx context.Context, in *WebhookRequest) (*struct{}, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	return nil, a.Webhooks.Try(ctx, actor, in.endpoint())
}

// describeEvents writes what receivers are told into the document, as OpenAPI has it: one
// entry of "webhooks" per type of events.
func (a *App) describeEvents() {
	doc := a.api.OpenAPI()
	doc.Webhooks = map[string]*huma.PathItem{}
	header := func(name, about string) *huma.Param {
		return &huma.Param{Name: name, In: "header", Required: true, Description: about, Schema: &huma.Schema{Type: huma.TypeString}}
	}
	for _, k := range webhook.Kinds() {
		body := &huma.Schema{
			Type: huma.TypeObject, Required: []string{"type", "timestamp", "brand", "data"},
			Properties: map[string]*huma.Schema{
				"type":      {Type: huma.TypeString, Enum: []any{string(k.Type)}},
				"timestamp": {Type: huma.TypeString, Format: "date-time", Description: "When it happened."},
				"brand":     {Type: huma.TypeString, Description: "The brand's slug."},
				"contact": {
					Type: huma.TypeObject, Description: "Only where the brand chose so.",
					Properties: map[string]*huma.Schema{"email": {Type: huma.TypeString}, "phone": {Type: huma.TypeString}},
				},
				"data": huma.SchemaFromType(doc.Components.Schemas, reflect.TypeOf(k.Data)),
			},
		}
		doc.Webhooks[string(k.Type)] = &huma.PathItem{Post: &huma.Operation{
			OperationID: "webhook-" + strings.NewReplacer(".", "-", "_", "-").Replace(string(k.Type)), Summary: k.About.EN, Tags: []string{"webhooks"},
			Description: "Signed by the Standard Webhooks scheme. Any answer of 2xx says that it was taken.",
			Security:    []map[string][]string{},
			Parameters: []*huma.Param{
				header(webhook.HeaderID, "The same for every attempt and every replay."),
				header(webhook.HeaderTimestamp, "Unix seconds of this attempt."),
				header(webhook.HeaderSignature, "v1 and HMAC-SHA256, once per secret that is good now."),
			},
			RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: body}}},
			Responses:   map[string]*huma.Response{"2XX": {Description: "Taken."}},
		}}
	}
}

type deliveryAnswer struct {
	ID         string          `json:"id"`
	Message    string          `json:"message" doc:"As the header webhook-id says it."`
	Type       string          `json:"type"`
	At         time.Time       `json:"at" doc:"When it happened."`
	State      string          `json:"state" enum:"queued,delivered,given_up"`
	Replay     bool            `json:"replay"`
	Attempts   int             `json:"attempts"`
	DueAt      *time.Time      `json:"due_at" doc:"Of the next attempt."`
	GiveUpAt   time.Time       `json:"give_up_at"`
	EndedAt    *time.Time      `json:"ended_at"`
	Status     int             `json:"status,omitempty" doc:"Of the last answer."`
	Failure    string          `json:"failure,omitempty" doc:"Of the last attempt."`
	Data       json.RawMessage `json:"data,omitempty" doc:"What was told; of one delivery only."`
	AttemptLog []triedAnswer   `json:"attempt_log,omitempty" doc:"Of one delivery only."`
}

type triedAnswer struct {
	At      time.Time `json:"at"`
	Millis  int64     `json:"took_ms"`
	Status  int       `json:"status,omitempty"`
	Failure string    `json:"failure,omitempty"`
	Answer  string    `json:"answer,omitempty" doc:"Beginning of what came back."`
}

func tellDelivery(d webhook.Delivery) deliveryAnswer {
	out := deliveryAnswer{
		ID: string(d.ID), Message: d.Message, Type: string(d.Type), At: d.At, State: string(d.State), Replay: d.Replay, Attempts: d.Attempts,
		GiveUpAt: d.Until, EndedAt: optionalTime(d.EndedAt), Status: d.Status, Failure: d.Failure,
	}
	if d.State == webhook.Queued {
		out.DueAt = optionalTime(d.DueAt)
	}
	if d.Data != "" {
		out.Data = json.RawMessage(d.Data)
	}
	for _, t := range d.Log {
		out.AttemptLog = append(out.AttemptLog, triedAnswer{At: t.At, Millis: t.Took.Milliseconds(), Status: t.Status, Failure: t.Failure, Answer: t.Answer})
	}
	return out
}

type listDeliveriesResponse struct {
	Body struct {
		Items []deliveryAnswer `json:"items"`
		Next  string           `json:"next,omitempty"`
	}
}

func (a *App) listDeliveries(ctx context.Context, in *struct {
	WebhookRequest
	State string `query:"state" enum:"queued,delivered,given_up"`
	Next  string `query:"next" maxLength:"36" doc:"Cursor of the page before."`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
},
) (*listDeliveriesResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	list, next, err := a.Webhooks.ListDeliveries(ctx, actor, webhook.DeliveryFilter{
		Endpoint: in.endpoint(), State: webhook.DeliveryState(in.State), After: webhook.DeliveryID(in.Next), Size: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	out := &listDeliveriesResponse{}
	out.Body.Items, out.Body.Next = []deliveryAnswer{}, string(next)
	for _, d := range list {
		out.Body.Items = append(out.Body.Items, tellDelivery(d))
	}
	return out, nil
}

type replayGivenUpResponse struct {
	Body struct {
		Deliveries int `json:"deliveries" doc:"How many are told again."`
	}
}

func (a *App) replayGivenUp(ctx context.Context, in *struct {
	WebhookRequest
	Body struct {
		Since time.Time `json:"since" doc:"What was given up from then on."`
	}
},
) (*replayGivenUpResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	out := &replayGivenUpResponse{}
	out.Body.Deliveries, err = a.Webhooks.ReplayGivenUp(ctx, actor, in.endpoint(), in.Body.Since)
	return out, err
}

// DeliveryRequest names one delivery of the brand's.
type DeliveryRequest struct {
	BrandRequest
	Delivery string `path:"delivery" maxLength:"36"`
}

type deliveryResponse struct{ Body deliveryAnswer }

func (a *App) findDelivery(ctx context.Context, in *DeliveryRequest) (*deliveryResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	d, err := a.Webhooks.FindDelivery(ctx, actor, webhook.DeliveryID(in.Delivery))
	if err != nil {
		return nil, err
	}
	return &deliveryResponse{tellDelivery(d)}, nil
}

func (a *App) replayDelivery(ctx context.Context, in *DeliveryRequest) (*deliveryResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	d, err := a.Webhooks.Replay(ctx, actor, webhook.DeliveryID(in.Delivery))
	if err != nil {
		return nil, err
	}
	return &deliveryResponse{tellDelivery(d)}, nil
}
