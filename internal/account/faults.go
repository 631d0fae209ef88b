package account

import "kermesse/internal/fault"

// What this package says no with.
var (
	ErrNotAllowed = fault.New(fault.Forbidden, "not_allowed",
		"Votre rôle ne permet pas cette action. Demandez-la à une personne propriétaire de la marque.",
		"Your role does not allow this. Ask an owner of the brand.")
	ErrBrandNotFound = fault.New(fault.NotFound, "brand_not_found",
		"Cette marque n’existe pas.",
		"There is no such brand.")
	ErrBrandSlugTaken = fault.New(fault.Conflict, "brand_slug_taken",
		"Cette adresse est déjà prise par une autre marque.",
		"This address already belongs to another brand.")
	ErrBrandSlugReserved = fault.New(fault.Invalid, "brand_slug_reserved",
		"Cette adresse est réservée par Kermesse. Choisissez-en une autre.",
		"This address is reserved by Kermesse. Choose another one.")
	ErrRole = fault.New(fault.Invalid, "role_invalid",
		"Le rôle est owner, manager, moderator, till, viewer ou witness.",
		"The role is owner, manager, moderator, till, viewer or witness.")
	ErrTimeZone = fault.New(fault.Invalid, "time_zone_invalid",
		"Indiquez un fuseau horaire, par exemple Indian/Mauritius ou Europe/Paris.",
		"Give a time zone, for example Indian/Mauritius or Europe/Paris.")
	ErrCurrency = fault.New(fault.Invalid, "currency_invalid",
		"Indiquez une devise en trois lettres, par exemple EUR, MUR ou XOF.",
		"Give a currency in three letters, for example EUR, MUR or XOF.")
	ErrCountry = fault.New(fault.Invalid, "country_invalid",
		"Indiquez le pays du siège en deux lettres, par exemple FR, MU ou SN.",
		"Give the country of the seat in two letters, for example FR, MU or SN.")
	ErrLocale = fault.New(fault.Invalid, "locale_invalid",
		"La langue est fr ou en.",
		"The language is fr or en.")
	ErrColour = fault.New(fault.Invalid, "colour_invalid",
		"Indiquez une couleur comme #d7263d, ou rien.",
		"Give a colour like #d7263d, or nothing.")
)
