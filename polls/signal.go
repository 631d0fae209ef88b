package polls

import (
	"context"
	"strings"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/rate"
)

// Signal is a reason to look at a ballot before it is counted. It refuses nothing: the
// ballot is set aside, its voter is told why and may appeal, and a person decides.
type Signal string

// The signals.
const (
	SignalNetwork    Signal = "network_cap"     // the poll's cap of ballots from one network and day was reached
	SignalVelocity   Signal = "velocity"        // one network sent more ballots in a minute than people do
	SignalDisposable Signal = "disposable_mail" // the address is of a domain for throw-away mailboxes
	SignalBlocked    Signal = "blocked"         // the brand has its campaigns look at this address, or at its domain
	SignalNoCookie   Signal = "no_cookie"       // the browser keeps nothing that would tell a second vote from a first
)

const (
	// velocityPerMinute is how many ballots of one network in a minute nobody wonders at: a
	// school class or a shop's queue behind one address.
	velocityPerMinute = 30
	// defaultNetworkCap is for polls that do not say. Mobile operators put a whole town
	// behind one address.
	defaultNetworkCap = 200
	maxNetworkCap     = 1_000_000
)

// watchesNetworks reports whether ballots are looked at by where they come from.
func (a Access) watchesNetworks() bool { return a == AccessNetwork || a == AccessWork }

// screen looks at a ballot that has just been stored, and tells why to set it aside. The
// counters grow with ballots alone: a double tap or a change counts for nothing.
func (s *Service) screen(ctx context.Context, tx *db.DB, p Poll, b ballotRow, in pass) ([]Signal, error) {
	var found []Signal
	if in.disposable && p.Access == AccessEmail {
		found = append(found, SignalDisposable)
	}
	if in.blocked {
		found = append(found, SignalBlocked)
	}
	if in.unkept && p.Access.countsBrowsers() {
		found = append(found, SignalNoCookie)
	}
	if !p.Access.watchesNetworks() || b.Network == "" {
		return found, nil
	}
	now := s.clock.Now()
	name := rate.NewName(s.keys.rate, "ballots", string(p.ID), b.Network)
	ofDay, err := rate.Hit(ctx, tx, name, 24*time.Hour, now)
	if err != nil {
		return nil, err
	}
	if ofDay > int64(p.NetworkCap) {
		found = append(found, SignalNetwork)
	}
	ofMinute, err := rate.Hit(ctx, tx, name, time.Minute, now)
	if err == nil && ofMinute > velocityPerMinute {
		found = append(found, SignalVelocity)
	}
	return found, err
}

func writeSignals(signals []Signal) string { return strings.ReplaceAll(join(signals), ", ", ",") }

func readSignals(text string) []Signal {
	if text == "" {
		return nil
	}
	var signals []Signal
	for _, name := range strings.Split(text, ",") {
		signals = append(signals, Signal(name))
	}
	return signals
}
