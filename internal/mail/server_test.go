package mail_test

import (
	"strings"
	"testing"

	"kermesse/internal/mail"
)

func TestParseServer(t *testing.T) {
	for _, text := range []string{
		"smtp://user:pa%20ss@mail.example:587", "smtps://user:pass@mail.example", "smtp://localhost", "smtp://127.0.0.1:2525",
		"smtp://mail.example", "smtp://relay.lan:25?tls=none",
	} {
		if _, err := mail.ParseServer(text); err != nil {
			t.Errorf("ParseServer(%q): %v", text, err)
		}
	}
	for _, text := range []string{
		"", "mail.example:25", "http://mail.example", "smtp://", "smtp://mail.example/path", "smtp://mail.example:x",
		"smtp://user:hunter2@relay.lan:25?tls=none", "smtp://user:hunter2@[::1", "imap://user:hunter2@mail.example",
	} {
		_, err := mail.ParseServer(text)
		if err == nil {
			t.Errorf("ParseServer(%q) went through", text)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the password is in the error: %v", err)
		}
	}
}

func TestSenderNeedsAnAddress(t *testing.T) {
	if _, err := mail.NewSender(mail.SenderOptions{From: "Kermesse"}); err == nil {
		t.Error("a sender without an address was made")
	}
}
