package fan

import (
	"context"

	"kermesse/internal/db"
	"kermesse/internal/mail"
)

// How many mails that anybody can set off go to one mailbox.
const (
	MailsPerHour = mail.PerHour
	MailsPerDay  = mail.PerDay // beyond, one an hour still leaves
)

// Bears counts one more mail to a mailbox that has not asked for it itself, in the
// caller's transaction, and reports whether it may leave: see mail.Mailboxes.
func (s *Service) Bears(ctx context.Context, tx *db.DB, c Contact) (bool, error) {
	return s.mailboxes.Bears(ctx, tx, c.folded(), "")
}

// BearsFrom is Bears for what the team of a brand sends by hand, and strangers must not keep
// back: from names it.
func (s *Service) BearsFrom(ctx context.Context, tx *db.DB, c Contact, from string) (bool, error) {
	return s.mailboxes.Bears(ctx, tx, c.folded(), from)
}
