package main

import (
	"context"
	"fmt"
	"time"

	"kermesse/contests"
	"kermesse/contests/claims"
	"kermesse/contests/instant"
	earned "kermesse/contests/tickets"
)

// wheelContest has all that can be done beside entering: codes of packs, till receipts,
// actions, a wheel, and rules that were amended.
const wheelContest = "roue-des-parfums"

const (
	demoPlayers   = 12 // people who have entered at the wheel
	demoPackCodes = 40
)

func wheelContestForm(s *seeder) contests.Form {
	rules := demoEntryRules()
	rules.MaxTickets = 20
	rules.Codes = &contests.CodeRules{Tickets: 2, Where: "Sous le couvercle de nos bacs d’un litre."}
	rules.Slips = &contests.SlipRules{PerMinor: 1500, Currency: "EUR", Shops: []string{"Boutique du port", "Boutique des halles", "Kiosque de la plage"}}
	rules.Instant = &contests.InstantRules{
		Mode: instant.Moments, Dress: contests.DressWheel, FromHour: 9, ToHour: 22, Daily: true,
		Prizes: []contests.InstantPrize{
			{Name: "Un cornet", Units: 60, ValueMinor: 450, Currency: "EUR", Handing: claims.Handing{Pickup: demoShops}},
			{Name: "Un bac d’un litre", Units: 12, ValueMinor: 1800, Currency: "EUR", Handing: claims.Handing{Pickup: demoShops}},
		},
	}
	rules.Actions = []contests.Action{
		{ID: "quiz", Kind: earned.Quiz, Label: "De quoi est fait un sorbet ?", Choices: []string{"De crème", "De fruits et d’eau", "D’œufs"}, Accept: []string{"De fruits et d’eau"}, Tickets: 1, Retry: true},
		{ID: "chaque_jour", Kind: earned.Bonus, Label: "Revenir chaque jour", Tickets: 1, Every: earned.Daily},
		{ID: "carte", Kind: earned.Visit, Label: "Voir la carte de l’été", URL: "https://glaces-du-port.example/carte", Tickets: 1},
		{ID: "souvenir", Kind: earned.Proof, Label: "Votre plus beau souvenir de glace", Proof: contests.ProofText, Tickets: 2},
		{ID: "amis", Kind: earned.Referral, Label: "Faire venir des amis", Most: 3, Tickets: 2},
	}
	return contests.Form{
		Slug: wheelContest, Title: "Tournez la roue des parfums",
		Description: "Un tour de roue par jour, et un an de cornets au tirage final.",
		OpensAt:     s.before(4 * day).Format(time.RFC3339), ClosesAt: s.evening(12).Format(time.RFC3339),
		Source: contests.SourceTest, Entry: rules,
		Prizes: []contests.Prize{{
			Name: "Un an de cornets", Winners: 1, Alternates: 2, ValueMinor: 23400, Currency: "EUR", Handing: claims.Handing{Pickup: demoShops},
		}},
	}
}

var demoShops = []string{"Boutique du port", "Boutique des halles"}

// planWheel lets people enter, play, come back, and send what is looked at; its rules were
// amended since it opened.
func (s *seeder) planWheel() {
	form := wheelContestForm(s)
	s.planContest(form, s.before(5*day))
	s.plan(s.before(4*day), func(ctx context.Context) error {
		_, err := s.h.contests.IssueCodes(ctx, s.owner, wheelContest, "Bacs de juin", "", demoPackCodes)
		return err
	})
	for i := range demoPlayers {
		at := s.before(80*time.Hour - time.Duration(i)*5*time.Hour)
		s.planEntry(wheelContest, i, at)
		s.plan(at.Add(time.Minute), func(ctx context.Context) error { return s.playWheel(ctx, i) })
	}
	s.plan(s.before(30*time.Hour), func(ctx context.Context) error {
		_, err := s.h.contests.Amend(ctx, s.owner, wheelContest, contests.AmendForm{
			Reason:        "Plusieurs personnes ont demandé où se retirent les cornets gagnés.",
			Clarification: "Les lots se retirent à la boutique du port ou à celle des halles, tous les jours de 11 h à 19 h.", Harmless: true,
		})
		return err
	})
}

// playWheel is what one person does on their receipt.
func (s *seeder) playWheel(ctx context.Context, person int) error {
	key, err := s.entryKey(ctx, wheelContest, person)
	if err != nil {
		return err
	}
	if _, err := s.h.contests.Play(ctx, wheelContest, key); err != nil {
		return err
	}
	if _, err := s.h.contests.Act(ctx, wheelContest, key, "chaque_jour", contests.ActForm{}); err != nil || person%4 != 0 {
		return err
	}
	if _, err := s.h.contests.Act(ctx, wheelContest, key, "souvenir", contests.ActForm{Answer: "Une boule mangue, les pieds dans l’eau."}); err != nil {
		return err
	}
	return s.h.contests.SendSlip(ctx, wheelContest, key, contests.SlipForm{
		Shop: "Boutique du port", Number: fmt.Sprintf("T-%d", 4100+person), AmountMinor: int64(1500 + 700*person), BoughtOn: s.clock.Now().In(s.brand.Location()).Format(time.DateOnly),
	})
}

// entryKey is the last part of the address of somebody's receipt.
func (s *seeder) entryKey(ctx context.Context, slug string, person int) (string, error) {
	in, err := s.h.contests.Enter(ctx, slug, contests.EntryForm{ // entering again answers with the entry there is
		Email: demoFanEmail(person), Name: demoFirstName(person), Rules: contests.Tick{Given: true}, Locale: "fr", Source: contests.FromForm,
	})
	if err != nil {
		return "", err
	}
	r, err := s.h.contests.ReceiptOf(ctx, in.Entry.ID)
	return r.Key, err
}

// planClaims has the prizes of the drawn contest on their way: one was accepted, by a winner
// who showed who they are, and handed over; one was accepted only.
func (s *seeder) planClaims() {
	s.plan(s.before(50*time.Hour), func(ctx context.Context) error {
		page, err := s.h.contests.Claims().List(ctx, s.owner, claims.Filter{Contest: drawnContest, Group: claims.GroupWaiting, Limit: 2})
		if err != nil {
			return err
		}
		for i, line := range page.Lines {
			if err := s.acceptPrize(ctx, line); err != nil || i > 0 {
				return err
			}
			done := claims.Doing{Act: claims.ActReceived, Note: "Remis en main propre à l’atelier."}
			if err := s.h.contests.Claims().Do(ctx, s.owner, line.ID, done); err != nil {
				return err
			}
		}
		return nil
	})
}

// acceptPrize answers for a winner with the link of a real mail.
func (s *seeder) acceptPrize(ctx context.Context, line claims.Line) error {
	c := s.h.contests.Claims()
	if _, err := c.Identify(ctx, s.brand.ID, line.Code, "fr"); err != nil {
		return err
	}
	token, err := s.mailedToken(ctx, line.Contact)
	if err != nil {
		return err
	}
	pass, err := c.Prove(ctx, s.brand.ID, line.Code, token)
	if err != nil {
		return err
	}
	return c.Accept(ctx, claims.Key{Brand: s.brand.ID, Code: line.Code, Pass: pass}, claims.Answer{})
}
