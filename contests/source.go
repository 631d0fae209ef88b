package contests

import (
	"context"
	"fmt"
	"time"

	"kermesse/contests/beacon"
	"kermesse/contests/draw"
	"kermesse/internal/clock"
)

// SourceKind is where a contest takes its random number from.
type SourceKind string

// The sources.
const (
	SourceDrand    SourceKind = "drand"    // a public round that nobody on the platform can choose
	SourceOperator SourceKind = "operator" // a number of this server, committed at publication
	SourceTest     SourceKind = "test"     // a beacon of one key that this installation runs itself
)

const maxMarginS = 7 * 24 * 3600

// sourceTerms are how long a source must wait after closing. A real beacon leaves ten
// minutes for the sealed list to be witnessed before the number exists.
var sourceTerms = map[SourceKind]struct{ leastMarginS, usualMarginS int }{
	SourceDrand:    {600, 600},
	SourceOperator: {1, 30},
	SourceTest:     {1, 30},
}

// Sources lists the sources that can be published here, the one that proves most first.
func (s *Service) Sources() []SourceKind {
	var sources []SourceKind
	for _, kind := range []SourceKind{SourceDrand, SourceTest} {
		if _, known := s.beacons[kind]; known {
			sources = append(sources, kind)
		}
	}
	return append(sources, SourceOperator)
}

// Beacon is a drand chain and who hands its rounds out. The zero Beacon has none.
type Beacon struct {
	Chain  beacon.Chain
	Rounds Rounds
}

// roundFrom names the first round that is due from a moment on, and says when it is.
func (b Beacon) roundFrom(due time.Time) (draw.Source, time.Time, error) {
	round := b.Chain.FirstRoundAt(due)
	at, err := b.Chain.TimeOf(round)
	return draw.Drand(b.Chain.Hash(), round), at, err
}

// beaconOf returns the beacon of a chain among those that a source may use here.
func (s *Service) beaconOf(source SourceKind, chain draw.Hash) (Beacon, error) {
	for _, b := range append([]Beacon{s.beacons[source]}, s.fallbacks[source]...) {
		if b.Rounds != nil && b.Chain.Hash() == chain {
			return b, nil
		}
	}
	return Beacon{}, ErrNoBeacon.With(source)
}

// Rounds hands out rounds of a chain, one at a time, once they are due. What it returns
// is verified here before it is used. An error means that the round is not to be had
// yet: the draw waits and asks for the same round again.
type Rounds interface {
	Fetch(ctx context.Context, chain beacon.Chain, number uint64) (beacon.Round, error)
}

// NewTestBeacon returns the beacon of a chain of one key, which signs each round when
// c says that it is due and not before.
func NewTestBeacon(chain beacon.TestChain, c clock.Clock) Beacon {
	return Beacon{Chain: chain.Chain, Rounds: testRounds{chain, c}}
}

type testRounds struct {
	chain beacon.TestChain
	clock clock.Clock
}

func (r testRounds) Fetch(_ context.Context, _ beacon.Chain, number uint64) (beacon.Round, error) {
	due, err := r.chain.TimeOf(number)
	if err != nil {
		return beacon.Round{}, err
	}
	if r.clock.Now().Before(due) {
		return beacon.Round{}, fmt.Errorf("contests: round %d of the test chain is due at %s", number, due)
	}
	return r.chain.Sign(number)
}
