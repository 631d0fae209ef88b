package places

import "kermesse/internal/fault"

// What this package says no with.
var (
	ErrNotFound = fault.New(fault.NotFound, "place_not_found",
		"Ce lien court n’existe pas. Vérifiez le code : il a six lettres et chiffres, sans O, I ni L.",
		"There is no such short link. Check the code: it has six letters and digits, without O, I or L.")
	ErrSite = fault.New(fault.Invalid, "site_invalid",
		"« %s » n’est pas l’adresse d’un site. Exemple : https://www.exemple.mu.",
		"“%s” is not the address of a site. Example: https://www.example.com.")
	ErrSitePlain = fault.New(fault.Invalid, "site_not_https",
		"« %s » n’est pas protégé : seuls les sites en https:// peuvent afficher un vote ou un jeu.",
		"“%s” is not protected: only sites with https:// may show a vote or a contest.")
	ErrSiteWide = fault.New(fault.Invalid, "site_too_wide",
		"« %s » désigne des sites qui ne sont pas les vôtres. Écrivez le nom du site après l’étoile : https://*.exemple.mu.",
		"“%s” stands for sites that are not yours. Write the name of the site after the star: https://*.example.com.")
	ErrTooManySites = fault.New(fault.Invalid, "too_many_sites",
		"%d sites au plus.", "%d sites at most.")
	ErrTooManyLinks = fault.New(fault.Conflict, "too_many_links",
		"Cette campagne a déjà %d liens courts.", "This campaign already has %d short links.")
	ErrPINShape = fault.New(fault.Invalid, "pin_shape",
		"Choisissez de %d à %d chiffres, sans suite ni répétition comme 123456.", "Choose %d to %d digits, and no run or repetition like 123456.")
	ErrPIN = fault.New(fault.Invalid, "wrong_pin",
		"Le code de la borne ou le PIN n’est pas le bon.", "The code of the kiosk or the PIN is not right.")
	ErrTooManyPINs = fault.New(fault.Limited, "too_many_pins",
		"Trop d’essais. Attendez un quart d’heure, ou fermez la borne depuis les réglages de la campagne.",
		"Too many tries. Wait a quarter of an hour, or close the kiosk from the campaign’s settings.")
	ErrTabletLocked = fault.New(fault.Unauthenticated, "tablet_locked",
		"Cette tablette est verrouillée. Ouvrez-la avec le code de la borne et son PIN.", "This tablet is locked. Unlock it with the code of the kiosk and its PIN.")
	ErrKioskNotFound = fault.New(fault.NotFound, "kiosk_not_found", "Cette borne n’existe pas, ou elle est fermée.", "There is no such kiosk, or it is closed.")
	ErrTooManyKiosks = fault.New(fault.Conflict, "too_many_kiosks", "Cette campagne a déjà %d bornes ouvertes.", "This campaign already has %d open kiosks.")
	ErrLinkTaken     = fault.New(fault.Conflict, "link_label_taken",
		"Il y a déjà un lien de ce nom.", "There is already a link of that name.")
)
