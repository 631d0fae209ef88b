package handlers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"kermesse/polls/ballotfile"
	"kermesse/polls/tally"
)

// eight options for polls that show a few at a time, o1 first.
func eight() []map[string]any {
	var options []map[string]any
	for i := range 8 {
		options = append(options, map[string]any{"id": fmt.Sprint("o", i+1), "label": fmt.Sprint("Parfum ", i+1)})
	}
	return options
}

var (
	duelButton = regexp.MustCompile(`<button name="(best\.\d+)" value="(o\d)"`)
	shownSet   = regexp.MustCompile(`(?s)<fieldset data-set="(\d+)"[^>]* id="f-best">(.*?)</fieldset>`)
)

// onScreen is the set that a page shows, and the first option of it.
func (r answer) onScreen() (number, first string) {
	r.t.Helper()
	set := shownSet.FindStringSubmatch(r.body)
	if set == nil {
		r.t.Fatalf("no set on the page:\n%s", r.body)
	}
	return set[1], duelButton.FindStringSubmatch(set[2])[2]
}

// Duels by the page alone: one screen after the other, a stop in between, a look back, and one
// ballot at the end.
func TestDuelsByThePage(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "duels", map[string]any{"method": "duels", "options": eight(), "sets": 4})
	v := w.visitor()
	const page = "/fr/p/duels"
	v.get(page).wants(200).holds("4 duels vous attendent", "Commencer", "Parfum 8").lacks(`name="best`)
	v.submit(page, page+"/answers", url.Values{"best.1": {"o1"}}).wants(409).holds("Commencez d’abord")
	v.submit(page, page+"/sets", nil).leadsTo(page)
	for i := range 4 {
		n, best := v.get(page).wants(200).onScreen()
		if n != fmt.Sprint(i+1) {
			t.Fatalf("screen %d shows set %s", i+1, n)
		}
		want := page + "?set=" + fmt.Sprint(i+2)
		if i == 3 {
			want = page + "?review=1"
		}
		v.submit(page, page+"/answers", url.Values{"set": {n}, "best." + n: {best}}).leadsTo(want)
	}
	v.get(page).wants(200).holds("4 sur 4", "plutôt que", "Voter")
	v.submit(page, page+"/answers", url.Values{"set": {"2"}, "best.2": {"o99"}}).wants(422).holds("parmi ce qui est montré", "Duel 2 sur 4")
	v.submit(page, page+"/answers", url.Values{"set": {"2"}}).wants(422)
	v.submit(page, page, nil).leadsTo(page + "/results")
	v.submit(page, page, nil).leadsTo(page + "/results")
	v.get(page+"/results").wants(200).holds("1\u00a0vote<", "La chance d’être préféré", "4 réponses")
	v.get(page).holds("Changer mon vote", "Votre vote est compté")
	v.submit(page, page+"/answers", url.Values{"clear": {"yes"}}).leadsTo(page)
	v.get(page).holds("Duel 1 sur 4")
	v.submit(page, page, nil).wants(422).holds("Choisissez au moins une option")
	v.get("/en/p/duels").wants(200)
	v.get("/en/p/duels/results").wants(200).holds("1 vote<")
}

// In a frame whose browser keeps no cookie the forms carry the voter from screen to screen.
func TestDuelsInAFrameWithoutCookies(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "duels", map[string]any{"method": "duels", "options": eight(), "sets": 2, "access": "open"})
	v := w.visitor()
	v.http.Jar = nil
	const page = "/fr/embed/p/duels"
	form := regexp.MustCompile(`name="csrf" value="([^"]+)"`)
	send := func(from answer, action string, values url.Values) answer {
		t.Helper()
		values.Set("csrf", form.FindStringSubmatch(from.body)[1])
		return v.do(http.MethodPost, action, "application/x-www-form-urlencoded", strings.NewReader(values.Encode()))
	}
	on := send(v.get(page).wants(200).holds("2 duels", "ballot."), page+"/sets", url.Values{}).wants(200).lacks("?set=", "data-sets")
	for range 2 {
		n, best := on.onScreen()
		on = send(on, page+"/answers", url.Values{"set": {n}, "best." + n: {best}}).wants(200)
	}
	send(on.holds("2 sur 2"), page, url.Values{}).leadsTo(page + "/receipt/")
	v.get("/api/v1/polls/duels/results").wants(200).holds(`"ballots":1`)
}

func TestBestWorstByThePage(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "series", map[string]any{"method": "maxdiff", "options": eight(), "sets": 1, "set_size": 3})
	v := w.visitor()
	const page = "/fr/p/series"
	v.submit(page, page+"/sets", nil).leadsTo(page)
	shown := regexp.MustCompile(`name="best\.1" value="(o\d)"`).FindAllStringSubmatch(v.get(page).wants(200).body, -1)
	if len(shown) != 3 {
		t.Fatalf("%d options on the screen", len(shown))
	}
	best := shown[0][1]
	v.submit(page, page+"/answers", url.Values{"set": {"1"}, "best.1": {best}}).wants(422).holds(`value="` + best + `" checked`)
	v.submit(page, page+"/answers", url.Values{"set": {"1"}, "best.1": {best}, "worst.1": {best}}).wants(422)
	v.submit(page, page+"/answers", url.Values{"set": {"1"}, "best.1": {best}, "worst.1": {shown[2][1]}}).leadsTo(page + "?review=1")
	v.submit(page, page, nil).leadsTo(page + "/results")
	v.get(page+"/results").holds("de −1 à 1", "quand chaque choix a été montré 200").lacks("Part de préférence</th>")
}

// A bracket by the page alone, from round to round.
func TestBracketByThePage(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "coupe", map[string]any{"method": "bracket", "options": eight()[:4], "seeds": "brand", "changes": false})
	v := w.visitor()
	const page = "/fr/p/coupe"
	v.get(page).wants(200).holds("Tour 1 sur 2", "Parfum 1 contre Parfum 4", "Parfum 2 contre Parfum 3")
	v.submit(page, page, url.Values{"round": {"1"}}).wants(422).holds("Choisissez au moins une option")
	v.submit(page, page, url.Values{"round": {"1"}, "best.1": {"o3"}}).wants(422).holds("parmi ce qui est montré")
	v.submit(page, page, url.Values{"round": {"1"}, "best.1": {"o4"}, "best.2": {"o2"}}).leadsTo(page + "/results")
	v.get(page + "/results").holds("en cours").lacks("Classement</h3>")
	v.get(page).lacks("Changer mon vote</button>")
	w.clock.Set(townNoon.Add(12 * time.Hour))
	v.submit(page, page, url.Values{"round": {"1"}, "best.1": {"o1"}}).wants(409).holds("Ce tour est terminé", "La finale")
	v.get(page).holds("La finale", "Parfum 2 contre Parfum 4", ">Voter</button>")
	v.submit(page, page, url.Values{"round": {"2"}, "best.1": {"o4"}}).leadsTo(page + "/results")
	var round roundBody
	if err := json.Unmarshal([]byte(v.get("/api/v1/polls/coupe/round").wants(200).body), &round); err != nil || round.Number != 2 || fmt.Sprint(round.Pairs) != "[[o2 o4]]" {
		t.Errorf("%+v, %v", round, err)
	}
	w.clock.Set(townNoon.Add(24 * time.Hour))
	v.get(page+"/results").holds("Le choix gagnant", "Parfum 4")
	v.get("/api/v1/polls/coupe/round").wants(409)
}

// Duels, best–worst sets and a bracket through the API, and what is published of them counted
// again.
func TestComparisonsByTheAPI(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	methods := []tally.Method{tally.Duels, tally.MaxDiff}
	for _, method := range methods {
		slug := string(method)
		w.openPoll(staff, slug, map[string]any{"method": slug, "options": eight(), "none_option": "o8"})
		for range 3 {
			v := w.visitor()
			v.json(http.MethodPost, "/api/v1/polls/"+slug+"/votes", map[string]any{"picks": []any{}}).wants(422)
			var sitting sittingAnswer
			begun := v.json(http.MethodPost, "/api/v1/polls/"+slug+"/sets", nil).wants(200)
			if err := json.Unmarshal([]byte(begun.body), &sitting); err != nil || len(sitting.Sets) < 6 {
				t.Fatalf("%+v, %v", sitting, err)
			}
			for i, set := range sitting.Sets {
				sitting.Sets[i].Best = set.Shown[0]
				if len(set.Shown) > 2 {
					sitting.Sets[i].Worst = set.Shown[1]
				}
			}
			v.json(http.MethodPut, "/api/v1/polls/"+slug+"/sets", map[string]any{"picks": sitting.Sets[:2]}).wants(200).holds(`"answered":2`)
			v.get("/api/v1/polls/" + slug + "/sets").wants(200).holds(`"answered":2`)
			v.json(http.MethodPost, "/api/v1/polls/"+slug+"/votes", map[string]any{"picks": sitting.Sets}).wants(201).holds(`"best":`)
			v.json(http.MethodPost, "/api/v1/polls/"+slug+"/votes", map[string]any{"picks": append(sitting.Sets, sitting.Sets[0])}).wants(422).holds("repeated_pick")
		}
		w.visitor().get("/api/v1/polls/" + slug + "/sets").wants(403)
	}
	w.openPoll(staff, "bracket", map[string]any{"method": "bracket", "options": eight()[:3], "seeds": "brand"})
	w.visitor().json(http.MethodPost, "/api/v1/polls/bracket/votes", map[string]any{"picks": []any{map[string]any{"shown": []string{"o3", "o2"}, "best": "o3"}}}).wants(201)
	w.visitor().json(http.MethodPost, "/api/v1/polls/bracket/votes", map[string]any{"picks": []any{map[string]any{"shown": []string{"o1", "o2"}, "best": "o1"}}}).wants(422).holds("set_not_shown")
	w.openPoll(staff, "dots", map[string]any{"method": "dots", "points": 9, "points_cap": 3})
	w.visitor().json(http.MethodPost, "/api/v1/polls/dots/votes", map[string]any{"scores": map[string]int{"coco": 4}}).wants(422).holds("score_out_of_range")
	w.visitor().json(http.MethodPost, "/api/v1/polls/dots/votes", map[string]any{"scores": map[string]int{"coco": 3, "mangue": 2}}).wants(201)
	w.clock.Set(townNoon.Add(24 * time.Hour))
	for _, method := range append(methods, tally.Bracket, tally.Dots) {
		file := w.visitor().get("/api/v1/polls/" + string(method) + "/ballots").wants(200)
		election, err := ballotfile.Read(strings.NewReader(file.body), tally.FormOf(method))
		if err != nil {
			t.Fatal(err)
		}
		counted, err := ballotfile.Verify(election, method)
		if err == nil {
			err = ballotfile.VerifyFrozen(election, counted, nil)
		}
		if err != nil {
			t.Errorf("%s: %v\n%s", method, err, file.body)
		}
	}
	w.visitor().get("/api/v1/polls/duels/ballots?format=csv").wants(200).holds("ballot,shown,best,worst", " | ")
}

// The panel takes what these methods ask for, and says what does not fit.
func TestBracketInThePanel(t *testing.T) {
	w := newTown(t)
	desk := w.desk("glaces")
	names := []string{"Mangue", "Coco", "Letchi", "Tamarin"}
	empty := []string{"", "", "", ""}
	form := func(change url.Values) url.Values {
		values := pollForm(url.Values{
			"method": {"bracket"}, "seeds": {"brand"}, "opens_at": {"2026-11-28T20:00"},
			"option_id": empty, "option_label": names, "option_description": empty, "option_alt": empty, "option_kept": empty,
		})
		for name, v := range change {
			values[name] = v
		}
		return values
	}
	desk.sendForm(newPoll, newPoll, form(url.Values{"results": {"sealed"}}), nil).wants(422).holds("ne peuvent pas être scellés")
	desk.sendForm(newPoll, newPoll, form(nil), nil).leadsTo(editPoll)
	page := desk.get(editPoll).wants(200).holds("Fin du tour 1", `<option value="brand" selected>`)
	page.lacks("Fin du tour 2")
	desk.sendForm(editPoll, editPoll, form(url.Values{"round_end": {"2026-11-27T20:00"}, "act": {"publish"}}), nil).wants(303)
	desk.get("/fr/admin/b/glaces/polls/gout/publish").wants(200).holds("Des tours qui tiennent")
	desk.sendForm(editPoll, editPoll, form(url.Values{"round_end": {"2026-11-29T08:00"}, "act": {"publish"}}), nil).wants(303)
	desk.submit("/fr/admin/b/glaces/polls/gout/publish", "/fr/admin/b/glaces/polls/gout/publish", nil).wants(303)
	desk.get(editPoll).holds("2026-11-29T08:00")
	desk.sendForm(editPoll, editPoll, form(url.Values{"method": {"duels"}, "sets": {"cinq"}}), nil).wants(303) // published: words alone
}

func TestSetsInThePanel(t *testing.T) {
	w := newTown(t)
	desk := w.desk("glaces")
	desk.sendForm(newPoll, newPoll, pollForm(url.Values{"method": {"duels"}, "sets": {"500"}}), nil).wants(422).holds("entre 0 et 100")
	desk.sendForm(newPoll, newPoll, pollForm(url.Values{"method": {"maxdiff"}, "set_size": {"2"}}), nil).wants(422).holds("entre 3 et 6")
	desk.sendForm(newPoll, newPoll, pollForm(url.Values{"method": {"dots"}, "points": {"10"}, "points_cap": {"11"}}), nil).wants(422).holds("entre 0 et 10")
	desk.sendForm(newPoll, newPoll, pollForm(url.Values{"method": {"duels"}, "sets": {"1"}}), nil).leadsTo(editPoll)
	desk.get(editPoll).holds(`name="sets"`, `value="1"`, "<details open>")
}
