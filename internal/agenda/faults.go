package agenda

import "kermesse/internal/fault"

// What the calendar says no with.
var (
	ErrNotFound = fault.New(fault.NotFound, "post_not_found",
		"Cette publication n’existe pas.", "There is no such post.")
	ErrChangedMeanwhile = fault.New(fault.Conflict, "post_changed_meanwhile",
		"Cette publication a été modifiée entre-temps, peut-être dans un autre onglet. Rechargez la page avant d’enregistrer\u00a0: rien n’a été écrasé.",
		"This post was changed in the meantime, perhaps in another tab. Reload the page before saving: nothing was overwritten.")
	ErrChannel = fault.New(fault.Invalid, "post_channel",
		"Choisissez où publier, dans la liste.", "Choose where to post, from the list.")
	ErrState = fault.New(fault.Invalid, "post_state",
		"Choisissez un état de la liste.", "Choose a state of the list.")
	ErrTime = fault.New(fault.Invalid, "post_time",
		"Dites quand publier, entre 2000 et 2200.", "Say when to post, between 2000 and 2200.")
	ErrEmpty = fault.New(fault.Invalid, "post_empty",
		"Une publication prête a besoin d’un texte ou d’une image.", "A post that is ready needs a text or a picture.")
	ErrRemind = fault.New(fault.Invalid, "post_reminder",
		"Choisissez un rappel de 14 jours au plus.", "Choose a reminder of at most 14 days.")
	ErrAlt = fault.New(fault.Invalid, "post_alt_missing",
		"Décrivez l’image pour qui ne la voit pas.", "Describe the picture for those who do not see it.")
	ErrCountry = fault.New(fault.Invalid, "calendar_country",
		"Choisissez des pays de la liste.", "Choose countries of the list.")
	ErrNoFeed = fault.New(fault.NotFound, "calendar_feed_not_found",
		"Cette adresse de calendrier n’existe pas ou plus. Demandez-en une nouvelle dans le panneau.",
		"This calendar address does not exist, or no longer. Make a new one in the panel.")
)
