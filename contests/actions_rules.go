package contests

import (
	"fmt"

	"kermesse/contests/tickets"
	"kermesse/internal/fault"
)

// actionTerms adds to rules.json what can be done for tickets. What is right stays secret.
func (r EntryRules) actionTerms(terms map[string]any) {
	if len(r.Actions) > 0 {
		all := make([]map[string]any, len(r.Actions))
		for i, a := range r.Actions {
			all[i] = a.terms()
		}
		terms["actions"] = all
	}
	if r.Again != tickets.Once {
		terms["again_every"] = string(r.Again)
	}
	if r.OneChance {
		terms["one_person_one_chance"] = true
	}
}

func (a Action) terms() map[string]any {
	t := map[string]any{
		"id": a.ID, "kind": string(a.Kind), "label": a.Label, "tickets": a.Tickets, "mandatory": a.Mandatory,
	}
	for name, value := range map[string]string{
		"every": string(a.Every), "url": a.URL, "tier": a.Tier, "proof": string(a.Proof),
	} {
		if value != "" {
			t[name] = value
		}
	}
	if len(a.After) > 0 {
		t["after"] = a.After
	}
	if a.Kind == tickets.Referral {
		t["friends_at_most"] = a.Most
	}
	if a.Kind == tickets.Quiz {
		t["another_try"] = a.Retry
		if len(a.Choices) > 0 {
			t["choices"] = a.Choices
		}
	}
	return t
}

// actionClauses say what can be done for more tickets, and what must be done.
func (r EntryRules) actionClauses(w *rulesWriter) {
	w.in(chapterTickets)
	if r.OneChance {
		w.paragraph("Une personne, une chance\u00a0: chaque participation a un seul ticket, quoi qu’on fasse.",
			"One person, one chance: each entry has a single ticket, whatever anybody does.")
	}
	if r.Again != tickets.Once {
		w.paragraphf("Qui a participé peut revenir %s prendre un ticket de plus, sur la page de son reçu.",
			"Whoever has entered can come back %s for one more ticket, on the page of their receipt.", everyWords(r.Again))
	}
	if len(r.Actions) == 0 {
		return
	}
	var must, may []Action
	for _, a := range r.Actions {
		if a.Mandatory {
			must = append(must, a)
		} else {
			may = append(may, a)
		}
	}
	if len(must) > 0 {
		w.paragraph("Pour participer il faut aussi, avant la clôture\u00a0; sans cela la participation ne compte pas\u00a0:",
			"To take part one must also, before closing; without it the entry does not count:")
		w.actions(must, r)
	}
	if len(may) > 0 {
		w.paragraph("Ces actions sont facultatives\u00a0; on participe sans elles\u00a0:",
			"These actions are optional; one takes part without them:")
		w.actions(may, r)
	}
	w.paragraph("Un ticket gagné n’est pas repris. Une action faite deux fois, ou dans deux onglets, compte une fois.",
		"A ticket that was earned is not taken back. An action done twice, or in two tabs, counts once.")
}

func (w *rulesWriter) actions(list []Action, r EntryRules) {
	for _, a := range list {
		label, said := literalText(w.contest.both(a.Label, a.Also.Label)), w.action(a, r)
		w.line(fmt.Sprintf("- «\u00a0%s\u00a0»\u00a0: %s", label.FR, said.FR), fmt.Sprintf("- “%s”: %s", label.EN, said.EN))
	}
	w.line("", "")
}

// action says how an action is done, what it is worth and how often it counts.
func (w *rulesWriter) action(a Action, r EntryRules) fault.Text {
	said := actionWords[a.Kind]
	switch a.Kind {
	case tickets.Quiz:
		again := quizOnce
		if a.Retry {
			again = quizAgain
		}
		said = joined(said, again)
	case tickets.Tier:
		said = filled(said, literal(a.Tier))
	case tickets.Referral:
		said = filled(said, plural(a.Most, "personne au plus", "personnes au plus", "person at most", "people at most"))
	}
	if a.Tickets > 0 {
		said = joined(said, filled(fault.Text{FR: "%s", EN: "%s"}, plural(a.Tickets, "ticket", "tickets", "ticket", "tickets")))
	}
	if a.Every != tickets.Once {
		said = joined(said, everyWords(a.Every))
	}
	for _, id := range a.After {
		if before, known := r.Action(id); known {
			said = joined(said, filled(fault.Text{FR: "une fois fait «\u00a0%s\u00a0»", EN: "once “%s” is done"}, literalText(w.contest.both(before.Label, before.Also.Label))))
		}
	}
	return fault.Text{FR: said.FR + ".", EN: said.EN + "."}
}

func everyWords(e tickets.Every) fault.Text {
	if e == tickets.Weekly {
		return fault.Text{FR: "chaque semaine, du lundi au dimanche", EN: "each week, from Monday to Sunday"}
	}
	return fault.Text{FR: "chaque jour, de minuit à minuit", EN: "each day, from midnight to midnight"}
}

var (
	actionWords = map[tickets.Kind]fault.Text{
		tickets.Bonus:    {FR: "une pression sur le bouton suffit", EN: "one press of the button is enough"},
		tickets.Visit:    {FR: "la page s’ouvre\u00a0; rien n’est vérifié", EN: "the page opens; nothing is checked"},
		tickets.Code:     {FR: "un code secret est à saisir", EN: "a secret code is typed"},
		tickets.Quiz:     {FR: "la bonne réponse est à donner", EN: "the right answer is given"},
		tickets.Tier:     {FR: "avoir atteint le palier %s du programme de fidélité, ou un plus haut", EN: "having reached the tier %s of the loyalty programme, or a higher one"},
		tickets.Referral: {FR: "une personne venue par votre lien compte une fois sa propre participation confirmée, %s", EN: "somebody who came by your link counts once their own entry is confirmed, %s"},
		tickets.Proof:    {FR: "l’organisation examine ce qui est envoyé, et dit pourquoi si elle le refuse", EN: "the organiser looks at what is sent, and says why if it is refused"},
	}
	quizOnce  = fault.Text{FR: "une seule réponse", EN: "one answer only"}
	quizAgain = fault.Text{FR: "on peut réessayer", EN: "one may try again"}
)

// joined puts a comma between two parts of a sentence.
func joined(a, b fault.Text) fault.Text {
	return fault.Text{FR: a.FR + ", " + b.FR, EN: a.EN + ", " + b.EN}
}

// filled puts words into a sentence of either language.
func filled(t, with fault.Text) fault.Text {
	return fault.Text{FR: fmt.Sprintf(t.FR, with.FR), EN: fmt.Sprintf(t.EN, with.EN)}
}
