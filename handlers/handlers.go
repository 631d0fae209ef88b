package handlers

import (
	pathpkg "path"

	"github.com/gofiber/fiber/v2"

	"kermesse/internal/picture"
)

// routes is the whole route table. Fiber matches in order, and never what is added
// after it listens: named pages come before the ones that begin with a brand's slug.
func (a *App) routes() {
	a.operatorRoutes()
	a.sessionRoutes()
	a.pollRoutes()
	a.sandboxRoutes()
	a.signInRoutes()
	a.accountRoutes()
	a.journalRoutes()
	a.deskRoutes()

	a.fiber.Get("/", a.homePage)
	a.fiber.Get("/:brand", a.brandPage) // last: any single word may be a brand
	a.fiber.Use(noRoute)
}

func noRoute(*fiber.Ctx) error { return errNoRoute }

func (a *App) operatorRoutes() {
	r := a.fiber
	r.Get("/healthz", a.healthz)
	r.Get("/readyz", a.readyz)
	r.Get("/metrics", a.servesMetrics())
	r.Get("/assets/*", a.asset)
	r.Get("/api/openapi.json", a.openAPIDocument)
}

func (a *App) pollRoutes() {
	r := a.fiber
	r.Get("/pictures/:name", a.servePicture)
	r.Post("/api/v1/brands/:brand/pictures", a.takePicture)
	a.pictureOperation()

	a.pollOperations()
	r.Get("/api/v1/polls/:slug/results/stream", a.streamFigures)
	r.Get("/api/v1/polls/:slug/results/figures", a.readFigures)
	r.Get("/api/v1/polls/:slug/ballots", a.readBallots)
	a.pollFileOperations()

	r.Get("/p/:slug", a.atBooth(a.votePage))
	r.Post("/p/:slug", a.atBooth(a.castVote))
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
	r.Post("/admin/b/:brand/polls/:slug/unpublish", a.inBrand(a.unpublishPollForm))
	r.Get("/admin/b/:brand/polls/:slug/cancel", a.inBrand(a.cancelPollPage))
	r.Post("/admin/b/:brand/polls/:slug/cancel", a.inBrand(a.cancelPollForm))
	r.Get("/admin/b/:brand/polls/:slug/results.csv", a.inBrand(a.exportPollResults))
	r.Get("/admin/b/:brand/polls/:slug/ballots", a.inBrand(a.exportPollBallots))
}

// fileBytes tells, for the routes whose handlers read a large body as a stream, how large
// it may be; 0 for all others.
func fileBytes(path string) int {
	for _, route := range []struct {
		pattern string
		bytes   int
	}{
		{"/api/v1/brands/*/pictures", picture.MaxBytes + 64<<10},
		{"/admin/b/*/polls/new", maxFormBytes},
		{"/admin/b/*/polls/*/edit", maxFormBytes},
	} {
		if ok, _ := pathpkg.Match(route.pattern, path); ok {
			return route.bytes
		}
	}
	return 0
}

// maxFormBytes is for a form with a few pictures.
const maxFormBytes = 40 << 20
