package handlers

import (
	"bytes"
	"image/png"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var shortCode = regexp.MustCompile(`fete\.example/Q/([0-9A-Z]{6})`)

func TestShortLinksOnThePanel(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "gout", nil)
	desk := w.desk("glaces")
	const page = "/fr/admin/b/glaces/polls/gout/places"
	shown := desk.get(page).wants(200).holds("Lien court", "<svg", "Aucun site n’a le droit").lacks("&lt;script")
	code := shortCode.FindStringSubmatch(shown.body)[1]
	desk.submit(page, page, url.Values{"act": {"link"}, "label": {""}}).wants(422)
	desk.submit(page, page, url.Values{"act": {"link"}, "label": {"Vitrine"}}).leadsTo(page)
	desk.submit(page, page, url.Values{"act": {"link"}, "label": {"Vitrine"}}).wants(422).holds("Il y a déjà un lien", `value="Vitrine"`)
	desk.submit(page, page, url.Values{"act": {"sites"}, "own": {"yes"}, "sites": {"ftp://x.example"}}).wants(422).holds("ftp://x.example")
	desk.submit(page, page, url.Values{"act": {"sites"}, "own": {"yes"}, "sites": {"www.exemple.mu\nhttps://blog.exemple.mu"}}).leadsTo(page)
	desk.get(page).holds("https://blog.exemple.mu", "embed.js", "propre à cette campagne", "min-height:")
	desk.submit(page, page, url.Values{"act": {"dance"}}).wants(422)

	fan := w.visitor()
	for _, path := range []string{"/q/" + strings.ToLower(code), "/Q/" + code} {
		fan.header.Set("Accept-Language", "en")
		if got := fan.get(path).wants(302).header.Get("Location"); got != "/en/p/gout" {
			t.Errorf("%s leads to %s", path, got)
		}
	}
	fan.header.Set("User-Agent", "WhatsApp/2.23")
	fan.get("/Q/" + code).wants(302)
	fan.get("/q/ZZZZZZ").wants(404).holds("short link")
	if err := w.app.Places.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	var told struct {
		Items []struct {
			Code, URL, Label string
			Followed         int64
		}
		Embed struct{ Script, Frame string }
	}
	staff.get("/api/v1/polls/gout/links").wants(200).into(&told)
	if len(told.Items) != 2 || told.Items[0].Code != code || told.Items[0].Followed != 2 || told.Items[1].Label != "Vitrine" ||
		!strings.Contains(told.Embed.Script, `data-show="/en/p/gout"`) {
		t.Errorf("%+v", told)
	}
	w.staff("thes").get("/api/v1/polls/gout/links").wants(404)
	w.desk("thes").get("/fr/admin/b/thes/polls/gout/places").wants(404)
	staff.json(http.MethodPost, "/api/v1/polls/gout/links", map[string]string{"label": "Emballages"}).wants(201).holds(`"label":"Emballages"`)
}

func TestCodesAndPostersToPrint(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "gout", nil)
	w.openContest(staff, "jeu", nil)
	desk := w.desk("glaces")
	for room, slug := range map[string]string{"polls": "gout", "contests": "jeu"} {
		page := "/en/admin/b/glaces/" + room + "/" + slug + "/places"
		code := shortCode.FindStringSubmatch(desk.get(page).wants(200).body)[1]
		desk.get(page + "/" + code + ".svg").wants(200).holds(`xmlns="http://www.w3.org/2000/svg"`)
		picture := desk.get(page + "/" + code + ".png").wants(200)
		img, err := png.Decode(strings.NewReader(picture.body))
		if err != nil || img.Bounds().Dx() < 400 {
			t.Errorf("%v, %v", img.Bounds(), err)
		}
		for _, size := range []string{"a4", "a3"} {
			sheet := desk.get(page + "/" + code + "-" + size + ".pdf").wants(200)
			if !bytes.HasPrefix([]byte(sheet.body), []byte("%PDF-")) || sheet.header.Get("Content-Type") != "application/pdf" {
				t.Errorf("%s is %.20q", size, sheet.body)
			}
		}
		desk.get(page + "/ZZZZZZ.svg").wants(404)
		desk.get(page + "/" + code + ".exe").wants(404)
	}
}

func TestSitesOfABrandOnThePanel(t *testing.T) {
	w := newTown(t)
	desk := w.desk("glaces")
	const page = "/fr/admin/b/glaces/sites"
	desk.submit(page, page, url.Values{"sites": {"http://plain.example"}}).wants(422).holds("seuls les sites en https://", "http://plain.example")
	desk.submit(page, page, url.Values{"sites": {"plain.example"}}).leadsTo(page)
	desk.get(page).wants(200).holds("https://plain.example")
	desk.get("/fr/admin/b/glaces/journal").wants(200).holds("Sites qui affichent les campagnes")
}
