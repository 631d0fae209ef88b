package contests

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kermesse/contests/claims"
	"kermesse/contests/draw"
	"kermesse/contests/instant"
	"kermesse/contests/law"
	"kermesse/contests/photos"
	"kermesse/contests/tickets"
	"kermesse/internal/account"
)

var rewrite = flag.Bool("rewrite-rules", false, "write testdata/rules anew from what the code says")

// The words of rules are kept whole in testdata, where whoever changes them sees what
// entrants will read.
func TestRulesInWords(t *testing.T) {
	brand := account.Brand{
		Slug: "glaces", Name: "Glaces Awa", LegalName: "Glaces Awa SARL", LegalAddress: "Rue du Port, Curepipe",
		ContactEmail: "bonjour@glaces.example", Locale: "fr", TimeZone: "Indian/Mauritius", Currency: "MUR",
	}
	for name, c := range contestsInWords() {
		b := brand
		if c.Law != nil {
			b = c.Law.Organiser.as(b)
		}
		text := rulesText(c, b, draw.Rules{}, nil)
		for lang, got := range map[string]string{"fr": text.FR, "en": text.EN} {
			golden(t, filepath.Join("testdata", "rules", name+"."+lang+".md"), got)
		}
	}
}

func contestsInWords() map[string]Contest {
	opens := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	free := Contest{
		ID: "01940000-0000-7000-8000-000000000001", Slug: "un-an-de-glaces", Title: "Un an de glaces", Locale: "fr", TimeZone: "Indian/Mauritius",
		OpensAt: opens, ClosesAt: opens.AddDate(0, 0, 30), Prizes: []Prize{
			{Name: "Un an de glaces", Winners: 1, Alternates: 3, ValueMinor: 500_000, Currency: "MUR"},
			{Name: "Un bac de 5 litres", Winners: 10, Alternates: 5},
		},
		Mode: draw.OneWin, Source: SourceOperator, ClaimDays: 15, Entry: EntryRules{Contact: ContactEmail, Confirm: true},
	}
	free.DrawAt = free.ClosesAt.Add(10 * time.Minute)
	full := free
	full.Mode, full.OwnRules = draw.ManyWins, "Le lot se retire à la boutique."
	full.Entry = EntryRules{
		Contact: ContactEither, FoldAliases: true, MinAge: 18, Countries: []string{"FR", "MU"}, MaxTickets: 20, PointTickets: 5,
		Questions: []Question{{ID: "parfum", Label: "Votre parfum *préféré* ?"}},
	}
	list := free
	list.List = &ListTerms{Rows: 120, Refused: 3, Duplicates: 7, Removed: []Removal{{Filter: FilterOnePerAuthor, Rows: 10}}, Entries: 100, Before: []ID{"x"}}
	lawful := full
	lawful.Law = &LegalTerms{
		Profiles: []law.Code{law.MU}, Networks: []law.Network{law.Facebook, law.Instagram},
		Permit:   Permit{Authority: "GRA", Number: "GRA/2026/17", Date: "2026-11-02"},
		Purchase: Purchase{Linked: true, Acknowledged: true, FreeWay: true},
		Organiser: Organiser{
			Name: "Glaces Awa", LegalName: "Glaces Awa SARL", Address: "Rue du Port, Curepipe", Contact: "bonjour@glaces.example",
			Legal: account.Legal{Form: "SARL", Capital: "100 000 Rs", Registration: "BRN C12345678", Country: "MU", DataRegistration: "DPO-77"},
		},
	}
	lawful.Law.Retention = lawful.Law.Kept(lawful.ClaimDays)
	coded := free
	coded.Entry.MaxTickets, coded.Entry.Codes = 5, &CodeRules{Required: true, Tickets: 1, Where: "Sous l’opercule"}
	either := lawful
	either.Entry.Codes = &CodeRules{Tickets: 2}
	either.Entry.Slips = &SlipRules{PerMinor: 100_000, Currency: "MUR", Shops: []string{"Super Port"}}
	return map[string]Contest{
		"free": free, "full": full, "list": list, "lawful": lawful, "coded": coded, "either": either, "everything": everything(either),
	}
}

// everything is a contest with every kind of action, codes, till receipts, photos, instant wins,
// people who may and may not enter, and a permit whose document everybody can read.
func everything(c Contest) Contest {
	c.Law = c.Law.clone()
	c.Law.Permit.Shown = strings.Repeat("5e", 32)
	c.Law.Profiles = append(c.Law.Profiles, law.US)
	c.Also = Wording{Title: "A year of ice cream", OwnRules: "The prize is fetched at the shop."}
	c.Prizes = slices.Clone(c.Prizes)
	c.Prizes[0].Handing = claims.Handing{Delivery: true, Pickup: []string{"Curepipe"}, Asks: "Taille", Options: []string{"M", "L"}}
	r := &c.Entry
	r.Confirm, r.MaxTickets, r.Claims = true, 60, ClaimRules{KeepDays: 30, AskPublicity: true}
	r.Countries = []string{"US", "MU", "CI"}
	r.Who = Who{Ask: true, Birth: BirthChecked, Invited: true, NoStaff: true, Domains: []string{"glaces.example"}, RestDays: 90}
	r.Codes = &CodeRules{Tickets: 2, Where: "Sous l’opercule"}
	r.Slips = &SlipRules{PerMinor: 100_000, Currency: "MUR", Shops: []string{"Super Port"}, Photo: true}
	r.Photos = &photos.Rules{Top: 5, JuryPercent: 40, Criteria: []string{"Lumière", "Gourmandise"}, PerPeriod: 1, VoteHours: 24, Minors: true, Uses: "sur nos affiches"}
	r.Instant = &InstantRules{
		Mode: instant.Moments, Dress: DressWheel, FromHour: 9, ToHour: 18, WaitMinutes: 60, Daily: true, WinnersLeave: true,
		Prizes: []InstantPrize{{Name: "Un cornet", Units: 50, ValueMinor: 20_000, Currency: "MUR", Handing: claims.Handing{Pickup: []string{"Curepipe"}}}},
	}
	r.Questions = append(r.Questions,
		Question{ID: "age", Label: "Combien d’enfants ?", Kind: QuestionNumber, Also: QuestionWording{Label: "How many children?"}},
		Question{ID: "jour", Label: "Quel jour ?", Kind: QuestionDate}, Question{ID: "rue", Label: "Votre rue", Kind: QuestionPicture, Required: true},
		Question{ID: "taille", Label: "Petit ou grand ?", Choices: []string{"Petit", "Grand"}})
	r.Actions = []Action{
		{ID: "venir", Kind: tickets.Bonus, Label: "Revenir demain", Tickets: 1, Every: tickets.Daily, Also: QuestionWording{Label: "Come back tomorrow"}},
		{ID: "carte", Kind: tickets.Visit, Label: "Voir la carte", Tickets: 1, URL: "https://carte.example/", After: []string{"venir"}},
		{ID: "mot", Kind: tickets.Code, Label: "Le mot de l’affiche", Tickets: 2, Accept: []string{"sorbet"}},
		{ID: "quiz", Kind: tickets.Quiz, Label: "De quoi est fait un sorbet ?", Mandatory: true, Accept: []string{"de fruits"}, Choices: []string{"De fruits", "De crème"}, Retry: true},
		{ID: "or", Kind: tickets.Tier, Label: "Membre Or", Tickets: 3, Tier: "Or"},
		{ID: "amis", Kind: tickets.Referral, Label: "Invitez des voisins", Tickets: 4, Most: 3},
		{ID: "texte", Kind: tickets.Proof, Label: "Votre souvenir", Tickets: 1, Proof: ProofText},
		{ID: "lien", Kind: tickets.Proof, Label: "Votre billet", Tickets: 1, Proof: ProofLink, Every: tickets.Weekly},
		{ID: "photo", Kind: tickets.Proof, Label: "Votre cornet", Tickets: 2, Proof: ProofPicture},
	}
	return c
}

// Every kind of action is in the contest that has everything.
func TestEverythingHasEveryKindOfAction(t *testing.T) {
	had := map[tickets.Kind]bool{}
	for _, a := range contestsInWords()["everything"].Entry.Actions {
		had[a.Kind] = true
	}
	for _, kind := range []tickets.Kind{tickets.Bonus, tickets.Visit, tickets.Code, tickets.Quiz, tickets.Tier, tickets.Referral, tickets.Proof} {
		if !had[kind] {
			t.Errorf("no action of kind %s", kind)
		}
	}
}

// The file that is hashed is kept whole as well: whatever it promises is seen to change.
func TestRulesFile(t *testing.T) {
	for name, c := range contestsInWords() {
		c.PublishedAt = c.OpensAt
		text := rulesText(c, account.Brand{Name: "Glaces Awa"}, draw.Rules{}, nil)
		terms := c.terms(account.Brand{Name: "Glaces Awa", LegalName: "Glaces Awa SARL"}, text)
		c.Entry.Instant.terms(draw.Hash{7}, terms)
		got, err := json.MarshalIndent(terms, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		golden(t, filepath.Join("testdata", "rules", name+".json"), string(got)+"\n")
	}
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *rewrite {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n%s", file, got)
	}
}
