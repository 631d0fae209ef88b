// Package share is what is posted about a contest: the words for each network, and what
// they may not say.
//
// Networks forbid some conditions of entry, the law of some countries forbids some words,
// and a post without its rules misleads. Lint finds them in a text in French or English;
// Texts writes posts in which it finds nothing. What it does not find is not thereby
// allowed: it knows sentences, not intentions.
//
// The package is pure: no clock, no database, no network.
package share

// Network is where a text is posted.
type Network string

// The networks, in the order in which their texts are offered.
const (
	Facebook  Network = "facebook"
	Instagram Network = "instagram"
	WhatsApp  Network = "whatsapp"
	TikTok    Network = "tiktok"
	X         Network = "x"
	LinkedIn  Network = "linkedin"
	YouTube   Network = "youtube"
)

// Networks lists them all.
func Networks() []Network {
	return []Network{Facebook, Instagram, WhatsApp, TikTok, X, LinkedIn, YouTube}
}

// Terms are what a network asks of a post about a contest.
type Terms struct {
	Name       string // as it calls itself
	MaxChars   int    // of a post, as the network counts them; 0: no limit that a post reaches
	Disclaimer bool   // the post, or the rules it links to, must say that the network has no part in it
	Forbids    []Rule // that it forbids as conditions; elsewhere they are advised against
	LinkIsText bool   // an address in a post cannot be followed
}

// terms are from the networks' own pages on promotions: Meta's Pages, Groups and Events
// Policies and Instagram's Promotion Guidelines (no personal timelines, no friends to tag,
// a complete release, no sponsorship), YouTube's contest policies (no sponsorship), and the
// lengths that the networks' composers take.
var terms = map[Network]Terms{
	Facebook:  {Name: "Facebook", MaxChars: 63206, Disclaimer: true, Forbids: []Rule{TagFriends, SharePost, FollowAccount}},
	Instagram: {Name: "Instagram", MaxChars: 2200, Disclaimer: true, Forbids: []Rule{TagFriends, FollowAccount}, LinkIsText: true},
	WhatsApp:  {Name: "WhatsApp", MaxChars: 65536},
	TikTok:    {Name: "TikTok", MaxChars: 2200, LinkIsText: true},
	X:         {Name: "X", MaxChars: 280},
	LinkedIn:  {Name: "LinkedIn", MaxChars: 3000},
	YouTube:   {Name: "YouTube", MaxChars: 5000, Disclaimer: true},
}

// TermsOf returns what a network asks; false for one that is not known.
func TermsOf(n Network) (Terms, bool) {
	t, known := terms[n]
	return t, known
}

// Length counts a text as the network does: on X every address takes 23 characters.
func Length(n Network, text string) int {
	length := 0
	for _, r := range text {
		_ = r
		length++
	}
	if n != X {
		return length
	}
	const addressTakes = 23
	for _, address := range addresses.FindAllString(text, -1) {
		length += addressTakes - len([]rune(address))
	}
	return length
}
