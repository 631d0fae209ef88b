// Package rulebook is the rules of loyalty a second time, to compare the product with.
//
// It was written from the text of the rules alone, by somebody who had not read package
// ledger, and shares no line with it. Where package ledger lets time happen when a member
// is asked about, Books lets it happen to everybody whenever the clock moves; where the
// product keeps postings, Books keeps sums. It has no rows, no locks and no speed, and
// makes for tests alone.
package rulebook

import (
	"maps"
	"reflect"
	"time"

	"kermesse/loyalty/loyaltytest"
)

// Books are the programmes, members and balances of all brands.
type Books struct {
	now    int64 // Unix seconds
	brands map[string]*brand
}

// New returns empty books.
func New() *Books { return &Books{brands: map[string]*brand{}} }

type brand struct {
	config  loyaltytest.Brand // never changed
	zone    *time.Location
	members map[string]*member
	txns    map[string]*txn   // accepted operations
	answers map[string]answer // by idempotency key
	sources map[string]bool   // rule, scope and business id of accepted earns
	stock   map[string]int64  // rewards that have one
	uses    map[string]int64  // of promo codes, not rolled back
	system  map[string]int64  // credits less debits of the accounts that are nobody's
}

// answer is a stored answer, and what was asked.
type answer struct {
	op     string
	args   loyaltytest.Args
	ref    string
	result map[string]any
	txn    string
}

type member struct {
	name                                         string
	lots                                         []lot    // in the order they were made
	holds                                        []string // open, in the order they were made
	debt                                         int64
	earned, spent, restored, expired, clawedBack int64
	tier                                         int
	tierUntil                                    int64 // 0: none
	grants                                       []grant
	redeemed                                     map[string]int64 // by reward, less those reversed
	used                                         map[string]int64 // by code, less those rolled back
	erased                                       bool
}

// grant is one accepted earn, for the limits of a day and of a year.
type grant struct {
	rule   string
	at     int64
	points int64
}

// never is the end of a lot that has none.
const never = int64(1)<<62 - 1

type lot struct {
	txn, kind                                           string
	qualifying                                          bool
	points, pending, available, held, expired, reversed int64
	availableAt, expiresAt                              int64
	lifeDays                                            *int
	activatedAt, activated, reversedAfter               int64 // activatedAt 0: not yet
}

type txn struct {
	op, member string
	lot        int    // that it made; -1: none
	parts      []part // of lots that it took, in the order of consumption
	points     int64  // of it that can be reversed
	reversed   int64
	open       bool  // hold
	until      int64 // hold, voucher
	voucher    string
	reward     string
	code       string
	rolledBack bool
	bought     purchase
}

// purchase is what an earn per amount was counted by; refunded is how much of the amount
// went back since.
type purchase struct {
	amount, refunded             int64
	num, den, tierBP, campaignBP int64
}

// part is what was taken of one lot.
type part struct {
	lot         int
	n, restored int64
}

// SetClock moves the time, and everything happens that is due by then.
func (b *Books) SetClock(at time.Time) {
	b.now = at.Unix()
	for _, br := range b.brands {
		for _, m := range br.members {
			br.settle(m, b.now)
		}
	}
}

// Configure begins a brand.
func (b *Books) Configure(name string, config loyaltytest.Brand) error {
	zone, err := time.LoadLocation(config.Zone) // empty: UTC
	if err != nil {
		return err
	}
	br := &brand{
		config: config, zone: zone, members: map[string]*member{}, txns: map[string]*txn{},
		answers: map[string]answer{}, sources: map[string]bool{},
		stock: map[string]int64{}, uses: map[string]int64{}, system: map[string]int64{},
	}
	for _, m := range config.Members {
		br.members[m] = &member{name: m, redeemed: map[string]int64{}, used: map[string]int64{}}
	}
	for id, r := range config.Rewards {
		if r.Stock != nil {
			br.stock[id] = *r.Stock
		}
	}
	b.brands[name] = br
	return nil
}

// Do performs an operation under its key. The transaction of an accepted one is named by
// that key, so that its name tells nothing of the order in which operations came.
func (b *Books) Do(s loyaltytest.Step, ref string) (result map[string]any, txnID string, err error) {
	br := b.brands[s.Brand]
	if s.Op == "balance" {
		return map[string]any{"status": "ok"}, "", nil
	}
	args := s.Args
	args.Ref = nil
	if before, ok := br.answers[s.Idem]; ok {
		if before.op != s.Op || before.ref != ref || !reflect.DeepEqual(before.args, args) {
			return map[string]any{"status": "rejected", "code": "idempotency_conflict"}, "", nil
		}
		again := maps.Clone(before.result)
		again["replayed"] = true
		return again, before.txn, nil
	}
	a := act{brand: br, t: b.now, args: args, ref: ref, id: TxnOf(s.Idem)}
	result, code := a.perform(s.Op)
	if code != "" {
		result = map[string]any{"status": "rejected", "code": code}
	} else {
		result["status"] = "ok"
		txnID = a.id
	}
	br.answers[s.Idem] = answer{op: s.Op, args: args, ref: ref, result: result, txn: txnID}
	return maps.Clone(result), txnID, nil
}

// TxnOf names the transaction of the operation that was accepted under a key.
func TxnOf(key string) string { return "of " + key }
