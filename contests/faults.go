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
	ErrCrowded = fault.New(fault.Unavailable, "contest_crowded",
		"Il y a foule en ce moment. Votre participation n’est pas encore enregistrée\u00a0: renvoyez-la dans un instant.",
		"There is a crowd right now. Your entry is not recorded yet: send it again in a moment.")
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

	ErrNoAppeal = fault.New(fault.Conflict, "entry_no_appeal",
		"Il n’y a rien à revoir\u00a0: cette participation n’est ni exclue, ni signalée.",
		"There is nothing to look at again: this entry is neither excluded nor flagged.")
	ErrAppealDecided = fault.New(fault.Conflict, "entry_appeal_decided",
		"Votre demande a déjà été examinée\u00a0: la réponse est sur votre reçu.",
		"Your request has been answered: the answer is on your receipt.")

	ErrRestartEarly = fault.New(fault.Conflict, "contest_restart_early",
		"Il n’y a rien à refaire\u00a0: un nouveau tirage se tient après une annulation faite une fois la liste figée, ou pour des lots restés sans gagnant.",
		"There is nothing to hold again: another draw is held after a cancellation that came once the list was frozen, or for prizes that were left without a winner.")
	ErrRestartNothing = fault.New(fault.Conflict, "contest_restart_nothing",
		"Tous les lots ont leur gagnant\u00a0: il n’y a rien à tirer à nouveau.",
		"Every prize has its winner: there is nothing to draw again.")
	ErrRestartNobody = fault.New(fault.Conflict, "contest_restart_nobody",
		"Il n’y a plus personne à tirer : tous ont un lot, sont suppléants ou ont été écartés. Confirmez d’abord les gagnants des autres lots : leurs suppléants pourront alors participer.",
		"There is nobody left to draw: everybody has a prize, stands by for one, or was disqualified. Confirm the winners of the other prizes first: their alternates can then take part.")
	ErrDrawChanged = fault.New(fault.Conflict, "draw_changed",
		"Ce tirage a changé entre-temps. Rechargez la page, puis recommencez.",
		"This draw has changed in the meantime. Reload the page, then try again.")

	ErrBeaconTooLarge = fault.New(fault.TooLarge, "beacon_too_large",
		"Ce texte dépasse %[1]d\u00a0ko\u00a0: un tour de drand en fait moins d’un.",
		"This text has more than %[1]d kB: a round of drand has less than one.")
	ErrBeaconShape = fault.New(fault.Invalid, "beacon_shape",
		"Ce texte n’est pas un tour de drand. Collez la réponse d’un relais telle quelle, de l’accolade ouvrante à la fermante.",
		"This text is not a round of drand. Paste what a relay answered as it is, from the opening brace to the closing one.")
	ErrBeaconNotWanted = fault.New(fault.Conflict, "beacon_not_wanted",
		"Ce tirage n’attend aucun nombre en ce moment.",
		"This draw waits for no number at present.")
	ErrBeaconWrong = fault.New(fault.Invalid, "beacon_wrong",
		"Ce n’est pas le tour attendu, ou sa signature est fausse. Il faut le tour %[1]d de la chaîne nommée dans le règlement\u00a0; aucun autre n’est accepté.",
		"This is not the round that is waited for, or its signature is wrong. It takes round %[1]d of the chain named in the rules; no other is accepted.")

	ErrTooManyBeacons = fault.New(fault.Limited, "beacon_too_many",
		"Trop d’essais. Patientez une minute.",
		"Too many tries. Wait a minute.")

	ErrEntryNotFound = fault.New(fault.NotFound, "entry_not_found",
		"Cette participation n’existe pas.",
		"There is no such entry.")
	ErrEntryState = fault.New(fault.Conflict, "entry_state_changed",
		"Cette participation a changé d’état entre-temps. Rechargez la page.",
		"This entry has changed its state in the meantime. Reload the page.")

	ErrNotSealed = fault.New(fault.Conflict, "contest_not_sealed",
		"La liste n’est pas encore figée.", "The list is not sealed yet.")
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
	ErrNotHeld = fault.New(fault.Conflict, "slot_not_held",
		"Ce rang n’a pas de lot\u00a0: seul un gagnant peut être confirmé.",
		"This slot has no prize: only a winner can be confirmed.")
	ErrAccepted = fault.New(fault.Conflict, "winner_accepted",
		"Ce gagnant est confirmé\u00a0: cela ne se reprend plus.",
		"This winner is confirmed: that is not taken back.")
	ErrAppealOpen = fault.New(fault.Conflict, "appeal_open",
		"Une personne tirée avant peut encore faire un recours, jusqu’au %[1]s. Ce n’est possible qu’ensuite.",
		"Somebody who was drawn before can still appeal, until %[2]s. It is possible afterwards.")
	ErrReinstateLate = fault.New(fault.Conflict, "reinstate_late",
		"Il est trop tard pour rétablir cette participation\u00a0: son lot est confirmé à quelqu’un d’autre, ou tiré à nouveau.",
		"It is too late to reinstate this entry: its prize is confirmed for somebody else, or being drawn again.")
)
