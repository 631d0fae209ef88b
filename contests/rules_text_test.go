package contests

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"kermesse/contests/draw"
	"kermesse/contests/law"
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
			file := filepath.Join("testdata", "rules", name+"."+lang+".md")
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
	return map[string]Contest{"free": free, "full": full, "list": list, "lawful": lawful, "coded": coded, "either": either}
}
