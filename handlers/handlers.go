package handlers

import (
	pathpkg "path"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/picture"
	"kermesse/loyalty"
)

// routes is the whole route table. Fiber matches in order, and never what is added
// after it listens: named pages come before the ones that begin with a brand's slug.
func (a *App) routes() {
	a.operatorRoutes()
	a.sessionRoutes()
	a.contestRoutes()
	a.listRoutes()
	a.showRoutes()
	a.evidenceRoutes()
	a.pollRoutes()
	a.surveyRoutes()
	a.embedRoutes()
	a.linkRoutes()
	a.kioskRoutes()
	a.placesRoutes()
	a.loyaltyRoutes()
	a.tillRoutes()
	a.webhookRoutes()
	a.brandAPIRoutes()
	a.teamAPIRoutes()
	a.journalAPIRoutes()
	a.fanAPIRoutes()
	a.sandboxRoutes()
	a.logRoutes()
	a.signInRoutes()
	a.accountRoutes()
	a.journalRoutes()
	a.deskRoutes()
	a.memberDoorRoutes()
	a.calendarRoutes()
	a.fanDataRoutes()
	a.requestDeskRoutes()

	a.fiber.Get("/", a.homePage)
	a.fiber.Get(frontend.HowPath, a.howPage)
	a.fiber.Get(frontend.StopPath, a.stopPage)
	a.fiber.Post(frontend.StopPath, a.stopMails)
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
	r.Get("/api/docs", a.apiDocsPage)
	r.Get("/api/docs/errors", a.apiErrorsPage)
}

// fileBytes tells, for the routes whose handlers read a large body as a stream, how large
// it may be; 0 for all others.
func fileBytes(path string) int {
	for _, route := range []struct {
		pattern string
		bytes   int
	}{
		{"/api/v1/brands/*/pictures", picture.MaxBytes + 64<<10},
		{"/api/v1/contests/*/entries/import", contests.MaxImportBytes + 1<<20},
		{"/admin/b/*/contests/*/entries/import", contests.MaxImportBytes + 1<<20},
		{"/api/v1/contests/*/codes/import", contests.MaxCodesBytes + 1<<20},
		{"/admin/b/*/contests/*/codes/import", contests.MaxCodesBytes + 1<<20},
		{"/api/v1/brands/*/lists", contests.MaxListBytes + 1<<20},
		{"/admin/b/*/contests/*/evidence/audit", maxStatementBytes},
		{"/admin/b/*/lists/new", contests.MaxListBytes + 1<<20},
		{"/admin/b/*/lists/*", contests.MaxNamesBytes + 1<<20},
		{"/admin/b/*/contests/*/edit/*", maxFormBytes},
		{"/admin/b/*/contests/*/contacts/*", maxContactBytes},
		{"/api/v1/brands/*/loyalty/purchases/import", loyalty.MaxImportBytes + 1<<20},
		{"/api/v1/brands/*/loyalty/imports", loyalty.MaxMemberBytes + 1<<20},
		{"/admin/b/*/imports", loyalty.MaxMemberBytes + 1<<20},
		{"/api/v1/brands/*/loyalty/pools/*/codes", loyalty.MaxPoolBytes + 1<<20},
		{"/admin/b/*/points/pools", loyalty.MaxPoolBytes + 1<<20},
		{"/admin/b/*/rewards/*", maxFormBytes},
		{"/admin/b/*/polls/new", maxFormBytes},
		{"/admin/b/*/polls/*/edit", maxFormBytes},
		{"/admin/b/*/calendar/posts/*", maxFormBytes},
	} {
		if ok, _ := pathpkg.Match(route.pattern, path); ok {
			return route.bytes
		}
	}
	return 0
}

// fansSend lists the forms by which people who are nobody's staff may send a picture.
func fansSend(path string) bool {
	for _, pattern := range []string{
		"/c/*", "/embed/c/*", "/kiosk/c/*", "/c/*/receipt/*/act/*", "/embed/c/*/receipt/*/act/*", "/c/*/receipt/*/slips", "/embed/c/*/receipt/*/slips",
		"/api/v1/contests/*/receipts/*/slips/photo",
	} {
		if ok, _ := pathpkg.Match(pattern, path); ok {
			return true
		}
	}
	return false
}

const (
	maxFanBytes     = picture.MaxBytes + 2<<20 // a picture or two, and what is typed beside
	maxContactBytes = 8 << 20                  // a list of a hundred thousand contacts
)

// maxFormBytes is for a form with a few pictures.
const maxFormBytes = 40 << 20
