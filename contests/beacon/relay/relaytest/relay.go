// Package relaytest is a relay of a drand chain, for tests. It serves the HTTP API of
// the relays of the League of Entropy, versions 1 and 2, for a chain of one key, tells
// the time from a clock that a test sets, and behaves as badly as it is told to.
package relaytest

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"kermesse/contests/beacon"
	"kermesse/internal/clock"
)

// Relay hands out the rounds of one chain over HTTP. At first it is Honest. It is safe
// for concurrent use.
type Relay struct {
	chain beacon.TestChain
	clock clock.Clock

	mu     sync.Mutex
	manner Manner
	asked  []string
}

// New returns an honest relay of the chain. Rounds are due by c, which need not be the
// clock of whoever asks.
func New(chain beacon.TestChain, c clock.Clock) *Relay {
	return &Relay{chain: chain, clock: c, manner: Honest}
}

// Behave changes how the relay answers from now on.
func (r *Relay) Behave(m Manner) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.manner = m
}

// Asked lists the paths that were asked for, in the order in which they came.
func (r *Relay) Asked() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.asked)
}

// ServeHTTP answers as the relay's manner says.
func (r *Relay) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	r.asked = append(r.asked, req.URL.Path)
	manner := r.manner
	r.mu.Unlock()
	q, known := r.question(req.URL.Path)
	if !known {
		http.NotFound(w, req)
		return
	}
	manner(w, req, q)
}

// Question is a round that was asked for.
type Question struct {
	Round   uint64
	Version int // of the API: 1 or 2

	chain beacon.TestChain
	now   time.Time
}

// question reads a path. The latest round is there to be asked for too, as it is on real
// relays: a client that does so is found by Asked.
func (r *Relay) question(path string) (Question, bool) {
	q := Question{chain: r.chain, now: r.clock.Now()}
	hash := r.chain.Hash()
	for version, prefix := range map[int]string{
		1: "/" + hex.EncodeToString(hash[:]) + "/public/",
		2: "/v2/beacons/" + r.chain.Name() + "/rounds/",
	} {
		text, ok := strings.CutPrefix(path, prefix)
		if !ok {
			continue
		}
		q.Version = version
		if text == "latest" {
			q.Round = r.chain.RoundAt(q.now)
			return q, true
		}
		var err error
		q.Round, err = strconv.ParseUint(text, 10, 64)
		return q, err == nil
	}
	return q, false
}

// due tells whether the round exists when the relay's clock is ahead by that much.
func (q Question) due(ahead time.Duration) bool {
	at, err := q.chain.TimeOf(q.Round)
	return err == nil && !q.now.Add(ahead).Before(at)
}

// body writes a round as the relays do: version 2 gives no randomness. extra are further
// fields, each with a comma before it.
func (q Question) body(number uint64, signature []byte, extra string) string {
	if q.Version == 1 {
		extra = fmt.Sprintf(`,"randomness":"%x"`, randomness(signature)) + extra
	}
	return fmt.Sprintf(`{"round":%d,"signature":"%x"%s}`, number, signature, extra)
}
