// Package mail writes mails into an outbox, in the transaction that causes them, and
// sends them by SMTP afterwards. A mail is sent at least once: a crash between the
// server's yes and our note of it sends it again, under the same Message-ID.
//
// The texts of the house's mails are here too, one type per letter in letters_*.go, in
// French and English, as plain text and as HTML.
package mail

import (
	"errors"
	"fmt"
	netmail "net/mail"
	"strings"
	"time"
	"unicode"
)

// Kind is what a mail is about, for statistics and for the sandbox's readers.
type Kind string

// Message is one mail to one address.
type Message struct {
	Brand       string // account.BrandID as text; empty: from the house itself
	To          string // a bare address
	FromName    string // shown as the sender; empty: the sender's configured name
	ReplyTo     string // a bare address, or empty
	Subject     string
	Text        string // plain text, always there
	HTML        string // the same in HTML; may be empty
	Kind        Kind
	Unsubscribe string    // URL for List-Unsubscribe, on mails that a fan may refuse
	NotBefore   time.Time // when it may leave; zero: at once
}

// ErrMessage is wrapped by Enqueue's refusals of a message that cannot be sent as it is.
var ErrMessage = errors.New("mail: message not fit to send")

// check refuses what no mail may hold: more than one recipient, a line break or a
// control character in a header, nothing to read.
func (m Message) check() error {
	for name, value := range map[string]string{"to": m.To, "reply-to": m.ReplyTo} {
		if value == "" && name == "reply-to" {
			continue
		}
		if a, err := netmail.ParseAddress(value); err != nil || a.Name != "" || a.Address != value {
			return fmt.Errorf("%w: %s is not one bare address", ErrMessage, name)
		}
	}
	for name, value := range map[string]string{
		"to": m.To, "from name": m.FromName, "reply-to": m.ReplyTo, "subject": m.Subject,
		"kind": string(m.Kind), "unsubscribe": m.Unsubscribe,
	} {
		if strings.ContainsFunc(value, unicode.IsControl) {
			return fmt.Errorf("%w: control character in %s", ErrMessage, name)
		}
	}
	if m.Subject == "" || m.Text == "" || m.Kind == "" {
		return fmt.Errorf("%w: subject, text and kind are needed", ErrMessage)
	}
	return nil
}
