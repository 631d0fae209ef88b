package frontend

import "time"

// AdminWebhooksPage is "webhooks" under a brand: whom the brand has told of what happens.
type AdminWebhooksPage struct {
	AdminFrame
	Rows []WebhookView
}

// Template names the page's template.
func (AdminWebhooksPage) Template() string { return "admin/webhooks" }

// Section names the entry of the bar that leads here.
func (AdminWebhooksPage) Section() string { return "webhooks" }

// WebhookState is how a webhook fares; the words are in the texts under "webhook_state.<value>".
type WebhookState string

// States of a webhook.
const (
	WebhookActive   WebhookState = "active"
	WebhookFailing  WebhookState = "failing"
	WebhookPaused   WebhookState = "paused"
	WebhookDisabled WebhookState = "disabled"
)

// WebhookView is an address with how it fares.
type WebhookView struct {
	ID           string
	URL          string
	Description  string
	Events       []string // machine words
	All          bool     // every event instead
	Contacts     bool
	State        WebhookState
	Gone         bool // switched off because it answered that it is gone
	Failures     int
	FailingSince time.Time
	DeliveredAt  time.Time
	FormerUntil  time.Time // until when the old secret signs as well
	GivenUp      int       // that nobody took in the end
}

// AdminWebhookEditPage is "webhooks"/"new" and "webhooks"/id/"edit". It posts to its own address; fields: url, description,
// all ("yes"), events (several), contacts ("yes"), active ("yes").
type AdminWebhookEditPage struct {
	AdminFrame
	ID          string // empty: new
	Events      []Choice
	MayContacts bool
	Form        Form
}

// Template names the page's template.
func (AdminWebhookEditPage) Template() string { return "admin/webhook_edit" }

// Section names the entry of the bar that leads here.
func (AdminWebhookEditPage) Section() string { return "webhooks" }

// AdminWebhookPage is "webhooks"/id: how it fares and the log. Forms: "webhooks"/id/"test" sends a test, "webhooks"/id/"replay"
// tells again what was given up.
type AdminWebhookPage struct {
	AdminFrame
	Webhook WebhookView
	Tabs    []Tab // by state
	Rows    []DeliveryView
	Pager   Pager
	Form    Form
}

// Template names the page's template.
func (AdminWebhookPage) Template() string { return "admin/webhook" }

// Section names the entry of the bar that leads here.
func (AdminWebhookPage) Section() string { return "webhooks" }

// DeliveryState is how far telling has got; the words are in the texts under "delivery.<value>".
type DeliveryState string

// States of a delivery.
const (
	DeliveryQueued    DeliveryState = "queued"
	DeliveryDelivered DeliveryState = "delivered"
	DeliveryGivenUp   DeliveryState = "given_up"
)

// DeliveryView is one event told to one address.
type DeliveryView struct {
	ID       string
	Message  string
	Event    string // machine word
	At       time.Time
	State    DeliveryState
	Replay   bool
	Attempts int
	Status   int    // of the last answer; 0: none
	Failure  string // in English: it is for who mends the receiver
	DueAt    time.Time
	Until    time.Time
	EndedAt  time.Time
	Data     string // JSON
	Log      []AttemptView
}

// AttemptView is one try.
type AttemptView struct {
	No      int
	At      time.Time
	Took    time.Duration
	Status  int
	Failure string
	Answer  string
}

// Millis is how long the attempt took.
func (a AttemptView) Millis() int64 { return a.Took.Milliseconds() }

// AdminDeliveryPage is "webhooks"/"deliveries"/id. It posts to its own address, which tells the event again.
type AdminDeliveryPage struct {
	AdminFrame
	Webhook  WebhookView
	Delivery DeliveryView
	Form     Form
}

// Template names the page's template.
func (AdminDeliveryPage) Template() string { return "admin/delivery" }

// Section names the entry of the bar that leads here.
func (AdminDeliveryPage) Section() string { return "webhooks" }

// AdminWebhookSecretPage is "webhooks"/id/"secret": what signatures are verified with. It posts to its own address, which makes a
// new one; field: leaked ("yes": the old one signs nothing any more).
type AdminWebhookSecretPage struct {
	AdminFrame
	Webhook WebhookView
	Secret  string
}

// Template names the page's template.
func (AdminWebhookSecretPage) Template() string { return "admin/webhook_secret" }

// Section names the entry of the bar that leads here.
func (AdminWebhookSecretPage) Section() string { return "webhooks" }
