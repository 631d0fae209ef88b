package webhook

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"kermesse/internal/fault"
)

// guard keeps calls away from what only this machine and its neighbours can reach. It looks
// at the address that is dialled, after the name was resolved: a name that resolves to
// something else a moment later, or a redirect, leads no further.
type guard struct {
	allowed []netip.Prefix
}

// errInside is told in the log of deliveries.
var errInside = errors.New("the address is not public, and the operator has not allowed it")

var errPort = errors.New("the port is one of another service: 80, 443, or 1024 and above are called")

// inside are the networks that are not public, beyond those that netip knows: shared and
// reserved ones, documentation, and IPv6 networks that carry an IPv4 address with them.
var inside = prefixes(
	"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "240.0.0.0/4",
	"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
)

// global is where public IPv6 addresses are.
var global = netip.MustParsePrefix("2000::/3")

func prefixes(texts ...string) []netip.Prefix {
	list := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		list[i] = netip.MustParsePrefix(text)
	}
	return list
}

func contains(list []netip.Prefix, addr netip.Addr) bool {
	return slices.ContainsFunc(list, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// public reports whether anybody on the internet could call an address.
func public(addr netip.Addr) bool {
	if !addr.IsGlobalUnicast() || addr.IsPrivate() || contains(inside, addr) {
		return false
	}
	return addr.Is4() || global.Contains(addr)
}

// check says why an address may not be dialled. Without encryption only the operator's
// own networks may be.
func (g guard) check(addr netip.AddrPort, encrypted bool) error {
	ip := addr.Addr().Unmap().WithZone("")
	switch {
	case contains(g.allowed, ip):
		return nil
	case !public(ip) || !encrypted:
		return errInside
	case addr.Port() < 1024 && addr.Port() != 80 && addr.Port() != 443:
		return errPort
	}
	return nil
}

const (
	dialTimeout   = 5 * time.Second
	answerTimeout = 15 * time.Second // for the whole of an attempt
)

// transport dials what check lets pass, and never by a proxy, which would dial for it.
func (g guard) transport(encrypted bool) *http.Transport {
	dialer := &net.Dialer{
		Timeout: dialTimeout,
		Control: func(_, address string, _ syscall.RawConn) error {
			addr, err := netip.ParseAddrPort(address)
			if err != nil {
				return fmt.Errorf("%w: %s", errInside, address)
			}
			return g.check(addr, encrypted)
		},
	}
	return &http.Transport{
		DialContext: dialer.DialContext, TLSHandshakeTimeout: dialTimeout, ForceAttemptHTTP2: true,
		MaxIdleConnsPerHost: 1, MaxConnsPerHost: 4, IdleConnTimeout: 30 * time.Second, MaxResponseHeaderBytes: 16 << 10,
	}
}

// schemes sends each request by the transport of its scheme.
type schemes struct {
	plain, encrypted *http.Transport
}

func (s schemes) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme == "https" {
		return s.encrypted.RoundTrip(r)
	}
	return s.plain.RoundTrip(r)
}

// client follows no redirect: the brand named one address, and a body that it signs for is
// posted there or nowhere.
func (g guard) client() *http.Client {
	return &http.Client{
		Transport: schemes{plain: g.transport(false), encrypted: g.transport(true)}, Timeout: answerTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// checkURL refuses early what could never be called. What a name resolves to is looked at
// on every call.
func (g guard) checkURL(text string) *fault.Error {
	u, err := url.Parse(text)
	if err != nil || len(text) > maxURL || u.Host == "" || u.Fragment != "" || u.Opaque != "" || u.Scheme != "https" && u.Scheme != "http" {
		return ErrURL
	}
	encrypted := u.Scheme == "https"
	if !encrypted && len(g.allowed) == 0 {
		return ErrURL
	}
	if u.User != nil {
		return ErrURLPassword
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		host = "127.0.0.1"
	}
	ip, err := netip.ParseAddr(host)
	if err == nil && g.check(netip.AddrPortFrom(ip, port(u)), encrypted) != nil || err != nil && endsInNumber(host) {
		return ErrURLInside
	}
	return nil
}

// endsInNumber holds for other ways to write an IPv4 address: 2130706433, 127.1, 0x7f.0.0.1.
// Browsers tell them from names by the same sign; no name on the internet has it.
func endsInNumber(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	_, hex := strings.CutPrefix(last, "0x")
	return hex || last != "" && strings.Trim(last, "0123456789") == ""
}

func port(u *url.URL) uint16 {
	n, err := strconv.ParseUint(u.Port(), 10, 16)
	switch {
	case err == nil:
		return uint16(n)
	case u.Scheme == "https":
		return 443
	}
	return 80
}
