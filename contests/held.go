package contests

import (
	"context"
	"time"

	"kermesse/contests/draw"
	"kermesse/contests/instant"
	"kermesse/internal/db"
)

// HeldReceipt is an earlier receipt of an entry: it had other tickets then.
type HeldReceipt struct {
	Revision   int
	Tickets    uint64
	Commitment string
}

// HeldCode is a code that was typed for an entry. Which one is not known: codes are kept as
// fingerprints.
type HeldCode struct {
	UsedAt *time.Time // nil: it waits until the entry is confirmed
}

// HeldSlip is a till receipt that was sent. Its photo is among the pictures.
type HeldSlip struct {
	Shop        string
	Number      string
	AmountMinor int64
	Currency    string
	BoughtOn    string // a day
	State       SlipState
	Reason      SlipReason
	Tickets     uint64
	Picture     string // its name among the pictures; empty: none, or deleted by now
	SentAt      time.Time
}

// HeldPlay is a play for a prize that is won at once.
type HeldPlay struct {
	ID    string // its hash stands in the published list
	Day   string // or week; empty: there is one play
	At    time.Time
	Prize string // that it won; empty: none
}

// HeldMail is a mail that was sent about an entry.
type HeldMail struct {
	Kind string
	To   string
	At   time.Time
}

// HeldDecision is what staff decided about an entry.
type HeldDecision struct {
	Act    string
	Reason Reason
	Flags  []Flag // that it had before
	Appeal bool   // it answered an appeal
	At     time.Time
}

// HeldTrace is something that the entry is compared with others by. What is kept is a hash
// that means something within this contest only.
type HeldTrace struct {
	Kind string
	At   time.Time
}

// HeldPlace is a place in the order of a draw.
type HeldPlace struct {
	Attempt   int
	Prize     string
	Place     int // in the order for this prize, from 1
	Alternate bool
	Out       Reason // why it lost its place; empty: it did not
}

// heldRows fills in what other tables than entries keep of an entry.
func (s *Service) heldRows(ctx context.Context, tx *db.DB, c Contest, e stored, h *Held) (err error) {
	if h.Receipts, err = selectHeldReceipts(ctx, tx, e.ID); err != nil {
		return err
	}
	if h.Codes, err = selectHeldCodes(ctx, tx, e.ID); err != nil {
		return err
	}
	if h.Mails, err = selectHeldMails(ctx, tx, e.ID); err != nil {
		return err
	}
	if h.Decisions, err = selectHeldDecisions(ctx, tx, e.ID); err != nil {
		return err
	}
	if h.Traces, err = selectHeldTraces(ctx, tx, e.ID); err != nil {
		return err
	}
	if h.Drawn, err = selectHeldPlaces(ctx, tx, c, e.ID); err != nil {
		return err
	}
	if h.Plays, err = s.heldPlays(ctx, tx, c, e.ID); err != nil {
		return err
	}
	h.TillReceipts, err = s.heldSlips(ctx, tx, c, e.ID)
	return err
}

func (s *Service) heldSlips(ctx context.Context, tx *db.DB, c Contest, id EntryID) ([]HeldSlip, error) {
	slips, err := selectSlips(ctx, tx, c, "WHERE s.entry_id = ? ORDER BY s.id", string(id))
	held := make([]HeldSlip, len(slips))
	for i, slip := range slips {
		held[i] = HeldSlip{
			Shop: slip.Shop, Number: slip.Number, AmountMinor: slip.AmountMinor, BoughtOn: slip.BoughtOn.Format(time.DateOnly),
			State: slip.State, Reason: slip.Reason, Tickets: slip.Tickets, SentAt: slip.SentAt,
		}
		if c.Entry.Slips != nil {
			held[i].Currency = c.Entry.Slips.Currency
		}
		if slip.Photo {
			held[i].Picture = slipField(slip.ID)
		}
	}
	return held, err
}

func (s *Service) heldPlays(ctx context.Context, tx *db.DB, c Contest, id EntryID) ([]HeldPlay, error) {
	rows, err := selectPlays(ctx, tx, "WHERE p.entry_id = ? ORDER BY p.no", string(id))
	held := make([]HeldPlay, len(rows))
	for i, row := range rows {
		held[i] = HeldPlay{ID: row.ID, Day: row.Period, At: db.Time(row.PlayedAt)}
		if row.Moment != instant.Lost && c.Entry.Instant != nil {
			held[i].Prize = c.Entry.Instant.Prizes[row.Prize].Name
		}
	}
	return held, err
}

// heldCommitment writes a commitment as a receipt does.
func heldCommitment(b []byte) string {
	var h draw.Hash
	copy(h[:], b)
	return h.String()
}
