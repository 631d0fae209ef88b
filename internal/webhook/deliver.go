package webhook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/jobs"
	"kermesse/internal/trace"
)

const (
	lanes     = 4                // endpoints that one server talks to at once: a slow one holds up no more than one lane
	atOnce    = 20               // deliveries to an endpoint before the lane looks who else waits
	visit     = 10 * time.Second // after which it looks, too: who answers slowly must not keep the others waiting
	lease     = 2 * time.Minute  // more than a visit, one last attempt and a note that waits last; after it an endpoint whose server crashed is free
	keepBytes = 1000             // of an answer
)

// Tasks is the work that the clock makes due.
func (s *Service) Tasks() []jobs.Task {
	var tasks []jobs.Task
	for lane := range lanes {
		tasks = append(tasks, jobs.Task{Name: fmt.Sprintf("webhooks.%d", lane+1), Every: time.Second, Run: s.DeliverDue})
	}
	return append(tasks, jobs.Task{Name: "webhooks.purge", Every: time.Minute, Run: s.Purge})
}

// DeliverDue sends what is due until nothing is. Several may run at once, on several
// servers: each takes an endpoint for itself, so that what it is told comes in order.
func (s *Service) DeliverDue(ctx context.Context) error {
	for ctx.Err() == nil {
		e, leased, found, err := s.claim(ctx)
		if err != nil || !found {
			return err
		}
		err = s.serve(ctx, e, leased)
		s.leave(e.Brand)
		if err != nil {
			return err
		}
	}
	return nil
}

// claim takes the next endpoint for a lane: one of a brand that no other lane of this server
// serves, if there is one, so that the slow endpoints of one brand do not take all lanes.
func (s *Service) claim(ctx context.Context) (e sealedEndpoint, leased time.Time, found bool, err error) {
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		now := s.clock.Now()
		leased = now.Add(lease)
		e, found, err = claimEndpoint(ctx, tx, s.served(), now, leased)
		return err
	})
	if err == nil && found {
		s.mu.Lock()
		s.serving[e.Brand]++
		s.mu.Unlock()
	}
	return e, leased, found, err
}

// served are the brands that lanes of this server serve.
func (s *Service) served() []account.BrandID {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Keys(s.serving))
}

func (s *Service) leave(brand account.BrandID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.serving[brand]--; s.serving[brand] == 0 {
		delete(s.serving, brand)
	}
}

// serve sends an endpoint what is due to it, for the time of a visit, and stops at the first
// failure that is the endpoint's and not the message's.
func (s *Service) serve(ctx context.Context, e sealedEndpoint, leased time.Time) error {
	began := s.clock.Now()
	due, err := selectDue(ctx, s.db, e.ID, began, atOnce)
	if err != nil {
		return err
	}
	var pause time.Duration
	for _, d := range due {
		if s.clock.Now().Sub(began) >= visit {
			break
		}
		out := s.attempt(ctx, e, d)
		if ctx.Err() != nil {
			break // a stop of this server is no failure of theirs
		}
		if err := s.note(ctx, &e, d, out); err != nil {
			return err
		}
		if e.State != StateActive {
			break
		}
		if out.halts() {
			if pause, err = rest(e.Failures, s.random); err != nil {
				return err
			}
			break
		}
	}
	ctx = context.WithoutCancel(ctx) // a stop must not leave the endpoint waiting for its lease
	return s.db.InTx(ctx, func(tx *db.DB) error { return freeEndpoint(ctx, tx, e.ID, leased, s.clock.Now().Add(pause)) })
}

// outcome is how an attempt ended.
type outcome struct {
	at         time.Time
	took       time.Duration
	status     int    // 0: no answer
	failure    string // empty: it was taken
	answer     string
	retryAfter time.Duration
}

// halts reports whether the endpoint itself has trouble, so that the next message would
// fare no better.
func (o outcome) halts() bool {
	return o.failure != "" && (o.status == 0 || o.status >= 500 || o.status == http.StatusTooManyRequests || o.status == http.StatusGone)
}

// attempt sends one message once.
func (s *Service) attempt(ctx context.Context, e sealedEndpoint, d due) outcome {
	out := outcome{at: s.clock.Now()}
	ctx, step := s.tracer.Sending(ctx, "webhook", d.message.Trace)
	step.Text("kermesse.webhook.type", d.message.Type)
	step.Int("kermesse.attempts", d.delivery.Attempts+1)
	request, err := s.request(ctx, e, d.message, out.at)
	if err == nil {
		err = s.call(request, &out)
	}
	out.took = s.clock.Now().Sub(out.at)
	if err != nil {
		out.failure = failureWords(err)
	}
	step.Int("http.response.status_code", out.status)
	step.End(err)
	return out
}

func (s *Service) request(ctx context.Context, e sealedEndpoint, m messageRow, at time.Time) (*http.Request, error) {
	body, err := s.body(ctx, e.Endpoint, m)
	if err != nil {
		return nil, err
	}
	keys, err := s.keys(e, at)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, e.URL, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	id := "msg_" + m.ID
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Kermesse-Webhooks/1")
	r.Header.Set(HeaderID, id)
	r.Header.Set(HeaderTimestamp, strconv.FormatInt(at.Unix(), 10))
	r.Header.Set(HeaderSignature, Sign(id, at, body, keys...))
	if parent := trace.Parent(ctx); parent != "" {
		r.Header.Set(trace.HeaderParent, parent)
	}
	return r, nil
}

// keys are the secrets that sign at a moment, the newest first.
func (s *Service) keys(e sealedEndpoint, at time.Time) ([][]byte, error) {
	key, err := s.vault.Open(e.secret, string(e.ID))
	if err != nil {
		return nil, err
	}
	keys := [][]byte{key}
	if e.FormerUntil.After(at) {
		former, err := s.vault.Open(e.former, string(e.ID))
		if err != nil {
			return nil, err
		}
		keys = append(keys, former)
	}
	return keys, nil
}

func (s *Service) call(r *http.Request, out *outcome) error {
	answer, err := s.client.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }() // what matters was read
	out.status = answer.StatusCode
	read, _ := io.ReadAll(io.LimitReader(answer.Body, keepBytes)) // the status is the answer
	out.answer = printable(read)
	out.retryAfter = retryAfter(answer.Header.Get("Retry-After"))
	switch {
	case out.status/100 == 2:
		return nil
	case out.status/100 == 3:
		return errRedirect
	}
	return errStatus
}

var (
	errRedirect = errors.New("the address answers that it has moved: enter the new one")
	errStatus   = errors.New("the answer is no success")
	errName     = errors.New("the name of the address is not found")
)

// failureWords is what the log says of a failure: the reason, without the address, which
// may hold a secret of the receiver's.
func failureWords(err error) string {
	var inner interface{ Unwrap() error }
	for _, known := range []error{errInside, errPort, errRedirect, errStatus} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok { // its text names the operator's own name server
		return errName.Error()
	}
	if timeout, ok := errors.AsType[interface {
		error
		Timeout() bool
	}](err); ok && timeout.Timeout() {
		return "no answer in time"
	}
	if errors.As(err, &inner) && inner.Unwrap() != nil {
		err = inner.Unwrap()
	}
	return printable([]byte(err.Error()))
}

// printable is text that every database and every page takes.
func printable(b []byte) string {
	text := strings.ToValidUTF8(string(b), "")
	text = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, text)
	if utf8.RuneCountInString(text) > keepBytes {
		text = string([]rune(text)[:keepBytes])
	}
	return strings.TrimSpace(text)
}

// longestAsked bounds what a receiver may ask for.
const longestAsked = time.Hour

// retryAfter reads a number of seconds; dates are rare, and our own wait is no worse.
func retryAfter(header string) time.Duration {
	seconds, err := strconv.Atoi(header)
	if err != nil || seconds < 0 {
		return 0
	}
	return min(time.Duration(seconds)*time.Second, longestAsked)
}

func notFound(err error) bool { return fault.KindOf(err) == fault.NotFound }
