package frontend

import "net/url"

func surveyQuestions(lang string) []SurveyQuestion {
	shops := []Choice{{"nord", either(lang, "Boutique du Nord", "North shop")}, {"sud", either(lang, "Boutique du Sud", "South shop")}}
	marks := []Choice{{"bon", either(lang, "Bon", "Good")}, {"moyen", either(lang, "Moyen", "Fair")}, {"mauvais", either(lang, "Mauvais", "Bad")}}
	return []SurveyQuestion{
		{ID: "boutique", Kind: QuestionChoice, Label: either(lang, "Quelle boutique avez-vous visitée ?", "Which shop did you visit?"), Required: true, Other: true, Options: shops},
		{ID: "raisons", Kind: QuestionChoice, Label: either(lang, "Pourquoi venez-vous ?", "Why do you come?"), Several: true, Options: marks},
		{
			ID: "reco", Kind: QuestionNPS, Label: either(lang, "Nous recommanderiez-vous à vos proches ?", "Would you recommend us to your friends?"), Required: true,
			Steps: []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, Low: either(lang, "Pas du tout", "Not at all"), High: either(lang, "Tout à fait", "Absolutely"),
		},
		{ID: "avis", Kind: QuestionMatrix, Label: either(lang, "Comment avez-vous trouvé…", "How did you find…"), Options: marks, Rows: []Choice{{"gout", either(lang, "Le goût", "The taste")}, {"prix", either(lang, "Le prix", "The price")}}},
		{ID: "depense", Kind: QuestionNumber, Label: either(lang, "Combien avez-vous dépensé ?", "How much did you spend?"), Hint: either(lang, "En roupies, à peu près.", "In rupees, roughly.")},
		{ID: "jour", Kind: QuestionDate, Label: either(lang, "Quel jour ?", "On which day?")},
		{ID: "mot", Kind: QuestionWords, Label: either(lang, "Un mot pour nous ?", "A word for us?"), Max: 500},
		{ID: "prenom", Kind: QuestionWords, Label: either(lang, "Comment vous appelle-t-on ?", "What do people call you?"), Max: 40},
	}
}

func surveySamples(lang string) []sample {
	page := func(state CampaignState, change func(*SurveyPage)) SurveyPage {
		p := SurveyPage{
			Frame: brandFrame(lang, "/s/visite"), Slug: "visite", Title: either(lang, "Votre dernière visite", "Your last visit"), State: state,
			Intro:   either(lang, "Deux minutes pour nous dire ce qui vous a plu, ou non.", "Two minutes to tell us what you liked, or not."),
			OpensAt: at(2026, 11, 10, 9, 0), ClosesAt: at(2026, 11, 30, 20, 0), Questions: surveyQuestions(lang), Form: Form{},
		}
		if change != nil {
			change(&p)
		}
		return p
	}
	one := func(n int) func(*SurveyPage) {
		return func(p *SurveyPage) {
			p.OneByOne, p.Number, p.Of, p.Questions, p.Points, p.Begun = true, n, 8, p.Questions[n-1:n], 20, n > 1
			p.Last = n == 8
		}
	}
	wrong := Form{Values: url.Values{"q.reco": {"7"}}, Errors: []FieldError{
		{Field: "q.boutique", Message: either(lang, "Cette question attend une réponse.", "This question needs an answer.")},
		{Field: "q.depense", Message: either(lang, "Donnez un nombre, comme 12 ou 12,5.", "Give a number, such as 12 or 12.5.")},
	}}
	return []sample{
		{"survey", page(StateOpen, nil)},
		{"survey-wrong", page(StateOpen, func(p *SurveyPage) { p.Form, p.More = wrong, 2 })},
		{"survey-first", page(StateOpen, one(1))},
		{"survey-scale", page(StateOpen, one(3))},
		{"survey-matrix", page(StateOpen, one(4))},
		{"survey-last", page(StateOpen, one(8))},
		{"survey-members", page(StateOpen, func(p *SurveyPage) { p.Members, p.SignIn, p.Points = true, "/m/x/sign-in", 20 })},
		{"survey-done", page(StateOpen, func(p *SurveyPage) { p.Done, p.Points, p.Thanks = true, 20, "Merci Awa !" })},
		{"survey-thanks", page(StateOpen, func(p *SurveyPage) { p.Done = true })},
		{"survey-upcoming", page(StateUpcoming, nil)},
		{"survey-closed", page(StateClosed, nil)},
		{"survey-cancelled", page(StateCancelled, func(p *SurveyPage) {
			p.Cancel = &Cancellation{At: at(2026, 11, 20, 9, 0), Reason: either(lang, "La boutique a fermé.", "The shop has closed.")}
		})},
	}
}

func surveyDeskSamples(lang string) []sample {
	frame := func(path string) AdminFrame { return sampleDesk(lang, "/admin/b/glaces-du-port"+path) }
	questions := []QuestionLine{}
	for i, q := range surveyQuestions(lang) {
		questions = append(questions, QuestionLine{ID: q.ID, Kind: q.Kind, Label: q.Label, Required: q.Required, Depends: i == 6})
	}
	questions[3].Errors = []string{either(lang, "Donnez au moins deux réponses au choix.", "Give at least two answers to choose from.")}
	edit := AdminSurveyEditPage{
		AdminFrame: frame("/surveys/visite/edit"), Slug: "visite", State: StateDraft, Zone: "Indian/Mauritius", Questions: questions,
		Form: Form{Key: "2", Values: url.Values{"title": {"Votre visite"}, "access": {"cookie"}, "one_by_one": {"yes"}}}, Missing: []MissingPart{{Key: "questions", Section: "questions"}},
		SavedAt: at(2026, 11, 20, 14, 32),
	}
	frozen := edit
	frozen.Published, frozen.State, frozen.Missing = true, StateOpen, nil
	empty := AdminSurveyEditPage{AdminFrame: frame("/surveys/new"), State: StateDraft, Zone: "Indian/Mauritius"}
	question := func(kind QuestionKind, change func(*AdminQuestionPage)) AdminQuestionPage {
		p := AdminQuestionPage{AdminFrame: frame("/surveys/visite/questions/x"), Slug: "visite", Title: "Votre visite", Kind: kind, Form: Form{Values: url.Values{}}}
		if change != nil {
			change(&p)
		}
		return p
	}
	bars := []SurveyBar{{Label: "Nord", People: 70, Share: .7, Low: .6, High: .78}, {Label: "Sud", People: 30, Share: .3, Low: .22, High: .4}}
	figures := AdminSurveyPage{
		AdminFrame: frame("/surveys/visite"), Slug: "visite", Title: "Votre visite", State: StateOpen, OpensAt: at(2026, 11, 10, 9, 0), ClosesAt: at(2026, 11, 30, 20, 0),
		Public: "https://x/s/visite", Begun: 130, Taken: 100, Shown: 100, ExportHref: "/export.csv", Form: Form{Values: url.Values{}},
		Filters: []Choice{{"boutique=nord", "Nord"}}, Channels: []Choice{{"affiche", "affiche"}}, Crossable: []Choice{{"boutique", "Boutique"}},
		Summaries: []SurveySummary{
			{ID: "a", Label: "Boutique", Kind: QuestionChoice, Asked: 100, Answered: 100, Bars: bars, Said: []string{"Chez moi"}, MoreSaid: 3},
			{ID: "b", Label: "Reco", Kind: QuestionNPS, Asked: 100, Answered: 98, Bars: bars, Score: &SurveyScore{32.5, 20.1, 44.9}},
			{ID: "c", Label: "Content", Kind: QuestionCSAT, Asked: 100, Answered: 98, Bars: bars, Score: &SurveyScore{.82, .7, .9}},
			{ID: "d", Label: "Effort", Kind: QuestionCES, Asked: 100, Answered: 98, Bars: bars, Score: &SurveyScore{5.2, 5, 5.4}},
			{ID: "e", Label: "Dépense", Kind: QuestionNumber, Asked: 100, Answered: 90, Spread: &SurveySpread{2, 150, 900, 180.5}},
			{ID: "f", Label: "Avis", Kind: QuestionMatrix, Asked: 100, Answered: 90, Rows: []SurveyRow{{"Goût", bars}, {"Prix", bars}}},
		},
		Cross: &SurveyCross{Lines: "Reco", By: "Boutique", Columns: []SurveyGroup{{"Nord", 70, false, false}, {"Sud", 30, false, true}, {"Est", 0, true, false}}, Rows: []SurveyCrossRow{{"10", []string{"40 %", "12 %", ""}}}},
	}
	draft := AdminSurveyPage{AdminFrame: figures.AdminFrame, Slug: "visite", Title: "Votre visite", State: StateDraft, Missing: edit.Missing, Form: Form{}}
	few := figures
	few.Hidden, few.Filtered, few.Shown = true, true, 4
	cancelled := figures
	cancelled.State, cancelled.Taken, cancelled.Members = StateCancelled, 0, true
	cancelled.Cancel = &Cancellation{At: at(2026, 11, 20, 9, 0), Reason: "…"}
	return []sample{
		{"admin-survey-edit", edit},
		{"admin-survey-frozen", frozen},
		{"admin-survey-new", empty},
		{"admin-survey-figures", figures},
		{"admin-survey-draft", draft},
		{"admin-survey-few", few},
		{"admin-survey-cancelled", cancelled},
		{"admin-question-choice", question(QuestionChoice, func(p *AdminQuestionPage) {
			p.Earlier, p.IfOptions = []Choice{{"boutique", "Boutique"}}, []Choice{{"nord", "Nord"}, {"sud", "Sud"}}
			p.Form.Values = url.Values{"if": {"boutique"}, "if_option": {"nord"}, "options": {"Nord\nSud"}}
			p.Conditions = []string{"reco at_most 6"}
		})},
		{"admin-question-matrix", question(QuestionMatrix, nil)},
		{"admin-question-scale", question(QuestionScale, func(p *AdminQuestionPage) {
			p.Earlier, p.IfNumber = []Choice{{"reco", "Reco"}}, true
			p.Form.Values = url.Values{"if": {"reco"}}
		})},
		{"admin-question-nps", question(QuestionNPS, nil)},
		{"admin-question-number", question(QuestionNumber, nil)},
		{"admin-question-text", question(QuestionWords, func(p *AdminQuestionPage) {
			p.Earlier, p.Form.Values = []Choice{{"jour", "Jour"}}, url.Values{"if": {"jour"}}
		})},
		{"admin-publish-survey", AdminPublishPage{AdminFrame: frame("/surveys/visite/publish"), Kind: KindSurvey, Slug: "visite", Title: "Votre visite", OpensAt: at(2026, 11, 10, 9, 0), ClosesAt: at(2026, 11, 30, 20, 0)}},
	}
}
