package tickets

import (
	"strings"
	"unicode"
)

// Ban is a condition that a network forbids a contest to make.
type Ban string

// The bans. What a network says changes: these are what the rules of Facebook and Instagram
// said when they were read in November 2026 (Pages, Groups and Events policies, section
// "Promotions"; Instagram's promotion guidelines).
const (
	BanShare  Ban = "share"  // Facebook: no sharing on one's own or on friends' timelines
	BanTag    Ban = "tag"    // Facebook: no tagging of friends; Instagram: no inaccurate tagging
	BanFollow Ban = "follow" // a network does not tell a contest who follows whom
	BanLike   Ban = "like"   // Facebook: no incentive to like a page
)

// words of a ban, as folded words begin. A verb alone says too little where people also
// share recipes and follow courses: it counts beside a word of the second list.
var bans = []struct {
	ban   Ban
	verbs []string
	about []string // empty: the verb says enough
}{
	{
		BanTag,
		[]string{"tag", "taguer", "taguez", "tague", "tagger", "taggez", "tagging", "mentionne", "mentionnez", "mentionner", "identifie", "identifiez", "identifier", "mention"},
		[]string{"ami", "amis", "amie", "amies", "copain", "copains", "copine", "copines", "personne", "personnes", "friend", "friends", "people", "somebody", "someone", "commentaire", "commentaires", "comment", "comments"},
	},
	{
		BanLike,
		[]string{"like", "likes", "liker", "likez", "aime", "aimez"},
		append([]string{"j"}, networks...),
	},
	{
		BanFollow,
		[]string{"follow", "followez", "suivez", "suis", "suivre", "abonne", "abonnez", "abonner", "subscribe"},
		append([]string{"us", "nous"}, networks...),
	},
	{BanShare, []string{"share", "partage", "partagez", "partager", "repost", "repostez", "retweet", "retweetez"}, networks},
}

// networks are the words that make of a verb an act on a network.
var networks = []string{
	"facebook", "instagram", "insta", "tiktok", "twitter", "snapchat", "linkedin", "youtube", "threads", "fb",
	"page", "compte", "account", "profil", "profile", "mur", "wall", "timeline", "story", "stories", "publication", "post", "posts", "reel", "reels", "chaine", "channel",
	"amis", "friends",
}

// Forbidden finds in the words of an action a condition that networks forbid.
func Forbidden(words string) (Ban, bool) {
	said := map[string]bool{}
	for _, word := range strings.FieldsFunc(strings.ToLower(words), func(r rune) bool { return !unicode.IsLetter(r) }) {
		said[plain.Replace(word)] = true
	}
	any := func(list []string) bool {
		for _, word := range list {
			if said[word] {
				return true
			}
		}
		return false
	}
	for _, b := range bans {
		if any(b.verbs) && any(b.about) {
			return b.ban, true
		}
	}
	return "", false
}

// plain takes the accents off the letters of French words.
var plain = strings.NewReplacer("é", "e", "è", "e", "ê", "e", "à", "a", "â", "a", "î", "i", "ï", "i", "ô", "o", "û", "u", "ù", "u", "ç", "c")
