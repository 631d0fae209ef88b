package handlers

// contestRoutes are contests: the API, the public pages, the panel.
func (a *App) contestRoutes() {
	r := a.fiber
	a.contestOperations()
	a.entryOperations()
	a.drawOperations()
	r.Post("/api/v1/contests/:slug/entries/import", a.importByAPI)
	r.Get("/api/v1/contests/:slug/entries.csv", a.exportByAPI)
	r.Get("/api/v1/contests/:slug/proof.zip", a.sendProof)
	r.Get("/api/v1/contests/:slug/rules.json", a.sendRulesFile)
	a.contestFileOperations()

	r.Get("/c/:slug", a.atContest(a.contestPage))
	r.Post("/c/:slug", a.atContest(a.takeEntry))
	r.Get("/c/:slug/confirm", a.atContest(a.confirmEntryPage))
	r.Post("/c/:slug/confirm", a.atContest(a.confirmEntry))
	r.Get("/c/:slug/receipt/:key", a.atContest(a.receiptPage))
	r.Get("/c/:slug/rules", a.atContest(a.rulesPage))
	r.Get("/c/:slug/draw", a.atContest(a.drawPage))
	r.Get("/c/:slug/:poster<regex(^share-[0-9a-f]{12}\\.png$)>", a.atContest(a.sharePoster))
	r.Get("/w/:brand", a.winnerCheckPage)
	r.Post("/w/:brand", a.checkWinnerMessage)

	r.Get("/admin/b/:brand/contests/new", a.inBrand(a.newContestPage))
	r.Post("/admin/b/:brand/contests/new", a.inBrand(a.saveNewContest))
	r.Get("/admin/b/:brand/contests/:slug", a.inBrand(a.adminContestPage))
	r.Get("/admin/b/:brand/contests/:slug/edit", a.inBrand(a.editContestPage))
	r.Post("/admin/b/:brand/contests/:slug/edit", a.inBrand(a.saveContest))
	r.Get("/admin/b/:brand/contests/:slug/publish", a.inBrand(a.publishContestPage))
	r.Post("/admin/b/:brand/contests/:slug/publish", a.inBrand(a.publishContestForm))
	r.Get("/admin/b/:brand/contests/:slug/cancel", a.inBrand(a.cancelContestPage))
	r.Post("/admin/b/:brand/contests/:slug/cancel", a.inBrand(a.cancelContestForm))
	r.Get("/admin/b/:brand/contests/:slug/entries", a.inBrand(a.entriesPage))
	r.Get("/admin/b/:brand/contests/:slug/entries.csv", a.inBrand(a.exportEntries))
	r.Get("/admin/b/:brand/contests/:slug/entries/import", a.inBrand(a.importPage))
	r.Post("/admin/b/:brand/contests/:slug/entries/import", a.inBrand(a.importForm))
	r.Get("/admin/b/:brand/contests/:slug/entries/:entry/:act<regex(^(in|ex)clude$)>", a.inBrand(a.settleEntryPage))
	r.Post("/admin/b/:brand/contests/:slug/entries/:entry/:act<regex(^(in|ex)clude$)>", a.inBrand(a.settleEntryForm))
	r.Get("/admin/b/:brand/contests/:slug/draw", a.inBrand(a.adminDrawPage))
	r.Get("/admin/b/:brand/contests/:slug/disqualify", a.inBrand(a.disqualifyPage))
	r.Post("/admin/b/:brand/contests/:slug/disqualify", a.inBrand(a.disqualifyForm))
}
