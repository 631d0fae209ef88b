package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"kermesse/polls"
	"kermesse/polls/tally"
)

const (
	writeInVote = "prochain-atelier"
	codeVote    = "serie-d-hiver"
	calledVote  = "parfum-de-noel"

	demoCodes = 60
	demoClass = 24 // more than two days' caps of one network: some are set aside at any hour
)

// planTrust has a vote with write-ins, of which a class behind one network is under review;
// one by unique code, sealed until its end; and one for which fans are proposing.
func (s *seeder) planTrust() {
	dice := rand.New(rand.NewPCG(1901, 8)) // of its own: what comes before stays as it was
	s.planPoll(writeInTerms(s), s.before(4*day), nil)
	s.planPoll(codeTerms(s), s.before(5*day), nil)
	for i := range 70 {
		at := s.before(4*day - time.Hour - time.Duration(dice.IntN(3*24*60))*time.Minute)
		s.planCast(writeInVote, i, at, weighted(dice, topicWeights), "", fmt.Sprint("network ", i%30))
	}
	for i := range demoClass {
		s.planCast(writeInVote, 100+i, s.before(30*time.Hour-time.Duration(i)*4*time.Minute), "recettes", "", "a school")
	}
	for i, idea := range []string{"Le goûter des enfants", "vos recettes !", "Une visite de la ferme", "Le goûter des enfants", "Acheteremoncryptocoin", "Les glaces du monde"} {
		s.planCast(writeInVote, 200+i, s.before(20*time.Hour-time.Duration(i)*time.Hour), "", idea, fmt.Sprint("network ", i))
	}
	s.plan(s.before(10*time.Hour), s.moderateIdeas)
	s.plan(s.before(9*time.Hour), s.appeal)
	s.plan(s.before(5*day-time.Hour), s.castCodes(dice))
	s.plan(s.before(3*day), s.callForIdeas)
}

func writeInTerms(s *seeder) polls.Terms {
	template, _ := polls.FindTemplate("topic")
	terms := template.Terms
	terms.Slug, terms.TimeZone, terms.ClosesAt = writeInVote, s.brand.TimeZone, s.evening(12)
	terms.Title = polls.Text{FR: "Quel thème pour le prochain atelier ?", EN: "Which theme for the next workshop?"}
	terms.Access, terms.NetworkCap, terms.Visibility = polls.AccessNetwork, 10, polls.Always
	return terms
}

var topicWeights = []weight{{"coulisses", 9}, {"recettes", 7}, {"producteurs", 5}}

func codeTerms(s *seeder) polls.Terms {
	template, _ := polls.FindTemplate("flavour")
	terms := template.Terms
	terms.Slug, terms.TimeZone, terms.ClosesAt = codeVote, s.brand.TimeZone, s.evening(15)
	terms.Title = polls.Text{FR: "La série d’hiver : le club choisit", EN: "The winter series: the club chooses"}
	terms.Intro = polls.Text{FR: "Un code par pot de la série limitée. Personne ne voit le résultat avant la fin.", EN: "One code in each tub of the limited series. Nobody sees the result before the end."}
	terms.Access, terms.Visibility = polls.AccessCode, polls.Sealed
	return terms
}

// planCast plans one ballot of a browser.
func (s *seeder) planCast(slug string, i int, at time.Time, choice tally.OptionID, idea, network string) {
	s.plan(at, func(ctx context.Context) error {
		p, err := s.h.polls.Find(ctx, slug)
		if err != nil {
			return err
		}
		cast := polls.Cast{WriteIn: idea, Network: network, Locale: "fr"}
		if choice != "" {
			cast.Ballot.Choices = []tally.OptionID{choice}
		}
		_, err = s.h.polls.Vote(ctx, p, demoBrowser(slug, i), cast)
		return err
	})
}

func demoBrowser(slug string, i int) polls.Voter {
	return polls.Voter{Device: fmt.Sprintf("demo-device-%s-%d", slug, i)}
}

// moderateIdeas settles some of what was written, and leaves the rest to whoever looks on.
func (s *seeder) moderateIdeas(ctx context.Context) error {
	p, err := s.h.polls.FindFor(ctx, s.owner, writeInVote)
	if err != nil {
		return err
	}
	ideas, err := s.h.polls.ListProposals(ctx, s.owner, p)
	for _, idea := range ideas {
		switch idea.Label {
		case "Le goûter des enfants":
			_, err = s.h.polls.Accept(ctx, s.owner, p.Slug, idea.ID, polls.Text{FR: idea.Label, EN: "The children’s tea"})
		case "Acheteremoncryptocoin":
			_, err = s.h.polls.Decline(ctx, s.owner, p.Slug, idea.ID, "Ce n’est pas un thème d’atelier.")
		}
		if err != nil {
			return err
		}
	}
	return err
}

func (s *seeder) appeal(ctx context.Context) error {
	p, err := s.h.polls.Find(ctx, writeInVote)
	if err != nil {
		return err
	}
	for i := range demoClass { // the clock decides whose ballots were beyond the cap of a day
		err = s.h.polls.Appeal(ctx, p, demoBrowser(writeInVote, 100+i), "Nous sommes une classe de cuisine de vingt-quatre élèves, derrière le réseau du lycée.")
		if !errors.Is(err, polls.ErrNoAppeal) {
			return err
		}
	}
	return err
}

// castCodes makes the codes of the sealed vote and casts a part of them.
func (s *seeder) castCodes(dice *rand.Rand) func(context.Context) error {
	return func(ctx context.Context) error {
		_, codes, err := s.h.polls.IssueCodes(ctx, s.owner, codeVote, "Pots de la série limitée", demoCodes)
		if err != nil {
			return err
		}
		p, err := s.h.polls.Find(ctx, codeVote)
		if err != nil {
			return err
		}
		for i, code := range codes[:demoCodes/2] {
			cast := polls.Cast{Code: code, Locale: "fr"}
			for _, at := range dice.Perm(len(p.Options))[:2] {
				cast.Ballot.Ranking = append(cast.Ballot.Ranking, []tally.OptionID{p.Options[at].ID})
			}
			if _, err := s.h.polls.Vote(ctx, p, demoBrowser(codeVote, i), cast); err != nil {
				return err
			}
		}
		return nil
	}
}

// callForIdeas opens the first of three phases.
func (s *seeder) callForIdeas(ctx context.Context) error {
	terms := polls.Terms{
		Slug: calledVote, Title: polls.Text{FR: "Quel parfum de bûche pour Noël ?", EN: "Which yule log flavour for Christmas?"},
		Intro:  polls.Text{FR: "Proposez, nous choisissons six idées faisables, et tout le monde vote.", EN: "You propose, we choose six that can be made, and everybody votes."},
		Method: tally.Approval, Seats: 1, ProposalsUntil: s.evening(6), ClosesAt: s.evening(20), TimeZone: s.brand.TimeZone,
		Access: polls.AccessCookie, Visibility: polls.AfterVote, Changes: true, Shuffle: true, Tie: polls.TieByLot,
	}
	if _, err := s.h.polls.Create(ctx, s.owner, terms); err != nil {
		return err
	}
	p, err := s.h.polls.Call(ctx, s.owner, calledVote)
	if err != nil {
		return err
	}
	for i, idea := range []string{"Marron cassis", "Pain d’épices", "marron, cassis", "Clémentine", "Chocolat et truffe noire"} {
		if _, err := s.h.polls.Propose(ctx, p, demoBrowser(calledVote, i), idea); err != nil {
			return err
		}
	}
	return nil
}
