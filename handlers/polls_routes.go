package handlers

// pollRoutes are votes: the API, the public pages, the panel.
func (a *App) pollRoutes() {
	r := a.fiber
	r.Get("/pictures/:name", a.servePicture)
	r.Post("/api/v1/brands/:brand/pictures", a.takePicture)
	a.pictureOperation()

	a.pollOperations()
	r.Get("/api/v1/polls/:slug/results/stream", a.streamFigures)
	r.Get("/api/v1/polls/:slug/results/figures", a.readFigures)
	r.Get("/api/v1/polls/:slug/ballots", a.readBallots)
	a.pollTrustOperations()
	a.pollFileOperations()

	r.Get("/p/:slug", a.atBooth(a.votePage))
	r.Post("/p/:slug", a.atBooth(a.castVote))
	r.Post("/p/:slug/withdraw", a.atBooth(a.withdrawVoteForm))
	r.Post("/p/:slug/appeal", a.atBooth(a.appealForm))
	r.Get("/p/:slug/confirm", a.atBooth(a.confirmVotePage))
	r.Post("/p/:slug/confirm", a.atBooth(a.confirmVote))
	r.Get("/p/:slug/receipt/:key", a.atBooth(a.voteReceiptPage))
	r.Get("/p/:slug/results", a.atBooth(a.resultsPage))

	r.Get("/admin/b/:brand/polls/new", a.inBrand(a.newPollPage))
	r.Post("/admin/b/:brand/polls/new", a.inBrand(a.saveNewPoll))
	r.Get("/admin/b/:brand/polls/:slug", a.inBrand(a.adminPollPage))
	r.Get("/admin/b/:brand/polls/:slug/edit", a.inBrand(a.editPollPage))
	r.Post("/admin/b/:brand/polls/:slug/edit", a.inBrand(a.savePoll))
	r.Get("/admin/b/:brand/polls/:slug/publish", a.inBrand(a.publishPollPage))
	r.Post("/admin/b/:brand/polls/:slug/publish", a.inBrand(a.publishPollForm))
	r.Get("/admin/b/:brand/polls/:slug/cancel", a.inBrand(a.cancelPollPage))
	r.Post("/admin/b/:brand/polls/:slug/cancel", a.inBrand(a.cancelPollForm))
	r.Get("/admin/b/:brand/polls/:slug/review", a.inBrand(a.reviewPage))
	r.Post("/admin/b/:brand/polls/:slug/review", a.inBrand(a.reviewForm))
	r.Get("/admin/b/:brand/polls/:slug/codes", a.inBrand(a.codesPage))
	r.Post("/admin/b/:brand/polls/:slug/codes", a.inBrand(a.makeCodes))
	r.Get("/admin/b/:brand/polls/:slug/codes/:batch", a.inBrand(a.voidCodesPage))
	r.Post("/admin/b/:brand/polls/:slug/codes/:batch", a.inBrand(a.voidCodesForm))
	r.Get("/admin/b/:brand/polls/:slug/reopen", a.inBrand(a.reopenPollPage))
	r.Post("/admin/b/:brand/polls/:slug/reopen", a.inBrand(a.reopenPollForm))
	r.Get("/admin/b/:brand/polls/:slug/void", a.inBrand(a.voidPollPage))
	r.Post("/admin/b/:brand/polls/:slug/void", a.inBrand(a.voidPollForm))
	r.Get("/admin/b/:brand/polls/:slug/results.csv", a.inBrand(a.exportPollResults))
	r.Get("/admin/b/:brand/polls/:slug/ballots", a.inBrand(a.exportPollBallots))
}
