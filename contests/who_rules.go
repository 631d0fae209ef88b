package contests

import "strings"

// whoTerms adds to rules.json who may enter beyond age and country, and how these are asked.
func (r EntryRules) whoTerms(terms map[string]any) {
	who := map[string]any{}
	if r.Who.Ask {
		who["asked"] = true
	}
	if r.Who.Birth != BirthDeclared {
		who["birth_date"] = string(r.Who.Birth)
	}
	if r.Who.Invited {
		who["invited_only"] = true
	}
	if r.Who.NoStaff {
		who["no_staff"] = true
	}
	if len(r.Who.Domains) > 0 {
		who["no_domains"] = r.Who.Domains
	}
	if r.Who.RestDays > 0 {
		who["winners_rest_days"] = r.Who.RestDays
	}
	if len(who) > 0 {
		terms["who"] = who
	}
}

// whoClauses say the same in words, and what is kept of it for how long.
func (r EntryRules) whoClauses(w *rulesWriter) {
	w.in(chapterEntering)
	if r.Who.Invited {
		w.paragraph("Seules participent les personnes que l’organisation a invitées. Sa liste est gardée en empreintes chiffrées, et effacée après le jeu-concours.",
			"Only those whom the organiser has invited enter. Its list is kept as keyed fingerprints, and erased after the contest.")
	}
	if r.Who.NoStaff {
		w.paragraph("Les adresses du personnel que l’organisation connaît sont refusées. Sa liste est gardée en empreintes chiffrées, et effacée après le jeu-concours.",
			"Addresses of staff that the organiser knows are refused. Its list is kept as keyed fingerprints, and erased after the contest.")
	}
	if len(r.Who.Domains) > 0 {
		w.paragraphf("Sont aussi refusées les adresses e-mail de ces domaines\u00a0: %s.", "So are e-mail addresses of these domains: %s.",
			literal(strings.Join(r.Who.Domains, ", ")))
	}
	if r.Who.RestDays > 0 {
		days := plural(r.Who.RestDays, "jour", "jours", "day", "days")
		w.paragraphf("Qui a gagné un jeu-concours de l’organisation pendant les %s précédents laisse leur chance aux autres.",
			"Whoever won a contest of the organiser in the %s before gives others their chance.", days)
		w.in(chapterData)
		w.paragraphf("De chaque gagnant confirmé, une empreinte chiffrée du contact est gardée %s, pour la règle du repos des anciens gagnants, puis effacée.",
			"Of each confirmed winner, a keyed fingerprint of the contact is kept for %s, for the rule that former winners rest, then erased.", days)
	}
	w.whoAsked(r)
}

func (w *rulesWriter) whoAsked(r EntryRules) {
	if !r.AsksAge() && !r.AsksCountry() {
		return
	}
	w.in(chapterData)
	switch {
	case r.AsksAge() && r.Who.Birth == BirthKept:
		w.paragraph("La date de naissance est demandée et gardée avec la participation\u00a0: elle sert à vérifier l’âge des gagnants.",
			"The date of birth is asked and kept with the entry: it serves to check the age of winners.")
	case r.AsksAge() && r.Who.Birth == BirthChecked:
		w.paragraph("La date de naissance est demandée pour calculer l’âge, et n’est pas gardée\u00a0: seul le fait d’avoir l’âge l’est.",
			"The date of birth is asked to reckon the age, and is not kept: only the fact of being old enough is.")
	case r.AsksAge():
		w.paragraph("De l’âge, seul le fait de l’avoir est gardé.", "Of the age, only the fact of being old enough is kept.")
	}
	if r.AsksCountry() {
		w.paragraph("Le pays de résidence est demandé et gardé avec la participation.", "The country of residence is asked and kept with the entry.")
	}
}
