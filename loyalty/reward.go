package loyalty

import "time"

// Reward is something points buy.
type Reward struct {
	ID          string
	Name        string
	Description string
	Picture     string // name of a stored picture; may be empty
	PictureAlt  string
	Active      bool
	Cost        int64
	StockLeft   *int64 // nil: unlimited
	PerMember   int64  // 0: no limit
	MinTier     int
	From, To    time.Time // on offer from From until before To; zero: from ever, without end
	VoucherDays int
	Gives       Gives
}

// voucherEnd is when a voucher ends that is issued at t.
func (r Reward) voucherEnd(t time.Time) time.Time {
	return t.Add(time.Duration(r.VoucherDays) * 24 * time.Hour)
}

// Ended reports whether the reward is no longer on offer at t.
func (r Reward) Ended(t time.Time) bool { return !r.To.IsZero() && !t.Before(r.To) }

// VoucherStatus is what became of a voucher. One that is issued can still be too old.
type VoucherStatus string

// The statuses.
const (
	VoucherIssued VoucherStatus = "issued"
	VoucherUsed   VoucherStatus = "used"
	VoucherVoid   VoucherStatus = "void"
)

// Redemption is a reward that was taken, and its voucher.
type Redemption struct {
	Txn       TxnID
	Member    MemberID
	Reward    string
	Voucher   string // as it is shown
	Status    VoucherStatus
	ExpiresAt time.Time
	UsedAt    time.Time

	Kind      RewardKind
	Delivered string // a code that was handed over; empty: none

	sealed, delivered, codeHash []byte
}
