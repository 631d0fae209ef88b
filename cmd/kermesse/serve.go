package main

import (
	"errors"
	"fmt"
	"net"

	"kermesse/internal/clock"
	"kermesse/internal/trace"
)

type serveCmd struct {
	serverSettings
}

// Run serves until it is told to stop.
func (c *serveCmd) Run(rc *runContext) (err error) {
	key, err := c.loadSecret()
	if err != nil {
		return err
	}
	log := c.logger(rc.Stderr)
	tracer, err := trace.Open(rc.Ctx, trace.Collector{Endpoint: c.OTLPEndpoint, Traces: c.OTLPTraces, Version: version, Log: log})
	if err != nil {
		return err
	}
	h, err := newHouse(rc.Ctx, plan{
		db: c.database(), secret: key, clock: clock.System, log: log, tracer: tracer,
		baseURL: c.BaseURL, proxies: c.TrustedProxies, smtpURL: c.SMTPURL, natsURL: c.NATSURL, nodes: c.Nodes, from: c.MailFrom, witness: endpoints(c.Witnesses),
		relays: c.relays(), needed: c.WitnessesNeed, networks: c.WebhookNetworks, pageAge: pageAge,
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	ln, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return err
	}
	if c.MetricsAddr != "" {
		if err := h.serveMetrics(rc.Ctx, c.MetricsAddr, c.Profiles); err != nil {
			return errors.Join(err, ln.Close())
		}
	}
	if err := h.welcome(rc); err != nil {
		return errors.Join(err, ln.Close())
	}
	h.log.Info("serving", "addr", ln.Addr().String(), "base_url", c.BaseURL, "database", string(h.db.Dialect()), "version", version)
	return h.serve(rc.Ctx, ln)
}

// ownFiles is what a server keeps of its open files for itself: its database, the mail server,
// webhooks. A crowd gets the rest, or a part of it where that is little.
const ownFiles = 512

// connections is how many people may be connected at a time; 0: as many as come.
func connections() int {
	files := openFiles()
	return max(files-ownFiles, files*3/4)
}

// welcome prints the key of the event log when it was made just now and, while nobody can
// sign in yet, the one-time link that makes the first user.
func (h *house) welcome(rc *runContext) error {
	if h.evlog.Created() {
		if _, err := fmt.Fprintf(rc.Stdout, "The key of the public event log is:\n\n  %s\n\n", h.evlog.VerifierKey()); err != nil {
			return err
		}
	}
	needed, err := h.accounts.NeedsSetup(rc.Ctx)
	if err != nil || !needed {
		return err
	}
	link, err := h.accounts.SetupLink(rc.Ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(rc.Stdout, "Nobody can sign in yet. Open this link once to make the first user:\n\n  %s\n\n", link)
	return err
}
