package claims

import "kermesse/internal/fault"

// What this package says no with.
var (
	ErrNotFound = fault.New(fault.NotFound, "winner_message_not_found",
		"Nous n’avons envoyé aucun message avec ce code. Si quelqu’un vous l’a donné en notre nom, ne répondez pas, ne payez rien et ne donnez aucune information.",
		"We sent no message with this code. If somebody gave it to you in our name, do not answer, pay nothing and give no information.")
	ErrCodeShape = fault.New(fault.Invalid, "winner_code_invalid",
		"Recopiez le code du message, par exemple K7QM-2F9X-4T.",
		"Copy the code from the message, for example K7QM-2F9X-4T.")
	ErrTries = fault.New(fault.Limited, "claim_too_many_tries",
		"Trop d’essais. Patientez dix minutes.",
		"Too many tries. Wait ten minutes.")
	ErrWordMissing = fault.New(fault.Invalid, "secret_word_missing",
		"Indiquez le mot secret écrit dans le message.",
		"Give the secret word that the message states.")
	ErrNumberShape = fault.New(fault.Invalid, "entry_number_shape",
		"Un numéro de participation a dix lettres et chiffres, comme 4F7K-92QM-X3.",
		"The number of an entry has ten letters and digits, such as 4F7K-92QM-X3.")

	ErrPass = fault.New(fault.Unauthenticated, "claim_pass_invalid",
		"Montrez d’abord que ce lot est à vous\u00a0: nous envoyons un code à l’adresse de votre participation.",
		"First show that this prize is yours: we send a code to the address that you entered with.")
	ErrNoMail = fault.New(fault.Conflict, "claim_without_email",
		"Cette participation n’a pas d’adresse e-mail. Demandez un code à l’organisateur, là où il vous a écrit.",
		"This entry has no e-mail address. Ask the organiser for a code, where they wrote to you.")
	ErrHandCode = fault.New(fault.Invalid, "claim_hand_code_wrong",
		"Ce n’est pas le bon code, ou il n’est plus valable. Demandez-en un autre à l’organisateur.",
		"This is not the right code, or it has expired. Ask the organiser for another.")
	ErrHandCodeSpent = fault.New(fault.Limited, "claim_hand_code_spent",
		"Trop d’essais avec ce code. Demandez-en un autre à l’organisateur.",
		"Too many tries with this code. Ask the organiser for another.")
	ErrOtherPerson = fault.New(fault.Forbidden, "claim_of_another",
		"Ce lot a été gagné par quelqu’un d’autre\u00a0: seule cette personne peut répondre.",
		"This prize was won by somebody else: only they can answer.")

	ErrLate = fault.New(fault.Gone, "claim_late",
		"Le délai pour répondre s’est terminé le %[1]s. Ce lot n’est plus à prendre\u00a0: le règlement dit ce qu’il devient.",
		"The time to answer ended on %[2]s. The prize can no longer be claimed: the rules say what becomes of it.")
	ErrDeclined = fault.New(fault.Gone, "claim_declined",
		"Ce lot a été refusé le %[1]s.",
		"This prize was declined on %[2]s.")
	ErrVoid = fault.New(fault.Gone, "claim_void",
		"Ce lot a été attribué à quelqu’un d’autre depuis\u00a0: ce message ne donne plus droit à rien.",
		"This prize has gone to somebody else since: the message no longer gives a right to anything.")
	ErrAnswered = fault.New(fault.Conflict, "claim_answered",
		"C’est déjà fait\u00a0: ce lot a été accepté le %[1]s.",
		"That is done already: this prize was accepted on %[2]s.")
	ErrTooFar = fault.New(fault.Conflict, "claim_too_far",
		"Ce lot n’en est plus là. Rechargez la page pour voir où il en est.",
		"This prize has gone further than that. Reload the page to see where it is.")
	ErrNotYet = fault.New(fault.Conflict, "claim_not_yet",
		"Ce lot n’en est pas encore là\u00a0: il faut d’abord que le gagnant l’accepte.",
		"This prize is not there yet: first the winner has to accept it.")

	ErrMethod = fault.New(fault.Invalid, "claim_method_unknown",
		"Choisissez comment recevoir ce lot.",
		"Choose how to receive this prize.")
	ErrPlace = fault.New(fault.Invalid, "claim_place_unknown",
		"Choisissez où retirer ce lot.",
		"Choose where to fetch this prize.")
	ErrChoice = fault.New(fault.Invalid, "claim_choice_unknown",
		"Choisissez parmi ce qui est proposé.",
		"Choose one of what is offered.")
	ErrAdult = fault.New(fault.Invalid, "claim_age_missing",
		"Ce lot est réservé aux personnes d’au moins %[1]d\u00a0ans\u00a0: confirmez votre âge.",
		"This prize is for people of %[1]d or older: confirm your age.")
	ErrCountry = fault.New(fault.Invalid, "claim_country",
		"Ce lot n’est pas envoyé dans ce pays.",
		"This prize is not sent to this country.")
	ErrPostcode = fault.New(fault.Invalid, "postcode_invalid",
		"Ce n’est pas un code postal de ce pays. Exemple\u00a0: %s.",
		"This is not a postal code of this country. Example: %s.")

	ErrPickupUnknown = fault.New(fault.NotFound, "pickup_unknown",
		"Ce code de retrait n’existe pas. Vérifiez les lettres\u00a0; ne remettez rien.",
		"There is no such pick-up code. Check the letters; hand nothing over.")
	ErrHandedOver = fault.New(fault.Conflict, "prize_handed_over",
		"Ce lot a déjà été remis le %[1]s, %[3]s. Ne le remettez pas une deuxième fois.",
		"This prize was handed over already on %[2]s, %[4]s. Do not hand it over a second time.")
	ErrNoteMissing = fault.New(fault.Invalid, "claim_note_missing",
		"Dites comment vous le savez\u00a0: c’est gardé dans le journal.",
		"Say how you know: it is kept in the journal.")
	ErrActUnknown = fault.New(fault.Invalid, "claim_act_unknown",
		"Choisissez ce qu’il faut faire des lots cochés.",
		"Choose what to do with the prizes that are ticked.")

	ErrHandingPlaces = fault.New(fault.Invalid, "handing_places",
		"Indiquez au plus %d lieux de retrait, chacun une fois.",
		"Give at most %d places to fetch the prize, each once.")
	ErrHandingOptions = fault.New(fault.Invalid, "handing_options",
		"Indiquez de deux à %d choix différents, et ce que l’on choisit.",
		"Give two to %d different choices, and what is chosen.")
)
