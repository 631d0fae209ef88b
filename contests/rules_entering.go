package contests

// clauses are who may enter and how, as the rules say it.
func (r EntryRules) clauses(w *rulesWriter) {
	w.in(chapterEntering)
	w.costClauses()
	if r.MinAge > 0 {
		age := plural(r.MinAge, "an", "ans", "year", "years")
		if r.AsksAge() {
			w.paragraphf("Il faut avoir au moins %s\u00a0; le formulaire le demande.", "Entrants must be at least %s old; the form asks.", age)
		} else {
			w.paragraphf("Il faut avoir au moins %s. Cocher la case du règlement vaut déclaration.",
				"Entrants must be at least %s old. Ticking the rules box declares it.", age)
		}
	}
	if len(r.Countries) > 0 {
		w.paragraphf("Il faut résider dans l’un de ces pays\u00a0: %s.", "Entrants must live in one of these countries: %s.",
			countryWords(r.Countries))
	}
	w.paragraph(
		"Chaque personne a une seule participation, qui vaut un ticket. Les membres du personnel de l’organisation et leurs familles ne participent pas.",
		"Each person has one entry, worth one ticket. The organiser’s staff and their families do not enter.")
	if r.ticketCap() > 1 {
		w.paragraphf("Des tickets supplémentaires peuvent s’y ajouter, jusqu’à %s en tout. Chaque ajout donne un nouveau reçu.",
			"More tickets can be added to it, up to %s in all. Each addition gives a new receipt.",
			plural(r.MaxTickets, "ticket", "tickets", "ticket", "tickets"))
	}
	if r.PointTickets > 0 {
		w.paragraphf("De ces tickets, %s au plus peuvent être pris contre des points du programme de fidélité. Ces points s’obtiennent aussi sans achat.",
			"Of these tickets, %s at most can be had for points of the loyalty programme. Such points can also be had without a purchase.",
			plural(r.PointTickets, "ticket", "tickets", "ticket", "tickets"))
	}
	w.reasons("Avant la clôture, une participation ne peut être exclue que pour l’un de ces motifs, inscrit au journal public\u00a0:",
		"Before closing, an entry can only be excluded for one of these reasons, in the public log:", ExclusionReasons())
	r.Trust.clauses(w)
	if r.FoldAliases {
		w.paragraph("Deux adresses de la même boîte aux lettres sont une seule personne.",
			"Two addresses of the same mailbox are one person.")
	}
	if r.Confirm {
		w.paragraph(
			"Une participation compte une fois confirmée par le lien ou le code envoyé par e-mail, avant la clôture. Il n’y a pas de délai de grâce.",
			"An entry counts once it is confirmed by the link or the code sent by e-mail, before closing. There is no period of grace.")
	}
	for _, q := range r.Questions {
		w.paragraphf("Le formulaire demande\u00a0: «\u00a0%s\u00a0»", "The form asks: “%s”", literalText(w.contest.both(q.Label, q.Also.Label)))
		if q.Kind == QuestionPicture {
			w.paragraph("Cette photo n’est vue que par l’organisation, et effacée avec les données personnelles de la participation.",
				"This picture is seen by the organiser alone, and erased with the personal data of the entry.")
		}
	}
	r.Codes.clauses(w)
	r.Slips.clauses(w)
	r.photoClauses(w)
	r.Instant.clauses(w)
	r.actionClauses(w)
	r.whoClauses(w)
}
