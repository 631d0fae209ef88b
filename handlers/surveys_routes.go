package handlers

// surveyRoutes are surveys: the API, the public pages, the panel.
func (a *App) surveyRoutes() {
	r := a.fiber
	a.surveyOperations()
	r.Get("/api/v1/surveys/:slug/responses", a.readResponses)
	a.surveyFileOperation()

	r.Get("/s/:slug", a.keptForNewcomers(a.atSurvey(a.surveyPage)))
	r.Post("/s/:slug", a.atSurvey(a.answerSurvey))

	r.Get("/admin/b/:brand/surveys/new", a.inBrand(a.newSurveyPage))
	r.Post("/admin/b/:brand/surveys/new", a.inBrand(a.saveNewSurvey))
	r.Get("/admin/b/:brand/surveys/:slug", a.inBrand(a.adminSurveyPage))
	r.Get("/admin/b/:brand/surveys/:slug/edit", a.inBrand(a.editSurveyPage))
	r.Post("/admin/b/:brand/surveys/:slug/edit", a.inBrand(a.saveSurvey))
	r.Get("/admin/b/:brand/surveys/:slug/questions/:id", a.inBrand(a.questionPage))
	r.Post("/admin/b/:brand/surveys/:slug/questions/:id", a.inBrand(a.saveQuestion))
	r.Get("/admin/b/:brand/surveys/:slug/publish", a.inBrand(a.publishSurveyPage))
	r.Post("/admin/b/:brand/surveys/:slug/publish", a.inBrand(a.publishSurveyForm))
	r.Get("/admin/b/:brand/surveys/:slug/cancel", a.inBrand(a.cancelSurveyPage))
	r.Post("/admin/b/:brand/surveys/:slug/cancel", a.inBrand(a.cancelSurveyForm))
	r.Get("/admin/b/:brand/surveys/:slug/responses.csv", a.inBrand(a.exportSurvey))
}
