package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	ics "github.com/arran4/golang-ical"
)

func iceScreamPost(change ...string) url.Values {
	form := values("title", "Dernier jour !", "body", "Plus qu’un jour.", "channel", "instagram", "at", "2026-11-24T09:00", "state", "draft", "remind", "60", "act", "save")
	for i := 0; i+1 < len(change); i += 2 {
		form.Set(change[i], change[i+1])
	}
	return form
}

// A month by its pages: what runs, what overlaps, what is to be posted, the key dates of the
// brand's country.
func TestCalendarShowsAMonth(t *testing.T) {
	w := newTown(t)
	w.openContest(w.staff("glaces"), "noel", map[string]any{"closes_at": "2026-11-25T16:00:00Z"})
	w.openPoll(w.staff("glaces"), "parfum", nil)
	v := w.desk("glaces")
	const page, newPost = "/fr/admin/b/glaces/calendar", "/fr/admin/b/glaces/calendar/posts/new"
	v.submit(newPost, newPost, iceScreamPost("title", "")).wants(422).holds("Plus qu’un jour.")
	v.submit(newPost, newPost, iceScreamPost("at", "demain")).wants(422)
	at := v.submit(newPost, newPost, iceScreamPost()).leadsTo("/fr/admin/b/glaces/calendar/posts/")
	at, _, _ = strings.Cut(at, "?")
	v.get(page).wants(200).holds("novembre", "/contests/noel", "/polls/parfum", "Dernier jour", "Divali", "En même temps", "days-3", `aria-current="date"`).lacks("Noël", "Bastille")
	v.get(page+"?month=2026-12").wants(200).holds("Noël", "Ce mois-ci").lacks("Dernier jour")
	v.get(page + "?month=2031-02").wants(200).holds("manquent pour cette année")
	v.get(page + "?month=nonsense").wants(200).holds("novembre")

	key := regexp.MustCompile(`name="form_key" value="(\d+)"`).FindStringSubmatch(v.get(at).wants(200).holds("Plus qu’un jour.").body)[1]
	v.submit(at, at, iceScreamPost("state", "ready", "form_key", key)).wants(303)
	v.submit(at, at, iceScreamPost("form_key", key)).wants(422).holds("entre-temps")
	w.desk("thes").get(strings.Replace(at, "glaces", "thes", 1)).wants(404)

	v.submit(page, page+"/countries", url.Values{"countries": {"FR", "MU"}}).wants(303)
	v.get(page+"?month=2026-07").wants(200).holds("Fête nationale française", "(FR)")
	v.submit(at, at, values("act", "delete")).leadsTo(page)
	v.get(at).wants(404)
}

// A calendar program reads by a secret address: well-formed, in UTC, ended by its owner.
func TestCalendarFeed(t *testing.T) {
	w := newTown(t)
	w.openContest(w.staff("glaces"), "noel", nil)
	v := w.desk("glaces")
	const page = "/fr/admin/b/glaces/calendar"
	v.submit(page+"/posts/new", page+"/posts/new", iceScreamPost("title", "Ligne\\n; virgule, et fin")).wants(303)
	made := v.submit(page, page+"/feed", values("act", "make")).wants(200)
	found := regexp.MustCompile(`http://fete\.example(/calendar/[\w-]+\.ics)`).FindStringSubmatch(made.body)
	if found == nil {
		t.Fatalf("no address in\n%s", made.body)
	}
	v.get(page).lacks(found[1]).holds("Une adresse existe depuis")

	program := w.visitor() // without a session
	feed := program.get(found[1]).wants(200)
	if got := feed.header.Get("Content-Type"); got != "text/calendar; charset=utf-8" {
		t.Errorf("content type %q", got)
	}
	cal, err := ics.ParseCalendar(strings.NewReader(feed.body))
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, e := range cal.Events() {
		said = append(said, e.GetProperty(ics.ComponentPropertySummary).Value)
	}
	all := strings.Join(said, "\n")
	for _, want := range []string{"Instagram – Ligne", "Tirage", "Divali"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not in\n%s", want, all)
		}
	}
	if !strings.Contains(feed.body, "DTSTART:20261124T050000Z") {
		t.Errorf("9 o'clock in Mauritius is not 5 in UTC:\n%s", feed.body)
	}
	program.get("/calendar/" + strings.Repeat("A", 32) + ".ics").wants(404)
	program.get("/calendar/x.ics").wants(404)
	v.submit(page, page+"/feed", values("act", "end")).wants(303)
	program.get(found[1]).wants(404)
}

func TestCalendarByTheAPI(t *testing.T) {
	w := newTown(t)
	cm := w.staff("glaces")
	w.openContest(cm, "noel", nil)
	w.openPoll(cm, "parfum", nil)
	post := map[string]any{"title": "Teaser", "body": "Bientôt…", "channel": "tiktok", "at": "2026-11-22T08:00:00Z", "state": "idea", "remind_minutes": 15}
	var made struct{ ID string }
	cm.json(http.MethodPost, "/api/v1/brands/glaces/posts", post).wants(201).into(&made)
	one := "/api/v1/brands/glaces/posts/" + made.ID
	cm.json(http.MethodPost, one+"/state", map[string]string{"state": "ready"}).wants(200).holds(`"revision":2`)
	post["revision"] = 1
	cm.json(http.MethodPut, one, post).code(409, "post_changed_meanwhile")
	post["revision"] = 2
	cm.json(http.MethodPut, one, post).wants(200).holds(`"state":"idea"`)

	year := fmt.Sprintf("/api/v1/brands/glaces/calendar?from=%s&to=%s", "2026-11-01", "2027-06-30")
	cm.get(year).wants(200).holds(`"slug":"noel"`, `"slug":"parfum"`, `"contest":"noel"`, "Teaser", `"key":"maha_shivaratri"`, `"on":"2027-03-06"`, `"overlaps":[{`)
	cm.get("/api/v1/brands/glaces/calendar?from=2026-11-30&to=2026-11-01").code(422, "invalid").field("to", "calendar_range")
	cm.get("/api/v1/brands/glaces/calendar?from=1900-01-01&to=2026-11-01").wants(422)
	w.visitor().get(year).wants(401)
	w.staff("thes").get(year).wants(404)
	w.staff("thes").get(strings.Replace(one, "glaces", "thes", 1)).code(404, "post_not_found")
	cm.json(http.MethodDelete, one, nil).wants(204)
	cm.get(one).code(404, "post_not_found")
}
