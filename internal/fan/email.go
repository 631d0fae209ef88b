package fan

import (
	_ "embed"
	"strings"
	"sync"

	"golang.org/x/net/idna"

	"kermesse/internal/fault"
)

// address is an e-mail address in the form in which addresses are compared: lower case,
// the domain in ASCII (IDNA), no dot at its end.
type address struct {
	local, domain string
}

func (a address) String() string { return a.local + "@" + a.domain }

// domains looks names up as a mail server would: IDNA 2008 with the mapping of UTS 46.
var domains = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(true), idna.Transitional(false))

// atext is what RFC 5322 allows in the part before the @, without quotes, and the dot.
const atext = "abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~."

// parseEmail reads one bare address. Quoted and non-ASCII local parts are refused: they
// are valid on paper, and no mail to them would arrive.
func parseEmail(s string) (address, *fault.Error) {
	at := strings.LastIndexByte(s, '@')
	if at < 1 || len(s) > 254 {
		return address{}, ErrEmail
	}
	// Domain case never matters; that of the local part does on paper only.
	local := strings.ToLower(s[:at])
	if len(local) > 64 || strings.Trim(local, atext) != "" || strings.HasPrefix(local, ".") ||
		strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
		return address{}, ErrEmail
	}
	for _, c := range local {
		if !strings.ContainsRune(atext, c) {
			return address{}, ErrEmail
		}
	}
	domain, err := domains.ToASCII(strings.TrimSuffix(s[at+1:], "."))
	if err != nil || !plausibleDomain(domain) {
		return address{}, ErrEmail
	}
	return address{local: local, domain: domain}, nil
}

// plausibleDomain wants a dot and a top level that is no number, so that neither
// "localhost" nor an IP address passes.
func plausibleDomain(domain string) bool {
	dot := strings.LastIndexByte(domain, '.')
	if dot < 1 || len(domain) > 253 {
		return false
	}
	top := domain[dot+1:]
	return len(top) >= 2 && strings.Trim(top, "0123456789") != ""
}

// folded is the mailbox behind the address, as far as its spelling tells: what follows
// a plus is dropped, Gmail's dots as well, and googlemail.com is gmail.com.
func (a address) folded() address {
	local, _, _ := strings.Cut(a.local, "+")
	if local == "" {
		local = a.local
	}
	domain := a.domain
	if domain == "googlemail.com" {
		domain = "gmail.com"
	}
	if domain == "gmail.com" {
		local = strings.ReplaceAll(local, ".", "")
	}
	return address{local: local, domain: domain}
}

//go:embed disposable.txt
var disposableList string

// disposableDomains are well-known domains of throw-away mailboxes.
var disposableDomains = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for line := range strings.Lines(disposableList) {
		if name := strings.TrimSpace(line); name != "" && !strings.HasPrefix(name, "#") {
			set[name] = true
		}
	}
	return set
})

// disposable reports whether the domain, or one it lies under, is a throw-away one.
func (a address) disposable() bool {
	for name := a.domain; name != ""; {
		if disposableDomains()[name] {
			return true
		}
		_, name, _ = strings.Cut(name, ".")
	}
	return false
}
