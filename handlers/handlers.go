package handlers

import "github.com/gofiber/fiber/v2"

// routes is the whole route table. Fiber matches in order, and never what is added
// after it listens: named pages come before the ones that begin with a brand's slug.
func (a *App) routes() {
	a.operatorRoutes()
	a.sessionRoutes()
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

// takesFiles tells the routes whose handlers read a large body as a stream.
func takesFiles(string) bool { return false }
