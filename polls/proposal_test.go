package polls_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/internal/text"
	"kermesse/polls"
	"kermesse/polls/tally"
)

func writeInPoll(t *testing.T, h *house, change ...func(*polls.Terms)) polls.Poll {
	t.Helper()
	return h.open(t, append(change, func(terms *polls.Terms) { terms.WriteIns = true })...)
}

func writing(text string, choices ...tally.OptionID) polls.Cast {
	cast := polls.Cast{WriteIn: text, Locale: "fr"}
	cast.Ballot.Choices = choices
	return cast
}

func (h *house) ideas(t *testing.T, slug string) []polls.Proposal {
	t.Helper()
	list, err := h.polls.ListProposals(t.Context(), h.cm, h.find(t, slug))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// What is written beside the options waits, out of sight, for somebody to look at it.
func TestWriteInIsHeld(t *testing.T) {
	h := newHouse(t)
	p := writeInPoll(t, h)
	first := h.vote(t, "gout", device("a"), writing("  Pistache  grillée "))
	if first.WriteIn != "Pistache grillée" || first.WriteInState != polls.ProposalHeld {
		t.Errorf("%+v", first)
	}
	h.vote(t, "gout", device("b"), writing("PISTACHE GRILLEE !"))
	h.vote(t, "gout", device("c"), writing("mangue, piment")) // says what an option says
	h.vote(t, "gout", device("d"), one("coco"))
	snap := h.results(t, "gout")
	if snap.Held != 2 || snap.Result.Blank != 2 || snap.Result.Counted != 2 || snap.Result.Scores["mangue"].Int() != 1 {
		t.Errorf("held %d, %+v", snap.Held, snap.Result)
	}
	if strings.Contains(fmt.Sprint(snap), "istache") {
		t.Error("what nobody has looked at is told")
	}
	ideas := h.ideas(t, "gout")
	if len(ideas) != 1 || ideas[0].Voters != 2 || ideas[0].State != polls.ProposalHeld {
		t.Errorf("ideas %+v", ideas)
	}
	if again := h.vote(t, "gout", device("a"), writing("pistache grillée")); again.Outcome != polls.Repeated {
		t.Errorf("a double tap: %s", again.Outcome)
	}
	h.clock.Set(p.ClosesAt)
	box, err := h.polls.OpenBox(t.Context(), h.find(t, "gout"), polls.Reader{})
	if err != nil || len(box.Ballots) != 4 || strings.Contains(fmt.Sprint(box), "idea-") {
		t.Errorf("box %+v, %v", box, err)
	}
}

func TestWriteInsThatAreRefused(t *testing.T) {
	h := newHouse(t)
	writeInPoll(t, h)
	h.open(t, func(terms *polls.Terms) { terms.Slug = "sans" })
	for typed, want := range map[string]*fault.Error{
		strings.Repeat("x", 10_000): text.ErrTooLong, "\u202edub the dew": text.ErrDirection, "a\x00b": text.ErrControl, "!!!": text.ErrRequired,
	} {
		_, err := h.try(t, "gout", device("a"), writing(typed))
		wantsField(t, typed[:3], err, "write_in", want)
	}
	_, err := h.try(t, "gout", device("a"), writing("Pistache", "coco"))
	wantsField(t, "a choice and an idea", err, "choices", polls.ErrTooManyChoices)
	_, err = h.try(t, "sans", device("a"), writing("Pistache"))
	wantsField(t, "no write-ins", err, "write_in", polls.ErrNoWriteIns)
	_, err = h.try(t, "gout", device("a"), one("idea-0123456789abcdef"))
	wantsField(t, "an idea that nobody had", err, "choices", polls.ErrUnknownOption)
	if snap := h.results(t, "gout"); snap.Result.Counted != 0 {
		t.Errorf("%+v", snap.Result)
	}
	_, err = h.polls.Create(t.Context(), h.cm, flavours(func(terms *polls.Terms) { terms.Slug, terms.Method, terms.WriteIns = "x", tally.IRV, true }))
	wantsField(t, "a ranking", err, "write_ins", polls.ErrWriteInsForm)
	if len(h.ideas(t, "gout")) != 0 {
		t.Errorf("kept %+v", h.ideas(t, "gout"))
	}
}

func TestModeration(t *testing.T) {
	h := newHouse(t)
	p := writeInPoll(t, h)
	for i, idea := range []string{"Pistache", "Pistache", "Mangue et piment", "Dub the Dew", "Pistache"} {
		h.vote(t, "gout", device(fmt.Sprint(i)), writing(idea))
	}
	id := map[string]tally.OptionID{}
	for _, idea := range h.ideas(t, "gout") {
		id[idea.Label] = idea.ID
	}
	viewer := h.cm
	viewer.Role = account.Viewer
	_, err := h.polls.Accept(t.Context(), viewer, "gout", id["Pistache"], polls.Text{})
	wants(t, "a viewer", err, account.ErrNotAllowed)
	_, err = h.polls.Accept(t.Context(), h.other, "gout", id["Pistache"], polls.Text{})
	wants(t, "another brand", err, polls.ErrNotFound)
	_, err = h.polls.Accept(t.Context(), h.cm, "gout", id["Pistache"], polls.Text{FR: "Vanille"})
	wantsField(t, "another name", err, "label", polls.ErrNotSpelling)
	_, err = h.polls.Accept(t.Context(), h.cm, "gout", "idea-x", polls.Text{})
	wants(t, "no such idea", err, polls.ErrNoProposal)
	moderator := h.cm
	moderator.Role = account.Moderator
	if _, err := h.polls.Accept(t.Context(), moderator, "gout", id["Pistache"], polls.Text{FR: "Pistache", EN: "Pistachio"}); err != nil {
		t.Fatal(err)
	}
	_, err = h.polls.Decline(t.Context(), h.cm, "gout", id["Pistache"], "Non")
	wants(t, "what is an option stays one", err, polls.ErrAccepted)
	_, err = h.polls.Merge(t.Context(), h.cm, "gout", id["Mangue et piment"], "fraise")
	wantsField(t, "into nothing", err, "into", polls.ErrUnknownOption)
	if _, err := h.polls.Merge(t.Context(), h.cm, "gout", id["Mangue et piment"], "mangue"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.polls.Decline(t.Context(), h.cm, "gout", id["Dub the Dew"], "Ce n’est pas un parfum"); err != nil {
		t.Fatal(err)
	}
	snap := h.results(t, "gout")
	if snap.Held != 0 || snap.Result.Winners[0] != id["Pistache"] || snap.Result.Scores[id["Pistache"]].Int() != 3 || snap.Result.Scores["mangue"].Int() != 1 || snap.Result.Blank != 1 {
		t.Errorf("held %d, %+v", snap.Held, snap.Result)
	}
	h.vote(t, "gout", device("new"), one(id["Pistache"]))
	told := h.notices(t, "gout")
	if len(told) != 3 || told[0].Kind != polls.NoticeIdeaAccepted || told[1].Kind != polls.NoticeIdeaMerged || told[2].Kind != polls.NoticeIdeaDeclined {
		t.Fatalf("told %+v", told)
	}
	if strings.Contains(fmt.Sprint(told), "Dew") || told[2].Reason != "Ce n’est pas un parfum" {
		t.Errorf("told %+v", told[2])
	}
	// After closing a decision makes the figures anew.
	h.clock.Set(p.ClosesAt)
	before := h.results(t, "gout")
	if _, err := h.polls.Merge(t.Context(), h.cm, "gout", id["Dub the Dew"], "coco"); err != nil {
		t.Fatal(err)
	}
	if after := h.results(t, "gout"); after.Version <= before.Version || after.Result.Scores["coco"].Int() != 1 {
		t.Errorf("after closing: %+v", after)
	}
}

// An idea in an approval that is merged into an option of the same ballot counts once.
func TestMergedIdeaCountsOnce(t *testing.T) {
	h := newHouse(t)
	writeInPoll(t, h, func(terms *polls.Terms) { terms.Method = tally.Approval })
	h.vote(t, "gout", device("a"), writing("Noix de coco", "coco", "letchi"))
	if _, err := h.polls.Merge(t.Context(), h.cm, "gout", h.ideas(t, "gout")[0].ID, "coco"); err != nil {
		t.Fatal(err)
	}
	if got := h.results(t, "gout").Result.Scores["coco"].Int(); got != 1 {
		t.Errorf("%d votes of one voter", got)
	}
}

// How many have written an idea is a figure like others: a sealed poll tells it to nobody.
func TestSealedPollTellsNoWriters(t *testing.T) {
	h := newHouse(t)
	writeInPoll(t, h, func(terms *polls.Terms) { terms.Visibility = polls.Sealed })
	for i, idea := range []string{"Zeste", "Zeste", "Zeste", "Ananas"} {
		h.vote(t, "gout", device(fmt.Sprint(i)), writing(idea))
	}
	ideas := h.ideas(t, "gout")
	if len(ideas) != 2 || ideas[0].Label != "Ananas" || ideas[0].Voters != -1 || ideas[1].Voters != -1 {
		t.Errorf("ideas %+v", ideas)
	}
}

func called(t *testing.T, h *house) polls.Poll {
	t.Helper()
	terms := flavours(func(terms *polls.Terms) { terms.ProposalsUntil, terms.Options = noon.Add(time.Hour), nil })
	if _, err := h.polls.Create(t.Context(), h.cm, terms); err != nil {
		t.Fatal(err)
	}
	p, err := h.polls.Call(t.Context(), h.cm, "gout")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Fans propose, staff choose out of sight, fans vote: one poll in three phases.
func TestOneCampaignOfThreePhases(t *testing.T) {
	h := newHouse(t)
	p := called(t, h)
	if p.Status(noon) != polls.Calling {
		t.Errorf("status %s", p.Status(noon))
	}
	for i, idea := range []string{"Pistache", "pistache !", "Yuzu", "Goudron"} {
		if _, err := h.polls.Propose(t.Context(), p, device(fmt.Sprint(i)), idea); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // the same again is one idea
		if _, err := h.polls.Propose(t.Context(), p, device("0"), "Pistache"); err != nil {
			t.Fatal(err)
		}
	}
	if own, err := h.polls.ListOwn(t.Context(), p, device("0")); err != nil || len(own) != 1 {
		t.Errorf("own %+v, %v", own, err)
	}
	if found, err := h.polls.Find(t.Context(), "gout"); err != nil || found.ID != p.ID {
		t.Errorf("fans do not find the call: %v", err)
	}
	_, err := h.polls.Publish(t.Context(), h.cm, "gout")
	wants(t, "publish while fans propose", err, polls.ErrStillCalling)
	_, err = h.polls.Call(t.Context(), h.cm, "gout")
	wants(t, "call again", err, polls.ErrCalled)
	wants(t, "delete", h.polls.Delete(t.Context(), h.cm, "gout"), polls.ErrFrozen)
	terms := h.find(t, "gout").Terms
	terms.ProposalsUntil = noon.Add(2 * time.Hour)
	_, err = h.polls.Edit(t.Context(), h.cm, "gout", 0, terms)
	wantsField(t, "another end of the call", err, "proposals_until", polls.ErrFrozenField)

	h.clock.Set(noon.Add(time.Hour))
	_, err = h.polls.Propose(t.Context(), p, device("9"), "Trop tard")
	wants(t, "too late", err, polls.ErrNoProposals)
	ids := map[string]tally.OptionID{}
	for _, idea := range h.ideas(t, "gout") {
		ids[idea.Label] = idea.ID
		if want := map[string]int64{"Pistache": 2, "Yuzu": 1, "Goudron": 1}[idea.Label]; idea.Voters != want {
			t.Errorf("%s: %d voters, want %d", idea.Label, idea.Voters, want)
		}
	}
	for _, label := range []string{"Pistache", "Yuzu"} {
		if _, err := h.polls.Accept(t.Context(), h.cm, "gout", ids[label], polls.Text{FR: label + " de Bronte"}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.polls.Decline(t.Context(), h.cm, "gout", ids["Goudron"], "Ne se mange pas"); err != nil {
		t.Fatal(err)
	}
	if told := h.notices(t, "gout"); len(told) != 0 {
		t.Errorf("the shortlist is told: %+v", told)
	}
	vote, err := h.polls.Publish(t.Context(), h.cm, "gout")
	if err != nil || len(vote.Options) != 2 || !vote.Options[0].Proposed || vote.CalledAt.IsZero() {
		t.Fatalf("published %+v, %v", vote.Options, err)
	}
	h.vote(t, "gout", device("a"), one(ids["Yuzu"]))
	if got := h.results(t, "gout").Result.Winners; got[0] != ids["Yuzu"] {
		t.Errorf("winners %v", got)
	}
}

func TestCallThatLacksSomething(t *testing.T) {
	h := newHouse(t)
	if _, err := h.polls.Create(t.Context(), h.cm, flavours(func(terms *polls.Terms) { terms.ClosesAt = time.Time{} })); err != nil {
		t.Fatal(err)
	}
	_, err := h.polls.Call(t.Context(), h.cm, "gout")
	wantsField(t, "no end of the call", err, "proposals_until", polls.ErrProposalsTime)
	wantsField(t, "no end of the vote", err, "closes_at", polls.ErrTimeMissing)
	_, err = h.polls.Create(t.Context(), h.cm, flavours(func(terms *polls.Terms) {
		terms.Slug, terms.OpensAt, terms.ProposalsUntil = "x", noon.Add(time.Hour), noon.Add(2*time.Hour)
	}))
	wantsField(t, "ideas after the opening", err, "proposals_until", polls.ErrProposalsOrder)
}

// However fast a voter is, they have three ideas.
func TestThreeIdeasEachAtOnce(t *testing.T) {
	h := newHouse(t)
	p := called(t, h)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			_, err := h.polls.Propose(context.WithoutCancel(t.Context()), p, device("a"), fmt.Sprint("Idée numéro ", i))
			if err != nil && !errors.Is(err, polls.ErrTooManyIdeas) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if own, err := h.polls.ListOwn(t.Context(), p, device("a")); err != nil || len(own) != 3 {
		t.Errorf("%d ideas, %v", len(own), err)
	}
}

func TestTemplatesCanBePublished(t *testing.T) {
	h := newHouse(t)
	for _, template := range polls.Templates() {
		terms := template.Terms
		terms.Slug, terms.TimeZone, terms.ClosesAt = template.Key, "Indian/Mauritius", noon.Add(time.Hour)
		if _, err := h.polls.Create(t.Context(), h.cm, terms); err != nil {
			t.Fatalf("%s: %v", template.Key, err)
		}
		p, err := h.polls.Publish(t.Context(), h.cm, template.Key)
		if err != nil {
			t.Fatalf("%s: %v", template.Key, err)
		}
		for _, o := range p.Options {
			if o.Label.FR == "" || o.Label.EN == "" || (o.Note.FR == "") != (o.Note.EN == "") {
				t.Errorf("%s: %+v", template.Key, o)
			}
		}
	}
	if _, ok := polls.FindTemplate("raffle"); ok {
		t.Error("a template that is not there")
	}
}
