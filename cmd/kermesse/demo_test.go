package main

import (
	"context"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"kermesse/contests"
	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/polls"
)

// demoDir is where the seeded demo lies, once it does.
var demoDir string

// demoPlan is a demo that is seeded once and copied for each test.
var demoPlan = sync.OnceValues(func() (plan, error) {
	key, err := newKey()
	if err != nil {
		return plan{}, err
	}
	dir, err := os.MkdirTemp("", "kermesse-demo-test-*")
	if err != nil {
		return plan{}, err
	}
	demoDir = dir
	p := plan{
		db: db.Config{Dir: dir, Unsafe: true}, secret: key, baseURL: "http://demo.example",
		log: slog.New(slog.DiscardHandler), readMails: true, testBeacon: true,
	}
	return p, seedIfEmpty(context.Background(), p)
})

func demoHouse(t *testing.T) *house {
	t.Helper()
	p, err := demoPlan()
	if err != nil {
		t.Fatal(err)
	}
	seeded := p.db.Dir
	p.db.Dir, p.clock = t.TempDir(), clock.System
	if err := os.CopyFS(p.db.Dir, os.DirFS(seeded)); err != nil {
		t.Fatal(err)
	}
	h, err := newHouse(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

func TestDemoHasSomethingOfEverything(t *testing.T) {
	h, ctx := demoHouse(t), t.Context()
	brand, err := h.accounts.FindBrandBySlug(ctx, demoBrand)
	if err != nil {
		t.Fatal(err)
	}
	owner := account.Actor{Brand: brand.ID, Role: account.Owner, Kind: account.KindStaff, Name: "test"}

	open, err := h.contests.Find(ctx, openContest)
	if err != nil {
		t.Fatal(err)
	}
	if got := open.Status(time.Now()); got != contests.Open {
		t.Errorf("%s is %s, want open", openContest, got)
	}
	draw, err := h.contests.FindDraw(ctx, drawnContest)
	if err != nil {
		t.Fatal(err)
	}
	if len(draw.Slots) != 9 {
		t.Errorf("%s has %d slots, want 4 winners and 5 alternates", drawnContest, len(draw.Slots))
	}
	if draw.Slots[0].State != contests.SlotDisqualified || slices.IndexFunc(draw.Holders(), func(s contests.Slot) bool { return s.State == contests.SlotPromoted }) < 0 {
		t.Errorf("nobody took the place of the first winner of %s", drawnContest)
	}
	kinds := map[string]int{}
	records, err := h.contests.Records(ctx, drawnContest)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		kinds[r.Kind]++
	}
	if kinds["publish"] != 1 || kinds["entries"] < 5 || kinds["close"] != 1 || kinds["result"] != 1 || kinds["accept"] != 2 {
		t.Errorf("records of %s: %v", drawnContest, kinds)
	}
	twice, err := h.contests.FindDraw(ctx, redrawnContest)
	if err != nil {
		t.Fatal(err)
	}
	if len(twice.Attempts) != 2 || !twice.Attempts[0].Shadow() || !twice.Counts() {
		t.Errorf("%s has %d attempts", redrawnContest, len(twice.Attempts))
	}
	for slug, want := range map[string]int64{openVote: 240, closedVote: 180, duelVote: 64, dotsVote: 64, setsVote: 64, bracketVote: 90} {
		poll, err := h.polls.Find(ctx, slug)
		if err != nil {
			t.Fatal(err)
		}
		counts, err := h.polls.CountBallots(ctx, owner, []polls.Poll{poll})
		if err != nil {
			t.Fatal(err)
		}
		if counts[poll.ID] != want {
			t.Errorf("%s has %d ballots, want %d", slug, counts[poll.ID], want)
		}
	}
	totals, err := h.loyalty.FindTotals(ctx, owner, brand.ID)
	if err != nil {
		t.Fatal(err)
	}
	if totals.Outstanding() <= 0 {
		t.Error("nothing is owed to the members")
	}
	if err := h.db.Verify(ctx); err != nil {
		t.Error(err)
	}
}

func TestDemoHasMembersOfEachTier(t *testing.T) {
	h, ctx := demoHouse(t), t.Context()
	brand, err := h.accounts.FindBrandBySlug(ctx, demoBrand)
	if err != nil {
		t.Fatal(err)
	}
	tiers := map[string]int{}
	fans, err := demoFans(ctx, h, brand.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fans {
		view, err := h.loyalty.FindOwn(ctx, brand.ID, f.ID)
		if err != nil {
			t.Fatal(err)
		}
		tiers[view.Tier]++
	}
	for _, tier := range []string{"Cornet", "Coupe", "Sorbetière"} {
		if tiers[tier] == 0 {
			t.Errorf("nobody is %s: %v", tier, tiers)
		}
	}
}

func demoFans(ctx context.Context, h *house, brand account.BrandID) ([]fan.Fan, error) {
	fans := make([]fan.Fan, demoMembers)
	for i := range fans {
		contact, err := fan.ParseContact(demoFanEmail(i), "", "FR")
		if err != nil {
			return nil, err
		}
		if fans[i], err = h.fans.LookUp(ctx, brand, contact); err != nil {
			return nil, err
		}
	}
	return fans, nil
}

// TestDemoShowsGamesAndClaims: the wheel was played, its rules amended, and a prize of the
// drawn contest handed over.
func TestDemoShowsGamesAndClaims(t *testing.T) {
	h, ctx := demoHouse(t), t.Context()
	wheel, err := h.contests.Find(ctx, wheelContest)
	if err != nil {
		t.Fatal(err)
	}
	if wheel.Status(time.Now()) != contests.Open || wheel.Amended != 1 {
		t.Errorf("%s is %s with %d amendments", wheelContest, wheel.Status(time.Now()), wheel.Amended)
	}
	if n, err := h.contests.CountConfirmed(ctx, wheel); err != nil || n != demoPlayers {
		t.Errorf("%d entries, %v", n, err)
	}
	ledger, err := h.contests.Claims().FindLedger(ctx, drawnContest)
	if err != nil || ledger.HandedOn != 1 || ledger.Units != 4 {
		t.Errorf("%d of %d handed over, %v", ledger.HandedOn, ledger.Units, err)
	}
}

// The demo listens where the operator's setting says; the flag goes before it, and links lead
// somewhere also where all addresses of the machine are listened on.
func TestDemoListensWhereItIsTold(t *testing.T) {
	for _, c := range []struct{ setting, flag, want string }{
		{"", "", "127.0.0.1:8080"},
		{":9090", "", ":9090"},
		{":9090", "127.0.0.1:7070", "127.0.0.1:7070"},
	} {
		t.Setenv("KERMESSE_ADDR", c.setting)
		if c.setting == "" {
			_ = os.Unsetenv("KERMESSE_ADDR") // Setenv puts it back
		}
		args := []string{"demo"}
		if c.flag != "" {
			args = append(args, "--addr", c.flag)
		}
		var cli struct {
			Demo demoCmd `cmd:""`
		}
		parser, err := kong.New(&cli)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parser.Parse(args); err != nil || cli.Demo.Addr != c.want {
			t.Errorf("KERMESSE_ADDR=%s %v: %s, %v, want %s", c.setting, args, cli.Demo.Addr, err, c.want)
		}
	}
	for listens, link := range map[string]string{"0.0.0.0:80": "127.0.0.1:80", "[::]:80": "127.0.0.1:80", "192.0.2.1:80": "192.0.2.1:80", "[::1]:80": "[::1]:80"} {
		if got := reachable(net.TCPAddrFromAddrPort(netip.MustParseAddrPort(listens))); got != link {
			t.Errorf("who listens on %s is said to be at %s, want %s", listens, got, link)
		}
	}
}
