package main

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"time"

	"kermesse/contests"
	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/loyalty"
	"kermesse/polls"
	"kermesse/polls/tally"
)

// seeder leads a house through the last months: each act of the demo happens at its time,
// by the domain method that a person's own act would call, and what the clock makes due
// in between is done by the jobs.
type seeder struct {
	h     *house
	clock *clock.Settable
	now   time.Time // where the demo's present is
	acts  []act
	owner account.Actor
	till  account.Actor // the person at the counter
	brand account.Brand
	fans  []fan.Fan
	refs  []string   // member numbers of the fans
	dice  *rand.Rand // of a fixed seed: every demo looks the same
}

type act struct {
	at time.Time
	do func(context.Context) error
}

func newSeeder(h *house, led *clock.Settable, now time.Time) *seeder {
	return &seeder{h: h, clock: led, now: now, dice: rand.New(rand.NewPCG(1901, 7))}
}

// run plans the acts and performs them in the order of their times.
func (s *seeder) run(ctx context.Context) error {
	s.clock.Set(s.before(200 * day))
	if err := s.openHouse(ctx); err != nil {
		return err
	}
	s.planFans()
	s.planShopping()
	s.planContests()
	s.planWheel()
	s.planClaims()
	s.planPolls()
	s.planTrust()
	s.planPosts()
	s.planComparisons()
	s.planSurvey()
	s.planTill()
	s.planPhotos()
	slices.SortStableFunc(s.acts, func(a, b act) int { return cmp.Compare(a.at.UnixMilli(), b.at.UnixMilli()) })
	for _, a := range s.acts {
		if err := s.h.pass(ctx, s.clock, a.at); err != nil {
			return err
		}
		if err := a.do(ctx); err != nil {
			return fmt.Errorf("at %s: %w", a.at.Format(time.RFC3339), err)
		}
	}
	return s.h.lead(ctx, s.clock, s.now)
}

const day = 24 * time.Hour

func (s *seeder) before(d time.Duration) time.Time { return s.now.Add(-d) }

// evening is eight o'clock in the evening at the brand's, some days from now.
func (s *seeder) evening(days int) time.Time {
	at := s.now.In(s.brand.Location()).AddDate(0, 0, days)
	return time.Date(at.Year(), at.Month(), at.Day(), 20, 0, 0, 0, at.Location())
}

func (s *seeder) plan(at time.Time, do func(context.Context) error) {
	s.acts = append(s.acts, act{at, do})
}

// due lets the jobs do what the clock has made due.
func (s *seeder) due(at time.Time) { s.plan(at, s.h.runner.RunOnce) }

func (s *seeder) openHouse(ctx context.Context) error {
	brand, err := s.h.accounts.OpenBrand(ctx, account.Brand{
		Slug: demoBrand, Name: "Les Glaces du Port", TimeZone: "Europe/Paris", Currency: "EUR", Locale: "fr",
		Colour: "#c2410c", LegalName: "Les Glaces du Port SARL", LegalAddress: "1 quai de la Démonstration, 17000 La Rochelle",
		ContactEmail: "bonjour@glaces-du-port.example",
	})
	if err != nil {
		return err
	}
	s.brand = brand
	for _, who := range demoStaff {
		user, err := s.h.accounts.AddUser(ctx, account.NewUser{Email: who.email, Name: who.name, Password: demoPassword, Locale: "fr"}, demoBrand, who.role)
		if err != nil {
			return err
		}
		s.demoClerk(who.role, user)
		if who.role == account.Owner {
			s.owner = account.Actor{User: user.ID, Name: user.Name, Brand: brand.ID, Role: account.Owner, Kind: account.KindStaff}
		}
	}
	return s.openProgramme(ctx)
}

// planFans lets members sign in for the first time, with the code of a real mail.
func (s *seeder) planFans() {
	s.fans, s.refs = make([]fan.Fan, demoMembers), make([]string, demoMembers)
	for i := range s.fans {
		s.plan(s.before(180*day-time.Duration(i)*3*time.Hour), func(ctx context.Context) error {
			var err error
			if s.fans[i], err = s.join(ctx, demoFanEmail(i)); err != nil {
				return err
			}
			view, err := s.h.loyalty.FindOwn(ctx, s.brand.ID, s.fans[i].ID)
			s.refs[i] = view.Ref
			return err
		})
	}
}

func (s *seeder) join(ctx context.Context, email string) (fan.Fan, error) {
	contact, err := fan.ParseContact(email, "", "FR")
	if err != nil {
		return fan.Fan{}, err
	}
	var known fan.Fan
	err = s.h.db.InTx(ctx, func(tx *db.DB) error {
		if known, err = s.h.fans.Ensure(ctx, tx, s.brand.ID, contact, false); err != nil {
			return err
		}
		_, err = s.h.fans.StartVerification(ctx, tx, fan.VerificationRequest{
			Fan: known.ID, Purpose: fan.SignIn, Locale: "fr", Path: "/m/" + demoBrand,
		})
		return err
	})
	if err != nil {
		return fan.Fan{}, err
	}
	token, err := s.mailedToken(ctx, email)
	if err != nil {
		return fan.Fan{}, err
	}
	var verified fan.Verified
	err = s.h.db.InTx(ctx, func(tx *db.DB) error {
		if verified, err = s.h.fans.Verify(ctx, tx, token); err != nil {
			return err
		}
		_, err = s.h.loyalty.Award(ctx, tx, s.brand.ID, verified.Fan.ID, demoWelcome, "welcome")
		return err
	})
	return verified.Fan, err
}

var linkToken = regexp.MustCompile(`[?&]token=([A-Za-z0-9._-]+)`)

// mailedToken reads the newest mail to an address and takes the token of its link, as
// the fan would by opening it.
func (s *seeder) mailedToken(ctx context.Context, email string) (string, error) {
	mails, err := s.h.outbox.Recent(ctx, 3)
	if err != nil {
		return "", err
	}
	for _, m := range mails {
		if found := linkToken.FindStringSubmatch(m.Text); m.To == email && found != nil {
			return found[1], nil
		}
	}
	return "", fmt.Errorf("no mail with a link to %s", email)
}

// planShopping books purchases of the members over half a year: some buy often.
func (s *seeder) planShopping() {
	for i := range demoMembers {
		for n := range purchasesOf(i) {
			at := s.before(170*day - time.Duration(s.dice.IntN(160))*day).Add(-time.Duration(s.dice.IntN(600)) * time.Minute)
			amount := int64(450 + s.dice.IntN(3600))
			order := fmt.Sprintf("ticket-%d-%d", i, n)
			s.plan(at, func(ctx context.Context) error { return s.buy(ctx, i, order, amount) })
		}
	}
	for i, reward := range []string{"cornet", "cornet", "atelier"} {
		s.plan(s.before(time.Duration(8-i)*day), func(ctx context.Context) error {
			_, err := s.h.loyalty.RedeemOwn(ctx, s.brand.ID, s.fans[i].ID, fmt.Sprintf("demo-redeem-%d", i), reward)
			return err
		})
	}
}

// purchasesOf spreads members over the tiers: the first ones buy most.
func purchasesOf(member int) int {
	switch {
	case member < 3:
		return 22
	case member < 9:
		return 9
	default:
		return 2
	}
}

func (s *seeder) buy(ctx context.Context, member int, order string, amountMinor int64) error {
	_, err := s.h.loyalty.Do(ctx, s.owner, s.brand.ID, "demo-"+order,
		loyalty.Earn{Member: s.refs[member], Rule: "purchase", SourceID: order, Amount: amountMinor})
	return err
}

// planContests has one contest drawn twelve days ago, whose first winner did not answer,
// one that was drawn twice, because the first draw was given up, and one that is open.
func (s *seeder) planContests() {
	drawn, open, again := drawnContestForm(s), openContestForm(s), redrawnContestForm(s)
	s.planContest(again, s.before(41*day))
	s.planContest(drawn, s.before(31*day))
	s.planContest(open, s.before(7*day))
	for i := range 20 {
		s.planEntry(redrawnContest, 3*i, s.before(39*day-time.Duration(s.dice.IntN(17*24*60))*time.Minute))
	}
	for i := range 48 {
		s.planEntry(drawnContest, i, s.before(29*day-time.Duration(s.dice.IntN(16*24*60))*time.Minute))
	}
	for i := range 30 {
		s.planEntry(openContest, i*2, s.before(5*day-time.Duration(s.dice.IntN(5*24*60-30))*time.Minute))
	}
	for days := range 40 { // how far the lists have grown goes on record
		s.plan(s.before(time.Duration(days)*day), s.h.contests.ListDue)
	}
	s.planRedraw()
	s.plan(s.before(4*day), func(ctx context.Context) error {
		return s.h.contests.Disqualify(ctx, s.owner, drawnContest, contests.Place{}, contests.ReasonNoAnswer)
	})
	s.plan(s.before(3*day), func(ctx context.Context) error {
		return s.h.contests.Accept(ctx, s.owner, drawnContest, contests.Place{Prize: 1}, contests.ReasonClaimed)
	})
}

// planRedraw gives a draw up and holds it again, with the same list and another number.
// What the first one would have decided stays on its page.
func (s *seeder) planRedraw() {
	s.plan(s.evening(-20).Add(time.Hour), func(ctx context.Context) error {
		_, err := s.h.contests.Cancel(ctx, s.owner, redrawnContest, contests.Cancellation{
			Code: contests.CancelTechnical, Reason: "La diffusion en direct a été coupée avant l’annonce des gagnants.",
		})
		return err
	})
	s.plan(s.evening(-20).Add(2*time.Hour), func(ctx context.Context) error {
		_, err := s.h.contests.Restart(ctx, s.owner, redrawnContest, s.evening(-19))
		return err
	})
}

func (s *seeder) planContest(form contests.Form, at time.Time) {
	s.plan(at, func(ctx context.Context) error {
		if _, err := s.h.contests.Create(ctx, s.owner, form); err != nil {
			return err
		}
		_, err := s.h.contests.Publish(ctx, s.owner, form.Slug, 0)
		return err
	})
}

func (s *seeder) planEntry(slug string, person int, at time.Time) {
	s.plan(at, func(ctx context.Context) error {
		_, err := s.h.contests.Enter(ctx, slug, contests.EntryForm{
			Email: demoFanEmail(person), Name: demoFirstName(person),
			Rules: contests.Tick{Given: true}, Newsletter: contests.Tick{Given: person%3 == 0},
			Locale: "fr", Source: contests.FromForm,
		})
		if err != nil {
			return err
		}
		if person%17 == 16 {
			return nil // never opened the mail: pending, as some always are
		}
		token, err := s.mailedToken(ctx, demoFanEmail(person))
		if err != nil {
			return err
		}
		_, err = s.h.contests.Confirm(ctx, slug, token)
		return err
	})
}

// planPolls has a ranked vote that closed four weeks ago and a single choice that is open.
func (s *seeder) planPolls() {
	s.planPoll(closedVoteTerms(s), s.before(42*day), nil)
	s.planPoll(openVoteTerms(s), s.before(6*day), flavours)
	for i := range 180 {
		at := s.before(40*day - time.Duration(s.dice.IntN(13*24*60))*time.Minute)
		s.planBallot(closedVote, i, at, tally.Ballot{Ranking: s.ranking(), Count: 1}, saidOf(closedComments, i))
	}
	for i := range 240 {
		at := s.before(5*day - time.Duration(s.dice.IntN(5*24*60-10))*time.Minute)
		s.planBallot(openVote, i, at, tally.Ballot{Choices: []tally.OptionID{weighted(s.dice, flavourWeights)}, Count: 1}, saidOf(openComments, i))
	}
	s.due(s.evening(-26).Add(time.Minute))
	s.plan(s.before(24*day), s.moderate(closedVote, len(closedComments)))
	s.plan(s.before(2*time.Hour), s.moderate(openVote, 8))
	s.planDecision()
}

func (s *seeder) planPoll(terms polls.Terms, at time.Time, pictures []flavour) {
	s.plan(at, func(ctx context.Context) error {
		for i, f := range pictures {
			picture, err := s.picture(ctx, f)
			if err != nil {
				return err
			}
			terms.Options[i].Picture = picture
		}
		if _, err := s.h.polls.Create(ctx, s.owner, terms); err != nil {
			return err
		}
		_, err := s.h.polls.Publish(ctx, s.owner, terms.Slug)
		return err
	})
}

// planBallot lets the first voters vote as the members they are, the others by browser.
func (s *seeder) planBallot(slug string, i int, at time.Time, ballot tally.Ballot, why *string) {
	s.plan(at, func(ctx context.Context) error {
		voter := polls.Voter{Device: fmt.Sprintf("demo-device-%s-%d", slug, i)}
		if i < len(s.fans) {
			voter.Fan = s.fans[i]
		}
		p, err := s.h.polls.Find(ctx, slug)
		if err != nil {
			return err
		}
		_, err = s.h.polls.Vote(ctx, p, voter, polls.Cast{Ballot: ballot, Locale: "fr", Comment: why})
		return err
	})
}
