package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kermesse/contests"
)

const kioskPIN = "270415"

// kiosk opens a kiosk of a campaign and unlocks a tablet for it.
func (w *town) kiosk(staff *visitor, room, slug string, assisted bool) (tablet *visitor, code string) {
	w.t.Helper()
	var made struct{ Code string }
	staff.json(http.MethodPost, "/api/v1/"+room+"/"+slug+"/kiosks", map[string]any{"name": "Stand", "pin": kioskPIN, "assisted": assisted}).wants(201).into(&made)
	tablet = w.visitor()
	tablet.submit("/fr/kiosk", "/fr/kiosk", url.Values{"code": {strings.ToLower(made.Code)}, "pin": {kioskPIN}}).leadsTo("/fr/kiosk/")
	return tablet, made.Code
}

func TestPeopleVoteOneAfterTheOtherAtATablet(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "gout", map[string]any{"access": "network", "network_cap": 2})
	tablet, _ := w.kiosk(staff, "polls", "gout", false)
	page := tablet.get("/fr/kiosk/p/gout").wants(200).holds("Quel goût", "Quitter la borne", "data-idle", "Sur cette tablette").lacks("Cookie", `href="/fr/p/`)
	if got := page.header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("a tablet keeps its pages: %s", got)
	}
	if got := page.header.Values("Set-Cookie"); len(got) > 0 {
		t.Errorf("a tablet is given %v", got)
	}
	for range 5 { // of one network, whose cap is two
		thanks := tablet.submit("/fr/kiosk/p/gout", "/fr/kiosk/p/gout", url.Values{"choice": {"coco"}}).leadsTo("/fr/kiosk/p/gout/thanks")
		tablet.get(thanks).wants(200).holds("Merci", `data-reset="10"`, "Personne suivante").lacks("Coco")
		tablet.get("/fr/kiosk/p/gout").wants(200).lacks("Votre vote", `" checked>`)
	}
	tablet.submit("/fr/kiosk/p/gout", "/fr/kiosk/p/gout", url.Values{}).wants(422)
	var told struct {
		Ballots    int64
		Statistics struct{ Sources map[string]int64 }
	}
	tablet.get("/api/v1/polls/gout/results").wants(200).into(&told)
	tablet.http.Jar = nil
	tablet.get("/fr/p/gout/results").wants(200).holds("tablettes de la marque", "Ils sont venus par")
	if told.Ballots != 5 || told.Statistics.Sources["kiosk"] != 5 || w.sourceOfBallots("gout") != "kiosk" {
		t.Errorf("%+v by %s", told, w.sourceOfBallots("gout"))
	}
}

// Whoever goes back gets a new form; a form of the person before, sent again, changes nothing.
func TestTheFormOfThePersonBefore(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "gout", nil)
	tablet, _ := w.kiosk(staff, "polls", "gout", false)
	csrf := tablet.token("/fr/kiosk/p/gout")
	send := func(choice string) answer {
		form := url.Values{"csrf": {csrf}, "choice": {choice}}
		return tablet.do(http.MethodPost, "/fr/kiosk/p/gout", "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	}
	send("coco").leadsTo("/fr/kiosk/p/gout/thanks")
	send("coco").leadsTo("/fr/kiosk/p/gout/thanks") // a double tap
	if got := send("letchi").leadsTo("/fr/kiosk/p/gout"); strings.Contains(got, "thanks") {
		t.Error("another ballot was taken in place of the first")
	}
	var told struct {
		Ballots int64
		Winners []string
	}
	tablet.get("/api/v1/polls/gout/results").wants(200).into(&told)
	if told.Ballots != 1 {
		t.Errorf("%+v", told)
	}
}

func TestATabletStaysAtItsCampaign(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "gout", nil)
	w.openPoll(staff, "autre", nil)
	tablet, code := w.kiosk(staff, "polls", "gout", false)
	for _, path := range []string{"/fr/", "/fr/p/gout", "/fr/p/gout/results", "/fr/glaces", "/fr/admin", "/fr/kiosk", "/fr/kiosk/p/autre", "/fr/c/rien"} {
		if got := tablet.get(path).header.Get("Location"); got != "/fr/kiosk/p/gout" {
			t.Errorf("%s leads to %q", path, got)
		}
	}
	tablet.get("/fr/kiosk/leave").wants(200)
	tablet.submit("/fr/kiosk/leave", "/fr/kiosk/leave", url.Values{"pin": {"111112"}}).wants(422).holds("pas le bon")
	tablet.get("/fr/kiosk/p/gout").wants(200)
	tablet.submit("/fr/kiosk/leave", "/fr/kiosk/leave", url.Values{"pin": {kioskPIN}}).leadsTo("/fr/kiosk")
	tablet.get("/fr/p/gout").wants(200)
	tablet.get("/fr/kiosk/p/gout").leadsTo("/fr/kiosk")

	stranger := w.visitor()
	stranger.submit("/fr/kiosk?code="+code, "/fr/kiosk", url.Values{"code": {code}, "pin": {"123459"}}).wants(422).holds(code, "pas le bon").lacks("123459")
	stranger.submit("/fr/kiosk", "/fr/kiosk", url.Values{"code": {"nothing"}, "pin": {kioskPIN}}).wants(422).holds("pas le bon")
	stranger.get("/fr/kiosk/p/gout").leadsTo("/fr/kiosk")
	stranger.get("/fr/kiosk/leave").leadsTo("/fr/kiosk")
	stranger.submit("/fr/embed/p/gout", "/fr/kiosk/p/gout", url.Values{"choice": {"coco"}}).wants(403)
}

// The panel is not left open on a tablet that goes from hand to hand.
func TestUnlockingATabletEndsThePanelsSession(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "gout", nil)
	_, code := w.kiosk(staff, "polls", "gout", false)
	desk := w.desk("glaces")
	desk.submit("/fr/kiosk", "/fr/kiosk", url.Values{"code": {code}, "pin": {kioskPIN}}).leadsTo("/fr/kiosk/p/gout")
	desk.submit("/fr/kiosk/leave", "/fr/kiosk/leave", url.Values{"pin": {kioskPIN}}).leadsTo("/fr/kiosk")
	desk.get("/fr/admin/b/glaces").leadsTo("/fr/admin/sign-in")
	w.desk("glaces").get("/fr/admin/b/glaces/journal").wants(200).holds("Tablette déverrouillée", "Tablette quittée", "Borne ouverte").lacks(kioskPIN)
}

func TestEntriesAtATablet(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openContest(staff, "jeu", nil)
	tablet, _ := w.kiosk(staff, "contests", "jeu", false)
	form := url.Values{"email": {"awa@fans.example"}, "first_name": {"Awa"}, "rules": {"yes"}, "form_key": {"k1"}}
	tablet.get("/fr/kiosk/c/jeu").wants(200).holds(`data-queue="10"`, `href="/fr/kiosk/c/jeu/rules"`).lacks("Saisie par l’équipe")
	tablet.get("/fr/kiosk/c/jeu/rules").wants(200)
	tablet.submit("/fr/kiosk/c/jeu", "/fr/kiosk/c/jeu", url.Values{"email": {"nobody"}}).wants(422)
	thanks := tablet.submit("/fr/kiosk/c/jeu", "/fr/kiosk/c/jeu", form).leadsTo("/fr/kiosk/c/jeu/thanks?number=")
	tablet.get(thanks).wants(200).holds("Merci").lacks("awa@")
	tablet.get("/fr/kiosk/c/jeu/thanks?number=%3Cb%3E").wants(200).lacks("<b>")
	tablet.get("/fr/kiosk/c/jeu").wants(200).lacks("Awa", "awa@")

	// From the queue of the device: the same operation any number of times is one entry.
	tablet.header.Set("Accept", "application/json")
	queued := url.Values{"email": {"moussa@fans.example"}, "first_name": {"Moussa"}, "rules": {"yes"}, "form_key": {"k2"}}
	var first, second takenEntry
	tablet.submit("/fr/kiosk/c/jeu", "/fr/kiosk/c/jeu", queued).wants(200).into(&first)
	tablet.submit("/fr/kiosk/c/jeu", "/fr/kiosk/c/jeu", queued).wants(200).into(&second)
	if first.Number == "" || first != second {
		t.Errorf("sent twice: %+v, then %+v", first, second)
	}
	tablet.submit("/fr/kiosk/c/jeu", "/fr/kiosk/c/jeu", url.Values{"email": {"x"}}).wants(422).holds(`"code"`)
	stranger := w.visitor()
	csrf := stranger.token("/fr/embed/c/jeu")
	stranger.header.Set("Accept", "application/json")
	queued.Set("csrf", csrf)
	stranger.do(http.MethodPost, "/fr/kiosk/c/jeu", "application/x-www-form-urlencoded", strings.NewReader(queued.Encode())).wants(403)
	contest, err := w.contests.Find(t.Context(), "jeu")
	if err != nil {
		t.Fatal(err)
	}
	counts, err := w.contests.Count(t.Context(), contest)
	if err != nil || counts.Confirmed+counts.Pending != 2 {
		t.Errorf("%+v, %v", counts, err)
	}
	w.desk("glaces").get("/fr/admin/b/glaces/contests/jeu/entries").wants(200).holds("tablette")
}

// Staff who type for people vouch for them: the entry counts without a mail, in their name.
func TestStaffTypeEntriesAtATablet(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openContest(staff, "jeu", map[string]any{"entry": map[string]any{"contact": "email", "confirm": true}})
	alone, _ := w.kiosk(staff, "contests", "jeu", false)
	tablet, _ := w.kiosk(staff, "contests", "jeu", true)
	form := url.Values{"email": {"awa@fans.example"}, "first_name": {"Awa"}, "rules": {"yes"}, "form_key": {"k1"}}
	alone.get(alone.submit("/fr/kiosk/c/jeu", "/fr/kiosk/c/jeu", form).leadsTo("/fr/kiosk/c/jeu/thanks")).holds("ouvrez l’e-mail")
	form.Set("email", "moussa@fans.example")
	tablet.get("/fr/kiosk/c/jeu").wants(200).holds("Saisie par l’équipe")
	tablet.get(tablet.submit("/fr/kiosk/c/jeu", "/fr/kiosk/c/jeu", form).leadsTo("/fr/kiosk/c/jeu/thanks")).lacks("ouvrez l’e-mail")
	contest, err := w.contests.Find(t.Context(), "jeu")
	if err != nil {
		t.Fatal(err)
	}
	counts, err := w.contests.Count(t.Context(), contest)
	if err != nil || counts.Confirmed != 1 || counts.Pending != 1 || counts.BySource[contests.FromStaff] != 1 {
		t.Errorf("%+v, %v", counts, err)
	}
}

func TestKiosksOnThePanel(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "gout", nil)
	w.openPoll(staff, "membres", map[string]any{"access": "member"})
	desk := w.desk("glaces")
	const page = "/fr/admin/b/glaces/polls/gout/places"
	desk.submit(page, page, url.Values{"act": {"kiosk"}, "name": {"Stand"}, "pin": {"123456"}}).wants(422).holds("sans suite", `value="Stand"`).lacks(`value="123456"`)
	desk.submit(page, page, url.Values{"act": {"kiosk"}, "name": {"Stand du marché"}, "pin": {kioskPIN}}).leadsTo(page)
	shown := desk.get(page).wants(200).holds("Stand du marché", "fete.example/kiosk").lacks(kioskPIN, "L’équipe saisit")
	_, id, _ := strings.Cut(shown.body, `name="kiosk" value="`)
	desk.submit(page, page, url.Values{"act": {"close"}, "kiosk": {id[:36]}}).leadsTo(page)
	desk.get(page).lacks(`name="kiosk" value="`)
	desk.get("/fr/admin/b/glaces/polls/membres/places").wants(200).holds("réservé aux membres").lacks("Ouvrir une borne")
	staff.json(http.MethodPost, "/api/v1/polls/membres/kiosks", map[string]any{"name": "Stand", "pin": kioskPIN}).code(409, "no_kiosk")
	staff.json(http.MethodPost, "/api/v1/polls/gout/kiosks", map[string]any{"name": "", "pin": "1"}).wants(422).field("pin", "pin_shape")
	w.staff("thes").get("/api/v1/polls/gout/kiosks").wants(404)
}

// Duels at a tablet: the forms carry one person from screen to screen, and the next begins anew.
func TestDuelsAtATablet(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "duels", map[string]any{"method": "duels", "options": eight(), "sets": 2})
	tablet, _ := w.kiosk(staff, "polls", "duels", false)
	const page = "/fr/kiosk/p/duels"
	send := func(from answer, action string, values url.Values) answer {
		t.Helper()
		values.Set("csrf", csrfField.FindStringSubmatch(from.body)[1])
		return tablet.do(http.MethodPost, action, "application/x-www-form-urlencoded", strings.NewReader(values.Encode()))
	}
	for range 2 {
		on := send(tablet.get(page).wants(200).holds("2 duels"), page+"/sets", url.Values{}).wants(200)
		for range 2 {
			n, best := on.onScreen()
			on = send(on, page+"/answers", url.Values{"set": {n}, "best." + n: {best}}).wants(200)
		}
		send(on.holds("2 sur 2"), page, url.Values{}).leadsTo(page + "/thanks")
	}
	tablet.get("/api/v1/polls/duels/results").wants(200).holds(`"ballots":2`)
}
