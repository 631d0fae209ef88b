package handlers

import (
	"net/netip"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// clientNetwork is the network a request came from: a /24 or a /48. Limits are counted
// by it, since one household or one attacker has many addresses within.
func (a *App) clientNetwork(c *fiber.Ctx) string {
	addr := a.clientAddr(c)
	bits := 24
	if addr.Is6() {
		bits = 48
	}
	return netip.PrefixFrom(addr, bits).Masked().String()
}

// deviceName makes of a browser's long name what its owner will recognise in a list of
// sessions: "Firefox, Android". It decides nothing.
func deviceName(userAgent string) string {
	return firstOf(userAgent, "?", [][2]string{
		{"Edg/", "Edge"},
		{"OPR/", "Opera"},
		{"SamsungBrowser", "Samsung Internet"},
		{"Firefox/", "Firefox"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
		{"curl/", "curl"},
		{"Go-http-client", "Go"},
	}) + ", " + firstOf(userAgent, "?", [][2]string{
		{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS", "macOS"}, {"Linux", "Linux"},
	})
}

func firstOf(text, otherwise string, names [][2]string) string {
	for _, n := range names {
		if strings.Contains(text, n[0]) {
			return n[1]
		}
	}
	return otherwise
}
