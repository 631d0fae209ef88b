package handlers

import (
	"net/http"
	pathpkg "path"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/picture"
	"kermesse/loyalty"
)

// routes is the whole route table. Fiber matches in order, and never what is added
// after it listens: named pages come before the ones that begin with a brand's slug.
func (a *App) routes() {
	a.crowdRoutes()
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

	a.fiber.Get("/", a.kept(a.homePage))
	a.fiber.Get(frontend.HowPath, a.kept(a.howPage))
	a.fiber.Get(frontend.StopPath, a.stopPage)
	a.fiber.Post(frontend.StopPath, a.stopMails)
	a.fiber.Get("/:brand", a.kept(a.brandPage)) // last: any single word may be a brand
	a.fiber.Use(noRoute)
}

// crowdRoutes are what thousands send in the same minute: routes are tried in their order, and
// of this method there are some two hundred.
func (a *App) crowdRoutes() {
	public := func(path, id, summary, tag string) operation {
		return operation{method: http.MethodPost, path: path, id: id, summary: summary, tag: tag, status: http.StatusCreated, public: true}
	}
	register(a, public("/polls/{slug}/votes", "vote", "Vote, or change a vote", "polls"), a.vote)
	register(a, public("/contests/{slug}/entries", "enter-contest",
		"Enter a contest. One person has one entry: entering again answers with the entry there is", "entries"), a.enterContest)
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

// fileRoute is a route that takes files.
type fileRoute struct {
	pattern string // as path.Match reads it
	bytes   int    // that may be sent
}

// matches is asked of every request with a body: most are sent away by their first letters.
func (r fileRoute) matches(path string) bool {
	if i := strings.IndexByte(r.pattern, '*'); !strings.HasPrefix(path, r.pattern[:i]) {
		return false
	}
	ok, _ := pathpkg.Match(r.pattern, path)
	return ok
}

// staffSend lists the routes whose handlers read a large body as a stream.
var staffSend = []fileRoute{
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
	{"/api/v1/contests/*/permit/file", contests.MaxPermitBytes + 64<<10},
	{"/admin/b/*/contests/*/permit", contests.MaxPermitBytes + 1<<20},
	{"/admin/b/*/rehearsal/c/*", maxFanBytes},
	{"/api/v1/brands/*/loyalty/purchases/import", loyalty.MaxImportBytes + 1<<20},
	{"/api/v1/brands/*/loyalty/imports", loyalty.MaxMemberBytes + 1<<20},
	{"/admin/b/*/imports", loyalty.MaxMemberBytes + 1<<20},
	{"/api/v1/brands/*/loyalty/pools/*/codes", loyalty.MaxPoolBytes + 1<<20},
	{"/admin/b/*/points/pools", loyalty.MaxPoolBytes + 1<<20},
	{"/admin/b/*/rewards/*", maxFormBytes},
	{"/admin/b/*/polls/new", maxFormBytes},
	{"/admin/b/*/polls/*/edit", maxFormBytes},
	{"/admin/b/*/calendar/posts/*", maxFormBytes},
}

// fansSend lists the forms by which people who are nobody's staff may send a picture.
var fansSend = []fileRoute{
	{"/c/*", maxFanBytes},
	{"/embed/c/*", maxFanBytes},
	{"/kiosk/c/*", maxFanBytes},
	{"/c/*/receipt/*/act/*", maxFanBytes},
	{"/embed/c/*/receipt/*/act/*", maxFanBytes},
	{"/c/*/receipt/*/photo", maxFanBytes},
	{"/embed/c/*/receipt/*/photo", maxFanBytes},
	{"/c/*/receipt/*/slips", maxFanBytes},
	{"/embed/c/*/receipt/*/slips", maxFanBytes},
	{"/api/v1/contests/*/receipts/*/slips/photo", maxFanBytes},
}

// mostBytes tells how much may be sent to a path of these routes; 0 to all others.
func mostBytes(routes []fileRoute, path string) int {
	for _, r := range routes {
		if r.matches(path) {
			return r.bytes
		}
	}
	return 0
}

const (
	maxFanBytes     = picture.MaxBytes + 2<<20 // a picture or two, and what is typed beside
	maxContactBytes = 8 << 20                  // a list of a hundred thousand contacts
)

// maxFormBytes is for a form with a few pictures.
const maxFormBytes = 40 << 20
