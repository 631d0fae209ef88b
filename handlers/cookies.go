package handlers

import (
	"strings"

	"kermesse/frontend"
	"kermesse/internal/fault"
)

// cookiePurpose is a cookie that our pages may set, and why it needs no banner: none of
// them follows anybody, and without each of them something that was asked for would not
// work.
type cookiePurpose struct {
	name  string // its name, or how its name begins
	staff bool   // set on pages of the panel only
	why   fault.Text
	lasts fault.Text
}

var (
	sitting = fault.Text{FR: "Jusqu’à la fermeture du navigateur", EN: "Until the browser is closed"}
	minutes = fault.Text{FR: "30\u00a0minutes", EN: "30 minutes"}
)

// cookiePurposes are all of them; the privacy page shows those that fans may meet.
var cookiePurposes = []cookiePurpose{
	{cookieCSRF, false, fault.Text{FR: "Assure qu’un formulaire envoyé vient bien de votre page", EN: "Makes sure that a form really comes from your page"}, sitting},
	{cookieFlash, false, fault.Text{FR: "Affiche une fois ce qui vient d’être fait", EN: "Shows once what has just been done"}, fault.Text{FR: "Une minute", EN: "A minute"}},
	{cookieEntry, false, fault.Text{FR: "Vous montre votre participation au lieu du formulaire", EN: "Shows you your entry in place of the form"}, sitting},
	{cookiePending, false, fault.Text{FR: "Retient la participation que vous confirmez", EN: "Remembers the entry that you are confirming"}, minutes},
	{cookieSentTo, false, fault.Text{FR: "Rappelle, masquée, l’adresse à laquelle un code est parti", EN: "Reminds you, masked, of the address to which a code went"}, minutes},
	{cookieFan, false, fault.Text{FR: "Vous garde connecté à votre espace, si vous l’avez demandé", EN: "Keeps you signed in to your space, if you asked for it"}, fault.Text{FR: "30\u00a0jours après la dernière visite", EN: "30 days after the last visit"}},
	{cookieStub, false, fault.Text{FR: "Vous laisse revoir ou changer votre vote", EN: "Lets you see or change your vote"}, deviceWords},
	{cookieDevice, false, fault.Text{FR: "Empêche de voter deux fois depuis un même navigateur, là où le vote l’annonce", EN: "Keeps a browser from voting twice, where the vote says so"}, deviceWords},
	{cookieFrame, false, fault.Text{FR: "Les mêmes services, dans un cadre sur le site d’un partenaire", EN: "The same services, in a frame on a partner’s site"}, deviceWords},
	{cookieClaim, false, fault.Text{FR: "Vous laisse répondre au lot que vous avez gagné", EN: "Lets you answer for the prize that you have won"}, sitting},
	{cookieVoter, false, fault.Text{FR: "Retient l’adresse confirmée avec laquelle vous votez pour des photos", EN: "Remembers the confirmed address with which you vote for photos"}, sitting},
	{cookiePlace, true, fault.Text{FR: "Retient où l’équipe remet les lots", EN: "Remembers where staff hand prizes over"}, fault.Text{}},
	{cookieKiosk, true, fault.Text{FR: "Reconnaît une tablette que l’équipe a ouverte", EN: "Knows a tablet that staff have opened"}, sitting},
	{cookieTill, true, fault.Text{FR: "Reconnaît un téléphone qui sert de caisse", EN: "Knows a telephone that is a till"}, fault.Text{}},
	{cookieShift, true, fault.Text{FR: "Retient qui tient la caisse", EN: "Remembers who stands at the till"}, fault.Text{}},
	{cookieBrowser, true, fault.Text{FR: "Reconnaît un navigateur où l’équipe s’est déjà connectée, pour que personne ne l’empêche d’entrer", EN: "Knows a browser at which staff have signed in, so that nobody keeps them out"}, fault.Text{}},
	{cookieStaff, true, fault.Text{FR: "Garde l’équipe connectée", EN: "Keeps staff signed in"}, fault.Text{}},
}

var deviceWords = fault.Text{FR: "13\u00a0mois au plus", EN: "13 months at most"}

// purposeOfCookie finds why a cookie is set; false for one that nobody accounted for.
func purposeOfCookie(name string) (cookiePurpose, bool) {
	for _, p := range cookiePurposes {
		if name == p.name || strings.HasSuffix(p.name, "_") && strings.HasPrefix(name, p.name) {
			return p, true
		}
	}
	return cookiePurpose{}, false
}

func cookieLines(lang string) []frontend.CookieLine {
	var lines []frontend.CookieLine
	for _, p := range cookiePurposes {
		if !p.staff {
			lines = append(lines, frontend.CookieLine{Name: strings.TrimSuffix(p.name, "_"), Why: p.why.In(lang), Lasts: p.lasts.In(lang)})
		}
	}
	return lines
}
