package places

import (
	"slices"
	"strings"
	"testing"
)

// What is taken for a site stands in a header as it is: it names one origin and nothing more.
func FuzzReadSites(f *testing.F) {
	for _, seed := range []string{
		"https://www.example.com/page?x", "*.example.com", "*", "http://localhost:8080", "https://[::1]:80", "example.com; script-src *", "https://a b.com",
		"https://exämple.com", "https://example.com\r\nX: y", "https://*.com", "https://user@example.com", "javascript:alert(1)", "'self'",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		sites, err := ReadSites(strings.Split(typed, "\n"))
		if err != nil {
			return
		}
		for _, site := range sites {
			if site != AnySite && (!strings.HasPrefix(site, "http") || strings.Trim(site, "abcdefghijklmnopqrstuvwxyz0123456789.:/-*[]") != "") {
				t.Errorf("%q is taken for the site %q", typed, site)
			}
		}
		if again, err := ReadSites(sites); err != nil || !slices.Equal(again, sites) {
			t.Errorf("%q: %q, and again %q, %v", typed, sites, again, err)
		}
	})
}

func FuzzReadCode(f *testing.F) {
	for _, seed := range []string{"7KQ2M9", "7kq-2m9", "O0OOOO", "ſſſſſſ", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		if code := readCode(typed); code != "" && (len(code) != codeLength || readCode(code) != code || strings.Trim(code, codeLetters) != "") {
			t.Errorf("%q is the code %q", typed, code)
		}
	})
}
