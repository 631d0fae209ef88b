package frontend

import "time"

// MemberSignInPage is "/m/{brand}" for somebody who is not signed in. Without Contact it asks for email or phone and
// posts to MemberPath(brand, "sign-in"); with Contact it asks for the code (fields code, pending) and posts to
// MemberPath(brand, "code"); with Token it shows one button, likewise.
type MemberSignInPage struct {
	Frame
	Choice   ContactChoice
	Contact  string // masked; set once a code was sent
	Pending  string // opaque reference of what waits for the code
	Token    string // from the link of the message
	ValidFor time.Duration
	Next     string // path to go to afterwards, without language; sent back in the field "next"
	Form     Form
}

// Template names the page's template.
func (MemberSignInPage) Template() string { return "fan/member_sign_in" }

// MemberPage is "/m/{brand}" for a member.
//
// Who is none yet may become one: it posts to MemberPath(brand, "join").
type MemberPage struct {
	Frame
	Member   MemberView
	Joined   bool // is a member
	Friends  bool // the brand has referrals
	Gifts    bool // members give each other points
	Missed   int  // events that earned nothing
	Earn     []WayToEarn
	Rewards  []RewardCard
	Vouchers []VoucherView
	History  []HistoryLine
	Pager    Pager // of the history
	Years    []int // of which there are statements
}

// Template names the page's template.
func (MemberPage) Template() string { return "fan/member" }

// MemberView is a member's points and tier.
type MemberView struct {
	FirstName  string // may be empty
	Contact    string // masked
	Number     string // member number, said at the till
	Available  int64
	Pending    int64 // earned, not spendable yet
	Held       int64 // reserved
	Debt       int64 // owed after a refund
	Expiries   []PointExpiry
	Tier       string // empty: the programme has no tiers
	TierUntil  time.Time
	NextTier   string // empty: top tier
	Qualifying int64  // points that count for the tier
	NextAt     int64  // qualifying points of the next tier
	Benefits   []string
}

// PointExpiry says how many available points end when.
type PointExpiry struct {
	At     time.Time
	Points int64
}

// TierShare is the progress to the next tier, 0 to 1.
func (m MemberView) TierShare() float64 {
	if m.NextAt <= 0 || m.Qualifying >= m.NextAt {
		return 1
	}
	return float64(m.Qualifying) / float64(m.NextAt)
}

// ToNextTier is the number of qualifying points missing for the next tier.
func (m MemberView) ToNextTier() int64 { return max(0, m.NextAt-m.Qualifying) }

// WayToEarn is one way to get points.
type WayToEarn struct {
	Label  string
	Points int64  // a fixed number; 0: Detail says it
	Detail string // « 1 point par euro »
	Done   bool
	Path   string // where to do it, without language; empty: nowhere online
}

// RewardState is whether a member can take a reward now; the words are in the texts under "reward.<value>".
type RewardState string

// States of a reward for one member.
const (
	RewardAvailable RewardState = "available"
	RewardMissing   RewardState = "missing" // not enough points
	RewardTier      RewardState = "tier"    // for a higher tier
	RewardLimit     RewardState = "limit"   // taken as often as allowed
	RewardOut       RewardState = "out"     // out of stock
	RewardSoon      RewardState = "soon"    // not on offer yet
)

// RewardCard is a reward and whether this member can have it.
type RewardCard struct {
	ID          string
	Name        string
	Description string
	Picture     *Picture
	Cost        int64
	Missing     int64 // points missing
	State       RewardState
	Tier        string // needed, for RewardTier
	StockLeft   int64  // -1: unlimited
	From        time.Time
	Until       time.Time
}

// RedeemPage is "/m/{brand}/rewards/{id}": says what redeeming costs and posts to its own address.
type RedeemPage struct {
	Frame
	Reward      RewardCard
	Balance     int64
	VoucherDays int
	Form        Form
}

// Template names the page's template.
func (RedeemPage) Template() string { return "fan/redeem" }

// VoucherState is what became of a voucher; the words are in the texts under "voucher.<value>".
type VoucherState string

// States of a voucher.
const (
	VoucherValid   VoucherState = "valid"
	VoucherUsed    VoucherState = "used"
	VoucherExpired VoucherState = "expired"
	VoucherVoid    VoucherState = "void"
)

// VoucherView is a voucher a member holds.
type VoucherView struct {
	Code      string
	Reward    string
	State     VoucherState
	ExpiresAt time.Time
	UsedAt    time.Time
	Scan      string // what a till scans; empty: it is not taken there
	Delivered string // a code that the reward gave
}

// HistoryLine is one movement of points.
type HistoryLine struct {
	At     time.Time
	Label  string   // what happened: « Participation à Été à la plage »
	Reason string   // given by staff; may be empty
	Points int64    // signed
	Why    []string // the steps by which the points came about
}
