package handlers

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/fault"
	"kermesse/places"
	"kermesse/polls"
)

// kioskRoutes are tablets at a stall. Whoever stands there is a new person each time: the
// pages send no cookie and read none but the tablet's own.
func (a *App) kioskRoutes() {
	r := a.fiber
	r.Get(frontend.KioskPath, a.kioskDoorPage)
	r.Post(frontend.KioskPath, a.unlockTablet)
	r.Get("/kiosk/leave", a.atTablet(a.kioskLeavePage))
	r.Post("/kiosk/leave", a.atTablet(a.leaveTablet))

	poll := func(h func(*fiber.Ctx, booth) error) fiber.Handler {
		return a.atTablet(a.atKiosk(places.Poll, a.atBooth(h)))
	}
	r.Get("/kiosk/p/:slug", poll(a.votePage))
	r.Post("/kiosk/p/:slug", poll(a.castVote))
	r.Post("/kiosk/p/:slug/sets", poll(a.beginSetsForm))
	r.Post("/kiosk/p/:slug/answers", poll(a.answerSetsForm))
	r.Get("/kiosk/p/:slug/thanks", poll(a.votedAtKiosk))

	contest := func(h func(*fiber.Ctx, stand) error) fiber.Handler {
		return a.atTablet(a.atKiosk(places.Contest, a.atContest(h)))
	}
	r.Get("/kiosk/c/:slug", contest(a.contestPage))
	r.Post("/kiosk/c/:slug", contest(a.takeEntry))
	r.Get("/kiosk/c/:slug/rules", contest(a.rulesPage))
	r.Get("/kiosk/c/:slug/thanks", contest(a.enteredAtKiosk))
}

const (
	cookieKiosk = "kermesse_kiosk" // an unlocked tablet
	localTablet = "tablet"

	kioskIdle  = 60 // seconds without a touch
	kioskGrace = 20 // seconds to say that one is still there (WCAG 2.2.1)
	kioskReset = 10 // seconds of thanks
)

// tabletOf is the kiosk that this tablet was unlocked for.
func tabletOf(c *fiber.Ctx) (places.Kiosk, bool) {
	k, ok := c.Locals(localTablet).(places.Kiosk)
	return k, ok
}

// kioskFrame is what a tablet has around its pages; nil elsewhere.
func (a *App) kioskFrame(c *fiber.Ctx) *frontend.KioskFrame {
	k, ok := tabletOf(c)
	if !ok || placeOf(c) != frontend.KioskPath {
		return nil
	}
	return &frontend.KioskFrame{
		Name: k.Name, Assisted: k.Assisted, Start: frontend.LocalPath(lang(c), a.kioskStart(c, k)),
		Leave: frontend.LocalPath(lang(c), frontend.KioskPath+"/leave"), Idle: kioskIdle, Grace: kioskGrace, Reset: kioskReset,
	}
}

// kioskStart is where the next person begins.
func (a *App) kioskStart(c *fiber.Ctx, k places.Kiosk) string {
	path, err := a.pathOf(c, k.Campaign)
	if err != nil { // a draft, or taken back
		return frontend.KioskPath
	}
	return frontend.KioskPath + path
}

// atTablet lets an unlocked tablet in, and leads others to the door.
func (a *App) atTablet(h fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderCacheControl, "no-store") // going back shows a new form, not the one of the person before
		k, err := a.Places.Tablet(c.UserContext(), c.Cookies(cookieKiosk))
		switch {
		case fault.KindOf(err) != fault.Unauthenticated && err != nil:
			return err
		case err != nil && wantsJSON(c):
			return sendProblem(c, a.newProblem(c.UserContext(), err))
		case err != nil:
			return c.Redirect(frontend.LocalPath(lang(c), frontend.KioskPath), fiber.StatusSeeOther)
		}
		c.Locals(localTablet, k)
		return h(c)
	}
}

// atKiosk keeps a tablet at the campaign that it was unlocked for.
func (a *App) atKiosk(kind places.Kind, h fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		m, err := a.met(c.UserContext(), kind, c.Params("slug"), lang(c))
		if err != nil {
			return err
		}
		if k, _ := tabletOf(c); k.Campaign.Kind != m.Kind || k.Campaign.ID != m.ID {
			return c.Redirect(frontend.LocalPath(lang(c), a.kioskStart(c, k)), fiber.StatusSeeOther)
		}
		return h(c)
	}
}

// keepAtKiosk leads a tablet that asks for any other page back to its campaign, until it is
// left with the PIN.
func (a *App) keepAtKiosk(c *fiber.Ctx) error {
	session := c.Cookies(cookieKiosk)
	if session == "" || c.Method() != fiber.MethodGet || !isPage(c.Path()) {
		return c.Next()
	}
	k, err := a.Places.Tablet(c.UserContext(), session)
	if err != nil {
		return c.Next()
	}
	start := a.kioskStart(c, k)
	if c.Path() == start { // the campaign is gone, and its start is the door
		return c.Next()
	}
	return c.Redirect(frontend.LocalPath(lang(c), start), fiber.StatusSeeOther)
}

// isPage holds for what a person at a tablet could wander off to.
func isPage(path string) bool {
	for _, prefix := range []string{frontend.KioskPath + "/", frontend.EmbedPath + "/", frontend.AssetsPath, "/pictures/", "/api/"} {
		if strings.HasPrefix(path, prefix) {
			return false
		}
	}
	return path != frontend.LoaderPath && path != "/healthz" && path != "/readyz" && path != "/metrics"
}

func wantsJSON(c *fiber.Ctx) bool {
	return placeOf(c) == frontend.KioskPath && c.Get(fiber.HeaderAccept) == fiber.MIMEApplicationJSON
}

func (a *App) kioskDoorPage(c *fiber.Ctx) error {
	return a.renderKioskDoor(c, fiber.StatusOK, frontend.Form{Values: url.Values{"code": {c.Query("code")}}})
}

func (a *App) renderKioskDoor(c *fiber.Ctx, status int, form frontend.Form) error {
	frame := a.frame(c)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return a.render(c, status, frontend.KioskDoorPage{Frame: frame, Form: form, Left: frame.Notice == frontend.NoticeTabletLocked})
}

// unlockTablet begins with the first person. A session of the panel in the same browser
// ends: whoever stands at the tablet next must not find it.
func (a *App) unlockTablet(c *fiber.Ctx) error {
	k, session, err := a.Places.Unlock(c.UserContext(), formValue(c, "code"), formValue(c, "pin"))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			form.Values.Del("pin")
			return a.renderKioskDoor(c, status, form)
		})
	}
	if staff, err := a.staffFrom(c.UserContext()); err == nil {
		if err := a.Accounts.SignOut(c.UserContext(), staff); err != nil {
			return err
		}
		a.setCookie(c, cookieStaff, "", -1)
	}
	a.setOwnCookie(c, cookieKiosk, session, 0)
	return c.Redirect(frontend.LocalPath(lang(c), a.kioskStart(c, k)), fiber.StatusSeeOther)
}

func (a *App) kioskLeavePage(c *fiber.Ctx) error {
	return a.render(c, fiber.StatusOK, frontend.KioskLeavePage{Frame: a.frame(c)})
}

// leaveTablet ends what the tablet was unlocked for, with the PIN.
func (a *App) leaveTablet(c *fiber.Ctx) error {
	_, err := a.Places.Leave(c.UserContext(), c.Cookies(cookieKiosk), formValue(c, "pin"))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			form.Values.Del("pin")
			return a.render(c, status, frontend.KioskLeavePage{Frame: a.frame(c), Form: form})
		})
	}
	a.setOwnCookie(c, cookieKiosk, "", -1)
	a.setOwnCookie(c, cookieFlash, string(frontend.NoticeTabletLocked), 60)
	return c.Redirect(frontend.LocalPath(lang(c), frontend.KioskPath), fiber.StatusSeeOther)
}

// thankVoter leads to thanks that say nothing of the vote.
func (a *App) thankVoter(c *fiber.Ctx, b booth, vote polls.Vote) error {
	path := frontend.PollPath(b.poll.Slug, "thanks")
	if vote.Outcome == polls.Pending {
		path += "?pending=yes"
	}
	return a.redirect(c, path, "")
}

func (a *App) votedAtKiosk(c *fiber.Ctx, b booth) error {
	page := frontend.ThanksPage{
		Frame: a.boothFrame(c, b), Kind: frontend.KindPoll, Title: b.poll.Title.In(lang(c)), Was: frontend.ThanksVote,
	}
	if c.Query("pending") != "" {
		page.Was = frontend.ThanksPending
	}
	return a.render(c, fiber.StatusOK, page)
}

// takenEntry is what a tablet is told that has sent an entry from its queue.
type takenEntry struct {
	Number string `json:"number,omitempty"`
	Next   string `json:"next"`
}

// thankEntrant tells the number of an entry that is new. Whether somebody had entered
// before is not told: the person at the tablet may be somebody else.
func (a *App) thankEntrant(c *fiber.Ctx, s stand, in contests.Entered) error {
	query := url.Values{}
	if in.Own && in.Challenge == "" {
		query.Set("number", in.Entry.Number)
	}
	switch {
	case in.Challenge != "":
		query.Set("pending", "yes")
	case in.Own && in.Entry.Status == contests.EntryPending:
		query.Set("left", "yes")
	}
	path := frontend.ContestPath(s.contest.Slug, "thanks") + "?" + query.Encode()
	if wantsJSON(c) {
		return c.JSON(takenEntry{Number: query.Get("number"), Next: frontend.LocalPath(lang(c), frontend.KioskPath+path)})
	}
	return a.redirect(c, path, "")
}

var numberShape = regexp.MustCompile(`^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}$`)

func (a *App) enteredAtKiosk(c *fiber.Ctx, s stand) error {
	page := frontend.ThanksPage{Frame: a.standFrame(c, s), Kind: frontend.KindContest, Title: s.contest.Title, Was: frontend.ThanksEntry}
	if c.Query("pending") != "" {
		page.Was = frontend.ThanksPending
	} else if c.Query("left") != "" {
		page.Was = frontend.ThanksLeft
	}
	if number := c.Query("number"); numberShape.MatchString(number) {
		page.Number = number
	}
	if s.contest.Entry.Contact == contests.ContactEmail { // the way to them is in the mail
		for _, act := range s.contest.Entry.Actions {
			if act.AtTablet() != nil {
				page.Later = append(page.Later, act.Label)
			}
		}
	}
	return a.render(c, fiber.StatusOK, page)
}

// awayFromTablet are the actions of a contest that a tablet does not offer, and why.
func awayFromTablet(c contests.Contest, lang string) []frontend.AwayAct {
	var away []frontend.AwayAct
	for _, act := range c.Entry.Actions {
		if why := act.AtTablet(); why != nil {
			away = append(away, frontend.AwayAct{Label: act.Label, Must: act.Mandatory, Why: why.In(lang)})
		}
	}
	return away
}

// entryPlace is where the form of an entry stood.
func entryPlace(c *fiber.Ctx) contests.EntryPlace {
	switch placeOf(c) {
	case frontend.EmbedPath:
		return contests.InFrame
	case frontend.KioskPath:
		return contests.AtKiosk
	}
	return contests.OnPage
}
