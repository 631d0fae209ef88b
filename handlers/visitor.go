package handlers

import (
	"encoding/base64"
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/internal/account"
	"kermesse/internal/fan"
)

const (
	cookieDevice = "kermesse_device" // a browser that has been here
	cookieFan    = "kermesse_fan_"   // who is signed in to a brand, one cookie per brand
	cookieStub   = "kermesse_vote_"  // a vote of this browser, one cookie per poll
	cookieSentTo = "kermesse_sent"   // masked address to which a code went, for the next page
)

const (
	deviceLife = 390 * 24 * 60 * 60 // seconds: under the 13 months that the CNIL allows such a cookie
	sentToLife = 30 * 60            // seconds: as long as a code is valid
)

// device returns the id in this browser's cookie; empty where it has none of ours.
func (a *App) device(c *fiber.Ctx) fan.DeviceID {
	if id, ok := c.Locals(cookieDevice).(fan.DeviceID); ok {
		return id
	}
	if placeOf(c) != "" {
		id, _ := a.placeDevice(c)
		return id
	}
	id, ok := a.Fans.Device(c.Cookies(cookieDevice))
	if !ok { // a frame asks for its figures under the address of the API
		id, _ = a.Fans.Device(c.Cookies(cookieFrame))
	}
	return id
}

// newDevice gives the browser a cookie where it has none, and returns its id.
func (a *App) newDevice(c *fiber.Ctx) (fan.DeviceID, error) {
	if id := a.device(c); id != "" {
		return id, nil
	}
	if m := makingOf(c); m != nil {
		m.page.sent = append(m.page.sent, a.giveDevice)
		return "", nil
	}
	if placeOf(c) != "" {
		key, err := a.givePlaceKey(c)
		id, _ := a.Fans.Device(key)
		return id, err
	}
	id, cookie, err := a.Fans.NewDevice()
	if err != nil {
		return "", err
	}
	c.Locals(cookieDevice, id)
	a.setCookie(c, cookieDevice, cookie, deviceLife)
	return id, nil
}

// giveDevice is newDevice for a page that is kept: whoever it is sent to gets a cookie of
// their own.
func (a *App) giveDevice(c *fiber.Ctx) {
	if _, err := a.newDevice(c); err != nil { // as without cookies, which the form will tell
		a.Log.Error("no cookie for a new browser", "error", err)
	}
}

// fanOf returns the fan of a brand who is signed in; the zero Fan where nobody is.
func (a *App) fanOf(c *fiber.Ctx, brand account.BrandID) (fan.Fan, error) {
	session := cookie(c, cookieFan+string(brand))
	if session == "" {
		return fan.Fan{}, nil
	}
	f, err := a.Fans.FindSession(c.UserContext(), brand, session)
	if errors.Is(err, fan.ErrSignedOut) {
		return fan.Fan{}, nil
	}
	return f, err
}

// signFanIn keeps a fan signed in to a brand in this browser.
func (a *App) signFanIn(c *fiber.Ctx, brand account.BrandID, session string) {
	a.setCookie(c, cookieFan+string(brand), session, int(fan.SessionLife.Seconds()))
}

// rememberSentTo lets the next page say where a code went, without the address itself.
func (a *App) rememberSentTo(c *fiber.Ctx, contact fan.Contact) {
	a.rememberMasked(c, contact.Masked())
}

func (a *App) rememberMasked(c *fiber.Ctx, masked string) {
	a.setCookie(c, cookieSentTo, base64.RawURLEncoding.EncodeToString([]byte(masked)), sentToLife)
}

// sentTo is the masked address to which a code went; empty where this browser asked for none.
func sentTo(c *fiber.Ctx) string {
	text, err := base64.RawURLEncoding.DecodeString(cookie(c, cookieSentTo))
	if err != nil {
		return ""
	}
	return strings.ToValidUTF8(string(text), "")
}
