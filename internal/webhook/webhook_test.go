package webhook_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/webhook"
)

// The example of the Standard Webhooks specification.
func TestSignatureIsTheOneOfTheStandard(t *testing.T) {
	key, err := base64.StdEncoding.DecodeString("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		t.Fatal(err)
	}
	got := webhook.Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`), key)
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want {
		t.Errorf("Sign = %s, want %s", got, want)
	}
}

func TestWhatIsRolledBackIsNotTold(t *testing.T) {
	h := newHouse(t)
	e := h.add(newReceiver(t).URL)
	boom := errors.New("the purchase was refused")
	err := h.db.InTx(t.Context(), func(tx *db.DB) error {
		event := earned("1")
		event.Brand, event.At = h.brand.ID, h.clock.Now()
		if err := h.Announce(t.Context(), tx, event); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) || len(h.log(e.ID)) != 0 {
		t.Errorf("after %v there is %+v to tell", err, h.log(e.ID))
	}
}

func TestAReceiverIsToldWhatItChoseInOrderAndSigned(t *testing.T) {
	h, r := newHouse(t), newReceiver(t)
	e := h.add(r.URL, func(in *webhook.Settings) { in.Events = webhook.Selection{webhook.PointsEarned} })
	for i := range 30 {
		h.happen(earned(strconv.Itoa(i)), webhook.Event{Type: webhook.TierReached, Data: webhook.Tier{}})
	}
	h.deliver()
	got := r.all()
	if len(got) != 30 {
		t.Fatalf("%d events came, want the 30 of the chosen type", len(got))
	}
	ids := map[string]bool{}
	for i, one := range got {
		body := one.read(t)
		data, _ := body["data"].(map[string]any)
		if body["type"] != "points.earned" || body["brand"] != "port" || data["member"] != strconv.Itoa(i) || body["contact"] != nil {
			t.Fatalf("event %d: %s", i, one.body)
		}
		h.signedBy(one, h.secret(e.ID))
		ids[one.header.Get(webhook.HeaderID)] = true
	}
	if len(ids) != 30 {
		t.Errorf("%d ids of 30 events", len(ids))
	}
	for _, d := range h.log(e.ID) {
		if d.State != webhook.Delivered || d.Attempts != 1 || d.Status != 200 {
			t.Errorf("%+v", d)
		}
	}
}

func (h *house) secret(id webhook.EndpointID) string {
	h.t.Helper()
	text, err := h.Secret(h.t.Context(), h.owner, id)
	if err != nil || !strings.HasPrefix(text, webhook.SecretPrefix) {
		h.t.Fatalf("Secret = %s, %v", text, err)
	}
	return text
}

// signedBy fails unless a message is signed by exactly these secrets, as a receiver looks.
func (h *house) signedBy(got received, secrets ...string) {
	h.t.Helper()
	seconds, err := strconv.ParseInt(got.header.Get(webhook.HeaderTimestamp), 10, 64)
	if err != nil {
		h.t.Fatal(err)
	}
	signatures := strings.Fields(got.header.Get(webhook.HeaderSignature))
	if len(signatures) != len(secrets) {
		h.t.Errorf("%d signatures, want %d", len(signatures), len(secrets))
	}
	for i, text := range secrets {
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(text, webhook.SecretPrefix))
		if err != nil {
			h.t.Fatal(err)
		}
		want := webhook.Sign(got.header.Get(webhook.HeaderID), time.Unix(seconds, 0), []byte(got.body), key)
		if i >= len(signatures) || signatures[i] != want {
			h.t.Errorf("signature %d is not %s: %v", i, want, signatures)
		}
	}
}

func TestTwoSecretsSignWhileOneReplacesTheOther(t *testing.T) {
	h, r := newHouse(t), newReceiver(t)
	e := h.add(r.URL)
	old := h.secret(e.ID)
	if _, err := h.Rotate(t.Context(), h.owner, e.ID, 24*time.Hour); err != nil {
		t.Fatal(err)
	}
	now := h.secret(e.ID)
	if now == old {
		t.Fatal("the secret is the old one")
	}
	h.happen(earned("1"))
	h.deliver()
	h.signedBy(r.all()[0], now, old)
	h.clock.Advance(24 * time.Hour)
	h.happen(earned("2"))
	h.deliver()
	h.signedBy(r.all()[1], now)
	if _, err := h.Rotate(t.Context(), h.owner, e.ID, 0); err != nil { // it leaked
		t.Fatal(err)
	}
	h.happen(earned("3"))
	h.deliver()
	h.signedBy(r.all()[2], h.secret(e.ID))
}

func TestAFailureIsTriedAgainAndAtLastGivenUp(t *testing.T) {
	h, r := newHouse(t), newReceiver(t)
	r.answers(http.StatusInternalServerError)
	e := h.add(r.URL)
	h.happen(earned("1"))
	began, last := h.clock.Now(), time.Time{}
	for h.log(e.ID)[0].State == webhook.Queued {
		d := h.log(e.ID)[0]
		if wait := d.DueAt.Sub(h.clock.Now()); d.Attempts > 1 && wait < last.Sub(began)/1000 {
			t.Fatalf("attempt %d comes %v after the one before", d.Attempts+1, wait)
		}
		h.clock.Set(d.DueAt)
		last = d.DueAt
		before := len(r.all())
		h.deliver()
		if len(r.all()) == before {
			h.clock.Advance(6 * time.Minute) // the endpoint had a rest
			h.deliver()
		}
	}
	d := h.log(e.ID)[0]
	full, err := h.FindDelivery(t.Context(), h.owner, d.ID)
	if err != nil || d.State != webhook.GivenUp || len(full.Log) != d.Attempts || d.Status != 500 {
		t.Fatalf("%+v, %v", full, err)
	}
	if took := d.EndedAt.Sub(began); took < webhook.GiveUpAfter || took > webhook.GiveUpAfter+time.Hour || d.Attempts < 10 || d.Attempts > 20 {
		t.Errorf("given up after %v and %d attempts", took, d.Attempts)
	}
	trouble, err := h.ListTrouble(t.Context(), h.owner)
	if err != nil || len(trouble) != 1 || trouble[0].GivenUp != 1 {
		t.Errorf("ListTrouble = %+v, %v", trouble, err)
	}

	r.answers(http.StatusNoContent)
	h.clock.Advance(10 * time.Minute)
	if n, err := h.ReplayGivenUp(t.Context(), h.owner, e.ID, began); n != 1 || err != nil {
		t.Fatalf("ReplayGivenUp = %d, %v", n, err)
	}
	h.deliver()
	if d := h.log(e.ID)[0]; d.State != webhook.Delivered || !d.Replay {
		t.Errorf("%+v", d)
	}
	if trouble, err := h.ListTrouble(t.Context(), h.owner); len(trouble) != 0 || err != nil {
		t.Errorf("ListTrouble = %+v, %v", trouble, err)
	}
}

func TestAReplayKeepsTheID(t *testing.T) {
	h, r := newHouse(t), newReceiver(t)
	e := h.add(r.URL)
	h.happen(earned("1"))
	h.deliver()
	again, err := h.Replay(t.Context(), h.owner, h.log(e.ID)[0].ID)
	if err != nil || !again.Replay {
		t.Fatal(again, err)
	}
	h.deliver()
	got := r.all()
	if len(got) != 2 || got[0].header.Get(webhook.HeaderID) != got[1].header.Get(webhook.HeaderID) || got[0].body != got[1].body {
		t.Errorf("%+v", got)
	}
}

func TestAnEndpointThatOnlyFailsIsSwitchedOffAndTheOwnerTold(t *testing.T) {
	h, r := newHouse(t), newReceiver(t)
	r.answers(http.StatusBadGateway)
	e := h.add(r.URL)
	for range 7 {
		h.happen(earned("1"))
		h.deliver()
		h.clock.Advance(24 * time.Hour)
		if err := h.Purge(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	e = h.find(e.ID)
	if e.State != webhook.StateDisabled || e.Reason != webhook.ReasonFailing {
		t.Fatalf("%+v", e)
	}
	mails, err := h.outbox.Recent(t.Context(), 10)
	if err != nil || len(mails) != 1 || mails[0].To != "awa@port.example" || !strings.Contains(mails[0].Text, "/fr/admin/b/port/webhooks/"+string(e.ID)) {
		t.Fatalf("%+v, %v", mails, err)
	}
	before := len(h.log(e.ID))
	h.happen(earned("2"))
	if len(h.log(e.ID)) != before {
		t.Error("an endpoint that is switched off is told")
	}
	if err := h.Try(t.Context(), h.owner, e.ID); !errors.Is(err, webhook.ErrNotActive) {
		t.Errorf("Try = %v", err)
	}
	r.answers(http.StatusOK)
	if _, err := h.Change(t.Context(), h.owner, e.ID, webhook.Settings{URL: r.URL, Events: e.Events}); err != nil {
		t.Fatal(err)
	}
	h.clock.Advance(time.Hour)
	h.happen(earned("3"))
	h.deliver()
	if d := h.log(e.ID)[0]; d.State != webhook.Delivered {
		t.Errorf("after it was switched on: %+v", d)
	}
}

func (h *house) find(id webhook.EndpointID) webhook.Endpoint {
	h.t.Helper()
	e, err := h.Find(h.t.Context(), h.owner, id)
	if err != nil {
		h.t.Fatal(err)
	}
	return e
}

func TestGoneMeansGone(t *testing.T) {
	h, r := newHouse(t), newReceiver(t)
	r.answers(http.StatusGone)
	e := h.add(r.URL)
	h.happen(earned("1"), earned("2"))
	h.deliver()
	if e = h.find(e.ID); e.State != webhook.StateDisabled || e.Reason != webhook.ReasonGone || len(r.all()) != 1 {
		t.Errorf("%+v after %d calls", e, len(r.all()))
	}
}

func TestABadMessageDoesNotHoldUpTheOthers(t *testing.T) {
	h, r := newHouse(t), newReceiver(t)
	e := h.add(r.URL)
	r.answer = func(w http.ResponseWriter) {
		if strings.Contains(r.got[len(r.got)-1].body, `"bad"`) {
			w.WriteHeader(http.StatusUnprocessableEntity)
			_, _ = w.Write([]byte("I do not know \x00 this member"))
		}
	}
	h.happen(earned("1"), earned("bad"), earned("2"))
	h.deliver()
	states := map[webhook.DeliveryState]int{}
	for _, d := range h.log(e.ID) {
		states[d.State]++
		if d.State == webhook.Queued {
			full, err := h.FindDelivery(t.Context(), h.owner, d.ID)
			if err != nil || full.Log[0].Answer != "I do not know  this member" || !strings.Contains(full.Data, "bad") {
				t.Errorf("%+v, %v", full, err)
			}
		}
	}
	if states[webhook.Delivered] != 2 || states[webhook.Queued] != 1 {
		t.Errorf("%v", states)
	}
}

// Ten servers and one event after the other: each is told once, and in order.
func TestSeveralServersTellEachEventOnce(t *testing.T) {
	h, r := newHouse(t), newReceiver(t)
	h.add(r.URL)
	h.add(r.URL)
	for i := range 50 {
		h.happen(earned(strconv.Itoa(i)))
	}
	var wg sync.WaitGroup
	for range 10 {
		node := h.node(loopback)
		wg.Go(func() {
			if err := node.DeliverDue(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	counts := map[string]int{}
	for _, got := range r.all() {
		counts[got.header.Get(webhook.HeaderID)]++
	}
	if len(r.all()) != 100 || len(counts) != 50 {
		t.Fatalf("%d calls for %d events", len(r.all()), len(counts))
	}
	for id, n := range counts {
		if n != 2 {
			t.Errorf("%s came %d times to two endpoints", id, n)
		}
	}
}

func TestContactsAreSentToWhoChoseSoAndNeverKept(t *testing.T) {
	h, r, plain := newHouse(t), newReceiver(t), newReceiver(t)
	h.add(r.URL, func(in *webhook.Settings) { in.Contacts = true })
	bare := h.add(plain.URL)
	var f fan.Fan
	err := h.db.InTx(t.Context(), func(tx *db.DB) (err error) {
		contact, err := fan.ParseContact("moussa@exemple.sn", "", "")
		if err != nil {
			return err
		}
		f, err = h.fans.Ensure(t.Context(), tx, h.brand.ID, contact, false)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	event := earned("1")
	event.Fan = f.ID
	h.happen(event)
	h.deliver()
	if c, _ := r.all()[0].read(t)["contact"].(map[string]any); c["email"] != "moussa@exemple.sn" {
		t.Errorf("who chose contacts got %s", r.all()[0].body)
	}
	if strings.Contains(plain.all()[0].body, "moussa") {
		t.Errorf("who did not got %s", plain.all()[0].body)
	}
	for _, table := range []string{"webhook_messages", "webhook_deliveries", "webhook_attempts"} {
		var rows []map[string]any
		if err := h.db.Gorm(t.Context()).Raw("SELECT * FROM " + table).Scan(&rows).Error; err != nil {
			t.Fatal(err)
		}
		if strings.Contains(fmt.Sprint(rows), "moussa") {
			t.Errorf("%s keeps the address", table)
		}
	}
	export, err := h.fans.Export(t.Context(), h.brand.ID, f.ID)
	if err != nil || !strings.Contains(string(export), `"with_contact": true`) {
		t.Errorf("the fan's export does not say who was told: %s, %v", export, err)
	}

	if err := h.fans.Forget(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	for _, e := range []webhook.EndpointID{bare.ID} {
		if _, err := h.Replay(t.Context(), h.owner, h.log(e)[0].ID); err != nil {
			t.Fatal(err)
		}
	}
	all, err := h.List(t.Context(), h.owner)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Replay(t.Context(), h.owner, h.log(all[0].ID)[0].ID); err != nil {
		t.Fatal(err)
	}
	h.deliver()
	if got := r.all(); len(got) != 2 || got[1].read(t)["contact"] != nil {
		t.Errorf("a replay after the erasure tells %+v", got)
	}
}

func TestOnlyThoseWhoMayLookAndChange(t *testing.T) {
	h := newHouse(t)
	e := h.add("https://shop.example/hook")
	for role, want := range map[account.Role]error{
		account.Manager: nil, account.Moderator: account.ErrNotAllowed, account.Viewer: account.ErrNotAllowed, account.Till: account.ErrNotAllowed,
	} {
		actor := h.owner
		actor.Role = role
		if _, err := h.List(t.Context(), actor); !errors.Is(err, want) {
			t.Errorf("%s lists: %v", role, err)
		}
		if _, err := h.Secret(t.Context(), actor, e.ID); !errors.Is(err, want) {
			t.Errorf("%s reads the secret: %v", role, err)
		}
	}
	stranger := account.Actor{Name: "Eve", Brand: "other", Role: account.Owner, Kind: account.KindStaff}
	if _, err := h.Secret(t.Context(), stranger, e.ID); !errors.Is(err, webhook.ErrEndpointNotFound) {
		t.Errorf("the owner of another brand reads the secret: %v", err)
	}
}

func TestAddressesInsideAreNotCalled(t *testing.T) {
	h, inside := newHouse(t), newReceiver(t)
	strict := h.node(nil)
	for url, want := range map[string]*fault.Error{
		"https://127.0.0.1/":                   webhook.ErrURLInside,
		"https://localhost/":                   webhook.ErrURLInside,
		"https://[::1]/":                       webhook.ErrURLInside,
		"https://[::ffff:127.0.0.1]/":          webhook.ErrURLInside,
		"https://169.254.169.254/latest":       webhook.ErrURLInside,
		"https://10.1.2.3/":                    webhook.ErrURLInside,
		"https://100.64.0.1/":                  webhook.ErrURLInside,
		"https://[fd00::1]/":                   webhook.ErrURLInside,
		"https://[fe80::1]/":                   webhook.ErrURLInside,
		"https://[64:ff9b::7f00:1]/":           webhook.ErrURLInside,
		"https://[2002:7f00:1::]/":             webhook.ErrURLInside,
		"https://0.0.0.0/":                     webhook.ErrURLInside,
		"https://8.8.8.8:22/":                  webhook.ErrURLInside,
		"https://LocalHost/":                   webhook.ErrURLInside,
		"https://localhost./":                  webhook.ErrURLInside,
		"https://127.0.0.1./":                  webhook.ErrURLInside,
		"https://2130706433/":                  webhook.ErrURLInside, // 127.0.0.1, in other ways to write it
		"https://127.1/":                       webhook.ErrURLInside,
		"https://0x7f.0.0.1/":                  webhook.ErrURLInside,
		"https://0x7f000001/":                  webhook.ErrURLInside,
		"https://0177.0.0.1/":                  webhook.ErrURLInside,
		"https://0/":                           webhook.ErrURLInside,
		"https://[::]/":                        webhook.ErrURLInside,
		"https://[::7f00:1]/":                  webhook.ErrURLInside,
		"https://[::ffff:a9fe:a9fe]/":          webhook.ErrURLInside,
		"http://shop.example/":                 webhook.ErrURL,
		"ftp://shop.example/":                  webhook.ErrURL,
		"https://":                             webhook.ErrURL,
		"shop.example":                         webhook.ErrURL,
		"https://me:secret@shop.example/":      webhook.ErrURLPassword,
		"https://shop.example/#part":           webhook.ErrURL,
		"https://" + strings.Repeat("a", 2100): webhook.ErrURL,
	} {
		_, err := strict.Add(t.Context(), h.owner, webhook.Settings{URL: url, Events: webhook.Selection{webhook.All}})
		if f := fault.From(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Fault.Code != want.Code {
			t.Errorf("%s: %v, want %s", url, err, want.Code)
		}
	}
	for _, url := range []string{"https://8.8.8.8/", "https://shop.example:8443/kermesse?x=1", "https://3.shop42.example/", "https://[2606:4700::1111]/"} {
		if _, err := strict.Add(t.Context(), h.owner, webhook.Settings{URL: url, Events: webhook.Selection{webhook.All}}); err != nil {
			t.Errorf("%s: %v", url, err)
		}
	}

	// A name that was public when it was entered resolves to this machine when it is called.
	rebound := h.add(strings.Replace(inside.URL, "127.0.0.1", "localhost", 1))
	h.happen(earned("1"))
	if err := strict.DeliverDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := inside.all(); len(got) != 0 {
		t.Fatalf("this machine was called: %+v", got)
	}
	if d := h.log(rebound.ID)[0]; d.Failure != "the address is not public, and the operator has not allowed it" {
		t.Errorf("the log says %+v", d)
	}
}

func TestARedirectLeadsNowhere(t *testing.T) {
	h, other := newHouse(t), newReceiver(t)
	moved := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	t.Cleanup(moved.Close)
	e := h.add(moved.URL)
	h.happen(earned("1"))
	h.deliver()
	if d := h.log(e.ID)[0]; d.State != webhook.Queued || d.Status != 307 || len(other.all()) != 0 {
		t.Errorf("%+v, and %d calls behind it", d, len(other.all()))
	}
}
