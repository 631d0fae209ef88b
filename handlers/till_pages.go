package handlers

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/loyalty/till"
)

// tillRoutes are the telephone at a counter: pages of plain forms, which a script on them
// sends as well, and keeps while there is no network.
func (a *App) tillRoutes() {
	r := a.fiber
	r.Get("/till", a.tillEntry)
	r.Get("/till/open", a.tillDoorPage)
	r.Post("/till/open", a.openTill)
	r.Post("/till/unlock", a.unlockTill)
	r.Get("/till/state", a.tillState)
	r.Get("/till/worker.js", a.tillWorker)

	r.Post("/till/lock", a.atTill(a.lockTill))
	r.Post("/till/found", a.atTill(a.scanned))
	r.Post("/till/earn", a.atTill(a.tillEarn))
	r.Post("/till/present", a.atTill(a.tillPresent))
	r.Post("/till/spend", a.atTill(a.tillSpend))
	r.Post("/till/voucher", a.atTill(a.tillVoucher))
	r.Post("/till/prize", a.atTill(a.tillPrize))
	r.Get("/till/log", a.atTill(a.tillLog))
	r.Post("/till/undo", a.atTill(a.undoAtTill))
	r.Get("/till/leave", a.atTill(a.tillLeavePage))
	r.Post("/till/leave", a.atTill(a.leaveTill))

	a.tillOperations()
	r.Get("/admin/b/:brand/tills", a.inBrand(a.tillsPage))
	r.Post("/admin/b/:brand/tills", a.inBrand(a.tillsForm))
}

const (
	cookieTill  = "kermesse_till"  // a telephone that is a till
	cookieShift = "kermesse_shift" // who stands there

	fieldStamp = "stamp" // of what waited on the telephone
	fieldAt    = "at"    // when it was done there, milliseconds
)

// counter is a till with a person at it.
type counter struct {
	till.Shift
	Till  till.Till
	Brand account.Brand
	late  bool // what is sent has waited on the telephone
}

// atTill lets whoever has unlocked a till in, and leads others to the lock. What waited on
// the telephone comes with its own stamp, whoever stands there by now.
func (a *App) atTill(h func(*fiber.Ctx, counter) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderCacheControl, "no-store")
		t, err := a.counterOf(c)
		switch {
		case err != nil && acceptsJSON(c):
			return sendProblem(c, a.newProblem(c.UserContext(), err))
		case fault.KindOf(err) == fault.Unauthenticated:
			return c.Redirect(frontend.LocalPath(lang(c), frontend.TillPath()), fiber.StatusSeeOther)
		case err != nil:
			return err
		}
		err = h(c, t)
		if err != nil && acceptsJSON(c) {
			return sendProblem(c, a.newProblem(c.UserContext(), err))
		}
		return err
	}
}

func acceptsJSON(c *fiber.Ctx) bool { return c.Get(fiber.HeaderAccept) == fiber.MIMEApplicationJSON }

func (a *App) counterOf(c *fiber.Ctx) (counter, error) {
	ctx := c.UserContext()
	device, err := a.Tills.Find(ctx, c.Cookies(cookieTill))
	if err != nil {
		return counter{}, err
	}
	t := counter{Till: device}
	if stamp := formValue(c, fieldStamp); stamp != "" {
		t.late = true
		t.Shift, err = a.Tills.FindStamped(ctx, device, stamp)
	} else {
		t.Shift, err = a.Tills.FindShift(ctx, device, c.Cookies(cookieShift))
	}
	if err == nil {
		t.Brand, err = a.Accounts.FindBrand(ctx, device.Brand)
	}
	return t, err
}

// doneAt is when something was done: now, or for what has waited when the telephone says.
func (a *App) doneAt(c *fiber.Ctx, t counter) time.Time {
	if !t.late {
		return time.Time{}
	}
	ms, err := strconv.ParseInt(formValue(c, fieldAt), 10, 64)
	told := time.UnixMilli(ms)
	if err != nil {
		told = time.Time{}
	}
	return t.During(told, a.Clock.Now())
}

func (a *App) tillFrame(c *fiber.Ctx, device till.Till, brand account.Brand) frontend.TillFrame {
	f := frontend.TillFrame{Frame: a.frame(c), Till: frontend.TillView{Name: device.Name, Currency: brand.Currency}}
	f.Brand = brandView(brand)
	allowCamera(c)
	return f
}

// counterFrame is tillFrame with who stands there.
func (a *App) counterFrame(c *fiber.Ctx, t counter) frontend.TillFrame {
	f := a.tillFrame(c, t.Till, t.Brand)
	f.Till.Clerk, f.Till.Stamp, f.Till.Clock = t.Clerk.Name(), a.Tills.Stamp(t.Shift), a.Clock.Now().UnixMilli()
	return f
}

// allowCamera lets this page ask for the camera, by which codes are read.
func allowCamera(c *fiber.Ctx) {
	c.Set("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
}

// tillEntry is whatever the telephone is: no till yet, locked, or open.
func (a *App) tillEntry(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	t, err := a.counterOf(c)
	switch {
	case err == nil:
		return a.counterPage(c, t)
	case faultOf(err).Code == till.ErrTillClosed.Code:
		return a.showTillDoor(c, fiber.StatusOK, frontend.Form{})
	case faultOf(err).Code == till.ErrLocked.Code:
		return a.showUnlock(c, fiber.StatusOK, t.Till, frontend.Form{})
	}
	return err
}

func (a *App) tillDoorPage(c *fiber.Ctx) error {
	return a.showTillDoor(c, fiber.StatusOK, frontend.Form{})
}

// showTillDoor offers the brands whose tills whoever is signed in to the panel may open.
func (a *App) showTillDoor(c *fiber.Ctx, status int, form frontend.Form) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	page := frontend.TillDoorPage{Frame: a.frame(c), Form: form}
	staff, err := a.staffFrom(c.UserContext())
	if fault.KindOf(err) == fault.Unauthenticated {
		return a.render(c, status, page)
	}
	if err != nil {
		return err
	}
	page.Staff = staff.User.Name
	for _, m := range staff.Memberships {
		if m.Role.Can(account.UseTill) {
			page.Brands = append(page.Brands, frontend.BrandChoice{Slug: m.Brand.Slug, Name: m.Brand.Name})
			page.HasPIN, err = a.Tills.HasPIN(c.UserContext(), m.Brand.ID, staff.User.ID)
			if err != nil {
				return err
			}
		}
	}
	page.HasPIN = page.HasPIN && len(page.Brands) == 1
	return a.render(c, status, page)
}

// openTill makes the telephone a till, and whoever does it its first clerk. The session of
// the panel ends: whoever holds the telephone next must not find it.
func (a *App) openTill(c *fiber.Ctx) error {
	ctx := c.UserContext()
	refuse := func(err error) error {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			form.Values.Del("pin")
			return a.showTillDoor(c, status, form)
		})
	}
	actor, brand, err := a.actorIn(ctx, formValue(c, "brand"))
	if err != nil {
		return refuse(err)
	}
	known, err := a.Tills.HasPIN(ctx, brand.ID, actor.User)
	if err != nil {
		return err
	}
	if pin := formValue(c, "pin"); pin != "" || !known {
		if err := a.Tills.SetPIN(ctx, actor, brand.ID, pin); err != nil {
			return refuse(err)
		}
	}
	device, cookie, err := a.Tills.Open(ctx, actor, brand.ID, formValue(c, "name"))
	if err != nil {
		return refuse(err)
	}
	shift, err := a.beginShift(c, device, actor)
	if err != nil {
		return err
	}
	staff, err := a.staffFrom(ctx)
	if err == nil {
		err = a.Accounts.SignOut(ctx, staff)
	}
	if err != nil {
		return err
	}
	a.setCookie(c, cookieStaff, "", -1)
	a.setCookie(c, cookieTill, cookie, int(till.DeviceLife.Seconds()))
	a.setCookie(c, cookieShift, shift, int(till.ShiftLife.Seconds()))
	return a.redirect(c, frontend.TillPath(), "")
}

func (a *App) beginShift(c *fiber.Ctx, device till.Till, actor account.Actor) (string, error) {
	_, cookie, err := a.Tills.Begin(c.UserContext(), device, actor)
	return cookie, err
}

func (a *App) showUnlock(c *fiber.Ctx, status int, device till.Till, form frontend.Form) error {
	if device.ID == "" {
		var err error
		if device, err = a.Tills.Find(c.UserContext(), c.Cookies(cookieTill)); err != nil {
			return err
		}
	}
	brand, err := a.Accounts.FindBrand(c.UserContext(), device.Brand)
	if err != nil {
		return err
	}
	people, err := a.Tills.ListPeople(c.UserContext(), device)
	if err != nil {
		return err
	}
	page := frontend.TillUnlockPage{TillFrame: a.tillFrame(c, device, brand), Form: form}
	for _, p := range people {
		page.People = append(page.People, frontend.Choice{Value: string(p.User), Label: p.Name})
	}
	return a.render(c, status, page)
}

func (a *App) unlockTill(c *fiber.Ctx) error {
	device, err := a.Tills.Find(c.UserContext(), c.Cookies(cookieTill))
	if err != nil {
		return a.redirect(c, frontend.TillPath(), "")
	}
	_, cookie, err := a.Tills.Unlock(c.UserContext(), device, account.UserID(formValue(c, "person")), formValue(c, "pin"))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			form.Values.Del("pin")
			return a.showUnlock(c, status, device, form)
		})
	}
	a.setCookie(c, cookieShift, cookie, int(till.ShiftLife.Seconds()))
	return a.redirect(c, frontend.TillPath(), "")
}

func (a *App) lockTill(c *fiber.Ctx, t counter) error {
	if err := a.Tills.Lock(c.UserContext(), t.Shift); err != nil {
		return err
	}
	a.setCookie(c, cookieShift, "", -1)
	return a.redirect(c, frontend.TillPath(), "")
}

func (a *App) tillLeavePage(c *fiber.Ctx, t counter) error {
	return a.render(c, fiber.StatusOK, frontend.TillLeavePage{TillFrame: a.counterFrame(c, t)})
}

func (a *App) leaveTill(c *fiber.Ctx, t counter) error {
	if err := a.Tills.Leave(c.UserContext(), t.Clerk); err != nil {
		return err
	}
	a.setCookie(c, cookieShift, "", -1)
	a.setCookie(c, cookieTill, "", -1)
	return a.redirect(c, frontend.TillPath(), "")
}

// tillNow is what a telephone asks before it sends what waited.
type tillNow struct {
	CSRF   string `json:"csrf"`
	Clock  int64  `json:"clock"`
	Locked bool   `json:"locked"`
}

// tillState gives a telephone that is a till a fresh token for its forms: the one on a page
// that was kept for days is worth nothing any more.
func (a *App) tillState(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	device, err := a.Tills.Find(c.UserContext(), c.Cookies(cookieTill))
	if err != nil {
		return sendProblem(c, a.newProblem(c.UserContext(), err))
	}
	_, err = a.Tills.FindShift(c.UserContext(), device, c.Cookies(cookieShift))
	return c.JSON(tillNow{CSRF: a.formToken(c), Clock: a.Clock.Now().UnixMilli(), Locked: err != nil})
}

// tillWorker keeps the till's first page on the telephone, so that it opens without a
// network too. It stands under the page's own path, which is all it may answer for.
func (a *App) tillWorker(c *fiber.Ctx) error {
	file, err := frontend.Source("till-worker.js")
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-cache")
	c.Set("Service-Worker-Allowed", frontend.LocalPath(lang(c), frontend.TillPath()))
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; connect-src 'self'")
	return sendAsset(c, file)
}
