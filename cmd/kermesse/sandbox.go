package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"time"

	"kermesse/handlers"
	"kermesse/internal/account"
	"kermesse/internal/clock"
)

// sandboxCmd is a server for trying out and for tests of clients: everything as in
// production but for the clock, which stands still until it is set, the beacon, which is
// a test chain, and mails, which are kept to be read.
type sandboxCmd struct {
	Addr        string    `help:"Address to listen on." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	DatabaseURL string    `help:"Empty PostgreSQL to use. Default: SQLite in a temporary folder." env:"KERMESSE_DATABASE_URL" placeholder:"URL"`
	Now         time.Time `help:"Where the clock stands at first (RFC 3339). Default: the present time." placeholder:"TIME"`
}

const (
	sandboxBrand    = "sandbox"
	sandboxEmail    = "owner@sandbox.example"
	sandboxPassword = "sandbox owner password"
	sandboxMailMax  = 100
)

var errSandboxNotEmpty = errors.New("sandbox: this database holds something; a sandbox takes an empty one only")

// Run serves the sandbox and removes it when it is told to stop.
func (c *sandboxCmd) Run(rc *runContext) (err error) {
	dir, err := os.MkdirTemp("", "kermesse-sandbox-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	ln, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return err
	}
	h, err := c.open(rc, dir, "http://"+ln.Addr().String())
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	_, _ = fmt.Fprintf(rc.Stdout, "Sandbox on http://%s\nBrand %s, owner %s, password %q\nIts clock stands at %s\n",
		ln.Addr(), sandboxBrand, sandboxEmail, sandboxPassword, h.clock.Now().Format(time.RFC3339))
	return h.serve(rc.Ctx, ln)
}

func (c *sandboxCmd) open(rc *runContext, dir, baseURL string) (*house, error) {
	if c.Now.IsZero() {
		c.Now = time.Now()
	}
	key, err := newKey()
	if err != nil {
		return nil, err
	}
	settings := serverSettings{secretSettings: secretSettings{databaseSettings: databaseSettings{DatabaseURL: c.DatabaseURL, Data: dir}}}
	database := settings.database()
	database.Unsafe = true // nothing here outlives the process
	h, err := newHouse(rc.Ctx, plan{
		db: database, secret: key, clock: clock.NewSettable(c.Now.Truncate(time.Second)),
		log: settings.logger(rc.Stderr), baseURL: baseURL, setClock: true, readMails: true, testBeacon: true,
		networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}, // who tries it out listens here
	})
	if err != nil {
		return nil, err
	}
	if err := h.furnishSandbox(rc.Ctx); err != nil {
		return nil, errors.Join(err, h.Close())
	}
	return h, nil
}

// furnishSandbox gives an empty database a brand and somebody who may do everything.
func (h *house) furnishSandbox(ctx context.Context) error {
	empty, err := h.db.Empty(ctx)
	if err != nil {
		return err
	}
	if !empty {
		return errSandboxNotEmpty
	}
	brand := account.Brand{
		Slug: sandboxBrand, Name: "Sandbox", TimeZone: "UTC", Currency: "EUR", Locale: "en",
		LegalName: "Sandbox", LegalAddress: "Nowhere", ContactEmail: sandboxEmail,
	}
	if _, err := h.accounts.OpenBrand(ctx, brand); err != nil {
		return err
	}
	_, err = h.accounts.AddUser(ctx, account.NewUser{Email: sandboxEmail, Name: "Sandbox owner", Password: sandboxPassword, Locale: "en"}, sandboxBrand, account.Owner)
	return err
}

// sandbox is what the API of a sandbox, or of the demo, offers on top.
func (h *house) sandbox(p plan) *handlers.Sandbox {
	offered := &handlers.Sandbox{}
	if p.readMails {
		offered.Mails = h.sandboxMails
	}
	if led, ok := h.clock.(*clock.Settable); ok && p.setClock {
		offered.SetClock = func(ctx context.Context, now time.Time) error { return h.lead(ctx, led, now) }
	}
	return offered
}

// lead sets the clock and does what is due. What was due before goes first: a list that
// closed in this very second is sealed before its random number comes to exist.
func (h *house) lead(ctx context.Context, led *clock.Settable, to time.Time) error {
	if err := h.runner.RunOnce(ctx); err != nil {
		return err
	}
	if err := h.pass(ctx, led, to); err != nil {
		return err
	}
	return h.runner.RunOnce(ctx)
}

// pass sets the clock. On its way forward it stops where a list has to be closed or a
// draw to be held, as a server that runs all the time does both.
func (h *house) pass(ctx context.Context, led *clock.Settable, to time.Time) error {
	for {
		next, some, err := h.contests.NextMoment(ctx, led.Now())
		if err != nil {
			return err
		}
		if !some || !next.Before(to) {
			led.Set(to)
			return nil
		}
		led.Set(next)
		if err := h.runner.RunOnce(ctx); err != nil {
			return err
		}
	}
}

func (h *house) sandboxMails(ctx context.Context) ([]handlers.SandboxMail, error) {
	stored, err := h.outbox.Recent(ctx, sandboxMailMax)
	if err != nil {
		return nil, err
	}
	mails := make([]handlers.SandboxMail, len(stored))
	for i, m := range stored {
		mails[i] = handlers.SandboxMail{ID: m.ID, At: m.CreatedAt, To: m.To, Subject: m.Subject, Kind: string(m.Kind), Text: m.Text}
	}
	return mails, nil
}
