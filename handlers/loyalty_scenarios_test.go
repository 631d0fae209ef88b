package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/loyalty"
)

const (
	earningForm = "/fr/admin/b/glaces/earning"
	rewardForm  = "/fr/admin/b/glaces/rewards/new"
	glacesAPI   = "/api/v1/brands/glaces/loyalty"
)

// programme gives the brand glaces two ways to earn and two rewards, by the panel.
func (w *town) programme() (cm *visitor) {
	w.t.Helper()
	cm = w.desk("glaces")
	cm.submit(earningForm, earningForm, url.Values{
		"name": {"Achat en boutique"}, "event": {"purchase"}, "rate_points": {"1"}, "rate_minor": {"10,00"},
		"expiry_days": {"365"}, "qualifying": {"yes"}, "active": {"yes"},
	}).leadsTo(earningForm)
	cm.submit(earningForm, earningForm, url.Values{"name": {"Voter"}, "event": {"vote"}, "points": {"30"}, "max_per_day": {"2"}, "active": {"yes"}}).
		leadsTo(earningForm)
	for name, cost := range map[string]string{"Une boule offerte": "25", "Un bac d’un litre": "400"} {
		form := url.Values{"name": {name}, "cost": {cost}, "stock": {"3"}, "voucher_days": {"30"}, "active": {"yes"}}
		cm.sendForm(rewardForm, rewardForm, form, nil).leadsTo("/fr/admin/b/glaces/rewards")
	}
	return cm
}

// award gives the fan of an address points for a vote, as casting one does.
func (w *town) award(email, source string) fan.ID {
	w.t.Helper()
	contact, err := fan.ParseContact(email, "", "")
	if err != nil {
		w.t.Fatal(err)
	}
	var id fan.ID
	err = w.db.InTx(w.t.Context(), func(tx *db.DB) error {
		f, err := w.app.Fans.Ensure(w.t.Context(), tx, brandID(w, "glaces"), contact, false)
		if err != nil {
			return err
		}
		id = f.ID
		_, err = w.app.Loyalty.Award(w.t.Context(), tx, brandID(w, "glaces"), id, loyalty.Vote, source)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// memberNumber is the number of a fan's membership.
func (w *town) memberNumber(id fan.ID) string {
	w.t.Helper()
	v, err := w.app.Loyalty.FindOwn(w.t.Context(), brandID(w, "glaces"), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return v.Ref
}

func TestProgrammeByThePanel(t *testing.T) {
	w := newTown(t)
	cm := w.programme()
	cm.get(earningForm).wants(200).holds("Achat en boutique", "1 point pour", "Voter", "30 points", "2 par jour")
	cm.get(earningForm+"?rule=vote").wants(200).holds(`value="Voter"`, `value="30"`)
	cm.submit(earningForm, earningForm, url.Values{"id": {"vote"}, "event": {"vote"}, "name": {"Voter"}, "points": {"20"}, "active": {"yes"}}).leadsTo(earningForm)
	cm.get(earningForm).holds("20 points").lacks("30 points")

	// What is wrong is said at its field, and nothing typed is lost.
	cm.submit(earningForm, earningForm, url.Values{"name": {"Trop"}, "event": {"purchase"}, "rate_points": {"1"}, "rate_minor": {"dix"}}).
		wants(422).holds("montant", `value="dix"`, `value="Trop"`)
	cm.submit(earningForm, earningForm, url.Values{"name": {""}, "event": {"other"}, "points": {"x"}}).wants(422).holds("nombre entier")
	cm.sendForm(rewardForm, rewardForm, url.Values{"name": {"<script>alert(1)</script>"}, "cost": {"0"}, "voucher_days": {"30"}}, nil).
		wants(422).lacks("<script>alert").holds("&lt;script&gt;")

	cm.get("/fr/admin/b/glaces/rewards").wants(200).holds("Une boule offerte", "Un bac d’un litre")
	// A stock that was decided on an old figure is refused, with the figure of now.
	edit := "/fr/admin/b/glaces/rewards/une-boule-offerte"
	form := url.Values{"name": {"Une boule offerte"}, "cost": {"25"}, "voucher_days": {"30"}, "active": {"yes"}, "form_key": {"7"}, "stock": {"9"}}
	cm.sendForm(edit, edit, form, nil).wants(422).holds("Le stock a changé", `value="3"`)
	form.Set("form_key", "3")
	cm.sendForm(edit, edit, form, nil).leadsTo("/fr/admin/b/glaces/rewards")
	cm.get(edit).holds(`value="9"`)

	w.desk("thes").get(earningForm).wants(404)
	w.visitor().get(earningForm).leadsTo("/fr/admin/sign-in")
}

func TestMemberTakesAReward(t *testing.T) {
	w := newTown(t)
	w.programme()
	id := w.award("awa@exemple.sn", "poll:1")
	v := w.member("awa@exemple.sn")
	page := v.get("/fr/m/glaces").wants(200).holds("30", w.memberNumber(id), "Une boule offerte", "Voter", "&#43;30")
	page.holds("370").lacks("awa@exemple.sn") // what is missing for the other one
	const reward = "/fr/m/glaces/rewards/une-boule-offerte"
	v.get(reward).wants(200).holds("25")
	form := url.Values{"form_key": {"tap"}}
	v.submit(reward, reward, form).leadsTo("/fr/m/glaces")
	v.submit("/fr/m/glaces", reward, form).leadsTo("/fr/m/glaces") // a double tap takes nothing more
	v.get("/fr/m/glaces").wants(200).holds("Valable", "−25", "Récompense")
	v.submit("/fr/m/glaces", reward, url.Values{"form_key": {"again"}}).wants(422).holds("pas assez de points")
	v.submit("/fr/m/glaces", "/fr/m/glaces/rewards/un-bac-d-un-litre", form).wants(422)
	v.get("/fr/m/glaces/rewards/nothing").wants(404)
	// English, and somebody else, who has nothing of Awa's.
	v.get("/en/m/glaces").wants(200).holds("Reward: Une boule offerte", "Valid")
	w.member("koffi@exemple.ci").get("/fr/m/glaces").wants(200).lacks(w.memberNumber(id)).holds("Une boule offerte")
	w.visitor().get(reward).leadsTo("/fr/m/glaces?next=")
}

func TestMembersInThePanel(t *testing.T) {
	w := newTown(t)
	cm := w.programme()
	number := w.memberNumber(w.award("awa@exemple.sn", "poll:1"))
	w.award("koffi@exemple.ci", "poll:1")
	list, member := "/fr/admin/b/glaces/members", "/fr/admin/b/glaces/members/"+number
	cm.get(list).wants(200).holds("awa@exemple.sn", "koffi@exemple.ci", number)
	cm.get(list + "?q=awa@exemple.sn").wants(200).holds("awa@exemple.sn").lacks("koffi@")
	cm.get(list+"?q=personne@exemple.sn").wants(200).lacks("awa@", "koffi@")
	cm.get(list + "?q=" + number[:6]).wants(200).holds("awa@exemple.sn")

	cm.get(member).wants(200).holds("awa@exemple.sn", "Voter", "émission")
	cm.submit(member, member+"/adjust", url.Values{"form_key": {"a"}, "points": {"100"}, "reason": {""}}).wants(422).holds("raison")
	cm.submit(member, member+"/adjust", url.Values{"form_key": {"b"}, "points": {"beaucoup"}, "reason": {"x"}}).wants(422).holds("nombre entier")
	form := url.Values{"form_key": {"c"}, "points": {"+100"}, "reason": {"Colis perdu <b>"}}
	cm.submit(member, member+"/adjust", form).leadsTo(member)
	cm.submit(member, member+"/adjust", form).leadsTo(member) // sent twice, counted once
	page := cm.get(member).wants(200).holds("Colis perdu &lt;b&gt;", "130", "Awa").lacks("<b>", "230")

	_, after, _ := strings.Cut(page.body, member+"/reverse/")
	txn, _, _ := strings.Cut(after, `"`)
	undo := member + "/reverse/" + txn
	cm.get(undo).wants(200).holds("100")
	cm.submit(undo, undo, url.Values{"form_key": {"r"}}).leadsTo(member)
	cm.get(member).wants(200).holds("Annulation")
	cm.get(undo).wants(409)

	cm.get("/fr/admin/b/glaces/members/export.csv").wants(200).holds("awa@exemple.sn", number+",")
	cm.get(member+"/export.json").wants(200).holds("awa@exemple.sn", "member_number")
	cm.get("/fr/admin/b/glaces/journal").wants(200).holds("Points corrigés").lacks("Colis perdu")

	// Another brand's staff do not learn that there is such a member.
	thes := w.desk("thes")
	thes.get(member).wants(404)
	thes.get("/fr/admin/b/thes/members/" + number).wants(404).lacks("awa@")

	cm.submit(member+"/erase", member+"/erase", url.Values{"form_key": {"e"}}).leadsTo(list)
	cm.get(member).wants(200).lacks("awa@exemple.sn", "Colis perdu")
	cm.get(list).lacks("awa@exemple.sn")
	report, err := loyalty.Verify(t.Context(), w.db, brandID(w, "glaces"))
	if err != nil || len(report.Problems) > 0 {
		t.Errorf("books after an erasure: %v %v", report.Problems, err)
	}
}

func TestLoyaltyAPIRefusesWhatIsWrong(t *testing.T) {
	w := newTown(t)
	w.programme()
	api := w.staff("glaces")
	post := func(op, key string, body any) answer {
		api.header.Set("Idempotency-Key", key)
		defer api.header.Del("Idempotency-Key")
		return api.json(http.MethodPost, glacesAPI+"/"+op, body)
	}
	api.json(http.MethodPost, glacesAPI+"/members", map[string]any{"members": []string{"m1", "m2"}}).wants(200)
	earn := map[string]any{"member": "m1", "rule": "purchase", "source_id": "o1", "amount": 5000}
	api.json(http.MethodPost, glacesAPI+"/earn", earn).wants(422).field("Idempotency-Key", "")
	post("earn", "k1", earn).wants(200).holds(`"points":5`)
	post("earn", "k1", earn).wants(200).holds(`"replayed":true`)
	post("earn", "k1", map[string]any{"member": "m1", "rule": "purchase", "source_id": "o1", "amount": 6000}).code(422, "idempotency_conflict")
	post("earn", "k2", earn).code(409, "duplicate_source")
	post("earn", "k3", `{"member":"m1","rule":"purchase","source_id":"o2","amount":-1}`).wants(422)
	post("earn", "k4", `{"member":"m1","rule":"purchase","source_id":"o3","amount":1,"bonus":5}`).wants(422)
	post("earn", "k5", `{"member":`).wants(400)
	post("earn", "k6", map[string]any{"member": "m1", "rule": "purchase"}).code(422, "source_required")
	post("spend", "k7", map[string]any{"member": "m1\x00", "points": 1}).code(404, "unknown_member")
	post("reverse", "k7a", map[string]any{"ref": "\x00"}).code(404, "not_found")
	post("redeem", "k7b", map[string]any{"member": "m1", "reward": "\x00"}).code(404, "unknown_reward")
	post("promo_redeem", "k7c", map[string]any{"member": "m1", "code": "A\x00"}).code(404, "unknown_code")
	post("earn", "k7d", map[string]any{"member": "m1", "rule": "purchase", "source_id": "o\x00", "amount": 100}).code(422, "invalid")
	post("adjust", "k7e", map[string]any{"member": "m1", "points": 1, "reason": "a\u202eb"}).code(422, "invalid").field("reason", "direction_mark")
	api.get(glacesAPI + "/members?q=%00").wants(400)
	api.get(glacesAPI+"/members?next=nonsense").code(400, "bad_cursor")
	post("spend", "k8", map[string]any{"member": "m1", "points": 1 << 60}).code(409, "insufficient_points")
	post("spend", "k9", map[string]any{"member": "nobody", "points": 1}).code(404, "unknown_member")
	post("reverse", "k10", map[string]any{"ref": "'; DROP TABLE ly_txn; --"}).code(404, "not_found")
	post("redeem", "k11", map[string]any{"member": "m1", "reward": "../../etc/passwd"}).code(404, "unknown_reward")
	post("adjust", "k12", map[string]any{"member": "m1", "points": 9_000_000_000_000, "reason": "x"}).code(422, "invalid_amount")
	post("dance", "k13", map[string]any{}).wants(404)
	api.json(http.MethodPost, glacesAPI+"/members", map[string]any{"members": []string{"awa@exemple.sn"}}).wants(422).field("members[0]", "member_number_invalid")

	// Another brand's staff, and nobody, see no brand here.
	thes := w.staff("thes")
	thes.header.Set("Idempotency-Key", "k1")
	thes.json(http.MethodPost, glacesAPI+"/spend", map[string]any{"member": "m1", "points": 1}).code(404, "brand_not_found")
	thes.get(glacesAPI+"/members/m1").code(404, "brand_not_found")
	nobody := w.visitor()
	nobody.header.Set("Idempotency-Key", "k1")
	nobody.json(http.MethodPost, glacesAPI+"/spend", map[string]any{"member": "m1", "points": 1}).wants(401)

	var m struct{ Available int64 }
	api.get(glacesAPI + "/members/m1").wants(200).into(&m)
	if m.Available != 5 {
		t.Errorf("m1 has %d points, want 5", m.Available)
	}
}

func TestEarnsOfManyEventsAtOnce(t *testing.T) {
	w := newTown(t)
	w.programme()
	api := w.staff("glaces")
	api.json(http.MethodPost, glacesAPI+"/members", map[string]any{"members": []string{"m1", "m2"}}).wants(200)
	var earns []map[string]any
	for i := range 4 {
		earns = append(earns, map[string]any{"key": fmt.Sprint("e", i), "member": fmt.Sprint("m", i), "rule": "purchase", "source_id": fmt.Sprint("o", i), "amount": 3000})
	}
	var got struct {
		Answers []struct {
			Status, Code string
			Replayed     bool
			Points       int64
		}
	}
	for round := range 2 {
		api.json(http.MethodPost, glacesAPI+"/earns", map[string]any{"earns": earns}).wants(200).into(&got)
		for i, a := range got.Answers {
			known := i == 1 || i == 2
			if known != (a.Status == "ok") || !known && a.Code != "unknown_member" || a.Replayed != (round == 1) || known && a.Points != 3 {
				t.Errorf("round %d, earn %d: %+v", round, i, a)
			}
		}
	}
}

// Every write takes a key: also those whose repetition would do no harm.
func TestLoyaltyWritesAreRememberedByTheirKeys(t *testing.T) {
	w := newTown(t)
	w.programme()
	api := w.staff("glaces")
	put := func(key, path string, body any) answer {
		api.header.Set("Idempotency-Key", key)
		defer api.header.Del("Idempotency-Key")
		return api.json(http.MethodPut, glacesAPI+path, body)
	}
	scoop := func(cost int) map[string]any {
		return map[string]any{"name": "Scoop", "cost": cost, "stock": 2, "voucher_days": 9, "from": "2026-01-01T00:00:00Z", "to": "2030-01-01T00:00:00Z"}
	}
	put("r1", "/rewards/scoop", scoop(30)).wants(200)
	put("s1", "/rewards/scoop/stock", map[string]any{"seen": 2, "stock": 5}).wants(200)
	again := put("s1", "/rewards/scoop/stock", map[string]any{"seen": 2, "stock": 5}).wants(200)
	if again.header.Get("Idempotency-Replayed") != "true" {
		t.Error("the correction of a stock was made twice")
	}
	put("s1", "/rewards/scoop/stock", map[string]any{"seen": 5, "stock": 9}).code(422, "idempotency_conflict")
	put("s2", "/rewards/scoop/stock", map[string]any{"seen": 2, "stock": 5}).code(409, "stock_moved")
	put("s2", "/rewards/scoop/stock", map[string]any{"seen": 2, "stock": 5}).code(409, "stock_moved")
	put("r2", "/rewards/scoop", scoop(0)).wants(422)
	put("r2", "/rewards/scoop", scoop(10)).code(422, "idempotency_conflict")
}
