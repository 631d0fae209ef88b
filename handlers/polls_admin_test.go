package handlers

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// sendForm sends a form with files, as a browser does.
func (v *visitor) sendForm(page, action string, values url.Values, files map[string][]byte) answer {
	v.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	add := func(err error) {
		v.t.Helper()
		if err != nil {
			v.t.Fatal(err)
		}
	}
	add(form.WriteField("csrf", v.token(page)))
	for name, list := range values {
		for _, value := range list {
			add(form.WriteField(name, value))
		}
	}
	for name, data := range files {
		part, err := form.CreateFormFile(name, "photo.png")
		add(err)
		_, err = part.Write(data)
		add(err)
	}
	add(form.Close())
	return v.do(http.MethodPost, action, form.FormDataContentType(), &body)
}

func pollForm(change url.Values) url.Values {
	values := url.Values{
		"title": {"Quel goût pour l’été ?"}, "slug": {"gout"}, "intro": {""}, "method": {"irv"}, "access": {"cookie"},
		"results": {"always"}, "change": {"yes"}, "shuffle": {"yes"}, "quorum": {""}, "opens_at": {""}, "closes_at": {"2026-11-30T20:00"},
		"option_id": {"", ""}, "option_label": {"Mangue piment", "Letchi"}, "option_description": {"Relevé", ""},
		"option_alt": {"", ""}, "option_kept": {"", ""}, "act": {"save"},
	}
	for name, v := range change {
		values[name] = v
	}
	return values
}

const (
	newPoll  = "/fr/admin/b/glaces/polls/new"
	editPoll = "/fr/admin/b/glaces/polls/gout/edit"
)

// A poll by the panel, with a picture, from the empty form to the export.
func TestPollByThePanel(t *testing.T) {
	w := newTown(t)
	cm := w.desk("glaces")
	cm.get(newPoll).wants(200).holds(`name="option_label"`)
	picture := map[string][]byte{"option_picture.0": pngFile(t, 400, 300)}

	// Another line, a picture in hand: nothing typed or chosen is lost.
	page := cm.sendForm(newPoll, newPoll, pollForm(url.Values{"act": {"add_option"}}), picture).wants(200).
		holds("Mangue piment", "Relevé", `id="option-2"`, "/pictures/")
	kept := regexp.MustCompile(`name="option_kept" value="([0-9a-f]{32})"`).FindStringSubmatch(page.body)[1]
	cm.sendForm(newPoll, newPoll, pollForm(url.Values{"act": {"down.0"}, "option_kept": {kept, ""}}), nil).wants(200)

	cm.sendForm(newPoll, newPoll, pollForm(url.Values{
		"option_kept": {kept, ""}, "closes_at": {"demain"}, "quorum": {"beaucoup"},
	}), nil).wants(422).holds("Cette date n’est pas lisible", "nombre entier", kept)
	cm.sendForm(newPoll, newPoll, pollForm(url.Values{"option_label": {"Letchi", "letchi"}, "slug": {"Été"}}), nil).
		wants(422).holds("Deux options portent ce nom")
	cm.sendForm(newPoll, newPoll, pollForm(url.Values{"option_kept": {kept, ""}}), nil).leadsTo("/fr/admin/b/glaces/polls/gout/edit")

	publish := "/fr/admin/b/glaces/polls/gout/publish"
	cm.get(publish).wants(200).lacks("<button class=\"button\">Publier")
	cm.get("/fr/admin/b/glaces/polls/gout").wants(200).holds("Brouillon")
	cm.sendForm(editPoll, editPoll, pollForm(url.Values{
		"option_id": {"mangue-piment", "letchi"}, "option_kept": {kept, ""}, "option_alt": {"Une mangue rouge", ""}, "act": {"publish"},
	}), nil).leadsTo("/fr/admin/b/glaces/polls/gout/publish")
	cm.submit(publish, publish, url.Values{}).leadsTo("/fr/admin/b/glaces/polls/gout")

	fan := w.visitor()
	fan.get("/fr/p/gout").wants(200).holds("Une mangue rouge", "heure de Maurice")
	fan.submit("/fr/p/gout", "/fr/p/gout", url.Values{"place.letchi": {"1"}}).leadsTo("/fr/p/gout/results")
	cm.get("/fr/admin/b/glaces/polls/gout").wants(200).holds("Letchi", "Vote publié")
	cm.get("/en/admin/b/glaces/polls/gout").wants(200)

	// Spelling alone changes now; the form does not send what is frozen.
	spelling := url.Values{
		"title": {"Quels goûts pour l’été ?"}, "option_id": {"mangue-piment", "letchi"}, "option_label": {"Mangue et piment", "Letchi"},
		"option_description": {"", ""}, "option_alt": {"Une mangue rouge", ""}, "option_kept": {kept, ""}, "act": {"save"},
	}
	cm.sendForm(editPoll, editPoll, spelling, nil).leadsTo(editPoll)
	fan.get("/fr/p/gout").holds("Quels goûts", "Mangue et piment")
	spelling["option_id"] = []string{"letchi", "mangue-piment"}
	cm.sendForm(editPoll, editPoll, spelling, nil).wants(409).holds("ne change plus")

	w.clock.Set(townNoon.Add(30 * 24 * time.Hour))
	cm = w.desk("glaces") // the session has not lasted a month
	cm.get("/fr/admin/b/glaces/polls/gout").wants(200).holds("/polls/gout/ballots")
	cm.get("/fr/admin/b/glaces/polls/gout/ballots?format=csv").wants(200).holds("mangue-piment,letchi")
	cm.get("/fr/admin/b/glaces/polls/gout/results.csv").wants(200).holds("letchi,Letchi,,1,1.0000,true")
}

func TestPanelRefusesAnHourThatNeverComes(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	staff.json(http.MethodPost, "/api/v1/brands/glaces/polls", flavourPoll("gout", map[string]any{"time_zone": "Europe/Paris"})).wants(201)
	cm := w.desk("glaces")
	cm.sendForm(editPoll, editPoll, pollForm(url.Values{
		"closes_at": {"2027-03-28T02:30"}, "option_id": {"mangue", "letchi"},
	}), nil).wants(422).holds("les montres avancent", `value="2027-03-28T02:30"`)
}

func TestSecondTabIsTold(t *testing.T) {
	w := newTown(t)
	w.staff("glaces").json(http.MethodPost, "/api/v1/brands/glaces/polls", flavourPoll("gout", nil)).wants(201)
	cm := w.desk("glaces")
	key := regexp.MustCompile(`name="form_key" value="(\d+)"`).FindStringSubmatch(cm.get(editPoll).body)[1]
	tab := func(title string) answer {
		return cm.sendForm(editPoll, editPoll, pollForm(url.Values{"title": {title}, "form_key": {key}, "option_id": {"mangue", "letchi"}}), nil)
	}
	tab("Premier onglet").leadsTo(editPoll)
	tab("Second onglet").wants(409).holds("dans un autre onglet", "Second onglet")
	cm.get(editPoll).holds("Premier onglet").lacks("Second onglet")
}

func TestPanelOfAnotherBrand(t *testing.T) {
	w := newTown(t)
	w.staff("glaces").json(http.MethodPost, "/api/v1/brands/glaces/polls", flavourPoll("gout", nil)).wants(201)
	other := w.desk("thes")
	for _, path := range []string{"", "/edit", "/publish", "/cancel", "/results.csv", "/ballots"} {
		other.get("/fr/admin/b/glaces/polls/gout" + path).wants(404).lacks("Quel goût")
		other.get("/fr/admin/b/thes/polls/gout" + path).wants(404).lacks("Quel goût")
		w.visitor().get("/fr/admin/b/glaces/polls/gout" + path).leadsTo("/fr/admin/sign-in")
	}
}

func TestCancelByThePanel(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "gout", nil)
	staff.json(http.MethodPost, "/api/v1/brands/glaces/polls", flavourPoll("brouillon", nil)).wants(201)
	cm := w.desk("glaces")
	cancel := func(slug string, values url.Values) answer {
		path := fmt.Sprintf("/fr/admin/b/glaces/polls/%s/cancel", slug)
		return cm.submit(path, path, values)
	}
	cancel("gout", url.Values{"reason": {" "}}).wants(422).holds("la raison est publiée")
	cancel("gout", url.Values{"reason": {"Rupture de mangues"}}).leadsTo("/fr/admin/b/glaces/polls/gout")
	w.visitor().get("/fr/p/gout").holds("Rupture de mangues")
	cancel("brouillon", nil).leadsTo("/fr/admin/b/glaces/campaigns")
	cm.get("/fr/admin/b/glaces/polls/brouillon").wants(404)
}

func TestHostilePicturesInTheForm(t *testing.T) {
	w := newTown(t)
	cm := w.desk("glaces")
	send := func(data []byte) answer {
		return cm.sendForm(newPoll, newPoll, pollForm(nil), map[string][]byte{"option_picture.1": data})
	}
	send([]byte("<svg onload=alert(1)>")).wants(422).holds("n’est pas une image lisible", "Mangue piment")
	send(bytes.Repeat([]byte("x"), 11<<20)).wants(422).holds("pèse trop lourd")
	send(bytes.Repeat([]byte("x"), 41<<20)).wants(413)
}

// Where no file is expected, none is taken, however the request is dressed up.
// A stranger's upload is refused by its announced length, before it is on our disk.
func TestStrangersSendNoFiles(t *testing.T) {
	w := newTown(t)
	for _, path := range []string{"/fr/admin/b/glaces/polls/new", "/api/v1/brands/glaces/pictures", "/fr/admin/b/glaces/contests/x/entries/import"} {
		w.visitor().do(http.MethodPost, path, "multipart/form-data; boundary=x", strings.NewReader(strings.Repeat("x", maxBodyBytes+1))).wants(401)
	}
}

func TestBodiesThatAreNoFiles(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", nil)
	v := w.visitor()
	v.sendForm("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {"coco"}}, map[string][]byte{"x": bytes.Repeat([]byte("x"), 1<<20)}).wants(413)
	v.sendForm("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {"coco"}}, nil).leadsTo("/fr/p/gout/results")
	packed := w.visitor()
	packed.header.Set("Content-Encoding", "gzip")
	packed.json(http.MethodPost, "/api/v1/polls/gout/votes", choice("coco")).code(400, "malformed_request")
}
