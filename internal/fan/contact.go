package fan

import (
	"strings"
	"unicode/utf8"

	"kermesse/internal/fault"
	"kermesse/internal/mail"
)

// ContactKind is how a fan is reached.
type ContactKind string

// The kinds of contact.
const (
	ContactEmail ContactKind = "email"
	ContactPhone ContactKind = "phone"
)

// Contact is an e-mail address or a telephone number. Make one with ParseContact.
type Contact struct {
	Kind  ContactKind
	Value string // the address as it was typed, or the number in E.164
}

// What is wrong with a contact.
var (
	ErrContactMissing = fault.New(fault.Invalid, "contact_missing",
		"Indiquez une adresse e-mail ou un numéro de téléphone.",
		"Give an e-mail address or a telephone number.")
	ErrContactTwice = fault.New(fault.Invalid, "contact_twice",
		"Indiquez soit une adresse e-mail, soit un numéro de téléphone, pas les deux.",
		"Give either an e-mail address or a telephone number, not both.")
	ErrPhone = fault.New(fault.Invalid, "phone_invalid",
		"Indiquez un numéro de téléphone avec son indicatif, comme +230\u00a05\u00a0712\u00a03456.",
		"Give a telephone number with its country code, such as +230 5712 3456.")
)

// ParseContact reads exactly one of an e-mail address and a telephone number. region is
// the country (ISO 3166-1, "MU") of a number typed without its code. Faults, on the
// field "email" or "phone": ErrContactMissing, ErrContactTwice, mail.ErrAddress, ErrPhone.
func ParseContact(email, phone, region string) (Contact, error) {
	// A dot may end a domain, and a sentence; no mail can be sent to what is written so.
	email, phone = strings.TrimRight(strings.TrimSpace(email), "."), strings.TrimSpace(phone)
	switch {
	case email == "" && phone == "":
		return Contact{}, fault.Invalids(ErrContactMissing.At("email"))
	case email != "" && phone != "":
		return Contact{}, fault.Invalids(ErrContactTwice.At("phone"))
	case email != "":
		if _, err := mail.ParseAddress(email); err != nil {
			return Contact{}, fault.Invalids(err.At("email"))
		}
		return Contact{Kind: ContactEmail, Value: email}, nil
	}
	number, err := parsePhone(phone, region)
	if err != nil {
		return Contact{}, fault.Invalids(err.At("phone"))
	}
	return Contact{Kind: ContactPhone, Value: number}, nil
}

// Masked shows enough of a contact to be recognised by its owner, and no more:
// "a•••@exemple.sn", "+230•••456".
func (c Contact) Masked() string {
	switch c.Kind {
	case ContactEmail:
		local, domain, _ := strings.Cut(c.Value, "@")
		_, size := utf8.DecodeRuneInString(local)
		return local[:size] + "•••@" + domain
	case ContactPhone:
		if len(c.Value) < 8 {
			return "•••"
		}
		return c.Value[:4] + "•••" + c.Value[len(c.Value)-3:]
	}
	return ""
}

// SameMailbox reports whether two contacts reach one person: the same, or two spellings of
// one mailbox as some providers take them.
func (c Contact) SameMailbox(other Contact) bool {
	return c.Kind == other.Kind && c.folded() == other.folded()
}

// Mailbox is the same for all spellings of one mailbox, and the number of a telephone: for
// keyed hashes, never to be shown or written to.
func (c Contact) Mailbox() string { return c.folded() }

func (c Contact) folded() string {
	if c.Kind == ContactEmail {
		if a, err := mail.ParseAddress(c.Value); err == nil {
			return a.Folded().String()
		}
	}
	return c.Value
}

// normalised is the form under which equal contacts are equal.
func (c Contact) normalised() string {
	if c.Kind == ContactEmail {
		if a, err := mail.ParseAddress(c.Value); err == nil {
			return a.String()
		}
	}
	return c.Value
}
