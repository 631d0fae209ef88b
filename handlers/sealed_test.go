package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The ballots of the sealed poll: figures that stand nowhere else.
var sealedTallies = map[string]int{"coco": 76, "mangue": 43, "letchi": 47}

// sealedTown has a sealed poll with votes for every option and a write-in, some set aside.
func sealedTown(t *testing.T) *town {
	t.Helper()
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "scelle", map[string]any{"results": "sealed", "write_ins": true, "access": "network", "network_cap": 100})
	for id, n := range sealedTallies {
		for range n {
			w.visitor().json(http.MethodPost, "/api/v1/polls/scelle/votes", choice(id)).wants(201)
		}
	}
	for range 37 {
		w.visitor().json(http.MethodPost, "/api/v1/polls/scelle/votes", map[string]any{"write_in": "Pistache"}).wants(201)
	}
	return w
}

// addressesOf are all addresses of the house that may speak of a poll, and some that may not.
func addressesOf(w *town, slug string) []string {
	fill := strings.NewReplacer(":slug", slug, "{slug}", slug, ":brand", "glaces", "{brand}", "glaces", ":batch", "1", "{batch}", "1")
	seen := map[string]bool{}
	var paths []string
	for _, route := range w.app.fiber.GetRoutes(true) {
		path := fill.Replace(route.Path)
		if route.Method != fiber.MethodGet || seen[path] || strings.ContainsAny(path, "*:") {
			continue
		}
		seen[path] = true
		paths = append(paths, path)
		if !isAPI(path) && !strings.HasPrefix(path, "/assets") {
			paths = append(paths, "/fr"+path, "/en"+path)
		}
	}
	return append(paths, "/api/v1/polls/"+slug+"/ballots?format=csv", "/fr/m/glaces/data", "/api/v1/brands/glaces/journal")
}

// noise is what holds figures of its own: tokens, hashes, dates, the server's own figures.
var noise = regexp.MustCompile(`(?s)(?-s:(?m:^(kermesse|go|process|promhttp)_.*$))|"[0-9a-f]{8}-[0-9a-f-]{27}"|value="[^"]{20,}"|[0-9a-f]{10,}|<span class="date">\d+</span>|[A-Za-z0-9_-]{20,}|20\d\d-\d\d-\d\d[T0-9:.Z+-]*|\d+ ?h ?\d*|ballot-\d+`)

// addressed are the attributes that hold addresses and tokens, which nobody reads as figures.
var addressed = map[string]bool{"href": true, "src": true, "srcset": true, "action": true, "value": true, "id": true, "for": true, "name": true, "integrity": true, "d": true, "viewbox": true}

// words is what an answer says: of a page all its texts, and the attributes that say
// something, such as labels and figures for scripts; of anything else the whole body.
func (a answer) words() string {
	a.t.Helper()
	if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		return a.body
	}
	page, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		a.t.Fatal(err)
	}
	var said strings.Builder
	for n := range page.Descendants() {
		switch {
		case n.Type == html.TextNode && n.Parent.DataAtom != atom.Style:
			said.WriteString(n.Data + "\n")
		case n.Type == html.ElementNode && n.Namespace != "svg":
			for _, attr := range n.Attr {
				if !addressed[attr.Key] && attr.Key != "class" && attr.Key != "style" && attr.Key != "content" || attr.Key == "content" && n.DataAtom == atom.Meta && !strings.Contains(attr.Val, "://") {
					said.WriteString(attr.Val + "\n")
				}
			}
		}
	}
	return said.String()
}

// Nobody learns how a sealed poll stands before its end: not from any page, answer, export,
// stream, mail, figure of the server's own or order of things, whoever asks.
func TestSealedPollLeaksNothing(t *testing.T) {
	w := sealedTown(t)
	voter := w.visitor()
	voter.json(http.MethodPost, "/api/v1/polls/scelle/votes", choice("coco")).wants(201)
	readers := map[string]*visitor{"stranger": w.visitor(), "voter": voter, "staff": w.staff("glaces"), "desk": w.desk("glaces")}
	tallies := regexp.MustCompile(`\b(?:76|77|43|47|37|0\.3\d+|0\.4\d+|40[,.]\d|4\d[,.]\d)\b`)
	walked := 0
	for who, v := range readers {
		for _, path := range addressesOf(w, "scelle") {
			got := v.get(path)
			if got.status == http.StatusNotFound || got.status == http.StatusSeeOther {
				continue
			}
			walked++
			quiet := noise.ReplaceAllString(got.words(), " ")
			if at := tallies.FindStringIndex(quiet); at != nil && !strings.HasPrefix(path, "/api/openapi") && !strings.HasPrefix(path, "/api/docs") {
				t.Errorf("%s reads %q at %s", who, quiet[max(at[0]-60, 0):min(at[1]+40, len(quiet))], path)
			}
			if strings.Contains(got.body, "Pistache") && !strings.HasSuffix(path, "/ideas") && !strings.HasSuffix(path, "/proposals") {
				t.Errorf("%s reads a write-in at %s", who, path)
			}
		}
		for _, path := range []string{"/results", "/results/figures", "/results/stream", "/ballots"} {
			if got := v.get("/api/v1/polls/scelle" + path); got.status != 403 && got.status != 409 {
				t.Errorf("%s gets %d at %s", who, got.status, path)
			}
		}
	}
	if walked < 200 {
		t.Errorf("only %d addresses were read", walked)
	}
	voter.get("/metrics").wants(200).lacks("scelle", "coco")
	mails, err := w.outbox.Recent(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mails {
		if tallies.MatchString(noise.ReplaceAllString(m.Text, " ")) {
			t.Errorf("a mail tells: %s", m.Text)
		}
	}
	var snapshots int
	if err := w.db.Gorm(t.Context()).Raw("SELECT COUNT(*) FROM poll_snapshots").Scan(&snapshots).Error; err != nil || snapshots != 0 {
		t.Errorf("%d counts were made, %v", snapshots, err)
	}
}

// The order in which things are shown is no hint either: options stand as drawn for the
// reader or as the brand has them, whoever is ahead.
func TestSealedPollTellsNothingByOrder(t *testing.T) {
	w := sealedTown(t)
	first := map[string]int{}
	for range 60 {
		body := w.visitor().get("/fr/p/scelle").body
		best, at := "", len(body)
		for id := range sealedTallies {
			if i := strings.Index(body, fmt.Sprintf(`value="%s"`, id)); i >= 0 && i < at {
				best, at = id, i
			}
		}
		first[best]++
	}
	for id := range sealedTallies {
		if first[id] < 6 {
			t.Errorf("%s is first on %d of 60 ballots", id, first[id])
		}
	}
	desk := w.desk("glaces").get("/fr/admin/b/glaces/polls/scelle").wants(200).holds("Résultats scellés").body
	if strings.Contains(desk, "Le décompte expliqué") || strings.Contains(desk, `class="bars"`) {
		t.Error("the desk shows a count")
	}
	ideas := w.desk("glaces").get("/fr/admin/b/glaces/polls/scelle/ideas").wants(200).holds("Nombre scellé")
	ideas.lacks("Personnes")
}

// At its end a sealed poll is as open as any.
func TestSealedPollOpensAtItsEnd(t *testing.T) {
	w := sealedTown(t)
	w.clock.Set(townNoon.Add(25 * time.Hour))
	w.visitor().get("/api/v1/polls/scelle/results").wants(200).holds(`"final":true`)
	w.visitor().get("/fr/p/scelle/results").wants(200).holds("Avec les votes à l’examen")
	w.visitor().get("/api/v1/polls/scelle/ballots").wants(200).lacks("istache", "idea-")
	cancelled := sealedTown(t)
	const cancel = "/fr/admin/b/glaces/polls/scelle/cancel"
	cancelled.desk("glaces").submit(cancel, cancel, url.Values{"reason": {"Pour voir"}}).wants(303)
	cancelled.staff("glaces").get("/api/v1/polls/scelle/results").code(403, "results_hidden")
}
