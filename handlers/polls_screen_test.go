package handlers

import (
	"net/http"
	"regexp"
	"testing"
	"time"
)

// A room sees the figures live, with the way to vote; at the end the result.
func TestScreenOfAVote(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", nil)
	w.visitor().json(http.MethodPost, "/api/v1/polls/gout/votes", choice("coco")).wants(201)
	room := w.visitor()
	room.get("/fr/p/gout/screen").wants(200).
		holds(`data-stream="/fr/api/v1/polls/gout/results/stream"`, "Votez avec votre téléphone", "100,0", "a choisi de répondre", "<noscript><meta http-equiv")
	w.clock.Set(townNoon.Add(25 * time.Hour))
	room.get("/en/p/gout/screen").wants(200).holds("The winning option").lacks("data-stream", "Vote with your phone", "http-equiv=\"refresh")
}

// The wall has no eyes: what only voters or staff may see is not on it, whoever puts it up.
func TestScreenShowsWhatAllMaySee(t *testing.T) {
	w := newTown(t)
	for slug, rule := range map[string]string{"apres": "after_vote", "fin": "after_close", "maison": "staff", "scelle": "sealed"} {
		w.openPoll(w.staff("glaces"), slug, map[string]any{"results": rule})
		voter := w.visitor()
		voter.json(http.MethodPost, "/api/v1/polls/"+slug+"/votes", choice("coco")).wants(201)
		for who, v := range map[string]*visitor{"voter": voter, "desk": w.desk("glaces")} {
			page := v.get("/fr/p/" + slug + "/screen").wants(200).holds(`http-equiv="refresh"`)
			if page.lacks("data-stream", `class="bars"`, "100,0"); t.Failed() {
				t.Fatalf("%s sees %s", who, slug)
			}
		}
	}
}

var shareName = regexp.MustCompile(`property="og:image" content="http://fete\.example(/fr/p/gout/share-[0-9a-f]{12}\.png)"`)

// The picture beside a shared link says what is asked and until when, whatever was voted.
func TestShareImageOfAVote(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", map[string]any{"results": "sealed"})
	v := w.visitor()
	name := func(path string) string {
		found := shareName.FindStringSubmatch(v.get(path).wants(200).body)
		if found == nil {
			t.Fatalf("no picture at %s", path)
		}
		return found[1]
	}
	before := name("/fr/p/gout")
	picture := v.get(before).wants(200)
	if kind := picture.header.Get("Content-Type"); kind != "image/png" || len(picture.body) > 200_000 {
		t.Errorf("%s of %d bytes", kind, len(picture.body))
	}
	v.json(http.MethodPost, "/api/v1/polls/gout/votes", choice("coco")).wants(201)
	for _, path := range []string{"/fr/p/gout", "/fr/p/gout/results", "/fr/p/gout/screen"} {
		if after := name(path); after != before {
			t.Errorf("%s has another picture after a vote: %s", path, after)
		}
	}
	if again := v.get(before).wants(200); again.body != picture.body {
		t.Error("a vote changes the picture")
	}
	v.get("/fr/p/gout/share-000000000000.png").wants(404)
}
