package mail

import (
	"context"
	"time"

	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/trace"
)

// Outbox is where domains put mails. It needs no mail server.
type Outbox struct {
	db    *db.DB
	clock clock.Clock
}

// NewOutbox returns the outbox of a database.
func NewOutbox(d *db.DB, c clock.Clock) *Outbox {
	return &Outbox{db: d, clock: c}
}

// State is how far a mail has got.
type State string

// The states of a mail.
const (
	Queued State = "queued" // waits for its first or next attempt
	Sent   State = "sent"   // the server took it
	Failed State = "failed" // given up: refused for good, or too many attempts
)

// Stored is a mail in the outbox.
type Stored struct {
	Message
	ID        string
	State     State
	Attempts  int
	LastError string
	CreatedAt time.Time
	SentAt    time.Time // zero until sent
}

// Enqueue writes a mail in the caller's transaction: it leaves if, and only if, that
// transaction commits. A message that could not be sent wraps ErrMessage.
func (o *Outbox) Enqueue(ctx context.Context, tx *db.DB, m Message) error {
	if err := tx.RequireTx(); err != nil {
		return err
	}
	if err := m.check(); err != nil {
		return err
	}
	row := newMailRow(m, o.clock.Now())
	row.Trace = trace.Parent(ctx)
	return insertMail(ctx, tx, row)
}

// Waiting is how many mails of a kind wait for their turn.
func (o *Outbox) Waiting(ctx context.Context, kind Kind) (int, error) {
	return countWaiting(ctx, o.db, kind)
}

// Recent returns the newest mails, the newest first, at most limit: for the sandbox,
// the demo and tests. Mails that a server took have lost their text (see Sender).
func (o *Outbox) Recent(ctx context.Context, limit int) ([]Stored, error) {
	return selectRecent(ctx, o.db, limit)
}

// ListTo returns the mails of a brand to an address, the newest first, without their
// texts. d may be a transaction.
func (o *Outbox) ListTo(ctx context.Context, d *db.DB, brand, to string) ([]Stored, error) {
	return selectTo(ctx, d, brand, to)
}

// Forget removes every mail of a brand to an address, in the caller's transaction: part
// of a fan's erasure. A mail that is just being handed over may still arrive.
func (o *Outbox) Forget(ctx context.Context, tx *db.DB, brand, to string) error {
	return deleteMailsTo(ctx, tx, brand, to)
}
