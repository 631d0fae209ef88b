package webhook

import (
	"context"
	"slices"
	"strings"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/text"
)

// EndpointID names an endpoint.
type EndpointID string

// Endpoint is an address that a brand has told of what happens.
type Endpoint struct {
	ID          EndpointID
	Brand       account.BrandID
	URL         string
	Description string
	Events      Selection
	Contacts    bool // what is told of a fan holds their e-mail address or telephone number
	State       State
	Reason      Reason    // of StateDisabled
	Failures    int       // attempts that failed since the last that did not
	FailingFrom time.Time // when they began; zero: they have not
	DeliveredAt time.Time // last attempt that did not fail; zero: never
	FormerUntil time.Time // until when the secret before this one signs as well; zero: it does not
	CreatedAt   time.Time
}

// Failing reports whether the last attempt failed.
func (e Endpoint) Failing() bool { return e.State == StateActive && !e.FailingFrom.IsZero() }

// State is whether an endpoint is told of anything.
type State string

// The states of an endpoint.
const (
	StateActive   State = "active"
	StatePaused   State = "paused"   // by the brand: nothing is told, and what happens meanwhile is not kept
	StateDisabled State = "disabled" // by the house: see Reason
)

// Reason is why the house has switched an endpoint off.
type Reason string

// The reasons.
const (
	ReasonFailing Reason = "failing" // it only failed for DisableAfter
	ReasonGone    Reason = "gone"    // it answered 410: it wants to be told nothing any more
)

// Selection is which types of events an endpoint is told of: some, or All.
type Selection []Type

// All stands for every type, those that later versions bring included.
const All Type = "*"

// Has reports whether a type is selected.
func (s Selection) Has(t Type) bool { return slices.Contains(s, All) || slices.Contains(s, t) }

func (s Selection) String() string {
	parts := make([]string, len(s))
	for i, t := range s {
		parts[i] = string(t)
	}
	return strings.Join(parts, " ")
}

func readSelection(stored string) Selection {
	var s Selection
	for _, part := range strings.Fields(stored) {
		s = append(s, Type(part))
	}
	return s
}

// Settings are what a brand says of an endpoint.
type Settings struct {
	URL         string
	Description string
	Events      Selection
	Contacts    bool
	Paused      bool
}

// Bounds.
const (
	maxURL       = 2000
	maxEndpoints = 20 // of a brand
)

// Faults of endpoints.
var (
	ErrEndpointNotFound = fault.New(fault.NotFound, "webhook_not_found",
		"Cette adresse n’est pas connue ici.", "There is no such webhook here.")
	ErrDeliveryNotFound = fault.New(fault.NotFound, "webhook_delivery_not_found",
		"Cet envoi n’est plus dans le journal\u00a0: il est gardé trente jours.",
		"This delivery is not in the log any more: it is kept for thirty days.")
	ErrURL = fault.New(fault.Invalid, "webhook_url_invalid",
		"Indiquez une adresse complète qui commence par https://, comme https://boutique.example/kermesse.",
		"Give a whole address that begins with https://, like https://shop.example/kermesse.")
	ErrURLPassword = fault.New(fault.Invalid, "webhook_url_password",
		"Ne mettez ni nom ni mot de passe dans l’adresse\u00a0: la signature prouve qui envoie.",
		"Put no name and no password into the address: the signature proves who sends.")
	ErrURLInside = fault.New(fault.Invalid, "webhook_url_inside",
		"Cette adresse n’est pas sur Internet. L’exploitant peut autoriser son réseau.",
		"This address is not on the internet. The operator can allow its network.")
	ErrNoEvents = fault.New(fault.Invalid, "webhook_events_missing",
		"Choisissez au moins un événement.", "Choose at least one event.")
	ErrUnknownEvent = fault.New(fault.Invalid, "webhook_event_unknown",
		"L’événement «\u00a0%s\u00a0» n’existe pas.", "There is no event “%s”.")
	ErrTooManyEndpoints = fault.New(fault.Conflict, "webhooks_too_many",
		"Une marque a vingt adresses au plus.", "A brand has twenty webhooks at most.")
	ErrNotActive = fault.New(fault.Conflict, "webhook_not_active",
		"Cette adresse est arrêtée. Reprenez d’abord les envois.",
		"This webhook is switched off. Switch it on first.")
)

func (in *Settings) check(g guard) error {
	var wrong []fault.Field
	in.URL = strings.TrimSpace(in.URL)
	if f := g.checkURL(in.URL); f != nil {
		wrong = append(wrong, f.At("url"))
	}
	tidy, f := text.Line(in.Description, 120)
	if f != nil {
		wrong = append(wrong, f.At("description"))
	}
	in.Description = tidy
	if len(in.Events) == 0 {
		wrong = append(wrong, ErrNoEvents.At("events"))
	}
	for _, t := range in.Events {
		if !t.known() && t != All {
			wrong = append(wrong, ErrUnknownEvent.With(string(t)).At("events"))
			break
		}
	}
	slices.Sort(in.Events)
	in.Events = slices.Compact(in.Events)
	if len(wrong) > 0 {
		return fault.Invalids(wrong...)
	}
	return nil
}

func (in Settings) state() State {
	if in.Paused {
		return StatePaused
	}
	return StateActive
}

// journal is what the brand's journal shows of an endpoint.
func (e Endpoint) journal() map[string]any {
	return map[string]any{
		"url": e.URL, "description": e.Description, "events": e.Events.String(), "contacts": e.Contacts, "state": e.State,
	}
}

func (e Endpoint) subject() string { return "webhook:" + string(e.ID) }

// Add has a brand's events told to an address. It needs EditWebhooks, and ExportPeople
// where contacts are sent. Faults: fault.ErrInvalid with the wrong fields,
// ErrTooManyEndpoints.
func (s *Service) Add(ctx context.Context, actor account.Actor, in Settings) (Endpoint, error) {
	if err := allowed(actor, in); err != nil {
		return Endpoint{}, err
	}
	if err := in.check(s.guard); err != nil {
		return Endpoint{}, err
	}
	now := s.clock.Now()
	e := Endpoint{
		ID: EndpointID(db.NewID()), Brand: actor.Brand, URL: in.URL, Description: in.Description, Events: in.Events,
		Contacts: in.Contacts, State: in.state(), CreatedAt: now.Truncate(time.Millisecond),
	}
	sealed, err := s.freshSecret(e)
	if err != nil {
		return Endpoint{}, err
	}
	defer s.forget(e.Brand)
	return e, s.db.InTx(ctx, func(tx *db.DB) error {
		others, err := lockEndpoints(ctx, tx, e.Brand)
		if err != nil {
			return err
		}
		if others >= maxEndpoints {
			return ErrTooManyEndpoints
		}
		if err := insertEndpoint(ctx, tx, e, sealed); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{Action: "webhook.added", Subject: e.subject(), After: e.journal(), At: now})
	})
}

func allowed(actor account.Actor, in Settings) error {
	if err := actor.Require(account.EditWebhooks, actor.Brand); err != nil {
		return err
	}
	if in.Contacts {
		return actor.Require(account.ExportPeople, actor.Brand)
	}
	return nil
}

func (s *Service) freshSecret(e Endpoint) ([]byte, error) {
	key, err := newSecret(s.random)
	if err != nil {
		return nil, err
	}
	return s.vault.Seal(key, string(e.ID))
}

// Change replaces what a brand says of an endpoint. One that was switched off begins
// anew. Faults: those of Add, ErrEndpointNotFound.
func (s *Service) Change(ctx context.Context, actor account.Actor, id EndpointID, in Settings) (Endpoint, error) {
	if err := allowed(actor, in); err != nil {
		return Endpoint{}, err
	}
	if err := in.check(s.guard); err != nil {
		return Endpoint{}, err
	}
	return s.edit(ctx, actor, id, "webhook.changed", func(_ *db.DB, e *Endpoint) error {
		e.URL, e.Description, e.Events, e.Contacts = in.URL, in.Description, in.Events, in.Contacts
		if e.State = in.state(); e.State == StateActive {
			e.Reason, e.Failures, e.FailingFrom = "", 0, time.Time{}
		}
		return nil
	})
}

// edit changes one endpoint and journals the difference.
func (s *Service) edit(
	ctx context.Context, actor account.Actor, id EndpointID, action string, change func(*db.DB, *Endpoint) error,
) (e Endpoint, err error) {
	if err := actor.Require(account.EditWebhooks, actor.Brand); err != nil {
		return Endpoint{}, err
	}
	defer s.forget(actor.Brand)
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		before, err := lockEndpoint(ctx, tx, actor.Brand, id)
		if err != nil {
			return err
		}
		e = before
		if err := change(tx, &e); err != nil {
			return err
		}
		if err := updateEndpoint(ctx, tx, e); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: action, Subject: e.subject(), Before: before.journal(), After: e.journal(), At: s.clock.Now(),
		})
	})
	return e, err
}

// Remove tells an endpoint nothing any more, and forgets what it was told.
// Fault: ErrEndpointNotFound.
func (s *Service) Remove(ctx context.Context, actor account.Actor, id EndpointID) error {
	if err := actor.Require(account.EditWebhooks, actor.Brand); err != nil {
		return err
	}
	defer s.forget(actor.Brand)
	return s.db.InTx(ctx, func(tx *db.DB) error {
		e, err := lockEndpoint(ctx, tx, actor.Brand, id)
		if err != nil {
			return err
		}
		if err := deleteEndpoint(ctx, tx, id); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "webhook.removed", Subject: e.subject(), Before: e.journal(), At: s.clock.Now(),
		})
	})
}

// MaxOverlap bounds how long an old secret may sign beside the new one.
const MaxOverlap = 7 * 24 * time.Hour

// Rotate gives an endpoint a new secret. What is sent until overlap is over carries a
// signature by the old one as well, so that the receiver can change it in its own time;
// without overlap the old one, which may have leaked, signs nothing any more.
// Fault: ErrEndpointNotFound.
func (s *Service) Rotate(ctx context.Context, actor account.Actor, id EndpointID, overlap time.Duration) (Endpoint, error) {
	overlap = min(max(overlap, 0), MaxOverlap)
	return s.edit(ctx, actor, id, "webhook.rotated", func(tx *db.DB, e *Endpoint) error {
		sealed, err := s.freshSecret(*e)
		if err != nil {
			return err
		}
		e.FormerUntil = time.Time{}
		if overlap > 0 {
			e.FormerUntil = s.clock.Now().Add(overlap)
		}
		return updateSecret(ctx, tx, *e, sealed)
	})
}

// Secret returns what an endpoint's receiver verifies signatures with, as it is copied.
// Fault: ErrEndpointNotFound.
func (s *Service) Secret(ctx context.Context, actor account.Actor, id EndpointID) (string, error) {
	if err := actor.Require(account.EditWebhooks, actor.Brand); err != nil {
		return "", err
	}
	e, err := selectEndpoint(ctx, s.db, actor.Brand, id)
	if err != nil {
		return "", err
	}
	key, err := s.vault.Open(e.secret, string(id))
	return writeSecret(key), err
}

// List returns the endpoints of the actor's brand, the oldest first.
func (s *Service) List(ctx context.Context, actor account.Actor) ([]Endpoint, error) {
	if err := actor.Require(account.EditWebhooks, actor.Brand); err != nil {
		return nil, err
	}
	return selectEndpoints(ctx, s.db, actor.Brand)
}

// Find returns one of them. Fault: ErrEndpointNotFound.
func (s *Service) Find(ctx context.Context, actor account.Actor, id EndpointID) (Endpoint, error) {
	if err := actor.Require(account.EditWebhooks, actor.Brand); err != nil {
		return Endpoint{}, err
	}
	e, err := selectEndpoint(ctx, s.db, actor.Brand, id)
	return e.Endpoint, err
}
