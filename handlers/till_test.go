package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/fan"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
)

const tillPIN = "270415"

// till makes a telephone a till of glaces, in the hands of a person of the role till.
func (w *town) till(email, name string) *visitor {
	w.t.Helper()
	w.person(email, "glaces", account.Till)
	phone := w.panel(email)
	phone.submit("/fr/till", "/fr/till/open", url.Values{"brand": {"glaces"}, "name": {name}, "pin": {tillPIN}}).leadsTo("/fr/till")
	return phone
}

// shopper is a fan with points and a card.
func (w *town) shopper(email string) (id fan.ID, number string) {
	w.t.Helper()
	for i := range 2 {
		id = w.award(email, email+strconv.Itoa(i))
	}
	return id, w.memberNumber(id)
}

func (w *town) cardCode(id fan.ID) string {
	w.t.Helper()
	face, err := w.app.Loyalty.FindOwnCard(w.t.Context(), brandID(w, "glaces"), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return face.Code
}

// send posts the form of a page that was answered to a form, and not found by an address.
func (v *visitor) send(from answer, action string, form url.Values) answer {
	v.t.Helper()
	form.Set("csrf", csrfField.FindStringSubmatch(from.body)[1])
	return v.do(http.MethodPost, action, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

func keyOf(a answer) string {
	_, rest, _ := strings.Cut(a.body, `name="form_key" value="`)
	key, _, _ := strings.Cut(rest, `"`)
	return key
}

func TestATillGivesPointsByAmount(t *testing.T) {
	w := newTown(t)
	w.programme()
	_, number := w.shopper("awa@fans.example")
	phone := w.till("fatou@fete.example", "Comptoir")
	start := phone.get("/fr/till").wants(200).holds("Comptoir", "fatou", `data-stamp="`)
	if got := start.header.Get("Permissions-Policy"); !strings.Contains(got, "camera=(self)") {
		t.Errorf("the camera is %s", got)
	}
	phone.get("/fr/admin/b/glaces").leadsTo("/fr/admin/sign-in")

	found := phone.send(start, "/fr/till/found", url.Values{"code": {"KERMESSE:M:" + number}}).wants(200).holds(number, "60", "Une boule offerte").lacks("awa@")
	phone.send(start, "/fr/till/found", url.Values{"code": {number[:4] + " " + number[4:]}}).wants(200).holds(number)
	phone.send(start, "/fr/till/found", url.Values{"code": {"0000000000"}}).wants(422).holds("aucun membre")

	bill := url.Values{"member": {number}, "amount": {"125,50"}}
	shown := phone.send(found, "/fr/till/earn", bill).wants(200).holds("&#43;12", "125,50")
	if w.pointsOf(number) != 60 {
		t.Error("a dry run gave points")
	}
	give := url.Values{"member": {number}, "amount": {"125,50"}, "act": {"give"}, "form_key": {keyOf(shown)}}
	next := phone.send(shown, "/fr/till/earn", give).leadsTo("/fr/till?done=")
	phone.send(shown, "/fr/till/earn", give).leadsTo(next) // a double tap
	if got := w.pointsOf(number); got != 72 {
		t.Errorf("the member has %d points", got)
	}
	done := phone.get(next).wants(200).holds("12\u00a0points donnés", "Annuler")
	phone.get("/fr/till/log").wants(200).holds("12\u00a0points donnés", "125,50")
	_, act, _ := strings.Cut(done.body, `name="act" value="`)
	phone.send(done, "/fr/till/undo", url.Values{"act": {act[:36]}}).leadsTo("/fr/till?done=")
	phone.get("/fr/till/log").holds("annulé")
	phone.send(done, "/fr/till/undo", url.Values{"act": {act[:36]}}).wants(422).holds("déjà annulée")
	if got := w.pointsOf(number); got != 60 {
		t.Errorf("after undoing the member has %d points", got)
	}
	w.desk("glaces").get("/fr/admin/b/glaces/members/" + number).holds("fatou@fete.example · Comptoir")
}

func TestATillNotesWhoIsThere(t *testing.T) {
	w := newTown(t)
	w.programme()
	_, number := w.shopper("awa@fans.example")
	phone := w.till("fatou@fete.example", "Entrée")
	start := phone.get("/fr/till").wants(200)
	scan := func() answer { return phone.send(start, "/fr/till/found", url.Values{"code": {number}}).wants(200) }
	scan().lacks("Présence du jour")
	err := w.app.Loyalty.SaveRule(t.Context(), account.SystemActor(brandID(w, "glaces")), brandID(w, "glaces"), loyalty.Rule{
		Name: "Présence", Active: true, Rule: ledger.Rule{ID: loyalty.CheckIn, Fixed: 5, ExpiryDays: ledger.Never, Dedupe: ledger.PerMember},
	})
	if err != nil {
		t.Fatal(err)
	}
	found := scan().holds("Présence du jour")
	note := url.Values{"member": {number}, "form_key": {keyOf(found)}}
	next := phone.send(found, "/fr/till/present", note).leadsTo("/fr/till?done=")
	phone.send(found, "/fr/till/present", note).leadsTo(next) // a double tap
	phone.get(next).wants(200).holds("Présence du jour", "5\u00a0points donnés")
	again := scan()
	phone.send(again, "/fr/till/present", url.Values{"member": {number}, "form_key": {keyOf(again)}}).wants(422).holds("déjà rapporté")
	if got := w.pointsOf(number); got != 65 {
		t.Errorf("the member has %d points", got)
	}
	api := w.staff("glaces")
	api.header.Set("Idempotency-Key", "c1")
	api.json(http.MethodPost, "/api/v1/brands/glaces/till/check-ins", map[string]string{"member": number}).wants(409).code(409, "duplicate_source")
}

func (w *town) pointsOf(number string) int64 {
	w.t.Helper()
	v, err := w.app.Loyalty.FindMember(w.t.Context(), account.SystemActor(brandID(w, "glaces")), brandID(w, "glaces"), number)
	if err != nil {
		w.t.Fatal(err)
	}
	return v.Available
}

func TestSpendingNeedsTheCodeOfTheMinute(t *testing.T) {
	w := newTown(t)
	w.programme()
	id, number := w.shopper("awa@fans.example")
	phone := w.till("fatou@fete.example", "Comptoir")
	start := phone.get("/fr/till")
	code := w.cardCode(id)
	found := phone.send(start, "/fr/till/found", url.Values{"code": {"KERMESSE:S:" + number + ":" + code}}).wants(200).holds(`value="` + code + `"`)
	spend := func(code, points, reward, key string) answer {
		t.Helper()
		return phone.send(found, "/fr/till/spend", url.Values{"member": {number}, "code": {code}, "points": {points}, "reward": {reward}, "form_key": {key}})
	}
	spend("000001", "10", "", "k1").wants(422).holds("pas le bon").lacks(`value="000001"`)
	spend(code, "10", "", "k2").leadsTo("/fr/till?done=")
	spend(code, "10", "", "k2").leadsTo("/fr/till?done=")
	spend(code, "10", "", "k3").wants(422).holds("déjà servi")
	if got := w.pointsOf(number); got != 50 {
		t.Errorf("the member has %d points", got)
	}
	w.clock.Advance(time.Minute)
	fresh := w.cardCode(id)
	page := phone.get(spend(fresh, "", "une-boule-offerte", "k4").leadsTo("/fr/till?done=")).wants(200).holds("Une boule offerte")
	if strings.Contains(page.body, "/fr/till/undo") {
		t.Error("what was handed over can be undone")
	}
	if got := w.pointsOf(number); got != 25 {
		t.Errorf("the member has %d points", got)
	}
	w.clock.Advance(3 * time.Minute)
	spend(fresh, "5", "", "k5").wants(422).holds("plus valable")
	for i := range 5 {
		spend("00000"+strconv.Itoa(i), "5", "", "wrong"+strconv.Itoa(i))
	}
	spend(w.cardCode(id), "5", "", "k6").wants(429)
}

// voucher is one that a fan has taken.
func (w *town) voucher(id fan.ID, key string) string {
	w.t.Helper()
	taken, err := w.app.Loyalty.RedeemOwn(w.t.Context(), brandID(w, "glaces"), id, key, "une-boule-offerte")
	if err != nil || taken.Refused != nil {
		w.t.Fatal(err, taken.Refused)
	}
	return taken.Voucher
}

func TestTwoTillsAndOneVoucher(t *testing.T) {
	w := newTown(t)
	w.programme()
	id, _ := w.shopper("awa@fans.example")
	voucher := w.voucher(id, "v1")
	first, second := w.till("fatou@fete.example", "Comptoir"), w.till("ines@fete.example", "Terrasse")
	at, there := first.get("/fr/till"), second.get("/fr/till")
	found := first.send(at, "/fr/till/found", url.Values{"code": {strings.ToLower(voucher)}}).wants(200).holds("Une boule offerte", "Remettre")
	other := second.send(there, "/fr/till/found", url.Values{"code": {"KERMESSE:V:" + voucher}}).wants(200).holds("Remettre")
	first.send(found, "/fr/till/voucher", url.Values{"voucher": {voucher}, "form_key": {"k1"}}).leadsTo("/fr/till?done=")
	w.clock.Advance(time.Minute)
	second.send(other, "/fr/till/voucher", url.Values{"voucher": {voucher}, "form_key": {"k2"}}).wants(422).holds("21/11/2026 à 16", "fatou@fete.example · Comptoir")
	second.send(other, "/fr/till/voucher", url.Values{"voucher": {voucher}, "form_key": {"k2"}}).wants(422).holds("fatou@fete.example · Comptoir")
	second.send(there, "/fr/till/found", url.Values{"code": {voucher}}).wants(200).holds("Utilisé", "fatou@fete.example · Comptoir").lacks("Remettre")
	first.send(found, "/fr/till/voucher", url.Values{"voucher": {voucher}, "form_key": {"k1"}}).leadsTo("/fr/till?done=") // a resend of the one who won
	second.get("/fr/till/log").holds("Bon", "déjà été utilisé")
}

func TestATillIsUnlockedByAPersonsPIN(t *testing.T) {
	w := newTown(t)
	w.programme()
	phone := w.till("fatou@fete.example", "Comptoir")
	phone.submit("/fr/till", "/fr/till/lock", url.Values{}).leadsTo("/fr/till")
	locked := phone.get("/fr/till").wants(200).holds("Qui est à la caisse", "fatou").lacks("data-stamp")
	phone.get("/fr/till/log").leadsTo("/fr/till")
	_, rest, _ := strings.Cut(locked.body, `<option value="`)
	person := rest[:36]
	for range 4 {
		phone.send(locked, "/fr/till/unlock", url.Values{"person": {person}, "pin": {"111112"}}).wants(422).holds("pas le bon PIN").lacks("111112")
	}
	phone.send(locked, "/fr/till/unlock", url.Values{"person": {person}, "pin": {tillPIN}}).leadsTo("/fr/till")
	phone.get("/fr/till").holds("data-stamp")

	w.clock.Advance(31 * time.Minute) // nobody has touched it
	locked = phone.get("/fr/till").wants(200).holds("Qui est à la caisse")
	for range 5 {
		phone.send(locked, "/fr/till/unlock", url.Values{"person": {person}, "pin": {"111112"}}).wants(422)
	}
	phone.send(locked, "/fr/till/unlock", url.Values{"person": {person}, "pin": {tillPIN}}).wants(429)
	w.clock.Advance(15 * time.Minute)
	phone.send(locked, "/fr/till/unlock", url.Values{"person": {person}, "pin": {tillPIN}}).leadsTo("/fr/till")

	w.desk("glaces").get("/fr/admin/b/glaces/tills").wants(200).holds("Comptoir", "fatou", "choisi").lacks(tillPIN, "argon2")
	stranger := w.visitor()
	stranger.get("/fr/till").wants(200).holds("Me connecter")
	stranger.get("/fr/till/log").leadsTo("/fr/till")
	w.panel("fatou@fete.example").submit("/fr/till", "/fr/till/open", url.Values{"brand": {"glaces"}, "name": {"B"}, "pin": {"123456"}}).wants(422).holds("sans suite").lacks(`value="123456"`)
}

// What waited on a telephone arrives in the name of whoever did it, once, also after they
// have left; a till that was closed takes nothing any more.
func TestWhatWaitedOnATelephone(t *testing.T) {
	w := newTown(t)
	w.programme()
	id, number := w.shopper("awa@fans.example")
	voucher := w.voucher(id, "v1")
	phone := w.till("fatou@fete.example", "Comptoir")
	start := phone.get("/fr/till")
	_, rest, _ := strings.Cut(start.body, `data-stamp="`)
	stamp, _, _ := strings.Cut(rest, `"`)
	at := strconv.FormatInt(w.clock.Now().Add(5*time.Minute).UnixMilli(), 10)
	w.clock.Advance(10 * time.Minute)
	phone.send(start, "/fr/till/lock", url.Values{})

	phone.header.Set("Accept", "application/json")
	var state tillNow
	phone.get("/fr/till/state").wants(200).into(&state)
	if !state.Locked || state.CSRF == "" {
		t.Errorf("%+v", state)
	}
	kept := url.Values{"csrf": {state.CSRF}, "member": {number}, "amount": {"200"}, "act": {"give"}, "form_key": {"q1"}, "stamp": {stamp}, "at": {at}}
	post := func(path string, form url.Values) answer {
		return phone.do(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	}
	post("/fr/till/earn", kept).wants(200).holds("+20", number)
	post("/fr/till/earn", kept).wants(200).holds("+20") // its answer was lost on the way
	if got := w.pointsOf(number); got != 35+20 {
		t.Errorf("the member has %d points", got)
	}
	use := url.Values{"csrf": {state.CSRF}, "voucher": {voucher}, "form_key": {"q2"}, "stamp": {stamp}, "at": {at}}
	post("/fr/till/voucher", use).wants(200).holds("Une boule offerte")
	use.Set("form_key", "q3")
	post("/fr/till/voucher", use).wants(409).holds("fatou@fete.example · Comptoir")
	use.Set("voucher", "KERMESSE:V:ZZZZ-ZZZZ-ZZZ")
	post("/fr/till/voucher", use).wants(404)
	kept.Set("stamp", stamp[:len(stamp)-1])
	post("/fr/till/earn", kept).wants(401)
	kept.Set("stamp", "")
	post("/fr/till/earn", kept).wants(401)

	acts, err := w.app.Tills.ListDay(t.Context(), account.SystemActor(brandID(w, "glaces")), brandID(w, "glaces"), w.clock.Now())
	if err != nil || len(acts) != 3 || acts[0].ReceivedAt.Sub(acts[0].At) != 5*time.Minute {
		t.Errorf("%+v, %v", acts, err)
	}
	desk := w.desk("glaces")
	page := desk.get("/fr/admin/b/glaces/tills").holds("arrivé plus tard")
	_, till, _ := strings.Cut(page.body, `name="till" value="`)
	desk.submit("/fr/admin/b/glaces/tills", "/fr/admin/b/glaces/tills", url.Values{"act": {"close"}, "till": {till[:36]}}).leadsTo("/fr/admin/b/glaces/tills")
	kept.Set("stamp", stamp)
	kept.Set("form_key", "q9")
	post("/fr/till/earn", kept).wants(401)
	phone.get("/fr/till/state").wants(401)
}

func TestLimitsOfAPerson(t *testing.T) {
	w := newTown(t)
	w.programme()
	_, number := w.shopper("awa@fans.example")
	w.person("fatou@fete.example", "glaces", account.Till)
	api, manager := w.api("fatou@fete.example"), w.staff("glaces")
	manager.json(http.MethodPut, "/api/v1/brands/glaces/till/limits", map[string]any{"limits": map[string]int64{"bill": 10_000, "day_bills": 15_000, "spend": 0, "day_spend": 0}}).wants(200)
	api.json(http.MethodPut, "/api/v1/brands/glaces/till/limits", map[string]any{"limits": map[string]int64{"bill": 0, "day_bills": 0, "spend": 0, "day_spend": 0}}).code(403, "not_allowed")
	earn := func(key string, amount int64) answer {
		api.header.Set("Idempotency-Key", key)
		return api.json(http.MethodPost, "/api/v1/brands/glaces/till/earns", map[string]any{"member": number, "amount": amount})
	}
	earn("k1", 10_001).code(409, "till_limit_operation")
	earn("k2", 10_000).wants(200).holds(`"points":10`)
	earn("k2", 10_000).wants(200).holds(`"replayed":true`)
	earn("k2", 9_999).code(422, "idempotency_conflict")
	earn("k3", 6_000).code(409, "till_limit_day")
	var done tillActAnswer
	earn("k4", 5_000).wants(200).into(&done)
	api.json(http.MethodPost, "/api/v1/brands/glaces/till/operations/"+done.ID+"/undo", nil).wants(200).holds(`"undone"`)
	earn("k5", 4_000).wants(200) // what was undone does not count any more
	w.clock.Advance(24 * time.Hour)
	api.header = w.api("fatou@fete.example").header
	earn("k6", 10_000).wants(200)
	api.get("/api/v1/brands/glaces/till/operations").wants(200).holds(`"amount":10000`).lacks("5000")
	api.json(http.MethodPost, "/api/v1/brands/glaces/till/operations/"+done.ID+"/undo", nil).code(404, "till_act_not_found")

	// The books themselves are not for tills.
	api.json(http.MethodPost, "/api/v1/brands/glaces/loyalty/earn", map[string]any{"member": number, "rule": "purchase", "source_id": "x", "amount": 99_999}).code(403, "not_allowed")
	api.json(http.MethodPost, "/api/v1/brands/glaces/loyalty/spend", map[string]any{"member": number, "points": 5}).code(403, "not_allowed")
	api.json(http.MethodPost, "/api/v1/brands/glaces/loyalty/purchases", map[string]any{"order": "o1", "member": number, "amount": 99_999}).code(403, "not_allowed")
	api.json(http.MethodPost, "/api/v1/brands/glaces/till/find", map[string]any{"code": number}).wants(200).holds(number, `"at_till":true`)
	api.json(http.MethodPost, "/api/v1/brands/glaces/till/preview", map[string]any{"member": number, "amount": 5000}).wants(200).holds(`"points":5`)
	api.json(http.MethodPost, "/api/v1/brands/glaces/till/prizes", map[string]any{"code": "X"}).code(404, "till_no_prizes")
	w.api("thes@fete.example").json(http.MethodPost, "/api/v1/brands/glaces/till/find", map[string]any{"code": number}).wants(404)
}
