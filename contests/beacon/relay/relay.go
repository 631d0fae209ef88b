// Package relay fetches rounds of drand chains from relays. A relay needs no trust: a
// round is believed because its signature is the chain's, whoever hands it over. The
// round is always named by the caller and never "the latest".
package relay

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"kermesse/contests/beacon"
)

// Public are relays of the League of Entropy, run by different organisations.
var Public = []string{
	"https://api.drand.sh",
	"https://api2.drand.sh",
	"https://api3.drand.sh",
	"https://drand.cloudflare.com",
	"https://api.drand.secureweb3.com:6875",
}

var (
	// ErrNotYet says that relays answered and none has the round: it is not due, or they
	// are late. The same round is to be asked for again.
	ErrNotYet = errors.New("no relay has the round yet")
	// ErrUnavailable says that no relay gave the round, for other reasons. Nor does that
	// allow taking another round: the same one is to be asked for again, or to be pasted
	// by a person.
	ErrUnavailable = errors.New("no relay gave the round")
)

// DefaultTimeout bounds the wait for one relay.
const DefaultTimeout = 10 * time.Second

// Relays asks several relays for one round. All of them are asked at once, since a draw
// asks once.
type Relays struct {
	bases   []string
	timeout time.Duration
	client  *http.Client
}

// New makes a client of relays given by their base addresses. A timeout of 0 is
// DefaultTimeout.
func New(bases []string, timeout time.Duration) *Relays {
	if timeout <= 0 {
		timeout = DefaultTimeout
	}
	return &Relays{bases: bases, timeout: timeout, client: &http.Client{
		// A relay that points elsewhere is asked no further: the list of relays is the
		// operator's choice.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Fetch returns the first verified answer and tells the other relays to stop. Its errors
// wrap ErrNotYet or ErrUnavailable, and say of each relay what was wrong.
func (r *Relays) Fetch(ctx context.Context, chain beacon.Chain, number uint64) (beacon.Round, error) {
	if _, err := chain.TimeOf(number); err != nil {
		return beacon.Round{}, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type answer struct {
		round beacon.Round
		err   error
	}
	answers := make(chan answer, len(r.bases))
	for _, base := range r.bases {
		go func() {
			round, err := r.ask(ctx, base, chain, number)
			answers <- answer{round, err}
		}()
	}
	kind := ErrUnavailable
	var faults []error
	for range r.bases {
		a := <-answers
		if a.err == nil {
			return a.round, nil
		}
		if errors.Is(a.err, ErrNotYet) {
			kind = ErrNotYet
		}
		faults = append(faults, a.err)
	}
	return beacon.Round{}, fmt.Errorf("%w: %w", kind, errors.Join(faults...))
}

// ask tries the first version of drand's HTTP API on one relay, then the second.
func (r *Relays) ask(ctx context.Context, base string, chain beacon.Chain, number uint64) (beacon.Round, error) {
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	hash := chain.Hash()
	round := strconv.FormatUint(number, 10)
	data, err := r.download(ctx, base, "/"+hex.EncodeToString(hash[:])+"/public/"+round)
	if errors.Is(err, ErrNotYet) {
		data, err = r.download(ctx, base, "/v2/beacons/"+chain.Name()+"/rounds/"+round)
	}
	if err != nil {
		return beacon.Round{}, fmt.Errorf("%s: %w", base, err)
	}
	parsed, err := beacon.ParseRound(data)
	if err == nil {
		_, err = parsed.Verify(chain, number)
	}
	if err != nil {
		return beacon.Round{}, fmt.Errorf("%s: %w", base, err)
	}
	return parsed, nil
}

func (r *Relays) download(ctx context.Context, base, path string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(base, "/")+path, nil)
	if err != nil {
		return nil, err
	}
	res, err := r.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	switch res.StatusCode {
	case http.StatusOK:
	case http.StatusNotFound, http.StatusTooEarly:
		return nil, ErrNotYet
	default:
		return nil, fmt.Errorf("answered %q", res.Status)
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, beacon.MaxRoundBytes+1))
	if err == nil && len(data) > beacon.MaxRoundBytes {
		err = fmt.Errorf("answered with more than %d bytes", beacon.MaxRoundBytes)
	}
	return data, err
}
