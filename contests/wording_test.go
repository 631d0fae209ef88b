package contests_test

import (
	"bytes"
	"strings"
	"testing"

	"kermesse/contests"
	"kermesse/internal/fault"
)

// bilingual is form in both languages.
func bilingual(slug string) contests.Form {
	f := form(slug)
	f.Locale, f.Title, f.Description, f.OwnRules = "fr", "Un an de glaces", "Gagnez.", "Clause du jeu."
	f.Also = contests.Wording{Title: "A year of ice cream", Description: "Win.", OwnRules: "Clause of the game."}
	f.Prizes = []contests.Prize{{Name: "Un litre", Also: "A litre", Winners: 1, Alternates: 1}}
	f.Entry.Questions = []contests.Question{{
		ID: "gout", Label: "Quel goût ?", Choices: []string{"Mangue", "Coco"},
		Also: contests.QuestionWording{Label: "Which flavour?", Choices: []string{"Mango", "Coconut"}},
	}}
	return f
}

func TestContestSpeaksTheLanguageOfItsReader(t *testing.T) {
	h := newHouse(t)
	_, err := h.Create(t.Context(), h.manager(), bilingual("deux"))
	must(t, err)
	c, err := h.Publish(t.Context(), h.manager(), "deux", 0)
	must(t, err)
	c, rules, err := h.FindRules(t.Context(), c.Slug)
	must(t, err)
	en := c.In("en")
	if en.Title != "A year of ice cream" || en.Prizes[0].Name != "A litre" || en.Entry.Questions[0].Label != "Which flavour?" || en.Description != "Win." {
		t.Errorf("in English: %+v", en)
	}
	if got := c.ChoicesIn("en", c.Entry.Questions[0]); got[1] != "Coconut" {
		t.Errorf("choices %q", got)
	}
	if c.In("fr").Title != "Un an de glaces" || c.Prizes[0].Name != "Un litre" {
		t.Error("the French was overwritten")
	}
	for text, words := range map[string][]string{
		rules.Text.FR: {"Un an de glaces", "Un litre", "Quel goût ?", "Clause du jeu."},
		rules.Text.EN: {"A year of ice cream", "A litre", "Which flavour?", "Clause of the game."},
	} {
		for _, w := range words {
			if !strings.Contains(text, w) {
				t.Errorf("the rules do not say %q", w)
			}
		}
	}
	if strings.Contains(rules.Text.EN, "Un litre") || !bytes.Contains(rules.JSON, []byte(`"translations"`)) {
		t.Error("the English rules speak French, or the file does not hold the translation")
	}
}

func TestRulesFileOfOneLanguageHoldsNoTranslations(t *testing.T) {
	h := newHouse(t)
	_, err := h.Create(t.Context(), h.manager(), form("une"))
	must(t, err)
	_, rules, err := h.Preview(t.Context(), h.manager(), "une")
	must(t, err)
	if bytes.Contains(rules.JSON, []byte("translations")) {
		t.Errorf("%s", rules.JSON)
	}
}

func TestHalfATranslationIsKeptAndNotPublished(t *testing.T) {
	h := newHouse(t)
	f := bilingual("moitie")
	f.Also.Title, f.Prizes[0].Also, f.Entry.Questions[0].Also.Choices = "", "", []string{"Mango"}
	_, err := h.Create(t.Context(), h.manager(), f)
	want := []string{"also.title contest_one_language", "prizes[0].also contest_one_language", "entry.questions[0].also question_choices_differ"}
	wantFields(t, err, want...)
	f.Unfinished = true
	c, err := h.Create(t.Context(), h.manager(), f)
	must(t, err)
	wantFields(t, fault.Invalids(h.Missing(c)...), want...)
	_, err = h.Publish(t.Context(), h.manager(), "moitie", 0)
	wantFields(t, err, want...)
	again, err := h.Inspect(t.Context(), h.manager(), "moitie")
	must(t, err)
	if again.Also.Description != "Win." || again.Entry.Questions[0].Also.Label != "Which flavour?" {
		t.Errorf("%+v", again.Also)
	}
}

func TestUnfinishedDraftLacksWhatItLikes(t *testing.T) {
	h := newHouse(t)
	c, err := h.Begin(t.Context(), h.manager(), contests.Form{Title: "Été"})
	must(t, err)
	wantFields(t, fault.Invalids(h.Missing(c)...), "opens_at time_unreadable", "closes_at time_unreadable", "prizes prize_missing")
	_, err = h.Publish(t.Context(), h.manager(), "ete", 0)
	wantFields(t, err, "opens_at time_unreadable", "closes_at time_unreadable", "prizes prize_missing")
	again, err := h.Begin(t.Context(), h.manager(), contests.Form{Title: "Été"})
	must(t, err)
	if again.Slug != "ete-2" || !again.ClosesAt.IsZero() {
		t.Errorf("%s closes %s", again.Slug, again.ClosesAt)
	}
	stored, err := h.Inspect(t.Context(), h.manager(), "ete")
	must(t, err)
	if !stored.OpensAt.IsZero() || !stored.ClosesAt.IsZero() {
		t.Errorf("opens %s, closes %s", stored.OpensAt, stored.ClosesAt)
	}
	if _, err := h.Begin(t.Context(), h.manager(), contests.Form{Title: "★"}); err == nil {
		t.Error("a title without a word makes an address")
	}
	f := c.Form()
	f.Unfinished, f.OpensAt, f.ClosesAt = true, "demain", "2020-01-01T00:00"
	_, err = h.Edit(t.Context(), h.manager(), "ete", c.Version, f)
	wantFields(t, err, "opens_at time_unreadable")
}

func TestEditThatSaysTheSameChangesNothing(t *testing.T) {
	h := newHouse(t)
	c, err := h.Create(t.Context(), h.manager(), bilingual("meme"))
	must(t, err)
	again, err := h.Edit(t.Context(), h.manager(), "meme", c.Version, c.Form())
	must(t, err)
	if again.Version != c.Version {
		t.Errorf("version %d after an edit that changed nothing, want %d", again.Version, c.Version)
	}
}
