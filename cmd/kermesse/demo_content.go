package main

import (
	"bytes"
	"context"
	"fmt"
	"image/color"
	"math/rand/v2"
	"time"

	"kermesse/contests"
	"kermesse/internal/db"
	"kermesse/loyalty"
	"kermesse/loyalty/earning"
	"kermesse/loyalty/ledger"
	"kermesse/polls"
	"kermesse/polls/tally"
)

const (
	demoBrand      = "glaces-du-port"
	openContest    = "un-an-de-glaces"
	drawnContest   = "sorbetiere-a-gagner"
	redrawnContest = "gouter-au-laboratoire"
	openVote       = "parfum-de-l-ete"
	closedVote     = "nouvel-emballage"
	demoWelcome    = "welcome"
	demoMembers    = 24
)

var demoNames = []string{
	"Awa", "Camille", "Priya", "Moussa", "Jeanne", "Kevin", "Fatou", "Lucas", "Anaïs", "Ibrahim", "Chloé", "Yash",
	"Aminata", "Hugo", "Divya", "Ousmane", "Manon", "Rania", "Théo", "Binta", "Louise", "Arjun", "Élodie", "Koffi",
}

func demoFirstName(i int) string { return demoNames[i%len(demoNames)] }

// demoFanEmail is an address that cannot exist.
func demoFanEmail(i int) string { return fmt.Sprintf("fan%02d@fans.example", i+1) }

func (s *seeder) openProgramme(ctx context.Context) error {
	err := s.h.loyalty.SetProgramme(ctx, s.owner, s.brand.ID, loyalty.Programme{
		Terms: ledger.Terms{
			Clawback: ledger.ToDebt, GraceDays: 7, TierWindow: 365, TierRetention: 180, Zone: s.brand.Location(),
			Tiers: []ledger.Tier{
				{Name: "Cornet", Min: 0, EarnBP: 10000}, {Name: "Coupe", Min: 150, EarnBP: 12000}, {Name: "Sorbetière", Min: 500, EarnBP: 15000},
			},
		},
		Groups: []loyalty.Group{{ID: "engagement", Cap: earning.Cap{Points: 60}}},
		Rules: []loyalty.Rule{
			{Rule: ledger.Rule{ID: demoWelcome, Fixed: 20, ExpiryDays: 365, Dedupe: ledger.PerMember}, Name: "Bienvenue", Active: true},
			{Rule: ledger.Rule{ID: "purchase", Num: 1, Den: 100, TierMultiplier: true, ExpiryDays: 365, Qualifying: true, Dedupe: ledger.PerBrand}, Name: "Achat en boutique : 1 point par euro", Active: true},
			{Rule: ledger.Rule{ID: loyalty.ContestEntry, Fixed: 10, ExpiryDays: 180, Group: "engagement", Dedupe: ledger.PerMember}, Name: "Participation à un jeu-concours", Active: true},
			{Rule: ledger.Rule{ID: loyalty.Vote, Fixed: 5, ExpiryDays: 180, Group: "engagement", Dedupe: ledger.PerMember}, Name: "Vote", Active: true},
			{Rule: ledger.Rule{ID: loyalty.Birthday, Fixed: 50, ExpiryDays: 60, Dedupe: ledger.PerMember}, Name: "Anniversaire", Active: true},
			{Rule: ledger.Rule{ID: loyalty.Referral, Fixed: 40, ExpiryDays: 365, MaxPerYear: 10, Dedupe: ledger.PerMember, NoSelf: true}, Name: "Un ami est venu", Active: true},
			{Rule: ledger.Rule{ID: loyalty.Referred, Fixed: 20, ExpiryDays: 365, Dedupe: ledger.PerMember}, Name: "Venu par un ami", Active: true},
		},
		Social: loyalty.Social{
			ReferralAct: "purchase", Gifts: loyalty.Gifts{PerMonth: 100, Days: 14},
			Benefits: [][]string{nil, {"Points ×1,2"}, {"Points ×1,5", "Un parfum en avant-première"}},
		},
		Campaigns: []ledger.Campaign{{Rule: "purchase", From: s.before(60 * day), To: s.before(53 * day), BP: 20000}},
	})
	if err != nil {
		return err
	}
	from, to := s.before(199*day), s.now.Add(365*day)
	for _, r := range []loyalty.Reward{
		{ID: "cornet", Name: "Un cornet deux boules", Description: "Au parfum de votre choix, dans nos trois boutiques.", Cost: 60, From: from, To: to, VoucherDays: 60},
		{ID: "bac", Name: "Un bac d’un litre", Description: "À emporter, isotherme offert.", Cost: 180, StockLeft: new(int64(40)), PerMember: 3, From: from, To: to, VoucherDays: 60},
		{ID: "atelier", Name: "Atelier : fabriquez votre sorbet", Description: "Deux heures avec nos artisans, pour deux personnes.", Cost: 400, StockLeft: new(int64(8)), PerMember: 1, MinTier: 1, From: from, To: to, VoucherDays: 90},
		{ID: "parfum", Name: "Un parfum à votre nom", Description: "À la carte tout un mois.", Cost: 1500, StockLeft: new(int64(1)), PerMember: 1, MinTier: 2, From: from, To: to, VoucherDays: 120},
	} {
		r.Active = true
		if err := s.h.loyalty.SaveReward(ctx, s.owner, s.brand.ID, r); err != nil {
			return err
		}
	}
	return nil
}

func demoEntryRules() contests.EntryRules {
	return contests.EntryRules{Contact: contests.ContactEmail, Confirm: true, FoldAliases: true, Countries: []string{"FR", "BE", "RE", "MU"}}
}

func drawnContestForm(s *seeder) contests.Form {
	return contests.Form{
		Slug: drawnContest, Title: "Gagnez une sorbetière et des ateliers",
		Description: "Participez en une minute. C’est gratuit, et chacun peut vérifier le tirage.",
		OpensAt:     s.before(30 * day).Format(time.RFC3339), ClosesAt: s.evening(-12).Format(time.RFC3339),
		Source: contests.SourceTest, Entry: demoEntryRules(),
		Prizes: []contests.Prize{
			{Name: "Une sorbetière italienne", Winners: 1, Alternates: 2, ValueMinor: 24900, Currency: "EUR"},
			{Name: "Un atelier pour deux", Winners: 3, Alternates: 3, ValueMinor: 9000, Currency: "EUR"},
		},
	}
}

func redrawnContestForm(s *seeder) contests.Form {
	return contests.Form{
		Slug: redrawnContest, Title: "Gagnez un goûter au laboratoire",
		Description: "Une visite de nos ateliers pour quatre, avec dégustation.",
		OpensAt:     s.before(40 * day).Format(time.RFC3339), ClosesAt: s.evening(-20).Format(time.RFC3339),
		Source: contests.SourceTest, Entry: demoEntryRules(),
		Prizes: []contests.Prize{{Name: "Un goûter pour quatre", Winners: 2, Alternates: 2, ValueMinor: 6000, Currency: "EUR"}},
	}
}

func openContestForm(s *seeder) contests.Form {
	return contests.Form{
		Slug: openContest, Title: "Gagnez un an de glaces",
		Description: "Un litre chaque semaine pendant un an, au parfum de votre choix. Cinq coffrets de dégustation sont aussi à gagner.",
		OpensAt:     s.before(6 * day).Format(time.RFC3339), ClosesAt: s.evening(9).Format(time.RFC3339),
		Source: contests.SourceTest, Entry: demoEntryRules(),
		Prizes: []contests.Prize{
			{Name: "Un an de glaces", Winners: 1, Alternates: 2, ValueMinor: 62400, Currency: "EUR"},
			{Name: "Un coffret de dégustation", Winners: 5, Alternates: 3, ValueMinor: 2900, Currency: "EUR"},
		},
	}
}

// flavour is an option of the open vote, with the colours of its picture.
type flavour struct {
	id              tally.OptionID
	label, note     polls.Text
	alt             polls.Text
	scoop, backdrop color.NRGBA
}

var flavours = []flavour{
	{"mangue-piment", polls.Text{FR: "Mangue piment", EN: "Mango chilli"}, polls.Text{FR: "Douce, puis ça pique", EN: "Sweet, then it bites"}, polls.Text{FR: "Cornet à la boule orange vif", EN: "Cone with a bright orange scoop"}, rgb(0xf59e2b), rgb(0xfff4df)},
	{"caramel", polls.Text{FR: "Caramel au beurre salé", EN: "Salted butter caramel"}, polls.Text{FR: "Le classique du port", EN: "The harbour’s classic"}, polls.Text{FR: "Cornet à la boule caramel", EN: "Cone with a caramel scoop"}, rgb(0xc98a4b), rgb(0xfbeede)},
	{"citron-basilic", polls.Text{FR: "Citron basilic", EN: "Lemon basil"}, polls.Text{FR: "Vif et frais", EN: "Sharp and fresh"}, polls.Text{FR: "Cornet à la boule jaune pâle", EN: "Cone with a pale yellow scoop"}, rgb(0xe9dd6a), rgb(0xf3f7e4)},
	{"sesame-noir", polls.Text{FR: "Sésame noir", EN: "Black sesame"}, polls.Text{FR: "Grillé, presque salé", EN: "Toasted, almost salty"}, polls.Text{FR: "Cornet à la boule gris foncé", EN: "Cone with a dark grey scoop"}, rgb(0x6b6670), rgb(0xeeecef)},
	{"rhubarbe", polls.Text{FR: "Rhubarbe vanille", EN: "Rhubarb vanilla"}, polls.Text{FR: "Le jardin de grand-mère", EN: "Grandmother’s garden"}, polls.Text{FR: "Cornet à la boule rose", EN: "Cone with a pink scoop"}, rgb(0xe78fa3), rgb(0xfdeef1)},
	{"menthe", polls.Text{FR: "Menthe fraîche", EN: "Fresh mint"}, polls.Text{FR: "Sans colorant, donc blanche", EN: "No colouring, so it is white"}, polls.Text{FR: "Cornet à la boule vert très pâle", EN: "Cone with a very pale green scoop"}, rgb(0xcfe8d2), rgb(0xeaf5ee)},
}

func rgb(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255}
}

type weight struct {
	id     tally.OptionID
	weight int
}

var flavourWeights = []weight{{"mangue-piment", 31}, {"caramel", 27}, {"citron-basilic", 17}, {"sesame-noir", 9}, {"rhubarbe", 10}, {"menthe", 6}}

var packagings = []struct {
	id    tally.OptionID
	label polls.Text
}{
	{"pot-carton", polls.Text{FR: "Pot en carton", EN: "Cardboard tub"}},
	{"bocal", polls.Text{FR: "Bocal consigné", EN: "Returnable jar"}},
	{"feuille", polls.Text{FR: "Feuille de bananier", EN: "Banana leaf"}},
	{"metal", polls.Text{FR: "Boîte en métal", EN: "Metal box"}},
	{"gaufre", polls.Text{FR: "Coupelle à croquer", EN: "Edible cup"}},
}

var packagingWeights = []weight{{"pot-carton", 28}, {"bocal", 26}, {"gaufre", 22}, {"feuille", 14}, {"metal", 10}}

func openVoteTerms(s *seeder) polls.Terms {
	terms := polls.Terms{
		Slug: openVote, Title: polls.Text{FR: "Quel parfum pour l’été ?", EN: "Which flavour for summer?"},
		Intro:  polls.Text{FR: "Le parfum gagnant sera à la carte de nos trois boutiques dès le 1er juin.", EN: "The winner will be on the menu of our three shops from 1 June."},
		Method: tally.Plurality, Seats: 1, OpensAt: s.before(5*day + time.Hour), ClosesAt: s.evening(10), TimeZone: s.brand.TimeZone,
		Access: polls.AccessCookie, Visibility: polls.Always, Changes: true, Shuffle: true, Tie: polls.TieByLot, Comments: polls.CommentsBefore,
	}
	for _, f := range flavours {
		terms.Options = append(terms.Options, polls.Option{ID: f.id, Label: f.label, Note: f.note})
	}
	return terms
}

func closedVoteTerms(s *seeder) polls.Terms {
	terms := polls.Terms{
		Slug: closedVote, Title: polls.Text{FR: "Quel emballage pour nos glaces à emporter ?", EN: "Which packaging for our take-away ices?"},
		Intro:  polls.Text{FR: "Classez-les : le dépouillement élimine la dernière option, tour après tour.", EN: "Rank them: the count drops the last option, round after round."},
		Method: tally.IRV, Seats: 1, OpensAt: s.before(41 * day), ClosesAt: s.evening(-26), TimeZone: s.brand.TimeZone,
		Access: polls.AccessCookie, Visibility: polls.AfterClose, Changes: true, Shuffle: true, Quorum: 100, Tie: polls.TieByLot, Comments: polls.CommentsBefore,
	}
	for _, p := range packagings {
		terms.Options = append(terms.Options, polls.Option{ID: p.id, Label: p.label})
	}
	return terms
}

// ranking makes one voter's order: a few options, the popular ones more often first.
func (s *seeder) ranking() [][]tally.OptionID {
	left := append([]weight(nil), packagingWeights...)
	ranked := make([][]tally.OptionID, 0, len(left))
	for range 2 + s.dice.IntN(len(packagings)-1) {
		id := weighted(s.dice, left)
		ranked = append(ranked, []tally.OptionID{id})
		for i := range left {
			if left[i].id == id {
				left = append(left[:i], left[i+1:]...)
				break
			}
		}
	}
	return ranked
}

func weighted(dice *rand.Rand, from []weight) tally.OptionID {
	total := 0
	for _, w := range from {
		total += w.weight
	}
	at := dice.IntN(total)
	for _, w := range from {
		if at -= w.weight; at < 0 {
			return w.id
		}
	}
	return from[len(from)-1].id
}

func (s *seeder) picture(ctx context.Context, f flavour) (*polls.Picture, error) {
	file, err := iceCream(320, f.scoop, f.backdrop)
	if err != nil {
		return nil, err
	}
	kept, err := s.h.album.Read(ctx, bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	err = s.h.db.InTx(ctx, func(tx *db.DB) error { return s.h.album.Keep(ctx, tx, kept) })
	if err != nil {
		return nil, err
	}
	return &polls.Picture{Hash: kept.Hash, Width: kept.Width, Height: kept.Height, Alt: f.alt}, nil
}
