package share

import (
	"regexp"
	"strings"
	"unicode"
)

type pattern = *regexp.Regexp

// find compiles a pattern over folded text: small letters without accents, straight
// apostrophes, single blanks. The words of it stand alone.
func find(words string) pattern { return regexp.MustCompile(`(?:^|\b|\s)(?:` + words + `)`) }

// People, in both languages, that a post asks to name or to tell.
const friends = `(?:tes |vos |ton |votre |un |une |des |deux |trois |quatre |cinq |\d+ |plusieurs |your |a |an |one |two |three |four |five |some |any )*` +
	`(?:\w+ )?(?:ami|amie|amis|amies|pote|potes|copain|copains|copine|copines|proche|proches|personne|personnes|quelqu'un|friend|friends|people|person|someone|somebody|buddy|buddies|mate|mates|bestie)\b`

var conditions = []condition{
	{rule: TagFriends, asks: find(
		`(?:tague|taguez|taggue|tagguez|taguer|identifie|identifiez|identifier|mentionne|mentionnez|mentionner|nomme|nommez|invite|invitez) (?:en commentaire |dans les commentaires |ici )*` + friends +
			`|@ ?` + friends +
			`|(?:tag|tagging|mention|mentioning|nominate) (?:in the comments |below )*` + friends)},
	{rule: SharePost, asks: find(
		`(?:partage|partagez|partager|repartage|repartagez|republie|republiez|reposte|repostez|relaie|relayez) (?:aussi )?(?:ce|cet|cette|le|la|notre|nos) (?:\w+ )?(?:post|publication|publi|concours|jeu|jeu-concours|reel|video|photo|visuel|story|statut|page|tweet)\b` +
			`|(?:partage|partagez|partager)(?:-la|-le)? (?:la |le |les )?(?:en|dans (?:ta|votre|tes|vos)|sur (?:ton|votre|ta)) (?:\w+ )?(?:story|stories|mur|journal|profil|fil)\b` +
			`|(?:like|aime|aimez|likez|commente|commentez|abonne-toi|abonnez-vous),? (?:\w+,? )?(?:et |& |\+ )?(?:partage|partagez)\b` +
			`|(?:share|repost|reshare|retweet|rt) (?:this|the|our) (?:\w+ )?(?:post|giveaway|contest|reel|video|photo|story|tweet|page|status)\b` +
			`|share (?:it |this )?(?:to|on|in|with) your (?:\w+ )?(?:story|stories|timeline|wall|feed|profile)\b` +
			`|(?:like|comment|follow),? (?:\w+,? )?(?:and |& |\+ )?(?:share|repost|retweet)\b` +
			`|retweet to\b|rt to win\b|rt pour\b|share to (?:win|enter)\b|partage[rz]? pour (?:gagner|participer)\b`)},
	{rule: FollowAccount, asks: find(
		`(?:abonne-toi|abonnez-vous|abonner|suis|suivez|suivre|follow|followez) (?:-nous )?(?:a |au |la |le |les |sur )?(?:notre |nos |mon |ma |cette |ce )?(?:\w+ )?(?:compte|comptes|page|profil|instagram|insta|facebook|tiktok|chaine)\b` +
			`|(?:suis|suivez)[- ]nous\b|(?:abonne-toi|abonnez-vous) (?:pour|et|a @|@)|(?:suivre|suivez|suis|follow|following) @\w` +
			`|(?:etre|soyez|sois) abonne\w*\b|abonne\w* (?:a|de) (?:notre|la|le) (?:compte|page)\b` +
			`|(?:aime|aimez|like|likez|liker) (?:notre |la |cette |ma )page\b` +
			`|follow us\b|follow (?:our|my|the|this) (?:\w+ )?(?:account|page|profile|channel|instagram|facebook|tiktok)\b` +
			`|(?:like|liking) (?:our|my|the|this) page\b|must be following\b|subscribe to (?:our|the|my) (?:channel|page|account)\b`)},
	{rule: PurchaseCondition, always: true, unless: func(p Post) bool { return p.Purchase }, asks: find(
		`(?:achete|achetez|commande|commandez)\b.{0,80}\b(?:pour|et) (?:participe|participez|participer|tente|tentez|tenter|gagne|gagnez|gagner|jouer|jouez)\b` +
			`|(?:pour (?:participer|jouer)|participation).{0,60}\b(?:achete[rz]?|achat obligatoire|un achat|passer commande)\b` +
			`|(?:avec|sous reserve d'|des) (?:un |tout )?achat (?:minimum )?de\b.{0,60}\b(?:participe|participez|chance|tirage)` +
			`|(?:buy|purchase|order)\b.{0,80}\b(?:to|and) (?:enter|win|play|participate)\b|purchase (?:is )?(?:necessary|required)\b|with (?:every|any|each) purchase\b.{0,60}\b(?:enter|entry|chance|draw)`)},
	{rule: FalseFree, always: true, unless: func(p Post) bool { return !p.Unfree }, asks: find(
		`(?:jeu|jeu-concours|concours|participation|participe[rz]?|tente[rz]?|joue[rz]?|c'est)\b.{0,40}\bgratuit\w*|gratuit,? (?:et|jusqu)` +
			`|sans (?:obligation d'|aucun )?achat\b|(?:enter|play|join|entry|contest|giveaway)\b.{0,20}\bfree\b|free (?:to enter|entry|giveaway)\b|free,? until\b|no purchase (?:is )?(?:necessary|needed|required)\b`)},
	{rule: CostToWinner, always: true, but: find(`rien\b|nothing\b|ne (?:paie|paient|paye|payent|regle|reglent) (?:pas|aucun)|offert\w*|pris en charge|free of charge|(?:not|never|n't) pay`), asks: find(
		`(?:frais|cout|couts) (?:de port|d'envoi|d'expedition|de livraison|de dossier|de douane)\b.{0,60}\b(?:charge|regler|payer|gagnant)` +
			`|gagnant\w*\b.{0,60}\b(?:paie|paye|regle|verse)\w*\b|port du\b|appel surtaxe\b|sms surtaxe|numero surtaxe` +
			`|winner\w*\b.{0,40}\b(?:pays?|must pay|cover|covers)\b|(?:shipping|postage|delivery|handling) (?:\w+ )?(?:paid|payable|borne|covered|at the expense) (?:by|of) (?:the )?winner` +
			`|premium[- ]rate`)},
	{rule: PersonalData, always: true, asks: find(
		`(?:mets|mettez|laisse|laissez|indique|indiquez|donne|donnez|ecris|ecrivez|poste|postez)\b.{0,40}\b(?:numero|telephone|adresse|e-mail|email|mail|date de naissance)\b.{0,40}\b(?:commentaire|commentaires)\b` +
			`|(?:en|dans les) commentaires?\b.{0,30}\b(?:numero|telephone|adresse postale|e-mail|email)\b` +
			`|(?:leave|drop|post|put|write|share|comment)\b.{0,30}\b(?:phone|number|address|e-mail|email|date of birth)\b.{0,30}\b(?:comments?|below)\b`)},
}

// lottery are the words that laws keep for games with a licence.
var lottery = find(`loterie|loteries|tombola|tombolas|lotterie|ticket a gratter|tickets a gratter|jeu a gratter|jeux a gratter|carte a gratter|cartes a gratter|loto\b|lotto\b|lottery|lotteries|raffle|raffles|scratch ?cards?|scratch[- ]off`)

// negations say that something need not be done, or is not so.
var negations = regexp.MustCompile(`(?:\b(?:pas|plus|sans|inutile|aucun|aucune|nul besoin|ni|jamais|rien|no|not|never|without|neither|nor|don't|doesn't|isn't|needn't|cannot)\b)[^,;:]{0,40}$`)

// negated holds where the last words before a thing say so. « N'hésitez pas à » says the
// contrary of what its words do.
func negated(before string) bool { return negations.MatchString(invites.ReplaceAllString(before, "")) }

// invites make no condition of what they name, and rewards do.
var (
	invites = find(`n'hesite[zs]? pas|si (?:vous|tu) (?:le )?(?:voulez|souhaitez|veux|aimez|aimes)|si le coeur|facultatif|feel free|if you (?:like|want|wish|fancy)|optional|why not`)
	rewards = find(`(?:une |des |\d+ |plus de )?chances? (?:en plus|supplementaires?|de plus)|bonus|ticket (?:en plus|supplementaire)|double (?:tes|vos|your)|augmente[rz]? (?:tes|vos) chances|pour (?:participer|gagner|valider)|extra (?:entry|entries|chance|chances|ticket|tickets)|more (?:chances|entries)|to (?:enter|win|qualify|participate)`)
	inBio   = find(`lien (?:en|dans (?:la|notre|ma)) bio|link in (?:the |our |my )?bio|lien en description|link in (?:the )?description`)
)

// addresses are those that networks turn into links.
var addresses = regexp.MustCompile(`(?i)\bhttps?://[^\s<>"]+[^\s<>".,;:!?)»]`)

// released reports whether a text says that the network has no part in the contest.
func released(text, network string) bool {
	name := regexp.QuoteMeta(strings.ToLower(network))
	const part = `(?:sponsor\w*|parrain\w*|endors\w*|administ\w*|affili\w*|associ\w*|organis\w*|organiz\w*|gere\w*|approuv\w*|avalis\w*|soutenu\w*)`
	const not = `(?:\bpas\b|n'est|ne sont|\bni\b|aucun\w*|en aucun|\bnot\b|\bno\b|\bnor\b|in no way|isn't|nullement)`
	return regexp.MustCompile(`(?s)` + not + `.{0,120}` + part + `.{0,120}\b` + name + `\b|\b` + name + `\b.{0,60}` + not + `.{0,120}` + part).MatchString(fold(text))
}

// clause is one sentence of a post, as it was written and folded.
type clause struct{ text, folded string }

// clausesOf cuts a text into sentences, and lists into their points.
func clausesOf(text string) []clause {
	var clauses []clause
	for _, part := range strings.FieldsFunc(text, endsClause) {
		if part = strings.TrimSpace(part); part != "" {
			clauses = append(clauses, clause{part, fold(part)})
		}
	}
	return clauses
}

// endsClause holds for what ends a sentence, and for the signs and pictures that lists of
// conditions are made of.
func endsClause(r rune) bool {
	if strings.ContainsRune("\n\r.!?;…•▪►→➡·", r) {
		return true
	}
	return r >= 0x2190 && unicode.Is(unicode.So, r)
}

// folds are the letters that fold to plain ones.
var folds = strings.NewReplacer(
	"à", "a", "â", "a", "ä", "a", "á", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e", "î", "i", "ï", "i", "ô", "o", "ö", "o",
	"ù", "u", "û", "u", "ü", "u", "œ", "oe", "’", "'", "‘", "'", "\u00a0", " ", "\u202f", " ", "#", "", "*", "", "_", " ", "\u200d", "", "\ufe0f", "",
)

// fold leaves of a text what it says: small letters without accents, single blanks.
func fold(text string) string {
	return strings.Join(strings.Fields(folds.Replace(strings.ToLower(text))), " ")
}
