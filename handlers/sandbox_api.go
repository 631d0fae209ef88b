package handlers

import (
	"context"
	"net/http"
	"time"
)

// Sandbox is what only a sandbox or the demo offers: a clock that tests set, and the
// mails it would have sent. What is nil has no address; a production server has none.
type Sandbox struct {
	SetClock func(ctx context.Context, now time.Time) error // returns when what became due is done
	Mails    func(ctx context.Context) ([]SandboxMail, error)
}

// SandboxMail is a mail that a sandbox would have sent.
type SandboxMail struct {
	ID      string    `json:"id"`
	At      time.Time `json:"at"`
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	Kind    string    `json:"kind"`
	Text    string    `json:"text"`
}

type sandboxClock struct {
	Body struct {
		Now time.Time `json:"now" doc:"The sandbox's time. It stands still until it is set."`
	}
}

type sandboxMails struct {
	Body struct {
		Items []SandboxMail `json:"items" doc:"Newest first, at most 100."`
	}
}

func (a *App) sandboxRoutes() {
	if a.Sandbox == nil {
		return
	}
	if a.Sandbox.SetClock != nil {
		register(a, operation{method: http.MethodPut, path: "/sandbox/clock", id: "set-sandbox-clock", summary: "Set the sandbox's clock and do what became due", tag: "sandbox", public: true, natural: true}, a.setSandboxClock)
		register(a, operation{method: http.MethodGet, path: "/sandbox/clock", id: "get-sandbox-clock", summary: "Read the sandbox's clock", tag: "sandbox", public: true, natural: true}, a.sandboxClock)
	}
	if a.Sandbox.Mails != nil {
		register(a, operation{method: http.MethodGet, path: "/sandbox/mails", id: "list-sandbox-mails", summary: "Read the mails that would have been sent", tag: "sandbox", public: true, natural: true}, a.sandboxMails)
	}
}

func (a *App) setSandboxClock(ctx context.Context, in *sandboxClock) (*sandboxClock, error) {
	if err := a.Sandbox.SetClock(ctx, in.Body.Now); err != nil {
		return nil, err
	}
	return a.sandboxClock(ctx, nil)
}

func (a *App) sandboxClock(context.Context, *struct{}) (*sandboxClock, error) {
	out := &sandboxClock{}
	out.Body.Now = a.Clock.Now()
	return out, nil
}

func (a *App) sandboxMails(ctx context.Context, _ *struct{}) (*sandboxMails, error) {
	mails, err := a.Sandbox.Mails(ctx)
	if err != nil {
		return nil, err
	}
	out := &sandboxMails{}
	out.Body.Items = mails
	if mails == nil {
		out.Body.Items = []SandboxMail{}
	}
	return out, nil
}
