package handlers

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

// The reason given in one round of a bracket stays when the next one is played, and with answers
// that are changed one after the other.
func TestReasonsOverRoundsAndSets(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "coupe", map[string]any{"method": "bracket", "options": eight()[:4], "seeds": "brand", "comments": "after"})
	w.openPoll(staff, "duels", map[string]any{"method": "duels", "options": eight(), "sets": 1, "comments": "after"})
	v := w.visitor()
	const cup, duels = "/fr/p/coupe", "/fr/p/duels"
	v.submit(cup, cup, url.Values{"round": {"1"}, "best.1": {"o4"}, "comment": {"Le plus frais"}}).leadsTo(cup + "/results")
	v.get(cup).holds("Le plus frais")
	w.clock.Set(townNoon.Add(12 * time.Hour))
	v.get(cup).holds("La finale", "Le plus frais", ">Voter</button>")

	w.clock.Set(townNoon)
	v.submit(duels, duels+"/sets", nil).leadsTo(duels)
	n, best := v.get(duels).onScreen()
	v.submit(duels, duels+"/answers", url.Values{"set": {n}, "best." + n: {best}}).leadsTo(duels + "?review=1")
	v.submit(duels, duels, url.Values{"comment": {"Le plus doux"}}).leadsTo(duels + "/results")
	v.get(duels).holds("Le plus doux")
	v.get(duels + "?review=1").holds("Le plus doux</textarea>")
}

// Whoever gave a reason in a frame takes it back there.
func TestReasonTakenBackInAFrame(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", map[string]any{"comments": "after"})
	v := w.visitor()
	cookie := frameCookie.FindString(strings.Join(v.get("/fr/embed/p/gout").header.Values("Set-Cookie"), "\n"))
	v.http.Jar = nil
	v.header.Set("Cookie", cookie)
	v.submit("/fr/embed/p/gout", "/fr/embed/p/gout", url.Values{"choice": {"coco"}, "comment": {"Le goût"}}).leadsTo("/fr/embed/p/gout/results")
	var mine voteAnswer
	v.get("/api/v1/polls/gout/votes/mine").wants(200).into(&mine)
	_, key, _ := strings.Cut(mine.URL, "/receipt/")
	receipt := "/fr/embed/p/gout/receipt/" + key
	v.get(receipt).wants(200).holds("Le goût")
	v.submit(receipt, "/fr/embed/p/gout/comment", url.Values{"act": {"withdraw"}}).leadsTo(receipt)
	v.get(receipt).wants(200).lacks("Le goût")
	v.submit("/fr/embed/p/gout/results", "/fr/embed/p/gout/follow", url.Values{"email": {"awa@fans.example"}}).leadsTo("/fr/embed/p/gout/follow/confirm")

	v.header.Del("Cookie")
	receipt = v.submit("/fr/embed/p/gout", "/fr/embed/p/gout", url.Values{"choice": {"coco"}, "comment": {"La couleur"}}).leadsTo("/fr/embed/p/gout/receipt/")
	_, stub, _ := strings.Cut(receipt, "?")
	v.get(receipt).wants(200).holds("La couleur", "/fr/embed/p/gout/comment?stub=")
	v.submit(receipt, "/fr/embed/p/gout/comment?"+stub, url.Values{"act": {"withdraw"}}).leadsTo(receipt)
	v.get(receipt).wants(200).lacks("La couleur")
}
