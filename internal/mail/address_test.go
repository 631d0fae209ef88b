package mail_test

import (
	"strings"
	"testing"

	"kermesse/internal/mail"
)

func TestParseAddress(t *testing.T) {
	for in, want := range map[string]string{
		"awa@exemple.sn":         "awa@exemple.sn",
		"Awa.Diop@Exemple.SN":    "awa.diop@exemple.sn",
		"awa+jeu@exemple.sn":     "awa+jeu@exemple.sn",
		"o'neil@exemple.ie":      "o'neil@exemple.ie",
		"awa@exemple.sn.":        "awa@exemple.sn",
		"awa@glacé.fr":           "awa@xn--glac-epa.fr",
		"awa@GLACÉ.fr":           "awa@xn--glac-epa.fr",
		"awa@xn--glac-epa.fr":    "awa@xn--glac-epa.fr",
		"awa@例え.jp":              "awa@xn--r8jz45g.jp",
		"a@b.co":                 "a@b.co",
		"x@sub.domaine.exemple":  "x@sub.domaine.exemple",
		"awa@exemple\u3002sn":    "awa@exemple.sn", // the ideographic full stop is a dot in names
		"awa@e\u0301exemple.com": "awa@xn--exemple-9xa.com",
	} {
		got, err := mail.ParseAddress(in)
		if err != nil || got.String() != want {
			t.Errorf("ParseAddress(%q) = %v, %v; want %s", in, got, err, want)
		}
	}
}

func TestParseAddressRefuses(t *testing.T) {
	for _, in := range []string{
		"", "awa", "@exemple.sn", "awa@", "awa@exemple", "awa@localhost", "awa@127.0.0.1", "awa@[127.0.0.1]",
		"awa@@exemple.sn", "a b@exemple.sn", ".awa@exemple.sn", "awa.@exemple.sn", "a..b@exemple.sn",
		"awa@exemple..sn", "awa@-exemple.sn", "awa@exem ple.sn", "awa@exemple.sn\n", "awa\x00@exemple.sn",
		"\"awa\"@exemple.sn", "awa@exemple.sn,b@exemple.sn", "awa@exemple.sn\r\nBcc: b@exemple.sn",
		"é@exemple.sn", "awa@\u202eelpmexe.sn", "awa@exemple.123", "<awa@exemple.sn>",
		strings.Repeat("a", 65) + "@exemple.sn", "a@" + strings.Repeat("b", 64) + ".sn",
		"a@" + strings.Repeat("b.", 150) + "sn",
	} {
		if got, err := mail.ParseAddress(in); err == nil {
			t.Errorf("ParseAddress(%q) = %v, want a refusal", in, got)
		}
	}
}

func TestFolded(t *testing.T) {
	for in, want := range map[string]string{
		"awa.diop+jeu@gmail.com": "awadiop@gmail.com",
		"a.w.a@googlemail.com":   "awa@gmail.com",
		"awa+1+2@exemple.sn":     "awa@exemple.sn",
		"awa.diop@exemple.sn":    "awa.diop@exemple.sn", // dots matter everywhere else
		"+tag@exemple.sn":        "+tag@exemple.sn",
	} {
		a, err := mail.ParseAddress(in)
		if err != nil || a.Folded().String() != want {
			t.Errorf("%s folds to %v (%v), want %s", in, a.Folded(), err, want)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	f.Add("Awa.Diop+jeu@Exemple.SN")
	f.Add("awa@glacé.fr")
	f.Fuzz(func(t *testing.T, in string) {
		a, err := mail.ParseAddress(in)
		if err != nil {
			return
		}
		again, err := mail.ParseAddress(a.String())
		if err != nil || again != a {
			t.Errorf("%q gives %v, which gives %v (%v)", in, a, again, err)
		}
		if strings.ContainsAny(a.String(), "\r\n\x00 <>,;\"") {
			t.Errorf("%q gives %q, which is not fit for a header", in, a)
		}
	})
}
