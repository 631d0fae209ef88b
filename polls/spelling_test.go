package polls_test

import (
	"testing"
	"time"

	"kermesse/polls"
)

func TestOpenPollTakesSpellingAlone(t *testing.T) {
	h := newHouse(t)
	p := h.open(t, func(terms *polls.Terms) {
		terms.Options[0].Label = polls.Text{FR: "Mange piment 50 cl", EN: "Mango chilli 50 cl"}
	})
	edit := func(change func(*polls.Terms)) error {
		terms := h.find(t, "gout").Terms
		terms.Options = append([]polls.Option(nil), terms.Options...)
		change(&terms)
		_, err := h.polls.Edit(t.Context(), h.cm, "gout", 0, terms)
		return err
	}
	label := func(i int, fr string) error {
		return edit(func(terms *polls.Terms) { terms.Options[i].Label.FR = fr })
	}
	for _, fixed := range []string{"Mangue piment 50 cl", "MANGUE  PIMENT, 50 cl", "Mangue piment 50 cl"} {
		if err := label(0, fixed); err != nil {
			t.Errorf("%s: %v", fixed, err)
		}
	}
	for i, other := range map[int]string{0: "Mangue piment 70 cl", 1: "Litchi rose", 2: "Cacao"} {
		err := label(i, other)
		wants(t, other, err, polls.ErrFrozen)
		wantsField(t, other, err, map[int]string{0: "options[0].label", 1: "options[1].label", 2: "options[2].label"}[i], polls.ErrNotSpelling)
	}
	err := edit(func(terms *polls.Terms) { terms.Title.FR = "Quel goût détestez-vous ?" })
	wantsField(t, "another question", err, "title", polls.ErrNotSpelling)
	if err := edit(func(terms *polls.Terms) { terms.Options[1].Note.FR = "Acidulé" }); err != nil {
		t.Errorf("a note: %v", err)
	}
	told := h.notices(t, "gout")
	if len(told) != 4 || told[0].Rewordings[0] != (polls.Rewording{
		Field: "options[0].label", Option: "mangue", Lang: "fr", Before: "Mange piment 50 cl", After: "Mangue piment 50 cl",
	}) {
		t.Errorf("told %+v", told)
	}
	h.clock.Set(p.ClosesAt)
	wants(t, "after closing", label(0, "Mange piment 50 cl"), polls.ErrOver)
}

// A name does not walk to another one, a letter at a time.
func TestSpellingIsMeasuredFromTheFirstName(t *testing.T) {
	h := newHouse(t)
	h.open(t)
	var err error
	for _, step := range []string{"Coca", "Cova", "Kava"} {
		terms := h.find(t, "gout").Terms
		terms.Options = append([]polls.Option(nil), terms.Options...)
		terms.Options[2].Label.FR = step
		if _, err = h.polls.Edit(t.Context(), h.cm, "gout", 0, terms); err != nil {
			break
		}
	}
	wantsField(t, "the second step", err, "options[2].label", polls.ErrNotSpelling)
	if got := h.find(t, "gout").Options[2].Label.FR; got != "Coca" {
		t.Errorf("the name has walked to %s", got)
	}
}

// Before the opening nobody has voted for a name yet: it may change, and fans are told.
func TestWordsChangeBeforeOpening(t *testing.T) {
	h := newHouse(t)
	h.open(t, func(terms *polls.Terms) { terms.OpensAt = noon.Add(time.Hour) })
	terms := h.find(t, "gout").Terms
	terms.Options = append([]polls.Option(nil), terms.Options...)
	terms.Options[2].Label = polls.Text{FR: "Vanille", EN: "Vanilla"}
	if _, err := h.polls.Edit(t.Context(), h.cm, "gout", 0, terms); err != nil {
		t.Fatal(err)
	}
	if told := h.notices(t, "gout"); len(told) != 1 || len(told[0].Rewordings) != 2 {
		t.Errorf("told %+v", told)
	}
}
