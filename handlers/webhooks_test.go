package handlers

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/webhook"
)

const hooksAPI = "/api/v1/brands/glaces/webhooks"

// regexpDelivery finds the address of a delivery in the log.
var regexpDelivery = regexp.MustCompile(`/fr/admin/b/glaces/webhooks/deliveries/[0-9a-f-]+`)

// happens tells the webhooks of a brand something.
func (w *town) happens(brand string) {
	w.t.Helper()
	err := w.db.InTx(w.t.Context(), func(tx *db.DB) error {
		return w.app.Webhooks.Announce(w.t.Context(), tx, webhook.Event{
			Brand: brandID(w, brand), Type: webhook.PointsEarned, At: w.clock.Now(), Data: webhook.Points{Member: "4012", Points: 5},
		})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.app.Webhooks.DeliverDue(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

func TestAProgramRunsWebhooksByTheAPI(t *testing.T) {
	w := newTown(t)
	var fails atomic.Bool
	var bodies []string
	receiver := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		bodies = append(bodies, string(body))
		if fails.Load() {
			http.Error(rw, "down for tea", http.StatusBadGateway)
		}
	}))
	t.Cleanup(receiver.Close)
	cm := w.staff("glaces")
	cm.json(http.MethodPost, hooksAPI, map[string]any{"url": "https://127.0.0.1:22/", "events": []string{"points.burnt"}}).
		wants(422).holds("webhook_event_unknown").lacks("whsec_")
	var made struct {
		ID string `json:"id"`
	}
	cm.json(http.MethodPost, hooksAPI, map[string]any{"url": receiver.URL, "events": []string{"points.earned", "webhook.test"}}).
		wants(201).holds(`"state":"active"`).lacks("whsec_").into(&made)
	one := hooksAPI + "/" + made.ID
	cm.get(one + "/secret").wants(200).holds("whsec_")
	cm.json(http.MethodPost, one+"/test", nil).wants(204)
	w.happens("glaces")
	if len(bodies) != 2 || !strings.Contains(bodies[0], `"type":"webhook.test"`) || !strings.Contains(bodies[1], `"member":"4012"`) {
		t.Fatalf("the receiver got %q", bodies)
	}
	fails.Store(true)
	w.happens("glaces")
	var log struct {
		Items []struct {
			ID, State string
		}
	}
	cm.get(one+"/deliveries?state=queued").wants(200).holds(`"status":502`, `"attempts":1`).into(&log)
	cm.get("/api/v1/brands/glaces/webhook-deliveries/"+log.Items[0].ID).wants(200).holds("down for tea", `"member":"4012"`)
	cm.get(one).wants(200).holds(`"failures":1`)
	fails.Store(false)
	cm.json(http.MethodPost, "/api/v1/brands/glaces/webhook-deliveries/"+log.Items[0].ID+"/replay", nil).wants(201).holds(`"replay":true`)
	cm.json(http.MethodPost, one+"/replay", map[string]any{"since": "2026-11-01T00:00:00Z"}).wants(200).holds(`"deliveries":0`)
	cm.json(http.MethodPost, one+"/rotate", map[string]any{"overlap_hours": 24}).wants(200).holds(`"former_secret_until":"2026-11-22T12:00:00Z"`)
	cm.json(http.MethodPut, one, map[string]any{"url": receiver.URL, "events": []string{"*"}, "paused": true}).wants(200).holds(`"state":"paused"`)
	cm.json(http.MethodPost, one+"/test", nil).wants(409).holds("webhook_not_active")

	other := w.staff("thes")
	other.get(one).wants(404)
	other.get("/api/v1/brands/thes/webhooks/" + made.ID).wants(404)
	other.get("/api/v1/brands/thes/webhook-deliveries/" + log.Items[0].ID).wants(404)
	w.person("mod@fete.example", "glaces", account.Moderator)
	w.api("mod@fete.example").get(hooksAPI).wants(403)

	cm.json(http.MethodDelete, one, nil).wants(204)
	cm.get(one).wants(404)
	cm.get("/api/openapi.json").holds(`"webhooks":{"contest.closed"`, "webhook-signature", "PointBalance")
}

func TestTheDeskSeesWhatWasToldAndTellsItAgain(t *testing.T) {
	w := newTown(t)
	var calls, fail atomic.Int32
	receiver := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		if fail.Load() > 0 {
			rw.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(receiver.Close)
	const hooks = "/fr/admin/b/glaces/webhooks"
	cm := w.desk("glaces")
	cm.get(hooks).wants(200).holds("Aucune adresse pour l’instant")
	cm.submit(hooks+"/new", hooks+"/new", url.Values{"url": {"boutique"}, "active": {"yes"}}).
		wants(422).holds("commence par https://", "au moins un événement", `value="boutique"`)
	made := cm.submit(hooks+"/new", hooks+"/new", url.Values{"url": {receiver.URL}, "all": {"yes"}, "active": {"yes"}}).wants(303)
	secret := made.header.Get("Location")
	one := strings.TrimSuffix(secret, "/secret")
	before := cm.get(secret).wants(200).holds("whsec_").body
	cm.submit(secret, secret, url.Values{}).wants(303)
	if after := cm.get(secret).wants(200).holds("signe encore jusqu’au").body; after == before {
		t.Error("the secret is the old one")
	}
	cm.submit(one, one+"/test", nil).leadsTo(one)
	w.happens("glaces")
	page := cm.get(one).wants(200).holds("webhook.test", "points.earned", "Accepté")
	delivery := regexpDelivery.FindString(page.body)
	cm.get(delivery).wants(200).holds("4012", "msg_")
	cm.submit(delivery, delivery, nil).leadsTo(one)
	w.happens("glaces")
	if calls.Load() != 4 {
		t.Errorf("%d calls, want a test, two events and a replay", calls.Load())
	}
	cm.get("/fr/admin/b/glaces").wants(200).lacks("webhook a besoin")
	fail.Store(1)
	w.happens("glaces")
	cm.get("/fr/admin/b/glaces").wants(200).holds("Un webhook a besoin de vous")
	cm.get(hooks).wants(200).holds("En échec")
	cm.get("/en/admin/b/glaces/webhooks").wants(200).holds("Failing")
	cm.get("/fr/admin/b/glaces/journal").wants(200).holds("Webhook ajouté", "Secret de webhook remplacé").lacks("whsec_")
	cm.submit(one+"/remove", one+"/remove", nil).leadsTo(hooks)
	cm.get(one).wants(404)

	w.person("mod@fete.example", "glaces", account.Moderator)
	mod := w.panel("mod@fete.example")
	mod.get(hooks).wants(403)
	mod.get("/fr/admin/b/glaces").wants(200).lacks("/webhooks")
}
