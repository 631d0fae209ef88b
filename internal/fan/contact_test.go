package fan_test

import (
	"errors"
	"strings"
	"testing"

	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
)

func TestParseContact(t *testing.T) {
	for _, c := range []struct {
		email, phone, region string
		want                 string
		kind                 fan.ContactKind
	}{
		{" awa@exemple.sn ", "", "", "awa@exemple.sn", fan.ContactEmail},
		{"", "5712 3456", "MU", "+23057123456", fan.ContactPhone},
		{"", "+230 5712 3456", "FR", "+23057123456", fan.ContactPhone},
		{"", "06 12 34 56 78", "FR", "+33612345678", fan.ContactPhone},
		{"", "77 123 45 67", "SN", "+221771234567", fan.ContactPhone},
		{"", "07 07 12 34 56", "CI", "+2250707123456", fan.ContactPhone},
		{"", "0692 12 34 56", "RE", "+262692123456", fan.ContactPhone},
		{"", "0033612345678", "FR", "+33612345678", fan.ContactPhone},
	} {
		got, err := fan.ParseContact(c.email, c.phone, c.region)
		if err != nil || got.Value != c.want || got.Kind != c.kind {
			t.Errorf("ParseContact(%q, %q, %q) = %+v, %v; want %s", c.email, c.phone, c.region, got, err, c.want)
		}
	}
}

func TestParseContactRefuses(t *testing.T) {
	for _, c := range []struct {
		email, phone, region string
		field                string
		want                 *fault.Error
	}{
		{"", "", "", "email", fan.ErrContactMissing},
		{"a@b.sn", "5712 3456", "MU", "phone", fan.ErrContactTwice},
		{"awa", "", "", "email", mail.ErrAddress},
		{"Awa <awa@exemple.sn>", "", "", "email", mail.ErrAddress},
		{"awa@exemple.sn\r\nBcc: x@y.sn", "", "", "email", mail.ErrAddress},
		{"", "12", "MU", "phone", fan.ErrPhone},
		{"", "5712 3456", "", "phone", fan.ErrPhone},
		{"", "not a number", "MU", "phone", fan.ErrPhone},
		{"", "+23057123456 ext. 7", "MU", "phone", fan.ErrPhone},
		{"", strings.Repeat("5", 1000), "MU", "phone", fan.ErrPhone},
	} {
		_, err := fan.ParseContact(c.email, c.phone, c.region)
		f := fault.From(err)
		if f == nil || len(f.Fields) != 1 || f.Fields[0].Name != c.field || !errors.Is(f.Fields[0].Fault, c.want) {
			t.Errorf("ParseContact(%q, %q, %q) = %v; want %s on %s", c.email, c.phone, c.region, err, c.want.Code, c.field)
		}
	}
}

func TestMasked(t *testing.T) {
	for contact, want := range map[fan.Contact]string{
		{Kind: fan.ContactEmail, Value: "awa.diop@exemple.sn"}: "a•••@exemple.sn",
		{Kind: fan.ContactPhone, Value: "+23057123456"}:        "+230•••456",
		{}: "",
	} {
		if got := contact.Masked(); got != want {
			t.Errorf("%+v masked = %q, want %q", contact, got, want)
		}
	}
}

func TestThrowAwayDomainsAreFlaggedNotRefused(t *testing.T) {
	h := newHouse(t)
	for email, want := range map[string]bool{
		"a@yopmail.com": true, "a@sub.mailinator.com": true, "a@YOPmail.com": true,
		"a@gmail.com": false, "a@notyopmail.com": false, "a@yopmail.com.example.sn": false,
	} {
		if f := h.ensure(t, email, false); f.Disposable != want {
			t.Errorf("%s flagged %v, want %v", email, f.Disposable, want)
		}
	}
}
