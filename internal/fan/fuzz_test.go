package fan

import (
	netmail "net/mail"
	"strings"
	"testing"

	"kermesse/internal/clock"
	"kermesse/internal/secret"
)

// A contact that is taken can be written to, is one mailbox however it is read again, and is not
// told where it is shown masked.
func FuzzParseContact(f *testing.F) {
	for _, seed := range [][2]string{
		{"awa@exemple.sn", ""},
		{" Awa+fete@Gmail.com ", ""},
		{"awa@exemple.sn.", ""},
		{"awa@exämple.com", ""},
		{"a@b。sn", ""},
		{"", "+230 5712 3456"},
		{"", "5712 3456"},
		{"", "tel:+23057123456;ext=5"},
		{"\"a b\"@exemple.sn", ""},
		{"a@exemple.sn\r\nBcc: b@exemple.sn", ""},
	} {
		f.Add(seed[0], seed[1], "MU")
	}
	f.Fuzz(func(t *testing.T, email, phone, region string) {
		c, err := ParseContact(email, phone, region)
		if err != nil {
			return
		}
		again := Contact{}
		switch c.Kind {
		case ContactEmail:
			if a, err := netmail.ParseAddress(c.Value); err != nil || a.Address != c.Value || a.Name != "" {
				t.Errorf("%q is taken as %q, which no mail can be sent to: %v", email, c.Value, err)
			}
			if local, _, _ := strings.Cut(c.Value, "@"); len(local) > 1 && strings.HasPrefix(c.Masked(), local) {
				t.Errorf("%q is shown as %q", c.Value, c.Masked())
			}
			again, err = ParseContact(c.Value, "", region)
		case ContactPhone:
			if strings.Trim(c.Value, "+0123456789") != "" || len(c.Value) > 16 {
				t.Errorf("%q is taken as %q", phone, c.Value)
			}
			again, err = ParseContact("", c.Value, "")
		}
		if err != nil || again != c || !again.SameMailbox(c) {
			t.Errorf("%q, read again, is %q, %v", c.Value, again.Value, err)
		}
	})
}

// What comes with links, mails and cookies is ours to the letter, or nothing.
func FuzzTokens(f *testing.F) {
	key, err := secret.New(strings.Repeat("s", secret.MinLength))
	if err != nil {
		f.Fatal(err)
	}
	s := New(Options{Secret: key, Clock: clock.System})
	f.Add(s.stopToken("0198c5f4", "decision:gout"))
	f.Add(s.stopToken("0198c5f4", ""))
	f.Add(s.token("abc"))
	f.Add("abc." + s.deviceSignature("abc"))
	f.Add("..")
	f.Add("YQ.")
	f.Fuzz(func(t *testing.T, token string) {
		if id, purpose, ok := s.readStop(token); ok && s.stopToken(id, purpose) != token {
			t.Errorf("%q stops %q of %q", token, purpose, id)
		}
		if id, ok := s.Device(token); ok && string(id)+"."+s.deviceSignature(id) != token {
			t.Errorf("%q is a browser %q", token, id)
		}
	})
}
