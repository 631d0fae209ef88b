package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"kermesse/polls/questionnaire"
	"kermesse/polls/survey"
)

// planSurvey asks visitors about their last visit; sixty-four have answered so far.
func (s *seeder) planSurvey() {
	both := func(fr, en string) survey.Text { return survey.Text{FR: fr, EN: en} }
	option := func(id, fr, en string) questionnaire.Option {
		return questionnaire.Option{ID: id, Label: both(fr, en)}
	}
	terms := survey.Terms{
		Slug: "votre-visite", Title: both("Votre dernière visite", "Your last visit"),
		Intro:    both("Deux minutes pour nous dire ce qui vous a plu, ou non.", "Two minutes to tell us what you liked, or not."),
		Thanks:   both("Merci, on lit tout. Vous saurez ce que nous en faisons.", "Thank you, we read everything. You will hear what we make of it."),
		ClosesAt: s.evening(12), TimeZone: s.brand.TimeZone, Access: survey.AccessBrowser, OneByOne: true,
		Form: questionnaire.Form{
			{
				ID: "boutique", Kind: questionnaire.Choice, Label: both("Quelle boutique avez-vous visitée ?", "Which shop did you visit?"), Required: true, Other: true,
				Options: []questionnaire.Option{option("port-louis", "Port-Louis", "Port Louis"), option("mahebourg", "Mahébourg", "Mahébourg"), option("flic-en-flac", "Flic-en-Flac", "Flic en Flac")},
			},
			{
				ID: "recommander", Kind: questionnaire.NPS, Label: both("Recommanderiez-vous {boutique} à vos proches ?", "Would you recommend {boutique} to your friends?"), Required: true,
				Low: both("Pas du tout", "Not at all"), High: both("Tout à fait", "Absolutely"),
			},
			{
				ID: "pourquoi", Kind: questionnaire.Words, Label: both("Qu’est-ce qui vous a déçu ?", "What disappointed you?"), Most: 500,
				ShowIf: []questionnaire.Condition{{Question: "recommander", Op: questionnaire.AtMost, Values: []string{"6"}}},
			},
			{
				ID: "avis", Kind: questionnaire.Matrix, Label: both("Comment avez-vous trouvé…", "How did you find…"),
				Rows:    []questionnaire.Option{option("gout", "Le goût", "The taste"), option("accueil", "L’accueil", "The welcome"), option("prix", "Le prix", "The price")},
				Options: []questionnaire.Option{option("bien", "Bien", "Good"), option("moyen", "Moyen", "Fair"), option("mal", "Mal", "Poor")},
			},
			{
				ID: "facile", Kind: questionnaire.CES, Label: both("Était-il facile de choisir votre parfum ?", "Was it easy to choose your flavour?"),
				Low: both("Très difficile", "Very hard"), High: both("Très facile", "Very easy"),
			},
		},
	}
	s.plan(s.before(9*day), func(ctx context.Context) error {
		if _, err := s.h.surveys.Create(ctx, s.owner, terms); err != nil {
			return err
		}
		_, err := s.h.surveys.Publish(ctx, s.owner, terms.Slug)
		return err
	})
	for i := range 64 {
		s.plan(s.before(8*day-time.Duration(i)*2*time.Hour), func(ctx context.Context) error { return s.answerSurvey(ctx, terms.Slug, i) })
	}
}

// answerSurvey is one visitor's answers: most liked it, the price less so.
func (s *seeder) answerSurvey(ctx context.Context, slug string, i int) error {
	v, err := s.h.surveys.Find(ctx, slug)
	if err != nil {
		return err
	}
	pick := func(ids ...string) string { return ids[s.dice.IntN(len(ids))] }
	one := func(value string) questionnaire.Given { return questionnaire.Given{Values: []string{value}} }
	mark := 4 + s.dice.IntN(7)
	given := map[string]questionnaire.Given{
		"boutique": one(pick("port-louis", "port-louis", "mahebourg", "flic-en-flac")), "recommander": one(strconv.Itoa(mark)),
		"avis":   {Rows: map[string]string{"gout": pick("bien", "bien", "moyen"), "accueil": pick("bien", "moyen"), "prix": pick("bien", "moyen", "mal")}},
		"facile": one(strconv.Itoa(3 + s.dice.IntN(5))),
	}
	if mark <= 6 {
		given["pourquoi"] = one(pick("Trop d’attente le samedi.", "Le pot était petit pour le prix.", "Plus de parfum mangue à cinq heures."))
	}
	locale := "fr"
	if i%5 == 0 {
		locale = "en"
	}
	_, err = s.h.surveys.Answer(ctx, v, survey.Respondent{Device: fmt.Sprint("demo-", i)}, survey.Sheet{Given: given, Finish: true, Locale: locale})
	return err
}
