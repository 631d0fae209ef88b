package handlers

import (
	"net/url"
	"strings"
	"testing"
)

func TestAFanChoosesTheirMails(t *testing.T) {
	w := newTown(t)
	w.programme()
	v := w.member("awa@exemple.sn")
	const page = "/fr/m/glaces/letters"
	if n := strings.Count(v.get(page).wants(200).lacks(" checked").holds("avant que des points").body, `type="checkbox"`); n != 4 {
		t.Errorf("%d boxes, want one per kind of mail", n)
	}
	v.submit(page, page, url.Values{"earned": {"yes"}, "tier": {"yes"}}).leadsTo(page)
	if n := strings.Count(v.get(page).holds("Vos choix sont enregistrés").body, " checked"); n != 2 {
		t.Errorf("%d boxes are ticked, want 2", n)
	}
	v.submit(page, page, url.Values{"tier": {"yes"}}).leadsTo(page)
	v.get("/fr/m/glaces/data").wants(200).holds("Un e-mail quand j’ai gagné des points", "Un e-mail quand j’atteins un palier", "quand j’ai gagné des points.")
	v.get("/en/m/glaces/letters").wants(200).holds("when I reach a tier")
	w.visitor().get(page).leadsTo("/fr/m/glaces?next=")
	w.visitor().submit("/fr/m/glaces", "/fr/m/glaces/letters", url.Values{"earned": {"yes"}}).leadsTo("/fr/m/glaces?next=")
}
