package contests

import "kermesse/internal/fault"

// What this package says no with. Faults of single fields stand in faults_fields.go.
var (
	ErrNotFound = fault.New(fault.NotFound, "contest_not_found",
		"Ce jeu-concours n’existe pas.",
		"There is no such contest.")
	ErrSlugTaken = fault.New(fault.Conflict, "contest_slug_taken",
		"Cette adresse est déjà prise par un autre jeu-concours.",
		"This address already belongs to another contest.")
	ErrEditedElsewhere = fault.New(fault.Conflict, "contest_edited_elsewhere",
		"Ce brouillon a été modifié entre-temps, dans un autre onglet ou par quelqu’un d’autre. Rien n’a été écrasé\u00a0: rechargez la page pour voir la dernière version.",
		"This draft was changed in the meantime, in another tab or by somebody else. Nothing was overwritten: reload the page to see the latest version.")
	ErrFrozen = fault.New(fault.Conflict, "contest_frozen",
		"Ce jeu-concours est publié\u00a0: son règlement ne change plus. Pour corriger, annulez-le et publiez-en un nouveau.",
		"This contest is published: its rules no longer change. To correct it, cancel it and publish a new one.")
	ErrAlreadyPublished = fault.New(fault.Conflict, "contest_already_published",
		"Ce jeu-concours est déjà publié.",
		"This contest is already published.")
	ErrNotPublished = fault.New(fault.Conflict, "contest_not_published",
		"Ce jeu-concours est encore un brouillon\u00a0: publiez-le d’abord.",
		"This contest is still a draft: publish it first.")
	ErrNoBeacon = fault.New(fault.Unavailable, "beacon_unavailable",
		"Cette installation n’a pas accès à la source de hasard «\u00a0%s\u00a0». Choisissez une autre source, ou demandez à votre opérateur de la raccorder.",
		"This installation has no access to the random source “%s”. Choose another source, or ask your operator to connect it.")

	ErrNotOpen = fault.New(fault.Conflict, "contest_not_open",
		"Ce jeu-concours n’est pas encore ouvert\u00a0: il commence le %[1]s.",
		"This contest is not open yet: it starts on %[2]s.")
	ErrClosed = fault.New(fault.Conflict, "contest_closed",
		"Ce jeu-concours est terminé depuis le %[1]s. Votre participation n’a pas été enregistrée.",
		"This contest closed on %[2]s. Your entry was not recorded.")
	ErrCancelled = fault.New(fault.Gone, "contest_cancelled",
		"Ce jeu-concours a été annulé par la marque.",
		"This contest was cancelled by the brand.")
	ErrCancelLate = fault.New(fault.Conflict, "contest_drawn_already",
		"Le tirage a eu lieu\u00a0: ce jeu-concours ne peut plus être annulé.",
		"The draw has been held: this contest can no longer be cancelled.")
	ErrSealed = fault.New(fault.Conflict, "contest_list_sealed",
		"La liste des participations est figée\u00a0: personne ne peut plus y être ajouté ni en être retiré.",
		"The list of entries is sealed: nobody can be added to it or removed from it any more.")

	ErrEntryNotFound = fault.New(fault.NotFound, "entry_not_found",
		"Cette participation n’existe pas.",
		"There is no such entry.")
	ErrEntryState = fault.New(fault.Conflict, "entry_state_changed",
		"Cette participation a changé d’état entre-temps. Rechargez la page.",
		"This entry has changed its state in the meantime. Reload the page.")

	ErrNotDrawn = fault.New(fault.Conflict, "contest_not_drawn",
		"Le tirage n’a pas encore eu lieu.",
		"The draw has not been held yet.")
	ErrSlotNotFound = fault.New(fault.NotFound, "slot_not_found",
		"Ce rang n’existe pas dans ce tirage, ou personne ne l’occupe.",
		"There is no such slot in this draw, or nobody holds it.")
	ErrDisqualified = fault.New(fault.Conflict, "slot_already_disqualified",
		"Cette participation est déjà disqualifiée.",
		"This entry is already disqualified.")
	ErrNotDisqualified = fault.New(fault.Conflict, "slot_not_disqualified",
		"Cette participation n’est pas disqualifiée.",
		"This entry is not disqualified.")
	ErrMessageNotFound = fault.New(fault.NotFound, "winner_message_not_found",
		"Nous n’avons envoyé aucun message avec ce code. Si quelqu’un vous l’a donné en notre nom, ne répondez pas, ne payez rien et ne donnez aucune information.",
		"We sent no message with this code. If somebody gave it to you in our name, do not answer, pay nothing and give no information.")
)
