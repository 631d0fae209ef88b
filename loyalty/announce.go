package loyalty

import (
	"context"
	"slices"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/loyalty/ledger"
)

// Announcer tells a brand's own systems what the books have taken, in the transaction that
// took it.
type Announcer interface {
	// Listening reports whether anybody is told anything of a brand; where nobody is,
	// nothing is put together.
	Listening(ctx context.Context, tx *db.DB, brand account.BrandID) (bool, error)
	AnnouncePoints(ctx context.Context, tx *db.DB, events []Event) error
}

// EventKind is what an event tells.
type EventKind string

// The kinds of events.
const (
	EventEarned      EventKind = "earned"
	EventAvailable   EventKind = "available" // pending points became spendable
	EventRedeemed    EventKind = "redeemed"  // points were used: spent, captured, or for a reward
	EventExpired     EventKind = "expired"
	EventAdjusted    EventKind = "adjusted"
	EventReversed    EventKind = "reversed"
	EventTransferred EventKind = "transferred"
	EventTierReached EventKind = "tier_reached"
	EventTierLost    EventKind = "tier_lost"
	EventIssued      EventKind = "voucher_issued"
	EventUsed        EventKind = "voucher_used"
	EventErased      EventKind = "erased"
)

// Event is one thing that happened in the books. It names the member and no person.
type Event struct {
	Kind      EventKind
	Brand     account.BrandID
	Member    string // number
	Fan       fan.ID // empty: not linked, or erased
	Txn       TxnID
	Ref       TxnID // the transaction it is about
	Operation ledger.Kind
	At        time.Time
	Rule      string // rule, reward or promo code
	Points    int64  // signed for adjustments and reversals
	Pending   bool
	Available time.Time // when pending points will be
	Expires   time.Time // of points or of a voucher; zero: never
	To        string    // number of who received a gift
	Tier      string
	Former    string
	Level     int
	Until     time.Time // when the tier is reviewed
	Balances  ledger.Balances
}

// announce tells what the transaction on the desk has done.
func (s *Service) announce(ctx context.Context, b books) error {
	if s.announcer == nil || len(b.desk.done) == 0 {
		return nil
	}
	if some, err := s.announcer.Listening(ctx, b.tx, b.brand); err != nil || !some {
		return err
	}
	members, err := b.membersByID(ctx, b.desk.done)
	if err != nil {
		return err
	}
	var events []Event
	for _, t := range b.desk.done {
		events = append(events, b.tell(t, members)...)
	}
	return s.announcer.AnnouncePoints(ctx, b.tx, events)
}

// done is a transaction of the books with what more there is to tell of it.
type done struct {
	txn
	tiers     []ledger.Tier
	after     ledger.Balances // of the member
	tierUntil time.Time
}

// tell says what a transaction means, in the order in which it happened.
func (b books) tell(t done, members map[MemberID]Member) []Event {
	m := members[t.member]
	base := Event{
		Brand: b.brand, Member: m.Ref, Fan: m.Fan, Txn: t.id, Ref: t.ref, Operation: t.Kind, At: t.At, Rule: t.rule,
		Balances: t.after,
	}
	var events []Event
	if kind, ok := eventKinds[t.Kind]; ok {
		e := base
		e.Kind = kind
		e.fill(t, members)
		events = append(events, e)
	}
	if t.Kind == ledger.Redeem {
		e := base
		e.Kind, e.Points, e.Expires = EventIssued, t.points, t.voucherUntil
		events = append(events, e)
	}
	if n := t.moved("", ledger.Expired); n > 0 && t.Kind != ledger.Erase && t.Kind != ledger.Expiry {
		e := base // what came back to a lot that had ended
		e.Kind, e.Points = EventExpired, n
		events = append(events, e)
	}
	if t.Tier != nil && t.Kind != ledger.Erase {
		events = append(events, base.withTier(t))
	}
	return events
}

// eventKinds are the entries that are told as such.
var eventKinds = map[ledger.Kind]EventKind{
	ledger.Earn: EventEarned, ledger.Confirm: EventAvailable, ledger.Activation: EventAvailable,
	ledger.Spend: EventRedeemed, ledger.Redeem: EventRedeemed, ledger.Capture: EventRedeemed,
	ledger.VoucherUse: EventUsed, ledger.Adjust: EventAdjusted, ledger.Transfer: EventTransferred, ledger.Reverse: EventReversed, ledger.Refund: EventReversed,
	ledger.PromoRedeem: EventEarned, ledger.PromoRollback: EventReversed,
	ledger.Expiry: EventExpired, ledger.Erase: EventErased,
}

// fill adds the figures that the event's kind has.
func (e *Event) fill(t done, members map[MemberID]Member) {
	e.Points = t.points
	switch t.Kind {
	case ledger.Earn, ledger.PromoRedeem, ledger.Adjust:
		e.lot(t)
	case ledger.Confirm, ledger.Activation:
		e.Points = t.moved(ledger.Pending, ledger.Available)
	case ledger.Expiry:
		e.Points = t.moved("", ledger.Expired)
	case ledger.Reverse, ledger.Refund, ledger.PromoRollback:
		e.Points = t.moved("", ledger.Available, ledger.Pending) - t.moved(ledger.Available, "") - t.moved(ledger.Pending, "")
	case ledger.VoucherUse:
		e.Txn, e.Ref = t.ref, ""
	case ledger.Transfer:
		e.To = members[t.other].Ref
	}
}

// lot adds when the points that were granted begin and end.
func (e *Event) lot(t done) {
	for _, p := range t.Postings {
		lot := p.Credit.Lot
		if lot == nil || p.Debit.Wallet != nil {
			continue
		}
		e.Expires = lot.ExpiresAt
		if p.Credit.Account == ledger.Pending {
			e.Pending, e.Available = true, lot.AvailableAt
		}
	}
}

// withTier is the change of tier that came with a transaction.
func (e Event) withTier(t done) Event {
	name := func(level int) string {
		if level < len(t.tiers) {
			return t.tiers[level].Name
		}
		return ""
	}
	e.Kind, e.Points, e.Rule = EventTierLost, 0, ""
	if *t.Tier > t.FormerTier {
		e.Kind = EventTierReached
	}
	e.Level, e.Tier, e.Former, e.Until = *t.Tier, name(*t.Tier), name(t.FormerTier), t.tierUntil
	return e
}

// moved sums the postings from an account, or from any, into one of some, or into any.
func (t txn) moved(from ledger.Account, into ...ledger.Account) int64 {
	var n int64
	for _, p := range t.Postings {
		fits := into[0] == "" || slices.Contains(into, p.Credit.Account)
		if (from == "" || p.Debit.Account == from) && fits {
			n += p.Points
		}
	}
	return n
}
