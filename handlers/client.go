package handlers

import (
	"net/netip"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// clientAddr is the address a request came from. Behind trusted proxies it is the
// nearest address in X-Forwarded-For that is not a proxy of ours: what stands further
// left was written by the client and proves nothing. It slows and flags; it never
// identifies anybody.
func (a *App) clientAddr(c *fiber.Ctx) netip.Addr {
	addr := peerAddr(c)
	if !a.trusted(addr) {
		return addr
	}
	hops := forwardedFor(c)
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return addr
		}
		addr = hop.Unmap()
		if !a.trusted(addr) {
			return addr
		}
	}
	return addr
}

// forwardedFor is the way a request came, the farthest first. Some proxies add to the
// header they find and others add another one below it.
func forwardedFor(c *fiber.Ctx) []string {
	var hops []string
	for _, line := range c.Request().Header.PeekAll(fiber.HeaderXForwardedFor) {
		hops = append(hops, strings.Split(string(line), ",")...)
	}
	return hops
}

func peerAddr(c *fiber.Ctx) netip.Addr {
	ap, err := netip.ParseAddrPort(c.Context().RemoteAddr().String())
	if err != nil {
		return netip.IPv6Unspecified()
	}
	return ap.Addr().Unmap()
}

func (a *App) trusted(addr netip.Addr) bool {
	for _, proxy := range a.Config.TrustedProxies {
		if proxy.Contains(addr) {
			return true
		}
	}
	return false
}

// secure tells whether the fan's browser speaks TLS, to us or to a trusted proxy.
func (a *App) secure(c *fiber.Ctx) bool {
	if strings.HasPrefix(a.Config.BaseURL, "https://") {
		return true
	}
	return c.Context().IsTLS()
}
