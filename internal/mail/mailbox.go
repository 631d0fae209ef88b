package mail

import (
	"context"
	"time"

	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/rate"
	"kermesse/internal/secret"
)

// How many mails that anybody can set off go to one mailbox, of all forms of the house: entries,
// votes, sign-ins, passwords, parents, invitations, of every brand.
const (
	PerHour = 5
	PerDay  = 12 // beyond, one an hour still leaves
)

// Mailboxes counts the mails that somebody else than their receiver may have set off: nobody's
// mailbox is to be filled by a stranger who types its address, under however many aliases, in
// however many forms and at however many brands. The counters are named by keyed hashes.
type Mailboxes struct {
	clock clock.Clock
	key   []byte
}

// NewMailboxes returns the counters of a house; all who are given its secret share them.
func NewMailboxes(s secret.Secret, c clock.Clock) Mailboxes {
	return Mailboxes{clock: c, key: s.Key("mail mailboxes")}
}

// Bears counts one more mail to a mailbox (see Address.Folded), in the caller's transaction, and
// reports whether it may leave. Whoever holds the mailbox is not shut out by strangers: after
// PerDay one mail an hour still leaves, and its link works in whichever browser it is opened.
//
// reserved names what must not be kept back by mails of other kinds, such as a lost password: of
// each such name one mail an hour leaves in any case. It is empty for what anybody can set off
// for anybody.
func (m Mailboxes) Bears(ctx context.Context, tx *db.DB, mailbox, reserved string) (bool, error) {
	name, now := rate.NewName(m.key, "mailbox", mailbox), m.clock.Now()
	hour, err := rate.Hit(ctx, tx, name, time.Hour, now)
	if err != nil {
		return false, err
	}
	day, err := rate.Hit(ctx, tx, name, 24*time.Hour, now)
	if err != nil {
		return false, err
	}
	bears := hour <= PerHour && (day <= PerDay || hour == 1)
	if reserved == "" {
		return bears, nil
	}
	own, err := rate.Hit(ctx, tx, rate.NewName(m.key, "reserved", reserved, mailbox), time.Hour, now)
	return bears || own == 1, err
}
