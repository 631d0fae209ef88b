package mail

import (
	"context"
	"errors"
	"fmt"
	netmail "net/mail"
	"strings"
	"sync/atomic"
	"time"

	gomail "github.com/wneessen/go-mail"

	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/jobs"
	"kermesse/internal/trace"
)

// Sender hands mails from the outbox to a mail server. Several may run on one database.
//
// A mail that the server took loses its texts, because they hold links and codes; who
// got what and when is kept for KeepSent. A recipient that the server refuses for good
// fails at once; anything else is tried again after the waits of retryAfter.
type Sender struct {
	db     *db.DB
	clock  clock.Clock
	server Server
	from   string
	name   string
	tracer *trace.Tracer

	sent, refused, postponed atomic.Int64
}

// SenderOptions are what a Sender is made of.
type SenderOptions struct {
	DB     *db.DB
	Clock  clock.Clock
	Server Server
	From   string // bare address that mails come from
	Name   string // shown where a mail names no sender of its own
	Tracer *trace.Tracer
}

// NewSender returns a sender, or an error if From is no address.
func NewSender(o SenderOptions) (*Sender, error) {
	if _, err := ParseAddress(o.From); err != nil {
		return nil, fmt.Errorf("mail: sender %q: %w", o.From, err)
	}
	return &Sender{db: o.DB, clock: o.Clock, server: o.Server, from: o.From, name: o.Name, tracer: o.Tracer}, nil
}

// Limits of sending.
const (
	batch    = 50                  // mails over one connection
	lease    = 5 * time.Minute     // after which a mail whose sender crashed is tried again
	last     = lease - time.Minute // after which no more of a batch is begun: another sender could take it, too
	KeepSent = 30 * 24 * time.Hour // how long a sent or failed mail stays listed
)

// retryAfter is how long to wait after each failed attempt; after the last one a mail
// has failed. Together a little over three days, as mail servers do among themselves.
var retryAfter = []time.Duration{
	time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 8 * time.Hour,
	24 * time.Hour, 36 * time.Hour,
}

// Task looks for mails that are due.
func (s *Sender) Task() jobs.Task {
	return jobs.Task{Name: "mail", Every: 2 * time.Second, Run: s.SendDue}
}

// SendDue sends every mail that is due. It returns an error when the server could not be
// reached or spoken to; the mails then wait.
func (s *Sender) SendDue(ctx context.Context) error {
	for {
		began := s.clock.Now()
		claimed, err := s.claim(ctx, began)
		if err != nil || len(claimed) == 0 {
			return err
		}
		if err := s.send(ctx, claimed, began); err != nil {
			return err
		}
	}
}

// claim takes due mails: whoever else looks does not see them until the lease is over.
func (s *Sender) claim(ctx context.Context, now time.Time) ([]mailRow, error) {
	var rows []mailRow
	err := s.db.InTx(ctx, func(tx *db.DB) (err error) {
		rows, err = claimMails(ctx, tx, now, now.Add(lease), batch)
		return err
	})
	return rows, err
}

// send hands each mail over on its own, so that a bad one stops none of the others. What it
// does not come to before a stop, or while the mails are its own, it leaves as it was.
func (s *Sender) send(ctx context.Context, rows []mailRow, began time.Time) error {
	client, err := s.server.client()
	if err != nil {
		return err
	}
	if err := client.DialWithContext(ctx); err != nil {
		if ctx.Err() != nil {
			return errors.Join(ctx.Err(), s.leave(ctx, rows, began)) // a stop is no failure of the server's
		}
		err = fmt.Errorf("mail: the server does not take us: %w", err)
		return errors.Join(err, s.note(ctx, rows, err))
	}
	for i, row := range rows {
		if ctx.Err() != nil || s.clock.Now().Sub(began) >= last {
			return errors.Join(ctx.Err(), s.leave(ctx, rows[i:], began), client.Close())
		}
		err := s.hand(ctx, client, row)
		if err := s.note(ctx, []mailRow{row}, err); err != nil {
			return errors.Join(err, client.Close())
		}
	}
	return client.Close()
}

// hand gives one mail to the server.
func (s *Sender) hand(ctx context.Context, client *gomail.Client, row mailRow) (err error) {
	_, step := s.tracer.Sending(ctx, "mail", row.Trace)
	step.Text("kermesse.mail.kind", row.Kind)
	step.Int("kermesse.attempts", row.Attempts)
	defer func() { step.End(err) }()
	m, err := s.message(row)
	if err != nil {
		return err
	}
	return client.Send(m)
}

// leave gives back what was claimed and not tried.
func (s *Sender) leave(ctx context.Context, rows []mailRow, began time.Time) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), smtpTimeout)
	defer cancel()
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	return s.db.InTx(ctx, func(tx *db.DB) error { return unclaimMails(ctx, tx, ids, s.clock.Now(), began.Add(lease)) })
}

// note stores how an attempt ended. It uses a context of its own, and waits for a database that
// is away, because a mail that left must not be sent again for want of a note. A stop shortens
// the wait.
func (s *Sender) note(ctx context.Context, rows []mailRow, failure error) error {
	noting, cancel := context.WithTimeout(context.WithoutCancel(ctx), lease-last)
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(smtpTimeout, cancel) })()
	s.tally(rows, failure)
	return s.db.InTxAtLast(noting, func(tx *db.DB) error {
		now := s.clock.Now()
		for _, row := range rows {
			if err := s.noteOne(noting, tx, row, failure, now); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Sender) noteOne(ctx context.Context, tx *db.DB, row mailRow, failure error, now time.Time) error {
	switch {
	case failure == nil:
		return markSent(ctx, tx, row.ID, now)
	case givenUp(row, failure):
		return markFailed(ctx, tx, row.ID, failure.Error())
	}
	return markRetry(ctx, tx, row.ID, failure.Error(), now.Add(retryAfter[row.Attempts-1]))
}

// givenUp reports whether no other attempt follows.
func givenUp(row mailRow, failure error) bool {
	return refusedForGood(failure) || row.Attempts > len(retryAfter)
}

// Handed is how the attempts of a sender ended since the start.
type Handed struct {
	Sent      int64 // taken by the server
	Refused   int64 // given up
	Postponed int64 // to be tried again
}

// Handed tells how the attempts of this process ended.
func (s *Sender) Handed() Handed {
	return Handed{Sent: s.sent.Load(), Refused: s.refused.Load(), Postponed: s.postponed.Load()}
}

func (s *Sender) tally(rows []mailRow, failure error) {
	for _, row := range rows {
		switch {
		case failure == nil:
			s.sent.Add(1)
		case givenUp(row, failure):
			s.refused.Add(1)
		default:
			s.postponed.Add(1)
		}
	}
}

// refusedForGood reports whether the server said that this recipient, and not we or the
// moment, is the problem.
func refusedForGood(err error) bool {
	var refusal *gomail.SendError
	return errors.As(err, &refusal) && refusal.Reason == gomail.ErrSMTPRcptTo && !refusal.IsTemp()
}

// message writes the mail as it travels. What came from people was checked by Enqueue;
// go-mail encodes the rest.
func (s *Sender) message(r mailRow) (*gomail.Msg, error) {
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	name := r.SenderName
	if name == "" {
		name = s.name
	}
	m.FromMailAddress(&netmail.Address{Name: name, Address: s.from})
	err := m.To(r.Recipient)
	if r.ReplyTo != "" {
		err = errors.Join(err, m.ReplyTo(r.ReplyTo))
	}
	m.Subject(r.Subject)
	m.SetDateWithValue(db.Time(r.CreatedAt))
	_, domain, _ := strings.Cut(s.from, "@")
	m.SetMessageIDWithValue(r.ID + "@" + domain)
	m.SetGenHeader("Auto-Submitted", "auto-generated") // no holiday replies
	if r.Unsubscribe != "" {
		m.SetGenHeader(gomail.HeaderListUnsubscribe, "<"+r.Unsubscribe+">")
		m.SetGenHeader(gomail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
	}
	m.SetBodyString(gomail.TypeTextPlain, r.TextBody)
	if r.HTMLBody != "" {
		m.AddAlternativeString(gomail.TypeTextHTML, r.HTMLBody)
	}
	return m, err
}

// Purge returns the task that removes mails KeepSent after they were written.
func (o *Outbox) Purge() jobs.Task {
	return jobs.Task{Name: "mail-purge", Every: time.Hour, Run: func(ctx context.Context) error {
		return o.db.InTx(ctx, func(tx *db.DB) error { return deleteMailsBefore(ctx, tx, o.clock.Now().Add(-KeepSent)) })
	}}
}
