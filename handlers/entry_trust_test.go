package handlers

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var receiptLink = regexp.MustCompile(`/c/glaces/receipt/[^"?#/ ]+`)

// The entrant reads why their entry is looked at, objects, is answered; staff decide with and
// without script, and take a decision back.
func TestEntriesAreLookedAtAndEntrantsObject(t *testing.T) {
	w := newTown(t)
	w.openContest(w.staff("glaces"), "glaces", map[string]any{"entry": map[string]any{"contact": "email", "confirm": false}})
	fan := w.visitor()
	answer := fan.submit("/fr/c/glaces", "/fr/c/glaces", url.Values{"first_name": {"Awa"}, "email": {"awa@mailinator.com"}, "rules": {"yes"}})
	receipt := "/fr" + receiptLink.FindString(answer.header.Get("Location"))
	fan.get(receipt).wants(200).holds("Une personne va regarder votre participation", "Adresse jetable", `name="appeal"`)

	cm := w.desk("glaces")
	queue := "/fr/admin/b/glaces/contests/glaces/review"
	page := cm.get(queue).wants(200).holds("awa@mailinator.com", "Adresse jetable", "1 sur 1", `data-key="a"`, `value="exclude.fraud"`)
	id := regexp.MustCompile(`name="entry" value="([^"]+)"`).FindStringSubmatch(page.body)[1]
	cm.submit(queue, queue, url.Values{"entry": {id}, "act": {"exclude.because"}}).wants(422)
	cm.submit(queue, queue, url.Values{"entry": {id}, "act": {"exclude.fraud"}}).leadsTo(queue + "?at=" + id + "&did=exclude&done=" + id)
	cm.get(queue+"?did=exclude&done="+id).wants(200).holds("Participation exclue", `value="undo"`)

	fan.get(receipt).wants(200).holds("Participation frauduleuse", "Demander qu’on regarde à nouveau")
	fan.submit(receipt, receipt+"/appeal", url.Values{"appeal": {strings.Repeat("é", 501)}}).wants(422)
	fan.submit(receipt, receipt+"/appeal", url.Values{"appeal": {"Nous sommes deux sœurs."}}).leadsTo(receipt)
	fan.get(receipt).holds("Votre demande est arrivée", "deux sœurs")
	cm.get(queue+"?appeals=yes").wants(200).holds("deux sœurs", "Rétablir la participation", `value="dismiss"`)
	cm.submit(queue+"?appeals=yes", queue, url.Values{"entry": {id}, "act": {"accept"}, "appeals": {"yes"}})
	fan.get(receipt).wants(200).lacks("Participation frauduleuse", `name="appeal"`)

	w.visitor().get(queue).leadsTo("/fr/admin/sign-in?next=" + url.QueryEscape(queue))
}

// From the queue an entry is excluded and its entrant blocked in one act, which can be taken back.
func TestSomebodyIsBlockedFromTheQueue(t *testing.T) {
	w := newTown(t)
	w.openContest(w.staff("glaces"), "glaces", map[string]any{"entry": map[string]any{"contact": "email", "confirm": false}})
	enter := func() answer {
		return w.visitor().submit("/fr/c/glaces", "/fr/c/glaces", url.Values{"first_name": {"Awa"}, "email": {"awa@mailinator.com"}, "rules": {"yes"}})
	}
	enter().wants(303)
	cm := w.desk("glaces")
	cm.get("/fr/admin/b/glaces").wants(200).reads().holds("1 signalement à regarder")
	queue := "/fr/admin/b/glaces/contests/glaces/review"
	page := cm.get(queue).wants(200).holds(`data-key="b"`, `value="bar.fraud"`)
	id := regexp.MustCompile(`name="entry" value="([^"]+)"`).FindStringSubmatch(page.body)[1]
	cm.submit(queue, queue, url.Values{"entry": {id}, "act": {"bar.because"}}).wants(422)
	cm.get("/fr/admin/b/glaces/blocks").wants(200).reads().holds("Personne n’est bloqué")
	done := cm.submit(queue, queue, url.Values{"entry": {id}, "act": {"bar.fraud"}}).leadsTo(queue)
	block := regexp.MustCompile(`name="block" value="([^"]+)"`).FindStringSubmatch(cm.get(done).wants(200).reads().holds("personne bloquée").body)[1]
	cm.get("/fr/admin/b/glaces/blocks").wants(200).reads().holds("a•••@mailinator.com", "participation frauduleuse")
	cm.get("/fr/admin/b/glaces/journal").wants(200).reads().holds("Participation exclue", "Blocage ajouté")
	enter().wants(403).reads().holds("participation frauduleuse")
	cm.submit(queue, queue, url.Values{"entry": {id}, "act": {"undo"}, "block": {block}}).wants(303)
	cm.get("/fr/admin/b/glaces/blocks").wants(200).reads().holds("Personne n’est bloqué")
	cm.get(queue).wants(200).holds("awa@mailinator.com")
}

func TestTheBlockListRefusesWithItsReason(t *testing.T) {
	w := newTown(t)
	w.openContest(w.staff("glaces"), "glaces", map[string]any{"entry": map[string]any{"contact": "email", "confirm": false}})
	cm := w.desk("glaces")
	list := "/fr/admin/b/glaces/blocks"
	cm.submit(list, list, url.Values{"target": {"nobody"}, "effect": {"refuse"}, "days": {"0"}}).wants(422).holds("exemple.com", "1 à 730 jours")
	cm.submit(list, list, url.Values{"target": {"awa@exemple.sn"}, "effect": {"refuse"}, "reason": {"revente de lots"}, "days": {"30"}}).leadsTo(list)
	cm.get(list).wants(200).holds("a•••@exemple.sn", "revente de lots").lacks("awa@exemple.sn<")
	w.visitor().submit("/fr/c/glaces", "/fr/c/glaces", url.Values{"first_name": {"Awa"}, "email": {"awa@exemple.sn"}, "rules": {"yes"}}).
		wants(403).holds("revente de lots")
}

func TestWhoComesIsCountedAndNobodyIsFollowed(t *testing.T) {
	w := newTown(t)
	w.openContest(w.staff("glaces"), "glaces", map[string]any{"entry": map[string]any{"contact": "email", "confirm": false}})
	w.visitor().get("/fr/c/glaces?utm_source=Vitrine").wants(200).holds(`name="via" value="utm-vitrine"`, `data-begun="/c/glaces/begun?via=utm-vitrine"`)
	w.visitor().get("/c/glaces/begun?via=utm-vitrine").wants(204)
	w.visitor().submit("/fr/c/glaces?utm_source=Vitrine", "/fr/c/glaces", url.Values{"first_name": {"Awa"}, "email": {"awa@exemple.sn"}, "rules": {"yes"}, "begun": {"yes"}, "via": {"utm-vitrine"}})
	answer := w.staff("glaces").json(http.MethodGet, "/api/v1/contests/glaces/live", nil).wants(200)
	var live struct {
		BySource []struct {
			Source string
			Steps  struct{ Views, Starts, Entries, Confirmed int }
		} `json:"by_source"`
	}
	if err := json.Unmarshal([]byte(answer.body), &live); err != nil {
		t.Fatal(err)
	}
	if len(live.BySource) == 0 || live.BySource[0].Source != "utm-vitrine" || live.BySource[0].Steps.Entries != 1 {
		t.Errorf("by source %+v", live.BySource)
	}
	cm := w.desk("glaces")
	cm.get("/fr/admin/b/glaces/contests/glaces/live").wants(200).holds("vitrine", "Personne n’est suivi", "live.xlsx")
	cm.get("/fr/admin/b/glaces/contests/glaces/live.csv").wants(200).holds("hour,source,views,starts,entries,confirmed", "utm-vitrine")
	if book := cm.get("/fr/admin/b/glaces/contests/glaces/live.xlsx").wants(200); !strings.HasPrefix(book.body, "PK\x03\x04") {
		t.Error("no workbook")
	}
	w.visitor().get("/fr/c/glaces/screen").wants(200).holds(`data-refresh="5"`, "participation")
}
