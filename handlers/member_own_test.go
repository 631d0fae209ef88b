package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
)

// generous is the programme of glaces with referrals, gifts, birthdays and benefits.
func (w *town) generous() {
	w.t.Helper()
	w.programme()
	ctx, brand := w.t.Context(), brandID(w, "glaces")
	actor := account.SystemActor(brand)
	p, err := w.app.Loyalty.FindProgramme(ctx, brand)
	if err != nil {
		w.t.Fatal(err)
	}
	next := *p
	next.Social = loyalty.Social{ReferralAct: loyalty.SignUp, Gifts: loyalty.Gifts{PerMonth: 40, Days: 7}, Benefits: [][]string{{"Une boule le jour de votre fête"}}}
	next.Terms.Tiers = []ledger.Tier{{Name: "Cornet", EarnBP: 10_000}}
	for id, points := range map[string]int64{loyalty.SignUp: 5, loyalty.Referral: 15, loyalty.Referred: 10, loyalty.Birthday: 50} {
		next.Rules = append(next.Rules, loyalty.Rule{Name: "Règle " + id, Active: true, Rule: ledger.Rule{ID: id, Fixed: points, ExpiryDays: ledger.Never, Dedupe: ledger.PerMember}})
	}
	if err := w.app.Loyalty.SetProgramme(ctx, actor, brand, next); err != nil {
		w.t.Fatal(err)
	}
}

// signIn opens a fan's page with the code of a real mail, and comes back to a page.
func (w *town) signIn(v *visitor, email, next string) answer {
	w.t.Helper()
	page := "/fr/m/glaces?" + url.Values{"next": {next}}.Encode()
	sent := v.submit(page, "/fr/m/glaces/sign-in", url.Values{"email": {email}, "next": {next}}).wants(303).header.Get("Location")
	u, err := url.Parse(sent)
	if err != nil {
		w.t.Fatal(err)
	}
	code, _ := w.mailed()
	return v.submit(sent, "/fr/m/glaces/code", url.Values{"pending": {u.Query().Get("pending")}, "code": {code}, "next": {u.Query().Get("next")}}).wants(303)
}

func TestAReferralLinkBringsAMember(t *testing.T) {
	w := newTown(t)
	w.generous()
	w.shopper("awa@fans.example")
	awa := w.visitor()
	w.signIn(awa, "awa@fans.example", "")
	page := awa.get("/fr/m/glaces/friends").wants(200).holds("15\u00a0points", "10\u00a0points", "WhatsApp")
	link := cutOut(page.body, `<code class="hash">http://fete.example`, "<")
	if again := cutOut(awa.get("/fr/m/glaces/friends").body, `<code class="hash">http://fete.example`, "<"); again != link {
		t.Errorf("the link was %s, then %s", link, again)
	}
	friend := w.visitor()
	landing := strings.TrimSpace("/fr" + link)
	friend.get(landing).wants(200).holds("Un ami vous invite", "5\u00a0points", `name="email"`).lacks("awa@")
	friend.submit(landing, "/fr/m/glaces/join", url.Values{"by": {"X"}}).leadsTo("/fr/m/glaces?next=") // nobody is signed in
	w.signIn(friend, "moussa@fans.example", strings.TrimPrefix(landing, "/fr")).leadsTo(landing)
	awa.get("/fr/m/glaces/friends").lacks("Un ami est venu") // an address is no act of theirs yet
	friend.get(landing).wants(200).holds("Devenir membre")
	code := landing[strings.LastIndex(landing, "/")+1:]
	friend.submit(landing, "/fr/m/glaces/join", url.Values{"by": {code}}).leadsTo("/fr/m/glaces")
	if err := w.app.Loyalty.RewardReferrals(t.Context()); err != nil {
		t.Fatal(err)
	}
	friend.get("/fr/m/glaces").wants(200).holds("Bienvenue", "Règle referred", "10 points pour ce geste", "Une boule le jour")
	awa.get("/fr/m/glaces/friends").holds("Un ami est venu", "Récompensé").lacks("moussa")
	awa.get(landing).holds("déjà membre")
	w.visitor().get("/en" + link).wants(200).holds("A friend invites you")
}

func cutOut(body, from, to string) string {
	_, rest, _ := strings.Cut(body, from)
	found, _, _ := strings.Cut(rest, to)
	return found
}

func TestAGiftIsClaimedByItsLink(t *testing.T) {
	w := newTown(t)
	w.generous()
	_, number := w.shopper("awa@fans.example")
	awa, friend := w.visitor(), w.visitor()
	w.signIn(awa, "awa@fans.example", "")
	const page = "/fr/m/glaces/gifts"
	give := func(points, key string) answer {
		return awa.submit(page, page, url.Values{"act": {"give"}, "points": {points}, "message": {"Pour ta fête"}, "form_key": {key}})
	}
	give("41", "k0").wants(422).holds("ce mois-ci", `value="41"`)
	made := give("30", "k1").leadsTo(page + "?made=")
	give("30", "k1").leadsTo(made)
	link := "/fr" + cutOut(awa.get(made).wants(200).holds("Pour ta fête").body, `<code class="hash">http://fete.example`, "<")
	if got := w.pointsOf(number); got != 35 {
		t.Errorf("the giver has %d points", got)
	}
	friend.get(link).wants(200).holds("30", "Pour ta fête", "Recevoir un code").lacks("awa@")
	friend.get(link[:len(link)-1] + "x").wants(404)
	w.signIn(friend, "moussa@fans.example", strings.TrimPrefix(link, "/fr")).leadsTo(link)
	friend.submit(link, link, url.Values{}).leadsTo("/fr/m/glaces")
	friend.get("/fr/m/glaces").wants(200).holds("Les points sont à vous", "Points reçus")
	friend.submit("/fr/m/glaces/profile", link, url.Values{}).leadsTo("/fr/m/glaces") // a double tap
	awa.get(page).holds("Pris")
	third := w.visitor()
	w.signIn(third, "ines@fans.example", "")
	third.get(link).wants(200).holds("a été pris").lacks("Prendre les points")

	back := give("5", "k2").leadsTo(page + "?made=")
	awa.submit(page, page, url.Values{"act": {"back"}, "gift": {back[strings.Index(back, "=")+1:]}}).leadsTo(page)
	awa.get(page).holds("Revenu chez vous")
	own := give("5", "k3").leadsTo(page + "?made=")
	ownLink := "/fr" + cutOut(awa.get(own).body, `<code class="hash">http://fete.example`, "<")
	awa.submit(ownLink, ownLink, url.Values{}).wants(422)
	w.clock.Advance(8 * 24 * time.Hour)
	third.get(ownLink).wants(200).holds("n’est plus à prendre")
}

func TestACardAndAProfile(t *testing.T) {
	w := newTown(t)
	w.generous()
	id, number := w.shopper("awa@fans.example")
	voucher := w.voucher(id, "v1")
	awa := w.visitor()
	awa.get("/fr/m/glaces/card").leadsTo("/fr/m/glaces?next=")
	w.signIn(awa, "awa@fans.example", "")
	awa.get("/fr/m/glaces").wants(200).holds(voucher, "<svg", "Montrer ma carte", "Pourquoi ces points", "30 points pour ce geste")
	awa.get("/fr/m/glaces/card").wants(200).holds(number, "<svg").lacks("data-every")
	code := w.cardCode(id)
	awa.get("/fr/m/glaces/card?spend=yes").wants(200).holds(code[:3]+" "+code[3:], `data-every="60"`)

	const page = "/fr/m/glaces/profile"
	awa.get(page).wants(200).holds("sans l’année", "50\u00a0points")
	send := func(form url.Values) answer { return awa.submit(page, page, form) }
	send(url.Values{"first_name": {"Awa"}, "day": {"31"}, "month": {"2"}, "birthday_consent": {"yes"}}).wants(422).holds("mois et le jour")
	send(url.Values{"first_name": {"Awa"}, "day": {"14"}, "month": {"3"}}).wants(422).holds("Cochez la case")
	send(url.Values{"first_name": {" Awa  Diop "}, "day": {"14"}, "month": {"3"}, "birthday_consent": {"yes"}}).leadsTo(page)
	awa.get(page).holds(`value="Awa Diop"`, `value="14"`, `value="03"`)
	awa.get("/fr/m/glaces").holds("Bonjour Awa Diop")
	awa.get("/fr/m/glaces/data").holds("Mon anniversaire")
	phone := w.till("fatou@fete.example", "Comptoir")
	phone.send(phone.get("/fr/till"), "/fr/till/found", url.Values{"code": {number}}).wants(200).holds("<h1>Awa Diop</h1>").lacks("03-14", "awa@")
	awa.submit("/fr/m/glaces/data", "/fr/m/glaces/data/consents", url.Values{"purpose": {loyalty.BirthdayPurpose}, "granted": {"no"}}).wants(303)
	awa.get(page).holds(`value="Awa Diop"`).lacks(`value="14"`)
	awa.get("/fr/m/glaces/missed").wants(200).holds("a compté")
	awa.get("/fr/m/glaces/data/export").holds("Awa Diop")
}

func TestAMembersOwnAPI(t *testing.T) {
	w := newTown(t)
	w.generous()
	id, number := w.shopper("awa@fans.example")
	const me = "/api/v1/brands/glaces/loyalty/me"
	w.visitor().get(me).wants(401)
	awa := w.visitor()
	w.signIn(awa, "awa@fans.example", "")
	awa.get(me).wants(200).holds(number, `"available":65`, "Cornet")
	awa.get(me + "/card").wants(200).holds(w.cardCode(id))
	awa.get(me + "/history").wants(200).holds(`"trace"`)
	awa.get(me + "/refusals").wants(200).holds(`"items":[]`)
	awa.json(http.MethodPut, me+"/profile", map[string]any{"first_name": "Awa", "birthday": "03-14"}).wants(422).field("birthday_consent", "birthday_consent")
	awa.json(http.MethodPut, me+"/profile", map[string]any{"first_name": "Awa", "birthday": "03-14", "birthday_consent": true}).wants(200).holds("03-14")
	awa.get(me+"/referrals").wants(200).holds("http://fete.example/m/glaces/friend/", `"act":"sign_up"`)
	awa.header.Set("Idempotency-Key", "r1")
	awa.json(http.MethodPost, me+"/redemptions", map[string]any{"reward": "une-boule-offerte"}).wants(200).holds(`"voucher"`)
	awa.get(me + "/vouchers").wants(200).holds("une-boule-offerte")
	awa.header.Set("Idempotency-Key", "g1")
	var gift giftAnswer
	awa.json(http.MethodPost, me+"/gifts", map[string]any{"points": 20}).wants(201).into(&gift)
	if again := awa.json(http.MethodPost, me+"/gifts", map[string]any{"points": 20}).wants(201); !strings.Contains(again.body, gift.Link) {
		t.Errorf("a repeat gave %s", again.body)
	}
	token := gift.Link[strings.LastIndex(gift.Link, "/")+1:]
	const gifts = "/api/v1/brands/glaces/loyalty/gifts/"
	w.visitor().get(gifts+token).wants(200).holds(`"open":true`).lacks(gift.ID+`"`, number)
	friend := w.visitor()
	friend.json(http.MethodPost, gifts+token+"/claim", nil).wants(401)
	w.signIn(friend, "moussa@fans.example", "")
	friend.json(http.MethodPost, me, map[string]any{}).wants(200).holds(`"available":5`)
	friend.json(http.MethodPost, gifts+token+"/claim", nil).wants(200).holds(`"points":20`)
	friend.json(http.MethodDelete, me+"/gifts/"+gift.ID, nil).wants(404)
	awa.json(http.MethodDelete, me+"/gifts/"+gift.ID, nil).wants(409)
}

// The answer to a code that was saved is given again under the key of its request.
func TestSavingACodeHonoursItsKey(t *testing.T) {
	w := newTown(t)
	w.programme()
	v := w.staff("glaces")
	v.header.Set("Idempotency-Key", "code-1")
	code := map[string]any{"kind": "points", "value": 10}
	first := v.json(http.MethodPut, "/api/v1/brands/glaces/loyalty/codes/ETE", code).wants(200)
	code["value"] = 20
	v.json(http.MethodPut, "/api/v1/brands/glaces/loyalty/codes/ETE", code).code(422, "idempotency_conflict")
	code["value"] = 10
	again := v.json(http.MethodPut, "/api/v1/brands/glaces/loyalty/codes/ETE", code).wants(200)
	if again.body != first.body || again.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("a repeat got %s", again.body)
	}
}
