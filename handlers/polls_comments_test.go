package handlers

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// reason is a ballot with a comment, as the API takes it.
func reason(option, why string) map[string]any {
	return map[string]any{"choices": []string{option}, "comment": why}
}

// crowd casts votes without a word, so that a group is whole, and has them counted.
func (w *town) crowd(slug string, n int) {
	w.t.Helper()
	for range n {
		w.visitor().json(http.MethodPost, "/api/v1/polls/"+slug+"/votes", choice("coco")).wants(201)
	}
	w.staff("glaces").get("/api/v1/polls/" + slug + "/results")
}

// From the form to the public page, by a moderator and back to the author.
func TestCommentsOnThePages(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", map[string]any{"comments": "before"})
	v := w.visitor()
	v.get("/fr/p/gout").wants(200).holds("Pourquoi ce choix", "L’équipe lit chaque raison avant", "Tout le monde peut la lire", "jamais parce qu’elle est négative")
	v.get("/en/p/gout").wants(200).holds("Why this choice?", "The team reads each reason before it appears")
	v.submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {"coco"}, "comment": {"Pas \u202ebon"}}).wants(422).holds("sens de lecture", `value="coco" checked`)
	v.submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {"coco"}, "comment": {"<b>Trop</b> sucré\n\nVraiment"}}).leadsTo("/fr/p/gout/results")
	v.get("/fr/p/gout").holds("Votre raison", "&lt;b&gt;Trop", "attend qu’une personne").lacks("<b>Trop")
	w.visitor().submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {"mangue"}, "comment": {"Imbéciles"}}).wants(303)
	w.crowd("gout", 20)
	w.visitor().get("/fr/p/gout/results").lacks("Trop", "Imbéciles")

	cm := w.desk("glaces")
	const queue = "/fr/admin/b/glaces/polls/gout/comments"
	cm.get("/fr/admin/b/glaces").holds("commentaires à lire", "/polls/gout/comments")
	cm.get("/fr/admin/b/glaces/polls/gout").holds("Commentaires (2)")
	page := cm.get(queue).wants(200).holds("Lus par l’équipe avant de paraître", "&lt;b&gt;Trop", "Imbéciles", `data-key="a"`, `data-key="s"`).lacks("Coco", "Mangue")
	ids := map[string]string{}
	for _, card := range regexp.MustCompile(`(?s)<article.*?</article>`).FindAllString(page.body, -1) {
		id := regexp.MustCompile(`/comments/([0-9a-f-]{36})"`).FindStringSubmatch(card)[1]
		ids[map[bool]string{true: "insult", false: "sweet"}[strings.Contains(card, "Imbéciles")]] = id
	}
	at := func(what string) string { return queue + "/" + ids[what] }
	cm.submit(queue, at("sweet"), url.Values{"act": {"publish"}, "tab": {"held"}}).leadsTo(queue + "?done=" + ids["sweet"] + "&tab=held&undo=hold")
	cm.get(queue+"?done="+ids["sweet"]+"&tab=held&undo=hold").holds("Revenir dessus", `data-key="z"`)
	cm.submit(queue, at("sweet"), url.Values{"act": {"hold"}, "tab": {"held"}}).wants(303)
	w.visitor().get("/fr/p/gout/results").lacks("Trop")
	cm.submit(queue, at("sweet"), url.Values{"act": {"publish"}, "tab": {"held"}}).wants(303)
	cm.submit(queue, at("insult"), url.Values{"act": {"remove.negative"}, "tab": {"held"}}).wants(422).holds("la raison est comptée en public")
	cm.submit(queue, at("insult"), url.Values{"act": {"remove.insult"}, "tab": {"held"}}).wants(303)
	cm.submit(queue, at("sweet"), url.Values{"act": {"reply"}, "tab": {"shown"}, "reply": {"Moins de sucre en juin."}}).leadsTo(queue)
	for _, path := range []string{"/fr/p/gout", "/fr/p/gout/results", "/fr/p/gout/comments"} {
		w.visitor().get(path).wants(200).holds("Ce que disent les votants", "&lt;b&gt;Trop", "Maison glaces répond", "Moins de sucre en juin.", "retirée", "insulte 1").
			lacks("Imbéciles", ids["sweet"])
	}
	w.visitor().get("/en/p/gout/comments").wants(200).holds("What voters say", "insult 1")
	cm.get("/fr/admin/b/glaces/journal").wants(200).holds("Commentaire retiré", "Réponse publique").lacks("Imbéciles")

	link := regexp.MustCompile(`/fr/p/gout/receipt/[0-9a-f]+`).FindString(v.get("/fr/p/gout").body)
	v.get(link).holds("La raison que vous avez donnée", "Elle est publiée", "Moins de sucre en juin.")
	w.visitor().get(link).wants(200).lacks("sucré")
	v.submit(link, "/fr/p/gout/comment", url.Values{"act": {"withdraw"}}).leadsTo("/fr/p/gout/receipt/")
	w.visitor().get("/fr/p/gout/results").lacks("Trop", "Moins de sucre").holds("insulte 1")
	w.visitor().get("/fr/p/gout/results").holds(`data-option="coco" data-votes="21"`)
}

// The author of what was removed is told why on the receipt, and may appeal.
func TestCommentAppealOnTheReceipt(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "gout", map[string]any{"comments": "after"})
	v := w.visitor()
	v.json(http.MethodPost, "/api/v1/polls/gout/votes", reason("coco", "Nul")).wants(201).holds(`"comment":{"text":"Nul","state":"shown","waits":true`)
	w.crowd("gout", 20)
	var told struct {
		Items []struct{ ID, Text string }
	}
	staff.get("/api/v1/polls/gout/moderation/comments?state=shown").wants(200).into(&told)
	one := "/api/v1/polls/gout/moderation/comments/" + told.Items[0].ID
	staff.json(http.MethodPost, one, map[string]string{"act": "remove"}).wants(422).field("reason", "unknown_removal_reason")
	staff.json(http.MethodPost, one, map[string]string{"act": "remove", "reason": "off_topic"}).wants(200).holds(`"state":"removed"`)
	staff.json(http.MethodPost, one, map[string]string{"act": "remove", "reason": "insult"}).code(409, "comment_settled")
	staff.json(http.MethodPut, one+"/reply", map[string]string{"reply": "x"}).code(409, "comment_not_shown")
	w.visitor().get("/api/v1/polls/gout/comments").wants(200).holds(`"policy":"after"`, `"items":[]`, `"removed":{"off_topic":1}`).lacks("Nul")
	w.staff("thes").get("/api/v1/polls/gout/moderation/comments").code(404, "poll_not_found")
	w.visitor().get("/api/v1/polls/gout/moderation/comments").wants(401)

	link := regexp.MustCompile(`/fr/p/gout/receipt/[0-9a-f]+`).FindString(v.get("/fr/p/gout").body)
	v.get(link).holds("L’équipe l’a retirée", "hors sujet", "Dites-nous pourquoi elle doit paraître")
	v.submit(link, "/fr/p/gout/comment", url.Values{"act": {"appeal"}, "comment_appeal": {""}}).wants(422).holds("ne peut pas rester vide")
	v.submit(link, "/fr/p/gout/comment", url.Values{"act": {"appeal"}, "comment_appeal": {"C’est mon avis sur le goût"}}).leadsTo("/fr/p/gout/receipt/")
	w.desk("glaces").get("/fr/admin/b/glaces/polls/gout/comments?tab=removed").wants(200).holds("C’est mon avis sur le goût", "Maintenir le retrait")
	staff.json(http.MethodPost, one, map[string]string{"act": "uphold"}).wants(200).holds(`"upheld":true`)
	v.get(link).holds("maintient le retrait")
	v.json(http.MethodPost, "/api/v1/polls/gout/votes/mine/comment/appeal", map[string]string{"appeal": "Encore"}).code(409, "no_comment_appeal")
	staff.json(http.MethodPost, one, map[string]string{"act": "publish"}).wants(200)
	w.visitor().get("/api/v1/polls/gout/comments").holds(`"text":"Nul"`, `"removed":{}`, `"restored":1`)
	v.do(http.MethodDelete, "/api/v1/polls/gout/votes/mine/comment", "", nil).wants(204)
	v.do(http.MethodDelete, "/api/v1/polls/gout/votes/mine/comment", "", nil).code(404, "comment_not_found")
	v.get("/api/v1/polls/gout/votes/mine").wants(200).holds(`"choices":["coco"]`).lacks(`"comment"`)
}

// A table of comments holds no formula, and none of what nobody may read yet.
func TestCommentExport(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", map[string]any{"comments": "after"})
	w.visitor().json(http.MethodPost, "/api/v1/polls/gout/votes", reason("coco", "=HYPERLINK(\"http://x\")\n+1")).wants(201)
	w.crowd("gout", 20)
	w.visitor().json(http.MethodPost, "/api/v1/polls/gout/votes", reason("coco", "Trop tôt")).wants(201)
	file := w.desk("glaces").get("/fr/admin/b/glaces/polls/gout/comments.csv").wants(200)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 2 || rows[1][3] != "'=HYPERLINK(\"http://x\")\n'+1" {
		t.Errorf("%q, %v", rows, err)
	}
	w.visitor().get("/fr/admin/b/glaces/polls/gout/comments.csv").wants(303)
}

// Whoever may not see the figures reads no comments either, however they ask; of a sealed
// poll not even staff.
func TestHiddenCommentsStayHidden(t *testing.T) {
	for _, results := range []string{"after_vote", "after_close", "staff", "sealed"} {
		w := newTown(t)
		staff := w.staff("glaces")
		w.openPoll(staff, "gout", map[string]any{"comments": "after", "results": results})
		for i := range 40 {
			w.visitor().json(http.MethodPost, "/api/v1/polls/gout/votes", reason("coco", fmt.Sprintf("Chuchotement %d", i))).wants(201)
		}
		staff.get("/api/v1/polls/gout/results")
		readers := map[string]*visitor{"stranger": w.visitor()}
		if results == "sealed" {
			readers["staff"], readers["desk"] = staff, w.desk("glaces")
		}
		for who, v := range readers {
			for _, path := range addressesOf(w, "gout") {
				if got := v.get(path); strings.Contains(got.body, "Chuchotement") {
					t.Errorf("%s: %s reads one at %s", results, who, path)
				}
			}
			v.get("/api/v1/polls/gout/comments").code(403, "results_hidden")
		}
		if results == "sealed" {
			staff.get("/api/v1/polls/gout/moderation/comments?state=shown").code(403, "results_hidden")
			w.desk("glaces").get("/fr/admin/b/glaces/polls/gout/comments").wants(200).holds("Les résultats sont scellés")
		}
		w.clock.Set(townNoon.Add(25 * time.Hour))
		after := w.visitor().get("/fr/p/gout/comments").wants(200)
		if results == "staff" {
			after.lacks("Chuchotement").holds("Seule l’équipe")
			continue
		}
		after.holds("Chuchotement")
	}
}
