package contests

import (
	"regexp"
	"strings"
	"testing"

	"kermesse/contests/draw"
	"kermesse/contests/law"
	"kermesse/contests/share"
	"kermesse/internal/account"
)

// calledFree are the words with which rules call an entry free.
var calledFree = regexp.MustCompile(`(?i)participation est gratuite|gratuitement|sans obligation d’achat|code gratuit|free code|entering is free|free of charge|no purchase is necessary`)

// TestNothingIsCalledFreeThatIsNot goes through every way to ask for a purchase or a code:
// the rules, the posts and the profiles call an entry free exactly where it is, and where a
// free way is promised they say where to ask for it.
func TestNothingIsCalledFreeThatIsNot(t *testing.T) {
	brand := account.Brand{Name: "Glaces Awa", LegalName: "Glaces Awa SARL", LegalAddress: "Curepipe", ContactEmail: "bonjour@glaces.example", Locale: "fr", TimeZone: "UTC", Currency: "MUR"}
	codes := map[string]*CodeRules{"no codes": nil, "codes": {Tickets: 1}, "needed codes": {Tickets: 1, Required: true}}
	for coded, rules := range codes {
		for i := range 8 {
			linked, free, slips := i&1 > 0, i&2 > 0, i&4 > 0
			c := contestsInWords()["free"]
			c.Entry.MaxTickets, c.Entry.Codes = 9, rules
			c.Law = &LegalTerms{Profiles: []law.Code{law.FR}, Purchase: Purchase{Linked: linked, Acknowledged: linked, FreeWay: free}}
			if slips {
				c.Entry.Slips = &SlipRules{PerMinor: 1000, Currency: "MUR"}
			}
			name := strings.Join([]string{coded, map[bool]string{true: "linked"}[linked], map[bool]string{true: "free way"}[free], map[bool]string{true: "slips"}[slips]}, " ")
			unfree := !free && (linked || rules != nil && rules.Required)
			if c.Cost().Free() == unfree {
				t.Errorf("%s: costs %s", name, c.Cost())
			}
			text := rulesText(c, brand, draw.Rules{}, nil)
			for _, words := range []string{text.FR, text.EN} {
				// Of rules, what they say of entering; "read free of charge" is the rules themselves.
				words = strings.ReplaceAll(strings.ReplaceAll(words, "se lit et se télécharge gratuitement", ""), "read and downloaded free of charge", "")
				if calledFree.MatchString(words) == unfree {
					t.Errorf("%s: %q", name, calledFree.FindString(words))
				}
				if asks := strings.Count(words, "bonjour@glaces"); free && (rules != nil || slips) && asks < 3 { // beside the two of any rules
					t.Errorf("%s: nobody learns where the free way is asked for", name)
				}
			}
			post := share.Text(share.WhatsApp, share.Facts{Lang: "fr", Title: "Un an de glaces", Ends: "demain", Link: "https://x.example/c/x", Unfree: unfree})
			if strings.Contains(strings.ToLower(post), "gratuit") == unfree {
				t.Errorf("%s: posted as\n%s", name, post)
			}
			c.Description = "Participez gratuitement."
			blocked := blocks(c.Findings(brand, law.Year{}), "fr.said-free")
			if blocked != unfree {
				t.Errorf("%s: the profile stops the words: %v", name, blocked)
			}
		}
	}
}

func TestFreeWayNeedsSomewhereToAsk(t *testing.T) {
	c := contestsInWords()["coded"]
	c.Law = &LegalTerms{Profiles: []law.Code{law.FR}, Purchase: Purchase{FreeWay: true}}
	if !blocks(c.Findings(account.Brand{Name: "Awa"}, law.Year{}), "fr.free-way-contact") {
		t.Error("a free way that nobody can ask for is published")
	}
}

// TestFalseFreeIsFound: a post that calls free what is not is found, one that does not is not.
func TestFalseFreeIsFound(t *testing.T) {
	post := func(text string, unfree bool) bool {
		for _, f := range share.Lint(share.Post{Text: text + " https://x.example/c/x", Link: "https://x.example/c/x", Network: share.X, Purchase: true, Unfree: unfree}) {
			if f.Rule == share.FalseFree {
				return true
			}
		}
		return false
	}
	for text, want := range map[string]bool{
		"Participez gratuitement jusqu’à lundi.": true, "Jeu-concours gratuit !": true, "Sans obligation d’achat.": true, "Enter for free until Monday.": true,
		"No purchase necessary.": true, "Free entry!": true,
		"Participez avec un code.": false, "Une glace gratuite pour chaque gagnant.": false, "Entering takes a code.": false, "Ce n’est pas gratuit : il faut un code.": false,
	} {
		if post(text, true) != want || post(text, false) {
			t.Errorf("%q: want %v", text, want)
		}
	}
}
