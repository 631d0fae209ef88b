package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strconv"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/secret"
)

// demoCmd serves a brand with half a year behind it, seeded through the methods that
// people's own acts go through.
type demoCmd struct {
	Addr string `help:"Address to listen on." env:"KERMESSE_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	Data string `help:"Keep the data in this folder, and go on with it next time. Default: a temporary folder." type:"path" placeholder:"DIR"`
}

// Run seeds, serves, and removes what it may remove.
func (c *demoCmd) Run(rc *runContext) (err error) {
	dir := c.Data
	if dir == "" {
		if dir, err = os.MkdirTemp("", "kermesse-demo-*"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	}
	ln, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return err
	}
	base := "http://" + reachable(ln.Addr())
	h, err := c.open(rc.Ctx, rc, dir, base)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	if err := printDemo(rc, base, dir); err != nil {
		return errors.Join(err, ln.Close())
	}
	return h.serve(rc.Ctx, ln)
}

// reachable is where a browser on this machine finds who listens on an address: one that
// stands for all of the machine's can be listened on, but leads nowhere in a link.
func reachable(addr net.Addr) string {
	at, ok := addr.(*net.TCPAddr)
	if !ok || !at.IP.IsUnspecified() {
		return addr.String()
	}
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(at.Port))
}

// open seeds with a clock that is led through the last months, then serves by the
// machine's.
func (c *demoCmd) open(ctx context.Context, rc *runContext, dir, baseURL string) (*house, error) {
	settings := serverSettings{secretSettings: secretSettings{databaseSettings: databaseSettings{Data: dir}}, LogFormat: "text", LogLevel: slog.LevelWarn}
	key, err := settings.loadSecret()
	if err != nil {
		return nil, err
	}
	p := plan{
		db: settings.database(), secret: key, baseURL: baseURL, log: settings.logger(rc.Stderr),
		readMails: true, testBeacon: true, pageAge: pageAge,
	}
	p.db.Unsafe = c.Data == "" // what is removed at the end need not survive a power cut
	if err := seedIfEmpty(ctx, p); err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	p.clock = clock.System
	return newHouse(ctx, p)
}

func seedIfEmpty(ctx context.Context, p plan) (err error) {
	now := time.Now().UTC().Truncate(time.Hour)
	led := clock.NewSettable(now)
	p.clock = led
	h, err := newHouse(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	empty, err := h.db.Empty(ctx)
	if err != nil || !empty {
		return err
	}
	return newSeeder(h, led, now).run(ctx)
}

// demoStaff are the sign-ins of the demo, one per role.
var demoStaff = []struct {
	role  account.Role
	email string
	name  string
}{
	{account.Owner, "owner@demo.example", "Direction"},
	{account.Manager, "manager@demo.example", "Community manager"},
	{account.Moderator, "moderator@demo.example", "Modération"},
	{account.Till, "till@demo.example", "Caisse"},
	{account.Viewer, "viewer@demo.example", "Lecture seule"},
	{account.Witness, "witness@demo.example", "Témoin"},
}

const demoPassword = "kermesse en plein air"

func printDemo(rc *runContext, base, dir string) error {
	out := fmt.Sprintf(`Kermesse demo on %[1]s

  Fans
    the brand            %[1]s/%[2]s
    an open contest      %[1]s/c/%[3]s
    wheel, codes, more   %[1]s/c/%[10]s
    a drawn contest      %[1]s/c/%[4]s/draw
    a draw held twice    %[1]s/c/%[9]s/draw
    an open vote         %[1]s/p/%[5]s
    a closed vote        %[1]s/p/%[6]s/results
    member page          %[1]s/m/%[2]s        sign in as %[7]s
    a member's card      %[1]s/m/%[2]s/card
    mails it would send  %[1]s/api/v1/sandbox/mails   (codes and links are in them)

  Staff  %[1]s/admin      password for all: %[8]s
`, base, demoBrand, openContest, drawnContest, openVote, closedVote, demoFanEmail(0), demoPassword, redrawnContest, wheelContest)
	for _, s := range demoStaff {
		out += fmt.Sprintf("    %-20s %s\n", s.role, s.email)
	}
	out += fmt.Sprintf("    the till             %s/till  sign in as till@demo.example; PIN %s\n", base, demoPIN)
	out += fmt.Sprintf("\n  API document  %s/api/openapi.json\n  Data folder   %s\n\nStop with Ctrl-C.\n", base, dir)
	_, err := fmt.Fprint(rc.Stdout, out)
	return err
}

// newKey returns a secret for a house that nobody comes back to.
func newKey() (secret.Secret, error) {
	token, err := secret.Token(rand.Reader)
	if err != nil {
		return secret.Secret{}, err
	}
	return secret.New(token)
}
