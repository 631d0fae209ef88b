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
	ErrBrandSlug = fault.New(fault.Invalid, "brand_slug_invalid",
		"Indiquez 2 à 40 lettres minuscules sans accent, chiffres ou tirets, par exemple glaces-awa.",
		"Use 2 to 40 lower-case letters, digits or hyphens, for example awa-ices.")
	ErrBrandSlugReserved = fault.New(fault.Invalid, "brand_slug_reserved",
		"Cette adresse est réservée par Kermesse. Choisissez-en une autre.",
		"This address is reserved by Kermesse. Choose another one.")
	ErrTimeZone = fault.New(fault.Invalid, "time_zone_invalid",
		"Indiquez un fuseau horaire, par exemple Indian/Mauritius ou Europe/Paris.",
		"Give a time zone, for example Indian/Mauritius or Europe/Paris.")
	ErrCurrency = fault.New(fault.Invalid, "currency_invalid",
		"Indiquez une devise en trois lettres, par exemple EUR, MUR ou XOF.",
		"Give a currency in three letters, for example EUR, MUR or XOF.")
	ErrLocale = fault.New(fault.Invalid, "locale_invalid",
		"La langue est fr ou en.",
		"The language is fr or en.")
	ErrColour = fault.New(fault.Invalid, "colour_invalid",
		"Indiquez une couleur comme #d7263d, ou rien.",
		"Give a colour like #d7263d, or nothing.")
	ErrText = fault.New(fault.Invalid, "text_invalid",
		"Indiquez un texte de %[1]d à %[2]d caractères, sur une ligne et sans caractère invisible.",
		"Give a text of %[1]d to %[2]d characters, on one line and without invisible characters.")
	ErrEmail = fault.New(fault.Invalid, "email_invalid",
		"Indiquez une adresse e-mail complète, comme awa@exemple.sn.",
		"Give a complete e-mail address, such as awa@example.sn.")
)
