package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// replayClient speaks to a sandbox as any client does.
type replayClient struct {
	ctx             context.Context // of the command
	base            string
	email, password string
	token           string
	http            *http.Client
}

// signInTo opens a session.
func signInTo(ctx context.Context, url, email, password string) (*replayClient, error) {
	c := &replayClient{
		ctx: ctx, base: strings.TrimSuffix(url, "/") + "/api/v1", email: email, password: password,
		http: &http.Client{Timeout: time.Minute},
	}
	return c, c.signIn()
}

func (c *replayClient) signIn() error {
	var session struct {
		AccessToken string `json:"access_token"`
	}
	err := c.send(http.MethodPost, "/sessions", map[string]string{"email": c.email, "password": c.password}, &session)
	c.token = session.AccessToken
	return err
}

var errSignedOut = errors.New("the access token has ended")

// ask sends a request; where the access token has ended meanwhile, once more with a new
// one.
func (c *replayClient) ask(method, path string, body, into any) error {
	err := c.send(method, path, body, into)
	if errors.Is(err, errSignedOut) {
		if err = c.signIn(); err == nil {
			err = c.send(method, path, body, into)
		}
	}
	return err
}

func (c *replayClient) send(method, path string, body, into any) error {
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		content = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(c.ctx, method, c.base+path, content)
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	resp, err := c.http.Do(r)
	if err != nil {
		return fmt.Errorf("no answer; is a sandbox running there? %w", err)
	}
	defer func() { _ = resp.Body.Close() }() // read to its end, or given up
	return readReply(resp, into)
}

// readReply decodes an answer, or says why there is none.
func readReply(resp *http.Response, into any) error {
	if resp.StatusCode < http.StatusMultipleChoices {
		if into == nil {
			_, err := io.Copy(io.Discard, resp.Body) // read, the connection serves again
			return err
		}
		return json.NewDecoder(resp.Body).Decode(into)
	}
	var problem struct {
		Code   string `json:"code"`
		Detail string `json:"detail"`
		Errors []struct {
			Detail string `json:"detail"`
		} `json:"errors"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&problem); err != nil {
		return fmt.Errorf("%s %s: %s", resp.Request.Method, resp.Request.URL.Path, resp.Status)
	}
	if resp.StatusCode == http.StatusUnauthorized {
		return fmt.Errorf("%w: %s", errSignedOut, problem.Detail)
	}
	if resp.StatusCode == http.StatusNotFound && strings.HasSuffix(resp.Request.URL.Path, "/sandbox/clock") {
		return errors.New("this server is no sandbox: its clock cannot be set")
	}
	for _, e := range problem.Errors {
		problem.Detail += " " + e.Detail
	}
	return fmt.Errorf("%s %s: %s: %s", resp.Request.Method, resp.Request.URL.Path, problem.Code, problem.Detail)
}

func (c *replayClient) setClock(now time.Time) error {
	return c.ask(http.MethodPut, "/sandbox/clock", map[string]any{"now": now}, nil)
}

func loyaltyPath(brand, rest string) string { return "/brands/" + brand + "/loyalty/" + rest }

// openProgramme sets one point per dollar.
func (c *replayClient) openProgramme(brand string, expiryDays int) error {
	return c.ask(http.MethodPut, loyaltyPath(brand, "programme"), map[string]any{
		"time_zone": "UTC",
		"rules": []map[string]any{{
			"id": "purchase", "name": "Purchase", "num": 1, "den": 100, "expiry_days": expiryDays, "dedupe": "brand",
		}},
	}, nil)
}

// Sizes of requests, well below what the API takes.
const (
	membersAtOnce = 5000
	earnsAtOnce   = 500
)

func (c *replayClient) createMembers(brand string, numbers []string) error {
	for part := range slices.Chunk(numbers, membersAtOnce) {
		if err := c.ask(http.MethodPost, loyaltyPath(brand, "members"), map[string]any{"members": part}, nil); err != nil {
			return err
		}
	}
	return nil
}

// earn gives points for purchases and returns how many were refused for being worth less
// than a point. Their keys make it harmless to run a replay twice.
func (c *replayClient) earn(brand string, bought []purchase) (refused int, err error) {
	for part := range slices.Chunk(bought, earnsAtOnce) {
		earns := make([]map[string]any, len(part))
		for i, p := range part {
			earns[i] = map[string]any{"key": p.id, "member": p.customer, "rule": "purchase", "source_id": p.id, "amount": p.cents}
		}
		var reply struct {
			Answers []struct {
				Status string `json:"status"`
				Code   string `json:"code"`
				Detail string `json:"detail"`
			} `json:"answers"`
		}
		if err := c.ask(http.MethodPost, loyaltyPath(brand, "earns"), map[string]any{"earns": earns}, &reply); err != nil {
			return refused, err
		}
		for i, a := range reply.Answers {
			switch {
			case a.Code == "no_points":
				refused++
			case a.Status != "ok":
				return refused, fmt.Errorf("%s of customer %s: %s: %s", part[i].id, part[i].customer, a.Code, a.Detail)
			}
		}
	}
	return refused, nil
}

type totalsOfReplay struct {
	Issuance    int64 `json:"issuance"`
	Expired     int64 `json:"expired"`
	Outstanding int64 `json:"outstanding"`
}

func (c *replayClient) totals(brand string) (totals totalsOfReplay, err error) {
	err = c.ask(http.MethodGet, loyaltyPath(brand, "totals"), nil, &totals)
	return totals, err
}

// monthPoints is what is owed and ends in a month.
type monthPoints struct {
	Month  string `json:"month"`
	Points int64  `json:"points"`
}

func (c *replayClient) liability(brand string) ([]monthPoints, error) {
	var list struct {
		Items []monthPoints `json:"items"`
	}
	err := c.ask(http.MethodGet, loyaltyPath(brand, "liability"), nil, &list)
	return list.Items, err
}

// proofOfReplay is what the books say of themselves.
type proofOfReplay struct {
	Valid        bool  `json:"valid"`
	Members      int64 `json:"members"`
	Transactions int64 `json:"transactions"`
	Postings     int64 `json:"postings"`
	Lots         int64 `json:"lots"`
	Problems     []struct {
		Check string `json:"check"`
		Table string `json:"table"`
		Row   string `json:"row"`
	} `json:"problems"`
}

func (p proofOfReplay) first() string {
	if len(p.Problems) == 0 {
		return ""
	}
	return p.Problems[0].Table + " " + p.Problems[0].Row + ": " + p.Problems[0].Check
}

// proof has the books proved, which reads all that was written.
func (c *replayClient) proof(brand string) (proof proofOfReplay, err error) {
	c.http.Timeout = 10 * time.Minute
	err = c.ask(http.MethodGet, loyaltyPath(brand, "verification"), nil, &proof)
	return proof, err
}

// replayFound is what a replay has to tell.
type replayFound struct {
	Months    []replayMonth `json:"months"`
	Refused   int           `json:"refused"`
	Liability []monthPoints `json:"liability"`
	Proof     proofOfReplay `json:"proof"`
}

// replayMonth is the books at the end of a month.
type replayMonth struct {
	Month       string `json:"month"`
	Purchases   int    `json:"purchases"`
	Issued      int64  `json:"issued"`
	Expired     int64  `json:"expired"`
	Outstanding int64  `json:"outstanding"`
}
