package fan

import (
	"context"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/rate"
)

// How many mails that anybody can set off go to one mailbox, of all forms of the house:
// entries, votes, sign-ins, of every brand.
const (
	MailsPerHour = 5
	MailsPerDay  = 12 // beyond, one an hour still leaves
)

// Bears counts one more mail to a mailbox that has not asked for it itself, in the
// caller's transaction, and reports whether it may leave: nobody's mailbox is to be filled
// by a stranger who types its address, under however many aliases and at however many
// brands. Whoever holds the mailbox is not shut out by that: after MailsPerDay one mail an
// hour still leaves, and its link works in whichever browser it is opened. The counter is
// named by a keyed hash.
func (s *Service) Bears(ctx context.Context, tx *db.DB, c Contact) (bool, error) {
	name := rate.NewName(s.keys.rate, "mailbox", c.folded())
	now := s.clock.Now()
	hour, err := rate.Hit(ctx, tx, name, time.Hour, now)
	if err != nil {
		return false, err
	}
	day, err := rate.Hit(ctx, tx, name, 24*time.Hour, now)
	return hour <= MailsPerHour && (day <= MailsPerDay || hour == 1), err
}
