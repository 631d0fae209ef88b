// Package ledger holds the rules of the loyalty books: what an amount earns, when points
// become spendable and when they end, which points go first, how a refund takes them back,
// when a tier rises and falls. It computes from its arguments alone: no clock, no database,
// no network. So whoever doubts a balance can read this package and nothing else.
//
// A Wallet is one member's side of the books. Every operation on it writes one Entry of
// double-entry postings, and the balances change only by those postings: the books and
// the balances cannot disagree, because one function (Entry.move) makes both.
//
// Points are whole numbers. Callers give times of at most millisecond precision and never
// go back: they call Settle with the present time before any operation.
package ledger

import (
	"cmp"
	"errors"
	"time"
)

// Refusals of the rules. An operation that returns one has changed nothing.
var (
	ErrInvalidAmount    = errors.New("ledger: the number of points must be above zero")
	ErrInsufficient     = errors.New("ledger: not enough available points")
	ErrNotPending       = errors.New("ledger: nothing is pending")
	ErrHoldNotOpen      = errors.New("ledger: the hold is not open")
	ErrExceedsHold      = errors.New("ledger: more points than the hold has")
	ErrAlreadyReversed  = errors.New("ledger: nothing is left to reverse")
	ErrExceedsRemaining = errors.New("ledger: more points than are left to reverse")
	ErrSameWallet       = errors.New("ledger: a transfer needs two members")
)

// Account is a named place of the books. What leaves one account enters another, so all
// accounts of a brand always sum to zero.
type Account string

// The accounts. Available, pending and held are what the brand owes its members, debt is
// what members owe back, expired is what ended unspent (breakage).
const (
	Issuance   Account = "issuance" // where earned and promotional points come from
	Adjusted   Account = "adjust"   // where corrections by staff come from
	Burned     Account = "burned"   // spent
	Expired    Account = "expired"
	WrittenOff Account = "writeoff" // taken back in vain, or owed by an erased member
	Available  Account = "available"
	Pending    Account = "pending"
	Held       Account = "held"
	Debt       Account = "debt"
)

// Accounts lists all accounts, in the order of reports.
func Accounts() []Account {
	return []Account{Issuance, Adjusted, Burned, Expired, WrittenOff, Available, Pending, Held, Debt}
}

// Kind says what an entry records.
type Kind string

// Kinds of entries: the operations somebody asked for, then what time alone does.
const (
	Earn          Kind = "earn"
	Confirm       Kind = "confirm"
	Spend         Kind = "spend"
	Redeem        Kind = "redeem"
	VoucherUse    Kind = "voucher_use"
	HoldPoints    Kind = "hold"
	Capture       Kind = "capture"
	Release       Kind = "release"
	Adjust        Kind = "adjust"
	Transfer      Kind = "transfer"
	Reverse       Kind = "reverse"
	Refund        Kind = "refund"
	PromoRedeem   Kind = "promo_redeem"
	PromoRollback Kind = "promo_rollback"
	Erase         Kind = "erase"

	HoldTimeout Kind = "hold_timeout"
	Activation  Kind = "activation"
	Expiry      Kind = "expiry"
	TierReview  Kind = "tier_review"
)

// Side is one side of a posting: an account, with the wallet and point lot where the
// account is a member's.
type Side struct {
	Account Account
	Wallet  *Wallet   // nil for the brand's own accounts
	Lot     *PointLot // nil for the brand's own accounts and for debt
}

// Posting moves points from one account (debited) to another (credited).
type Posting struct {
	Debit, Credit Side
	Points        int64 // > 0
}

// Slice is a part of a point lot that a debit or a hold took. The slices of an entry stand
// in the order of consumption, which is what makes its exact reversal possible.
type Slice struct {
	Lot      *PointLot
	Points   int64 // > 0
	Restored int64 // given back since; ≤ Points
}

// Entry is one transaction of the books. An entry without postings records a decision
// that moved no points, such as a tier review.
type Entry struct {
	Kind     Kind
	At       time.Time
	Postings []Posting
	Slices   []*Slice // what a debit or hold took
	Tier     *int     // the level the member came to, nil if it did not change

	FormerTier int // the level before, where it changed
}

// move posts n points and applies them to the balances and lots of both sides. Nothing
// else in this package changes a balance.
func (e *Entry) move(debit, credit Side, n int64) {
	if n == 0 {
		return
	}
	e.Postings = append(e.Postings, Posting{Debit: debit, Credit: credit, Points: n})
	debit.add(-n)
	credit.add(n)
}

func (s Side) add(n int64) {
	if s.Lot != nil {
		s.Lot.Changed = true
	}
	switch s.Account {
	case Available:
		s.Wallet.Available += n
		s.Lot.Available += n
	case Pending:
		s.Wallet.Pending += n
		s.Lot.Pending += n
	case Held:
		s.Wallet.Held += n
		s.Lot.Held += n
	case Expired:
		s.Wallet.Expired += n
		s.Lot.Expired += n
	case Debt: // a debit account: crediting it pays the debt back
		s.Wallet.Debt -= n
	case Issuance, Adjusted, Burned, WrittenOff:
		// The brand's own accounts have no balance to keep: they are the sum of postings.
	}
}

func brand(account Account) Side { return Side{Account: account} }

func (w *Wallet) side(account Account, lot *PointLot) Side {
	return Side{Account: account, Wallet: w, Lot: lot}
}

// earliest orders times with the zero time, which stands for never, last.
func earliest(a, b time.Time) int {
	if a.IsZero() || b.IsZero() {
		return cmp.Compare(flag(a.IsZero()), flag(b.IsZero()))
	}
	return a.Compare(b)
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
