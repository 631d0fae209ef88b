package handlers

import (
	"net/url"
	"testing"
)

// Who is too young is told before any field; who passes enters, does what is optional, and is
// told what is right and what is missing.
func TestEntryWithActionsByItsPages(t *testing.T) {
	w := newTown(t)
	desk := w.desk("glaces")
	desk.submit(contestDesk+"new", contestDesk+"new", url.Values{"title": {" "}}).wants(422)
	desk.makesContest("jeu")
	desk.edits("jeu", "who", url.Values{"min_age": {"18"}, "countries": {"MU"}, "birth": {"check"}, "fold_aliases": {"yes"}}).wants(303)
	desk.edits("jeu", "actions", url.Values{
		"again": {"none"}, "max_tickets": {"5"}, "action_label": {"Partagez cette publication"}, "action_id": {""}, "action_kind": {"bonus"},
		"action_detail": {""}, "action_tickets": {"1"}, "action_must": {"no"}, "action_every": {"once"}, "action_after": {"none"},
	}).wants(422).reads().holds("interdit par Facebook")
	desk.edits("jeu", "actions", url.Values{
		"again": {"day"}, "max_tickets": {"9"}, "action_label": {"Notre carte", "Le mot", "Un souvenir"}, "action_id": {"", "", ""},
		"action_kind": {"visit", "code", "text"}, "action_detail": {"https://exemple.sn/carte", "MANGUE", ""}, "action_tickets": {"1", "2", "1"},
		"action_must": {"no", "no", "no"}, "action_every": {"once", "once", "once"}, "action_after": {"none", "all", "none"},
	}).wants(303)
	desk.submit(contestDesk+"jeu/publish", contestDesk+"jeu/publish", nil).leadsTo(contestDesk + "jeu")

	fan := w.visitor()
	fan.get("/fr/c/jeu").wants(200).reads().holds("Votre date de naissance", "Maurice").lacks("Votre parfum ?", "MANGUE")
	born := url.Values{"gate": {"yes"}, "who_day": {"22"}, "who_month": {"11"}, "who_year": {"2008"}, "who_country": {"MU"}}
	fan.submit("/fr/c/jeu", "/fr/c/jeu", born).wants(422).reads().holds("Il faut avoir 18 ans").lacks("Votre parfum ?")
	born.Set("who_year", "1990")
	fan.submit("/fr/c/jeu", "/fr/c/jeu", born).wants(200).reads().holds("Votre parfum ?", `value="1990"`)
	fields := with(entryFields("awa@exemple.sn"), "answer.q1", "Mangue", "answer.q2", "M")
	fan.submit("/fr/c/jeu", "/fr/c/jeu", fields).wants(422).reads().holds("date de naissance")
	for name := range born {
		fields.Set(name, born.Get(name))
	}
	fields.Del("gate")
	fan.submit("/fr/c/jeu", "/fr/c/jeu", fields).wants(303)
}
