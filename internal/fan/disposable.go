package fan

import (
	_ "embed"
	"strings"
	"sync"

	"kermesse/internal/mail"
)

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

// disposable reports whether the contact's domain, or one it lies under, is a
// throw-away one.
func (c Contact) disposable() bool {
	if c.Kind != ContactEmail {
		return false
	}
	a, err := mail.ParseAddress(c.Value)
	if err != nil {
		return false
	}
	for name := a.Domain; name != ""; {
		if disposableDomains()[name] {
			return true
		}
		_, name, _ = strings.Cut(name, ".")
	}
	return false
}
