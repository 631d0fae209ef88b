package relay

import (
	"context"
	"errors"
	"io"
	"log"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"kermesse/contests/beacon"
	"kermesse/contests/beacon/relay/relaytest"
	"kermesse/internal/clock"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// wanted is the round that the tests ask for.
const wanted = 77

// league is a chain, its clock, and relays of it that run.
type league struct {
	t      *testing.T
	chain  beacon.TestChain
	clock  *clock.Settable
	relays []*relaytest.Relay
	bases  []string
}

// newLeague starts one relay for each manner. The wanted round is due.
func newLeague(t *testing.T, manners ...relaytest.Manner) *league {
	t.Helper()
	chain, err := beacon.NewTestChain([32]byte{1}, time.Unix(1_700_000_000, 0), 3*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	due, err := chain.TimeOf(wanted)
	if err != nil {
		t.Fatal(err)
	}
	l := &league{t: t, chain: chain, clock: clock.NewSettable(due)}
	for _, m := range manners {
		r := relaytest.New(chain, l.clock)
		r.Behave(m)
		server := httptest.NewUnstartedServer(r)
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.Start()
		t.Cleanup(server.Close)
		l.relays, l.bases = append(l.relays, r), append(l.bases, server.URL)
	}
	return l
}

func (l *league) fetch(timeout time.Duration) (beacon.Round, error) {
	l.t.Helper()
	relays := New(l.bases, timeout)
	l.t.Cleanup(relays.client.CloseIdleConnections)
	return relays.Fetch(l.t.Context(), l.chain.Chain, wanted)
}

// isWanted: the round is the one that was asked for, and genuine.
func (l *league) isWanted(why string, r beacon.Round, err error) {
	l.t.Helper()
	if err == nil {
		_, err = r.Verify(l.chain.Chain, wanted)
	}
	if err != nil {
		l.t.Errorf("%s: %v", why, err)
	}
}

const patience = 5 * time.Second

// hostile are the manners that must not be believed.
func hostile() map[string]relaytest.Manner {
	return map[string]relaytest.Manner{
		"lying":            relaytest.Lying,
		"other round":      relaytest.OtherRound,
		"foreign key":      relaytest.ForeignKey,
		"foreign chain":    relaytest.ForeignChain,
		"genuine hash":     relaytest.GenuineHash,
		"false randomness": relaytest.FalseRandomness,
		"twice":            relaytest.Twice,
		"wrong JSON":       relaytest.WrongJSON,
		"page":             relaytest.Page,
		"gigantic":         relaytest.Gigantic,
		"bomb":             relaytest.Bomb,
		"broken":           relaytest.Broken,
		"hangs up":         relaytest.HangsUp,
	}
}

func TestHostileRelays(t *testing.T) {
	var all []relaytest.Manner
	for why, manner := range hostile() {
		all = append(all, manner)
		r, err := newLeague(t, manner).fetch(patience)
		if !errors.Is(err, ErrUnavailable) || errors.Is(err, ErrNotYet) {
			t.Errorf("%s: %+v, %v", why, r, err)
		}
	}
	l := newLeague(t, append(all, relaytest.Honest)...)
	r, err := l.fetch(patience)
	l.isWanted("one honest relay among hostile ones", r, err)
}

// TestEveryRelayIsNamed: whoever must find out why a draw waits is told of each relay
// what was wrong with it.
func TestEveryRelayIsNamed(t *testing.T) {
	l := newLeague(t, relaytest.Lying, relaytest.Broken, relaytest.Ahead(-time.Hour))
	_, err := l.fetch(patience)
	if !errors.Is(err, ErrNotYet) {
		t.Error(err)
	}
	for i, base := range l.bases {
		if !strings.Contains(err.Error(), base) {
			t.Errorf("relay %d is not in %q", i, err)
		}
	}
}

// TestPatience: neither silence nor a trickle holds a draw up for longer than was agreed,
// and not at all where another relay answers.
func TestPatience(t *testing.T) {
	for why, manner := range map[string]relaytest.Manner{
		"silent": relaytest.Silent, "slow": relaytest.Slow(time.Second),
	} {
		l := newLeague(t, manner)
		_, err := l.fetch(100 * time.Millisecond)
		if !errors.Is(err, ErrUnavailable) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", why, err)
		}
		l = newLeague(t, manner, relaytest.Honest)
		r, err := l.fetch(time.Hour)
		l.isWanted(why+", and an honest one", r, err)
	}
}

func TestLateRelays(t *testing.T) {
	l := newLeague(t, relaytest.Honest, relaytest.Ahead(-time.Minute), relaytest.Broken)
	l.clock.Advance(-time.Second)
	if _, err := l.fetch(patience); !errors.Is(err, ErrNotYet) {
		t.Errorf("a second before the round: %v", err)
	}
	l.clock.Advance(time.Second)
	r, err := l.fetch(patience)
	l.isWanted("when it is due", r, err)
	l.relays[0].Behave(relaytest.Silent)
	l.clock.Advance(time.Minute)
	r, err = l.fetch(patience)
	l.isWanted("from the late one", r, err)
}

// TestEarlyRelay: a round is genuine whenever it comes. That a draw does not begin before
// its time is up to whoever asks.
func TestEarlyRelay(t *testing.T) {
	l := newLeague(t, relaytest.Ahead(time.Hour))
	l.clock.Advance(-time.Minute)
	r, err := l.fetch(patience)
	l.isWanted("early", r, err)
}

func TestSecondVersionOfTheAPI(t *testing.T) {
	l := newLeague(t, relaytest.OnlyVersion2)
	r, err := l.fetch(patience)
	l.isWanted("version 2", r, err)
}

// TestOnlyTheNamedRoundIsAsked: never the latest one, nor any other, whatever a relay says.
func TestOnlyTheNamedRoundIsAsked(t *testing.T) {
	manners := []relaytest.Manner{relaytest.Ahead(-time.Hour), relaytest.OnlyVersion2}
	for _, m := range hostile() {
		manners = append(manners, m)
	}
	l := newLeague(t, manners...)
	_, _ = l.fetch(patience) // whether it is found does not matter here
	for _, r := range l.relays {
		for _, path := range r.Asked() {
			if !strings.HasSuffix(path, "/"+strconv.Itoa(wanted)) {
				t.Errorf("asked for %s", path)
			}
		}
	}
}

// TestRedirectsAreNotFollowed: the list of relays is the operator's choice, also where a
// relay points at one that has the round.
func TestRedirectsAreNotFollowed(t *testing.T) {
	honest := newLeague(t, relaytest.Honest)
	l := newLeague(t, relaytest.Redirect(honest.bases[0]))
	if _, err := l.fetch(patience); !errors.Is(err, ErrUnavailable) {
		t.Error(err)
	}
	if asked := honest.relays[0].Asked(); len(asked) > 0 {
		t.Errorf("was led to %v", asked)
	}
}

func TestNobodyThere(t *testing.T) {
	l := newLeague(t)
	for why, bases := range map[string][]string{
		"no relays": nil, "nobody listens": {"http://127.0.0.1:1"}, "no address": {"::", "relay"},
	} {
		l.bases = bases
		if _, err := l.fetch(patience); !errors.Is(err, ErrUnavailable) {
			t.Errorf("%s: %v", why, err)
		}
	}
}

func TestCallerGivesUp(t *testing.T) {
	l := newLeague(t, relaytest.Silent)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := New(l.bases, time.Hour).Fetch(ctx, l.chain.Chain, wanted)
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := New(nil, 0).Fetch(t.Context(), l.chain.Chain, 0); !errors.Is(err, beacon.ErrRound) {
		t.Errorf("round 0: %v", err)
	}
}
