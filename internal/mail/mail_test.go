package mail_test

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
	"kermesse/internal/mail"
	"kermesse/internal/mail/mailtest"
)

type house struct {
	db       *db.DB
	clock    *clock.Settable
	outbox   *mail.Outbox
	receiver *mailtest.Receiver
	sender   *mail.Sender
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{db: dbtest.Open(t), clock: clock.NewSettable(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))}
	h.outbox = mail.NewOutbox(h.db, h.clock)
	h.receiver = mailtest.Start(t)
	h.sender = h.newSender(t, h.receiver.URL)
	return h
}

func (h *house) newSender(t *testing.T, url string) *mail.Sender {
	t.Helper()
	server, err := mail.ParseServer(url)
	if err != nil {
		t.Fatal(err)
	}
	s, err := mail.NewSender(mail.SenderOptions{DB: h.db, Clock: h.clock, Server: server, From: "fete@marque.example", Name: "Kermesse"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func message(to string) mail.Message {
	return mail.Message{
		Brand: "b", To: to, FromName: "Délices de l’Océan", ReplyTo: "bonjour@delices.example", Subject: "Été : goûtez « mangue »",
		Text: "Bonjour à vous.\n", HTML: "<p>Bonjour à vous.</p>", Kind: "test", Unsubscribe: "https://fete.example/u/1",
	}
}

func (h *house) enqueue(t *testing.T, m mail.Message) error {
	t.Helper()
	return h.db.InTx(t.Context(), func(tx *db.DB) error { return h.outbox.Enqueue(t.Context(), tx, m) })
}

func (h *house) state(t *testing.T) mail.Stored {
	t.Helper()
	mails, err := h.outbox.Recent(t.Context(), 1)
	if err != nil || len(mails) != 1 {
		t.Fatalf("Recent = %v, %v", mails, err)
	}
	return mails[0]
}

func TestMailArrivesAsWritten(t *testing.T) {
	h := newHouse(t)
	if err := h.enqueue(t, message("awa@exemple.sn")); err != nil {
		t.Fatal(err)
	}
	if err := h.sender.SendDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := h.receiver.Mails()
	if len(got) != 1 || got[0].From != "fete@marque.example" || strings.Join(got[0].To, ",") != "awa@exemple.sn" {
		t.Fatalf("arrived: %+v", got)
	}
	decoded := func(name string) string {
		s, err := new(mime.WordDecoder).DecodeHeader(got[0].Header(t, name))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	stored := h.state(t)
	for name, want := range map[string]string{
		"Subject": "Été : goûtez « mangue »", "From": `Délices de l’Océan <fete@marque.example>`,
		"To": "<awa@exemple.sn>", "Reply-To": "<bonjour@delices.example>", "Message-ID": "<" + stored.ID + "@marque.example>",
		"List-Unsubscribe": "<https://fete.example/u/1>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
		"Auto-Submitted": "auto-generated",
	} {
		if got := strings.ReplaceAll(decoded(name), `"`, ""); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	text, html := alternatives(t, got[0].Raw)
	if text != "Bonjour à vous.\r\n" || html != "<p>Bonjour à vous.</p>" {
		t.Errorf("text %q, html %q", text, html)
	}
	if stored.State != mail.Sent || stored.Text != "" || stored.HTML != "" || stored.SentAt.IsZero() {
		t.Errorf("stored: %+v; want it sent and without its texts", stored)
	}
}

// alternatives returns the plain and the HTML part of a mail.
func alternatives(t *testing.T, raw string) (text, html string) {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("content type %s, %v", kind, err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return text, html
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/html") {
			html = string(body)
		} else {
			text = string(body)
		}
	}
}

// Nothing that a person typed can add a header, a recipient or a second mail.
func TestHeaderInjectionIsRefused(t *testing.T) {
	h := newHouse(t)
	for name, change := range map[string]func(*mail.Message){
		"recipient with a line":   func(m *mail.Message) { m.To = "a@b.sn\r\nBcc: x@y.sn" },
		"two recipients":          func(m *mail.Message) { m.To = "a@b.sn, x@y.sn" },
		"recipient with a name":   func(m *mail.Message) { m.To = "X <a@b.sn>" },
		"no recipient":            func(m *mail.Message) { m.To = "" },
		"subject with a line":     func(m *mail.Message) { m.Subject = "Bonjour\nBcc: x@y.sn" },
		"subject with a return":   func(m *mail.Message) { m.Subject = "Bonjour\rBcc: x@y.sn" },
		"subject with NUL":        func(m *mail.Message) { m.Subject = "a\x00b" },
		"sender name with a line": func(m *mail.Message) { m.FromName = "Marque\r\nX: y" },
		"reply-to with a line":    func(m *mail.Message) { m.ReplyTo = "a@b.sn\r\nX: y" },
		"unsubscribe with a line": func(m *mail.Message) { m.Unsubscribe = "https://x\r\nX: y" },
		"no subject":              func(m *mail.Message) { m.Subject = "" },
		"no text":                 func(m *mail.Message) { m.Text = "" },
	} {
		m := message("awa@exemple.sn")
		change(&m)
		if err := h.enqueue(t, m); !errors.Is(err, mail.ErrMessage) {
			t.Errorf("%s: %v, want ErrMessage", name, err)
		}
	}
	m := message("awa@exemple.sn")
	m.FromName, m.Text = `"Marque" <autre@exemple.sn>,`, "..\r\n.\r\nMAIL FROM:<x@y.sn>\r\n"
	if err := h.enqueue(t, m); err != nil {
		t.Fatal(err)
	}
	if err := h.sender.SendDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := h.receiver.Mails()
	if len(got) != 1 || len(got[0].To) != 1 {
		t.Fatalf("arrived: %+v", got)
	}
	from, err := netmail.ParseAddress(got[0].Header(t, "From"))
	if err != nil || from.Address != "fete@marque.example" || from.Name != m.FromName {
		t.Errorf("From: %v, %v", from, err)
	}
}

func TestMailLeavesOnlyIfTheTransactionCommits(t *testing.T) {
	h := newHouse(t)
	boom := errors.New("boom")
	err := h.db.InTx(t.Context(), func(tx *db.DB) error {
		return errors.Join(h.outbox.Enqueue(t.Context(), tx, message("awa@exemple.sn")), boom)
	})
	if !errors.Is(err, boom) {
		t.Fatal(err)
	}
	if err := h.outbox.Enqueue(t.Context(), h.db, message("awa@exemple.sn")); !errors.Is(err, db.ErrNoTx) {
		t.Errorf("outside a transaction: %v, want ErrNoTx", err)
	}
	if err := h.sender.SendDue(t.Context()); err != nil || len(h.receiver.Mails()) != 0 {
		t.Errorf("%d mails left (%v)", len(h.receiver.Mails()), err)
	}
}

func TestTwoSendersSendOnce(t *testing.T) {
	h := newHouse(t)
	for range 20 {
		if err := h.enqueue(t, message("awa@exemple.sn")); err != nil {
			t.Fatal(err)
		}
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := h.newSender(t, h.receiver.URL).SendDue(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(h.receiver.Mails()); n != 20 {
		t.Errorf("%d mails arrived, want 20", n)
	}
}

func TestRefusedForGoodFailsAndTheOthersLeave(t *testing.T) {
	h := newHouse(t)
	h.receiver.Refuse(func(to string) error {
		if to == "gone@exemple.sn" {
			return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
		}
		return nil
	})
	for _, to := range []string{"a@exemple.sn", "gone@exemple.sn", "b@exemple.sn"} {
		if err := h.enqueue(t, message(to)); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.sender.SendDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(h.receiver.Mails()); n != 2 {
		t.Errorf("%d mails arrived, want 2", n)
	}
	mails, err := h.outbox.Recent(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mails {
		want := mail.Sent
		if m.To == "gone@exemple.sn" {
			want = mail.Failed
		}
		if m.State != want || m.Text != "" {
			t.Errorf("%s is %s (%s), want %s", m.To, m.State, m.LastError, want)
		}
	}
}

func TestTemporaryRefusalIsTriedAgainAndGivenUp(t *testing.T) {
	h := newHouse(t)
	if err := h.enqueue(t, message("awa@exemple.sn")); err != nil {
		t.Fatal(err)
	}
	h.receiver.Refuse(func(string) error {
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "later"}
	})
	attempts := 0
	for h.state(t).State == mail.Queued {
		if err := h.sender.SendDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		attempts++
		if got := h.state(t).Attempts; got != attempts {
			t.Fatalf("%d attempts counted after %d", got, attempts)
		}
		if err := h.sender.SendDue(t.Context()); err != nil { // not due yet: nothing happens
			t.Fatal(err)
		}
		h.clock.Advance(48 * time.Hour)
	}
	if s := h.state(t); s.State != mail.Failed || attempts != 9 || !strings.Contains(s.LastError, "later") {
		t.Errorf("%s after %d attempts: %s", s.State, attempts, s.LastError)
	}
}

func TestServerThatIsDownLosesNothing(t *testing.T) {
	h := newHouse(t)
	if err := h.enqueue(t, message("awa@exemple.sn")); err != nil {
		t.Fatal(err)
	}
	if err := h.newSender(t, "smtp://127.0.0.1:1").SendDue(t.Context()); err == nil {
		t.Fatal("a server that is not there took the mail")
	}
	if s := h.state(t); s.State != mail.Queued || s.Attempts != 1 || s.Text == "" {
		t.Fatalf("stored: %+v", s)
	}
	h.clock.Advance(time.Minute)
	if err := h.sender.SendDue(t.Context()); err != nil || len(h.receiver.Mails()) != 1 {
		t.Errorf("%d mails arrived (%v), want 1", len(h.receiver.Mails()), err)
	}
}

func TestPurgeKeepsWhatWaits(t *testing.T) {
	h := newHouse(t)
	if err := h.enqueue(t, message("sent@exemple.sn")); err != nil {
		t.Fatal(err)
	}
	if err := h.sender.SendDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := h.enqueue(t, message("waits@exemple.sn")); err != nil {
		t.Fatal(err)
	}
	h.clock.Advance(mail.KeepSent + time.Second)
	if err := h.outbox.Purge().Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	mails, err := h.outbox.Recent(t.Context(), 10)
	if err != nil || len(mails) != 1 || mails[0].To != "waits@exemple.sn" {
		t.Errorf("left: %v, %v", mails, err)
	}
}

// A mail server so slow that a batch takes longer than it is the sender's own: what is left of it then
// goes to whoever comes next, and to nobody twice.
func TestASlowServerSendsNothingTwice(t *testing.T) {
	h := newHouse(t)
	const mails = 12
	for range mails {
		if err := h.enqueue(t, message("awa@exemple.sn")); err != nil {
			t.Fatal(err)
		}
	}
	quick := mailtest.Start(t)
	other := h.newSender(t, quick.URL)
	h.receiver.Refuse(func(string) error {
		h.clock.Advance(70 * time.Second)
		return other.SendDue(context.Background())
	})
	if err := h.sender.SendDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if slow, rest := len(h.receiver.Mails()), len(quick.Mails()); slow+rest != mails || slow < 2 {
		t.Errorf("%d mails arrived slowly and %d quickly, want %d in all", slow, rest, mails)
	}
}

// A stop in the middle of a batch waits for the mail that is on its way, and for no other.
func TestAStopLeavesTheOtherMails(t *testing.T) {
	h := newHouse(t)
	const mails = 10
	for range mails {
		if err := h.enqueue(t, message("awa@exemple.sn")); err != nil {
			t.Fatal(err)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	h.receiver.Refuse(func(string) error { stop(); return nil })
	if err := h.sender.SendDue(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("the sender was stopped and says %v", err)
	}
	if n := len(h.receiver.Mails()); n != 1 {
		t.Errorf("%d mails left after the stop", n)
	}
	if s := h.state(t); s.State != mail.Queued || s.Attempts != 0 {
		t.Errorf("the last one is %s after %d attempts; it was never tried", s.State, s.Attempts)
	}
	h.receiver.Refuse(nil)
	if err := h.sender.SendDue(t.Context()); err != nil || len(h.receiver.Mails()) != mails {
		t.Errorf("%d mails arrived (%v), want %d", len(h.receiver.Mails()), err, mails)
	}
}
