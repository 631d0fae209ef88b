package handlers

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

var stageAddress = regexp.MustCompile(`/fr/c/scene/draw/stage\?key=([0-9a-f]{32})&amp;format=wide`)

// held opens a contest whose names are held for three hours, and lets it be drawn.
func (w *town) held(slug string) (desk *visitor) {
	w.t.Helper()
	w.openContest(w.staff("glaces"), slug, nil)
	for i := range 5 {
		w.visitor().submit("/fr/c/"+slug, "/fr/c/"+slug, entryFields(string(rune('a'+i))+"@exemple.sn")).wants(303)
	}
	desk = w.desk("glaces")
	show := "/fr/admin/b/glaces/contests/" + slug + "/show"
	desk.submit(show, show, url.Values{"act": {"hold"}, "hours": {"25"}}).wants(422).reads().holds("24 heures au plus")
	desk.submit(show, show, url.Values{"act": {"hold"}, "hours": {"3"}}).leadsTo(show)
	w.runContestJobs(townNoon.Add(time.Hour))
	w.visitor().get("/fr/c/" + slug + "/draw").wants(200).reads().holds("3 heures après le tirage")
	w.runContestJobs(townNoon.Add(2 * time.Hour))
	return desk
}

func TestNamesAreShownOnStageFirst(t *testing.T) {
	w := newTown(t)
	desk, fan := w.held("scene"), w.visitor()
	show := "/fr/admin/b/glaces/contests/scene/show"
	// Nobody reads a name anywhere: not fans, not programs, not the operator.
	for _, address := range []string{"/fr/c/scene", "/fr/c/scene/draw", "/fr/c/scene/draw/stage", "/api/v1/contests/scene/draw"} {
		fan.get(address).wants(200).lacks("Priya S.")
	}
	desk.get(show).wants(200).lacks("Priya")
	desk.get("/fr/admin/b/glaces/contests/scene/draw").wants(200).lacks("Priya", "exemple.sn")
	fan.get("/fr/c/scene/draw").wants(200).reads().holds("montrés d’abord en public", "À annoncer sur scène", "proof.zip", "21 h")
	fan.get("/fr/c/scene/draw/stage/names/0").wants(409).reads().holds("montrés d’abord en public")
	fan.get("/fr/c/scene/draw.pdf").wants(200)

	found := stageAddress.FindStringSubmatch(desk.get(show).body)
	if found == nil {
		t.Fatal("the console has no address of the stage")
	}
	fan.get("/fr/c/scene/draw/stage?key="+found[1]).wants(200).holds(`"mode":"live"`, "stage/seen").lacks("Priya S.")
	fan.get("/fr/c/scene/draw/stage?key=0123").wants(200).lacks("stage/seen")

	cue := func(phase string) {
		desk.submit(show, show, url.Values{"act": {"cue"}, "phase": {phase}, "step": {"0"}}).leadsTo(show)
	}
	cue("prize")
	cue("reveal")
	fan.get("/fr/c/scene/draw").wants(200).lacks("Priya S.")
	w.clock.Advance(12 * time.Second)
	fan.get("/fr/c/scene/draw").wants(200).holds("Priya S.")
	fan.get("/fr/c/scene/draw/stage/names/0").wants(200).holds("Priya S.")
	fan.get("/fr/c/scene/draw/stage/names/99").wants(404)
	fan.get("/fr/c/scene/draw/stage/names/x").wants(404)

	desk.submit(show, show, url.Values{"act": {"publish"}}).leadsTo(show)
	fan.get("/api/v1/contests/scene/draw").wants(200).holds("Priya S.")
	desk.submit(show, show, url.Values{"act": {"hold"}, "hours": {"1"}}).wants(422).reads().holds("ne peuvent plus être retenus")
	desk.submit(show, show, url.Values{"act": {"applaud"}}).wants(400)
}

func TestStageIsSeenByTheConsole(t *testing.T) {
	w := newTown(t)
	desk := w.held("scene")
	show := "/fr/admin/b/glaces/contests/scene/show"
	desk.get(show + "/stage").wants(200).holds(`"there":false`)
	key := stageAddress.FindStringSubmatch(desk.get(show).body)[1]
	stage := w.visitor()
	seen := func(key string) answer {
		return stage.do(http.MethodPost, "/api/v1/contests/scene/stage/seen?key="+key, "application/json", strings.NewReader(`{"version":3}`))
	}
	seen(key).wants(200)
	seen("00").wants(404)
	desk.get(show + "/stage").wants(200).holds(`"there":true`)
	w.clock.Advance(7 * time.Second)
	desk.get(show+"/stage").wants(200).reads().holds(`"there":false`, "déconnectée depuis 7 s")
	w.visitor().get(show).wants(303)
}

func TestRehearsalInventsItsNames(t *testing.T) {
	w := newTown(t)
	desk := w.held("scene")
	desk.get("/fr/admin/b/glaces/contests/scene/show/rehearsal").wants(200).reads().holds("Répétition", "Awa D.", `"mode":"rehearsal"`)
	w.visitor().get("/fr/admin/b/glaces/contests/scene/show/rehearsal").wants(303)
}

func TestReplayOfADraw(t *testing.T) {
	w := newTown(t)
	w.openContest(w.staff("glaces"), "rejeu", nil)
	w.visitor().submit("/fr/c/rejeu", "/fr/c/rejeu", entryFields("awa@exemple.sn")).wants(303)
	fan := w.visitor()
	fan.get("/fr/c/rejeu/draw/stage").wants(200).reads().holds("encore rien à montrer")
	w.runContestJobs(townNoon.Add(time.Hour))
	w.runContestJobs(townNoon.Add(2 * time.Hour))
	fan.get("/fr/c/rejeu/draw").wants(200).holds(`href="/fr/c/rejeu/draw/stage"`, "Revoir le tirage")
	fan.get("/fr/c/rejeu/draw/stage?format=vertical").wants(200).holds(`"mode":"replay"`, `data-format="vertical"`).lacks("Priya S.")
	fan.get("/fr/c/rejeu/draw/stage/names/0").wants(200).holds(`"Priya S."`)
}
