package survey_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
	"kermesse/internal/fan"
	"kermesse/internal/mail"
	"kermesse/internal/secret"
	"kermesse/polls/questionnaire"
	"kermesse/polls/survey"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// house is what a survey test runs in: two brands and a clock that stands still.
type house struct {
	db      *db.DB
	clock   *clock.Settable
	fans    *fan.Service
	surveys *survey.Service
	thanks  *thanks
	cm      account.Actor // manager of the brand
	other   account.Actor // manager of another brand
}

// thanks remembers who was rewarded for what.
type thanks struct{ given []string }

func (r *thanks) RewardSurvey(_ context.Context, tx *db.DB, _ account.BrandID, who fan.ID, id survey.ID) (int64, error) {
	if err := tx.RequireTx(); err != nil {
		return 0, err
	}
	r.given = append(r.given, fmt.Sprint(who, " ", id))
	return 15, nil
}

func newHouse(t *testing.T) *house {
	t.Helper()
	key, err := secret.New(strings.Repeat("s", 40))
	if err != nil {
		t.Fatal(err)
	}
	h := &house{db: dbtest.Open(t), clock: clock.NewSettable(noon), thanks: &thanks{}}
	outbox := mail.NewOutbox(h.db, h.clock)
	h.fans = fan.New(fan.Options{DB: h.db, Clock: h.clock, Random: rand.Reader, Outbox: outbox, Secret: key, BaseURL: "https://fete.example"})
	h.surveys = survey.New(survey.Options{DB: h.db, Clock: h.clock, Random: rand.Reader, Reward: h.thanks, Secret: key})
	accounts := account.New(account.Options{DB: h.db, Clock: h.clock, Outbox: outbox, Secret: key, BaseURL: "https://fete.example"})
	for slug, actor := range map[string]*account.Actor{"glaces": &h.cm, "thes": &h.other} {
		brand, err := accounts.OpenBrand(t.Context(), account.Brand{Slug: slug, Name: slug, TimeZone: "Indian/Mauritius", Currency: "MUR", Locale: "fr"})
		if err != nil {
			t.Fatal(err)
		}
		*actor = account.Actor{User: "u1", Name: "Awa", Brand: brand.ID, Role: account.Manager, Kind: account.KindStaff}
	}
	return h
}

// visit are terms that can be published: who was not satisfied is asked why.
func visit(change ...func(*survey.Terms)) survey.Terms {
	text := func(fr, en string) survey.Text { return survey.Text{FR: fr, EN: en} }
	terms := survey.Terms{
		Slug: "visite", Title: text("Votre visite", "Your visit"), TimeZone: "Indian/Mauritius", ClosesAt: noon.Add(24 * time.Hour),
		Access: survey.AccessBrowser, OneByOne: true,
		Form: questionnaire.Form{
			{
				ID: "boutique", Kind: questionnaire.Choice, Label: text("Quelle boutique ?", "Which shop?"), Required: true, Other: true,
				Options: []questionnaire.Option{{ID: "nord", Label: text("Nord", "North")}, {ID: "sud", Label: text("Sud", "South")}},
			},
			{ID: "reco", Kind: questionnaire.NPS, Label: text("Recommanderiez-vous {boutique} ?", "Would you recommend {boutique}?"), Required: true},
			{
				ID: "pourquoi", Kind: questionnaire.Words, Label: text("Pourquoi ?", "Why?"), Required: true, Most: 200,
				ShowIf: []questionnaire.Condition{{Question: "reco", Op: questionnaire.AtMost, Values: []string{"6"}}},
			},
		},
	}
	for _, fn := range change {
		fn(&terms)
	}
	return terms
}

// open publishes a survey that opens at once.
func (h *house) open(t *testing.T, change ...func(*survey.Terms)) survey.Survey {
	t.Helper()
	terms := visit(change...)
	if _, err := h.surveys.Create(t.Context(), h.cm, terms); err != nil {
		t.Fatal(err)
	}
	v, err := h.surveys.Publish(t.Context(), h.cm, terms.Slug)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// sheet is answers to some questions, one value each.
func sheet(finish bool, pairs ...string) survey.Sheet {
	s := survey.Sheet{Given: map[string]questionnaire.Given{}, Finish: finish, Locale: "fr"}
	for i := 0; i < len(pairs); i += 2 {
		s.Given[pairs[i]] = questionnaire.Given{Values: []string{pairs[i+1]}}
	}
	return s
}

func browser(n int) survey.Respondent { return survey.Respondent{Device: fmt.Sprint("browser-", n)} }

func wants(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("error %v, want %v", err, want)
	}
}
