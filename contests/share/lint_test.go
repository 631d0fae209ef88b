package share_test

import (
	"slices"
	"strings"
	"testing"

	"kermesse/contests/share"
)

const link = "https://fete.example/c/glaces"

// on is a post on a network that lacks nothing but what the test is about.
func on(n share.Network, text string) share.Post {
	return share.Post{
		Network: n, Link: link, Countries: []string{"BE"},
		Text: text + "\nRèglement : " + link + "\nCe jeu-concours n’est ni sponsorisé, ni administré par " + name(n) + ".",
	}
}

func name(n share.Network) string {
	t, _ := share.TermsOf(n)
	return t.Name
}

func rules(found []share.Finding) []share.Rule {
	var all []share.Rule
	for _, f := range found {
		all = append(all, f.Rule)
	}
	return all
}

func TestConditionsThatAreFound(t *testing.T) {
	for _, test := range []struct {
		text string
		want share.Rule
	}{
		{"Pour participer, taguez deux amis en commentaire !", share.TagFriends},
		{"1️⃣ Identifie 3 amis 2️⃣ Croise les doigts", share.TagFriends},
		{"Mentionnez une personne avec qui partager ce lot.", share.TagFriends},
		{"👉 Tague ton meilleur pote", share.TagFriends},
		{"Invitez vos amis en commentaire pour valider votre participation", share.TagFriends},
		{"@ un ami pour doubler vos chances", share.TagFriends},
		{"Facultatif : taguez un ami pour une chance supplémentaire", share.TagFriends},
		{"Tag a friend in the comments to enter!", share.TagFriends},
		{"Like this post and tag 2 friends", share.TagFriends},
		{"BONUS: mention someone who loves ice cream for an extra entry", share.TagFriends},
		{"Partagez cette publication pour tenter votre chance", share.SharePost},
		{"➡️ Partage ce post en story", share.SharePost},
		{"Likez et partagez !", share.SharePost},
		{"Aimez, commentez et partagez", share.SharePost},
		{"Partagez-le sur votre mur", share.SharePost},
		{"Share this post to your story to enter", share.SharePost},
		{"Like & share to win", share.SharePost},
		{"Retweet to win", share.SharePost},
		{"RT pour gagner", share.SharePost},
		{"N'hésitez pas à partager ce post : une chance en plus pour vous", share.SharePost},
		{"Abonnez-vous à notre compte Instagram", share.FollowAccount},
		{"✅ Suivez-nous", share.FollowAccount},
		{"Suivre @glacesawa et commenter", share.FollowAccount},
		{"Il faut être abonné à la page", share.FollowAccount},
		{"Likez notre page pour participer", share.FollowAccount},
		{"Follow us and comment below", share.FollowAccount},
		{"You must be following @awa", share.FollowAccount},
		{"Like our page to enter", share.FollowAccount},
		{"Achetez un cornet et tentez de gagner un an de glaces", share.PurchaseCondition},
		{"Pour participer, il suffit d'acheter deux boules", share.PurchaseCondition},
		{"Buy any two tubs to enter the draw", share.PurchaseCondition},
		{"With every purchase you get an entry in the draw", share.PurchaseCondition},
		{"Les frais de port sont à la charge du gagnant", share.CostToWinner},
		{"Shipping is payable by the winner", share.CostToWinner},
		{"Votez par SMS surtaxé", share.CostToWinner},
		{"Laissez votre numéro de téléphone en commentaire", share.PersonalData},
		{"Drop your phone number in the comments", share.PersonalData},
		{"Grande tombola de Noël", share.LotteryWords},
		{"Un ticket à gratter pour tous", share.LotteryWords},
		{"Join our Christmas raffle", share.LotteryWords},
		{"La loterie de l’été est ouverte", share.LotteryWords},
	} {
		found := share.Lint(on(share.Facebook, test.text))
		if !slices.Contains(rules(found), test.want) {
			t.Errorf("%q: found %v, want %s", test.text, rules(found), test.want)
		}
	}
}

func TestTextsThatPass(t *testing.T) {
	for _, text := range []string{
		"Gagnez un an de glaces ! Participez gratuitement en une minute, jusqu’au 31 décembre à 23 h 59.",
		"Win a year of ice cream! Enter for free in a minute, until 31 December at 11.59 pm.",
		"Pas besoin de taguer un ami, ni de partager ce post : tout se passe sur notre page.",
		"Inutile de vous abonner à notre compte : le tirage ne regarde que le formulaire.",
		"No need to tag a friend or share this post.",
		"You don’t have to follow us to enter.",
		"Partagez votre plus belle recette de sorbet dans le formulaire.",
		"Share your best summer memory with us on the entry form.",
		"N’hésitez pas à partager ce post si vous connaissez des gourmands.",
		"Feel free to share this post, it changes nothing to your chances to have fun.",
		"Suivez le lien pour participer.",
		"Follow the link to enter.",
		"Identifiez-vous avec votre adresse e-mail, puis confirmez.",
		"Abonnez-vous à notre newsletter si vous le souhaitez.",
		"Commentez cette publication avec votre parfum préféré !",
		"Like this post if you love mango.",
		"Sans obligation d’achat.",
		"No purchase necessary.",
		"Les gagnants ne paient rien, pas même un timbre.",
		"Winners pay nothing, not even a stamp.",
		"Nous ne vous demanderons jamais votre adresse en commentaire.",
		"Ceci n’est pas une loterie : la participation est gratuite.",
		"This is not a lottery, and never a raffle.",
		"Le tirage au sort a lieu le 4 janvier ; les gagnants sont prévenus par e-mail.",
		"Un grand merci à nos amis de Curepipe, qui ont mentionné le stand.",
		"Jouez au jeu de la carte postale avec un ami.",
		"Three prizes, six alternates, one draw that everybody can check.",
		"Partagez un bon moment en famille avec nos glaces.",
		"Des amis, une glace, un été : que demander de plus ?",
	} {
		for _, n := range share.Networks() {
			if n == share.X {
				continue // where the test's own last line makes some too long
			}
			if found := share.Lint(on(n, text)); len(found) > 0 {
				t.Errorf("%s: %q: found %+v", n, text, found)
			}
		}
	}
}

func TestWhatIsMissingIsFound(t *testing.T) {
	for _, test := range []struct {
		why     string
		network share.Network
		text    string
		want    []share.Rule
	}{
		{"nothing said of the network", share.Facebook, "Gagnez ! " + link, []share.Rule{share.NoDisclaimer}},
		{"another network named", share.Instagram, "Gagnez ! " + link + " Ce jeu n’est pas sponsorisé par Facebook.", []share.Rule{share.NoDisclaimer}},
		{"sponsored, it says", share.Facebook, "Un jeu sponsorisé par Facebook : " + link, []share.Rule{share.NoDisclaimer}},
		{"no link", share.WhatsApp, "Gagnez un an de glaces !", []share.Rule{share.NoRules}},
		{"link elsewhere", share.LinkedIn, "Gagnez : https://autre.example/c/glaces", []share.Rule{share.NoRules}},
		{"link in the bio", share.TikTok, "Gagnez ! Lien dans la bio.", nil},
		{"link in the bio, where links work", share.LinkedIn, "Gagnez ! Lien dans la bio.", []share.Rule{share.NoRules}},
		{"English release", share.Facebook, "Win! " + link + " This promotion is in no way sponsored, endorsed or administered by Facebook.", nil},
		{"network first", share.Instagram, "Win! " + link + " Instagram does not sponsor or administer this contest.", nil},
		{"too long", share.X, strings.Repeat("glace ", 50) + link, []share.Rule{share.TooLong}},
		{"long address", share.X, strings.Repeat("a", 250) + " " + link + "/" + strings.Repeat("x", 200), nil},
	} {
		got := rules(share.Lint(share.Post{Network: test.network, Text: test.text, Link: link}))
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: found %v, want %v", test.why, got, test.want)
		}
	}
}

func TestNetworksAndCountriesDecideHowSeriousItIs(t *testing.T) {
	level := func(p share.Post, rule share.Rule) share.Level {
		for _, f := range share.Lint(p) {
			if f.Rule == rule {
				return f.Level
			}
		}
		return ""
	}
	for n, want := range map[share.Network]share.Level{share.Facebook: share.Forbidden, share.Instagram: share.Advised, share.WhatsApp: share.Advised} {
		if got := level(on(n, "Partagez cette publication"), share.SharePost); got != want {
			t.Errorf("sharing on %s is %q, want %q", n, got, want)
		}
	}
	raffle := on(share.Facebook, "Notre tombola")
	for country, want := range map[string]share.Level{"MU": share.Forbidden, "SN": share.Forbidden, "CI": share.Forbidden, "FR": share.Forbidden, "BE": share.Advised} {
		raffle.Countries = []string{country}
		if got := level(raffle, share.LotteryWords); got != want {
			t.Errorf("a tombola in %s is %q, want %q", country, got, want)
		}
	}
	bought := on(share.Facebook, "Achetez un pot et tentez de gagner")
	bought.Purchase = true
	if got := level(bought, share.PurchaseCondition); got != "" {
		t.Errorf("a purchase that the rules name is %q", got)
	}
}
