// Package mailtest is a real SMTP server for tests: it listens on a free port of this
// machine, takes mails and keeps them to be looked at.
package mailtest

import (
	"errors"
	"io"
	"net"
	netmail "net/mail"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// Mail is one mail as it arrived.
type Mail struct {
	From string // of the envelope
	To   []string
	Raw  string
}

// Header returns a header, its encoded words decoded by the caller if need be.
func (m Mail) Header(t testing.TB, name string) string {
	t.Helper()
	parsed, err := netmail.ReadMessage(strings.NewReader(m.Raw))
	if err != nil {
		t.Fatalf("the mail cannot be read: %v", err)
	}
	return parsed.Header.Get(name)
}

// Receiver is the server. It is safe for concurrent use.
type Receiver struct {
	URL string // for mail.ParseServer

	mu     sync.Mutex
	mails  []Mail
	refuse func(to string) error
}

// Start returns a running receiver, stopped when the test ends.
func Start(t testing.TB) *Receiver {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &Receiver{URL: "smtp://" + ln.Addr().String()}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		return &session{receiver: r}, nil
	}))
	server.Domain = "localhost"
	server.ErrorLog = silent{}
	done := make(chan error, 1)
	go func() { done <- server.Serve(ln) }()
	t.Cleanup(func() {
		// The server may not have got as far as its listener yet: close that ourselves.
		_, _ = server.Close(), ln.Close()
		if err := <-done; err != nil && !errors.Is(err, smtp.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
			t.Errorf("the mail receiver: %v", err)
		}
	})
	return r
}

// Mails returns what has arrived, the oldest first.
func (r *Receiver) Mails() []Mail {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.mails)
}

// Refuse makes the receiver answer each recipient with what fn returns: an
// *smtp.SMTPError, or nil to take the mail.
func (r *Receiver) Refuse(fn func(to string) error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refuse = fn
}

func (r *Receiver) answer(to string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.refuse == nil {
		return nil
	}
	return r.refuse(to)
}

func (r *Receiver) keep(m Mail) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.mails = append(r.mails, m)
}

// session is one connection's dialogue.
type session struct {
	receiver *Receiver
	mail     Mail
}

func (s *session) Reset()        { s.mail = Mail{} }
func (s *session) Logout() error { return nil }

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.mail = Mail{From: from}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if err := s.receiver.answer(to); err != nil {
		return err
	}
	s.mail.To = append(s.mail.To, to)
	return nil
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.mail.Raw = string(raw)
	s.receiver.keep(s.mail)
	return nil
}

// silent drops the server's own log.
type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}
