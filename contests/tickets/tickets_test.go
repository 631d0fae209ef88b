package tickets_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	. "kermesse/contests/tickets" //nolint:revive // the test reads like the rules it is about
)

// plans draws plans as rules may have them: each action comes after earlier ones only.
var plans = rapid.Custom(func(t *rapid.T) Plan {
	p := Plan{Cap: rapid.Uint64Range(0, 40).Draw(t, "cap"), OneChance: rapid.IntRange(0, 9).Draw(t, "one") == 0}
	for i := range rapid.IntRange(0, 6).Draw(t, "actions") {
		a := Action{
			ID: string(rune('a' + i)), Kind: rapid.SampledFrom(Kinds()).Draw(t, "kind"), Tickets: rapid.IntRange(0, 9).Draw(t, "tickets"),
			Mandatory: rapid.IntRange(0, 3).Draw(t, "must") == 0, Most: rapid.IntRange(0, 4).Draw(t, "most"),
			Every: rapid.SampledFrom([]Every{Once, Daily, Weekly}).Draw(t, "every"),
		}
		for _, before := range p.Actions {
			if rapid.IntRange(0, 3).Draw(t, "after") == 0 {
				a.After = append(a.After, before.ID)
			}
		}
		p.Actions = append(p.Actions, a)
	}
	return p
})

var deeds = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Done {
	return Done{
		Action: rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f", "unknown"}).Draw(t, "action"),
		In:     rapid.SampledFrom([]string{"", "2026-06-01", "2026-06-02", "friend"}).Draw(t, "in"),
	}
}), 0, 20)

func total(p Plan, done []Done) uint64 {
	n, _ := p.Settle(1, 0, p.Count(done).Bonus)
	return n
}

// No entry has more tickets than the cap, and each has the one for entering.
func TestNeverAboveTheCap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := plans.Draw(t, "plan")
		if n := total(p, deeds.Draw(t, "done")); n < 1 || n > max(p.Cap, 1) {
			t.Fatalf("%d tickets, of at most %d", n, p.Cap)
		}
	})
}

// In which order things were done, and whether one was sent twice, changes nothing.
func TestOrderAndRepetitionChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, done := plans.Draw(t, "plan"), deeds.Draw(t, "done")
		other := rapid.Permutation(append(slices.Clone(done), done...)).Draw(t, "other")
		if a, b := p.Count(done), p.Count(other); a.Bonus != b.Bonus || a.Complete != b.Complete || !slices.Equal(a.Missing, b.Missing) {
			t.Fatalf("%+v and %+v", a, b)
		}
	})
}

// Whoever does more never has fewer tickets for it.
func TestMoreIsNeverLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, done := plans.Draw(t, "plan"), deeds.Draw(t, "done")
		more := append(slices.Clone(done), deeds.Draw(t, "more")...)
		if p.Count(more).Bonus < p.Count(done).Bonus || p.Count(done).Complete && !p.Count(more).Complete {
			t.Fatalf("%+v, then %+v", p.Count(done), p.Count(more))
		}
	})
}

// Without all that is mandatory nothing is earned, and what is missing is named.
func TestMandatoryMissingEarnsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, done := plans.Draw(t, "plan"), deeds.Draw(t, "done")
		c := p.Count(done)
		if c.Complete != (len(c.Missing) == 0) || !c.Complete && c.Bonus != 0 {
			t.Fatalf("%+v", c)
		}
		for _, a := range p.Actions {
			never := !slices.ContainsFunc(done, func(d Done) bool { return d.Action == a.ID })
			if a.Mandatory && never && !slices.Contains(c.Missing, a.ID) {
				t.Fatalf("%s is mandatory, was not done, and is not missing: %+v", a.ID, c)
			}
		}
	})
}

// One person, one chance: whatever somebody does.
func TestOneChance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := plans.Draw(t, "plan")
		p.OneChance = true
		if n := total(p, deeds.Draw(t, "done")); n != 1 {
			t.Fatalf("%d tickets", n)
		}
	})
}

// Tickets that were given or bought in between stay, none is taken back, and the cap holds
// for the sum.
func TestSettleBesideOtherTickets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := plans.Draw(t, "plan")
		tickets, granted := uint64(1), uint64(0)
		var done []Done
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			if gift := rapid.Uint64Range(0, 5).Draw(t, "gift"); tickets+gift <= max(p.Cap, 1) {
				tickets += gift
			}
			done = append(done, deeds.Draw(t, "done")...)
			after, of := p.Settle(tickets, granted, p.Count(done).Bonus)
			if after < tickets || after > max(p.Cap, 1) || of < granted || of > p.Count(done).Bonus && of > granted {
				t.Fatalf("from %d (%d of actions) to %d (%d)", tickets, granted, after, of)
			}
			tickets, granted = after, of
		}
	})
}

// An action that says it is open counts when it is done, and one that does not, does not.
func TestStateTellsWhatCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, done := plans.Draw(t, "plan"), deeds.Draw(t, "done")
		p.OneChance, p.Cap = false, 1000
		for i := range p.Actions {
			p.Actions[i].Mandatory = false
		}
		for i, a := range p.Actions {
			p.Actions[i].Tickets = 1
			in := ""
			if a.Every != Once {
				in = "now"
			}
			if a.Kind == Referral {
				in = "another friend"
			}
			before, after := p.Count(done).Bonus, p.Count(append(slices.Clone(done), Done{a.ID, in})).Bonus
			switch state := p.State(a, done, in); {
			case state == Open && after <= before:
				t.Fatalf("%s is open and earns nothing", a.ID)
			case state == Locked && after != before:
				t.Fatalf("%s is locked and earns", a.ID)
			case state == Closed && after != before:
				t.Fatalf("%s is closed and earns", a.ID)
			}
		}
	})
}

func TestPeriodsOfAZone(t *testing.T) {
	for _, c := range []struct {
		every               Every
		zone, at, in, again string
	}{
		{Daily, "Indian/Mauritius", "2026-06-01T19:59:59Z", "2026-06-01", "2026-06-01T20:00:00Z"},
		{Daily, "Indian/Mauritius", "2026-06-01T20:00:00Z", "2026-06-02", "2026-06-02T20:00:00Z"},
		{Daily, "Europe/Paris", "2026-03-28T23:00:00Z", "2026-03-29", "2026-03-29T22:00:00Z"}, // of 23 hours
		{Daily, "Europe/Paris", "2026-10-24T22:00:00Z", "2026-10-25", "2026-10-25T23:00:00Z"}, // of 25 hours
		{Daily, "Africa/Cairo", "2026-04-23T12:00:00Z", "2026-04-23", "2026-04-23T22:00:00Z"}, // 0:00 does not exist on the 24th
		{Daily, "Africa/Cairo", "2026-10-29T12:00:00Z", "2026-10-29", "2026-10-29T22:00:00Z"}, // 24:00 is 23:00 again
		{Daily, "America/Havana", "2026-10-31T12:00:00Z", "2026-10-31", "2026-11-01T04:00:00Z"},
		{Weekly, "Europe/Paris", "2026-12-31T12:00:00Z", "2026-W53", "2027-01-03T23:00:00Z"},
		{Weekly, "Europe/Paris", "2027-01-03T22:59:59Z", "2026-W53", "2027-01-03T23:00:00Z"},
		{Once, "Europe/Paris", "2027-01-03T22:59:59Z", "", "0001-01-01T00:00:00Z"},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		at, _ := time.Parse(time.RFC3339, c.at)
		if in, next := c.every.Period(at, zone), c.every.Next(at, zone).UTC().Format(time.RFC3339); in != c.in || next != c.again {
			t.Errorf("%s in %s: %s until %s, want %s until %s", c.at, c.zone, in, next, c.in, c.again)
		}
	}
}

// The next period begins after the moment, is another one, and the second before it is still
// of this one; in every zone, at every hour of every year.
func TestNextPeriodFollowsAtOnce(t *testing.T) {
	zones := []string{"Europe/Paris", "Indian/Mauritius", "Africa/Cairo", "America/Havana", "Asia/Beirut", "America/Sao_Paulo", "Australia/Lord_Howe", "Africa/Dakar"}
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		at := time.Unix(rapid.Int64Range(1_500_000_000, 1_900_000_000).Draw(t, "at"), 0)
		every := rapid.SampledFrom([]Every{Daily, Weekly}).Draw(t, "every")
		next := every.Next(at, zone)
		if !next.After(at) || every.Period(next, zone) == every.Period(at, zone) || every.Period(next.Add(-time.Second), zone) != every.Period(at, zone) {
			t.Fatalf("after %s comes %s", at.In(zone), next)
		}
	})
}

func TestForbiddenConditions(t *testing.T) {
	for words, want := range map[string]Ban{
		"Partagez cette publication": BanShare, "Share this post on Facebook": BanShare, "Repost en story": BanShare,
		"Identifiez 2 amis en commentaire": BanTag, "Taguez une copine": BanTag, "Tag a friend": BanTag,
		"Abonnez-vous à notre page": BanFollow, "Suivez-nous sur Instagram": BanFollow, "Follow us": BanFollow,
		"Likez la page": BanLike, "Mettez j’aime": BanLike, "Like our page": BanLike,

		"Partagez votre recette préférée": "", "Partagez-nous votre souvenir": "", "Quel parfum aimez-vous ?": "", "Envoyez une photo de votre glace": "",
		"Abonnez-vous à la lettre d’information": "", "What do you like best?": "", "Visitez notre page Facebook": "", "Tell us your favourite flavour": "",
	} {
		if got, _ := Forbidden(words); got != want {
			t.Errorf("%q: %q, want %q", words, got, want)
		}
	}
}
