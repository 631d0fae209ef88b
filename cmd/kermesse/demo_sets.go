package main

import (
	"context"
	"math/rand/v2"
	"time"

	"kermesse/polls"
	"kermesse/polls/tally"
)

const (
	duelVote    = "gouts-d-enfance"
	dotsVote    = "prochains-chantiers"
	setsVote    = "ce-qui-compte"
	bracketVote = "coupe-des-parfums"
)

// planComparisons has votes that show a few options at a time, a bracket in its second
// round, and one in which points are shared out.
func (s *seeder) planComparisons() {
	dice := rand.New(rand.NewPCG(1952, 12)) // of its own: what comes before stays as it was
	s.planPoll(duelTerms(s), s.before(6*day), nil)
	s.planPoll(dotsTerms(s), s.before(6*day), nil)
	s.planPoll(setsTerms(s), s.before(6*day), nil)
	s.planPoll(bracketTerms(s), s.before(4*day+time.Hour), flavours)
	for i := range 64 {
		at := s.before(5*day - time.Duration(dice.IntN(5*24*60-20))*time.Minute)
		s.plan(at, s.compare(duelVote, i, dice))
		s.plan(at.Add(time.Minute), s.compare(setsVote, i, dice))
		s.planBallot(dotsVote, 1000+i, at.Add(2*time.Minute), tally.Ballot{Count: 1, Scores: shareOut(dice)}, nil)
	}
	for i := range 90 {
		s.plan(s.before(4*day-time.Duration(dice.IntN(3*24*60))*time.Minute), s.play(i, dice))
	}
}

func duelTerms(s *seeder) polls.Terms {
	terms := polls.Terms{
		Slug: duelVote, Title: polls.Text{FR: "Quel goût d’enfance voulez-vous retrouver ?", EN: "Which taste of childhood do you want back?"},
		Intro:  polls.Text{FR: "Deux goûts à la fois : gardez celui qui vous manque le plus.", EN: "Two tastes at a time: keep the one that you miss most."},
		Method: tally.Duels, Seats: 1, Sets: 8, OpensAt: s.before(5*day + time.Hour), ClosesAt: s.evening(13), TimeZone: s.brand.TimeZone,
		Access: polls.AccessCookie, Visibility: polls.AfterVote, Changes: true, Shuffle: true, Tie: polls.TieByLot,
	}
	for _, o := range childhood {
		terms.Options = append(terms.Options, polls.Option{ID: o.id, Label: o.label})
	}
	return terms
}

var childhood = []struct {
	id     tally.OptionID
	label  polls.Text
	weight int
}{
	{"riz-au-lait", polls.Text{FR: "Riz au lait", EN: "Rice pudding"}, 9},
	{"pain-beurre", polls.Text{FR: "Pain, beurre, chocolat râpé", EN: "Bread, butter, grated chocolate"}, 14},
	{"grenadine", polls.Text{FR: "Grenadine", EN: "Grenadine"}, 7},
	{"reglisse", polls.Text{FR: "Réglisse", EN: "Liquorice"}, 3},
	{"confiture-de-lait", polls.Text{FR: "Confiture de lait", EN: "Milk jam"}, 16},
	{"pomme-au-four", polls.Text{FR: "Pomme au four", EN: "Baked apple"}, 6},
	{"barbe-a-papa", polls.Text{FR: "Barbe à papa", EN: "Candy floss"}, 10},
}

func dotsTerms(s *seeder) polls.Terms {
	terms := polls.Terms{
		Slug: dotsVote, Title: polls.Text{FR: "Où mettre nos efforts cette année ?", EN: "Where shall we put our efforts this year?"},
		Intro:  polls.Text{FR: "Dix points à répartir : tout sur une idée, ou un peu partout.", EN: "Ten points to share out: most of them on one idea, or a few here and there."},
		Method: tally.Dots, Seats: 1, Points: 10, PointsCap: 6, OpensAt: s.before(5*day + time.Hour), ClosesAt: s.evening(11), TimeZone: s.brand.TimeZone,
		Access: polls.AccessCookie, Visibility: polls.Always, Changes: true, Shuffle: true, Tie: polls.TieByLot,
	}
	for _, o := range efforts {
		terms.Options = append(terms.Options, polls.Option{ID: o.id, Label: o.label, Note: o.note})
	}
	return terms
}

var efforts = []struct {
	id          tally.OptionID
	label, note polls.Text
}{
	{"consigne", polls.Text{FR: "Des bocaux consignés", EN: "Returnable jars"}, polls.Text{FR: "Dans les trois boutiques", EN: "In all three shops"}},
	{"velos", polls.Text{FR: "La livraison à vélo", EN: "Delivery by bicycle"}, polls.Text{FR: "En ville, toute l’année", EN: "In town, all year"}},
	{"sans-lait", polls.Text{FR: "Plus de sorbets sans lait", EN: "More sorbets without milk"}, polls.Text{FR: "Six au lieu de trois", EN: "Six instead of three"}},
	{"producteurs", polls.Text{FR: "Des fruits d’ici", EN: "Local fruit"}, polls.Text{FR: "Moins de 100 km", EN: "From less than 100 km away"}},
}

// shareOut gives ten points away, a few at a time.
func shareOut(dice *rand.Rand) map[tally.OptionID]int64 {
	points := map[tally.OptionID]int64{}
	for left := int64(10); left > 0; {
		id := weighted(dice, []weight{{"consigne", 5}, {"velos", 3}, {"sans-lait", 4}, {"producteurs", 6}})
		more := min(left, 1+dice.Int64N(3))
		if points[id]+more <= 6 {
			points[id] += more
			left -= more
		}
	}
	return points
}

func setsTerms(s *seeder) polls.Terms {
	terms := duelTerms(s)
	terms.Slug, terms.Method, terms.Sets, terms.SetSize = setsVote, tally.MaxDiff, 0, 3
	terms.Title = polls.Text{FR: "Qu’est-ce qui compte le plus dans une glace ?", EN: "What matters most in an ice cream?"}
	terms.Intro = polls.Text{FR: "Trois choses à la fois : dites la plus et la moins importante pour vous.", EN: "Three things at a time: say which matters most and which least to you."}
	terms.Options = nil
	for _, o := range virtues {
		terms.Options = append(terms.Options, polls.Option{ID: o.id, Label: o.label})
	}
	return terms
}

var virtues = []struct {
	id    tally.OptionID
	label polls.Text
}{
	{"gout", polls.Text{FR: "Le goût du fruit", EN: "The taste of fruit"}},
	{"texture", polls.Text{FR: "La texture", EN: "The texture"}},
	{"prix", polls.Text{FR: "Le prix", EN: "The price"}},
	{"sucre", polls.Text{FR: "Peu de sucre", EN: "Little sugar"}},
	{"origine", polls.Text{FR: "L’origine des ingrédients", EN: "Where ingredients come from"}},
	{"nouveaute", polls.Text{FR: "La nouveauté", EN: "Novelty"}},
}

func bracketTerms(s *seeder) polls.Terms {
	terms := openVoteTerms(s)
	terms.Slug, terms.Method, terms.Seeds = bracketVote, tally.Bracket, polls.SeedsByBrand
	terms.Title = polls.Text{FR: "La coupe des parfums", EN: "The flavour cup"}
	terms.Intro = polls.Text{FR: "Trois tours, deux parfums face à face, un seul à la fin.", EN: "Three rounds, two flavours face to face, one at the end."}
	terms.OpensAt, terms.ClosesAt = s.before(4*day), s.evening(8)
	terms.RoundEnds = []time.Time{s.before(day), s.evening(4)}
	return terms
}

// compare has one voter sit down, answer all and hand it in. What comes earlier in the list, or
// weighs more, is preferred more often.
func (s *seeder) compare(slug string, i int, dice *rand.Rand) func(context.Context) error {
	likes := map[tally.OptionID]int{}
	for _, o := range childhood {
		likes[o.id] = o.weight
	}
	for place, o := range virtues {
		likes[o.id] = 14 - 2*place
	}
	return func(ctx context.Context) error {
		p, err := s.h.polls.Find(ctx, slug)
		if err != nil {
			return err
		}
		voter := demoBrowser(slug, i)
		sitting, err := s.h.polls.Sit(ctx, p, voter)
		if err != nil {
			return err
		}
		for at, pick := range sitting.Picks {
			sitting.Picks[at] = prefer(dice, pick, likes)
		}
		if _, err := s.h.polls.Answer(ctx, p, voter, sitting.Picks); err != nil {
			return err
		}
		_, err = s.h.polls.Vote(ctx, p, voter, polls.Cast{Ballot: sitting.Ballot(), Locale: "fr"})
		return err
	}
}

// prefer picks the best of a set, and of more than two the worst, by chance and liking.
func prefer(dice *rand.Rand, pick tally.Pick, likes map[tally.OptionID]int) tally.Pick {
	var by []weight
	for _, id := range pick.Shown {
		by = append(by, weight{id, max(likes[id], 1)})
	}
	pick.Best = weighted(dice, by)
	if len(by) < 3 {
		return pick
	}
	var rest []weight
	for _, w := range by {
		if w.id != pick.Best {
			rest = append(rest, weight{w.id, 20 - w.weight})
		}
	}
	pick.Worst = weighted(dice, rest)
	return pick
}

// play votes in the round of the bracket that is on.
func (s *seeder) play(i int, dice *rand.Rand) func(context.Context) error {
	likes := map[tally.OptionID]int{}
	for _, w := range flavourWeights {
		likes[w.id] = w.weight
	}
	return func(ctx context.Context) error {
		p, err := s.h.polls.Find(ctx, bracketVote)
		if err != nil {
			return err
		}
		round, err := s.h.polls.Playing(ctx, p)
		if err != nil {
			return err
		}
		cast := polls.Cast{Locale: "fr"}
		for _, pair := range round.Pairs {
			cast.Ballot.Picks = append(cast.Ballot.Picks, prefer(dice, tally.Pick{Shown: pair}, likes))
		}
		_, err = s.h.polls.Vote(ctx, p, demoBrowser(bracketVote, i), cast)
		return err
	}
}
