package law

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// complete is a contest with which no profile finds a fault.
func complete() Facts {
	return Facts{
		Countries: []string{"FR"}, MinAge: 18, Chance: true, Permitted: true, Documented: true,
		Totals: map[string]int64{"USD": 100_00}, Largest: map[string]int64{"USD": 100_00},
		Organiser: Organiser{Named: true, Registered: true, DataRegistered: true},
	}
}

func rules(found []Finding, level Level) []string {
	var ids []string
	for _, f := range found {
		if f.Level == level {
			ids = append(ids, f.Rule)
		}
	}
	return ids
}

func TestCompleteContestIsLeftAlone(t *testing.T) {
	for _, p := range Profiles() {
		f := complete()
		f.Countries = []string{strings.ToUpper(string(p.Code))}
		if found := Check([]Code{p.Code}, f); len(found) > 0 {
			t.Errorf("%s finds %v", p.Code, found)
		}
	}
}

func TestProfilesBlock(t *testing.T) {
	purchase := func(f *Facts) { f.Purchase = true }
	for name, c := range map[string]struct {
		code  Code
		facts func(*Facts)
		want  []string
	}{
		"free draw in France":           {FR, func(f *Facts) { f.Permitted = false }, nil},
		"free draw in Mauritius":        {MU, func(f *Facts) { f.Permitted = false }, nil},
		"free draw in Belgium":          {BE, func(f *Facts) { f.Permitted = false }, []string{"be.chance"}},
		"skill in Belgium":              {BE, func(f *Facts) { f.Permitted, f.Chance = false, false }, nil},
		"no permit in Côte d’Ivoire":    {CI, func(f *Facts) { f.Permitted = false }, []string{"ci.permit"}},
		"no agreement in Senegal":       {SN, func(f *Facts) { f.Permitted = false }, []string{"sn.permit"}},
		"purchase without free way":     {FR, func(f *Facts) { purchase(f); f.Acknowledged = true }, []string{"fr.free-way"}},
		"purchase not acknowledged":     {FR, func(f *Facts) { purchase(f); f.FreeWay = true }, []string{"fr.purchase-acknowledged"}},
		"purchase of minors in MU":      {MU, func(f *Facts) { purchase(f); f.Acknowledged, f.FreeWay, f.MinAge = true, true, 16 }, []string{"mu.purchase-age"}},
		"purchase unpermitted in MU":    {MU, func(f *Facts) { purchase(f); f.Acknowledged, f.FreeWay, f.Permitted = true, true, false }, []string{"mu.permit"}},
		"children in the US":            {US, func(f *Facts) { f.MinAge = 12 }, []string{"us.under-13"}},
		"5,000 $ in the US":             {US, func(f *Facts) { f.Permitted = false; f.Totals["USD"] = bondOver }, nil},
		"a cent more":                   {US, func(f *Facts) { f.Permitted = false; f.Totals["USD"] = bondOver + 1 }, []string{"us.bond"}},
		"purchase in any other country": {Other, purchase, []string{"other.purchase-acknowledged", "other.free-way"}},
	} {
		f := complete()
		c.facts(&f)
		if got := rules(Check([]Code{c.code}, f), Block); !slices.Equal(got, c.want) {
			t.Errorf("%s: blocked by %v, want %v", name, got, c.want)
		}
	}
}

func TestOtherCountriesOnlyWarn(t *testing.T) {
	f := complete()
	f.Countries, f.Permitted = []string{"FR", "RE", "SN", "JP"}, false
	found := Check([]Code{FR}, f)
	if got := rules(found, Block); len(got) > 0 {
		t.Errorf("blocked by %v", got)
	}
	if got := rules(found, Warn); !slices.Equal(got, []string{"sn.permit"}) {
		t.Errorf("warned by %v", got)
	}
}

func TestWording(t *testing.T) {
	for text, want := range map[string]bool{
		"La grande LOTERIE d’été": true, "Un ticket à gratter": true, "loteries": false, "Tirage au sort": false, "lotto!": true,
	} {
		f := complete()
		f.Wording = []string{"x", text}
		if got := slices.Contains(rules(Check([]Code{MU}, f), Warn), "mu.wording"); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// A profile that was chosen never says less of a contest that promises less.
func TestPromisingMoreNeverHurts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.SampledFrom(Profiles()).Draw(t, "profile").Code
		f := Facts{
			MinAge: rapid.IntRange(0, 30).Draw(t, "age"), Chance: rapid.Bool().Draw(t, "chance"), Purchase: rapid.Bool().Draw(t, "purchase"),
			Countries: []string{"FR"}, Totals: map[string]int64{"USD": rapid.Int64Range(0, 10_000_00).Draw(t, "total")},
		}
		before := Check([]Code{code}, f)
		better := f
		better.Acknowledged, better.FreeWay, better.Permitted, better.Documented, better.MinAge = true, true, true, true, max(f.MinAge, 18)
		better.Organiser = Organiser{Named: true, Registered: true, DataRegistered: true}
		for _, finding := range Check([]Code{code}, better) {
			if finding.Level == Block {
				t.Fatalf("%s still blocks", finding.Rule)
			}
			if !slices.ContainsFunc(before, func(b Finding) bool { return b.Rule == finding.Rule }) {
				t.Fatalf("%s appears", finding.Rule)
			}
		}
	})
}

func TestProfilesAreWhole(t *testing.T) {
	for _, p := range Profiles() {
		if len(p.Sources) == 0 || p.Summary.FR == "" || p.Summary.EN == "" || p.Tongue.FR == "" || p.Name.EN == "" {
			t.Errorf("%s is not whole", p.Code)
		}
		for _, s := range p.Sources {
			if _, err := time.Parse(time.DateOnly, s.Read); err != nil || s.At == "" || s.Says.FR == "" || s.Says.EN == "" {
				t.Errorf("%s: source %+v", p.Code, s)
			}
		}
		seen := map[string]bool{}
		for _, r := range slices.Concat(everywhere(p), p.Rules) {
			if seen[r.ID] || r.Says.FR == "" || r.Says.EN == "" || r.Level != Warn && r.Level != Block {
				t.Errorf("%s: rule %s", p.Code, r.ID)
			}
			seen[r.ID] = true
		}
		r := p.Retention
		if r.InvalidDays < LeastDays || r.LosersDays > r.WinnersDays || r.WinnersDays > r.ProofDays || r.ProofDays > MostProofDays {
			t.Errorf("%s: retention %+v", p.Code, r)
		}
	}
}

func TestOf(t *testing.T) {
	for country, want := range map[string]Code{"FR": FR, "re": FR, "mu": MU, "": Other, "JP": Other, "other": Other} {
		if got := Of(country); got != want {
			t.Errorf("%q: %s", country, got)
		}
	}
}

// The figures that a rule goes by are said with it.
func TestFiguresAreSaid(t *testing.T) {
	f := complete()
	f.Countries, f.Permitted, f.Totals = []string{"US"}, false, map[string]int64{"USD": 12_345_67}
	f.Year = Year{Year: 2026, Contests: 3, Totals: map[string]int64{"USD": 1_002_003_04}}
	said := map[string]Text{}
	for _, finding := range Check([]Code{US}, f) {
		said[finding.Rule] = finding.Says
	}
	for rule, want := range map[string]Text{
		"us.bond": {FR: "Ici\u00a0: 12\u202f345,67\u00a0$.", EN: "Here: $12,345.67."},
		"us.year": {FR: "En 2026, ce jeu-concours compris\u00a0: 1\u202f002\u202f003,04\u00a0$ de lots en 3 jeux-concours.", EN: "In 2026, this contest included: $1,002,003.04 of prizes in 3 contests."},
	} {
		if got := said[rule]; !strings.HasSuffix(got.FR, want.FR) || !strings.HasSuffix(got.EN, want.EN) {
			t.Errorf("%s says %q and %q", rule, got.FR, got.EN)
		}
	}
	f.Year.Contests = 1
	if found := Check([]Code{US}, f); slices.ContainsFunc(found, func(x Finding) bool { return x.Rule == "us.year" }) {
		t.Error("one contest is added up")
	}
}
