// Package loyaltytest replays loyalty workloads: files of operations with the answer,
// the balances and the books that are expected after each. The same replay runs against
// the domain and against the API, each behind the interface House.
package loyaltytest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"kermesse/internal/shareddata"
)

// Workload is a file of the format loyalty-workload/1.
type Workload struct {
	Format string `json:"format"`
	Start  int64  `json:"start"`
	Config Config `json:"config"`
	Ops    []Step `json:"ops"`
	Final  Final  `json:"final"`
	Races  []Race `json:"races"`
}

// Config is what must exist before the first operation.
type Config struct {
	Brands map[string]Brand `json:"brands"`
}

// Brand is one brand's programme and members.
type Brand struct {
	Zone          string            `json:"time_zone"` // of days; empty: UTC
	Clawback      string            `json:"clawback"`
	GraceDays     int               `json:"restore_grace_days"`
	TierWindow    int               `json:"tier_window_days"`
	TierRetention int               `json:"tier_retention_days"`
	Tiers         []Tier            `json:"tiers"`
	Groups        map[string]Group  `json:"groups"`
	Campaigns     []Campaign        `json:"campaigns"`
	Rules         map[string]Rule   `json:"rules"`
	Rewards       map[string]Reward `json:"rewards"`
	PromoCodes    map[string]Code   `json:"promo_codes"`
	Members       []string          `json:"members"`
}

// Tier is a tier as the file writes it.
type Tier struct {
	Name   string `json:"name"`
	Min    int64  `json:"min"`
	EarnBP int64  `json:"earn_bp"`
}

// Group is a daily cap that rules share.
type Group struct {
	PointsPerDay int64 `json:"points_per_day"`
}

// Campaign is a multiplier for a time.
type Campaign struct {
	Rule string `json:"rule"`
	From int64  `json:"from"`
	To   int64  `json:"to"`
	BP   int64  `json:"bp"`
}

// Rule is an earning rule.
type Rule struct {
	Type           string `json:"type"` // per_amount or fixed
	Num            int64  `json:"num"`
	Den            int64  `json:"den"`
	Points         int64  `json:"points"`
	TierMultiplier bool   `json:"tier_multiplier"`
	PendingDays    int    `json:"pending_days"`
	ExpiryDays     *int   `json:"expiry_days"`
	MaxPerOp       int64  `json:"max_per_op"`
	MaxPerDay      int64  `json:"max_per_day"`
	MaxPerYear     int64  `json:"max_per_year"`
	Group          string `json:"group"`
	Qualifying     bool   `json:"qualifying"`
	Dedupe         string `json:"dedupe"`
	NoSelf         bool   `json:"no_self"`
}

// Reward is a reward of the catalogue.
type Reward struct {
	Cost        int64  `json:"cost"`
	Stock       *int64 `json:"stock"`
	PerMember   int64  `json:"per_member"`
	MinTier     int    `json:"min_tier"`
	From        int64  `json:"from"`
	To          int64  `json:"to"`
	VoucherDays int    `json:"voucher_days"`
}

// Code is a promo code.
type Code struct {
	Kind        string `json:"kind"`
	Value       int64  `json:"value"`
	ExpiryDays  *int   `json:"expiry_days"`
	MaxDiscount int64  `json:"max_discount"`
	Total       *int64 `json:"total"`
	PerMember   int64  `json:"per_member"`
	MinAmount   int64  `json:"min_amount"`
	From        int64  `json:"from"`
	To          int64  `json:"to"`
}

// Step is an operation, or a checkpoint of all books.
type Step struct {
	I       int                         `json:"i"`
	T       int64                       `json:"t"`
	Brand   string                      `json:"brand"`
	Op      string                      `json:"op"`
	Idem    string                      `json:"idem"`
	Args    Args                        `json:"-"`
	Expect  Expect                      `json:"expect"`
	IsCheck bool                        `json:"checkpoint"`
	AfterOp int                         `json:"after_op"`
	Totals  map[string]map[string]int64 `json:"totals"`
}

// Args are an operation's arguments; which of them there are depends on the operation.
type Args struct {
	Member     string `json:"member"`
	From       string `json:"from"`
	To         string `json:"to"`
	Rule       string `json:"rule"`
	SourceID   string `json:"source_id"`
	Reward     string `json:"reward"`
	Code       string `json:"code"`
	Ref        *int   `json:"ref"`
	Reason     string `json:"reason"`
	Actor      string `json:"actor"`
	Points     *int64 `json:"points"`
	Amount     int64  `json:"amount"`
	TTL        int64  `json:"ttl"`
	ExpiryDays *int   `json:"expiry_days"`
}

// UnmarshalJSON reads the step and its arguments, which stand beside each other.
func (s *Step) UnmarshalJSON(raw []byte) error {
	type step Step
	if err := json.Unmarshal(raw, (*step)(s)); err != nil || s.IsCheck {
		return err
	}
	return json.Unmarshal(raw, &s.Args)
}

// Expect is what must come of a step.
type Expect struct {
	Result   map[string]any    `json:"result"`
	After    map[string]View   `json:"after"`
	Stock    map[string]*int64 `json:"stock"`
	CodeUsed map[string]int64  `json:"code_used"`
}

// View is a member's balances.
type View struct {
	Available  int64   `json:"available"`
	Pending    int64   `json:"pending"`
	Held       int64   `json:"held"`
	Debt       int64   `json:"debt"`
	Earned     int64   `json:"earned"`
	Spent      int64   `json:"spent"`
	Restored   int64   `json:"restored"`
	Expired    int64   `json:"expired"`
	ClawedBack int64   `json:"clawed_back"`
	Tier       string  `json:"tier"`
	TierUntil  *int64  `json:"tier_until"`
	Qualifying int64   `json:"qualifying"`
	NextExpiry *Expiry `json:"next_expiry"`
	Erased     bool    `json:"erased"`
}

// Expiry is how many points end when.
type Expiry struct {
	At     int64 `json:"at"`
	Points int64 `json:"points"`
}

// Lot is a point lot. Its number is the reference's own: only the order is compared.
type Lot struct {
	Seq       int64  `json:"seq"`
	Origin    int    `json:"origin"`
	Kind      string `json:"kind"`
	Points    int64  `json:"points"`
	Pending   int64  `json:"pending"`
	Available int64  `json:"available"`
	Held      int64  `json:"held"`
	Expired   int64  `json:"expired"`
	Reversed  int64  `json:"reversed"`
	ExpiresAt *int64 `json:"expires_at"`
}

// Final is the state after the last step.
type Final struct {
	T       int64                             `json:"t"`
	Members map[string]map[string]FinalMember `json:"members"`
	Stock   map[string]map[string]*int64      `json:"stock"`
	Codes   map[string]map[string]int64       `json:"codes"`
	Totals  map[string]map[string]int64       `json:"totals"`
}

// FinalMember is a member's balances and all their lots.
type FinalMember struct {
	View
	Lots []Lot `json:"lots"`
}

// EnvWorkloads names the files to replay, as a glob.
const EnvWorkloads = "KERMESSE_WORKLOADS"

// Files returns the workloads to replay: those that EnvWorkloads names, or the one of the
// shared data.
func Files(t testing.TB) []string {
	t.Helper()
	pattern := os.Getenv(EnvWorkloads)
	if pattern == "" {
		return []string{filepath.Join(shareddata.Dir(t), "loyalty", "workload.json")}
	}
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatalf("%s names no file: %s", EnvWorkloads, pattern)
	}
	return files
}

// Load reads a workload.
func Load(t testing.TB, file string) Workload {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var w Workload
	if err := json.Unmarshal(raw, &w); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	if w.Format != "loyalty-workload/1" {
		t.Fatalf("%s has the format %q, want loyalty-workload/1", file, w.Format)
	}
	return w
}

// At is the time of a second of the workload.
func At(seconds int64) time.Time { return time.Unix(seconds, 0).UTC() }
