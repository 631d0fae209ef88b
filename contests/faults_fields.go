package contests

import "kermesse/internal/fault"

// Faults of single fields, gathered by fault.Invalids.
var (
	ErrSlugReserved = fault.New(fault.Invalid, "contest_slug_reserved",
		"Cette adresse est réservée par Kermesse. Choisissez-en une autre.",
		"This address is reserved by Kermesse. Choose another one.")
	ErrLocaleUnknown = fault.New(fault.Invalid, "contest_locale_invalid",
		"La langue est fr ou en.",
		"The language is fr or en.")
	ErrZoneUnknown = fault.New(fault.Invalid, "contest_time_zone_invalid",
		"Indiquez un fuseau horaire, par exemple Indian/Mauritius ou Europe/Paris.",
		"Give a time zone, for example Indian/Mauritius or Europe/Paris.")
	ErrTimeUnreadable = fault.New(fault.Invalid, "time_unreadable",
		"Indiquez une date et une heure, par exemple 2026-12-31T23:59.",
		"Give a date and a time, for example 2026-12-31T23:59.")
	ErrTimeSkipped = fault.New(fault.Invalid, "time_skipped",
		"Cette heure n’existe pas ce jour-là\u00a0: les horloges avancent. Choisissez une heure avant ou après.",
		"This time does not exist on that day: clocks go forward. Choose a time before or after.")
	ErrClosesBeforeOpening = fault.New(fault.Invalid, "contest_closes_before_opening",
		"La clôture doit venir au moins une minute après l’ouverture.",
		"Closing must come at least one minute after opening.")
	ErrClosesInPast = fault.New(fault.Invalid, "closes_in_past",
		"La clôture est déjà passée. Choisissez une date à venir.",
		"Closing is already past. Choose a date to come.")
	ErrTooLong = fault.New(fault.Invalid, "contest_too_long",
		"Un jeu-concours dure au plus %d jours.",
		"A contest lasts at most %d days.")
	ErrTitleMissing = fault.New(fault.Invalid, "contest_title_missing",
		"Donnez un titre au jeu-concours, avec au moins un mot.", "Give the contest a title, with one word at least.")
	ErrRehearsed = fault.New(fault.Invalid, "rehearsal_size",
		"Une répétition compte de 1 à %d participations inventées.", "A rehearsal has between 1 and %d invented entries.")
	ErrOneLanguage = fault.New(fault.Invalid, "contest_one_language",
		"Ce texte n’est écrit que dans une langue. Ajoutez l’autre, ou retirez tout ce qui est dans l’autre langue.",
		"This text is written in one language only. Add the other, or take everything in the other language away.")
	ErrChoicesDiffer = fault.New(fault.Invalid, "question_choices_differ",
		"Donnez autant de réponses possibles dans les deux langues, dans le même ordre.",
		"Give as many possible answers in both languages, in the same order.")
	ErrScheduleInPast = fault.New(fault.Invalid, "publication_in_past",
		"Choisissez un moment à venir pour la publication.", "Choose a moment to come for the publication.")
	ErrScheduleTooLate = fault.New(fault.Invalid, "publication_after_closing",
		"Le jeu-concours serait déjà clos à ce moment. Choisissez un moment avant la clôture.",
		"The contest would be closed by then. Choose a moment before the closing.")
	ErrNoPrize = fault.New(fault.Invalid, "prize_missing",
		"Ajoutez au moins un lot.",
		"Add at least one prize.")
	ErrTooManyPrizes = fault.New(fault.Invalid, "prizes_too_many",
		"Un jeu-concours a au plus %d lots différents.",
		"A contest has at most %d different prizes.")
	ErrTooManySlots = fault.New(fault.Invalid, "slots_too_many",
		"Un jeu-concours a au plus %d gagnants et suppléants, tous lots confondus.",
		"A contest has at most %d winners and alternates, all prizes together.")
	ErrWinners = fault.New(fault.Invalid, "winners_out_of_range",
		"Indiquez de 1 à %d gagnants.",
		"Give 1 to %d winners.")
	ErrAlternates = fault.New(fault.Invalid, "alternates_out_of_range",
		"Indiquez de 0 à %d suppléants.",
		"Give 0 to %d alternates.")
	ErrPrizeValue = fault.New(fault.Invalid, "prize_value_invalid",
		"Indiquez une valeur positive et sa devise, par exemple 49,90 EUR, ou rien.",
		"Give a positive value and its currency, for example 49.90 EUR, or nothing.")
	ErrModeUnknown = fault.New(fault.Invalid, "draw_mode_invalid",
		"Choisissez one-win (un lot au plus par personne) ou many-wins.",
		"Choose one-win (at most one prize per person) or many-wins.")
	ErrSourceUnknown = fault.New(fault.Invalid, "draw_source_invalid",
		"Choisissez la source de hasard\u00a0: drand, operator ou test.",
		"Choose the random source: drand, operator or test.")
	ErrMargin = fault.New(fault.Invalid, "draw_margin_out_of_range",
		"Le délai entre la clôture et le nombre aléatoire va de %[1]d à %[2]d secondes pour cette source.",
		"The time between closing and the random number is %[1]d to %[2]d seconds for this source.")
	ErrClaimDays = fault.New(fault.Invalid, "claim_days_out_of_range",
		"Le délai de réponse des gagnants va de %[1]d à %[2]d jours.",
		"Winners have between %[1]d and %[2]d days to answer.")
	ErrContactRule = fault.New(fault.Invalid, "entry_contact_invalid",
		"Choisissez email, phone ou either.",
		"Choose email, phone or either.")
	ErrConfirmNeedsEmail = fault.New(fault.Invalid, "confirmation_needs_email",
		"La confirmation se fait par e-mail\u00a0: choisissez l’e-mail comme seul moyen de participer, ou retirez la confirmation.",
		"Confirmation goes by e-mail: make e-mail the only way to enter, or switch confirmation off.")
	ErrMinAge = fault.New(fault.Invalid, "min_age_out_of_range",
		"L’âge minimum va de 0 à %d ans.",
		"The minimum age is 0 to %d years.")
	ErrCountryUnknown = fault.New(fault.Invalid, "country_unknown",
		"Indiquez les pays par leur code à deux lettres, par exemple FR, MU ou SN.",
		"Give countries by their two-letter code, for example FR, MU or SN.")
	ErrTooManyQuestions = fault.New(fault.Invalid, "questions_too_many",
		"Posez au plus %d questions.",
		"Ask at most %d questions.")
	ErrQuestionID = fault.New(fault.Invalid, "question_id_invalid",
		"Donnez à chaque question un identifiant à elle, en lettres minuscules, chiffres ou tirets bas.",
		"Give each question an identifier of its own, in lower-case letters, digits or underscores.")
	ErrChoices = fault.New(fault.Invalid, "question_choices_invalid",
		"Une question à choix propose de 2 à %d réponses différentes.",
		"A question with choices offers 2 to %d different answers.")

	ErrEmailNeeded = fault.New(fault.Invalid, "email_needed",
		"On participe à ce jeu-concours par e-mail\u00a0: indiquez une adresse complète, comme awa@exemple.sn.",
		"This contest is entered by e-mail: give a complete address, such as awa@example.sn.")
	ErrPhoneNeeded = fault.New(fault.Invalid, "phone_needed",
		"On participe à ce jeu-concours par téléphone\u00a0: indiquez un numéro avec son indicatif, comme +230 5 712 3456.",
		"This contest is entered by telephone: give a number with its country code, such as +230 5712 3456.")
	ErrRulesNotAccepted = fault.New(fault.Invalid, "rules_not_accepted",
		"Cochez la case du règlement pour participer.",
		"Tick the rules box to enter.")
	ErrAnswerMissing = fault.New(fault.Invalid, "answer_missing",
		"Répondez à cette question.",
		"Answer this question.")
	ErrAnswerUnknown = fault.New(fault.Invalid, "answer_unknown",
		"Choisissez une des réponses proposées.",
		"Choose one of the answers offered.")
	ErrQuestionUnknown = fault.New(fault.Invalid, "question_unknown",
		"Cette question ne fait pas partie de ce jeu-concours.",
		"This question is not part of this contest.")
	ErrMaxTickets = fault.New(fault.Invalid, "entry_max_tickets_invalid",
		"Au plus %d tickets par participation.",
		"At most %d tickets per entry.")
	ErrPointTickets = fault.New(fault.Invalid, "entry_point_tickets_invalid",
		"Au plus %d tickets contre des points\u00a0: un de moins que le plafond par participation.",
		"At most %d tickets for points: one fewer than the cap of an entry.")
	ErrTickets = fault.New(fault.Invalid, "tickets_out_of_range",
		"Entre %d et %d tickets\u00a0: jamais moins qu’avant, jamais plus que le règlement ne permet.",
		"Between %d and %d tickets: never fewer than before, never more than the rules allow.")
	ErrDrawAt = fault.New(fault.Invalid, "draw_at_too_far",
		"Choisissez un moment d’ici %d jours au plus.",
		"Choose a moment at most %d days from now.")
	ErrReasonUnknown = fault.New(fault.Invalid, "reason_unknown",
		"Choisissez un motif de la liste fermée du règlement\u00a0: %s.",
		"Choose a reason from the closed list of the rules: %s.")
)
