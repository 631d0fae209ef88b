package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"mime/quotedprintable"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db/dbtest"
	"kermesse/internal/mail/mailtest"
)

// A code goes all the way: asked for by HTTP, written in the transaction, sent over SMTP
// by the house's own task, received, and typed.
func TestCodeArrivesBySMTP(t *testing.T) {
	receiver := mailtest.Start(t)
	key, err := newKey()
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	base := "http://" + ln.Addr().String()
	h, err := newHouse(t.Context(), plan{
		db: dbtest.Config(t), secret: key, clock: clock.System, log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		baseURL: base, smtpURL: receiver.URL, from: "fete@glaces.example",
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.accounts.OpenBrand(t.Context(), account.Brand{
		Slug: "glaces", Name: "Glaces du Port", TimeZone: "Indian/Mauritius", Currency: "MUR", Locale: "fr", ContactEmail: "bonjour@glaces.example",
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- h.app.Serve(ctx, ln) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})

	const fans = "/api/v1/brands/glaces/fans"
	challenge := postJSON(t, base+fans+"/challenges", map[string]string{"email": "awa@exemple.sn", "locale": "fr"}, http.StatusAccepted)
	if err := h.runner.RunOnce(t.Context()); err != nil {
		t.Fatal(err)
	}
	mails := receiver.Mails()
	if len(mails) != 1 || mails[0].To[0] != "awa@exemple.sn" || !strings.Contains(mails[0].Header(t, "From"), "fete@glaces.example") {
		t.Fatalf("received %+v", mails)
	}
	text, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(mails[0].Raw)))
	if err != nil {
		t.Fatal(err)
	}
	code := regexp.MustCompile(`(?m)^ {4}(\d{6})\r?$`).FindSubmatch(text)
	if code == nil || !strings.Contains(string(text), base+"/fr/m/glaces/code?token=") {
		t.Fatalf("no code or link in\n%s", text)
	}
	session := postJSON(t, base+fans+"/sessions", map[string]string{"challenge": challenge["challenge"].(string), "code": string(code[1])}, http.StatusCreated)
	if session["fan_id"] == "" {
		t.Errorf("signed in as %v", session)
	}
	if err := h.runner.RunOnce(t.Context()); err != nil || len(receiver.Mails()) != 1 {
		t.Errorf("%d mails (%v), want the one", len(receiver.Mails()), err)
	}
}

func postJSON(t *testing.T, url string, body any, want int) map[string]any {
	t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != want {
		t.Fatalf("%s: %d %s", url, resp.StatusCode, answer)
	}
	var fields map[string]any
	if err := json.Unmarshal(answer, &fields); err != nil {
		t.Fatal(err)
	}
	return fields
}
