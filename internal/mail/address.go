package mail

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"kermesse/internal/fault"
)

// ErrAddress refuses what is not one complete address.
var ErrAddress = fault.New(fault.Invalid, "email_invalid",
	"Indiquez une adresse e-mail complète, comme awa@exemple.sn.",
	"Give a complete e-mail address, such as awa@example.sn.")

// Address is an e-mail address in the form in which addresses are compared: lower case,
// the domain in ASCII (IDNA), without the dot that may end it.
type Address struct {
	Local, Domain string
}

// String is the whole address.
func (a Address) String() string { return a.Local + "@" + a.Domain }

// domains looks names up as a mail server would: IDNA 2008 with the mapping of UTS 46.
var domains = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(true), idna.Transitional(false),
	idna.VerifyDNSLength(true))

// atext is what RFC 5322 allows in the part before the @ without quotes, and the dot.
const atext = "abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~."

// ParseAddress reads one bare address, or returns ErrAddress. Quoted and non-ASCII
// local parts are refused: they are valid on paper, and no mail to them would arrive.
func ParseAddress(s string) (Address, *fault.Error) {
	at := strings.LastIndexByte(s, '@')
	if at < 1 || len(s) > 254 || !utf8.ValidString(s) {
		return Address{}, ErrAddress
	}
	// The case of a domain never matters; that of the local part does on paper only.
	local := strings.ToLower(s[:at])
	if len(local) > 64 || strings.ContainsFunc(local, func(r rune) bool { return !strings.ContainsRune(atext, r) }) ||
		strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
		return Address{}, ErrAddress
	}
	domain, err := domains.ToASCII(strings.TrimSuffix(s[at+1:], "."))
	if err != nil || !plausible(domain) {
		return Address{}, ErrAddress
	}
	return Address{Local: local, Domain: domain}, nil
}

// plausible wants a dot, and a top level that is no number, so that neither "localhost"
// nor an IP address passes.
func plausible(domain string) bool {
	dot := strings.LastIndexByte(domain, '.')
	if dot < 1 || len(domain) > 253 {
		return false
	}
	top := domain[dot+1:]
	return len(top) >= 2 && strings.Trim(top, "0123456789") != ""
}

// Folded is the mailbox behind the address, as far as its spelling tells: what follows
// a plus is dropped, Gmail's dots as well, and googlemail.com is gmail.com.
func (a Address) Folded() Address {
	local, _, _ := strings.Cut(a.Local, "+")
	if local == "" {
		local = a.Local
	}
	domain := a.Domain
	if domain == "googlemail.com" {
		domain = "gmail.com"
	}
	if domain == "gmail.com" {
		local = strings.ReplaceAll(local, ".", "")
	}
	return Address{Local: local, Domain: domain}
}
