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
	ErrLinkTaken = fault.New(fault.Conflict, "link_label_taken",
		"Il y a déjà un lien de ce nom.", "There is already a link of that name.")
)
