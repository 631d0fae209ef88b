package handlers

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"kermesse/frontend"
	"kermesse/internal/fan"
)

// Campaigns are also met in a frame on another site and on a tablet at a stall. The same
// handlers serve them there, under an address of the place; what differs is who stands
// before them. In a frame the browser sends none of the cookies of our pages, and may keep
// none of the ones it gets there. So the form itself carries a signed key beside its
// token: with a cookie it is the cookie's, and without one it is good for this form.
// docs/adr/0017 tells why.

// cookieFrame is the device of a browser on one other site: a partitioned cookie (CHIPS),
// which that site's frames alone get back.
const cookieFrame = "kermesse_frame"

// localKey is the key that this answer's forms carry.
const localKey = "place key"

// placeOf is the place in which a page is shown; empty for a page at its own address.
func placeOf(c *fiber.Ctx) string {
	for _, place := range []string{frontend.EmbedPath, frontend.KioskPath} {
		if strings.HasPrefix(c.Path(), place+"/") {
			return place
		}
	}
	return ""
}

// placeKey returns the key of whoever stands before a page in a place, and whether their
// browser keeps it: by the frame's cookie, or as the form has sent it. Empty: there is none.
func (a *App) placeKey(c *fiber.Ctx) (key string, kept bool) {
	if key, ok := c.Locals(localKey).(string); ok {
		return key, key == c.Cookies(cookieFrame) || key == c.Cookies(cookieDevice)
	}
	if placeOf(c) == frontend.EmbedPath {
		for _, name := range []string{cookieDevice, cookieFrame} { // the first comes where the site is ours, or a sister
			if kept := c.Cookies(name); a.isDevice(kept) {
				return kept, true
			}
		}
	}
	if sent, _, _ := strings.Cut(formValue(c, fieldCSRF), keyEnd); a.isDevice(sent) {
		return sent, false
	}
	return "", false
}

// keyEnd parts the key from the token in the field of a form.
const keyEnd = "~"

func (a *App) isDevice(cookie string) bool {
	_, ok := a.Fans.Device(cookie)
	return ok
}

// givePlaceKey is placeKey, with a new key where there is none. A frame gets it as a
// cookie as well, which comes back where the browser keeps such cookies.
func (a *App) givePlaceKey(c *fiber.Ctx) (string, error) {
	key, kept := a.placeKey(c)
	if key == "" {
		var err error
		if _, key, err = a.Fans.NewDevice(); err != nil {
			return "", err
		}
	}
	if !kept && placeOf(c) == frontend.EmbedPath {
		a.setCookie(c, cookieFrame, key, deviceLife)
	}
	c.Locals(localKey, key)
	return key, nil
}

// placeToken is what the forms of a place send back: the key, and a token made for it.
func (a *App) placeToken(c *fiber.Ctx) (string, error) {
	key, err := a.givePlaceKey(c)
	if err != nil {
		return "", err
	}
	token, err := a.Accounts.FormToken(placeOf(c) + key)
	return key + keyEnd + token, err
}

// guardPlace refuses what no form of this place has sent. A browser says that a form of
// our own frame comes from us, whichever site shows the frame.
func (a *App) guardPlace(c *fiber.Ctx) error {
	key, token, _ := strings.Cut(formValue(c, fieldCSRF), keyEnd)
	if !a.sameOrigin(c) || !a.isDevice(key) || !a.Accounts.CheckFormToken(placeOf(c)+key, token) {
		return errForged
	}
	return c.Next()
}

// placeDevice is the device of whoever stands before a place.
func (a *App) placeDevice(c *fiber.Ctx) (id fan.DeviceID, kept bool) {
	key, kept := a.placeKey(c)
	id, _ = a.Fans.Device(key)
	return id, kept
}

// setFrameCookie sets a cookie for the frames of the site around this one, and for no
// other page. Browsers take it over TLS alone, or from the machine itself.
func setFrameCookie(c *fiber.Ctx, name, value string, maxAge int) {
	cookie := fasthttp.AcquireCookie()
	defer fasthttp.ReleaseCookie(cookie)
	cookie.SetKey(name)
	cookie.SetValue(value)
	cookie.SetHTTPOnly(true)
	cookie.SetSameSite(fasthttp.CookieSameSiteNoneMode)
	cookie.SetPartitioned(true) // Secure, and of the whole path
	if maxAge < 0 {
		cookie.SetExpire(time.Unix(1, 0))
	} else if maxAge > 0 {
		cookie.SetMaxAge(maxAge)
	}
	c.Response().Header.SetCookie(cookie)
}

// cookie is what this browser sent back of ours. On a tablet nobody is sent back anything:
// the next person stands there already.
func cookie(c *fiber.Ctx, name string) string {
	if placeOf(c) == frontend.KioskPath {
		return ""
	}
	return c.Cookies(name)
}
