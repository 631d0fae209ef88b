package contests

import "kermesse/internal/fault"

// Faults of legal terms, amendments and retention.
var (
	ErrLawBlocks = fault.New(fault.Conflict, "contest_law_blocks",
		"Un point de droit bloque la publication. Réglez-le, ou dites pourquoi vous passez outre.",
		"A point of law blocks publication. Settle it, or say why you go on.")
	ErrLawRule = fault.New(fault.Conflict, "contest_law_rule_silent",
		"Ce point ne bloque pas ce jeu-concours\u00a0: il n’y a rien à outrepasser.",
		"This point does not block this contest: there is nothing to override.")
	ErrOverrideReason = fault.New(fault.Invalid, "override_reason_short",
		"Dites pourquoi en au moins %d caractères\u00a0: la raison reste au journal.",
		"Say why in at least %d characters: the reason stays in the journal.")
	ErrLawProfile = fault.New(fault.Invalid, "law_profile_unknown",
		"Choisissez un profil parmi fr, be, mu, ci, sn, us et other.",
		"Choose a profile among fr, be, mu, ci, sn, us and other.")
	ErrNetworkUnknown = fault.New(fault.Invalid, "network_unknown",
		"Ce réseau n’est pas connu.",
		"This network is not known.")
	ErrPermitDate = fault.New(fault.Invalid, "permit_date_invalid",
		"Indiquez la date de l’autorisation, par exemple 2026-11-30.",
		"Give the date of the permit, for example 2026-11-30.")
	ErrPermitDocument = fault.New(fault.Invalid, "permit_document_invalid",
		"Indiquez une adresse en https:// ou la référence du document.",
		"Give an address that begins with https:// or the document’s reference.")
	ErrPermitIncomplete = fault.New(fault.Invalid, "permit_incomplete",
		"Une autorisation se dit avec l’autorité, le numéro et la date.",
		"A permit is stated with the authority, the number and the date.")
	ErrRetention = fault.New(fault.Invalid, "retention_out_of_range",
		"La durée de conservation va de %d à %d jours.",
		"Data is kept for %d to %d days.")

	ErrVersion = fault.New(fault.NotFound, "rules_version_not_found",
		"Ce règlement n’a pas cette version.",
		"These rules have no such version.")
	ErrAmendLate = fault.New(fault.Conflict, "amendment_late",
		"La liste est close\u00a0: depuis la clôture, plus rien du règlement ne change.",
		"The list is closed: since the closing nothing of the rules changes any more.")
	ErrAmendOld = fault.New(fault.Conflict, "amendment_not_promised",
		"Ce règlement promet de ne jamais changer\u00a0: il n’a pas d’avenant.",
		"These rules promise never to change: they have no amendments.")
	ErrAmendNothing = fault.New(fault.Invalid, "amendment_empty",
		"Cet avenant ne change rien. Les lots, les dates, le tirage et les conditions de participation ne s’amendent pas.",
		"This amendment changes nothing. Prizes, dates, the draw and the conditions of entering cannot be amended.")
	ErrAmendClaim = fault.New(fault.Invalid, "amendment_claim_shorter",
		"Le délai de réponse ne peut que s’allonger\u00a0: de %d à %d jours.",
		"The time to answer can only grow: from %d to %d days.")
	ErrAmendRetention = fault.New(fault.Invalid, "amendment_retention_longer",
		"Une durée de conservation ne peut que se réduire, jusqu’à %d jours au moins.",
		"Data can only be kept for less time, down to %d days.")
	ErrAmendOrganiser = fault.New(fault.Invalid, "amendment_other_organiser",
		"Un jeu-concours ne change pas d’organisation\u00a0: seuls le siège, le contact et l’immatriculation se corrigent.",
		"A contest does not change its organiser: only seat, contact and registration can be corrected.")
	ErrAmendUndeclared = fault.New(fault.Invalid, "amendment_undeclared",
		"Confirmez que cette précision n’enlève rien à personne. Si ce n’est pas le cas, annulez le jeu-concours et publiez-en un nouveau.",
		"Confirm that this clarification takes nothing from anybody. If it does, cancel the contest and publish a new one.")
)
