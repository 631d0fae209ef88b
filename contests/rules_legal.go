package contests

import (
	"slices"
	"strings"
	"time"

	"kermesse/contests/law"
	"kermesse/internal/fault"
)

// terms are the legal terms in rules.json.
func (t LegalTerms) terms(cost Cost) map[string]any {
	terms := map[string]any{
		"profiles": t.Profiles,
		"organiser": map[string]any{
			"legal_form": t.Organiser.Form, "capital": t.Organiser.Capital, "registration": t.Organiser.Registration,
			"country": t.Organiser.Country, "data_registration": t.Organiser.DataRegistration,
		},
		"retention_days": map[string]int{
			"invalid": t.Retention.InvalidDays, "losers": t.Retention.LosersDays, "winners": t.Retention.WinnersDays, "proof": t.Retention.ProofDays,
		},
	}
	if t.Permit.stated() {
		permit := map[string]any{
			"authority": t.Permit.Authority, "number": t.Permit.Number, "date": t.Permit.Date, "document": t.Permit.Document,
		}
		if t.Permit.Shown != "" {
			permit["file_sha256"] = t.Permit.Shown
		}
		terms["permit"] = permit
	}
	if t.Purchase.Linked || cost == CostEither {
		terms["purchase"] = map[string]any{"linked": t.Purchase.Linked, "free_way": t.Purchase.FreeWay, "same_weight": t.Purchase.FreeWay}
	}
	if len(t.Networks) > 0 {
		terms["networks"] = t.Networks
	}
	return terms
}

// clauses are what law asks rules to say beyond the contest itself.
func (t LegalTerms) clauses(w *rulesWriter) {
	t.identity(w)
	w.total()
	t.liability(w)
	t.data(w)
	t.governing(w)
}

func (t LegalTerms) identity(w *rulesWriter) {
	w.in(chapterOrganiser)
	legal := w.brand.Legal
	for _, fact := range []struct{ fr, en, value string }{
		{"Forme\u00a0: %s.", "Legal form: %s.", legal.Form},
		{"Capital\u00a0: %s.", "Capital: %s.", legal.Capital},
		{"Immatriculation\u00a0: %s.", "Registration: %s.", legal.Registration},
	} {
		if fact.value != "" {
			w.paragraphf(fact.fr, fact.en, literal(fact.value))
		}
	}
	if t.Permit.stated() {
		day, _ := time.Parse(time.DateOnly, t.Permit.Date) // checked when it was stored
		w.paragraphf("Autorisation\u00a0: %s, n°\u00a0%s, du %s.", "Permit: %s, no. %s, of %s.",
			literal(t.Permit.Authority), literal(t.Permit.Number), dayWords(day))
		if t.Permit.Shown != "" {
			w.paragraphf("Son document se lit à l’adresse /c/%s/permit (SHA-256\u00a0: %s).", "Its document can be read at /c/%s/permit (SHA-256: %s).",
				same(w.contest.Slug), same(t.Permit.Shown))
		}
	}
	if len(t.Networks) > 0 {
		names := make([]string, len(t.Networks))
		for i, n := range t.Networks {
			names[i] = n.Name()
		}
		w.paragraphf(
			"Ce jeu-concours n’est ni parrainé, ni approuvé, ni administré par les réseaux où il est annoncé (%s), et ne leur est pas associé. Chaque participant les en décharge\u00a0; ses données vont à l’organisation, et non à eux.",
			"This contest is in no way sponsored, endorsed or administered by, or associated with, the networks on which it is announced (%s). Every entrant releases them; what they give goes to the organiser and not to them.",
			same(strings.Join(names, ", ")))
	}
}

// total says what all prizes are worth, by currency.
func (w *rulesWriter) total() {
	totals := map[string]int64{}
	var currencies []string
	for _, p := range w.contest.Prizes {
		if p.ValueMinor == 0 {
			continue
		}
		if !slices.Contains(currencies, p.Currency) {
			currencies = append(currencies, p.Currency)
		}
		totals[p.Currency] += p.ValueMinor * int64(p.Winners)
	}
	w.in(chapterPrizes)
	for _, code := range currencies {
		w.paragraphf("Valeur totale des lots\u00a0: %s.", "Value of all prizes together: %s.", moneyWords(totals[code], code))
	}
	w.paragraph("Un lot n’est ni échangé ni remboursé en argent, sauf si l’organisation ne peut pas le remettre\u00a0: elle en donne alors un de même valeur au moins.",
		"A prize is neither exchanged nor paid out in money, unless the organiser cannot hand it over: it then gives one of at least the same value.")
}

func (t LegalTerms) liability(w *rulesWriter) {
	w.in(chapterLiability)
	w.paragraph(
		"L’organisation répond de ses fautes. Elle ne répond pas des pannes de réseau, d’appareil ou de messagerie qui ne viennent pas d’elle, ni d’un cas de force majeure. Une participation dont on tient le reçu est enregistrée.",
		"The organiser answers for its faults. It does not answer for failures of networks, devices or mail that are not its own, nor for force majeure. An entry whose receipt somebody holds is recorded.")
}

// ClassWords say each class of data.
func ClassWords(c law.Class) fault.Text {
	return map[law.Class]fault.Text{
		law.Invalid: {FR: "participations jamais confirmées, exclues ou retirées", EN: "entries that were never confirmed, were excluded or taken back"},
		law.Losers:  {FR: "participations que le tirage n’a pas désignées", EN: "entries that the draw did not choose"},
		law.Winners: {FR: "gagnants et suppléants\u00a0: nom, contact, réponses", EN: "winners and alternates: name, contact, answers"},
		law.Proof:   {FR: "gagnants et suppléants\u00a0: nom publié, masqué, et ce qui le prouve", EN: "winners and alternates: the masked name that was published, and what proves it"},
	}[c]
}

func (t LegalTerms) data(w *rulesWriter) {
	w.in(chapterData)
	w.paragraph("Les données personnelles sont effacées sans que personne ait à le demander\u00a0:",
		"Personal data is erased without anybody having to ask:")
	for _, class := range law.Classes() {
		since := fault.Text{FR: "après le tirage", EN: "after the draw"}
		if class == law.Invalid {
			since = fault.Text{FR: "après la clôture", EN: "after the closing"}
		}
		words, days := ClassWords(class), plural(t.Retention.Days(class), "jour", "jours", "day", "days")
		w.line("- "+words.FR+"\u00a0: "+days.FR+" "+since.FR+"\u00a0;", "- "+words.EN+": "+days.EN+" "+since.EN+";")
	}
	if _, reported := w.contest.reporting(); reported {
		w.line("- ce qu’un gagnant reçoit de l’organisation s’additionne sur l’année civile, comme la loi de son pays peut le demander\u00a0: une empreinte de son contact et la valeur de ses lots restent jusqu’au 31 janvier suivant\u00a0;",
			"- what a winner receives from the organiser is added up over the calendar year, as the law of their country may require: a fingerprint of their contact and the value of their prizes stay until 31 January of the next year;")
	}
	w.line("- qui a été exclu et se fait effacer laisse, jusqu’à la clôture, une empreinte de son contact, qui ne sert qu’à ne pas participer de nouveau\u00a0;",
		"- somebody who was excluded and has themselves erased leaves, until the closing, a fingerprint of their contact, which serves only to keep them from entering again;")
	w.paragraph("- les empreintes de la liste et du tirage restent, sans rien qui mène à une personne.",
		"- the fingerprints of the list and of the draw stay, with nothing that leads to a person.")
	w.paragraph(
		"Chacun peut demander l’accès à ses données, leur correction, leur effacement, et s’opposer à leur usage\u00a0; la réponse vient en un mois au plus. Une réclamation auprès de l’autorité de protection des données reste possible. Ce site n’utilise que des cookies nécessaires.",
		"Everybody can ask for access to their data, for its correction or erasure, and object to its use; the answer comes within a month. A complaint to the data protection authority remains possible. This site uses necessary cookies only.")
	if contact := w.brand.PrivacyContact(); contact != "" {
		w.paragraphf("Contact pour les données\u00a0: %s.", "Contact about data: %s.", literal(contact))
	}
	if n := w.brand.Legal.DataRegistration; n != "" {
		w.paragraphf("Inscription auprès de l’autorité de protection des données\u00a0: %s.", "Registered with the data protection authority: %s.", literal(n))
	}
}

func (t LegalTerms) governing(w *rulesWriter) {
	w.in(chapterLaw)
	tongue := fault.Text{FR: "la loi du pays où l’organisation a son siège", EN: "the law of the country in which the organiser has its seat"}
	if len(t.Profiles) > 0 {
		if p, known := law.Find(t.Profiles[0]); known {
			tongue = fault.Text{FR: p.Tongue.FR, EN: p.Tongue.EN}
		}
	}
	w.paragraphf(
		"Ce règlement suit %s, sans priver personne de la protection que lui donne la loi du pays où il vit. Un différend se règle d’abord en écrivant à l’organisation.",
		"These rules follow %s, and take from nobody the protection that the law of their own country gives them. A dispute is first settled by writing to the organiser.",
		tongue)
	w.paragraphf("Il se lit et se télécharge gratuitement, avec ses avenants et leurs empreintes, à l’adresse /c/%s/rules.",
		"They can be read and downloaded free of charge, with their amendments and fingerprints, at /c/%s/rules.", same(w.contest.Slug))
}

// amendable is what the rules say about their own changes, where they can be amended.
func (w *rulesWriter) amendable() {
	w.in(chapterChanges)
	w.paragraph(
		"Ce règlement est figé depuis sa publication. Jusqu’à la clôture, un avenant public, daté, numéroté et motivé peut préciser un point sans rien enlever à personne, corriger le siège, le contact ou l’immatriculation de l’organisation, ajouter une autorisation, allonger le délai de réponse ou raccourcir la conservation des données. Rien d’autre ne change\u00a0: ni les lots, ni les dates, ni les conditions de participation, ni le tirage.",
		"These rules have been frozen since their publication. Until the closing a public amendment, dated, numbered and with its reason, may clarify a point without taking anything from anybody, correct the organiser’s seat, contact or registration, add a permit, lengthen the time to answer or shorten the time for which data is kept. Nothing else changes: neither prizes, nor dates, nor the conditions of entering, nor the draw.")
	w.paragraph(cancellation.FR, cancellation.EN)
}
